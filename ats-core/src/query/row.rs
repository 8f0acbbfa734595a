//! Rows of checked queries: what `soql!` and `#[derive(Select)]` read.
//!
//! A row is read into its *cells*, one an item of the `SELECT` list, each of which may be null. Only
//! when the record is complete do they become the row's fields; a field that takes no null is then
//! known to have a value. All of that is written once, here; an expansion says which cells there are
//! and names the fields.

mod cells;
mod column;
mod debug;
mod list;
mod rows;

pub use self::cells::{Cell, Cells, ChildrenCell, Needed, ParentCell, Wide};
pub use self::column::{FromChildren, FromColumn, Misfit};
pub use self::debug::debug_row;
pub use self::list::RawRow;
pub use self::rows::Rows;

use std::marker::PhantomData;

use crate::record::{Numbers, Page, ReadError, Table};

use self::list::RowList;

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

/// The API name of the object and the names of the cells, one after the other, and then
/// [`Numbers`](crate::record::Numbers): where each name ends, counted from the first; the slots in
/// their order; how long the object's name is; and how many cells there are. All of that is one
/// literal: the compiler looks at each of a program's rows.
#[doc(hidden)]
pub type RowColumns = &'static str;

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

const fn row_table(columns: RowColumns) -> Table {
    let (columns, cells) = last_number(columns);
    let (columns, object_end) = last_number(columns);
    let (columns, sorted) = columns.split_at(columns.len() - 4 * cells);
    let (columns, ends) = columns.split_at(columns.len() - 4 * cells);
    let (object, names) = columns.split_at(object_end);
    Table::row(object, (names, ends), sorted)
}

const fn last_number(columns: &'static str) -> (&'static str, usize) {
    let (before, last) = columns.split_at(columns.len() - 4);
    (before, Numbers::new(last).at(0) as usize)
}

/// Reads the answer to a query.
pub(crate) fn read_page<R: Row>(json: &str) -> Result<Page<R>, ReadError> {
    let mut list = RowList::<R>::default();
    crate::record::read_list(json, &mut list)?;
    let rows = list.finish().map_err(ReadError::of)?;
    Ok(rows.into_page())
}

/// Reads one record.
///
/// # Errors
///
/// As [`Page::from_json`](crate::record::Page::from_json).
#[doc(hidden)]
pub fn read_row<R: Row>(json: &str) -> Result<R, ReadError> {
    let mut raw = RawRow::<R>::default();
    crate::record::read_into(json, &mut raw)?;
    raw.build().map_err(ReadError::of)
}

/// A value that does not fit the row's field: where, and why.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    path: String,
    reason: String,
}

impl Unfit {
    /// Where there is no row, there is none to make.
    pub(super) fn none() -> Self {
        Self::at("COUNT()", "a record where only a number is asked for")
    }

    fn at(place: &str, reason: impl std::fmt::Display) -> Self {
        Self {
            path: place.to_owned(),
            reason: reason.to_string(),
        }
    }

    fn within(mut self, table: &'static Table, slot: usize) -> Self {
        let place = table.names.get(slot).unwrap_or_default();
        self.path = match self.path.as_str() {
            "" => place.to_owned(),
            path => format!("{place}.{path}"),
        };
        self
    }
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

/// The field of a row for a cell that holds a value.
#[doc(hidden)]
pub fn column<R: Row, T, F: FromColumn<T>>(slot: usize, value: Option<T>) -> Result<F, Unfit> {
    converted::<R, F>(slot, F::from_column(value))
}

/// The field of a row for a value that was converted.
#[doc(hidden)]
pub fn converted<R: Row, F>(slot: usize, field: Result<F, Misfit>) -> Result<F, Unfit> {
    field.map_err(|reason| Unfit::at(place::<R>(slot), reason))
}

/// The field of a row for a parent.
#[doc(hidden)]
pub fn parent<R: Row, P: Row, F: FromColumn<P>>(
    slot: usize,
    cell: ParentCell<P>,
) -> Result<F, Unfit> {
    converted::<R, F>(slot, F::from_column(cell.row))
}

/// The field of a row for children.
#[doc(hidden)]
pub fn children<R: Row, K: Row, F: FromChildren<K>>(
    slot: usize,
    cell: ChildrenCell<K>,
) -> Result<F, Unfit> {
    converted::<R, F>(slot, F::from_children(cell.rows))
}

/// A parent that is of one of several objects: what `TYPEOF` brings.
#[doc(hidden)]
pub trait TypeofRow: Sized {
    fn read(object: &str, json: &str) -> Result<Self, ReadError>;
}

/// The field of a row for a `TYPEOF`.
#[doc(hidden)]
pub fn typeof_<R: Row, E: TypeofRow, F: FromColumn<E>>(
    slot: usize,
    json: Option<crate::value::RawJson>,
) -> Result<F, Unfit> {
    let place = place::<R>(slot);
    let read = |json: crate::value::RawJson| {
        let object = crate::record::object_of(json.as_str())?;
        E::read(&object, json.as_str())
    };
    let parent = json.map(read).transpose();
    let parent = parent.map_err(|error| Unfit::at(place, error))?;
    F::from_column(parent).map_err(|reason| Unfit::at(place, reason))
}

/// A row is built of cells that are finished, and so of this there is none.
///
/// # Errors
///
/// Always.
#[doc(hidden)]
pub fn unfinished<R>() -> Result<R, Unfit> {
    Err(Unfit::at("the row", "built before it was read"))
}

fn place<R: Row>(slot: usize) -> &'static str {
    table::<R>().names.get(slot).unwrap_or_default()
}
