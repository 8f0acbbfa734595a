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

/// Which categories count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataCategorySelector {
    /// `AT`: the named ones.
    At,
    /// `ABOVE`: the named ones and those above them.
    Above,
    /// `BELOW`: the named ones and those below them.
    Below,
    /// `ABOVE_OR_BELOW`: both.
    AboveOrBelow,
}

impl DataCategorySelector {
    /// Every selector.
    pub const ALL: [Self; 4] = [Self::At, Self::Above, Self::Below, Self::AboveOrBelow];

    /// As SOQL writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::At => "AT",
            Self::Above => "ABOVE",
            Self::Below => "BELOW",
            Self::AboveOrBelow => "ABOVE_OR_BELOW",
        }
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

/// Which way to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `ASC`: the smallest first.
    Ascending,
    /// `DESC`: the largest first.
    Descending,
}

/// Where records without a value are sorted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// `NULLS FIRST`
    First,
    /// `NULLS LAST`
    Last,
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

/// What records are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForKind {
    /// `VIEW`: they become recently viewed.
    View,
    /// `REFERENCE`: they become recently referenced.
    Reference,
    /// `UPDATE`: they are locked.
    Update,
}

impl ForKind {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::View, Self::Reference, Self::Update];

    /// As SOQL writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::View => "VIEW",
            Self::Reference => "REFERENCE",
            Self::Update => "UPDATE",
        }
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

/// What reading an article of Salesforce Knowledge leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateKind {
    /// `TRACKING`: what was searched for.
    Tracking,
    /// `VIEWSTAT`: how often it was viewed.
    Viewstat,
}

impl UpdateKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tracking, Self::Viewstat];

    /// As SOQL writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tracking => "TRACKING",
            Self::Viewstat => "VIEWSTAT",
        }
    }
}
