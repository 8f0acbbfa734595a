//! Dates and times as Salesforce writes them, without a date crate.
//!
//! The formats are those of *REST API Developer Guide, Valid Date and DateTime Formats*,
//! and *SOQL and SOSL Reference, Date Formats and Date Literals in WHERE*; SOQL writes the
//! same text without quotes. The calendar is the proleptic Gregorian one.
//!
//! Reading goes byte by byte and allocates nothing: it runs for every date of every record.

mod error;

use std::fmt;

pub use self::error::DateError;

/// The first day Salesforce stores: "the earliest valid date is 1700-01-01T00:00:00Z"
/// (*Data Loader Guide, Data Import Dates*; Salesforce Help 000383587).
pub const FIRST: Date = Date {
    year: 1700,
    month: 1,
    day: 1,
};

/// The last day Salesforce stores: "the latest valid date is 4000-12-31T00:00:00Z"; see
/// [`FIRST`].
pub const LAST: Date = Date {
    year: 4000,
    month: 12,
    day: 31,
};

/// A day: `2025-04-29`.
///
/// Anyone may fill in the fields; [`parse_date`] gives only days that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 0 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31, as the month allows.
    pub day: u8,
}

/// A time of day: `15:45:00.000Z`.
///
/// Anyone may fill in the fields; [`parse_time`] gives only times that exist. There are no
/// leap seconds: `ss` is "00-59" (*Valid Date and DateTime Formats*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// 0 to 999,999,999. Salesforce keeps of a time "a precision of one millisecond", of a
    /// dateTime "a precision of one second" (Object Reference for the Salesforce Platform,
    /// *Primitive Data Types*).
    pub nanosecond: u32,
}

/// A moment: `2025-04-29T15:45:00Z`.
///
/// No order is defined, because two moments with different offsets compare only after
/// [`to_utc`](Self::to_utc).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// The day in the zone of the offset.
    pub date: Date,
    /// The time in the zone of the offset.
    pub time: Time,
    /// How far the zone is ahead of UTC, in minutes: -840 to 840.
    pub offset_minutes: i16,
}

impl Date {
    /// Whether Salesforce stores the day: between [`FIRST`] and [`LAST`].
    #[must_use]
    pub fn is_storable(self) -> bool {
        (FIRST..=LAST).contains(&self)
    }

    fn next(self) -> Self {
        match self {
            Self { year, month, day } if day < days_in_month(year, month) => {
                let day = day + 1;
                Self { year, month, day }
            }
            Self { year, month, .. } if month < 12 => Self {
                year,
                month: month + 1,
                day: 1,
            },
            Self { year, .. } => Self {
                year: year.saturating_add(1),
                month: 1,
                day: 1,
            },
        }
    }

    fn previous(self) -> Self {
        match self {
            Self { year, month, day } if day > 1 => {
                let day = day - 1;
                Self { year, month, day }
            }
            Self { year, month, .. } if month > 1 => Self {
                year,
                month: month - 1,
                day: days_in_month(year, month - 1),
            },
            Self { year, .. } => Self {
                year: year.saturating_sub(1),
                month: 12,
                day: 31,
            },
        }
    }
}

impl DateTime {
    /// The same moment with the offset 0.
    ///
    /// ```
    /// use ats_schema::rules::date::parse_date_time;
    ///
    /// let here = parse_date_time("2002-10-10T00:00:00+05:00")?;
    /// assert_eq!(here.to_utc(), parse_date_time("2002-10-09T19:00:00Z")?);
    /// # Ok::<(), ats_schema::rules::date::DateError>(())
    /// ```
    #[must_use]
    pub fn to_utc(self) -> Self {
        const DAY: i32 = 24 * 60;
        let Self {
            mut date, mut time, ..
        } = self;
        let minutes = i32::from(time.hour) * 60 + i32::from(time.minute);
        let mut minutes = minutes - i32::from(self.offset_minutes);
        while minutes < 0 {
            minutes += DAY;
            date = date.previous();
        }
        while minutes >= DAY {
            minutes -= DAY;
            date = date.next();
        }
        time.hour = u8::try_from(minutes / 60).unwrap_or_default();
        time.minute = u8::try_from(minutes % 60).unwrap_or_default();
        Self {
            date,
            time,
            offset_minutes: 0,
        }
    }
}

