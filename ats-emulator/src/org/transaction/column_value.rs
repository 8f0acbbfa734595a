//! From the JSON of a body to the value of a column, or an error.

use ats_schema::describe::FieldType;
use ats_schema::rules::email::is_email;
use ats_schema::rules::{date, decimal, picklist, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::types::Value as Sql;
use serde_json::Value;

use super::errors;
use crate::date_time;
use crate::error::ApiError;
use crate::org::record_id::full_id;
use crate::org::schema::Field;
use crate::store::ColumnType;

/// The column's value for `value`, if the field accepts it.
///
/// References, unique values and dependent picklists are checked elsewhere. A number or check box
/// may also be given as text (`"12.5"`, `"true"`), as in an org; a text may not be given as a
/// number.
pub(super) fn column_value(field: &Field, value: &Value) -> Result<Sql, ApiError> {
    let wrong = || errors::cannot_deserialize(field, value);
    if value.is_null() {
        return match field.column_type {
            ColumnType::Boolean => Err(errors::null_check_box(field)),
            _ => Ok(Sql::Null),
        };
    }
    match field.column_type {
        ColumnType::Text => accept_text(field, value.as_str().ok_or_else(wrong)?),
        ColumnType::Id => accept_id(field, value.as_str().ok_or_else(wrong)?),
        ColumnType::Boolean => {
            let truth = match value {
                Value::Bool(truth) => *truth,
                Value::String(text) if text.eq_ignore_ascii_case("true") => true,
                Value::String(text) if text.eq_ignore_ascii_case("false") => false,
                _ => return Err(wrong()),
            };
            Ok(Sql::Integer(i64::from(truth)))
        }
        ColumnType::Int => accept_int(field, &number_text(value).ok_or_else(wrong)?, wrong),
        ColumnType::Decimal => {
            let text = number_text(value).ok_or_else(wrong)?;
            let parsed = decimal::parse(&text).map_err(|_| wrong())?;
            parsed
                .rounded(precision(field), field.describe.scale)
                .map(Sql::Text)
                .ok_or_else(|| errors::out_of_range(field, &text))
        }
        ColumnType::Date => {
            let text = value.as_str().ok_or_else(wrong)?;
            let day = date::parse_date(text).map_err(|_| wrong())?;
            if !day.is_storable() {
                return Err(errors::bad_date(field, text));
            }
            Ok(Sql::Text(text.to_owned()))
        }
        ColumnType::DateTime => {
            let text = value.as_str().ok_or_else(wrong)?;
            let mut moment = date::parse_date_time(text).map_err(|_| wrong())?.to_utc();
            if !moment.date.is_storable() {
                return Err(errors::bad_date(field, text));
            }
            // "A precision of one second" (Object Reference, Primitive Data Types).
            moment.time.nanosecond = 0;
            let stored = date_time::to_rest(date_time::millis(moment));
            Ok(Sql::Text(stored))
        }
        ColumnType::Time => {
            let text = value.as_str().ok_or_else(wrong)?;
            let time = date::parse_time(text).map_err(|_| wrong())?;
            let mut stored = String::with_capacity(13);
            date::write_time(&mut stored, time).map_err(|_| wrong())?;
            Ok(Sql::Text(stored))
        }
        ColumnType::Blob => {
            let text = value.as_str().ok_or_else(wrong)?;
            decode(text).map(Sql::Blob).ok_or_else(wrong)
        }
        ColumnType::Compound => Err(errors::not_writable(vec![field.name().to_owned()])),
    }
}

/// The field's precision; a field without one may have 18 digits before the point.
fn precision(field: &Field) -> u32 {
    match field.describe.precision {
        0 => 18 + field.describe.scale,
        precision => precision,
    }
}

/// Base64, in one line or, as MIME has it, in several.
fn decode(text: &str) -> Option<Vec<u8>> {
    if text.contains(['\r', '\n']) {
        let line: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
        STANDARD.decode(line).ok()
    } else {
        STANDARD.decode(text).ok()
    }
}

fn number_text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text::trim(text).to_owned()),
        _ => None,
    }
}

