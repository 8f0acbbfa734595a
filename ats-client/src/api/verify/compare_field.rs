//! Compares a field of a type with the org's field.

use ats_core::record::{ExpectedField, FieldKind, flags};
use ats_schema::describe::{Field, FieldType};
use ats_schema::rules::server_text::escape;

use super::compare_picklist;
use super::difference::{Ability, DifferenceKind, Found, Severity, listed};
use crate::error::LONGEST_NAME;

/// The writes that a type has and the org allows.
#[derive(Clone, Copy)]
pub(super) struct Writes {
    pub(super) create: bool,
    pub(super) update: bool,
}

pub(super) fn compare(
    expected: &ExpectedField,
    field: &Field,
    object: Writes,
    found: &mut Found<'_>,
) {
    if expected.name != field.name {
        let message = format!(
            "the org spells the field `{}`, and its values are read by that name",
            escape(&field.name, LONGEST_NAME)
        );
        found.breaks(DifferenceKind::Respelled, message);
    }
    let has = |flag| expected.flags & flag != 0;
    let (create, update) = (
        object.create && has(flags::CREATE),
        object.update && has(flags::UPDATE),
    );
    let abilities = [
        (
            create,
            field.is_createable(),
            Ability::Creating,
            "set in a create",
        ),
        (
            update,
            field.is_updateable(),
            Ability::Updating,
            "set in an update",
        ),
        (
            has(flags::FILTER),
            field.is_filterable(),
            Ability::Filtering,
            "used in WHERE",
        ),
        (
            has(flags::SORT),
            field.is_sortable(),
            Ability::Sorting,
            "used in ORDER BY",
        ),
        (
            has(flags::GROUP),
            field.is_groupable(),
            Ability::Grouping,
            "used in GROUP BY",
        ),
        (
            has(flags::AGGREGATE),
            field.is_aggregatable(),
            Ability::Aggregating,
            "used in an aggregate function",
        ),
        (
            has(flags::EXTERNAL_KEY),
            field.is_key(),
            Ability::Upserting,
            "the key of an upsert",
        ),
    ];
    for (is_used, allowed, ability, done) in abilities {
        if is_used && !allowed {
            let message = format!("this user cannot have the field {done}");
            let message = match ability {
                Ability::Creating | Ability::Updating => message,
                _ => format!("the field cannot be {done}"),
            };
            found.breaks(DifferenceKind::Lost(ability), message);
        }
    }
    let writes = Writes {
        create: create && field.is_createable(),
        update: update && field.is_updateable(),
    };
    let is_written = writes.create || writes.update;
    necessity(expected, field, writes, found);
    match type_change(&expected.kind, field, is_written) {
        Some((severity, expected)) => {
            let actual = escape(field.field_type.as_str(), LONGEST_NAME);
            let message = format!("the field's type is `{actual}`; the type expects {expected}");
            found.add(severity, DifferenceKind::TypeChanged, message);
        }
        None => details(expected, field, is_written, found),
    }
}

/// Compares fields of suitable types.
fn details(expected: &ExpectedField, field: &Field, is_written: bool, found: &mut Found<'_>) {
    match &expected.kind {
        FieldKind::TextValue { max_length } => {
            length(*max_length, field, is_written, found);
            let is_email = expected.flags & flags::EMAIL != 0;
            if is_written && field.field_type == FieldType::Email && !is_email {
                let message = "the org refuses values that are not e-mail addresses";
                found.warn(DifferenceKind::TypeChanged, message);
            }
        }
        FieldKind::NumberValue => digits(expected.flags, field, is_written, found),
        FieldKind::IdValue { objects } => targets(objects, field, is_written, found),
        FieldKind::PicklistValue(values) | FieldKind::MultiPicklistValue(values) => {
            compare_picklist::compare(values, field, is_written, found);
        }
        _ => {}
    }
}

