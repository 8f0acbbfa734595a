//! From cells to the fields of a row: the functions that expansions call.

use super::cells::{ChildrenCell, ParentCell};
use super::column::{FromChildren, FromColumn};
use super::row_trait::{Row, table};
use super::unfit::{Misfit, Unfit};
use crate::value::RawJson;
use crate::wire::{ReadError, object_of};

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
    json: Option<RawJson>,
) -> Result<F, Unfit> {
    let place = place::<R>(slot);
    let read = |json: RawJson| {
        let object = object_of(json.as_str())?;
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
    table::<R>().names.get(slot).copied().unwrap_or_default()
}
