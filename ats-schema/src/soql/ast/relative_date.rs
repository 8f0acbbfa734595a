//! Dates that are reckoned when the query runs.

use std::fmt;

/// A date, or a span of dates, relative to the day on which the query runs.
///
/// Compared with a date, `=` means within the span, `<` before it and `>` after it.
///
/// Source: *SOQL and SOSL Reference, Date Formats and Date Literals in WHERE*.
///
/// ```
/// use ats_schema::soql::ast::{DateUnit, RelativeDate};
///
/// assert_eq!(RelativeDate::Last(DateUnit::Day).to_string(), "YESTERDAY");
/// assert_eq!(RelativeDate::LastN(DateUnit::Week, 2).to_string(), "LAST_N_WEEKS:2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelativeDate {
    /// The unit before this one: `LAST_WEEK`; of days, `YESTERDAY`.
    Last(DateUnit),
    /// This one: `THIS_WEEK`; of days, `TODAY`.
    This(DateUnit),
    /// The one after: `NEXT_WEEK`; of days, `TOMORROW`.
    Next(DateUnit),
    /// `LAST_90_DAYS`: the 90 days up to today, today included.
    Last90Days,
    /// `NEXT_90_DAYS`: the 90 days after today.
    Next90Days,
    /// `LAST_N_WEEKS:n`: the n units before this one; `LAST_N_DAYS:n` includes today.
    LastN(DateUnit, u32),
    /// `NEXT_N_WEEKS:n`: the n units after this one.
    NextN(DateUnit, u32),
    /// `N_WEEKS_AGO:n`: the one unit that was n units ago.
    NAgo(DateUnit, u32),
}

keywords! {
    /// What a relative date counts in.
    pub enum DateUnit {
        /// Days.
        Day = "DAY",
        /// Weeks, which begin where the user's locale has it.
        Week = "WEEK",
        /// Calendar months.
        Month = "MONTH",
        /// Calendar quarters.
        Quarter = "QUARTER",
        /// Calendar years.
        Year = "YEAR",
        /// Quarters of the fiscal year.
        FiscalQuarter = "FISCAL_QUARTER",
        /// Fiscal years.
        FiscalYear = "FISCAL_YEAR",
    }
}

impl DateUnit {
    /// The unit whose [`as_str`](Self::as_str) this is, in any letter case.
    fn from_text(text: &str) -> Option<Self> {
        let is = |unit: &Self| unit.as_str().eq_ignore_ascii_case(text);
        Self::ALL.iter().copied().find(is)
    }
}

/// Whether a keyword needs a number after it.
pub(in super::super) enum Keyword {
    /// Complete: `LAST_WEEK`.
    Plain(RelativeDate),
    /// `LAST_N_WEEKS`, which takes a number.
    Counted(fn(DateUnit, u32) -> RelativeDate, DateUnit),
}

impl RelativeDate {
    /// Returns every date literal, those with a number as `LAST_N_DAYS:n`.
    pub(in super::super) fn names() -> impl Iterator<Item = String> {
        let of_unit = |unit| {
            let plain = [Self::Last(unit), Self::This(unit), Self::Next(unit)];
            let counted = [
                Self::LastN(unit, 0),
                Self::NextN(unit, 0),
                Self::NAgo(unit, 0),
            ];
            plain.into_iter().chain(counted)
        };
        [Self::Last90Days, Self::Next90Days]
            .into_iter()
            .chain(DateUnit::ALL.iter().copied().flat_map(of_unit))
            .map(|date| date.to_string().replace(":0", ":n"))
    }

    /// What a word means where a value is expected; `None` for any other word.
    pub(in super::super) fn keyword(word: &str) -> Option<Keyword> {
        // The longest is LAST_N_FISCAL_QUARTERS; nothing longer is worth a copy.
        if word.len() > 22 {
            return None;
        }
        let word = word.to_ascii_uppercase();
        let plain = match word.as_str() {
            "YESTERDAY" => Some(Self::Last(DateUnit::Day)),
            "TODAY" => Some(Self::This(DateUnit::Day)),
            "TOMORROW" => Some(Self::Next(DateUnit::Day)),
            "LAST_90_DAYS" => Some(Self::Last90Days),
            "NEXT_90_DAYS" => Some(Self::Next90Days),
            // The unit of one day has a word of its own.
            "LAST_DAY" | "THIS_DAY" | "NEXT_DAY" => return None,
            _ => None,
        };
        if let Some(plain) = plain {
            return Some(Keyword::Plain(plain));
        }
        let between = |before: &str, after: &str| {
            let unit = word.strip_prefix(before)?.strip_suffix(after)?;
            DateUnit::from_text(unit)
        };
        let counted = |make| move |unit| Keyword::Counted(make, unit);
        between("LAST_N_", "S")
            .map(counted(Self::LastN))
            .or_else(|| between("NEXT_N_", "S").map(counted(Self::NextN)))
            .or_else(|| between("N_", "S_AGO").map(counted(Self::NAgo)))
            .or_else(|| between("LAST_", "").map(|unit| Keyword::Plain(Self::Last(unit))))
            .or_else(|| between("THIS_", "").map(|unit| Keyword::Plain(Self::This(unit))))
            .or_else(|| between("NEXT_", "").map(|unit| Keyword::Plain(Self::Next(unit))))
    }
}

impl fmt::Display for RelativeDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Last(DateUnit::Day) => f.write_str("YESTERDAY"),
            Self::This(DateUnit::Day) => f.write_str("TODAY"),
            Self::Next(DateUnit::Day) => f.write_str("TOMORROW"),
            Self::Last(unit) => write!(f, "LAST_{}", unit.as_str()),
            Self::This(unit) => write!(f, "THIS_{}", unit.as_str()),
            Self::Next(unit) => write!(f, "NEXT_{}", unit.as_str()),
            Self::Last90Days => f.write_str("LAST_90_DAYS"),
            Self::Next90Days => f.write_str("NEXT_90_DAYS"),
            Self::LastN(unit, n) => write!(f, "LAST_N_{}S:{n}", unit.as_str()),
            Self::NextN(unit, n) => write!(f, "NEXT_N_{}S:{n}", unit.as_str()),
            Self::NAgo(unit, n) => write!(f, "N_{}S_AGO:{n}", unit.as_str()),
        }
    }
}
