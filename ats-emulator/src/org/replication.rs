//! getUpdated and getDeleted: the records that changed in a span of time.

use rusqlite::Connection;

use super::schema::Object;
use crate::error::ApiError;

/// The Ids of the records of an object made or changed from `start` on and before `end`, by
/// `SystemModstamp`; deleted ones are not among them. Both times as the store writes
/// moments: `YYYY-MM-DDTHH:MM:SS.000+0000`.
pub(crate) fn updated(
    connection: &Connection,
    object: &Object,
    start: &str,
    end: &str,
) -> Result<Vec<String>, ApiError> {
    let sql = format!(
        "SELECT Id FROM {} WHERE SystemModstamp >= ?1 AND SystemModstamp < ?2 AND IsDeleted = 0 \
         ORDER BY SystemModstamp, Id",
        object.table
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let ids = statement
        .query_map([start, end], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

/// The Ids of the records of an object that were deleted from `start` on and before `end`
/// and are still in the bin, each with when.
pub(crate) fn deleted(
    connection: &Connection,
    object: &Object,
    start: &str,
    end: &str,
) -> Result<Vec<(String, String)>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at FROM _org_deleted WHERE object = ?1 AND at >= ?2 AND at < ?3 \
         ORDER BY at, id",
    )?;
    let rows = statement
        .query_map([object.name.as_str(), start, end], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
