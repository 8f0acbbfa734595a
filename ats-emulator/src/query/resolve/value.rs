//! Values written in a query, as what they are compared with wants them.

use ats_schema::rules::date::{DateTime, write_time};
use ats_schema::rules::id;
use ats_schema::schema::ValueKind;
use ats_schema::soql::ast::{self, Literal, LiteralKind};
use rusqlite::types::Value;

use crate::date_time;
use crate::query::calendar::{Days, date_text};
use crate::query::plan::Expr;
use crate::query::unresolved::Unresolved;

use super::Context;

/// A value, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Null,
    Value(Value),
    /// From the first on, up to and without the second: what a relative date stands for.
    Range(Value, Value),
}

/// Makes a value that can be compared with `expr`.
pub(super) fn operand(
    expr: &Expr<'_>,
    value: &ast::Value,
    context: &Context<'_>,
) -> Result<Operand, Unresolved> {
    let found = match value {
        ast::Value::Literal(literal) => of_literal(expr, literal, context),
        ast::Value::Bind(_) => None,
    };
    found.ok_or(Unresolved::Unchecked(value.span()))
}

fn of_literal(expr: &Expr<'_>, literal: &Literal, context: &Context<'_>) -> Option<Operand> {
    let kind = expr.kind();
    let value = match (&literal.kind, kind) {
        (LiteralKind::Null, _) => return Some(Operand::Null),
        // An empty text is never stored: it is no value.
        (LiteralKind::Text(text), _) if text.is_empty() => return Some(Operand::Null),
        (LiteralKind::Text(text), ValueKind::Id) => {
            Value::Text(String::from_utf8(id::parse(text).ok()?.to_vec()).ok()?)
        }
        (LiteralKind::Text(text), ValueKind::MultiPicklist) => Value::Text(sorted(text)),
        (LiteralKind::Text(text), _) => Value::Text(text.clone()),
        (LiteralKind::Boolean(flag), _) => Value::Integer(i64::from(*flag)),
        // One currency: its code says nothing.
        (LiteralKind::Number(text) | LiteralKind::Currency { amount: text, .. }, _) => {
            number(expr, text)?
        }
        (LiteralKind::Date(_), _) => Value::Text(literal.to_string()),
        (LiteralKind::DateTime(moment), _) => Value::Text(stored(*moment)),
        (LiteralKind::Time(time), _) => {
            let mut text = String::with_capacity(13);
            write_time(&mut text, *time).ok()?;
            Value::Text(text)
        }
        (LiteralKind::RelativeDate(date), _) => {
            let Days { from, until } = Days::of(*date, context.today);
            let bound = |day| match kind {
                ValueKind::DateTime => Value::Text(format!("{}T00:00:00.000+0000", date_text(day))),
                _ => Value::Text(date_text(day)),
            };
            return Some(Operand::Range(bound(from), bound(until)));
        }
        _ => return None,
    };
    Some(Operand::Value(value))
}

/// A whole number where both sides are whole, else a text that the collation of decimals
/// compares by value.
fn number(expr: &Expr<'_>, text: &str) -> Option<Value> {
    let real = || text.parse::<f64>().ok().map(Value::Real);
    match expr.kind() {
        ValueKind::Int => match text.parse::<i64>() {
            Ok(number) => Some(Value::Integer(number)),
            // `Employees > 2.5`, or beyond what an integer field holds.
            Err(_) => real(),
        },
        _ if matches!(expr, Expr::Distance { .. }) => real(),
        _ => Some(Value::Text(text.to_owned())),
    }
}

/// A moment as the store has it: `2025-04-29T15:45:00.000+0000`.
fn stored(moment: DateTime) -> String {
    date_time::to_rest(date_time::millis(moment))
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
        assert_eq!(stored(moment), "2024-12-31T23:30:00.250+0000");
        let moment = parse_date_time("2025-01-01T01:30:00Z").unwrap();
        assert_eq!(stored(moment), "2025-01-01T01:30:00.000+0000");
    }

    #[test]
    fn multi_select_values_have_one_order() {
        assert_eq!(sorted("b; A;c;a"), "a;b;c");
        assert_eq!(sorted(""), "");
    }
}
