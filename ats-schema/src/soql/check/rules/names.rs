//! Names of objects, fields and relationships.

use super::{FIELD, Finding, FindingKind, MALFORMED, TYPE, never, refused};
use crate::rules::error_code::ErrorCode;
use crate::schema::Field;
use crate::soql::Span;
use crate::soql::check::finding::Class;

/// *Observed.* Also for an object the user may not see.
pub(in super::super) fn no_such_object(name: &str, span: Span, help: Option<String>) -> Finding {
    let message = match name {
        "" => "there is no object to query".to_owned(),
        name => format!("there is no object {name}"),
    };
    refused(FindingKind::UnknownObject, TYPE, span, message).with_some_help(help)
}

/// Nobody refuses it: our schema does not hold the object.
pub(in super::super) fn not_known(name: &str, span: Span, help: Option<&str>) -> Finding {
    let message = format!("{name} exists, but its fields are not known here");
    let help = match help {
        Some(help) => help.to_owned(),
        None => format!("fetch the describe of {name} to have the query checked"),
    };
    Finding::new(FindingKind::NotKnown, Class::NotKnown, span, message).with_help(help)
}

/// *Observed*, for objects whose describe says `queryable: false`.
pub(in super::super) fn not_queryable(name: &str, span: Span) -> Finding {
    let code = ErrorCode::InvalidTypeForOperation;
    let message = format!("{name} cannot be queried");
    refused(FindingKind::NotQueryable, code, span, message)
}

/// *Observed.* Also for a field the user may not see.
pub(in super::super) fn no_such_field(
    name: &str,
    object: &str,
    span: Span,
    help: Option<String>,
) -> Finding {
    let message = format!("{object} has no field {name}");
    refused(FindingKind::UnknownField, FIELD, span, message).with_some_help(help)
}

/// *Observed.*
pub(in super::super) fn no_such_parent(
    name: &str,
    object: &str,
    span: Span,
    help: Option<String>,
) -> Finding {
    let message = format!("{object} has no relationship {name} to a parent");
    refused(FindingKind::UnknownRelationship, FIELD, span, message).with_some_help(help)
}

/// *Observed.*
pub(in super::super) fn no_such_children(
    name: &str,
    object: &str,
    span: Span,
    help: Option<String>,
) -> Finding {
    let message = format!("{object} has no relationship {name} to children");
    refused(FindingKind::UnknownChildren, TYPE, span, message).with_some_help(help)
}

/// The objects a reference may lead to: `Group or User`.
pub(in super::super) fn targets(reference: &Field) -> String {
    match reference.targets.as_slice() {
        [] => "records of several objects".to_owned(),
        [one] => one.clone(),
        [one, two] => format!("{one} or {two}"),
        [one, two, three] => format!("{one}, {two} or {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} or one of {} other objects", rest.len()),
    }
}

/// `object` is one that may have it.
///
/// *Observed*: what comes after a polymorphic relationship is looked up in the `Name` object
/// (*Understanding Relationship Fields and Polymorphic Fields*).
pub(in super::super) fn not_a_name_field(
    name: &str,
    reference: &Field,
    object: &str,
    span: Span,
) -> Finding {
    let relationship = reference.relationship.as_deref().unwrap_or(&reference.name);
    let message = format!(
        "{relationship} may be {}, which do not all have {name}",
        targets(reference)
    );
    let help = format!(
        "ask for Id, Name, Type and the like, or write TYPEOF {relationship} WHEN {object} THEN {name} END"
    );
    refused(FindingKind::PolymorphicField, FIELD, span, message).with_help(help)
}

/// *Observed*; see [`not_a_name_field`].
pub(in super::super) fn behind_polymorphic(
    name: &str,
    reference: &Field,
    object: &str,
    span: Span,
) -> Finding {
    let relationship = reference.relationship.as_deref().unwrap_or(&reference.name);
    let message = format!(
        "{relationship} may be {}, so no path leads on to {name}",
        targets(reference)
    );
    let help = format!("write TYPEOF {relationship} WHEN {object} THEN {name}.Id END");
    refused(FindingKind::PolymorphicField, FIELD, span, message).with_help(help)
}

/// *Documented*; see [`MAX_PARENT_LEVELS`](super::MAX_PARENT_LEVELS).
pub(in super::super) fn too_many_levels(span: Span, levels: usize) -> Finding {
    let message = format!("the path goes up {levels} levels, and at most 5 are allowed");
    refused(FindingKind::TooManyLevels, MALFORMED, span, message)
        .with_help("query the object further up by itself, by the Ids of the first query")
}

/// *Documented*; see [`MAX_PARENTS`](super::MAX_PARENTS).
pub(in super::super) fn too_many_parents(span: Span, parents: usize) -> Finding {
    let message = format!("the query reads {parents} parents, and at most 55 are allowed");
    refused(FindingKind::TooManyParents, MALFORMED, span, message)
        .with_help("make two queries of it")
}

/// *Documented* (*FIELDS()*, Known Issues: "duplicate field selected").
pub(in super::super) fn selected_twice(name: &str, span: Span) -> Finding {
    let message = format!("{name} is selected twice");
    refused(FindingKind::DuplicateField, FIELD, span, message).with_help("leave out one of them")
}

/// One object of JSON has one value for a key; no page says that Salesforce refuses it.
pub(in super::super) fn children_twice(name: &str, span: Span) -> Finding {
    let message = format!("{name} is selected twice, and the answer has room for one of them");
    never(FindingKind::DuplicateChildren, span, message).with_help("make one subquery of both")
}
