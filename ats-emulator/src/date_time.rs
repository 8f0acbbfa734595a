//! Days and date-times: calculations, and the formats of Salesforce and HTTP.

use ats_schema::rules::date::{self, Date};
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};

/// Milliseconds since 1970, negative before.
pub(crate) type Millis = i64;

/// A day, counted from 1970-01-01.
pub(crate) type Day = i64;

pub(crate) fn now() -> Millis {
    Utc::now().timestamp_millis()
}

/// Today, in UTC: the time zone of the org's users.
pub(crate) fn today() -> Day {
    now().div_euclid(86_400_000)
}

/// The number of a day that exists; of any other, that of 1970-01-01.
pub(crate) fn day_number(date: Date) -> Day {
    NaiveDate::from_ymd_opt(date.year, date.month.into(), date.day.into())
        .unwrap_or_default()
        .to_epoch_days()
        .into()
}

/// The inverse of [`day`].
pub(crate) fn date_of_day(day: Day) -> Date {
    let date = i32::try_from(day)
        .ok()
        .and_then(NaiveDate::from_epoch_days)
        .unwrap_or_default();
    Date {
        year: date.year(),
        month: u8::try_from(date.month()).unwrap_or(1),
        day: u8::try_from(date.day()).unwrap_or(1),
    }
}

/// Reads a date-time of the store (`2025-04-29T15:45:00.000+0000`) or of a parameter.
pub(crate) fn parse(text: &str) -> Option<Millis> {
    date::parse_date_time(text).ok().map(millis)
}

/// The milliseconds since 1970 of a date-time.
pub(crate) fn millis(moment: date::DateTime) -> Millis {
    let date::DateTime { date, time, .. } = moment.to_utc();
    let seconds =
        (i64::from(time.hour) * 60 + i64::from(time.minute)) * 60 + i64::from(time.second);
    day_number(date) * 86_400_000 + seconds * 1000 + i64::from(time.nanosecond / 1_000_000)
}

/// `2025-04-29T15:45:00.000+0000`, as Salesforce's REST API writes it.
pub(crate) fn to_rest(moment: Millis) -> String {
    written(moment, "%Y-%m-%dT%H:%M:%S%.3f+0000")
}

/// `Tue, 29 Apr 2025 15:45:00 GMT`, as HTTP writes it (RFC 9110, 5.6.7).
pub(crate) fn to_http(moment: Millis) -> String {
    written(moment, "%a, %d %b %Y %H:%M:%S GMT")
}

fn written(moment: Millis, format: &str) -> String {
    // The clock's and `parse`'s date-times are far within chrono's limits.
    let moment = DateTime::from_timestamp_millis(moment).unwrap_or_default();
    moment.format(format).to_string()
}

/// Reads what [`to_http`] writes; also with the offset `+0000`, as some of Salesforce's own
/// samples have it. `None` for anything else: a header that cannot be read has no effect.
///
/// The day of the week is ignored: Salesforce's own samples have wrong ones.
pub(crate) fn parse_http(text: &str) -> Option<Millis> {
    let (_, text) = text.split_once(", ")?;
    let text = ["GMT", "UTC", "+0000"]
        .iter()
        .find_map(|zone| text.strip_suffix(zone))?;
    let moment = NaiveDateTime::parse_from_str(text, "%d %b %Y %H:%M:%S ").ok()?;
    Some(moment.and_utc().timestamp_millis())
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

    #[test]
    fn known_moments() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000+0000"),
            (951_782_400, "2000-02-29T00:00:00.000+0000"),
            (1_745_941_500, "2025-04-29T15:45:00.000+0000"),
            (4_107_542_399, "2100-02-28T23:59:59.000+0000"),
            (4_107_542_400, "2100-03-01T00:00:00.000+0000"),
        ] {
            assert_eq!(to_rest(seconds * 1000), text);
            assert_eq!(parse(text), Some(seconds * 1000));
        }
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
    fn as_salesforce_prints_it() {
        // A Monday.
        let sample = parse_http("Tue, 10 Aug 2015 00:00:00 GMT");
        assert_eq!(sample, parse("2015-08-10T00:00:00Z"));
        assert_eq!(sample, parse_http("Mon, 10 Aug 2015 00:00:00 +0000"));
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
