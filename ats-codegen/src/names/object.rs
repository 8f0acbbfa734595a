//! The names inside of one object.

use std::collections::BTreeSet;

use ats_schema::describe::{Describe, Field};
use ats_schema::names::{Item, field_candidates, lookup_candidates, resolve};

use crate::config::ObjectConfig;
use crate::conventions::EXTRA_FIELD;
use crate::field_kind::reference;

/// The names inside of one object.
#[derive(Debug)]
pub(crate) struct ObjectNames {
    /// The Rust field of each field.
    pub(crate) fields: Vec<String>,
    /// The Rust field of each field's relationship.
    pub(crate) parents: Vec<Option<String>>,
    /// The Rust field of each child relationship.
    pub(crate) children: Vec<String>,
    /// The enum of each picklist or polymorphic field.
    pub(crate) enums: Vec<Option<String>>,
}

/// The names of the fields, relationships and children of an object.
pub(super) fn inside(
    describe: &Describe,
    config: &ObjectConfig,
) -> Result<ObjectNames, Vec<String>> {
    let object = &describe.name;
    let configured = |field: &Field| config.fields.get(&field.name)?.name.clone();
    let fixed: Vec<Option<String>> = describe.fields.iter().map(configured).collect();
    let mut taken: BTreeSet<String> = [EXTRA_FIELD.to_owned()].into();
    let mut problems = Vec::new();
    for name in fixed.iter().flatten() {
        if !taken.insert(name.clone()) {
            problems.push(format!(
                "[objects.\"{object}\"]: two fields are named `{name}`"
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }

    let free: Vec<Item<'_>> = describe
        .fields
        .iter()
        .zip(&fixed)
        .filter(|(_, fixed)| fixed.is_none())
        .map(|(field, _)| {
            let candidates = match reference(field) {
                Some(_) => lookup_candidates(&field.name),
                None => field_candidates(&field.name),
            };
            Item::new(&field.name, candidates)
        })
        .collect();
    let mut resolved = reserve(&free, &mut taken).into_iter();
    let fields: Vec<String> = fixed
        .into_iter()
        .map(|fixed| fixed.or_else(|| resolved.next()).unwrap_or_default())
        .collect();

    let named: Vec<(usize, &str)> = describe
        .fields
        .iter()
        .enumerate()
        .filter_map(|(at, field)| {
            reference(field)?;
            Some((at, field.relationship_name.as_deref()?))
        })
        .collect();
    let items: Vec<Item<'_>> = named
        .iter()
        .map(|(_, name)| Item::new(name, with_ending(field_candidates(name), "_record")))
        .collect();
    let mut parents = vec![None; describe.fields.len()];
    for ((at, _), ident) in named.iter().zip(reserve(&items, &mut taken)) {
        parents[*at] = Some(ident);
    }

    let items: Vec<Item<'_>> = describe
        .child_relationships
        .iter()
        .map(|child| child.relationship_name.as_deref().unwrap_or_default())
        .map(|name| Item::new(name, with_ending(field_candidates(name), "_records")))
        .collect();
    let children = reserve(&items, &mut taken);
    let enums = vec![None; describe.fields.len()];
    Ok(ObjectNames {
        fields,
        parents,
        children,
        enums,
    })
}

/// Returns names for all of `items`, none of them in `taken`, to which they are added.
fn reserve(items: &[Item<'_>], taken: &mut BTreeSet<String>) -> Vec<String> {
    let reserved: Vec<&str> = taken.iter().map(String::as_str).collect();
    let names = resolve(items, &reserved);
    taken.extend(names.iter().cloned());
    names
}

/// Candidates, and the first of them with an ending, before numbers are resorted to.
pub(super) fn with_ending(mut candidates: Vec<String>, ending: &str) -> Vec<String> {
    if let Some(first) = candidates.first() {
        let last = format!("{}{ending}", first.trim_end_matches('_'));
        candidates.push(last);
    }
    candidates
}