/// How many days a month has; 31 for a month that does not exist.
#[must_use]
pub const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads `YYYY-MM-DD`, the format of date fields.
///
/// # Errors
///
/// [`DateError`], which says what is wrong with the text.
///
/// ```
/// use ats_schema::rules::date::{Date, parse_date};
///
/// assert_eq!(parse_date("2024-02-29")?, Date { year: 2024, month: 2, day: 29 });
/// assert_eq!(
///     parse_date("2025-02-29").unwrap_err().to_string(),
///     "February 2025 has 28 days, found 29",
/// );
/// # Ok::<(), ats_schema::rules::date::DateError>(())
/// ```
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let mut reader = Reader::new(text, "YYYY-MM-DD");
    let date = reader.date()?;
    reader.end()?;
    Ok(date)
}

/// Reads `HH:MM:SS.sssZ`, the format of time fields; the fraction and the `Z`
/// may be left out. What is finer than a nanosecond is left off.
///
/// A time field has no zone, although its text ends in `Z`; any other offset is refused.
///
/// # Errors
///
/// [`DateError`], which says what is wrong with the text.
///
/// ```
/// use ats_schema::rules::date::parse_time;
///
/// assert_eq!(parse_time("18:30:00.500Z")?.nanosecond, 500_000_000);
/// assert_eq!(parse_time("24:00:00Z").unwrap_err().to_string(), "an hour is 00 to 23, found 24");
/// # Ok::<(), ats_schema::rules::date::DateError>(())
/// ```
pub fn parse_time(text: &str) -> Result<Time, DateError> {
    let mut reader = Reader::new(text, "HH:MM:SS.sssZ");
    let time = reader.time()?;
    if reader.peek() == Some(b'Z') {
        reader.at += 1;
    }
    reader.end()?;
    Ok(time)
}

/// Reads `YYYY-MM-DDTHH:MM:SS`, an optional fraction and an offset: `Z`, `+HH:MM` or
/// `+HHMM`. What is finer than a nanosecond is left off.
///
/// The offset without a colon is what the REST API sends (`2024-01-01T12:34:56.000+0000`).
/// It must be there and, as in `xsd:dateTime`, at most 14 hours.
///
/// # Errors
///
/// [`DateError`], which says what is wrong with the text.
///
/// ```
/// use ats_schema::rules::date::parse_date_time;
///
/// let guide = parse_date_time("2025-04-29T15:45:00Z")?;
/// assert_eq!(parse_date_time("2025-04-29T15:45:00.000+0000")?, guide);
/// assert_eq!(
///     parse_date_time("2025-04-29 15:45:00Z").unwrap_err().to_string(),
///     "expected a date and time such as YYYY-MM-DDTHH:MM:SSZ, found ' ' at character 11",
/// );
/// # Ok::<(), ats_schema::rules::date::DateError>(())
/// ```
pub fn parse_date_time(text: &str) -> Result<DateTime, DateError> {
    let mut reader = Reader::new(text, "YYYY-MM-DDTHH:MM:SSZ");
    let date = reader.date()?;
    reader.expect(b'T')?;
    let time = reader.time()?;
    let offset_minutes = reader.offset()?;
    reader.end()?;
    Ok(DateTime {
        date,
        time,
        offset_minutes,
    })
}

/// Writes `YYYY-MM-DD`, for JSON and SOQL alike.
///
/// # Errors
///
/// Those of `out`, and for a year outside 0 to 9999.
pub fn write_date(out: &mut impl fmt::Write, date: Date) -> fmt::Result {
    let mut line = Line::default();
    line.date(date)?;
    out.write_str(line.text()?)
}

/// Writes `HH:MM:SS.sssZ`, for JSON and SOQL alike; what is finer than a millisecond is
/// left off.
///
/// # Errors
///
/// Those of `out`.
pub fn write_time(out: &mut impl fmt::Write, time: Time) -> fmt::Result {
    let mut line = Line::default();
    line.time(time);
    out.write_str(line.text()?)
}

