//! The words of the documentation, in short plain sentences.

use std::borrow::Cow;

use ats_schema::describe::{ChildRelationship, Field, FieldType, RecordTypeInfo};

use super::context::Context;
use super::data::{Doc, Operations, Span};
use crate::field_kind::{Reference, reference};

fn plain(words: impl Into<Cow<'static, str>>) -> Span {
    Span::Plain(words.into())
}

fn text(words: &str) -> Span {
    Span::Text(words.to_owned())
}

fn code(words: &str) -> Span {
    Span::Code(words.to_owned())
}

/// `Label (`API name`)`.
fn head(label: &str, api: &str) -> Vec<Span> {
    vec![text(label), plain(" ("), code(api), plain(")")]
}

pub(super) fn object(label: &str, api: &str, operations: Operations) -> Doc {
    let mut first = head(label, api);
    first.push(plain("."));
    let mut doc = Doc::line(first);
    let missing: Vec<&str> = [
        (operations.query, "query"),
        (operations.retrieve, "retrieve"),
        (operations.create, "create"),
        (operations.update, "update"),
        (operations.delete, "delete"),
    ]
    .into_iter()
    .filter(|(allowed, _)| !allowed)
    .map(|(_, name)| name)
    .collect();
    if !missing.is_empty() {
        let words = format!(
            "Not allowed to the user this was generated for: {}.",
            missing.join(", ")
        );
        doc.paragraphs.push(vec![plain(words)]);
    }
    doc
}

/// What the generator knows of a field beyond its describe.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) is_required: bool,
    /// Only some values of the picklist are known.
    pub(super) is_partial: bool,
    /// An upsert of the object can use the field as its key.
    pub(super) is_upsert_key: bool,
}

pub(super) fn field(label: &str, field: &Field, known: Known) -> Doc {
    let mut first = head(label, &field.name);
    first.push(plain(": "));
    kind(field, known.is_partial, &mut first);
    first.push(plain("."));
    facts(field, known, &mut first);
    let mut doc = Doc::line(first);
    if let Some(help) = &field.inline_help_text
        && help.trim() != label.trim()
    {
        doc.paragraphs.push(vec![text(help)]);
    }
    doc.paragraphs.extend(value(field));
    doc
}

/// What the field holds, and how much of it.
fn kind(field: &Field, partial: bool, out: &mut Vec<Span>) {
    let characters = |kind: &str| match field.length {
        0 => plain(kind.to_owned()),
        1 => plain(format!("{kind}, 1 character")),
        length => plain(format!("{kind}, at most {} characters", grouped(length))),
    };
    match &field.field_type {
        FieldType::Id => out.push(plain("the id of the record")),
        FieldType::Reference => lookup(field, out),
        FieldType::String => out.push(characters("text")),
        FieldType::Textarea if field.html_formatted => out.push(characters("rich text")),
        FieldType::Textarea if is_rich(field) => out.push(characters("rich text")),
        FieldType::Textarea if field.length > 255 => out.push(characters("long text")),
        FieldType::Textarea => out.push(characters("text of several lines")),
        FieldType::Email => out.push(characters("email address")),
        FieldType::Phone => out.push(characters("phone number")),
        FieldType::Url => out.push(characters("web address")),
        FieldType::EncryptedString => out.push(characters("encrypted text")),
        FieldType::Combobox => out.push(characters("text with suggestions")),
        FieldType::Boolean => out.push(plain("yes or no")),
        FieldType::Int | FieldType::Long => out.push(match field.digits {
            0 => plain("whole number"),
            digits => plain(format!("whole number, at most {digits} digits")),
        }),
        FieldType::Double => out.push(number("number", field)),
        FieldType::Currency => out.push(number("amount of money", field)),
        FieldType::Percent => out.push(number("percentage", field)),
        FieldType::Date => out.push(plain("date")),
        FieldType::DateTime => out.push(plain("date and time")),
        FieldType::Time => out.push(plain("time of day")),
        FieldType::Picklist => picklist_kind("picklist", field, partial, out),
        FieldType::MultiPicklist => picklist_kind("multi-select picklist", field, partial, out),
        FieldType::Address => out.push(plain("address, read as a whole and written by its parts")),
        FieldType::Location => {
            out.push(plain(
                "place on earth, read as a whole and written by its parts",
            ));
        }
        FieldType::Base64 => out.push(plain("content of a file")),
        other => {
            out.push(plain("JSON, of the type "));
            out.push(code(other.as_str()));
        }
    }
}

