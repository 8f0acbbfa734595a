//! The SQLite database of an org: its file, connections, tables, collations and clock.
//!
//! | module | holds |
//! |---|---|
//! | `error` | reasons why a database cannot be opened; SQLite's errors as API errors |
//! | `path_check`, `file_lock` | checks of a database file before SQLite opens it; one process per file |
//! | `pool` | connections, lent out first come, first served |
//! | `tables` | column types and the creation of tables |
//! | `collation` | the orders in which columns are compared |
//! | `clock` | the time of an org |
//! | `connections` | opening, and transactions that read or write |

mod clock;
mod collation;
mod connections;
mod error;
mod file_lock;
mod path_check;
mod pool;
mod tables;

pub(crate) use self::clock::Clock;
pub(crate) use self::collation::{BINARY, DECIMAL, NO_CASE};
pub(crate) use self::connections::{LOCK_WAIT, Store};
pub(crate) use self::error::{DISK_FULL, StoreError, disk_full};
pub(crate) use self::tables::{Column, ColumnType, Table, quote};
