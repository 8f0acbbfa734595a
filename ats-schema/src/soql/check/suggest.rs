//! What to write instead.

use crate::names::{ApiName, nearest};
use crate::schema::{Field, Lookup, Object, PicklistValue, Schema};

use super::rule::Suggestion;

/// The right name for an object.
pub(super) fn object(name: &str, schema: &dyn Schema) -> Option<Suggestion> {
    if let Some(base) = name
        .strip_suffix("__r")
        .or_else(|| name.strip_suffix("__R"))
    {
        let object = format!("{base}__c");
        if !matches!(schema.object(&object), Lookup::Unknown) {
            return Some(Suggestion::Object {
                relationship: name.to_owned(),
                object,
            });
        }
    }
    let names = schema.names();
    // What the schema was made for is likelier than what it only refers to.
    let is_at_hand =
        |name: &str| matches!(schema.object(name), Lookup::Known(_) | Lookup::Announced(_));
    let at_hand = names.iter().copied().filter(|name| is_at_hand(name));
    let found = nearest(name, at_hand).or_else(|| nearest(name, names))?;
    Some(instead(name, found))
}

/// The right name for a field.
pub(super) fn field(name: &str, object: &Object, schema: &dyn Schema) -> Option<Suggestion> {
    if let Some(field) = object.relationship(name) {
        let relationship = field.relationship.as_deref().unwrap_or(name);
        return Some(Suggestion::ParentField {
            relationship: relationship.to_owned(),
            reference: field.name.clone(),
        });
    }
    if let Some(child) = object.child(name) {
        return Some(Suggestion::Subquery {
            relationship: child.relationship.clone(),
        });
    }
    let names = object.fields.iter().map(|field| field.name.as_str());
    let found = nearest(name, names);
    if let Some(found) = found
        && left_out(name, found).is_some()
    {
        return Some(instead(name, found));
    }
    // A slip of the finger is likelier than a wrong object, but not than a whole word that
    // is right somewhere else.
    of_parent(name, object, schema).or_else(|| found.map(|found| instead(name, found)))
}

/// The only parent that has a field of this name.
fn of_parent(name: &str, object: &Object, schema: &dyn Schema) -> Option<Suggestion> {
    let mut found = None;
    for reference in object.fields.iter().filter(|field| !field.is_polymorphic()) {
        let (Some(relationship), Some(target)) =
            (&reference.relationship, reference.targets.first())
        else {
            continue;
        };
        let Lookup::Known(parent) = schema.object(target) else {
            continue;
        };
        let Some(field) = parent.field(name) else {
            continue;
        };
        if found.is_some() {
            return None;
        }
        found = Some(Suggestion::PathToParent {
            parent: parent.name.clone(),
            relationship: relationship.clone(),
            field: field.name.clone(),
        });
    }
    found
}

/// The right name for a relationship to a parent.
pub(super) fn relationship(name: &str, object: &Object) -> Option<Suggestion> {
    if let Some(field) = object.field(name) {
        return Some(match (&field.relationship, field.targets.first()) {
            (Some(relationship), Some(target)) => Suggestion::RelationshipOf {
                reference: field.name.clone(),
                relationship: relationship.clone(),
                parent: target.clone(),
            },
            _ => Suggestion::NotAReference {
                field: field.name.clone(),
                kind: field.kind.clone(),
            },
        });
    }
    if let Some(child) = object.child(name) {
        return Some(Suggestion::Subquery {
            relationship: child.relationship.clone(),
        });
    }
    let references = || {
        object
            .fields
            .iter()
            .filter(|field| field.relationship.is_some())
    };
    let of = |field: &Field| field.relationship.clone().unwrap_or_default();
    // The object's name instead of the relationship's.
    let mut leading_there = references().filter(|field| {
        let is =
            |target: &String| target.eq_ignore_ascii_case(name) || left_out(name, target).is_some();
        field.targets.iter().any(is)
    });
    if let (Some(field), None) = (leading_there.next(), leading_there.next()) {
        return Some(instead(name, &of(field)));
    }
    let names = references().filter_map(|field| field.relationship.as_deref());
    nearest(name, names).map(|found| instead(name, found))
}

/// The right name for a relationship to children.
pub(super) fn children(name: &str, object: &Object) -> Option<Suggestion> {
    let of_object: Vec<String> = object
        .children
        .iter()
        .filter(|child| {
            child.object.eq_ignore_ascii_case(name) || left_out(name, &child.object).is_some()
        })
        .map(|child| child.relationship.clone())
        .collect();
    if !of_object.is_empty() {
        return Some(Suggestion::ChildRelationships(of_object));
    }
    if let Some(field) = object.relationship(name) {
        let relationship = field.relationship.as_deref().unwrap_or(name);
        return Some(Suggestion::NoSubquery {
            relationship: relationship.to_owned(),
        });
    }
    let names = object
        .children
        .iter()
        .map(|child| child.relationship.as_str());
    nearest(name, names).map(|found| instead(name, found))
}

/// The right value of a picklist.
pub(super) fn value(text: &str, values: &[PicklistValue]) -> Suggestion {
    let lower = text.to_lowercase();
    let has_label = |entry: &&PicklistValue| {
        let label = entry.label.as_deref();
        label.is_some_and(|label| label.to_lowercase() == lower)
    };
    if let Some(entry) = values.iter().find(has_label) {
        return Suggestion::ValueOfLabel(entry.value.clone());
    }
    let names = || values.iter().map(|entry| entry.value.as_str());
    match nearest(text, names()) {
        Some(found) => Suggestion::Value(found.to_owned()),
        None => Suggestion::Values(names().map(str::to_owned).collect()),
    }
}

/// A name, and the parts of it that are missing.
fn instead(wrote: &str, right: &str) -> Suggestion {
    Suggestion::Name {
        name: right.to_owned(),
        left_out: left_out(wrote, right),
    }
}

/// The parts of a name that are missing, if nothing else is wrong with it.
fn left_out(wrote: &str, right: &str) -> Option<String> {
    let ApiName {
        namespace,
        base,
        suffix,
    } = ApiName::parse(right);
    let suffix = suffix?;
    let is = |form: &str| wrote.eq_ignore_ascii_case(form);
    if is(base) {
        return Some(match namespace {
            Some(namespace) => format!("{namespace}__ and __{suffix}"),
            None => format!("__{suffix}"),
        });
    }
    let namespace = namespace?;
    if is(&format!("{base}__{suffix}")) {
        Some(format!("{namespace}__"))
    } else if is(&format!("{namespace}__{base}")) {
        Some(format!("__{suffix}"))
    } else {
        None
    }
}

/// An object that a polymorphic reference leads to and that suits, for an example.
pub(super) fn target<'s>(
    reference: &'s Field,
    schema: &dyn Schema,
    suits: impl Fn(&Object) -> bool,
) -> &'s str {
    let suits = |target: &&String| match schema.object(target) {
        Lookup::Known(object) => suits(object),
        _ => false,
    };
    let found = reference.targets.iter().find(suits);
    let user = || reference.targets.iter().find(|target| *target == "User");
    found.or_else(user).map_or("Account", String::as_str)
}