fn accept_int(field: &Field, text: &str, wrong: impl Fn() -> ApiError) -> Result<Sql, ApiError> {
    let parsed = decimal::parse(text).map_err(|_| wrong())?;
    if !parsed.fraction.is_empty() || parsed.exponent != 0 {
        return Err(wrong());
    }
    let out_of_range = || errors::out_of_range(field, text);
    let number: i64 = text.parse().map_err(|_| out_of_range())?;
    let digits = parsed.integer_digits().unwrap_or(0);
    let most = field.describe.digits;
    let fits_kind = field.describe.field_type == FieldType::Long || i32::try_from(number).is_ok();
    if !fits_kind || (most > 0 && digits > i64::from(most)) {
        return Err(out_of_range());
    }
    Ok(Sql::Integer(number))
}

fn accept_id(field: &Field, given: &str) -> Result<Sql, ApiError> {
    let trimmed = text::trim(given);
    if trimmed.is_empty() {
        return Ok(Sql::Null);
    }
    match full_id(trimmed) {
        Some(id) => Ok(Sql::Text(id)),
        None => Err(errors::malformed_reference(field, trimmed)),
    }
}

fn accept_text(field: &Field, given: &str) -> Result<Sql, ApiError> {
    let trimmed = text::trim(given);
    if trimmed.is_empty() {
        return Ok(Sql::Null);
    }
    match field.describe.field_type {
        FieldType::MultiPicklist => return accept_multi(field, trimmed),
        FieldType::Picklist if !field.open => {
            if !is_listed(field, trimmed) {
                return Err(errors::bad_picklist(field, trimmed));
            }
        }
        _ => check_length(field, trimmed)?,
    }
    if field.describe.field_type == FieldType::Email && !is_email(trimmed) {
        return Err(errors::bad_email(field, trimmed));
    }
    Ok(Sql::Text(trimmed.to_owned()))
}

fn check_length(field: &Field, given: &str) -> Result<(), ApiError> {
    let most = usize::try_from(field.describe.length).unwrap_or(usize::MAX);
    if most > 0 && !text::fits(given, most) {
        return Err(errors::too_long(field, given));
    }
    Ok(())
}

fn accept_multi(field: &Field, given: &str) -> Result<Sql, ApiError> {
    let mut values: Vec<&str> = Vec::new();
    for value in picklist::split_values(given) {
        if !field.open && !is_listed(field, value) {
            return Err(errors::bad_picklist(field, value));
        }
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if values.len() > picklist::MAX_SELECTED_VALUES {
        return Err(errors::too_many_values(field));
    }
    let joined = values.join(";");
    if joined.is_empty() {
        return Ok(Sql::Null);
    }
    check_length(field, &joined)?;
    Ok(Sql::Text(joined))
}

/// Returns true if the value may be chosen: inactive ones may not.
fn is_listed(field: &Field, value: &str) -> bool {
    let mut entries = field.describe.picklist_values.iter();
    entries.any(|entry| entry.active && entry.value == value)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::org::testing::org;
    use crate::org::{Org, field_json};

    static ORG: LazyLock<Org> = LazyLock::new(|| org().0);

    proptest! {
        /// Every value is stored or refused, and the value of a response may be sent back and is
        /// stored as the same.
        #[test]
        fn what_is_kept_is_taken_again(
            text in prop_oneof![
                any::<String>(),
                "[ -~]{0,12}",
                "-?[0-9]{1,7}(\\.[0-9]{1,4})?",
                "[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:00(Z|[+-]0[0-9]:30))?",
                "(A|B|C|;| ){0,6}",
            ],
            number in any::<f64>(),
        ) {
            let thing = ORG.schema().object("Thing__c").unwrap();
            for field in &thing.fields {
                for given in [json!(text), json!(number), json!(number.is_sign_negative())] {
                    let Ok(stored) = column_value(field, &given) else {
                        continue;
                    };
                    let answer = field_json::json(field, (&stored).into());
                    if field.column_type == ColumnType::Boolean || answer != Value::Null {
                        prop_assert_eq!(column_value(field, &answer), Ok(stored), "{}", field.name());
                    }
                }
            }
        }
    }
}
