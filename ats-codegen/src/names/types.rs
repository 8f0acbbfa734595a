//! Types, which are unique in the whole crate.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ats_schema::names::{Item, object_candidates, reserved, resolve, type_ident};

use super::object::ObjectNames;
use crate::field_kind::{Reference, is_enum, reference};
use crate::fixups::FixedDescribe;

/// What `use ats_core::prelude::*` brings into generated modules and, beside the generated
/// types, into most programs.
const CORE: &[&str] = &[
    "Address",
    "AnyObject",
    "Blob",
    "Change",
    "ChildRelationship",
    "Children",
    "Column",
    "Create",
    "Date",
    "DateTime",
    "Delete",
    "DependentPicklist",
    "Extra",
    "Fields",
    "Id",
    "LikePattern",
    "Location",
    "MultiPicklist",
    "Number",
    "Parent",
    "Patch",
    "Picklist",
    "Polymorphic",
    "Query",
    "RawJson",
    "Record",
    "RefersTo",
    "Related",
    "Retrieve",
    "SObject",
    "Select",
    "Text",
    "Time",
    "Unlisted",
    "UntypedRecord",
    "Update",
    "Upsert",
    "Value",
];

/// Names that have a meaning in every generated module.
pub(super) fn reserved_types() -> impl Iterator<Item = &'static str> {
    reserved::PRELUDE.iter().chain(CORE).copied()
}

/// Objects that are referred to and not in the crate: their ids are typed by a marker.
pub(super) fn markers(sources: &[FixedDescribe]) -> BTreeSet<&str> {
    let mut referenced = BTreeSet::new();
    for source in sources {
        for field in &source.describe.fields {
            match reference(field) {
                Some(Reference::One(target)) => {
                    referenced.insert(target);
                }
                Some(Reference::Many(targets)) => {
                    referenced.extend(targets.iter().map(String::as_str));
                }
                Some(Reference::External | Reference::Any) | None => {}
            }
        }
        if source
            .describe
            .record_type_infos
            .iter()
            .any(|it| !it.master)
        {
            referenced.insert(RECORD_TYPE);
        }
    }
    for source in sources {
        referenced.remove(source.describe.name.as_str());
    }
    referenced
}

/// The object that record types are records of.
pub(crate) const RECORD_TYPE: &str = "RecordType";

/// The types of objects and markers, by API name.
pub(super) fn objects(
    sources: &[FixedDescribe],
    markers: &BTreeSet<&str>,
) -> Result<HashMap<String, String>, Vec<String>> {
    let fixed: BTreeMap<&str, &str> = sources
        .iter()
        .filter_map(|source| {
            let api = source.describe.name.as_str();
            Some((api, source.configured.name.as_deref()?))
        })
        .collect();
    check(&fixed)?;

    let objects: Vec<&str> = sources.iter().map(|it| it.describe.name.as_str()).collect();
    let free: Vec<Item<'_>> = objects
        .iter()
        .copied()
        .filter(|api| !fixed.contains_key(api))
        .chain(markers.iter().copied())
        .map(|api| {
            let mut candidates = object_candidates(api);
            if let Some(first) = candidates.first() {
                candidates.push(format!("{first}Object"));
            }
            Item::new(api, candidates)
        })
        .collect();
    let mut taken: BTreeSet<String> = reserved_types().map(str::to_owned).collect();
    for name in fixed.values() {
        taken.extend(derived(name));
        taken.insert((*name).to_owned());
    }
    loop {
        let reserved: Vec<&str> = taken.iter().map(String::as_str).collect();
        let idents = resolve(&free, &reserved);
        let mut types: HashMap<String, String> = free
            .iter()
            .zip(idents)
            .map(|(item, ident)| (item.api_name.to_owned(), ident))
            .collect();
        types.extend(
            fixed
                .iter()
                .map(|(api, name)| ((*api).to_owned(), (*name).to_owned())),
        );
        let clashes = clashes(&objects, &types);
        // Names that were given stay; what clashes with them moves, and a clash among them
        // was refused above.
        let before = taken.len();
        taken.extend(clashes);
        if taken.len() == before {
            return Ok(types);
        }
    }
}

/// What the derive adds to a type `name`.
fn derived(name: &str) -> [String; 4] {
    [
        format!("New{name}"),
        format!("{name}Update"),
        format!("{name}Required"),
        format!("{name}Key"),
    ]
}

/// Types that have the name of one the derive adds to another, and types whose derived
/// types meet: they have to move.
fn clashes(objects: &[&str], types: &HashMap<String, String>) -> Vec<String> {
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut clashes = Vec::new();
    let mut sorted: Vec<&str> = objects.to_vec();
    sorted.sort_unstable();
    for api in sorted {
        for name in derived(&types[api]) {
            if owners.insert(name, api).is_some() {
                clashes.push(types[api].clone());
            }
        }
    }
    clashes.extend(
        types
            .values()
            .filter(|it| owners.contains_key(*it))
            .cloned(),
    );
    clashes
}

/// Configured types must be able to stand beside one another.
fn check(fixed: &BTreeMap<&str, &str>) -> Result<(), Vec<String>> {
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut problems = Vec::new();
    for (api, name) in fixed {
        if reserved_types().any(|it| it == *name) {
            problems.push(format!(
                "[objects.\"{api}\"] name: `{name}` has a meaning in every generated module; choose another"
            ));
        }
        for name in derived(name).into_iter().chain([(*name).to_owned()]) {
            if let Some(other) = owners.insert(name.clone(), api) {
                problems.push(format!(
                    "[objects.\"{api}\"] name: its type `{name}` is one of [objects.\"{other}\"], too; choose another"
                ));
            }
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// Returns the enums of picklists (`JobStatus`) and of polymorphic lookups (`JobOwner`), each with
/// the positions of its object and field.
pub(super) fn enums(
    sources: &[FixedDescribe],
    types: &HashMap<String, String>,
    objects: &[ObjectNames],
) -> Vec<(usize, usize, String)> {
    let mut places = Vec::new();
    let mut keys = Vec::new();
    for (object, source) in sources.iter().enumerate() {
        let type_name = &types[&source.describe.name];
        for (at, field) in source.describe.fields.iter().enumerate() {
            let names = &objects[object];
            let base = if is_enum(field) {
                &names.fields[at]
            } else if let Some(Reference::Many(_)) = reference(field) {
                names.parents[at].as_ref().unwrap_or(&names.fields[at])
            } else {
                continue;
            };
            let ident = type_ident(base);
            places.push((object, at));
            keys.push((
                format!("{}.{}", source.describe.name, field.name),
                vec![
                    format!("{type_name}{ident}"),
                    format!("{ident}Of{type_name}"),
                ],
            ));
        }
    }
    let mut taken: BTreeSet<String> = reserved_types().map(str::to_owned).collect();
    taken.extend(types.values().cloned());
    for source in sources {
        taken.extend(derived(&types[&source.describe.name]));
    }
    let items: Vec<Item<'_>> = keys
        .iter()
        .map(|(key, candidates)| Item {
            api_name: key,
            standard: false,
            candidates: candidates.clone(),
        })
        .collect();
    let reserved: Vec<&str> = taken.iter().map(String::as_str).collect();
    let names = resolve(&items, &reserved);
    let named = places.into_iter().zip(names);
    named
        .map(|((object, at), name)| (object, at, name))
        .collect()
}
