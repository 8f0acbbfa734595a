//! The names of an object's fields, relationships and record types: members of its type.

use std::collections::BTreeMap;

use ats_schema::describe::Describe;
use ats_schema::names::{
    Item, Precedence, Scope, const_ident, field_candidates, lookup_candidates, with_ending,
};

use super::object_names::ObjectNames;
use crate::config::ObjectConfig;
use crate::conventions::EXTRA_FIELD;
use crate::field_kind::reference;
use crate::fixups::bad_field;

/// Names what has no name yet, after what has one. Returns names that cannot all be.
pub(super) fn assign(
    names: &mut ObjectNames,
    describe: &Describe,
    configured: &ObjectConfig,
    home: Option<&str>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let object = &describe.name;
    let mut scope = Scope::new(claims_of_field(EXTRA_FIELD));
    for field in &describe.fields {
        let configured = configured.fields.get(&field.name);
        // What is no name for a field is reported where the configuration is applied.
        if let Some(name) = configured.and_then(|it| it.name.clone())
            && bad_field(&name).is_none()
        {
            names.fields.insert(field.name.clone(), name);
        }
    }
    let mut reserve = |what: &str, api: &str, claims: Vec<String>| {
        if let Some(name) = scope.reserve(claims) {
            problems.push(format!(
                "[objects.\"{object}\"]: the name `{name}` of the {what} `{api}` is taken; choose another \
                 or remove the line from names.lock"
            ));
        }
    };
    for (what, names) in [
        ("field", &names.fields),
        ("relationship", &names.parents),
        ("relationship", &names.children),
    ] {
        for (api, name) in names {
            reserve(what, api, claims_of_field(name));
        }
    }
    for (api, name) in &names.record_types {
        reserve("record type", api, vec![name.clone()]);
    }

    let unnamed = describe
        .fields
        .iter()
        .filter(|field| !names.fields.contains_key(&field.name));
    let fields = unnamed.map(|field| {
        let candidates = match reference(field) {
            Some(_) => lookup_candidates(&field.name),
            None => field_candidates(&field.name),
        };
        member(&field.name, home, candidates)
    });
    let fields: Vec<Item<'_>> = fields.collect();
    let parents = describe
        .fields
        .iter()
        .filter(|field| reference(field).is_some());
    let parents = parents.filter_map(|field| field.relationship_name.as_deref());
    let parents = relationships(parents, &names.parents, home, "_record");
    let children = describe.child_relationships.iter();
    let children = children.filter_map(|child| child.relationship_name.as_deref());
    let children = relationships(children, &names.children, home, "_records");
    let record_types: Vec<Item<'_>> = record_types(describe)
        .filter(|name| !names.record_types.contains_key(*name))
        .map(|name| {
            let constant = format!("RECORD_TYPE_{}", const_ident(name));
            Item {
                // Developer names have no namespace that tells whose they are.
                precedence: Precedence::Org,
                ..Item::equal(name, with_ending(vec![constant], "_ID"))
            }
        })
        .collect();
    let given = scope.assign_kinds([&fields, &parents, &children, &record_types]);
    for (items, (names, given)) in [fields, parents, children, record_types].iter().zip(
        [
            &mut names.fields,
            &mut names.parents,
            &mut names.children,
            &mut names.record_types,
        ]
        .into_iter()
        .zip(given),
    ) {
        let apis = items.iter().map(|item| item.api_name.to_owned());
        names.extend(apis.zip(given));
    }
    problems
}

/// The developer names of the record types but the master one, which every object has and nobody
/// names. They came with API version 43.0; before, the name has to do.
fn record_types(describe: &Describe) -> impl Iterator<Item = &str> {
    let infos = describe.record_type_infos.iter().filter(|it| !it.master);
    let mut names: Vec<&str> = infos
        .map(|info| info.developer_name.as_deref().unwrap_or(&info.name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

fn relationships<'a>(
    relationships: impl Iterator<Item = &'a str>,
    named: &BTreeMap<String, String>,
    home: Option<&str>,
    ending: &str,
) -> Vec<Item<'a>> {
    relationships
        .filter(|name| !named.contains_key(*name))
        .map(|name| member(name, home, with_ending(field_candidates(name), ending)))
        .collect()
}

fn member<'a>(api: &'a str, home: Option<&str>, candidates: Vec<String>) -> Item<'a> {
    Item {
        claims: claims_of_field,
        ..Item::new(api, home, candidates)
    }
}

/// A field of the struct, and the constant of its column on the type: `type_` and `TYPE`.
fn claims_of_field(name: &str) -> Vec<String> {
    let constant = name.trim_end_matches('_').to_ascii_uppercase();
    vec![name.to_owned(), constant]
}
