//! The integration guide over HTTP: what it prints is sent by the client, answered by an emulated
//! org, and compared field by field.
//!
//! The samples are in `tests/guide/samples`, put right where they are misprinted; what was put
//! right, and why, is in `tests/guide/errata.toml`.

mod allocations;
mod errata;
mod ids;
mod org;
mod permissions;
mod querying;
mod reading;
mod recorder;
mod refusals;
mod samples;
mod signing_in;
mod statuses;
mod writing;
