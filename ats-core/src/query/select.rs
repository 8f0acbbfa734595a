//! The SOQL builder.

use std::fmt;

use super::column::{ChildRelationship, Column, Parent};
use super::filter::Filter;
use super::order::Order;
use crate::record::{Query, SObject};
use crate::table::flags;

/// A query of records of `O`, printed as SOQL.
///
/// Made by the `select()` of every object that may be queried; see the [module](super) for an
/// example. With no field selected it asks for `Id`.
#[must_use = "a query does nothing until it is sent"]
pub struct Select<O> {
    columns: Vec<String>,
    filter: Option<Filter<O>>,
    /// What is grouped by; only a struct that derives `Select` has that.
    groups: Option<&'static [&'static str]>,
    order: Vec<Order<O>>,
    limit: Option<u32>,
    offset: Option<u32>,
}

impl<O: Query> Select<O> {
    /// A query of all records, selecting nothing yet.
    pub const fn new() -> Self {
        Self {
            columns: Vec::new(),
            filter: None,
            groups: None,
            order: Vec::new(),
            limit: None,
            offset: None,
        }
    }

    /// Selects just this, grouped by `groups`.
    pub(super) fn with(columns: Vec<String>, groups: &'static [&'static str]) -> Self {
        let mut select = Self::new();
        select.columns = columns;
        if !groups.is_empty() {
            select.groups = Some(groups);
        }
        select
    }

    pub(super) const fn is_grouped(&self) -> bool {
        self.groups.is_some()
    }

    /// Selects a field, of the object itself or of a parent.
    pub fn field<T, C>(self, column: Column<O, T, C>) -> Self {
        self.fields(column)
    }

    /// Selects fields: `.fields((Job::NAME, Job::STATUS))`.
    pub fn fields(mut self, columns: impl Columns<O>) -> Self {
        columns.each(&mut |column| self.push(column));
        self
    }

    /// Selects every field that the type has, parents and children apart.
    pub fn all_fields(mut self) -> Self {
        let relationship = flags::PARENT | flags::CHILDREN;
        for (name, flags) in O::TABLE.names.iter().zip(O::TABLE.flags.iter()) {
            if flags & relationship == 0 {
                self.push((*name).to_owned());
            }
        }
        self
    }

    /// Selects fields of a parent: `.parent(Job::ACCOUNT, (Account::NAME, Account::PHONE))`.
    pub fn parent<P>(mut self, parent: Parent<O, P>, columns: impl Columns<P>) -> Self {
        let prefix = parent.prefix();
        columns.each(&mut |column| self.push(format!("{prefix}{column}")));
        self
    }

    /// Selects children, by a query of their own:
    /// `.children(Job::INTERVIEWS, Interview::select().field(Interview::NAME))`.
    pub fn children<K: Query>(
        mut self,
        children: ChildRelationship<O, K>,
        query: Select<K>,
    ) -> Self {
        self.push(format!(
            "({})",
            Printed {
                query: &query,
                from: children.name()
            }
        ));
        self
    }

    /// Keeps the records for which the condition holds; a second call adds a condition.
    pub fn filter(mut self, filter: Filter<O>) -> Self {
        self.filter = Some(match self.filter {
            Some(before) => before.and(filter),
            None => filter,
        });
        self
    }

    /// Sorts the records; a second call decides between records the first finds equal.
    pub fn order_by(mut self, order: Order<O>) -> Self {
        self.order.push(order);
        self
    }

    /// At most so many records.
    pub const fn limit(mut self, records: u32) -> Self {
        self.limit = Some(records);
        self
    }

    /// Without the first records, at most 2,000 of them.
    ///
    /// Source: SOQL and SOSL Reference, “OFFSET”: the maximum offset is 2,000 rows; a greater one
    /// is answered with `NUMBER_OUTSIDE_VALID_RANGE`.
    pub const fn offset(mut self, records: u32) -> Self {
        self.offset = Some(records);
        self
    }

    /// The SOQL text.
    #[must_use]
    pub fn to_soql(&self) -> String {
        self.to_string()
    }

    /// The SOQL text that counts the records instead of bringing them: `SELECT COUNT() FROM …`.
    ///
    /// The order is left out, which the org refuses where it counts.
    ///
    /// Source: SOQL and SOSL Reference, “COUNT()”: “can't be used with an ORDER BY clause”.
    #[must_use]
    pub fn to_count_soql(&self) -> String {
        let counting = Self {
            columns: vec!["COUNT()".to_owned()],
            order: Vec::new(),
            ..self.clone()
        };
        counting.to_string()
    }

    /// The org refuses a field that is selected twice.
    fn push(&mut self, column: String) {
        if !self.columns.contains(&column) {
            self.columns.push(column);
        }
    }
}

