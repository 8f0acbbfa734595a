//! Values written in the query, against the type and the values of a field.

use super::expr::{Expr, Source};
use super::filter::Matching;
use super::rules::{self, Kind};
use super::{Checker, suggest};
use crate::rules::date::{parse_date, parse_date_time, parse_time};
use crate::rules::literal::LikePart;
use crate::rules::picklist::split_values;
use crate::rules::{decimal, id, text};
use crate::schema::{Field, Lookup};
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

impl<'s> Checker<'s> {
    /// Checks a value other than `null` and patterns.
    pub(super) fn literal(&mut self, expr: &Expr<'s>, literal: &Literal, how: Matching) {
        let span = literal.span;
        let suits = match (&literal.kind, expr.kind) {
            (_, Kind::Any) => return,
            (LiteralKind::Text(id), Kind::Id) => return self.id(expr, id, span),
            (LiteralKind::Text(value), Kind::Text | Kind::Picklist | Kind::MultiPicklist) => {
                return self.text(expr, value, how, span);
            }
            (LiteralKind::Boolean(_), kind) => kind == Kind::Boolean,
            (LiteralKind::Number(_), kind) => kind.is_number(),
            (LiteralKind::Currency { .. }, kind) => kind == Kind::Decimal,
            (LiteralKind::Date(_), kind) => kind == Kind::Date,
            (LiteralKind::DateTime(_), kind) => kind == Kind::DateTime,
            (LiteralKind::Time(_), kind) => kind == Kind::Time,
            (LiteralKind::RelativeDate(_), kind) => matches!(kind, Kind::Date | Kind::DateTime),
            _ => false,
        };
        if !suits {
            self.not_of_kind(expr, literal);
        }
    }

    pub(super) fn not_of_kind(&mut self, expr: &Expr<'s>, literal: &Literal) {
        let what = match &literal.kind {
            LiteralKind::Null => "null",
            LiteralKind::Boolean(_) => "the boolean",
            LiteralKind::Text(_) | LiteralKind::Pattern(_) => "the text",
            LiteralKind::Number(_) => "the number",
            LiteralKind::Currency { .. } => "the amount",
            LiteralKind::Date(_) => "the date",
            LiteralKind::DateTime(_) => "the moment",
            LiteralKind::Time(_) => "the time",
            LiteralKind::RelativeDate(_) => "the date literal",
        };
        let written = literal.to_string();
        let found = match written.chars().nth(40) {
            Some(_) => what.to_owned(),
            None => format!("{what} {written}"),
        };
        let help = help(expr, &literal.kind, &written);
        let described = expr.described();
        let finding = rules::wrong_type(&described, expr.kind, &found, help, literal.span);
        self.find(finding);
    }

    /// An Id of 15 or 18 characters. An empty text is no value.
    fn id(&mut self, expr: &Expr<'s>, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        let parsed = match id::parse(text) {
            Ok(parsed) => parsed,
            Err(error) => return self.find(rules::invalid_id(text, error, span)),
        };
        let Some((object, field)) = expr.typed() else {
            return;
        };
        let wanted: Vec<&str> = match field.targets.as_slice() {
            [] => vec![&object.name],
            targets => targets.iter().map(String::as_str).collect(),
        };
        let prefix = id::key_prefix(&parsed);
        let Ok(prefix) = str::from_utf8(&prefix) else {
            return;
        };
        let Some(owner) = self.owner(prefix) else {
            return;
        };
        if wanted
            .iter()
            .any(|wanted| wanted.eq_ignore_ascii_case(&owner))
        {
            return;
        }
        let wanted = match field.targets.as_slice() {
            [] => object.name.clone(),
            _ => rules::targets(field),
        };
        let described = expr.described();
        self.find(rules::wrong_id(&described, &wanted, text, &owner, span));
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
            if !expr.is_computed
                && !reference.targets.is_empty()
                && !reference.targets.iter().any(is)
            {
                self.find(rules::unlisted_type(value, reference, span));
            }
            return;
        }
        let Some((_, field)) = expr.typed() else {
            return;
        };
        let negated = how == Matching::Unequal;
        match expr.kind {
            Kind::Picklist => self.listed(expr, field, value, negated, span),
            Kind::MultiPicklist => {
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
        let help = match self.is_full() {
            true => None,
            false => suggest::value(value, &field.values),
        };
        let described = expr.described();
        let finding = rules::unlisted_value(value, &described, negated, help, span);
        self.find(finding);
    }

    fn fits(&mut self, expr: &Expr<'s>, field: &Field, length: usize, negated: bool, span: Span) {
        let most = field.length;
        if most == 0 || u32::try_from(length).is_ok_and(|length| length <= most) {
            return;
        }
        let described = expr.described();
        self.find(rules::text_too_long(
            &described, most, length, negated, span,
        ));
    }

    /// A pattern that needs more characters than the field holds.
    pub(super) fn pattern(&mut self, expr: &Expr<'s>, parts: &[LikePart], span: Span) {
        let Some((_, field)) = expr.typed().filter(|_| expr.kind == Kind::Text) else {
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

/// How to write a value so that it has the type.
fn help(expr: &Expr<'_>, found: &LiteralKind, written: &str) -> Option<String> {
    let shown = written.chars().nth(40).is_none();
    match (expr.kind, found) {
        (Kind::Id, _) => {
            Some("write the Id of a record in quotes: '001000000000001AAA'".to_owned())
        }
        (Kind::Text | Kind::Picklist | Kind::MultiPicklist, _) if shown => {
            Some(format!("put it in quotes: '{written}'"))
        }
        (kind, LiteralKind::Text(text)) if is_of_kind(text, kind) => {
            Some(format!("write it without quotes: {text}"))
        }
        (Kind::Date, LiteralKind::DateTime(_)) => {
            let day = written.get(..10)?;
            Some(format!("write only the day: {day}"))
        }
        (Kind::DateTime, LiteralKind::Date(_)) => Some(format!(
            "write a moment, {written}T00:00:00Z, or compare the day: DAY_ONLY({}) = {written}",
            expr.field().map_or("field", |field| &field.name)
        )),
        (Kind::Date, _) => Some("write a date: 2025-04-29, TODAY, LAST_N_DAYS:30".to_owned()),
        (Kind::DateTime, _) => {
            Some("write a moment: 2025-04-29T15:45:00Z, TODAY, LAST_N_DAYS:30".to_owned())
        }
        (Kind::Time, _) => Some("write a time: 15:45:00.000Z".to_owned()),
        (Kind::Boolean, _) => Some("write TRUE or FALSE".to_owned()),
        _ => None,
    }
}

fn is_of_kind(text: &str, kind: Kind) -> bool {
    match kind {
        Kind::Boolean => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        Kind::Int | Kind::Decimal => decimal::parse(text).is_ok(),
        Kind::Date => parse_date(text).is_ok(),
        Kind::DateTime => parse_date_time(text).is_ok(),
        Kind::Time => parse_time(text).is_ok(),
        _ => false,
    }
}
