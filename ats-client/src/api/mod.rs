//! The operations of the API: one file or folder for each group of endpoints.
//!
//! Nothing below this layer changes for a new endpoint. Within it, files use those before them:
//! `composite::format` ← `records` ← `query` ← `composite`, `collections`, `files`, `confirm`, and
//! `describe` ← `org_describes` ← `org_checks`, `verify`.

pub(crate) mod collections;
pub(crate) mod composite;
pub(crate) mod confirm;
pub(crate) mod custom;
pub(crate) mod describe;
pub(crate) mod files;
pub(crate) mod identity;
pub(crate) mod limits;
mod org_checks;
mod org_describes;
pub(crate) mod query;
pub(crate) mod records;
pub(crate) mod verify;
mod versions;
