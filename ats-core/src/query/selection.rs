//! Queries of structs that derive `Select`.

use std::fmt;
use std::marker::PhantomData;

use super::filter::Filter;
use super::order::Order;
use super::row::{self, Row};
use super::select::Select;
use crate::record::{Page, Query};
use crate::table::Table;
use crate::wire::ReadError;

/// A struct whose fields are what a query selects: `#[derive(Select)]` makes one.
pub trait Selection: Row {
    /// The object whose records they are.
    type Object: Query;

    /// What a query of groups groups by.
    #[doc(hidden)]
    const GROUPS: &'static [&'static str];

    /// The columns.
    #[doc(hidden)]
    fn columns(list: &mut ColumnList<'_>);
}

/// A [`Selection`] of fields of `O`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not select fields of `{O}`",
    label = "expected a struct with `#[derive(Select)]` for `{O}`",
    note = "the relationship leads to records of `{O}`: the row that stands for them says so, `#[select({O})]`"
)]
pub trait SelectionOf<O> {}

#[diagnostic::do_not_recommend]
impl<R: Selection<Object = O>, O> SelectionOf<O> for R {}

/// For the derive: does not compile unless `R` is of the right object.
#[doc(hidden)]
pub const fn is_selection_of<R: SelectionOf<O>, O>() {}

/// What a query selects, as it is put together.
#[doc(hidden)]
pub struct ColumnList<'a> {
    columns: &'a mut Vec<String>,
    /// The parents before a column: `bpats__Account__r.`
    prefix: String,
}

impl<'a> ColumnList<'a> {
    fn of<R: Selection>(columns: &'a mut Vec<String>, prefix: String) {
        R::columns(&mut Self { columns, prefix });
    }

    pub fn column(&mut self, column: &str) {
        self.columns.push(format!("{}{column}", self.prefix));
    }

    pub fn parent<R: Selection>(&mut self, relationship: &str) {
        let prefix = format!("{}{relationship}.", self.prefix);
        ColumnList::of::<R>(self.columns, prefix);
    }

    pub fn children<R: Selection>(&mut self, relationship: &str) {
        let mut columns = Vec::new();
        ColumnList::of::<R>(&mut columns, String::new());
        let columns = columns.join(", ");
        self.columns
            .push(format!("(SELECT {columns} FROM {relationship})"));
    }
}

/// A query whose rows are `R`s, a struct that derives `Select`; made by its `select()`.
///
/// What is selected is known; this says which records, in which order, and how many.
#[must_use = "a query does nothing until it is sent"]
pub struct SelectAs<R: Selection> {
    select: Select<R::Object>,
    row: PhantomData<fn() -> R>,
}

impl<R: Selection> SelectAs<R> {
    /// A query of all records.
    #[doc(hidden)]
    pub fn new() -> Self {
        let mut columns = Vec::new();
        ColumnList::of::<R>(&mut columns, String::new());
        Self {
            select: Select::with(columns, R::GROUPS),
            row: PhantomData,
        }
    }

    /// Keeps the records for which the condition holds; a second call adds a condition.
    pub fn filter(mut self, filter: Filter<R::Object>) -> Self {
        self.select = self.select.filter(filter);
        self
    }

    /// Sorts the records; a second call decides between records the first finds equal.
    pub fn order_by(mut self, order: Order<R::Object>) -> Self {
        self.select = self.select.order_by(order);
        self
    }

    /// At most so many records.
    pub fn limit(mut self, records: u32) -> Self {
        self.select = self.select.limit(records);
        self
    }

    /// Without the first records, at most 2,000 of them: see [`Select::offset`].
    pub fn offset(mut self, records: u32) -> Self {
        self.select = self.select.offset(records);
        self
    }

    /// The SOQL text.
    #[must_use]
    pub fn to_soql(&self) -> String {
        self.select.to_soql()
    }

    /// The SOQL text that counts the records instead of bringing them; `None` for a query of groups.
    #[must_use]
    pub fn to_count_soql(&self) -> Option<String> {
        (!self.select.is_grouped()).then(|| self.select.to_count_soql())
    }

    /// The columns of the rows.
    #[doc(hidden)]
    #[must_use]
    pub const fn table() -> &'static Table {
        row::table::<R>()
    }

    /// Reads a page of the answer.
    ///
    /// # Errors
    ///
    /// If the text is no query result, or a field holds something it cannot be: the error names it.
    pub fn read_page(json: &str) -> Result<Page<R>, ReadError> {
        row::read_page(json)
    }
}

impl<R: Selection> Default for SelectAs<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Selection> Clone for SelectAs<R> {
    fn clone(&self) -> Self {
        Self {
            select: self.select.clone(),
            row: PhantomData,
        }
    }
}

impl<R: Selection> fmt::Display for SelectAs<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.select.fmt(f)
    }
}

impl<R: Selection> fmt::Debug for SelectAs<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SelectAs({})", self.select)
    }
}