/// Returns how bad it is that the field has another type than the Rust type suits, and the types that it
/// suits; `None` if it suits this one.
fn type_change(
    kind: &FieldKind,
    field: &Field,
    is_written: bool,
) -> Option<(Severity, &'static str)> {
    use FieldType as F;
    let actual = &field.field_type;
    // Values of these may be of any kind.
    if matches!(actual, F::AnyType | F::Json | F::ComplexValue | F::Other(_)) {
        return None;
    }
    let is_text = matches!(
        actual,
        F::String
            | F::Textarea
            | F::Email
            | F::Phone
            | F::Url
            | F::EncryptedString
            | F::Combobox
            | F::DataCategoryGroupReference
    );
    let if_written = |written, read| Some(if is_written { written } else { read });
    let severity = match kind {
        FieldKind::TextValue { .. } => match actual {
            _ if is_text => None,
            // A picklist without values is text, and so is the key of an external object.
            F::Picklist | F::MultiPicklist => {
                let is_closed = field.restricted_picklist && !field.picklist_values.is_empty();
                (is_closed && is_written).then_some(Severity::Warning)
            }
            F::Reference if field.reference_target_field.is_some() => None,
            F::Reference if field.reference_to.iter().any(|it| it.ends_with("__x")) => None,
            F::Id | F::Reference => is_written.then_some(Severity::Warning),
            F::Base64 | F::Date | F::DateTime | F::Time => {
                if_written(Severity::Breaks, Severity::Info)
            }
            _ => Some(Severity::Breaks),
        },
        FieldKind::BooleanValue => (*actual != F::Boolean).then_some(Severity::Breaks),
        FieldKind::IntegerValue => match actual {
            F::Int | F::Long => None,
            // Without decimals, each value is a whole number.
            F::Currency | F::Double | F::Percent if field.scale == 0 => None,
            _ => Some(Severity::Breaks),
        },
        FieldKind::NumberValue => match actual {
            F::Currency | F::Double | F::Percent => None,
            F::Int | F::Long => if_written(Severity::Warning, Severity::Info),
            _ => Some(Severity::Breaks),
        },
        FieldKind::DateValue => (*actual != F::Date).then_some(Severity::Breaks),
        FieldKind::DateTimeValue => (*actual != F::DateTime).then_some(Severity::Breaks),
        FieldKind::TimeValue => (*actual != F::Time).then_some(Severity::Breaks),
        FieldKind::BlobValue => (*actual != F::Base64).then_some(Severity::Breaks),
        FieldKind::AddressValue => (*actual != F::Address).then_some(Severity::Breaks),
        FieldKind::LocationValue => (*actual != F::Location).then_some(Severity::Breaks),
        FieldKind::IdValue { .. } => {
            (!matches!(actual, F::Id | F::Reference)).then_some(Severity::Breaks)
        }
        FieldKind::PicklistValue(_) => match actual {
            F::Picklist => None,
            // Read as values that the type does not list; any value is accepted.
            _ if is_text => Some(Severity::Warning),
            _ => Some(Severity::Breaks),
        },
        FieldKind::MultiPicklistValue(_) => match actual {
            F::MultiPicklist => None,
            F::Picklist => if_written(Severity::Breaks, Severity::Warning),
            _ => Some(Severity::Breaks),
        },
        _ => None,
    };
    severity.map(|severity| (severity, suited(kind)))
}

/// Names the types that a kind of values suits.
const fn suited(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::TextValue { .. } => "text",
        FieldKind::BooleanValue => "`boolean`",
        FieldKind::IntegerValue => "a whole number",
        FieldKind::NumberValue => "`double`, `currency` or `percent`",
        FieldKind::DateValue => "`date`",
        FieldKind::DateTimeValue => "`datetime`",
        FieldKind::TimeValue => "`time`",
        FieldKind::BlobValue => "`base64`",
        FieldKind::AddressValue => "`address`",
        FieldKind::LocationValue => "`location`",
        FieldKind::IdValue { .. } => "an ID",
        FieldKind::PicklistValue(_) => "`picklist`",
        FieldKind::MultiPicklistValue(_) => "`multipicklist`",
        _ => "another type",
    }
}

