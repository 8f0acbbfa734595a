use proptest::prelude::*;

use super::*;

fn printed(write: impl FnOnce(&mut String) -> fmt::Result) -> String {
    let mut out = String::new();
    write(&mut out).unwrap();
    out
}

#[test]
fn the_documented_formats() {
    for text in [
        "1999-01-01T23:01:01+01:00",
        "1999-01-01T22:01:01Z",
        "1999-01-01T14:01:01-08:00",
        "1999-01-01T22:01:01.000Z",
        "1999-01-01T22:01:01.000+0000",
        "1999-01-01T22:01:01.0+00:00",
        "1999-01-01T22:01:01.000000000-0000",
    ] {
        let moment = parse_date_time(text).unwrap();
        assert_eq!(
            printed(|out| write_date_time(out, moment)),
            "1999-01-01T22:01:01.000Z"
        );
    }
    let time = parse_time("08:05:03.25").unwrap();
    assert_eq!(printed(|out| write_time(out, time)), "08:05:03.250Z");
}

/// Salesforce's grammar takes fractions of any length.
#[test]
fn fractions_are_cut_after_nine_digits() {
    let moment = parse_date_time("2025-04-29T15:45:00.12345678999999999999Z").unwrap();
    assert_eq!(moment.time.nanosecond, 123_456_789);
    assert_eq!(parse_time("15:45:00.0000000000001Z").unwrap().nanosecond, 0);
}

#[test]
fn refusals() {
    let date = |text| parse_date(text).unwrap_err().to_string();
    assert_eq!(
        date(""),
        "expected a date such as YYYY-MM-DD, found an empty text"
    );
    assert_eq!(
        date("2025-4-29"),
        "expected a date such as YYYY-MM-DD, found '-' at character 7"
    );
    assert_eq!(
        date("2025-04"),
        "expected a date such as YYYY-MM-DD, found its end after character 7"
    );
    assert_eq!(
        date("2025-04-29T00:00:00Z"),
        "expected a date such as YYYY-MM-DD, found 'T' at character 11"
    );
    assert_eq!(
        date("2é25"),
        "expected a date such as YYYY-MM-DD, found 'é' at character 2"
    );
    assert_eq!(date("2025-13-01"), "a month is 01 to 12, found 13");
    assert_eq!(date("2025-00-01"), "a month is 01 to 12, found 00");
    assert_eq!(date("2025-04-31"), "April 2025 has 30 days, found 31");
    assert_eq!(date("1900-02-29"), "February 1900 has 28 days, found 29");
    assert_eq!(date("2025-04-00"), "April 2025 has 30 days, found 00");

    let moment = |text| parse_date_time(text).unwrap_err().to_string();
    assert_eq!(
        moment("2025-04-29T15:45:00"),
        "expected a date and time such as YYYY-MM-DDTHH:MM:SSZ, \
         found its end after character 19"
    );
    assert_eq!(
        moment("2025-04-29T15:45:00.Z"),
        "expected a date and time such as YYYY-MM-DDTHH:MM:SSZ, found 'Z' at character 21"
    );
    assert_eq!(
        moment("2025-04-29T15:60:00Z"),
        "a minute is 00 to 59, found 60"
    );
    assert_eq!(
        moment("2025-04-29T15:45:60Z"),
        "a second is 00 to 59, found 60"
    );
    assert_eq!(
        moment("2025-04-29T15:45:00+14:01"),
        "an offset from UTC is at most 14:00, found 14:01"
    );
    assert_eq!(
        moment("2025-04-29T15:45:00+01:60"),
        "a minute is 00 to 59, found 60"
    );
    assert_eq!(
        parse_time("8:00").unwrap_err().to_string(),
        "expected a time such as HH:MM:SS.sssZ, found ':' at character 2"
    );
    assert!(parse_time("08:00:00+01:00").is_err());
}

