//! What a query asks for, with types.

use super::finding::{Class, Finding};
use crate::schema::{Child, Field, Object};
use crate::soql::Span;

/// What [`check`](super::check()) found out about a query.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report<'s> {
    /// What the answer looks like. Columns with findings are left out of it.
    pub output: Output<'s>,
    /// The binds, in the order they stand in the text.
    pub binds: Vec<BindUse<'s>>,
    /// What is wrong, in the order it stands in the text.
    pub findings: Vec<Finding>,
    /// Objects that the schema has [announced](crate::schema::Lookup::Announced) and the
    /// query asks for, sorted. While there are any, load them and check again: what is
    /// behind them is not checked yet.
    pub wanted: Vec<String>,
}

impl Report<'_> {
    /// Whether nothing is wrong, as far as can be told: there may be findings of class
    /// [`NotKnown`](Class::NotKnown).
    #[must_use]
    pub fn is_good(&self) -> bool {
        let known = |finding: &&Finding| *finding.class() != Class::NotKnown;
        self.findings.iter().find(known).is_none()
    }
}

/// What the answer to a query consists of.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Output<'s> {
    /// `SELECT COUNT()`: only `totalSize`.
    Count,
    /// Records.
    Records(Record<'s>),
    /// A row for each group, all in `AggregateResult`s.
    Groups(Vec<Column<'s>>),
}

/// A record, or a parent or child in one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record<'s> {
    /// The object; `None` where a polymorphic relationship leads, or the schema does not
    /// hold it.
    pub object: Option<&'s Object>,
    /// What was asked for, in order, parents where their first field stood.
    pub items: Vec<Item<'s>>,
}

/// One of the keys of a record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Item<'s> {
    /// A value.
    Column(Column<'s>),
    /// The record a reference leads to. Always null where there is none, or none that the
    /// user may see.
    Parent {
        /// The key: the relationship as the schema spells it.
        name: String,
        /// The reference, where it is known.
        reference: Option<&'s Field>,
        /// What is asked of the parent.
        record: Record<'s>,
    },
    /// The records that refer to this one.
    Children {
        /// The key: the relationship as the schema spells it.
        name: String,
        /// The relationship, where it is known.
        relationship: Option<&'s Child>,
        /// What is asked of each.
        record: Record<'s>,
    },
    /// A polymorphic parent, by kind. Null as a parent is.
    Typeof {
        /// The key: the relationship as the schema spells it.
        name: String,
        /// The reference.
        reference: &'s Field,
        /// One for each `WHEN`, in order.
        branches: Vec<Branch<'s>>,
        /// What is asked of all other kinds; without it, only their type and URL come.
        otherwise: Option<Record<'s>>,
    },
}

impl Item<'_> {
    /// The key in the record, as Salesforce spells it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Column(column) => &column.name,
            Self::Parent { name, .. } | Self::Children { name, .. } | Self::Typeof { name, .. } => {
                name
            }
        }
    }
}

/// A `WHEN` of a `TYPEOF`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Branch<'s> {
    /// The API name of the object.
    pub object: String,
    /// What is asked of it.
    pub record: Record<'s>,
}

/// A value of a record or group.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Column<'s> {
    /// The key: the field as the schema spells it, the alias, or `expr0`.
    pub name: String,
    /// What comes.
    pub value: Type<'s>,
    /// Whether null can come. A parent that is null has no columns: that is not counted
    /// here, except in groups, where parents are not nested.
    pub nullable: bool,
    /// Where it stands, with its alias; `FIELDS(…)` for all it stands for.
    pub span: Span,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Type<'s> {
    /// That of a field.
    Field(&'s Object, &'s Field),
    /// Text of any length: a label, a formatted value.
    Text,
    /// A whole number: a count, a part of a date.
    Integer,
    /// A number: a sum, an average, a distance.
    Decimal,
    /// A check box.
    Boolean,
    /// A day.
    Date,
    /// The Id of a record of any object.
    Id,
    /// Not known, because the object is not.
    Unknown,
}

/// A place of a query where a value is given later.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BindUse<'s> {
    /// The expression after the colon.
    pub expr: String,
    /// With the colon.
    pub span: Span,
    /// What may be given. Null may, too, where it is compared.
    pub expects: Expects<'s>,
    /// Whether any number of them is given: `IN :ids`.
    pub list: bool,
}

/// What may be given for a bind.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Expects<'s> {
    /// A value of this type.
    Value(Type<'s>),
    /// The pattern of a `LIKE`, with its wildcards.
    Pattern,
    /// The label of a picklist value: `toLabel(Status) = :label`.
    Label,
    /// A number of rows.
    RowCount,
    /// A latitude or longitude.
    Coordinate,
    /// `mi` or `km`.
    DistanceUnit,
    /// Nothing: there is a finding about what it is compared with.
    Unclear,
}
