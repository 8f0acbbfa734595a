//! The describes of the selected objects: quirks mended, the configuration and the permission set
//! applied.
//!
//! Each quirk has one function, and a mended quirk is a warning. [`known_requirements`] adds what is
//! known of some objects, and [`overrides`] has the changes that `ats-codegen.toml` makes.

mod fixed_describe;
mod known_requirements;
mod object_selection;
mod overrides;
mod picklists;

use std::collections::HashSet;

use std::path::Path;

use ats_schema::describe::{Describe, Field, FieldType, PermissionSet, Provenance};

pub(crate) use self::fixed_describe::FixedDescribe;
pub(crate) use self::object_selection::Hidden;
pub(crate) use self::overrides::{bad_field, bad_type};
use crate::config::Config;
use crate::describe_files::DescribeFile;
use crate::error::{Error, Warning};
use crate::parallel;

/// The choices that decide which objects and fields are generated.
pub(crate) struct Choices<'a> {
    pub(crate) config: &'a Config,
    pub(crate) config_path: &'a Path,
    /// API names of objects, from the command line.
    pub(crate) objects: &'a [String],
    /// A regular expression for API names of objects, from the command line.
    pub(crate) pattern: Option<&'a str>,
    pub(crate) permission_set: Option<&'a PermissionSet>,
}

/// Mends the quirks of all describes; no choice changes them.
pub(crate) fn mend(
    files: Vec<DescribeFile>,
    provenance: &Provenance,
) -> (Vec<FixedDescribe>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut describes: Vec<FixedDescribe> = files
        .into_iter()
        .map(|file| FixedDescribe::new(file, provenance))
        .collect();
    parallel::for_each_mut(&mut describes, |fixed| {
        fixed.warnings = mend_describe(&mut fixed.describe);
    });
    object_selection::drop_unnamed(&mut describes, &mut warnings);
    (describes, warnings)
}

/// Keeps the selected objects of mended describes, and applies the configuration and the permission
/// set to them. Returns the objects that the set hides, too.
///
/// # Errors
///
/// [`Error::UnknownObject`], [`Error::Pattern`], [`Error::Nothing`], or [`Error::Config`] with
/// every entry of the configuration that does not fit the describes.
pub(crate) fn apply(
    mut describes: Vec<FixedDescribe>,
    choices: &Choices<'_>,
) -> Result<(Vec<FixedDescribe>, Hidden, Vec<Warning>), Error> {
    let config = choices.config;
    let described: Vec<String> = describes
        .iter()
        .map(|it| it.describe.name.clone())
        .collect();
    let described: Vec<&str> = described.iter().map(String::as_str).collect();
    let (mut problems, unused) = config.unknown_objects(&described);
    let mut warnings: Vec<Warning> = unused
        .into_iter()
        .map(|it| Warning::object("", it))
        .collect();
    let selected = (choices.objects, choices.pattern);
    object_selection::select(&mut describes, &described, selected, config)?;
    for fixed in &mut describes {
        problems.extend(overrides::apply(fixed, config));
    }
    if !problems.is_empty() {
        return Err(Error::Config {
            path: choices.config_path.to_owned(),
            problems,
        });
    }
    let mut hidden = Hidden::default();
    // After the configuration, which may name what only some users see.
    if let Some(set) = choices.permission_set {
        hidden = object_selection::restrict(&mut describes, set, &described, &mut warnings);
    }
    if describes.is_empty() {
        return Err(Error::Nothing(
            "no described object is both asked for and readable".to_owned(),
        ));
    }
    Ok((describes, hidden, warnings))
}

/// Removes from mended describes what the users of a permission set do not see. Returns warnings.
pub(crate) fn restrict(describes: &mut Vec<FixedDescribe>, set: &PermissionSet) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let names: Vec<String> = describes
        .iter()
        .map(|it| it.describe.name.clone())
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    object_selection::restrict(describes, set, &names, &mut warnings);
    warnings
}

/// Mends every quirk of a describe and returns what it did.
fn mend_describe(describe: &mut Describe) -> Vec<Warning> {
    let mut warnings = Vec::new();
    same_field_twice(describe, &mut warnings);
    picklists::unusable_values(describe, &mut warnings);
    picklists::unknown_controllers(describe, &mut warnings);
    for field in &mut describe.fields {
        more_decimals_than_digits(&describe.name, field, &mut warnings);
        same_target_twice(field);
        compound_is_read_only(field);
    }
    same_relationship_twice(describe, &mut warnings);
    unstated_operations(describe, &mut warnings);
    warnings
}

