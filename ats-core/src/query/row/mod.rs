//! Rows of checked queries: what `soql!` and `#[derive(Select)]` read.
//!
//! A row is read into its *cells*, one an item of the `SELECT` list, each of which may be null. Only
//! when the record is complete do they become the row's fields; a field that takes no null is then
//! known to have a value. All of that is written once, here; an expansion says which cells there are
//! and names the fields.

mod cells;
mod column;
mod debug;
mod fields;
mod list;
mod read;
mod row_trait;
mod rows;
mod unfit;

pub use cells::{Cells, ChildrenCell, Needed, ParentCell, Wide};
pub use column::{FromChildren, FromColumn};
pub use debug::debug_row;
pub use fields::{TypeofRow, children, column, converted, parent, typeof_, unfinished};
pub(crate) use read::read_page;
pub use read::read_row;
pub(crate) use row_trait::table;
pub use row_trait::{Built, Row, RowColumns};
pub use rows::Rows;
pub use unfit::{Misfit, Unfit};