/// Writes `YYYY-MM-DDTHH:MM:SS.sssZ`, for JSON and SOQL alike: always in UTC, because a `+`
/// in an offset is lost where a query travels in a URL; what is finer than a millisecond
/// is left off.
///
/// # Errors
///
/// Those of `out`, and for a year outside 0 to 9999.
///
/// ```
/// use ats_schema::rules::date::{parse_date_time, write_date_time};
///
/// let mut soql = String::from("SELECT Id FROM Job WHERE CreatedDate < ");
/// write_date_time(&mut soql, parse_date_time("2025-01-01T01:00:00+01:00")?)?;
/// assert_eq!(soql, "SELECT Id FROM Job WHERE CreatedDate < 2025-01-01T00:00:00.000Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_date_time(out: &mut impl fmt::Write, moment: DateTime) -> fmt::Result {
    let DateTime { date, time, .. } = moment.to_utc();
    let mut line = Line::default();
    line.date(date)?;
    line.push(b'T');
    line.time(time);
    out.write_str(line.text()?)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    format: &'static str,
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str, format: &'static str) -> Self {
        Self {
            text,
            at: 0,
            format,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[cold]
    fn unexpected(&self) -> DateError {
        // Everything before `at` was ASCII.
        DateError::Format {
            format: self.format,
            position: self.at,
            found: self
                .text
                .get(self.at..)
                .and_then(|rest| rest.chars().next()),
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), DateError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn end(&self) -> Result<(), DateError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected()),
        }
    }

    fn digit(&mut self) -> Result<u8, DateError> {
        match self.peek() {
            Some(byte @ b'0'..=b'9') => {
                self.at += 1;
                Ok(byte - b'0')
            }
            _ => Err(self.unexpected()),
        }
    }

    fn two(&mut self) -> Result<u8, DateError> {
        Ok(self.digit()? * 10 + self.digit()?)
    }

    fn date(&mut self) -> Result<Date, DateError> {
        let year = i32::from(self.two()?) * 100 + i32::from(self.two()?);
        self.expect(b'-')?;
        let month = self.two()?;
        self.expect(b'-')?;
        let day = self.two()?;
        if !(1..=12).contains(&month) {
            return Err(DateError::Month(month));
        }
        if !(1..=days_in_month(year, month)).contains(&day) {
            return Err(DateError::Day { year, month, day });
        }
        Ok(Date { year, month, day })
    }

    fn time(&mut self) -> Result<Time, DateError> {
        let hour = self.two()?;
        self.expect(b':')?;
        let minute = self.two()?;
        self.expect(b':')?;
        let second = self.two()?;
        let mut nanosecond = 0;
        if self.peek() == Some(b'.') {
            self.at += 1;
            nanosecond = u32::from(self.digit()?) * 100_000_000;
            let mut unit = 10_000_000;
            while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                nanosecond += u32::from(self.digit()?) * unit;
                unit /= 10;
            }
        }
        match (hour, minute, second) {
            (24.., ..) => Err(DateError::Hour(hour)),
            (_, 60.., _) => Err(DateError::Minute(minute)),
            (.., 60..) => Err(DateError::Second(second)),
            _ => Ok(Time {
                hour,
                minute,
                second,
                nanosecond,
            }),
        }
    }

    fn offset(&mut self) -> Result<i16, DateError> {
        let sign = match self.peek() {
            Some(b'Z') => 0,
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        if sign == 0 {
            return Ok(0);
        }
        let hours = self.two()?;
        if self.peek() == Some(b':') {
            self.at += 1;
        }
        let minutes = self.two()?;
        if minutes > 59 {
            return Err(DateError::Minute(minutes));
        }
        let offset = i16::from(hours) * 60 + i16::from(minutes);
        if offset > 14 * 60 {
            return Err(DateError::Offset { hours, minutes });
        }
        Ok(sign * offset)
    }
}

/// A line long enough for `YYYY-MM-DDTHH:MM:SS.sssZ`, so that `out` is called once.
#[derive(Default)]
struct Line {
    bytes: [u8; 24],
    length: usize,
}

impl Line {
    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    fn two(&mut self, number: u8) {
        self.push(b'0' + number / 10 % 10);
        self.push(b'0' + number % 10);
    }

    fn date(&mut self, Date { year, month, day }: Date) -> fmt::Result {
        let year = u16::try_from(year).map_err(|_| fmt::Error)?;
        let century = u8::try_from(year / 100).map_err(|_| fmt::Error)?;
        if century > 99 {
            return Err(fmt::Error);
        }
        self.two(century);
        self.two((year % 100).to_le_bytes()[0]);
        self.push(b'-');
        self.two(month);
        self.push(b'-');
        self.two(day);
        Ok(())
    }

    fn time(&mut self, time: Time) {
        self.two(time.hour);
        self.push(b':');
        self.two(time.minute);
        self.push(b':');
        self.two(time.second);
        self.push(b'.');
        let millis = time.nanosecond / 1_000_000 % 1000;
        self.push(b'0' + (millis / 100).to_le_bytes()[0]);
        self.two((millis % 100).to_le_bytes()[0]);
        self.push(b'Z');
    }

    fn text(&self) -> Result<&str, fmt::Error> {
        str::from_utf8(&self.bytes[..self.length]).map_err(|_| fmt::Error)
    }
}

#[cfg(test)]
mod tests;