fn is_rich(field: &Field) -> bool {
    field.extra_type_info.as_deref() == Some("richtextarea")
}

fn picklist_kind(kind: &'static str, field: &Field, partial: bool, out: &mut Vec<Span>) {
    if field.picklist_values.is_empty() {
        out.push(plain(format!("{kind} whose values are not listed")));
    } else if field.restricted_picklist && !partial {
        out.push(plain(kind));
    } else {
        out.push(plain(format!("open {kind}")));
    }
}

fn number(kind: &str, field: &Field) -> Span {
    let (before, after) = (field.precision.saturating_sub(field.scale), field.scale);
    plain(match (field.precision, after) {
        (0, _) => kind.to_owned(),
        (_, 0) => format!("{kind}, at most {before} digits, no decimals"),
        _ => format!("{kind}, at most {before} digits before and {after} after the point"),
    })
}

/// Thousands apart, as people read them.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn lookup(field: &Field, out: &mut Vec<Span>) {
    // Old versions give every reference an order, so it says nothing alone.
    let master = field.relationship_order.is_some() && field.cascade_delete;
    out.push(plain(if master {
        "master-detail to "
    } else {
        "lookup to "
    }));
    match reference(field) {
        Some(Reference::Many(targets)) => list(targets, out),
        Some(Reference::Any) | None => out.push(plain("objects that were not described")),
        Some(Reference::One(target)) => out.push(code(target)),
        Some(Reference::External) => {
            list(&field.reference_to, out);
            out.push(plain(" by its external key"));
        }
    }
}

/// `A`, `B` or `C`; of many only the first.
fn list(names: &[String], out: &mut Vec<Span>) {
    const SHOWN: usize = 8;
    let shown = if names.len() > SHOWN + 2 {
        SHOWN
    } else {
        names.len()
    };
    for (at, name) in names.iter().take(shown).enumerate() {
        if at > 0 {
            let last = at + 1 == names.len();
            out.push(plain(if last { " or " } else { ", " }));
        }
        out.push(code(name));
    }
    if shown < names.len() {
        out.push(plain(format!(" or one of {} others", names.len() - shown)));
    }
}

/// What else there is to know before using the field.
fn facts(field: &Field, known: Known, out: &mut Vec<Span>) {
    let mut say = |words: &'static str| out.push(plain(words));
    if known.is_required {
        say(" Required.");
    }
    match (field.is_createable(), field.is_updateable()) {
        (true, true) => {}
        (true, false) => say(" Set on create only."),
        (false, true) => say(" Set on update only."),
        (false, false) if field.auto_number => say(" Numbered by the org."),
        (false, false) if field.calculated => say(" Calculated, read-only."),
        (false, false) => say(" Read-only."),
    }
    match (field.external_id, known.is_upsert_key, field.unique) {
        (true, _, true) => say(" External ID."),
        (true, _, false) => say(" External ID, not unique."),
        (false, true, true) => say(" Upsert key."),
        (false, true, false) => say(" Upsert key, not unique."),
        (false, false, _) => {}
    }
    if field.unique {
        say(if field.case_sensitive {
            " Unique, letter case counts."
        } else {
            " Unique."
        });
    }
    match (field.is_filterable(), field.is_sortable()) {
        (true, true) => {}
        (true, false) => say(" Cannot be sorted by."),
        (false, true) => say(" Cannot be filtered by."),
        (false, false) => say(" Cannot be filtered or sorted by."),
    }
    if field.deprecated_and_hidden {
        say(" Deprecated.");
    }
    if let Some(compound) = &field.compound_field_name
        && *compound != field.name
    {
        out.push(plain(" Part of "));
        out.push(code(compound));
        out.push(plain("."));
    }
    if let (true, Some(controller)) = (field.dependent_picklist, &field.controller_name) {
        out.push(plain(" Its values depend on "));
        out.push(code(controller));
        out.push(plain("."));
    }
}

