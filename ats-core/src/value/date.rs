//! Dates and times, as chrono's types.

use ats_schema::rules::date;
use chrono::{Datelike as _, Timelike as _};

use super::Value;
use crate::table::FieldKind;
use crate::wire::{Fault, Input, Mismatch, Output};

/// A date: [`chrono::NaiveDate`].
pub type Date = chrono::NaiveDate;

/// A point in time, in UTC: [`chrono::DateTime`].
///
/// Salesforce keeps whole seconds; it sends milliseconds, all zero but in system fields.
pub type DateTime = chrono::DateTime<chrono::Utc>;

/// A time of day: [`chrono::NaiveTime`].
pub type Time = chrono::NaiveTime;

/// Why the org would refuse a date.
fn fault(date: Date) -> Option<Fault<'static>> {
    (!from_date(date).is_storable()).then_some(Fault::OutOfRange)
}

fn to_chrono_date(date: date::Date) -> Option<Date> {
    Date::from_ymd_opt(date.year, date.month.into(), date.day.into())
}

fn to_chrono_time(time: date::Time) -> Option<Time> {
    Time::from_hms_nano_opt(
        time.hour.into(),
        time.minute.into(),
        time.second.into(),
        time.nanosecond,
    )
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "chrono gives months, days, hours … in range"
)]
fn from_date(date: Date) -> date::Date {
    date::Date {
        year: date.year(),
        month: date.month() as u8,
        day: date.day() as u8,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "chrono gives months, days, hours … in range"
)]
fn from_time(time: Time) -> date::Time {
    date::Time {
        hour: time.hour() as u8,
        minute: time.minute() as u8,
        second: time.second() as u8,
        // chrono has a leap second as nanoseconds past the second; Salesforce has none.
        nanosecond: time.nanosecond().min(999_999_999),
    }
}

fn from_date_time(at: DateTime) -> date::DateTime {
    date::DateTime {
        date: from_date(at.date_naive()),
        time: from_time(at.time()),
        offset_minutes: 0,
    }
}

/// Prints with one of the rules' functions; writing to a `String` does not fail.
fn printed<T>(value: T, print: fn(&mut String, T) -> std::fmt::Result) -> String {
    let mut text = String::with_capacity(24);
    if print(&mut text, value).is_err() {
        text.clear();
    }
    text
}

#[diagnostic::do_not_recommend]
impl Value for Date {
    fn kind() -> FieldKind {
        FieldKind::DateValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        let Input::Str(text) = input else {
            return Err(Mismatch::new("a date", input));
        };
        let lexed = date::parse_date(text).map_err(|_| Mismatch::new("a date", input))?;
        to_chrono_date(lexed).ok_or_else(|| Mismatch::new("a date", input))
    }

    fn write(&self) -> Output<'_> {
        Output::Owned {
            text: printed(from_date(*self), date::write_date),
            fault: fault(*self),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Value for DateTime {
    fn kind() -> FieldKind {
        FieldKind::DateTimeValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        let Input::Str(text) = input else {
            return Err(Mismatch::new("a date and time", input));
        };
        let lexed =
            date::parse_date_time(text).map_err(|_| Mismatch::new("a date and time", input))?;
        to_chrono_date(lexed.date)
            .zip(to_chrono_time(lexed.time))
            .and_then(|(date, time)| {
                let offset = chrono::TimeDelta::minutes(lexed.offset_minutes.into());
                date.and_time(time).checked_sub_signed(offset)
            })
            .map(|at| at.and_utc())
            .ok_or_else(|| Mismatch::new("a date and time", input))
    }

    fn write(&self) -> Output<'_> {
        Output::Owned {
            text: printed(from_date_time(*self), date::write_date_time),
            fault: fault(self.date_naive()),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Value for Time {
    fn kind() -> FieldKind {
        FieldKind::TimeValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        let Input::Str(text) = input else {
            return Err(Mismatch::new("a time of day", input));
        };
        let lexed = date::parse_time(text).map_err(|_| Mismatch::new("a time of day", input))?;
        to_chrono_time(lexed).ok_or_else(|| Mismatch::new("a time of day", input))
    }

    fn write(&self) -> Output<'_> {
        Output::Owned {
            text: printed(from_time(*self), date::write_time),
            fault: None,
        }
    }
}

/// A date in SOQL's notation, which has four digits for the year; what lies beyond compares as the
/// last day that can be written, since no record holds either.
pub(crate) fn soql_date(date: Date) -> String {
    let date = from_date(date);
    printed(
        date::Date {
            year: date.year.clamp(0, 9999),
            ..date
        },
        date::write_date,
    )
}

/// A point in time in SOQL's notation.
pub(crate) fn soql_date_time(at: DateTime) -> String {
    let mut at = from_date_time(at);
    at.date.year = at.date.year.clamp(0, 9999);
    printed(at, date::write_date_time)
}

/// A time of day in SOQL's notation.
pub(crate) fn soql_time(time: Time) -> String {
    printed(from_time(time), date::write_time)
}
