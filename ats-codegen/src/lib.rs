//! Generates a typed Rust crate from the describe metadata of a Salesforce org.
//!
//! Most people run the program, `ats-codegen generate`. A build script uses [`Generator`].
//!
//! The stages, one module each, are functions from plain data to plain data. [`Generator`] runs
//! them in this order, and no stage calls an earlier one:
//!
//! | stage | does |
//! |---|---|
//! | `describe_files` | reads describes, provenance and permission sets |
//! | `fixups` | mends quirks of describes, applies `ats-codegen.toml` and the permission set |
//! | `names` | gives everything its Rust name |
//! | `model` | decides what will be printed |
//! | `emit` | builds the syntax tree and prints it |
//! | `write` | writes the files that changed, a folder as a whole |
//!
//! Beside them are `drift`, which compares two descriptions of an org, `soql`, which checks
//! queries in files, and `fetch`, which saves the describes of an org (feature `fetch`, on by
//! default; a build script does without it). The command line stands on top.

#[doc(hidden)]
pub mod cli;
mod config;
mod conventions;
mod describe_files;
mod drift;
mod emit;
mod error;
#[cfg(feature = "fetch")]
mod fetch;
mod field_kind;
mod fixups;
mod folder_replacement;
mod generator;
#[doc(hidden)]
pub mod model;
mod names;
mod package;
mod parallel;
mod paths;
mod printable;
mod recorded_options;
mod report;
mod soql;
mod terminal_style;
mod write;

pub use self::error::{Error, Warning};
pub use self::generator::Generator;
pub use self::report::{NamesReport, ObjectLine, Report};