/// Where the value comes from when nobody gives one.
fn value(field: &Field) -> Vec<Vec<Span>> {
    let mut paragraphs = Vec::new();
    let mut say = |words: &'static str, value: &Option<String>| {
        if let Some(value) = value.as_deref().filter(|it| !it.trim().is_empty()) {
            paragraphs.push(vec![plain(words), code(value), plain(".")]);
        }
    };
    say("Formula: ", &field.calculated_formula);
    say("Default, as a formula: ", &field.default_value_formula);
    let unchecked =
        field.field_type == FieldType::Boolean && field.default_value.as_deref() == Some("false");
    if !unchecked {
        say("Default: ", &field.default_value);
    }
    paragraphs
}

pub(super) fn parent(field: &Field, ident: &str) -> Doc {
    let mut spans = vec![plain("The record that "), code(ident), plain(" refers to")];
    if let Some(name) = &field.relationship_name {
        spans.extend([plain(" ("), code(name), plain(")")]);
    }
    spans.push(plain("."));
    Doc::line(spans)
}

pub(super) fn child(child: &ChildRelationship) -> Doc {
    Doc::line(vec![
        plain("The "),
        code(&child.child_sobject),
        plain(" records whose "),
        code(&child.field),
        plain(" is this one ("),
        code(child.relationship_name.as_deref().unwrap_or_default()),
        plain(")."),
    ])
}

pub(super) fn picklist(
    context: &Context<'_>,
    field: &Field,
    restricted: bool,
    partial: bool,
) -> Doc {
    let mut doc = Doc::line(of(context, field, "Values of "));
    doc.paragraphs.push(vec![plain(if restricted {
        "The org refuses values that are not listed."
    } else if partial {
        "Only some of its values are known, so it is open."
    } else {
        "The org takes values that are not listed, too."
    })]);
    if let (true, Some(controller)) = (field.dependent_picklist, &field.controller_name) {
        doc.paragraphs.push(vec![
            plain("Which of them may be chosen depends on "),
            code(controller),
            plain("."),
        ]);
    }
    doc
}

/// `Values of Status (`bpats__Status__c`) of Job.`
fn of(context: &Context<'_>, field: &Field, words: &'static str) -> Vec<Span> {
    let describe = &context.source.describe;
    let label = if field.label.trim().is_empty() {
        &field.name
    } else {
        &field.label
    };
    let mut spans = vec![plain(words)];
    spans.extend(head(label, &field.name));
    spans.push(plain(" of "));
    spans.push(text(
        describe
            .label
            .as_deref()
            .filter(|it| !it.trim().is_empty())
            .unwrap_or(&describe.name),
    ));
    spans.push(plain("."));
    spans
}

pub(super) fn polymorphic(context: &Context<'_>, field: &Field) -> Doc {
    Doc::line(of(context, field, "What a record refers to by "))
}

pub(super) fn record_type(info: &RecordTypeInfo, name: &str) -> Doc {
    let mut spans = vec![plain("The record type "), text(&info.name)];
    if info.name != name {
        spans.extend([plain(" ("), code(name), plain(")")]);
    }
    spans.push(plain(", in the org this was generated from."));
    if info.active == Some(false) {
        spans.push(plain(" No longer active."));
    }
    Doc::line(spans)
}
