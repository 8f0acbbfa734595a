//! Creating, changing, deleting and reading records, with every rule a describe states.
//!
//! | module | holds |
//! |---|---|
//! | `errors` | the errors about records, in Salesforce's words |
//! | `column_value` | one value: from JSON to its column, or an error |
//! | `lookup` | finding records by Id or value |
//! | `state` | a transaction: connection, user, time, savepoints, sequences |
//! | `read` | retrieving records |
//! | `record_body` | a record's body: which fields it may have, references by external id |
//! | `defaults` | values that the org fills in: defaults, system fields, auto-numbers, names |
//! | `validation` | required fields, references, unique and dependent values |
//! | `row` | writing a row as it is |
//! | `content_version` | the document and links that creating a ContentVersion creates |
//! | `save` | create, update, upsert |
//! | `delete` | delete |
//!
//! Not done, because no describe states it: validation rules, triggers, formulas, roll-ups,
//! lookup filters, sharing, field history.

mod column_value;
mod content_version;
mod defaults;
mod delete;
mod errors;
mod lookup;
mod read;
mod record_body;
mod row;
mod save;
mod state;
mod validation;

#[cfg(test)]
mod tests;

pub(crate) use self::errors::no_such_key;
pub(crate) use self::read::RecordReader;
pub(crate) use self::state::Transaction;
