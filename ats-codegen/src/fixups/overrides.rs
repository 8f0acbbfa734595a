//! What `ats-codegen.toml` changes in a describe.
//!
//! An entry that names nothing, or changes nothing any more, is a problem: the file would go
//! on saying what is not so.

use std::collections::HashSet;

use ats_schema::describe::{Describe, Field, FieldType};
use ats_schema::names::{nearest, reserved};

use super::fixed_describe::FixedDescribe;
use super::known_requirements;
use crate::config::{Config, FieldConfig, ObjectConfig, TypeOverride};
use crate::conventions::EXTRA_FIELD;
use crate::error::hint;

/// Changes a describe as configured and decides which fields a create must have. Returns
/// what is wrong with the configuration.
pub(super) fn apply(fixed: &mut FixedDescribe, config: &Config) -> Vec<String> {
    let mut problems = Vec::new();
    let describe = &mut fixed.describe;
    open(describe, config, &mut problems);
    let nothing = ObjectConfig::default();
    let entry = config.object(&describe.name).unwrap_or(&nothing);
    let place = format!("[objects.\"{}\"]", describe.name);
    if let Some(name) = &entry.name {
        problems.extend(bad_type(name).map(|why| format!("{place} name: {why}")));
    }
    (fixed.required, fixed.known) = required(describe, entry, &place, &mut problems);
    for (name, change) in &entry.fields {
        let place = format!("[objects.\"{}\".fields.\"{name}\"]", describe.name);
        match find(describe, name) {
            Ok(at) => {
                let why = change_field(&mut describe.fields[at], change);
                problems.extend(why.map(|why| format!("{place} {why}")));
            }
            Err(why) => problems.push(format!("{place}: {why}")),
        }
    }
    describe
        .fields
        .retain(|field| !entry.fields.get(&field.name).is_some_and(|it| it.skip));
    problems
}

/// `[picklists] open`.
fn open(describe: &mut Describe, config: &Config, problems: &mut Vec<String>) {
    for entry in &config.picklists.open {
        let Some((object, name)) = entry.split_once('.') else {
            continue;
        };
        if object != describe.name {
            continue;
        }
        let place = "[picklists] open:";
        match find(describe, name) {
            Ok(at) => {
                let field = &mut describe.fields[at];
                let picklist = matches!(
                    field.field_type,
                    FieldType::Picklist | FieldType::MultiPicklist
                );
                if !picklist || !field.restricted_picklist {
                    problems.push(format!(
                        "{place} `{entry}` is no restricted picklist; remove the entry"
                    ));
                }
                field.restricted_picklist = false;
            }
            Err(why) => problems.push(format!("{place} {why}")),
        }
    }
}

/// Returns the fields a create must have by the describe, by what is known of the object, and by
/// `required` of the configuration; and the known requirements in words.
fn required(
    describe: &Describe,
    entry: &ObjectConfig,
    place: &str,
    problems: &mut Vec<String>,
) -> (HashSet<String>, Vec<String>) {
    let mut required: HashSet<String> = describe
        .fields
        .iter()
        .filter(|field| field.is_required_on_create())
        .map(|field| field.name.clone())
        .collect();
    // Whose user may create no record of it, for them nothing is required, and the configuration
    // may be that of others, too.
    if describe.createable == Some(false) {
        return (required, Vec::new());
    }
    let known = known_requirements::apply(describe, &mut required);
    for name in &entry.required.add {
        let problem = match find(describe, name) {
            Ok(at) if !describe.fields[at].is_createable() => {
                format!("`{name}` cannot be set on create, so it cannot be required")
            }
            Ok(_) if !required.insert(name.clone()) => {
                format!("`{name}` is required without it; remove the entry")
            }
            Ok(_) => continue,
            Err(why) => why,
        };
        problems.push(format!("{place} required.add: {problem}"));
    }
    for name in &entry.required.remove {
        let problem = match find(describe, name) {
            Ok(_) if !required.remove(name) => {
                format!("`{name}` is not required anyway; remove the entry")
            }
            Ok(_) => continue,
            Err(why) => why,
        };
        problems.push(format!("{place} required.remove: {problem}"));
    }
    (required, known)
}

fn change_field(field: &mut Field, change: &FieldConfig) -> Option<String> {
    if change.skip {
        let more = change.name.is_some() || change.ty.is_some();
        return more.then(|| "a field that is skipped has no name or type".to_owned());
    }
    let ty = match change.ty {
        Some(TypeOverride::Text) => Some(FieldType::String),
        Some(TypeOverride::Json) => Some(FieldType::Json),
        None => None,
    };
    if let Some(ty) = ty {
        if field.field_type == ty {
            return Some(format!("type: the field is {ty} anyway; remove the entry"));
        }
        field.field_type = ty;
        field.dependent_picklist = false;
        field.controller_name = None;
    }
    let name = change.name.as_deref()?;
    bad_field(name).map(|why| format!("name: {why}"))
}

/// Where a field is, or why it is not there.
fn find(describe: &Describe, name: &str) -> Result<usize, String> {
    let names = || describe.fields.iter().map(|field| field.name.as_str());
    names().position(|it| it == name).ok_or_else(|| {
        format!(
            "`{}` has no field `{name}`{}",
            describe.name,
            hint(nearest(name, names()))
        )
    })
}

fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|it| it.is_ascii_alphabetic())
        && bytes.all(|it| it.is_ascii_alphanumeric() || it == b'_')
        && !reserved::is_keyword(name)
}

pub(crate) fn bad_type(name: &str) -> Option<String> {
    let good = is_identifier(name)
        && name.starts_with(|ch: char| ch.is_ascii_uppercase())
        && !name.contains('_');
    (!good).then(|| format!("`{name}` is no name for a type; expected something like `JobOffer`"))
}

pub(crate) fn bad_field(name: &str) -> Option<String> {
    let good = is_identifier(name)
        && !name.contains(|ch: char| ch.is_ascii_uppercase())
        && !name.ends_with('_')
        && name != EXTRA_FIELD;
    (!good)
        .then(|| format!("`{name}` is no name for a field; expected something like `first_name`"))
}