#[test]
fn years_that_cannot_be_written() {
    for year in [-1, 10_000, i32::MIN, i32::MAX] {
        let date = Date {
            year,
            month: 1,
            day: 1,
        };
        assert!(write_date(&mut String::new(), date).is_err());
    }
    // Midnight of the year 0, an hour ahead of UTC, is in the year -1.
    let first = parse_date_time("0000-01-01T00:00:00+01:00").unwrap();
    assert_eq!(first.to_utc().date.year, -1);
    assert!(write_date_time(&mut String::new(), first).is_err());
}

#[test]
fn what_salesforce_stores() {
    assert!(FIRST.is_storable() && LAST.is_storable());
    assert!(!FIRST.previous().is_storable());
    assert!(!LAST.next().is_storable());
}

#[test]
fn days_follow_one_another() {
    let mut date = parse_date("1999-12-31").unwrap();
    let mut count = 0;
    while date < parse_date("2400-01-01").unwrap() {
        let next = date.next();
        assert!(next > date);
        assert_eq!(next.previous(), date);
        let text = printed(|out| write_date(out, next));
        assert_eq!(parse_date(&text), Ok(next));
        date = next;
        count += 1;
    }
    // 400 years of the Gregorian calendar, and the day before them.
    assert_eq!(count, 146_097 + 1);
}

prop_compose! {
    fn any_date()(year in 0..=9999_i32, month in 1..=12_u8, day in 1..=31_u8) -> Date {
        let day = day.min(days_in_month(year, month));
        Date { year, month, day }
    }
}

prop_compose! {
    fn any_time()(
        hour in 0..24_u8,
        minute in 0..60_u8,
        second in 0..60_u8,
        millis in 0..1000_u32,
    ) -> Time {
        Time { hour, minute, second, nanosecond: millis * 1_000_000 }
    }
}

proptest! {
    #[test]
    fn dates_round_trip(date in any_date()) {
        let text = printed(|out| write_date(out, date));
        prop_assert_eq!(parse_date(&text), Ok(date));
    }

    #[test]
    fn times_round_trip(time in any_time()) {
        let text = printed(|out| write_time(out, time));
        prop_assert_eq!(parse_time(&text), Ok(time));
    }

    #[test]
    fn moments_round_trip(
        date in any_date(),
        time in any_time(),
        offset_minutes in -840..=840_i16,
    ) {
        prop_assume!((1..9999).contains(&date.year));
        let moment = DateTime { date, time, offset_minutes };
        let text = printed(|out| write_date_time(out, moment));
        prop_assert_eq!(parse_date_time(&text), Ok(moment.to_utc()));
    }

    #[test]
    fn offsets_are_understood(date in any_date(), time in any_time(), offset in -840..=840_i16) {
        let local = DateTime { date, time, offset_minutes: offset };
        let text = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}{}{:02}{:02}",
            date.year, date.month, date.day, time.hour, time.minute, time.second,
            time.nanosecond, if offset < 0 { '-' } else { '+' },
            offset.abs() / 60, offset.abs() % 60,
        );
        prop_assert_eq!(parse_date_time(&text), Ok(local));
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        let _ = (parse_date(&text), parse_time(&text), parse_date_time(&text));
    }

    #[test]
    fn any_mangled_text_is_answered(
        at in 0..28usize,
        with in "[-0-9:TZ.+é ]{0,2}",
    ) {
        let mut text = String::from("2024-02-29T12:34:56.000+0000");
        text.replace_range(at..=at, &with);
        if let Ok(moment) = parse_date_time(&text) {
            let printed = printed(|out| write_date_time(out, moment));
            prop_assert_eq!(parse_date_time(&printed).unwrap().time.nanosecond / 1_000_000,
                moment.time.nanosecond / 1_000_000);
        }
    }

    #[test]
    fn any_fields_are_written_or_refused(
        year in any::<i32>(), month in any::<u8>(), day in any::<u8>(),
        hour in any::<u8>(), minute in any::<u8>(), second in any::<u8>(),
        nanosecond in any::<u32>(), offset_minutes in any::<i16>(),
    ) {
        let date = Date { year, month, day };
        let time = Time { hour, minute, second, nanosecond };
        let _ = write_date_time(&mut String::new(), DateTime { date, time, offset_minutes });
    }
}
