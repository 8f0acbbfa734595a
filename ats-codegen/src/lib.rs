//! Generates a typed Rust crate from the describe metadata of a Salesforce org.
//!
//! Most people run the program, `ats-codegen generate`. A build script uses [`Generator`].
//!
//! Stages, one module each, every one a function from plain data to plain data:
//!
//! | stage | does |
//! |---|---|
//! | [`source`] | reads describes, provenance and permission sets |
//! | `fixups` | mends quirks of describes, applies `ats-codegen.toml` |
//! | `names` | gives everything its Rust name |
//! | [`model`] | says what will be printed |
//! | [`emit`] | builds the syntax tree and prints it |
//! | `write` | writes what changed, by way of `swap`: a folder changes as a whole |
//!
//! Beside them: [`drift`] tells what changed between two descriptions of an org, and `fetch`
//! brings one from an org (feature `fetch`, on by default; a build script does without it).

pub mod cli;
pub mod config;
pub mod drift;
pub mod emit;
mod error;
#[cfg(feature = "fetch")]
pub mod fetch;
mod fixups;
mod generator;
mod kind;
pub mod model;
mod names;
mod package;
mod parallel;
mod report;
mod select;
mod shown;
mod soql;
pub mod source;
mod swap;
mod write;

pub use self::error::{Error, Warning};
pub use self::generator::Generator;
pub use self::report::{ObjectLine, Report};
