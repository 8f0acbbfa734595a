//! Values written in the query, and values that are given later.

use super::{RelativeDate, Span};
use crate::rules::date::{Date, DateTime, Time};
use crate::rules::literal::LikePart;

/// A value written in the query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Literal {
    /// The value.
    pub kind: LiteralKind,
    /// Where, quotes included.
    pub span: Span,
}

/// What a literal says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LiteralKind {
    /// `null`.
    Null,
    /// `TRUE` or `FALSE`.
    Boolean(bool),
    /// `'text'`, its escape sequences undone.
    Text(String),
    /// `'te%'`: a text on the right side of `LIKE`, taken apart.
    Pattern(Vec<LikePart>),
    /// A number in the form of [`decimal::parse`](crate::rules::decimal::parse): without
    /// `+`, without leading zeros, and with a digit before the point, however it was
    /// written. Every other digit is kept.
    Number(String),
    /// `USD5000` or `USD-5000`, an amount in a currency.
    Currency {
        /// Three ASCII capitals.
        code: String,
        /// As in [`Number`](Self::Number).
        amount: String,
    },
    /// `2025-04-29`.
    Date(Date),
    /// `2025-04-29T15:45:00Z`, with the offset that was written.
    DateTime(DateTime),
    /// `15:45:00.000Z`.
    Time(Time),
    /// `LAST_N_DAYS:30`: reckoned when the query runs.
    RelativeDate(RelativeDate),
}

impl LiteralKind {
    /// Whether it is a number without point and exponent.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Number(text) if !text.contains(['.', 'e', 'E']))
    }
}

/// A value that is given later: `:ids`, `:job.id`, `:{ days + 1 }`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bind {
    /// The expression, without the colon and the blanks around it. See
    /// [`names`](Self::names) for the simple kind.
    pub expr: String,
    /// With the colon.
    pub span: Span,
}

impl Bind {
    /// The names of an expression that is only names with dots between them: `job.id`.
    ///
    /// ```
    /// use ats_schema::soql::ast::{Bind, Span};
    ///
    /// let bind = |expr: &str| Bind { expr: expr.to_owned(), span: Span::NONE };
    /// assert_eq!(bind("job.id").names().unwrap(), ["job", "id"]);
    /// assert_eq!(bind("jobs[0].id").names(), None);
    /// ```
    #[must_use]
    pub fn names(&self) -> Option<Vec<&str>> {
        let is_name = |name: &str| {
            !name.starts_with(|c: char| c.is_ascii_digit())
                && !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        let names: Vec<_> = self.expr.split('.').map(str::trim).collect();
        names.iter().all(|name| is_name(name)).then_some(names)
    }
}
