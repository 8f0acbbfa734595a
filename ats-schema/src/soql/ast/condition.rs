//! The conditions of `WHERE`, `HAVING` and `WITH`.

use super::{Bind, DataCategory, Literal, Operand, Query, Setting, Span};

/// A condition.
///
/// Parentheses that only group are not kept: `(a = 1)` is `a = 1`. But a junction inside a
/// junction stays one, even of the same kind, because `(a = 1 AND b = 2) AND c = 3` was
/// written that way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// All of them hold.
    And(Junction),
    /// At least one of them holds.
    Or(Junction),
    /// It does not hold.
    Not(Negation),
    /// One value: `=`, `<`, `LIKE`.
    Comparison(Comparison),
    /// Several values: `IN`, `INCLUDES`.
    Membership(Membership),
}

impl Condition {
    /// Where it stands, without parentheses around it.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::And(junction) | Self::Or(junction) => junction.span,
            Self::Not(negation) => negation.span,
            Self::Comparison(comparison) => comparison.span,
            Self::Membership(membership) => membership.span,
        }
    }
}

/// Conditions with `AND`, or with `OR`, between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Junction {
    /// At least two.
    pub conditions: Vec<Condition>,
    /// From the first to the last.
    pub span: Span,
}

/// `NOT` and what it denies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Negation {
    /// What does not hold.
    pub condition: Box<Condition>,
    /// From `NOT` on.
    pub span: Span,
}

/// `Amount > 100`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// The field or function.
    pub left: Operand,
    /// How they are compared.
    pub operator: ComparisonOperator,
    /// Where the operator stands.
    pub operator_span: Span,
    /// The value; never a field, SOQL does not compare two fields.
    pub right: Value,
    /// All of it.
    pub span: Span,
}

keywords! {
    /// An operator with one value on its right.
    pub enum ComparisonOperator {
        /// `=`
        Equal = "=",
        /// `!=`, also written `<>`.
        NotEqual = "!=",
        /// `<`
        Less = "<",
        /// `<=`
        LessOrEqual = "<=",
        /// `>`
        Greater = ">",
        /// `>=`
        GreaterOrEqual = ">=",
        /// `LIKE`
        Like = "LIKE",
    }
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Written in the query. After `LIKE`, a text is a
    /// [`Pattern`](super::LiteralKind::Pattern).
    Literal(Literal),
    /// Given later.
    Bind(Bind),
}

impl Value {
    /// Where it stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Literal(literal) => literal.span,
            Self::Bind(bind) => bind.span,
        }
    }
}

/// `Status IN ('New', 'Open')`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// The field or function.
    pub left: Operand,
    /// Which of the four.
    pub operator: SetOperator,
    /// Where the operator stands.
    pub operator_span: Span,
    /// The values.
    pub right: SetValues,
    /// All of it.
    pub span: Span,
}

keywords! {
    /// An operator with several values on its right.
    pub enum SetOperator {
        /// `IN`
        In = "IN",
        /// `NOT IN`
        NotIn = "NOT IN",
        /// `INCLUDES`, of multi-select picklists.
        Includes = "INCLUDES",
        /// `EXCLUDES`, of multi-select picklists.
        Excludes = "EXCLUDES",
    }
}

/// What is on the right of `IN` and its like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SetValues {
    /// `('New', :status)`
    List {
        /// At least one.
        values: Vec<Value>,
        /// With the parentheses.
        span: Span,
    },
    /// `(SELECT AccountId FROM Contact)`: a semi-join, with `NOT IN` an anti-join. Never
    /// after `INCLUDES` and `EXCLUDES`.
    Query {
        /// What is in the parentheses.
        query: Box<Query>,
        /// With the parentheses.
        span: Span,
    },
    /// `:ids`, all of which are given later.
    Bind(Bind),
}

impl SetValues {
    /// Where they stand.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::List { span, .. } | Self::Query { span, .. } => *span,
            Self::Bind(bind) => bind.span,
        }
    }
}

/// `WITH …`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct With {
    /// What it asks for.
    pub kind: WithKind,
    /// From `WITH` on.
    pub span: Span,
}

/// What stands after `WITH`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WithKind {
    /// `DATA CATEGORY Geography__c AT usa__c AND …`: at least one.
    DataCategory(Vec<DataCategory>),
    /// A condition such as `UserId = '005…'`, which feeds of user profiles want.
    Filter(Condition),
    /// `RecordVisibilityContext (supportsDomains = true, …)`: at least one.
    RecordVisibility(Vec<Setting>),
    /// `SECURITY_ENFORCED`: Apex only.
    SecurityEnforced,
    /// `USER_MODE`: Apex only.
    UserMode,
    /// `SYSTEM_MODE`: Apex only.
    SystemMode,
    /// `DATA CATEGORY … WITH USER_MODE`: data categories, then an access mode; Apex only.
    Several(Vec<With>),
}
