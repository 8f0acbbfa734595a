//! What generated code stands on: typed values, records, and the SOQL builder.
//!
//! A crate that `ats-codegen` writes holds little but structs; everything they can do is here.
//!
//! | module | holds |
//! |---|---|
//! | [`value`] | the types of fields: [`Id`](value::Id), [`Text`](value::Text), picklists, [`Number`](value::Number), dates, addresses |
//! | [`record`] | reading and writing records, what may be sent, the CRUD traits, errors |
//! | [`query`] | columns, conditions and [`Select`](query::Select), the SOQL builder |
//!
//! Nothing here does I/O: a query is text, and a call to the org is an
//! [`Operation`](record::Operation) for a client to carry out.
//!
//! # Reading forgives, writing does not
//!
//! Orgs change while programs run. A picklist value that the schema does not list, a longer text, a
//! new field, a missing one: all of them are read without loss. None of them can be written by
//! accident: what the compiler cannot refuse, [`record::NewRecord::validate`] refuses before anything
//! is sent, naming the label, the API name and the rule.

#![forbid(unsafe_code)]

pub mod prelude;
pub mod query;
pub mod record;
mod table;
pub mod value;
mod wire;

pub use ats_derive::{Picklist, Polymorphic, SObject, Select};

#[doc(hidden)]
#[path = "rt.rs"]
pub mod __rt;
