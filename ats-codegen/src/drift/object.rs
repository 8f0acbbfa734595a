//! Two describes of one object.

use std::collections::BTreeMap;

use ats_schema::describe::{ChildRelationship, Describe, Field};
use ats_schema::names::nearest;
use ats_schema::schema::ValueKind;

use super::change::{Ability, Change, Kind, added, by_name, hint_of_rename};
use super::field;

pub(super) fn compare(old: &Describe, new: &Describe, changes: &mut Vec<Change>) {
    let object = new.name.as_str();
    if old.name != new.name {
        changes.push(Change::breaking(
            object,
            Kind::Respelled,
            format!("it was spelled `{}`", old.name),
        ));
    }
    abilities(old, new, changes);
    wording(old, new, changes);
    let olds = by_name(&old.fields, |it| &it.name);
    let news = by_name(&new.fields, |it| &it.name);
    for (name, before) in &olds {
        match news.get(name) {
            Some(after) => field::compare((old, new), before, after, changes),
            None => {
                let alike = added(&olds, &news).filter(|it| is_of_one_family(it, before));
                let candidates = alike.map(|it| it.name.as_str());
                let hint = hint_of_rename(nearest(&before.name, candidates));
                let message = format!("the field is gone, or this user does not see it{hint}");
                changes
                    .push(Change::breaking(object, Kind::FieldGone, message).field(&before.name));
            }
        }
    }
    for field in added(&olds, &news) {
        let change = if field.is_required_on_create() {
            let message = format!(
                "the field is new, and no record can be created without it ({})",
                field.field_type
            );
            Change::breaking(object, Kind::FieldAdded, message)
        } else {
            let message = format!("the field is new ({})", field.field_type);
            Change::compatible(object, Kind::FieldAdded, message)
        };
        changes.push(change.field(&field.name));
    }
    children(old, new, changes);
}

/// Returns whether one field may be another that was renamed: both hold texts, or both numbers.
fn is_of_one_family(a: &Field, b: &Field) -> bool {
    match (ValueKind::of(&a.field_type), ValueKind::of(&b.field_type)) {
        (ValueKind::Any, ValueKind::Any) => a.field_type == b.field_type,
        (ValueKind::Int | ValueKind::Decimal, ValueKind::Int | ValueKind::Decimal) => true,
        (a, b) => a == b,
    }
}

/// Compares the operations on its records.
fn abilities(old: &Describe, new: &Describe, changes: &mut Vec<Change>) {
    let flags = [
        (
            Ability::Create,
            old.is_createable(),
            new.is_createable(),
            "created",
        ),
        (
            Ability::Update,
            old.is_updateable(),
            new.is_updateable(),
            "updated",
        ),
        (
            Ability::Delete,
            old.is_deletable(),
            new.is_deletable(),
            "deleted",
        ),
        (
            Ability::Query,
            old.is_queryable(),
            new.is_queryable(),
            "queried",
        ),
        (
            Ability::Retrieve,
            old.is_retrieveable(),
            new.is_retrieveable(),
            "fetched by id",
        ),
    ];
    for (ability, before, after, done) in flags {
        if before && !after {
            let message = format!("its records may no longer be {done} by this user");
            changes.push(Change::breaking(&new.name, Kind::Lost(ability), message));
        } else if !before && after {
            let message = format!("its records may now be {done}");
            changes.push(Change::compatible(
                &new.name,
                Kind::Gained(ability),
                message,
            ));
        }
    }
}

fn wording(old: &Describe, new: &Describe, changes: &mut Vec<Change>) {
    if let (Some(before), Some(after)) = (&old.label, &new.label)
        && before != after
    {
        let message = format!("its label is “{after}”, was “{before}”");
        changes.push(Change::compatible(&new.name, Kind::WordingChanged, message));
    }
    if let (Some(before), Some(after)) = (&old.key_prefix, &new.key_prefix)
        && before != after
    {
        // Programs do not rely on it: an id is checked against what its org says.
        let message = format!("its ids begin with `{after}`, was `{before}`");
        changes.push(Change::compatible(&new.name, Kind::PrefixChanged, message));
    }
}

/// The relationships that can be queried from this object, by name.
fn children(old: &Describe, new: &Describe, changes: &mut Vec<Change>) {
    let olds = named(&old.child_relationships);
    let news = named(&new.child_relationships);
    for (name, before) in &olds {
        let Some(after) = news.get(name) else {
            changes.push(Change::breaking(
                &new.name,
                Kind::RelationshipGone,
                format!(
                    "the child relationship `{}` (`{}`) is gone",
                    shown(before),
                    referrer(before)
                ),
            ));
            continue;
        };
        let same =
            |of: fn(&ChildRelationship) -> &String| of(before).eq_ignore_ascii_case(of(after));
        if !same(|it| &it.child_sobject) || !same(|it| &it.field) {
            changes.push(Change::breaking(
                &new.name,
                Kind::RelationshipGone,
                format!(
                    "the child relationship `{}` leads to `{}`, was `{}`",
                    shown(after),
                    referrer(after),
                    referrer(before)
                ),
            ));
        }
        if !before.restricted_delete && after.restricted_delete {
            changes.push(Change::breaking(
                &new.name,
                Kind::DeleteRule,
                format!(
                    "deleting a record is refused while `{}` has one that refers to it",
                    after.child_sobject
                ),
            ));
        }
        if !before.cascade_delete && after.cascade_delete {
            changes.push(Change::breaking(
                &new.name,
                Kind::DeleteRule,
                format!(
                    "deleting a record deletes those of `{}` that refer to it, too",
                    after.child_sobject
                ),
            ));
        }
    }
    for (name, after) in &news {
        if !olds.contains_key(name) {
            let message = format!(
                "the child relationship `{}` (`{}`) is new",
                shown(after),
                referrer(after)
            );
            changes.push(Change::compatible(
                &new.name,
                Kind::RelationshipAdded,
                message,
            ));
        }
    }
}

fn named(all: &[ChildRelationship]) -> BTreeMap<String, &ChildRelationship> {
    let mut map = BTreeMap::new();
    for it in all {
        if let Some(name) = &it.relationship_name {
            map.entry(name.to_ascii_lowercase()).or_insert(it);
        }
    }
    map
}

fn shown(relationship: &ChildRelationship) -> &str {
    relationship
        .relationship_name
        .as_deref()
        .unwrap_or_default()
}

/// The field that makes the relationship, as far as it is known: a generated module tells the
/// object only.
fn referrer(relationship: &ChildRelationship) -> String {
    let object = &relationship.child_sobject;
    match relationship.field.as_str() {
        "" => object.clone(),
        field => format!("{object}.{field}"),
    }
}
