//! What SQLite does not know by itself: `LIKE` of SOQL, parts of dates, exact sums.

use std::sync::Arc;

use ats_schema::rules::date::parse_date;
use ats_schema::rules::literal::LikePart;
use ats_schema::soql::ast::Function;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use super::calendar;
use super::resolve::sorted;

mod decimal;

use self::decimal::{OfTotal, Total};

/// The radius of the earth, by which distances are reckoned.
pub(super) const EARTH_MILES: f64 = 3958.761;
pub(super) const EARTH_KILOMETERS: f64 = 6371.009;

/// What stands between the groups of values of `INCLUDES` in its parameter; no value holds
/// a control character.
pub(super) const BETWEEN_GROUPS: &str = "\u{1f}";

const FLAGS: FunctionFlags = FunctionFlags::SQLITE_UTF8
    .union(FunctionFlags::SQLITE_DETERMINISTIC)
    .union(FunctionFlags::SQLITE_INNOCUOUS);

/// Makes the functions known to a connection, unless they are already.
///
/// # Errors
///
/// Those of SQLite.
pub(super) fn ensure(connection: &Connection) -> Result<()> {
    // Kept prepared, the question costs next to nothing.
    if connection.prepare_cached("SELECT sf_multi(NULL)").is_ok() {
        return Ok(());
    }
    connection.create_scalar_function("sf_like", 3, FLAGS, like)?;
    connection.create_scalar_function("sf_includes", 2, FLAGS, includes)?;
    connection.create_scalar_function("sf_distance", 5, FLAGS, distance)?;
    for part in Function::ALL.iter().copied().filter(|part| part.is_date()) {
        connection.create_scalar_function(
            date_part_name(part).as_str(),
            1,
            FLAGS,
            move |context| {
                let Some(text) = text(context, 0)? else {
                    return Ok(None);
                };
                Ok(date_part(part, text))
            },
        )?;
    }
    connection.create_aggregate_function("sf_sum", 1, FLAGS, OfTotal(Total::sum))?;
    connection.create_aggregate_function("sf_avg", 1, FLAGS, OfTotal(Total::average))?;
    // Last: it stands for all of them.
    connection.create_scalar_function("sf_multi", 1, FLAGS, |context| {
        Ok(text(context, 0)?.map(sorted))
    })
}

fn text<'c>(context: &'c Context<'_>, index: usize) -> Result<Option<&'c str>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        value => Ok(Some(value.as_str()?)),
    }
}

/// The SQL function for a date function of SOQL.
pub(super) fn date_part_name(part: Function) -> String {
    format!("sf_{}", part.as_str())
}

/// A part of a stored date or moment; `None` of what is neither.
fn date_part(part: Function, text: &str) -> Option<rusqlite::types::Value> {
    let day = text.get(..10)?;
    let date = parse_date(day).ok()?;
    let (month, of_month) = (i64::from(date.month), i64::from(date.day));
    let number = match part {
        Function::CalendarMonth | Function::FiscalMonth => month,
        Function::CalendarQuarter | Function::FiscalQuarter => (month + 2) / 3,
        Function::CalendarYear | Function::FiscalYear => i64::from(date.year),
        Function::DayInMonth => of_month,
        Function::DayInWeek => calendar::day_in_week(date),
        Function::DayInYear => calendar::day_in_year(date),
        Function::HourInDay => text.get(11..13)?.parse().ok()?,
        // "The first week is from the first through the seventh day of the month."
        Function::WeekInMonth => (of_month + 6) / 7,
        Function::WeekInYear => (calendar::day_in_year(date) + 6) / 7,
        _ => return Some(day.to_owned().into()),
    };
    Some(number.into())
}

/// A pattern as the parameter of `sf_like`: `%` and `_` are wildcards, `\` makes the next
/// character plain.
pub(super) fn encode_pattern(parts: &[LikePart]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            LikePart::One => out.push('_'),
            LikePart::Many => out.push('%'),
            LikePart::Text(text) => {
                for c in text.chars() {
                    if matches!(c, '%' | '_' | '\\') {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
        }
    }
    out
}

/// A character of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Is(char),
    One,
    Many,
}

