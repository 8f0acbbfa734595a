//! Functions.

use std::fmt;

use super::{Bind, Literal, Path, Span};

/// A call of a function: `toLabel(Status)`, `FORMAT(MIN(CloseDate))`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// Which function.
    pub function: Function,
    /// Where its name stands.
    pub name: Span,
    /// What is between the parentheses, as many as [`Function::arguments`] says.
    pub arguments: Vec<Argument>,
    /// From the name to the closing parenthesis.
    pub span: Span,
}

/// What is given to a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Argument {
    /// A field.
    Field(Path),
    /// Another function.
    Call(Call),
    /// A number, or the unit of a distance.
    Literal(Literal),
    /// A value that is given later.
    Bind(Bind),
}

impl Argument {
    /// Where it stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Field(path) => path.span,
            Self::Call(call) => call.span,
            Self::Literal(literal) => literal.span,
            Self::Bind(bind) => bind.span,
        }
    }
}

keywords! {
    /// A function of SOQL. `FIELDS` is not one of them, see
    /// [`FieldsItem`](super::FieldsItem); nor is `COUNT()`, see
    /// [`Select::Count`](super::Select::Count).
    #[non_exhaustive]
    pub enum Function {
        /// The average.
        Avg = "AVG",
        /// How many have a value.
        Count = "COUNT",
        /// How many different values there are.
        CountDistinct = "COUNT_DISTINCT",
        /// The smallest.
        Min = "MIN",
        /// The largest.
        Max = "MAX",
        /// The sum.
        Sum = "SUM",
        /// 1 in a row that `ROLLUP` or `CUBE` added for this field, else 0.
        Grouping = "GROUPING",
        /// A picklist value or record type name in the user's language.
        ToLabel = "toLabel",
        /// A number, date or time in the user's format.
        Format = "FORMAT",
        /// An amount in the user's currency.
        ConvertCurrency = "convertCurrency",
        /// A moment in the user's time zone; only inside a date function.
        ConvertTimezone = "convertTimezone",
        /// How far two places are apart.
        Distance = "DISTANCE",
        /// A place by latitude and longitude; only inside `DISTANCE`.
        Geolocation = "GEOLOCATION",
        /// 1 for January.
        CalendarMonth = "CALENDAR_MONTH",
        /// 1 for January to March.
        CalendarQuarter = "CALENDAR_QUARTER",
        /// The year.
        CalendarYear = "CALENDAR_YEAR",
        /// 1 for the first of the month.
        DayInMonth = "DAY_IN_MONTH",
        /// 1 for Sunday.
        DayInWeek = "DAY_IN_WEEK",
        /// 1 for 1 January.
        DayInYear = "DAY_IN_YEAR",
        /// The date of a moment.
        DayOnly = "DAY_ONLY",
        /// 1 for the first month of the fiscal year.
        FiscalMonth = "FISCAL_MONTH",
        /// 1 for the first quarter of the fiscal year.
        FiscalQuarter = "FISCAL_QUARTER",
        /// The fiscal year.
        FiscalYear = "FISCAL_YEAR",
        /// 0 to 23.
        HourInDay = "HOUR_IN_DAY",
        /// 1 for the first to the seventh of the month.
        WeekInMonth = "WEEK_IN_MONTH",
        /// 1 for 1 to 7 January.
        WeekInYear = "WEEK_IN_YEAR",
    }
}

impl Function {
    /// The function of this name, in any letter case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let is = |function: &&Self| function.as_str().eq_ignore_ascii_case(name);
        Self::ALL.iter().find(is).copied()
    }

    /// How many arguments it takes.
    #[must_use]
    pub const fn arguments(self) -> usize {
        match self {
            Self::Distance => 3,
            Self::Geolocation => 2,
            _ => 1,
        }
    }

    /// Whether it makes one value of the records of a group. `GROUPING` is not counted
    /// among these: it takes a field that is grouped by.
    #[must_use]
    pub const fn is_aggregate(self) -> bool {
        matches!(
            self,
            Self::Avg | Self::Count | Self::CountDistinct | Self::Min | Self::Max | Self::Sum
        )
    }

    /// Whether it takes a part out of a date: `CALENDAR_MONTH` to `WEEK_IN_YEAR`.
    #[must_use]
    pub const fn is_date(self) -> bool {
        matches!(
            self,
            Self::CalendarMonth
                | Self::CalendarQuarter
                | Self::CalendarYear
                | Self::DayInMonth
                | Self::DayInWeek
                | Self::DayInYear
                | Self::DayOnly
                | Self::FiscalMonth
                | Self::FiscalQuarter
                | Self::FiscalYear
                | Self::HourInDay
                | Self::WeekInMonth
                | Self::WeekInYear
        )
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
