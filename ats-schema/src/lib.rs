//! The ground floor of the Asymbl ATS SDK: pure functions and plain data, no I/O, no async.
//!
//! Every room above stands on this one, so each rule of Salesforce is written once, here:
//!
//! | module | holds | needs feature |
//! |---|---|---|
//! | [`rules`] | Id checksum, text counting, SOQL literals, dates, decimals, picklists, error codes | none, and no dependencies |
//! | [`names`] | taking API names apart, nearest name; with the feature: API name → Rust identifier, and the one collision rule | part of it `names` |
#![cfg_attr(
    feature = "soql",
    doc = "| [`soql`] | the query language: text → AST with positions, AST → text, mistakes in words, and whether a query suits a schema | `soql`, and no dependencies |\n\
           | [`schema`] | what is known of an org's objects, as far as queries need it; its compact text | `soql`; `describe` to make it of describes |"
)]
#![cfg_attr(
    not(feature = "soql"),
    doc = "| `soql`, `schema` | the query language, and what is known of an org's objects as far as queries need it | `soql` |"
)]
#![cfg_attr(
    feature = "describe",
    doc = "| [`describe`] | `describe` JSON → model, with refusals that name file, line and path | `describe` |"
)]
#![cfg_attr(
    not(feature = "describe"),
    doc = "| `describe` | `describe` JSON → model, with refusals that name file, line and path | `describe` |"
)]
//!
//! Nothing is switched on by default: `ats-core` and `ats-derive` take the rules alone and
//! compile no dependency for it.
//!
//! ```
//! use ats_schema::rules::{id, text};
//!
//! // The guide prints this Id with a letter O where the org has a zero.
//! let error = id::parse("aOMEm000004fFnBMAU").unwrap_err();
//! assert_eq!(error.suggestion("aOMEm000004fFnBMAU").as_deref(), Some("a0MEm000004fFnBMAU"));
//!
//! assert!(text::fits("Zoë", 3));
//! ```

#[cfg(feature = "describe")]
pub mod describe;
pub mod names;
pub mod rules;
#[cfg(feature = "soql")]
pub mod schema;
#[cfg(feature = "soql")]
pub mod soql;
