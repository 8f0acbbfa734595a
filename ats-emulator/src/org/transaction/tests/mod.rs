//! Each rule of records, on small schemas.

mod content;
mod delete;
mod keys;
mod values;
