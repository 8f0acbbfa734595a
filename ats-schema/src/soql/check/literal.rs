//! Values written in the query, against the type and the values of a field.

use super::expr::{Expr, Source};
use super::filter::Matching;
use super::rule::Rule;
use super::{Checker, suggest};
use crate::rules::literal::LikePart;
use crate::rules::picklist::split_values;
use crate::rules::soql_limits::MAX_TEXT_LENGTH;
use crate::rules::{id, text};
use crate::schema::{Field, Lookup, ValueKind};
use crate::soql::Span;
use crate::soql::ast::{Literal, LiteralKind};

/// Key prefixes of objects that other objects often refer to, so that an Id of the wrong
/// kind is seen where their describe is not there; the same in every org (*Salesforce Help
/// 000385203, Standard Field Record ID Prefix Decoder*).
const PREFIXES: [(&str, &str); 14] = [
    ("001", "Account"),
    ("003", "Contact"),
    ("005", "User"),
    ("006", "Opportunity"),
    ("00D", "Organization"),
    ("00G", "Group"),
    ("00Q", "Lead"),
    ("00T", "Task"),
    ("00U", "Event"),
    ("00e", "Profile"),
    ("012", "RecordType"),
    ("068", "ContentVersion"),
    ("069", "ContentDocument"),
    ("500", "Case"),
];

/// Returns whether the type of an owner is that of a queue, which orgs call `Queue` although
/// the describe has `Group`.
fn is_queue(value: &str, reference: &Field) -> bool {
    value.eq_ignore_ascii_case("Queue") && reference.targets.iter().any(|target| target == "Group")
}

impl<'s> Checker<'s> {
    /// Checks a value other than `null` and patterns.
    pub(super) fn literal(&mut self, expr: &Expr<'s>, literal: &Literal, how: Matching) {
        let span = literal.span;
        if matches!(literal.kind, LiteralKind::Currency { .. }) && expr.is_aggregate {
            return self.find(Rule::CurrencyLiteral { is_mixed: false }, span);
        }
        if let LiteralKind::Text(value) = &literal.kind
            && self.is_too_long(value.len(), || text::count(value), span)
        {
            return;
        }
        let suits = match (&literal.kind, expr.kind) {
            (_, ValueKind::Any) => return,
            (LiteralKind::Text(id), ValueKind::Id) => return self.id(expr, id, span),
            (
                LiteralKind::Text(value),
                ValueKind::Text | ValueKind::Picklist | ValueKind::MultiPicklist,
            ) => {
                return self.text(expr, value, how, span);
            }
            (LiteralKind::Boolean(_), kind) => kind == ValueKind::Boolean,
            (LiteralKind::Number(_), kind) => kind.is_number(),
            (LiteralKind::Currency { .. }, kind) => kind == ValueKind::Decimal,
            (LiteralKind::Date(_), kind) => kind == ValueKind::Date,
            (LiteralKind::DateTime(_), kind) => kind == ValueKind::DateTime,
            (LiteralKind::Time(_), kind) => kind == ValueKind::Time,
            (LiteralKind::RelativeDate(_), kind) => {
                matches!(kind, ValueKind::Date | ValueKind::DateTime)
            }
            _ => false,
        };
        if !suits {
            self.not_of_kind(expr, literal);
        }
    }

    /// Finds a text that is too long for any condition. `bytes` are at least as many as
    /// characters.
    fn is_too_long(&mut self, bytes: usize, count: impl Fn() -> usize, span: Span) -> bool {
        if bytes <= MAX_TEXT_LENGTH {
            return false;
        }
        let length = count();
        let is_too_long = length > MAX_TEXT_LENGTH;
        if is_too_long {
            self.find(Rule::LiteralTooLong { length }, span);
        }
        is_too_long
    }

    pub(super) fn not_of_kind(&mut self, expr: &Expr<'s>, literal: &Literal) {
        let rule = Rule::WrongType {
            subject: expr.subject(),
            literal: literal.clone(),
        };
        self.find_of(rule, literal.span, expr.span);
    }

