//! The clauses from `FROM` on, conditions apart.

use super::{Bind, Literal, Name, Operand, Path, Span};

/// What a query reads: `Account a`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// An object; in a subquery of the `SELECT` list, a child relationship, perhaps with the
    /// parent's name before it; after the first of a list, a relationship of one before it.
    pub path: Path,
    /// The name its fields may be prefixed with.
    pub alias: Option<Name>,
    /// With the alias.
    pub span: Span,
}

/// `Geography__c ABOVE_OR_BELOW (usa__c, uk__c)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DataCategory {
    /// The data category group.
    pub group: Name,
    /// Which categories around the named ones count.
    pub selector: DataCategorySelector,
    /// At least one; more than one is written in parentheses.
    pub categories: Vec<Name>,
    /// All of it.
    pub span: Span,
}

keywords! {
    /// Which categories count.
    pub enum DataCategorySelector {
        /// `AT`: the named ones.
        At = "AT",
        /// `ABOVE`: the named ones and those above them.
        Above = "ABOVE",
        /// `BELOW`: the named ones and those below them.
        Below = "BELOW",
        /// `ABOVE_OR_BELOW`: both.
        AboveOrBelow = "ABOVE_OR_BELOW",
    }
}

/// `supportsDomains = true`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Setting {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: Literal,
    /// All of it.
    pub span: Span,
}

/// `GROUP BY …`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupBy {
    /// With subtotals, or without.
    pub kind: GroupKind,
    /// At least one.
    pub items: Vec<Operand>,
    /// From `GROUP` on.
    pub span: Span,
}

/// Which subtotals a grouping adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// `GROUP BY a, b`: none.
    Plain,
    /// `GROUP BY ROLLUP (a, b)`: of `a`, and a grand total.
    Rollup,
    /// `GROUP BY CUBE (a, b)`: of `a`, of `b`, and a grand total.
    Cube,
}

/// One item of `ORDER BY`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderBy {
    /// What is sorted by.
    pub expr: Operand,
    /// As written; ascending when nothing was.
    pub direction: Option<Direction>,
    /// As written; first when nothing was.
    pub nulls: Option<Nulls>,
    /// All of it.
    pub span: Span,
}

keywords! {
    /// Which way to sort.
    pub enum Direction {
        /// `ASC`: the smallest first.
        Ascending = "ASC",
        /// `DESC`: the largest first.
        Descending = "DESC",
    }
}

keywords! {
    /// Where records without a value are sorted to.
    pub enum Nulls {
        /// `NULLS FIRST`
        First = "FIRST",
        /// `NULLS LAST`
        Last = "LAST",
    }
}

/// The number after `LIMIT` or `OFFSET`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowCount {
    /// Written in the query.
    Number {
        /// The number; the limits of Salesforce are not checked here.
        value: u64,
        /// Where.
        span: Span,
    },
    /// Given later.
    Bind(Bind),
}

impl RowCount {
    /// Where it stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Number { span, .. } => *span,
            Self::Bind(bind) => bind.span,
        }
    }

    /// The number, when it is known.
    #[must_use]
    pub const fn number(&self) -> Option<u64> {
        match self {
            Self::Number { value, .. } => Some(*value),
            Self::Bind(_) => None,
        }
    }
}

/// `FOR VIEW`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ForClause {
    /// What for.
    pub kind: ForKind,
    /// Both words.
    pub span: Span,
}

keywords! {
    /// What records are read for.
    pub enum ForKind {
        /// `VIEW`: they become recently viewed.
        View = "VIEW",
        /// `REFERENCE`: they become recently referenced.
        Reference = "REFERENCE",
        /// `UPDATE`: they are locked.
        Update = "UPDATE",
    }
}

/// One of the words after `UPDATE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UpdateClause {
    /// Which.
    pub kind: UpdateKind,
    /// The word.
    pub span: Span,
}

keywords! {
    /// What reading an article of Salesforce Knowledge leaves behind.
    pub enum UpdateKind {
        /// `TRACKING`: what was searched for.
        Tracking = "TRACKING",
        /// `VIEWSTAT`: how often it was viewed.
        Viewstat = "VIEWSTAT",
    }
}
