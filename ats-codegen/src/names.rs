//! Every Rust name of what is generated, assigned at once and never by file order.
//!
//! The rule is [`ats_schema::names::resolve`]; here is only what it is applied to. Fields
//! come first, then parents, then children, so that an object more or less in the crate
//! renames no field. Types are unique in the whole crate, those the derive adds included.

mod object;
mod types;

pub(crate) use self::object::ObjectNames;
pub(crate) use self::types::RECORD_TYPE;

use std::collections::{BTreeSet, HashMap};

use ats_schema::names::{Item, const_ident, module_candidates, resolve, variant_candidates};

use self::object::{inside, with_ending};
use crate::fixups::FixedDescribe;
use crate::parallel;

/// Modules and names at the root that are not an object's.
const ROOT: [&str; 4] = ["ids", "prelude", "ats_core", "ats_derive"];

/// Features that are not an object's.
const FEATURES: [&str; 3] = ["default", "full", "ats-core"];

/// An object whose type is not in the crate: only its ids are typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marker {
    /// The type, `User`.
    pub type_name: String,
    /// The API name.
    pub api: String,
}

/// The names of everything.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    /// The describes that were given names.
    pub(crate) describes: &'a [FixedDescribe],
    /// Types of objects and markers, by API name.
    types: HashMap<String, String>,
    /// Referenced objects without a type, by type name.
    pub(crate) markers: Vec<Marker>,
    /// Labels of objects, by API name.
    labels: HashMap<String, String>,
    /// Module and feature of each object, by API name.
    modules: HashMap<String, (String, String)>,
    /// The names inside of each object, in the order of the sources.
    pub(crate) objects: Vec<ObjectNames>,
}

impl Names<'_> {
    /// The type of an object or marker.
    pub(crate) fn type_of(&self, api: &str) -> Option<&str> {
        self.types.get(api).map(String::as_str)
    }

    /// The label of an object, or its API name.
    pub(crate) fn label_of(&self, api: &str) -> String {
        self.labels.get(api).map_or(api, String::as_str).to_owned()
    }

    /// Module and feature of an object; `None` when it is not in the crate.
    pub(crate) fn module_of(&self, api: &str) -> Option<(&str, &str)> {
        let (module, feature) = self.modules.get(api)?;
        Some((module, feature))
    }
}

/// Assigns every name.
///
/// # Errors
///
/// Configured names that cannot both be.
pub(crate) fn assign(sources: &[FixedDescribe]) -> Result<Names<'_>, Vec<String>> {
    let inside = parallel::map(sources, |_, it| inside(&it.describe, &it.configured));
    let mut problems = Vec::new();
    let mut objects = Vec::with_capacity(inside.len());
    for result in inside {
        match result {
            Ok(names) => objects.push(names),
            Err(more) => problems.extend(more),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let markers = types::markers(sources);
    let types = types::objects(sources, &markers)?;
    for (object, field, name) in types::enums(sources, &types, &objects) {
        objects[object].enums[field] = Some(name);
    }
    let mut markers: Vec<Marker> = markers
        .into_iter()
        .map(|api| Marker {
            type_name: types[api].clone(),
            api: api.to_owned(),
        })
        .collect();
    markers.sort();
    Ok(Names {
        describes: sources,
        types,
        markers,
        labels: sources
            .iter()
            .filter_map(|it| Some((it.describe.name.clone(), it.describe.label.clone()?)))
            .filter(|(_, label)| !label.trim().is_empty())
            .collect(),
        modules: modules(sources),
        objects,
    })
}

/// Modules, files and features: one name in two spellings.
fn modules(sources: &[FixedDescribe]) -> HashMap<String, (String, String)> {
    let items: Vec<Item<'_>> = sources
        .iter()
        .map(|it| {
            let name = it.describe.name.as_str();
            Item::new(name, with_ending(module_candidates(name), "_object"))
        })
        .collect();
    let modules = resolve(&items, &ROOT);
    let taken: BTreeSet<String> = modules.iter().map(|it| kebab(it)).collect();
    sources
        .iter()
        .zip(&modules)
        .map(|(source, module)| {
            let mut feature = kebab(module);
            while FEATURES.contains(&feature.as_str()) {
                feature.push_str("-object");
                while taken.contains(&feature) {
                    feature.push('s');
                }
            }
            (source.describe.name.clone(), (module.clone(), feature))
        })
        .collect()
}

/// `job_board` as Cargo features are written: `job-board`. Only keywords and the like end
/// in an underscore, and there is no second one without.
fn kebab(module: &str) -> String {
    module.trim_end_matches('_').replace('_', "-")
}

/// The variants of a picklist's values; `rest` is the variant for all others.
pub(crate) fn variants<'a>(values: impl Iterator<Item = &'a str>, rest: &str) -> Vec<String> {
    let items: Vec<Item<'_>> = values
        .map(|value| Item {
            api_name: value,
            standard: false,
            candidates: with_ending(variant_candidates(value), "Value"),
        })
        .collect();
    resolve(&items, &[rest])
}

/// The variants of a polymorphic lookup's targets, called as their types.
pub(crate) fn targets(types: &[&str], rest: &str) -> Vec<String> {
    let items: Vec<Item<'_>> = types
        .iter()
        .map(|name| Item {
            api_name: name,
            standard: false,
            candidates: vec![(*name).to_owned(), format!("{name}Record")],
        })
        .collect();
    resolve(&items, &[rest])
}

/// The constants of record types: `RECORD_TYPE_CANDIDATE`. `fields` are the Rust fields,
/// whose constants are on the same type.
pub(crate) fn record_types<'a>(
    developer_names: impl Iterator<Item = &'a str>,
    fields: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let items: Vec<Item<'_>> = developer_names
        .map(|name| {
            let first = format!("RECORD_TYPE_{}", const_ident(name));
            Item {
                api_name: name,
                standard: false,
                candidates: vec![first.clone(), format!("{first}_ID")],
            }
        })
        .collect();
    // The constant of `type_` is `TYPE`.
    let constants: Vec<String> = fields
        .map(|it| it.trim_end_matches('_').to_ascii_uppercase())
        .collect();
    let reserved: Vec<&str> = constants.iter().map(String::as_str).collect();
    resolve(&items, &reserved)
}

#[cfg(test)]
mod tests;
