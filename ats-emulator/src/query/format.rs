//! Values as people read them: `toLabel` and `FORMAT`, in the locale `en_US`.

use ats_schema::describe::FieldType;
use ats_schema::rules::date::{Date, parse_date};
use ats_schema::rules::picklist::split_values;
use ats_schema::schema::ValueKind;
use rusqlite::types::ValueRef;

use super::plan::Expr;
use crate::org::Field;

/// The labels of a picklist's value, or of the values of a multi-select picklist; a value
/// the picklist does not list is its own label.
pub(super) fn labels(field: &Field, text: &str) -> String {
    let label = |value: &str| -> String {
        let entries = &field.describe.picklist_values;
        let entry = entries.iter().find(|entry| entry.value == value);
        entry
            .and_then(|entry| entry.label.clone())
            .unwrap_or_else(|| value.to_owned())
    };
    match field.describe.field_type {
        FieldType::MultiPicklist => {
            let labels: Vec<String> = split_values(text).map(label).collect();
            labels.join(";")
        }
        _ => label(text),
    }
}

/// `FORMAT` of a number, date, moment or time; `None` of anything else, which stays as it
/// is.
pub(super) fn localized(expr: &Expr<'_>, value: ValueRef<'_>) -> Option<String> {
    let number = match value {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(_) => value.as_str().ok()?.to_owned(),
        ValueRef::Null | ValueRef::Blob(_) => return None,
    };
    match expr.kind() {
        ValueKind::Int => Some(grouped(&number, 0)),
        ValueKind::Decimal => {
            let describe = expr.field().map(|field| &field.describe);
            let scale = describe.map_or(2, |field| field.scale);
            let text = grouped(&number, scale);
            Some(match describe.map(|field| &field.field_type) {
                Some(FieldType::Currency) => match text.strip_prefix('-') {
                    Some(amount) => format!("-${amount}"),
                    None => format!("${text}"),
                },
                Some(FieldType::Percent) => format!("{text}%"),
                _ => text,
            })
        }
        ValueKind::Date => day(&number),
        ValueKind::DateTime => {
            let (date, time) = number.split_once('T')?;
            Some(format!("{}, {}", day(date)?, time_of_day(time)?))
        }
        ValueKind::Time => time_of_day(&number),
        _ => None,
    }
}

/// `4/29/2025`
fn day(text: &str) -> Option<String> {
    let Date { year, month, day } = parse_date(text).ok()?;
    Some(format!("{month}/{day}/{year}"))
}

/// `3:45 PM`
fn time_of_day(text: &str) -> Option<String> {
    let hour: u8 = text.get(..2)?.parse().ok()?;
    let minute = text.get(3..5)?;
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    Some(format!("{hour}:{minute} {half}"))
}

/// A decimal text rounded to `scale` digits, with commas between thousands.
fn grouped(text: &str, scale: u32) -> String {
    let scale = usize::try_from(scale).unwrap_or_default();
    let rounded = match text.parse::<f64>() {
        Ok(number) if number.is_finite() => format!("{number:.scale$}"),
        _ => text.to_owned(),
    };
    let (sign, digits) = match rounded.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", rounded.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(grouped("1234567.5", 2), "1,234,567.50");
        assert_eq!(grouped("-1234", 0), "-1,234");
        assert_eq!(grouped("999", 0), "999");
        assert_eq!(grouped("0.125", 1), "0.1");
    }

    #[test]
    fn times() {
        assert_eq!(time_of_day("15:45:00.000Z").as_deref(), Some("3:45 PM"));
        assert_eq!(time_of_day("00:05:00.000Z").as_deref(), Some("12:05 AM"));
        assert_eq!(day("2025-04-09").as_deref(), Some("4/9/2025"));
    }
}
