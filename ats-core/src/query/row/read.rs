//! Reading rows from JSON.

use super::list::{RawRow, RowList};
use super::row_trait::Row;
use crate::record::Page;
use crate::wire::{ReadError, read_list, read_record};

/// Reads the answer to a query.
pub(crate) fn read_page<R: Row>(json: &str) -> Result<Page<R>, ReadError> {
    let mut list = RowList::<R>::default();
    read_list(json, &mut list)?;
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
    read_record(json, &mut raw)?;
    raw.build().map_err(ReadError::of)
}
