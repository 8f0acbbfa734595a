//! Values that fields are compared with.

use super::{FIELD, Finding, FindingKind, Kind, OPERATOR, names, never, refused};
use crate::rules::id::IdError;
use crate::schema::Field;
use crate::soql::Span;

/// *Observed.*
pub(in super::super) fn wrong_type(
    described: &str,
    kind: Kind,
    found: &str,
    help: Option<String>,
    span: Span,
) -> Finding {
    let message = format!("{described} is {}, and {found} is not", kind.words());
    refused(FindingKind::WrongType, FIELD, span, message).with_some_help(help)
}

/// *Observed.* The checksum: *Object Reference, Field Types, ID Field Type*; an Id of 18
/// characters whose last three do not fit its first fifteen is no Id.
pub(in super::super) fn invalid_id(text: &str, error: IdError, span: Span) -> Finding {
    refused(FindingKind::InvalidId, OPERATOR, span, error.explain(text))
}

/// The key prefixes of Salesforce's own objects are the same in every org (*Salesforce Help
/// 000385203, Standard Field Record ID Prefix Decoder*).
pub(in super::super) fn wrong_id(
    described: &str,
    wanted: &str,
    text: &str,
    owner: &str,
    span: Span,
) -> Finding {
    let message =
        format!("{text} is the Id of a record of {owner}, and {described} holds those of {wanted}");
    never(FindingKind::WrongId, span, message)
}

/// A restricted picklist holds listed values only (*Object Reference, Field Types, Picklist
/// Field Type*). `negated` is whether the condition asks for records without the value.
pub(in super::super) fn unlisted_value(
    value: &str,
    described: &str,
    negated: bool,
    help: Option<String>,
    span: Span,
) -> Finding {
    let consequence = match negated {
        true => "so this leaves no record out",
        false => "so no record has it",
    };
    let message = format!("'{value}' is not a value of {described}, {consequence}");
    never(FindingKind::UnlistedValue, span, message).with_some_help(help)
}

/// The values of a picklist are in the order their administrator gave them (*Object Reference,
/// Field Types, Picklist Field Type*), which no operator goes by; no page says that Salesforce
/// refuses it.
pub(in super::super) fn picklist_order(described: &str, operator: &str, span: Span) -> Finding {
    let message =
        format!("{described} is a picklist, whose values have no order that {operator} goes by");
    never(FindingKind::PicklistOrder, span, message)
        .with_help("name the values that are wanted: IN ('a', 'b')")
}

/// A polymorphic parent is of one of the objects its reference names.
pub(in super::super) fn unlisted_type(value: &str, reference: &Field, span: Span) -> Finding {
    let name = reference.relationship.as_deref().unwrap_or(&reference.name);
    let message = format!(
        "{name} is never '{value}': it is {}",
        names::targets(reference)
    );
    let nearest = crate::names::nearest(value, reference.targets.iter().map(String::as_str));
    never(FindingKind::UnlistedValue, span, message)
        .with_some_help(nearest.map(|nearest| format!("did you mean '{nearest}'?")))
}

/// No record holds more than the field's length (*Object Reference, Field Types*).
pub(in super::super) fn text_too_long(
    described: &str,
    most: u32,
    length: usize,
    negated: bool,
    span: Span,
) -> Finding {
    let consequence = match negated {
        true => "so this leaves no record out",
        false => "so no record has this text",
    };
    let message =
        format!("{described} holds at most {most} characters and this has {length}, {consequence}");
    never(FindingKind::TextTooLong, span, message)
}
