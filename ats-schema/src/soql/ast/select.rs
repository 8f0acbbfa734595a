//! What stands between `SELECT` and `FROM`.

use super::{Name, Operand, Path, Query, Span};

/// What a query asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Select {
    /// `SELECT COUNT()`: only the number of records, no records. The span is that of
    /// `COUNT()`.
    Count(Span),
    /// Everything else: at least one.
    Items(Vec<SelectItem>),
}

impl Select {
    /// The items; none for `COUNT()`.
    #[must_use]
    pub fn items(&self) -> &[SelectItem] {
        match self {
            Self::Count(_) => &[],
            Self::Items(items) => items,
        }
    }
}

/// One of the things a query asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SelectItem {
    /// A field or function, with or without an alias: `Owner.Name`, `MAX(Amount) largest`.
    Expr(SelectExpr),
    /// `FIELDS(ALL)`.
    Fields(FieldsItem),
    /// Children: `(SELECT Id FROM Contacts)`.
    Subquery(Subquery),
    /// Fields that depend on what a polymorphic relationship leads to.
    Typeof(Typeof),
}

impl SelectItem {
    /// Where it stands, alias and parentheses included.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Expr(item) => item.span,
            Self::Fields(item) => item.span,
            Self::Subquery(item) => item.span,
            Self::Typeof(item) => item.span,
        }
    }
}

/// A field or function that is selected.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SelectExpr {
    /// The field or function.
    pub expr: Operand,
    /// The name it goes by in the answer and in `HAVING` and `ORDER BY`. There is no word
    /// before it: `SELECT MAX(Amount) largest`.
    pub alias: Option<Name>,
    /// With the alias.
    pub span: Span,
}

/// `FIELDS(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldsItem {
    /// Which fields.
    pub group: FieldsGroup,
    /// With `FIELDS` and the parentheses.
    pub span: Span,
}

keywords! {
    /// The fields that `FIELDS(…)` stands for.
    pub enum FieldsGroup {
        /// `ALL`: only with a `LIMIT` of at most 200.
        All = "ALL",
        /// `STANDARD`.
        Standard = "STANDARD",
        /// `CUSTOM`: only with a `LIMIT` of at most 200.
        Custom = "CUSTOM",
    }
}

/// A query of children, in the `SELECT` list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subquery {
    /// Its `FROM` names a child relationship.
    pub query: Box<Query>,
    /// Salesforce's grammar takes a name here; nothing refers to it.
    pub alias: Option<Name>,
    /// With the parentheses and the alias.
    pub span: Span,
}

/// `TYPEOF What WHEN Account THEN Phone ELSE Name END`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Typeof {
    /// The polymorphic relationship; usually a single name.
    pub relationship: Path,
    /// At least one.
    pub whens: Vec<When>,
    /// The fields after `ELSE`; `None` without one, else at least one.
    pub otherwise: Option<Vec<Path>>,
    /// From `TYPEOF` to `END`.
    pub span: Span,
}

/// `WHEN Account THEN Phone, Name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct When {
    /// The object.
    pub object: Name,
    /// Its fields: at least one.
    pub fields: Vec<Path>,
    /// From `WHEN` to the last field.
    pub span: Span,
}
