//! Dates that are reckoned when the query runs.
//!
//! Everything is reckoned in UTC, the time zone of the emulated org's users; weeks begin on
//! Sunday, as in the locale `en_US`, and the fiscal year on 1 January, as in a new org.
//!
//! Source: *SOQL and SOSL Reference, Date Formats and Date Literals in WHERE*.

use ats_schema::rules::date::{Date, days_in_month};
use ats_schema::soql::ast::{DateUnit, RelativeDate};

use crate::date_time::{Day, date_of_day, day_number};

/// The days `from..until` that a relative date stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Day,
    pub(super) until: Day,
}

impl Days {
    /// The days a relative date stands for, if today is `today`.
    pub(super) fn of(date: RelativeDate, today: Day) -> Self {
        let units = |unit, first, after| Self {
            from: start(unit, today, first),
            until: start(unit, today, after),
        };
        match date {
            RelativeDate::Last(unit) => units(unit, -1, 0),
            RelativeDate::This(unit) => units(unit, 0, 1),
            RelativeDate::Next(unit) => units(unit, 1, 2),
            // "This includes the current day, not just previous days. So it includes 91 days
            // in total."
            RelativeDate::Last90Days => units(DateUnit::Day, -90, 1),
            RelativeDate::Next90Days => units(DateUnit::Day, 1, 91),
            // The only one of its kind that reaches up to now.
            RelativeDate::LastN(DateUnit::Day, n) => units(DateUnit::Day, -i64::from(n), 1),
            RelativeDate::LastN(unit, n) => units(unit, -i64::from(n), 0),
            RelativeDate::NextN(unit, n) => units(unit, 1, 1 + i64::from(n)),
            RelativeDate::NAgo(unit, n) => units(unit, -i64::from(n), 1 - i64::from(n)),
        }
    }
}

/// The first day of the unit that is `offset` units from the one of `today`.
fn start(unit: DateUnit, today: Day, offset: i64) -> Day {
    let months = |each: i64| {
        let date = date_of_day(today);
        let month = i64::from(date.year) * 12 + i64::from(date.month) - 1;
        let month = (month.div_euclid(each) + offset) * each;
        first_of_month(month)
    };
    let day = match unit {
        DateUnit::Day => today + offset,
        // 1970-01-04 was a Sunday.
        DateUnit::Week => (today - 3).div_euclid(7) * 7 + 3 + offset * 7,
        DateUnit::Month => months(1),
        DateUnit::Quarter | DateUnit::FiscalQuarter => months(3),
        DateUnit::Year | DateUnit::FiscalYear => months(12),
    };
    day.clamp(EARLIEST, LATEST)
}

/// 0000-01-01 and 9999-12-31: what four digits of a year can say. Records have dates from
/// 1700 to 4000, so nothing is lost beyond.
const EARLIEST: Day = -719_528;
const LATEST: Day = 2_932_896;

fn first_of_month(months: i64) -> Day {
    let year = months.div_euclid(12).clamp(-1, 10_000);
    let date = Date {
        year: i32::try_from(year).unwrap_or_default(),
        month: u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1),
        day: 1,
    };
    day_number(date)
}

