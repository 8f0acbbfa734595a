//! Moments as HTTP and Salesforce write them.

use std::time::{SystemTime, UNIX_EPOCH};

use ats_schema::rules::date::{Date, DateTime, Time, days_in_month, parse_date_time};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Milliseconds since 1970, negative before.
pub(crate) type Millis = i64;

pub(crate) fn now() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(Millis::MAX)
        })
}

/// Days from 1970-01-01 to a day (Howard Hinnant, *chrono-Compatible Low-Level Date
/// Algorithms*, `days_from_civil`).
fn days(date: Date) -> i64 {
    let (month, day) = (i64::from(date.month), i64::from(date.day));
    let year = i64::from(date.year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days`] (`civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// A moment of the store (`2025-04-29T15:45:00.000+0000`) or of a parameter.
pub(crate) fn parse(text: &str) -> Option<Millis> {
    Some(millis(parse_date_time(text).ok()?))
}

fn millis(moment: DateTime) -> Millis {
    let DateTime { date, time, .. } = moment.to_utc();
    let seconds = ((days(date) * 24 + i64::from(time.hour)) * 60 + i64::from(time.minute)) * 60
        + i64::from(time.second);
    seconds * 1000 + i64::from(time.nanosecond / 1_000_000)
}

/// `2025-04-29T15:45:00.000+0000`, as Salesforce's REST API writes it.
pub(crate) fn to_rest(moment: Millis) -> String {
    let (year, month, day) = civil(moment.div_euclid(86_400_000));
    let rest = moment.rem_euclid(86_400_000);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}+0000",
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1000 % 60,
        rest % 1000,
    )
}

/// `Tue, 29 Apr 2025 15:45:00 GMT`, as HTTP writes it (RFC 9110, 5.6.7).
pub(crate) fn to_http(moment: Millis) -> String {
    let number = moment.div_euclid(86_400_000);
    let (year, month, day) = civil(number);
    let rest = moment.rem_euclid(86_400_000);
    let name = |names: &[&'static str], at: i64| {
        usize::try_from(at)
            .ok()
            .and_then(|at| names.get(at).copied())
            .unwrap_or_default()
    };
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        name(&DAYS, number.rem_euclid(7)),
        name(&MONTHS, month - 1),
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1000 % 60,
    )
}

/// Reads what [`to_http`] writes; also with the offset `+0000`, as some of Salesforce's own
/// samples have it. `None` for anything else: a header that cannot be read has no effect.
pub(crate) fn parse_http(text: &str) -> Option<Millis> {
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.split(' ');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?;
    let month = u8::try_from(MONTHS.iter().position(|name| *name == month)? + 1).ok()?;
    let year = parts.next()?.parse().ok()?;
    let mut clock = parts.next()?.split(':').map(|part| part.parse::<u8>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    if !matches!(parts.next()?, "GMT" | "UTC" | "+0000") || parts.next().is_some() {
        return None;
    }
    let date = Date { year, month, day };
    let exists = (1970..=9999).contains(&year)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    exists.then(|| {
        millis(DateTime {
            date,
            time: Time {
                hour,
                minute,
                second,
                nanosecond: 0,
            },
            offset_minutes: 0,
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_formats() {
        let moment = parse("2025-04-29T15:45:07.120+0000").unwrap();
        assert_eq!(to_rest(moment), "2025-04-29T15:45:07.120+0000");
        assert_eq!(to_http(moment), "Tue, 29 Apr 2025 15:45:07 GMT");
        assert_eq!(parse_http(&to_http(moment)), Some(moment - 120));
        assert_eq!(to_http(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    /// Every day of four centuries and a bit, one after the other.
    #[test]
    fn every_day() {
        let first = parse("1970-01-01T00:00:00Z").unwrap() / 86_400_000;
        assert_eq!(first, 0);
        for day in 0..150_000 {
            let text = to_rest(day * 86_400_000);
            assert_eq!(parse(&text), Some(day * 86_400_000), "{text}");
        }
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "Tue, 31 Feb 2025 15:45:07 GMT",
            "Tue, 29 Apr 2025 15:45 GMT",
            "Tue, 29 Apr 2025 24:00:00 GMT",
            "2025-04-29T15:45:07Z",
        ] {
            assert_eq!(parse_http(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn http_dates_come_back(seconds in 0_i64..=253_402_300_799) {
            let moment = seconds * 1000;
            prop_assert_eq!(parse_http(&to_http(moment)), Some(moment));
            prop_assert_eq!(parse(&to_rest(moment)), Some(moment));
        }

        #[test]
        fn any_text_is_a_date_or_none(text in "\\PC*") {
            parse_http(&text);
        }
    }
}
