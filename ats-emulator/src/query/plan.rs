//! A query with nothing left open: every name found, every value typed, every rule kept.

use ats_schema::rules::literal::LikePart;
use ats_schema::schema::ValueKind;
use ats_schema::soql::ast::{Function, GroupKind};
use rusqlite::types::Value;

use crate::org::{Field, Object, VisibleObject};
use crate::store::{BINARY, DECIMAL, NO_CASE};

/// A query, or a query of children inside one.
#[derive(Debug)]
pub(super) struct Plan<'v> {
    pub(super) tables: Tables<'v>,
    /// For children: the field that holds the parent's Id, and the relationship's name.
    pub(super) link: Option<Link<'v>>,
    /// What is read from SQLite.
    pub(super) columns: Vec<Expr<'v>>,
    /// What is made of it.
    pub(super) output: Output<'v>,
    pub(super) filter: Option<Filter<'v>>,
    pub(super) grouping: Option<Grouping<'v>>,
    pub(super) having: Option<Filter<'v>>,
    pub(super) order: Vec<Order<'v>>,
    pub(super) limit: Option<u64>,
    pub(super) offset: u64,
    /// Whether deleted records count.
    pub(super) deleted: bool,
    pub(super) children: Vec<Plan<'v>>,
}

impl<'v> Plan<'v> {
    /// The query of children at the end of this path of indices.
    pub(super) fn descendant(&self, path: &[usize]) -> Option<&Self> {
        path.iter()
            .try_fold(self, |plan, &index| plan.children.get(index))
    }

    pub(super) fn object(&self) -> &'v Object {
        self.tables.root.object()
    }

    /// The `LIMIT` of the query, `most` if it has none or a larger one.
    pub(super) fn limit_within(&self, most: u64) -> u64 {
        self.limit.map_or(most, |limit| limit.min(most))
    }
}

/// By what children are found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'v> {
    pub(super) field: &'v Field,
    pub(super) relationship: &'v str,
}

/// The object a query reads, and the parents it reaches: `t0`, `t1`, ….
#[derive(Debug)]
pub(super) struct Tables<'v> {
    pub(super) root: VisibleObject<'v>,
    pub(super) joins: Vec<Join<'v>>,
}

/// A parent: the record of `object` that `reference` of table `from` leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Join<'v> {
    pub(super) from: usize,
    pub(super) reference: &'v Field,
    pub(super) object: VisibleObject<'v>,
}

impl<'v> Tables<'v> {
    pub(super) fn new(root: VisibleObject<'v>) -> Self {
        Self {
            root,
            joins: Vec::new(),
        }
    }

    /// The table of a parent, joined if it is not yet.
    pub(super) fn join(&mut self, join: Join<'v>) -> usize {
        let key = |join: &Join<'v>| (join.from, join.reference, join.object.object());
        let mut joins = self.joins.iter();
        let same = joins.position(|other| key(other) == key(&join));
        let index = same.unwrap_or_else(|| {
            self.joins.push(join);
            self.joins.len() - 1
        });
        index + 1
    }
}

/// A value of a record, or of a group of records.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr<'v> {
    /// A field.
    Column { table: usize, field: &'v Field },
    /// A field of whatever a polymorphic reference leads to: `Owner.Name`. Null where that is
    /// none of the targets, which are those that have the field.
    OfTarget {
        name: &'static str,
        table: usize,
        reference: &'v Field,
        targets: Vec<(&'v Object, &'v Field)>,
    },
    /// The API name of the object a polymorphic reference leads to: `Owner.Type`.
    TypeOfTarget {
        table: usize,
        reference: &'v Field,
        targets: Vec<&'v Object>,
    },
    /// A part of a date: `CALENDAR_YEAR(CreatedDate)`.
    DatePart { part: Function, of: Box<Expr<'v>> },
    /// How far a place is from another.
    Distance {
        latitude: Box<Expr<'v>>,
        longitude: Box<Expr<'v>>,
        from: (f64, f64),
        /// The radius of the earth, in the unit of the distance.
        radius: f64,
    },
    /// `COUNT()`, `MAX(Amount)`.
    Aggregate {
        function: Function,
        of: Option<Box<Expr<'v>>>,
    },
    /// 1 where a total takes all values of what is grouped by at this place, else 0.
    GroupingOf { item: usize },
}

impl<'v> Expr<'v> {
    /// The field whose type the value has, where there is one.
    pub(super) fn field(&self) -> Option<&'v Field> {
        match self {
            Self::Column { field, .. } => Some(field),
            Self::OfTarget { targets, .. } => targets.first().map(|&(_, field)| field),
            Self::Aggregate {
                function: Function::Min | Function::Max,
                of: Some(of),
            } => of.field(),
            _ => None,
        }
    }

    pub(super) fn kind(&self) -> ValueKind {
        match self {
            Self::Column { field, .. } => field.value_kind,
            Self::OfTarget { targets, .. } => targets
                .first()
                .map_or(ValueKind::Text, |&(_, field)| field.value_kind),
            Self::TypeOfTarget { .. } => ValueKind::Text,
            Self::DatePart {
                part: Function::DayOnly,
                ..
            } => ValueKind::Date,
            Self::DatePart { .. } | Self::GroupingOf { .. } => ValueKind::Int,
            Self::Distance { .. } => ValueKind::Decimal,
            Self::Aggregate { function, of } => match (function, of) {
                (Function::Min | Function::Max, Some(of)) => of.kind(),
                (Function::Sum, Some(of)) if of.kind() == ValueKind::Int => ValueKind::Int,
                (Function::Sum | Function::Avg, _) => ValueKind::Decimal,
                _ => ValueKind::Int,
            },
        }
    }

    /// The name of the field as the describe spells it; that of the Name object for what is
    /// asked of any target.
    pub(super) fn field_name(&self) -> &'v str {
        match self {
            Self::TypeOfTarget { .. } => "Type",
            Self::OfTarget { name, .. } => name,
            _ => self.field().map_or("", Field::name),
        }
    }

    /// Whether letter case counts when the value is compared.
    pub(super) fn collation(&self) -> &'static str {
        match self {
            Self::TypeOfTarget { .. } => NO_CASE,
            // Sums are decimal texts, too.
            Self::Aggregate { .. } if self.kind() == ValueKind::Decimal => DECIMAL,
            _ => self.field().map_or(BINARY, Field::collation),
        }
    }

    /// Whether it is made of a group of records.
    pub(super) fn is_aggregate(&self) -> bool {
        matches!(self, Self::Aggregate { .. } | Self::GroupingOf { .. })
    }
}

