//! Dates relative to today.

use std::fmt;

/// A date, or a span of dates, that Salesforce reckons when the query runs.
///
/// Compared with a date, `=` means within the span, `<` before it and `>` after it.
///
/// Source: SOQL and SOSL Reference, “Date Formats and Date Literals in WHERE”.
///
/// ```
/// use ats_core::query::DateLiteral;
/// assert_eq!(DateLiteral::LastNDays(30).to_string(), "LAST_N_DAYS:30");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateLiteral {
    /// The day before today.
    Yesterday,
    /// Today.
    Today,
    /// The day after today.
    Tomorrow,
    /// The seven days of last week.
    LastWeek,
    /// The seven days of this week.
    ThisWeek,
    /// The seven days of next week.
    NextWeek,
    /// Last month.
    LastMonth,
    /// This month.
    ThisMonth,
    /// Next month.
    NextMonth,
    /// The 90 days up to today.
    Last90Days,
    /// The 90 days after today.
    Next90Days,
    /// Last calendar quarter.
    LastQuarter,
    /// This calendar quarter.
    ThisQuarter,
    /// Next calendar quarter.
    NextQuarter,
    /// Last calendar year.
    LastYear,
    /// This calendar year.
    ThisYear,
    /// Next calendar year.
    NextYear,
    /// The days up to and including today.
    LastNDays(u32),
    /// The days after today.
    NextNDays(u32),
    /// The day so many days ago.
    NDaysAgo(u32),
    /// The weeks before this one.
    LastNWeeks(u32),
    /// The weeks after this one.
    NextNWeeks(u32),
    /// The months before this one.
    LastNMonths(u32),
    /// The months after this one.
    NextNMonths(u32),
    /// The calendar quarters before this one.
    LastNQuarters(u32),
    /// The calendar quarters after this one.
    NextNQuarters(u32),
    /// The calendar years before this one.
    LastNYears(u32),
    /// The calendar years after this one.
    NextNYears(u32),
}

impl fmt::Display for DateLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, n) = match *self {
            Self::Yesterday => ("YESTERDAY", None),
            Self::Today => ("TODAY", None),
            Self::Tomorrow => ("TOMORROW", None),
            Self::LastWeek => ("LAST_WEEK", None),
            Self::ThisWeek => ("THIS_WEEK", None),
            Self::NextWeek => ("NEXT_WEEK", None),
            Self::LastMonth => ("LAST_MONTH", None),
            Self::ThisMonth => ("THIS_MONTH", None),
            Self::NextMonth => ("NEXT_MONTH", None),
            Self::Last90Days => ("LAST_90_DAYS", None),
            Self::Next90Days => ("NEXT_90_DAYS", None),
            Self::LastQuarter => ("LAST_QUARTER", None),
            Self::ThisQuarter => ("THIS_QUARTER", None),
            Self::NextQuarter => ("NEXT_QUARTER", None),
            Self::LastYear => ("LAST_YEAR", None),
            Self::ThisYear => ("THIS_YEAR", None),
            Self::NextYear => ("NEXT_YEAR", None),
            Self::LastNDays(n) => ("LAST_N_DAYS", Some(n)),
            Self::NextNDays(n) => ("NEXT_N_DAYS", Some(n)),
            Self::NDaysAgo(n) => ("N_DAYS_AGO", Some(n)),
            Self::LastNWeeks(n) => ("LAST_N_WEEKS", Some(n)),
            Self::NextNWeeks(n) => ("NEXT_N_WEEKS", Some(n)),
            Self::LastNMonths(n) => ("LAST_N_MONTHS", Some(n)),
            Self::NextNMonths(n) => ("NEXT_N_MONTHS", Some(n)),
            Self::LastNQuarters(n) => ("LAST_N_QUARTERS", Some(n)),
            Self::NextNQuarters(n) => ("NEXT_N_QUARTERS", Some(n)),
            Self::LastNYears(n) => ("LAST_N_YEARS", Some(n)),
            Self::NextNYears(n) => ("NEXT_N_YEARS", Some(n)),
        };
        match n {
            Some(n) => write!(f, "{word}:{n}"),
            None => f.write_str(word),
        }
    }
}
