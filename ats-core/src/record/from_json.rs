//! Reading one record from JSON.

use crate::wire::{ReadError, Record, read_record};

/// Reads one record from JSON.
///
/// The same as `serde_json::from_str`, without instantiating the reader in the calling crate.
///
/// # Errors
///
/// If the text is no record of this object, or a field holds something it cannot be; the error
/// names the field and the place.
// Such thin functions are compiled where they are called: elsewhere they would need the record's
// drop glue once more.
#[inline]
pub fn from_json<T: Record + Default>(json: &str) -> Result<T, ReadError> {
    let mut record = T::default();
    read_record(json, &mut record)?;
    Ok(record)
}
