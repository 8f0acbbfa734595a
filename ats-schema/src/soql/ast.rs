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

mod clause;
mod condition;
mod function;
mod literal;
mod relative_date;
mod select;

pub use self::clause::{
    DataCategory, DataCategorySelector, Direction, ForClause, ForKind, GroupBy, GroupKind, Nulls,
    OrderBy, RowCount, Setting, Source, UpdateClause, UpdateKind, With, WithKind,
};
pub use self::condition::{
    Comparison, ComparisonOperator, Condition, Junction, Membership, Negation, SetOperator,
    SetValues, Value,
};
pub use self::function::{Argument, Call, Function};
pub use self::literal::{Bind, Literal, LiteralKind};
pub(super) use self::relative_date::Keyword as RelativeDateKeyword;
pub use self::relative_date::{DateUnit, RelativeDate};
pub use self::select::{
    FieldsGroup, FieldsItem, Operand, Select, SelectExpr, SelectItem, Subquery, Typeof, When,
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

/// A name: of an object, field, relationship, alias, scope.
///
/// Equal means written alike; for SOQL's own view, which ignores letter case, see
/// [`is`](Self::is).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// As it was written: an ASCII letter, then ASCII letters, digits and `_`.
    pub text: String,
    /// Where.
    pub span: Span,
}

impl Name {
    /// A name that stands in no text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            span: Span::NONE,
        }
    }

    /// Whether it is this name: SOQL ignores the case of ASCII letters.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.text.eq_ignore_ascii_case(name)
    }
}

/// Names with dots between them: `Account.Owner.Name`, or a single name.
///
/// The first may be an alias of `FROM`, or the object's own name; all but the last are
/// relationships. Salesforce allows five of them in a row ("no more than five levels",
/// *SOQL and SOSL Reference, Understanding Relationship Query Limitations*), which the
/// parser does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// At least one.
    pub segments: Vec<Name>,
    /// From the first to the last.
    pub span: Span,
}

impl Path {
    /// A path that stands in no text.
    pub fn new<S: Into<String>>(segments: impl IntoIterator<Item = S>) -> Self {
        Self {
            segments: segments.into_iter().map(Name::new).collect(),
            span: Span::NONE,
        }
    }

    /// The last name, which is the field's; `None` only for a path made by hand of nothing.
    #[must_use]
    pub fn last(&self) -> Option<&Name> {
        self.segments.last()
    }

    /// What stands before the last name: the relationships.
    #[must_use]
    pub fn parents(&self) -> &[Name] {
        match self.segments.split_last() {
            Some((_, parents)) => parents,
            None => &[],
        }
    }

    /// The name, when it is only one.
    #[must_use]
    pub fn as_name(&self) -> Option<&Name> {
        match self.segments.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }
}
