//! The trait of rows, and the table of a row's cells.

use std::marker::PhantomData;

use super::cells::Cells;
use super::unfit::Unfit;
use crate::table::Table;

/// A row of a query's answer.
///
/// `soql!` makes one of each query; `#[derive(Select)]` makes one of a struct of your own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of a query",
    label = "expected a struct that derives `Select`",
    note = "`#[derive(Select)] #[select(Job)]` makes a struct a row; a parent or child in it is a row of its own object"
)]
pub trait Row: Sized + Send + 'static {
    /// The names of the cells: what [`Table::row`] takes. A literal alone, since the compiler
    /// evaluates this for each row of a program when it checks it.
    #[doc(hidden)]
    const COLUMNS: RowColumns;

    /// What the record is read into.
    #[doc(hidden)]
    type Raw: Cells;

    /// The row, of what was read, once it is [finished](Cells::finish).
    #[doc(hidden)]
    fn build(raw: Self::Raw) -> Built<Self>;
}

/// The API name of the object and the names of the cells.
#[doc(hidden)]
pub type RowColumns = (&'static str, &'static [&'static str]);

/// A row, or why it is none.
#[doc(hidden)]
pub type Built<R> = Result<R, Unfit>;

/// The names of a row's cells.
pub(crate) const fn table<R: Row>() -> &'static Table {
    RowTable::<R>::TABLE
}

/// What is evaluated of a row only where the row is read.
struct RowTable<R>(PhantomData<R>);

impl<R: Row> RowTable<R> {
    const TABLE: &'static Table = &row_table(R::COLUMNS);
}

const fn row_table((object, names): RowColumns) -> Table {
    Table::row(object, names)
}
