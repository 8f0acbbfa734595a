//! The names that are unique in the whole crate: types, modules and features, and those of `ids`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ats_schema::names::{
    Item, Precedence, Scope, module_candidates, object_candidates, reserved, type_ident,
    with_ending,
};

use super::object_names::ObjectNames;
use crate::config::Config;
use crate::field_kind::{Reference, is_enum, reference};
use crate::fixups::{FixedDescribe, bad_type};

type Objects = BTreeMap<String, ObjectNames>;

/// Modules and names at the root that are not an object's.
const ROOT: [&str; 4] = ["ids", "prelude", "ats_core", "ats_derive"];

/// Features that are not an object's.
const FEATURES: [&str; 3] = ["default", "full", "ats-core"];

/// The types and traits of `ats_core::prelude`, which is in scope in generated modules and most
/// programs.
///
/// A list of its own, because a build script uses this crate without `ats-core`, whose source is not
/// in the published package; a test compares it with the prelude.
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

/// The object that record types are records of.
pub(crate) const RECORD_TYPE: &str = "RecordType";

/// Names the modules and features of objects that have none. Returns names that cannot all be.
pub(super) fn modules(
    objects: &mut Objects,
    described: &BTreeSet<&str>,
    home: Option<&str>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut scope = Scope::new(ROOT);
    scope.reserve(FEATURES.map(claim_of_feature));
    for (api, names) in objects.iter().filter(|(_, names)| !names.module.is_empty()) {
        let claims = [names.module.clone(), claim_of_feature(&names.feature)];
        if let Some(name) = scope.reserve(claims) {
            problems.push(taken(api, "module", &name));
        }
    }
    let unnamed = described
        .iter()
        .filter(|api| objects[**api].module.is_empty());
    let items = unnamed.map(|api| Item {
        claims: claims_of_module,
        ..Item::new(api, home, with_ending(module_candidates(api), "_object"))
    });
    let items: Vec<Item<'_>> = items.collect();
    for (item, module) in items.iter().zip(scope.assign(&items)) {
        let Some(names) = objects.get_mut(item.api_name) else {
            continue;
        };
        names.feature = feature(&module);
        names.module = module;
    }
    problems
}

fn claims_of_module(module: &str) -> Vec<String> {
    vec![module.to_owned(), claim_of_feature(&feature(module))]
}

/// A feature does not take the name of a module.
fn claim_of_feature(feature: &str) -> String {
    format!("feature {feature}")
}

/// `job_board` as Cargo features are written: `job-board`. Only keywords and the like end in an
/// underscore, and there is no second one without.
fn feature(module: &str) -> String {
    let feature = module.trim_end_matches('_').replace('_', "-");
    if FEATURES.contains(&feature.as_str()) {
        feature + "-object"
    } else {
        feature
    }
}

/// Names the types of objects, and the enums of picklists (`JobStatus`) and polymorphic lookups
/// (`JobOwner`), that have none. Returns names that cannot all be.
pub(super) fn types(
    objects: &mut Objects,
    describes: &[FixedDescribe],
    config: &Config,
    home: Option<&str>,
) -> Vec<String> {
    let mut problems = Vec::new();
    for (api, names) in &mut *objects {
        // What is no name for a type is reported where the configuration is applied.
        if let Some(name) = config.object(api).and_then(|it| it.name.clone())
            && bad_type(&name).is_none()
        {
            if reserved_types().any(|it| it == name) {
                problems.push(format!(
                    "[objects.\"{api}\"] name: `{name}` has a meaning in every generated module; choose another"
                ));
            }
            names.type_name = name;
        }
    }
    let mut scope = Scope::new(reserved_types());
    for (api, names) in &*objects {
        if !names.type_name.is_empty()
            && let Some(name) = scope.reserve(claims_of_object(&names.type_name))
        {
            problems.push(taken(api, "type", &name));
        }
        for (field, name) in &names.enums {
            if let Some(name) = scope.reserve([name.clone()]) {
                problems.push(taken(&format!("{api}.{field}"), "enum", &name));
            }
        }
    }
    // Object by object of one precedence, then their enums, whose names begin with the object's.
    let mut enums = unnamed_enums(objects, describes, home);
    for precedence in Precedence::ALL {
        let items: Vec<Item<'_>> = describes
            .iter()
            .map(|it| it.describe.name.as_str())
            .filter(|api| objects[*api].type_name.is_empty())
            .map(|api| Item {
                claims: claims_of_object,
                ..Item::new(api, home, with_ending(object_candidates(api), "Object"))
            })
            .filter(|item| item.precedence == precedence)
            .collect();
        let given = scope.assign(&items);
        let apis: Vec<&str> = items.iter().map(|item| item.api_name).collect();
        for (api, name) in apis.into_iter().zip(given) {
            if let Some(names) = objects.get_mut(api) {
                names.type_name = name;
            }
        }
        let enums = enums.remove(&precedence).unwrap_or_default();
        let places: Vec<String> = (enums.iter())
            .map(|it| format!("{}.{}", it.object, it.field))
            .collect();
        let items = enums.iter().zip(&places).map(|(it, place)| {
            let object = &objects[it.object].type_name;
            let candidates = vec![
                format!("{object}{}", it.base),
                format!("{}Of{object}", it.base),
            ];
            Item::equal(place, candidates)
        });
        let items: Vec<Item<'_>> = items.collect();
        for (it, name) in enums.iter().zip(scope.assign(&items)) {
            if let Some(names) = objects.get_mut(it.object) {
                names.enums.insert(it.field.to_owned(), name);
            }
        }
    }
    problems
}

