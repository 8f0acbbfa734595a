//! Compares a type with the describe of its object.

use std::collections::HashMap;

use ats_core::record::{ExpectedField, ExpectedObject, FieldKind, flags, operations};
use ats_schema::describe::{Describe, Field};
use ats_schema::rules::server_text::escape;

use super::compare_field::{self, Writes};
use super::difference::{Ability, Difference, DifferenceKind, Found};
use crate::error::LONGEST_NAME;

/// Adds the differences between a type and the describe of its object; `None` if this user sees no such
/// object.
pub(super) fn compare(
    expected: &ExpectedObject,
    describe: Option<&Describe>,
    differences: &mut Vec<Difference>,
) {
    let name = expected.name();
    let mut found = Found {
        object: name,
        field: None,
        differences,
    };
    let Some(describe) = describe else {
        let message = "the org has no such object, or this user does not see it";
        return found.breaks(DifferenceKind::ObjectGone, message);
    };
    let writes = permissions(expected, describe, &mut found);
    let by_name: HashMap<String, &Field> = (describe.fields.iter().rev())
        .map(|field| (field.name.to_ascii_lowercase(), field))
        .collect();
    let fields = expected.fields();
    for field in &fields {
        let mut found = Found {
            object: name,
            field: Some(field.name),
            differences: found.differences,
        };
        if field.flags & flags::PARENT != 0 {
            parent(field, expected, describe, &mut found);
        } else if field.flags & flags::CHILDREN != 0 {
            children(field, describe, &mut found);
        } else if let Some(described) = by_name.get(&field.name.to_ascii_lowercase()) {
            compare_field::compare(field, described, writes, &mut found);
        } else {
            let message = "the object has no such field, or this user does not see it";
            found.breaks(DifferenceKind::FieldGone, message);
        }
    }
    let has = |described: &Field| {
        let mut names = fields.iter().map(|field| field.name);
        names.any(|name| name.eq_ignore_ascii_case(&described.name))
    };
    for described in describe.fields.iter().filter(|it| !has(it)) {
        let mut found = Found {
            object: name,
            field: Some(&described.name),
            differences: found.differences,
        };
        let kind = DifferenceKind::FieldAdded;
        let ty = escape(described.field_type.as_str(), LONGEST_NAME);
        if writes.create && described.is_required_on_create() {
            let message = format!(
                "the type does not have this field ({ty}), and the org refuses a create without it"
            );
            found.breaks(kind, message);
        } else {
            found.inform(kind, format!("the type does not have this field ({ty})"));
        }
    }
}

/// Compares what the user may do with records. Returns the writes that the type has and the org allows.
fn permissions(expected: &ExpectedObject, describe: &Describe, found: &mut Found<'_>) -> Writes {
    let bits = expected.table().operations;
    let all = [
        (
            operations::QUERY,
            describe.is_queryable(),
            Ability::Querying,
            "query",
        ),
        (
            operations::RETRIEVE,
            describe.is_retrieveable(),
            Ability::Retrieving,
            "retrieve",
        ),
        (
            operations::CREATE,
            describe.is_createable(),
            Ability::Creating,
            "create",
        ),
        (
            operations::UPDATE,
            describe.is_updateable(),
            Ability::Updating,
            "update",
        ),
        (
            operations::DELETE,
            describe.is_deletable(),
            Ability::Deleting,
            "delete",
        ),
    ];
    for (bit, allowed, ability, verb) in all {
        if bits & bit != 0 && !allowed {
            let message = format!("this user may not {verb} records of the object");
            found.breaks(DifferenceKind::Lost(ability), message);
        }
    }
    Writes {
        create: bits & operations::CREATE != 0 && describe.is_createable(),
        update: bits & operations::UPDATE != 0 && describe.is_updateable(),
    }
}

fn parent(
    field: &ExpectedField,
    expected: &ExpectedObject,
    describe: &Describe,
    found: &mut Found<'_>,
) {
    let is_same = |described: &&Field| {
        let name = described.relationship_name.as_deref();
        name.is_some_and(|name| name.eq_ignore_ascii_case(field.name))
    };
    let Some(lookup) = describe.fields.iter().find(is_same) else {
        let message = "the object has no such parent relationship, or this user does not see it";
        return found.breaks(DifferenceKind::RelationshipGone, message);
    };
    // If the type has the lookup's own field, that one is compared.
    if let FieldKind::ParentRecord { object } = field.kind
        && expected.table().slot(&lookup.name).is_none()
    {
        compare_field::targets(&[object], lookup, true, found);
    }
}

fn children(field: &ExpectedField, describe: &Describe, found: &mut Found<'_>) {
    let mut relationships = describe.child_relationships.iter().filter(|it| {
        let name = it.relationship_name.as_deref();
        name.is_some_and(|name| name.eq_ignore_ascii_case(field.name))
    });
    let kind = DifferenceKind::RelationshipGone;
    let Some(relationship) = relationships.next() else {
        let message = "the object has no such child relationship, or this user does not see it";
        return found.breaks(kind, message);
    };
    if let FieldKind::ChildRecords { object } = field.kind
        && !relationship.child_sobject.eq_ignore_ascii_case(object)
    {
        let actual = escape(&relationship.child_sobject, LONGEST_NAME);
        let message = format!("the relationship leads to `{actual}`; the type expects `{object}`");
        found.breaks(kind, message);
    }
}