/// Compares whether the field must have a value.
fn necessity(expected: &ExpectedField, field: &Field, writes: Writes, found: &mut Found<'_>) {
    let is_optional = expected.flags & flags::REQUIRED == 0;
    // A field that was not nillable either has a default, or the generator was configured so.
    if expected.flags & flags::NILLABLE == 0 || field.is_nillable() {
        return;
    }
    if writes.create && is_optional && field.is_required_on_create() {
        let message = "the org refuses a create without this field; the type lets it be left out";
        found.breaks(DifferenceKind::BecameRequired, message);
    } else if writes.update {
        let message = "the field cannot be set to null; the type lets it be";
        found.breaks(DifferenceKind::NoLongerNillable, message);
    }
}

fn length(expected: Option<u32>, field: &Field, is_written: bool, found: &mut Found<'_>) {
    let (Some(expected), Some(actual)) = (expected, field.text_length()) else {
        return;
    };
    if matches!(
        field.field_type,
        FieldType::Picklist | FieldType::MultiPicklist
    ) {
        return;
    }
    let message = format!("the org keeps {actual} characters; the type sends up to {expected}");
    if actual < expected && is_written {
        found.breaks(DifferenceKind::Shorter, message);
    } else if actual < expected {
        let message = format!("the org keeps {actual} characters; the type expects {expected}");
        found.inform(DifferenceKind::Shorter, message);
    } else if actual > expected {
        found.inform(DifferenceKind::Longer, message);
    }
}

fn digits(expected: u32, field: &Field, is_written: bool, found: &mut Found<'_>) {
    let expected = flags::digits(expected).map(|(all, scale)| (all.saturating_sub(scale), scale));
    let (Some(expected), Some(actual)) = (expected, field.number_digits()) else {
        return;
    };
    let words =
        |(whole, scale)| format!("{whole} digits before and {scale} after the decimal point");
    let message = format!(
        "the org keeps {}; the type sends up to {}",
        words(actual),
        words(expected)
    );
    if actual.0 < expected.0 || actual.1 < expected.1 {
        let severity = if is_written {
            Severity::Breaks
        } else {
            Severity::Info
        };
        found.add(severity, DifferenceKind::FewerDigits, message);
    } else if actual != expected {
        found.inform(DifferenceKind::MoreDigits, message);
    }
}

/// Compares the objects that a lookup refers to.
pub(super) fn targets(
    expected: &[&'static str],
    field: &Field,
    is_written: bool,
    found: &mut Found<'_>,
) {
    // A type for any object expects none. The org lists none where the user sees none, and none for `Id`.
    if expected.is_empty() || field.reference_to.is_empty() {
        return;
    }
    let is_in = |name: &str| {
        let mut targets = field.reference_to.iter();
        targets.any(|target| target.eq_ignore_ascii_case(name))
    };
    let missing: Vec<&str> = (expected.iter().copied())
        .filter(|name| !is_in(name))
        .collect();
    if missing.len() == expected.len() {
        let message = format!(
            "the lookup refers to {}; the type expects {}",
            listed(field.reference_to.iter().map(String::as_str)),
            listed(missing)
        );
        return found.breaks(DifferenceKind::TargetRemoved, message);
    }
    if !missing.is_empty() {
        let severity = if is_written {
            Severity::Warning
        } else {
            Severity::Info
        };
        let message = format!("the lookup does not refer to {}", listed(missing));
        found.add(severity, DifferenceKind::TargetRemoved, message);
    }
    // A polymorphic parent has a variant for other objects.
    if let [only] = expected
        && field.reference_to.len() > 1
    {
        let others = field.reference_to.iter().map(String::as_str);
        let others = others.filter(|target| !target.eq_ignore_ascii_case(only));
        let message = format!(
            "the lookup also refers to {}; the type takes each id for one of `{only}`",
            listed(others)
        );
        found.warn(DifferenceKind::TargetAdded, message);
    }
}