impl<O: Query> Default for Select<O> {
    fn default() -> Self {
        Self::new()
    }
}

impl<O> Clone for Select<O> {
    fn clone(&self) -> Self {
        Self {
            columns: self.columns.clone(),
            filter: self.filter.clone(),
            groups: self.groups,
            order: self.order.iter().map(Order::clone).collect(),
            limit: self.limit,
            offset: self.offset,
        }
    }
}

/// The query as SOQL.
impl<O: SObject> fmt::Display for Select<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printed {
            query: self,
            from: O::NAME,
        }
        .fmt(f)
    }
}

impl<O: SObject> fmt::Debug for Select<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Select({self})")
    }
}

/// A query of an object, or of a relationship when it stands in another query.
struct Printed<'a, O> {
    query: &'a Select<O>,
    from: &'a str,
}

impl<O> fmt::Display for Printed<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { query, from } = self;
        f.write_str("SELECT ")?;
        if query.columns.is_empty() {
            f.write_str("Id")?;
        }
        list(f, &query.columns)?;
        write!(f, " FROM {from}")?;
        if let Some(filter) = &query.filter {
            write!(f, " WHERE {filter}")?;
        }
        if let Some(groups) = query.groups {
            write!(f, " GROUP BY {}", groups.join(", "))?;
        }
        if !query.order.is_empty() {
            f.write_str(" ORDER BY ")?;
            list(f, &query.order)?;
        }
        if let Some(limit) = query.limit {
            write!(f, " LIMIT {limit}")?;
        }
        if let Some(offset) = query.offset {
            write!(f, " OFFSET {offset}")?;
        }
        Ok(())
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if i == 0 { "" } else { ", " })?;
    }
    Ok(())
}

/// A column, or a tuple of up to sixteen.
#[diagnostic::on_unimplemented(
    message = "these are not columns of `{O}`",
    label = "expected a column of `{O}`, or a list of up to sixteen",
    note = "a column of a parent is reached through the parent: `.parent(Job::ACCOUNT, Account::NAME)`, `Job::ACCOUNT.column(Account::NAME)`; for more than sixteen columns call `.fields(…)` again"
)]
pub trait Columns<O> {
    /// Calls back with each column as SOQL writes it.
    fn each(self, add: &mut dyn FnMut(String));
}

#[diagnostic::do_not_recommend]
impl<O, T, C> Columns<O> for Column<O, T, C> {
    fn each(self, add: &mut dyn FnMut(String)) {
        add(self.to_string());
    }
}

macro_rules! tuples {
    () => {};
    ($first:ident $value:ident $($rest:ident $values:ident)*) => {
        tuples!($($rest $values)*);
        impl<Object, $first: Columns<Object>, $($rest: Columns<Object>),*> Columns<Object>
            for ($first, $($rest,)*)
        {
            fn each(self, add: &mut dyn FnMut(String)) {
                let ($value, $($values,)*) = self;
                $value.each(add);
                $($values.each(add);)*
            }
        }
    };
}
tuples!(A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o P p);