/// What the rows become.
#[derive(Debug)]
pub(super) enum Output<'v> {
    /// `COUNT()`: how many there are.
    Count,
    /// Records; the first column is the Id.
    Records(Record<'v>),
    /// Groups.
    Groups(Vec<GroupColumn<'v>>),
}

/// A column of a group.
#[derive(Debug)]
pub(super) struct GroupColumn<'v> {
    /// An alias, a field's name, or `expr0`.
    pub(super) name: String,
    pub(super) column: usize,
    pub(super) style: Style<'v>,
}

/// A record as an answer shows it.
#[derive(Debug)]
pub(super) struct Record<'v> {
    pub(super) object: &'v Object,
    /// The column of its Id.
    pub(super) id: usize,
    pub(super) items: Vec<Item<'v>>,
}

/// A key of a record in an answer.
#[derive(Debug)]
pub(super) enum Item<'v> {
    Value {
        name: String,
        column: usize,
        style: Style<'v>,
    },
    /// An address or location.
    Compound {
        object: &'v Object,
        field: &'v Field,
        /// The parts' columns, in the order of the field's parts.
        columns: Vec<usize>,
    },
    /// Where the bytes of a file are.
    Blob { field: &'v Field, column: usize },
    /// A parent; null where there is none.
    Parent { name: &'v str, record: Record<'v> },
    /// What a polymorphic reference leads to, by the fields all such things have.
    Target {
        name: &'v str,
        /// The column of the reference.
        column: usize,
        targets: Vec<&'v Object>,
        items: Vec<Item<'v>>,
    },
    /// What a polymorphic reference leads to, by what it is.
    Typeof {
        name: &'v str,
        column: usize,
        whens: Vec<Record<'v>>,
        /// For all other objects: null without an `ELSE`.
        otherwise: Option<Vec<Item<'v>>>,
        targets: Vec<&'v Object>,
    },
    /// Children, by their place in the plan.
    Children { name: &'v str, child: usize },
}

/// How a value is shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style<'v> {
    /// As the store has it.
    Plain,
    /// `toLabel`: the label of a picklist's value.
    Label(&'v Field),
    /// `FORMAT`: as people read it.
    Localized,
}

/// A condition.
#[derive(Debug)]
pub(super) enum Filter<'v> {
    All(Vec<Filter<'v>>),
    Any(Vec<Filter<'v>>),
    Not(Box<Filter<'v>>),
    /// Holds for all records, or for none.
    Const(bool),
    Null {
        expr: Expr<'v>,
        negated: bool,
    },
    Equal {
        expr: Expr<'v>,
        value: Value,
        negated: bool,
    },
    Order {
        expr: Expr<'v>,
        operator: &'static str,
        value: Value,
    },
    Like {
        expr: Expr<'v>,
        pattern: Vec<LikePart>,
    },
    In {
        expr: Expr<'v>,
        values: Vec<Value>,
    },
    /// Groups of values that must be there together; one group suffices.
    Includes {
        expr: Expr<'v>,
        groups: Vec<String>,
    },
    SemiJoin {
        expr: Expr<'v>,
        query: Box<Inner<'v>>,
        negated: bool,
    },
}

/// The query of a semi-join.
#[derive(Debug)]
pub(super) struct Inner<'v> {
    pub(super) tables: Tables<'v>,
    pub(super) column: Expr<'v>,
    pub(super) filter: Option<Filter<'v>>,
    pub(super) deleted: bool,
}

/// `GROUP BY`.
#[derive(Debug)]
pub(super) struct Grouping<'v> {
    pub(super) kind: GroupKind,
    pub(super) items: Vec<Expr<'v>>,
}

/// An item of `ORDER BY`.
#[derive(Debug)]
pub(super) struct Order<'v> {
    pub(super) expr: Expr<'v>,
    pub(super) descending: bool,
    pub(super) nulls_last: bool,
}