fn decode_pattern(pattern: &str, case_sensitive: bool) -> Vec<Wanted> {
    let mut wanted = Vec::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        wanted.push(match c {
            '%' => Wanted::Many,
            '_' => Wanted::One,
            '\\' => Wanted::Is(fold(chars.next().unwrap_or('\\'), case_sensitive)),
            c => Wanted::Is(fold(c, case_sensitive)),
        });
    }
    wanted
}

/// One character for one, so that `_` counts what people count.
fn fold(c: char, case_sensitive: bool) -> char {
    if case_sensitive {
        return c;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        // Through upper case, as the store's own order: `ς` is `σ`.
        (Some(single), None) => {
            let mut upper = single.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(upper), None) => upper.to_lowercase().next().unwrap_or(single),
                _ => single,
            }
        }
        _ => c,
    }
}

fn like(context: &Context<'_>) -> Result<bool> {
    let Some(value) = text(context, 0)? else {
        return Ok(false);
    };
    let case_sensitive = context.get::<bool>(2)?;
    // The pattern is the same in every row; it is taken apart once.
    let wanted: Arc<Vec<Wanted>> = context.get_or_create_aux(1, |pattern| {
        let pattern = pattern.as_str()?;
        Ok::<_, rusqlite::types::FromSqlError>(decode_pattern(pattern, case_sensitive))
    })?;
    Ok(is_like(value, &wanted, case_sensitive))
}

/// Whether a text has the form of a pattern. Each `%` goes back only to the one before, so
/// that the time is at most the product of the lengths.
fn is_like(text: &str, wanted: &[Wanted], case_sensitive: bool) -> bool {
    let mut rest = text.chars();
    let mut at = 0;
    let mut back: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        match wanted.get(at) {
            Some(Wanted::Many) => {
                at += 1;
                back = Some((at, rest.clone()));
                continue;
            }
            Some(want) => {
                let mut next = rest.clone();
                if let Some(c) = next.next() {
                    let fits = match want {
                        Wanted::Is(wanted) => fold(c, case_sensitive) == *wanted,
                        _ => true,
                    };
                    if fits {
                        rest = next;
                        at += 1;
                        continue;
                    }
                }
            }
            None if rest.as_str().is_empty() => return true,
            None => {}
        }
        // Let the last % take one character more.
        let Some((after, from)) = &mut back else {
            return false;
        };
        if from.next().is_none() {
            return false;
        }
        at = *after;
        rest = from.clone();
    }
}

/// Whether a multi-select picklist has all values of one of the groups.
fn includes(context: &Context<'_>) -> Result<bool> {
    let Some(value) = text(context, 0)? else {
        return Ok(false);
    };
    let groups = text(context, 1)?.unwrap_or_default();
    let there = sorted(value);
    let has = |wanted: &str| there.split(';').any(|value| value == wanted);
    Ok(groups
        .split(BETWEEN_GROUPS)
        .any(|group| group.split(';').all(has)))
}

/// The distance of two places on a sphere (haversine).
fn distance(context: &Context<'_>) -> Result<Option<f64>> {
    let number = |index| -> Result<Option<f64>> {
        match context.get_raw(index) {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(number) => {
                // Latitudes and longitudes are small.
                Ok(i32::try_from(number).ok().map(f64::from))
            }
            ValueRef::Real(number) => Ok(Some(number)),
            other => Ok(other.as_str()?.parse().ok()),
        }
    };
    let (Some(latitude), Some(longitude), Some(from_latitude), Some(from_longitude), Some(radius)) =
        (number(0)?, number(1)?, number(2)?, number(3)?, number(4)?)
    else {
        return Ok(None);
    };
    let half = |a: f64, b: f64| ((a - b).to_radians() / 2.0).sin().powi(2);
    let across = half(latitude, from_latitude)
        + from_latitude.to_radians().cos()
            * latitude.to_radians().cos()
            * half(longitude, from_longitude);
    Ok(Some(2.0 * radius * across.sqrt().min(1.0).asin()))
}

#[cfg(test)]
mod tests;
