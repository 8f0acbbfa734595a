//! The bits of [`Table::operations`](crate::record::Table::operations): the permissions on an object.

/// Records may be queried (`queryable`).
pub const QUERY: u8 = 1;
/// Records may be retrieved by id (`retrieveable`).
pub const RETRIEVE: u8 = 1 << 1;
/// Records may be created (`createable`).
pub const CREATE: u8 = 1 << 2;
/// Records may be updated (`updateable`).
pub const UPDATE: u8 = 1 << 3;
/// Records may be deleted (`deletable`).
pub const DELETE: u8 = 1 << 4;
