//! The org without HTTP: its objects, what users see of them, the rules of records.
//!
//! | module | holds |
//! |---|---|
//! | `open_error` | reasons why an org cannot be opened |
//! | `schema_files` | describes, permission sets and provenance, from a folder or from memory |
//! | `builtin_objects` | the describes of User, Organization and the like, which no folder needs to bring |
//! | `record_id` | the Ids of records |
//! | `schema` | all objects and fields, ready for look-ups |
//! | `visible_schema` | the schema as one user sees it, as describes and as flags |
//! | `field_json` | from a column to JSON |
//! | `replication` | getUpdated and getDeleted |
//! | `transaction` | create, update, upsert, delete, retrieve |
//! | `initial_records`, `demo_records` | the records an org has from the start, and those of a demonstration |
//! | `permission_set_records` | the permission sets as records |
//! | `handle` | opening an org, reading and writing |
//!
//! Everything here blocks; HTTP calls it from blocking threads.

mod builtin_objects;
mod demo_records;
pub(crate) mod field_json;
mod handle;
mod initial_records;
mod open_error;
mod permission_set_records;
mod queried_schema;
mod record_id;
pub(crate) mod replication;
mod schema;
mod schema_files;
mod transaction;
mod visible_schema;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub(crate) use self::handle::{Org, OrgOptions};
pub(crate) use self::open_error::OpenError;
pub(crate) use self::record_id::{base62, full_id};
pub(crate) use self::schema::{Field, Object, Schema};
pub(crate) use self::schema_files::SchemaFiles;
pub(crate) use self::transaction::{RecordReader, Transaction, no_such_key};
pub(crate) use self::visible_schema::{Actor, VisibleObject, VisibleSchema};