/// A field that is described twice, as in merged or hand-edited files: the first stays.
/// Letter case does not tell fields apart in an org.
fn same_field_twice(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let mut seen = HashSet::new();
    let object = &describe.name;
    describe.fields.retain(|field| {
        let first = seen.insert(field.name.to_ascii_lowercase());
        if !first {
            let message = "described twice; the second is left out";
            warnings.push(Warning::field(object, &field.name, message));
        }
        first
    });
}

/// A number with more decimals than digits, which no number can have: its digits are left
/// unchecked.
fn more_decimals_than_digits(object: &str, field: &mut Field, warnings: &mut Vec<Warning>) {
    let number = matches!(
        field.field_type,
        FieldType::Double | FieldType::Currency | FieldType::Percent
    );
    // 255 is what a table entry holds; Salesforce has 18 digits at most.
    if number && (field.scale > field.precision || field.precision > 255) {
        warnings.push(Warning::field(
            object,
            &field.name,
            format!(
                "{} digits of which {} are decimals make no number; digits are not checked",
                field.precision, field.scale
            ),
        ));
        field.precision = 0;
        field.scale = 0;
    }
}

/// A target that a reference names twice.
fn same_target_twice(field: &mut Field) {
    let mut seen = HashSet::new();
    field
        .reference_to
        .retain(|target| seen.insert(target.clone()));
}

/// A compound field cannot be written, whatever its flags say: only its parts can (*Object
/// Reference, Compound Fields*: "compound fields are read-only").
fn compound_is_read_only(field: &mut Field) {
    if matches!(field.field_type, FieldType::Address | FieldType::Location) {
        field.createable = Some(false);
        field.updateable = Some(false);
    }
}

/// Relationships that cannot be told apart from what the answer holds already, because they
/// have the name of a field or of one another: the first stays, in the order of fields,
/// parents, then children by object and field.
fn same_relationship_twice(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let object = &describe.name;
    let mut seen: HashSet<String> = describe
        .fields
        .iter()
        .map(|field| field.name.to_ascii_lowercase())
        .collect();
    for field in &mut describe.fields {
        if field.relationship_name.as_deref() == Some("") {
            field.relationship_name = None;
        }
        let Some(name) = &field.relationship_name else {
            continue;
        };
        if !seen.insert(name.to_ascii_lowercase()) {
            let message = format!("the relationship name `{name}` is taken; it has no field");
            warnings.push(Warning::field(object, &field.name, message));
            field.relationship_name = None;
        }
    }
    describe.child_relationships.sort_by(|a, b| {
        (&a.child_sobject, &a.field, &a.relationship_name).cmp(&(
            &b.child_sobject,
            &b.field,
            &b.relationship_name,
        ))
    });
    describe.child_relationships.retain(|child| {
        let Some(name) = child.relationship_name.as_deref().filter(|it| !it.is_empty()) else {
            return false;
        };
        let first = seen.insert(name.to_ascii_lowercase());
        if !first {
            let message = format!(
                "the child relationship `{name}` from {}.{} has a name that is taken; it has no field",
                child.child_sobject, child.field
            );
            warnings.push(Warning::object(object, message));
        }
        first
    });
}

/// The describe does not state some operations, as in files that were shortened: they are allowed by
/// the rule of `ats_schema`, and one warning names them all.
fn unstated_operations(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let mut unstated = Vec::new();
    for (name, flag) in [
        ("queryable", &mut describe.queryable),
        ("retrieveable", &mut describe.retrieveable),
        ("createable", &mut describe.createable),
        ("updateable", &mut describe.updateable),
        ("deletable", &mut describe.deletable),
    ] {
        if flag.is_none() {
            *flag = Some(true);
            unstated.push(name.to_owned());
        }
    }
    let fields_without = |flag: fn(&Field) -> Option<bool>| {
        let fields = describe.fields.iter();
        fields.filter(|field| flag(field).is_none()).count()
    };
    for (name, count) in [
        ("createable", fields_without(|it| it.createable)),
        ("updateable", fields_without(|it| it.updateable)),
        ("filterable", fields_without(|it| it.filterable)),
        ("sortable", fields_without(|it| it.sortable)),
    ] {
        match count {
            0 => {}
            1 => unstated.push(format!("{name} (1 field)")),
            _ => unstated.push(format!("{name} ({count} fields)")),
        }
    }
    if !unstated.is_empty() {
        let message = format!(
            "the describe does not state {}; allowed where the field type permits",
            unstated.join(", ")
        );
        warnings.push(Warning::object(&describe.name, message));
    }
}

#[cfg(test)]
mod tests;