/// `2025-04-29`.
pub(super) fn date_text(day: Day) -> String {
    let Date { year, month, day } = date_of_day(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// 1 for Sunday.
pub(super) fn day_in_week(date: Date) -> i64 {
    (day_number(date) - 3).rem_euclid(7) + 1
}

/// 1 for 1 January.
pub(super) fn day_in_year(date: Date) -> i64 {
    (1..date.month)
        .map(|month| i64::from(days_in_month(date.year, month)))
        .sum::<i64>()
        + i64::from(date.day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(date: RelativeDate, today: &str) -> (String, String) {
        let today = day_number(ats_schema::rules::date::parse_date(today).unwrap());
        let days = Days::of(date, today);
        (date_text(days.from), date_text(days.until - 1))
    }

    /// First and last day of each, on Wednesday, 14 May 2025.
    #[test]
    fn every_kind() {
        use DateUnit::{Day, FiscalQuarter, FiscalYear, Month, Quarter, Week, Year};
        use RelativeDate::{Last, Last90Days, LastN, NAgo, Next, Next90Days, NextN, This};
        for (date, first, last) in [
            (Last(Day), "2025-05-13", "2025-05-13"),
            (This(Day), "2025-05-14", "2025-05-14"),
            (Next(Day), "2025-05-15", "2025-05-15"),
            (Last(Week), "2025-05-04", "2025-05-10"),
            (This(Week), "2025-05-11", "2025-05-17"),
            (Next(Week), "2025-05-18", "2025-05-24"),
            (Last(Month), "2025-04-01", "2025-04-30"),
            (This(Month), "2025-05-01", "2025-05-31"),
            (Next(Month), "2025-06-01", "2025-06-30"),
            (Last90Days, "2025-02-13", "2025-05-14"),
            (Next90Days, "2025-05-15", "2025-08-12"),
            (LastN(Day, 30), "2025-04-14", "2025-05-14"),
            (LastN(Day, 0), "2025-05-14", "2025-05-14"),
            (NextN(Day, 3), "2025-05-15", "2025-05-17"),
            (NAgo(Day, 10), "2025-05-04", "2025-05-04"),
            (LastN(Week, 2), "2025-04-27", "2025-05-10"),
            (NextN(Week, 2), "2025-05-18", "2025-05-31"),
            (NAgo(Week, 1), "2025-05-04", "2025-05-10"),
            (LastN(Month, 2), "2025-03-01", "2025-04-30"),
            (NextN(Month, 2), "2025-06-01", "2025-07-31"),
            (NAgo(Month, 5), "2024-12-01", "2024-12-31"),
            (Last(Quarter), "2025-01-01", "2025-03-31"),
            (This(Quarter), "2025-04-01", "2025-06-30"),
            (Next(Quarter), "2025-07-01", "2025-09-30"),
            (LastN(Quarter, 2), "2024-10-01", "2025-03-31"),
            (NextN(Quarter, 1), "2025-07-01", "2025-09-30"),
            (Last(Year), "2024-01-01", "2024-12-31"),
            (This(Year), "2025-01-01", "2025-12-31"),
            (LastN(Year, 2), "2023-01-01", "2024-12-31"),
            (NextN(Year, 2), "2026-01-01", "2027-12-31"),
            (This(FiscalQuarter), "2025-04-01", "2025-06-30"),
            (This(FiscalYear), "2025-01-01", "2025-12-31"),
        ] {
            assert_eq!(
                span(date, "2025-05-14"),
                (first.to_owned(), last.to_owned()),
                "{date}"
            );
        }
    }

    #[test]
    fn a_week_begins_on_sunday() {
        let this = RelativeDate::This(DateUnit::Week);
        assert_eq!(span(this, "2025-05-11").0, "2025-05-11");
        assert_eq!(span(this, "2025-05-17").0, "2025-05-11");
        assert_eq!(span(this, "1969-12-31").0, "1969-12-28");
    }

    #[test]
    fn huge_counts_stay_within_four_digits() {
        for &unit in DateUnit::ALL {
            let far = Days::of(RelativeDate::LastN(unit, u32::MAX), 20_000);
            assert_eq!(date_text(far.from), "0000-01-01", "{unit:?}");
            let far = Days::of(RelativeDate::NextN(unit, u32::MAX), 20_000);
            assert_eq!(date_text(far.until), "9999-12-31", "{unit:?}");
        }
    }

    proptest! {
        #[test]
        fn days_and_dates_are_inverse(number in EARLIEST..LATEST) {
            prop_assert_eq!(day_number(date_of_day(number)), number);
            let date = date_of_day(number);
            let january = Date { month: 1, day: 1, ..date };
            prop_assert_eq!(day_in_year(date), number - day_number(january) + 1);
        }

        #[test]
        fn today_is_in_this_unit(today in -100_000_i64..700_000) {
            for &unit in DateUnit::ALL {
                let this = Days::of(RelativeDate::This(unit), today);
                prop_assert!((this.from..this.until).contains(&today));
                let last = Days::of(RelativeDate::Last(unit), today);
                prop_assert_eq!(last.until, this.from);
                let next = Days::of(RelativeDate::Next(unit), today);
                prop_assert_eq!(next.from, this.until);
            }
        }
    }
}
