//! Values written in a query, as what they are compared with wants them.

use ats_schema::rules::date::{DateTime, write_date, write_time};
use ats_schema::rules::id;
use ats_schema::soql::ast::{self, Literal, LiteralKind, Span};
use rusqlite::types::Value;

use crate::query::calendar::{Days, date_text};
use crate::query::plan::{Expr, Kind};
use crate::query::refusal::Refusal;
use crate::query::rules;

use super::Context;

/// A value, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Null,
    Value(Value),
    /// From the first on, up to and without the second: what a relative date stands for.
    Range(Value, Value),
}

/// A field or function and how it was written, for typing what it is compared with.
pub(super) struct Target<'a, 'v> {
    pub(super) expr: &'a Expr<'v>,
    /// For messages.
    pub(super) name: &'a str,
    pub(super) span: Span,
}

impl Target<'_, '_> {
    /// Types a value.
    ///
    /// # Errors
    ///
    /// A value of another type, an Id that is none, a bind.
    pub(super) fn operand(
        &self,
        value: &ast::Value,
        context: &Context<'_>,
    ) -> Result<Operand, Refusal> {
        match value {
            ast::Value::Literal(literal) => self.literal(literal, context),
            ast::Value::Bind(bind) => Err(self::bind(bind.span)),
        }
    }

    fn literal(&self, literal: &Literal, context: &Context<'_>) -> Result<Operand, Refusal> {
        let kind = self.expr.kind();
        let wrong = || rules::wrong_type(self.name, kind, self.span);
        match (&literal.kind, kind) {
            (LiteralKind::Null, _) => Ok(Operand::Null),
            (LiteralKind::Text(text), Kind::Id) => self.id(text),
            (LiteralKind::Text(text), _) if kind.is_text() => {
                // An empty text is never stored: it is no value.
                if text.is_empty() {
                    return Ok(Operand::Null);
                }
                let text = match kind {
                    Kind::MultiPicklist => sorted(text),
                    _ => text.clone(),
                };
                Ok(Operand::Value(text.into()))
            }
            (LiteralKind::Boolean(flag), Kind::Boolean) => {
                Ok(Operand::Value(i64::from(*flag).into()))
            }
            (LiteralKind::Number(text), _) if kind.is_number() => {
                self.number(text).map(Operand::Value)
            }
            (LiteralKind::Currency { amount, .. }, Kind::Decimal) => {
                // One currency: its code says nothing.
                self.number(amount).map(Operand::Value)
            }
            (LiteralKind::Date(date), Kind::Date) => {
                let mut text = String::with_capacity(10);
                write_date(&mut text, *date).map_err(|_| wrong())?;
                Ok(Operand::Value(text.into()))
            }
            (LiteralKind::DateTime(moment), Kind::DateTime) => {
                Ok(Operand::Value(stored(*moment).ok_or_else(wrong)?.into()))
            }
            (LiteralKind::Time(time), Kind::Time) => {
                let mut text = String::with_capacity(13);
                write_time(&mut text, *time).map_err(|_| wrong())?;
                Ok(Operand::Value(text.into()))
            }
            (LiteralKind::RelativeDate(date), Kind::Date | Kind::DateTime) => {
                let Days { from, until } = Days::of(*date, context.today);
                let bound = |day| match kind {
                    Kind::Date => Value::Text(date_text(day)),
                    _ => Value::Text(format!("{}T00:00:00.000+0000", date_text(day))),
                };
                Ok(Operand::Range(bound(from), bound(until)))
            }
            _ => Err(wrong()),
        }
    }

    /// A whole number where both sides are whole, else a text that the collation of
    /// decimals compares by value.
    fn number(&self, text: &str) -> Result<Value, Refusal> {
        match self.expr.kind() {
            Kind::Int => match text.parse::<i64>() {
                Ok(number) => Ok(Value::Integer(number)),
                // `Employees > 2.5`, or beyond what an integer field holds.
                Err(_) => text
                    .parse::<f64>()
                    .map(Value::Real)
                    .map_err(|_| rules::wrong_type(self.name, Kind::Int, self.span)),
            },
            _ if matches!(self.expr, Expr::Distance { .. }) => text
                .parse::<f64>()
                .map(Value::Real)
                .map_err(|_| rules::wrong_type(self.name, Kind::Decimal, self.span)),
            _ => Ok(Value::Text(text.to_owned())),
        }
    }

    /// An Id of 15 or 18 characters, as the store has it. An empty text is no value.
    fn id(&self, text: &str) -> Result<Operand, Refusal> {
        if text.is_empty() {
            return Ok(Operand::Null);
        }
        let invalid = || rules::invalid_id(text, self.span);
        let id = id::parse(text).map_err(|_| invalid())?;
        let id = String::from_utf8(id.to_vec()).map_err(|_| invalid())?;
        Ok(Operand::Value(id.into()))
    }
}

/// *Posted*: what Salesforce says of binds outside Apex.
pub(super) fn bind(span: Span) -> Refusal {
    rules::apex_only("Bind variables only allowed in Apex code", span)
}

/// A moment as the store has it: `2025-04-29T15:45:00.000+0000`.
fn stored(moment: DateTime) -> Option<String> {
    let DateTime { date, time, .. } = moment.to_utc();
    let mut text = String::with_capacity(28);
    write_date(&mut text, date).ok()?;
    text.push('T');
    let mut of_day = String::with_capacity(13);
    write_time(&mut of_day, time).ok()?;
    text.push_str(of_day.get(..12)?);
    text.push_str("+0000");
    Some(text)
}

/// The values of a multi-select picklist, which compare without regard to their order:
/// the functions of the store sort what is stored the same way.
pub(in crate::query) fn sorted(text: &str) -> String {
    let mut values: Vec<String> = ats_schema::rules::picklist::split_values(text)
        .map(str::to_lowercase)
        .collect();
    values.sort_unstable();
    values.dedup();
    values.join(";")
}

#[cfg(test)]
mod tests {
    use ats_schema::rules::date::parse_date_time;

    use super::*;

    #[test]
    fn moments_are_stored_in_utc() {
        let moment = parse_date_time("2025-01-01T01:30:00.250+02:00").unwrap();
        assert_eq!(
            stored(moment).as_deref(),
            Some("2024-12-31T23:30:00.250+0000")
        );
        let moment = parse_date_time("2025-01-01T01:30:00Z").unwrap();
        assert_eq!(
            stored(moment).as_deref(),
            Some("2025-01-01T01:30:00.000+0000")
        );
    }

    #[test]
    fn multi_select_values_have_one_order() {
        assert_eq!(sorted("b; A;c;a"), "a;b;c");
        assert_eq!(sorted(""), "");
    }
}