/// A field whose enum has no name yet.
struct UnnamedEnum<'a> {
    object: &'a str,
    field: &'a str,
    /// The end of its name, from the Rust name of the field or relationship.
    base: String,
}

fn unnamed_enums<'a>(
    objects: &Objects,
    describes: &'a [FixedDescribe],
    home: Option<&str>,
) -> HashMap<Precedence, Vec<UnnamedEnum<'a>>> {
    let mut enums: HashMap<Precedence, Vec<UnnamedEnum<'a>>> = HashMap::new();
    for describe in describes.iter().map(|it| &it.describe) {
        let object = describe.name.as_str();
        let names = &objects[object];
        for field in &describe.fields {
            let relationship = field.relationship_name.as_deref();
            let parent = relationship.and_then(|it| names.parents.get(it));
            let base = match reference(field) {
                _ if names.enums.contains_key(&field.name) => continue,
                _ if is_enum(field) => &names.fields[&field.name],
                Some(Reference::Many(_)) => parent.unwrap_or(&names.fields[&field.name]),
                _ => continue,
            };
            let of = |api| Item::new(api, home, Vec::new()).precedence;
            let precedence = of(object).max(of(&field.name));
            enums.entry(precedence).or_default().push(UnnamedEnum {
                object,
                field: &field.name,
                base: type_ident(base),
            });
        }
    }
    enums
}

/// Names the types in `ids` of the objects that fields refer to, described or not. Returns names
/// that cannot all be.
pub(super) fn ids(
    ids: &mut BTreeMap<String, String>,
    describes: &[FixedDescribe],
    home: Option<&str>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut scope = Scope::new(reserved_types());
    for (api, name) in &*ids {
        if let Some(name) = scope.reserve([name.clone()]) {
            problems.push(taken(api, "type in `ids`", &name));
        }
    }
    let referenced: BTreeSet<&str> = describes.iter().flat_map(references).collect();
    let items = referenced.into_iter().filter(|api| !ids.contains_key(*api));
    let items =
        items.map(|api| Item::new(api, home, with_ending(object_candidates(api), "Object")));
    let items: Vec<Item<'_>> = items.collect();
    let given = scope.assign(&items);
    ids.extend(items.iter().map(|it| it.api_name.to_owned()).zip(given));
    problems
}

/// The objects whose ids an object's members hold.
pub(crate) fn references(fixed: &FixedDescribe) -> Vec<&str> {
    let mut referenced = Vec::new();
    for field in &fixed.describe.fields {
        match reference(field) {
            Some(Reference::One(target)) => referenced.push(target),
            Some(Reference::Many(targets)) => referenced.extend(targets.iter().map(String::as_str)),
            Some(Reference::External | Reference::Any) | None => {}
        }
    }
    if fixed.describe.record_type_infos.iter().any(|it| !it.master) {
        referenced.push(RECORD_TYPE);
    }
    referenced
}

/// The type of an object, and what the derive adds to it.
fn claims_of_object(name: &str) -> Vec<String> {
    vec![
        name.to_owned(),
        format!("New{name}"),
        format!("{name}Update"),
        format!("{name}Required"),
        format!("{name}Key"),
    ]
}

fn taken(api: &str, what: &str, name: &str) -> String {
    format!(
        "[objects.\"{api}\"]: the name `{name}` of its {what} is taken; choose another or remove the line \
         from names.lock"
    )
}
