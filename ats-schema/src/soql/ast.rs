//! A query as data.
//!
//! Every node has a [`Span`] and public fields. What the grammar cannot say (that a field
//! exists, that an operator suits it, that a path has at most five steps) is not said here
//! either: that is for a checker. Names keep the letter case they were written in, although
//! SOQL does not tell cases apart; see [`Name::is`].
//!
//! [`parse`](super::parse) makes only queries that print and parse back to themselves. A
//! query made by hand does, too, as long as lists that say "at least one" are not empty,
//! names are names and no keywords, and the rules its nodes state are kept.

/// Declares an enum of words that SOQL has, each with its text.
macro_rules! keywords {
    (
        $(#[$attribute:meta])+
        pub enum $name:ident {
            $($(#[$of_variant:meta])+ $variant:ident = $text:literal,)+
        }
    ) => {
        $(#[$attribute])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$of_variant])+ $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As SOQL writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

mod clause;
mod condition;
mod function;
mod literal;
mod name;
mod operand;
mod relative_date;
mod select;

pub use self::clause::{
    DataCategory, DataCategorySelector, Direction, ForClause, ForKind, GroupBy, GroupKind, Nulls,
    OrderBy, RowCount, Setting, Source, UpdateClause, UpdateKind,
};
pub use self::condition::{
    Comparison, ComparisonOperator, Condition, Junction, Membership, Negation, SetOperator,
    SetValues, Value, With, WithKind,
};
pub use self::function::{Argument, Call, Function};
pub use self::literal::{Bind, Literal, LiteralKind};
pub use self::name::{Name, Path};
pub use self::operand::Operand;
pub(super) use self::relative_date::Keyword as RelativeDateKeyword;
pub use self::relative_date::{DateUnit, RelativeDate};
pub use self::select::{
    FieldsGroup, FieldsItem, Select, SelectExpr, SelectItem, Subquery, Typeof, When,
};

pub use super::span::Span;

/// A whole query, or a query in parentheses inside another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// From `SELECT` to the last clause, without the parentheses of a subquery.
    pub span: Span,
    /// What is asked for.
    pub select: Select,
    /// `FROM`: at least one. The first is the object, or in a subquery of the `SELECT` list
    /// the child relationship; the others are the old form `FROM Contact c, c.Account a`,
    /// which gives parents a short name.
    pub from: Vec<Source>,
    /// `USING SCOPE mine`.
    pub scope: Option<Name>,
    /// `WHERE`.
    pub filter: Option<Condition>,
    /// `WITH`.
    pub with: Option<With>,
    /// `GROUP BY`.
    pub group_by: Option<GroupBy>,
    /// `HAVING`; only with a `GROUP BY`.
    pub having: Option<Condition>,
    /// `ORDER BY`; empty without one.
    pub order_by: Vec<OrderBy>,
    /// `LIMIT`.
    pub limit: Option<RowCount>,
    /// `OFFSET`.
    pub offset: Option<RowCount>,
    /// `ALL ROWS`, deleted records too: a word of Apex; the REST API has `queryAll`.
    pub all_rows: Option<Span>,
    /// `FOR VIEW`, `FOR REFERENCE`, `FOR UPDATE`; empty without one.
    pub for_clauses: Vec<ForClause>,
    /// `UPDATE TRACKING`, `UPDATE VIEWSTAT`; empty without one.
    pub update: Vec<UpdateClause>,
}
