//! What is wrong with a date, in words.

use std::error::Error;
use std::fmt;

use super::days_in_month;

/// What is wrong with the text of a date or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateError {
    /// The text has not the format.
    Format {
        /// The format, such as `YYYY-MM-DD`.
        format: &'static str,
        /// The character that does not fit, counted from 0.
        position: usize,
        /// That character; `None` when the text ends too early.
        found: Option<char>,
    },
    /// A month that is not 1 to 12.
    Month(u8),
    /// A day the month does not have.
    Day {
        /// The year, which may be a leap year.
        year: i32,
        /// The month.
        month: u8,
        /// The day.
        day: u8,
    },
    /// An hour that is not 0 to 23.
    Hour(u8),
    /// A minute that is not 0 to 59.
    Minute(u8),
    /// A second that is not 0 to 59.
    Second(u8),
    /// More than 14 hours from UTC.
    Offset {
        /// Hours, without the sign.
        hours: u8,
        /// Minutes.
        minutes: u8,
    },
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        match *self {
            Self::Format {
                format,
                position,
                found,
            } => {
                let what = match (format.contains('Y'), format.contains('S')) {
                    (true, true) => "date and time",
                    (true, false) => "date",
                    _ => "time",
                };
                write!(f, "expected a {what} such as {format}, found ")?;
                match found {
                    Some(found) => write!(f, "{found:?} at character {}", position + 1),
                    None if position == 0 => f.write_str("an empty text"),
                    None => write!(f, "its end after character {position}"),
                }
            }
            Self::Month(month) => write!(f, "a month is 01 to 12, found {month:02}"),
            Self::Day { year, month, day } => {
                let days = days_in_month(year, month);
                let name = MONTHS.get(usize::from(month).wrapping_sub(1));
                let name = name.unwrap_or(&"the month of");
                write!(f, "{name} {year:04} has {days} days, found {day:02}")
            }
            Self::Hour(hour) => write!(f, "an hour is 00 to 23, found {hour:02}"),
            Self::Minute(minute) => write!(f, "a minute is 00 to 59, found {minute:02}"),
            Self::Second(second) => write!(f, "a second is 00 to 59, found {second:02}"),
            Self::Offset { hours, minutes } => write!(
                f,
                "an offset from UTC is at most 14:00, found {hours:02}:{minutes:02}"
            ),
        }
    }
}

impl Error for DateError {}