    /// An Id of 15 or 18 characters. An empty text is no value.
    fn id(&mut self, expr: &Expr<'s>, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        let parsed = match id::parse(text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let text = text.to_owned();
                return self.find_of(Rule::InvalidId { text, error }, span, expr.span);
            }
        };
        let Some((object, field)) = expr.typed() else {
            return;
        };
        let targets = match field.targets.as_slice() {
            [] => std::slice::from_ref(&object.name),
            targets => targets,
        };
        let prefix = id::key_prefix(&parsed);
        let Ok(prefix) = str::from_utf8(&prefix) else {
            return;
        };
        let Some(owner) = self.owner(prefix) else {
            return;
        };
        if targets
            .iter()
            .any(|target| target.eq_ignore_ascii_case(&owner))
        {
            return;
        }
        let rule = Rule::WrongId {
            subject: expr.subject(),
            id: text.to_owned(),
            owner,
            targets: targets.to_vec(),
        };
        self.find(rule, span);
    }

    /// Whose record an Id with this prefix is, if that is the same in every org.
    fn owner(&self, prefix: &str) -> Option<String> {
        let (_, owner) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
        // A schema that says otherwise is right.
        match self.schema.object(owner) {
            Lookup::Known(object) if object.key_prefix.as_deref() != Some(prefix) => None,
            _ => Some((*owner).to_owned()),
        }
    }

    fn text(&mut self, expr: &Expr<'s>, value: &str, how: Matching, span: Span) {
        if value.is_empty() || how == Matching::Order || expr.is_label {
            return;
        }
        if let Source::TypeOfTarget(reference) = expr.source {
            let is = |target: &String| target.eq_ignore_ascii_case(value);
            if !expr.is_computed()
                && !reference.targets.is_empty()
                && !reference.targets.iter().any(is)
                && !is_queue(value, reference)
            {
                let rule = Rule::UnlistedType {
                    relationship: reference.into(),
                    value: value.to_owned(),
                };
                self.find(rule, span);
            }
            return;
        }
        let Some((_, field)) = expr.typed() else {
            return;
        };
        let negated = how == Matching::Unequal;
        match expr.kind {
            ValueKind::Picklist => self.listed(expr, field, value, negated, span),
            ValueKind::MultiPicklist => {
                for value in split_values(value) {
                    self.listed(expr, field, value, negated, span);
                }
            }
            _ => {
                let length = text::count(value);
                self.fits(expr, field, length, negated, span);
            }
        }
    }

    /// Whether a picklist has the value; letter case does not count in SOQL.
    fn listed(&mut self, expr: &Expr<'s>, field: &Field, value: &str, negated: bool, span: Span) {
        if !field.is_closed() {
            return;
        }
        let lower = value.to_lowercase();
        if field
            .values
            .iter()
            .any(|entry| entry.value.to_lowercase() == lower)
        {
            return;
        }
        let rule = Rule::UnlistedValue {
            subject: expr.subject(),
            value: value.to_owned(),
            negated,
            suggestion: self.suggestion(|| Some(suggest::value(value, &field.values))),
        };
        self.find(rule, span);
    }

    fn fits(&mut self, expr: &Expr<'s>, field: &Field, length: usize, negated: bool, span: Span) {
        let most = field.length;
        if most == 0 || u32::try_from(length).is_ok_and(|length| length <= most) {
            return;
        }
        let rule = Rule::TextTooLong {
            subject: expr.subject(),
            most,
            length,
            negated,
        };
        self.find(rule, span);
    }

    /// A pattern that needs more characters than the field holds.
    pub(super) fn pattern(&mut self, expr: &Expr<'s>, parts: &[LikePart], span: Span) {
        let Some((_, field)) = expr.typed().filter(|_| expr.kind == ValueKind::Text) else {
            return;
        };
        let least = parts.iter().map(|part| match part {
            LikePart::One => 1,
            LikePart::Many => 0,
            LikePart::Text(text) => text::count(text),
        });
        self.fits(expr, field, least.sum(), false, span);
    }
}
