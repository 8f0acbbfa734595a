//! What the SDK costs, measured against the same models under `serde_derive`.
//!
//! | run | measures |
//! |---|---|
//! | `cargo run --release -p bench --bin compile-cost` | what the generated crate costs to compile |
//! | `cargo run --release -p bench --bin soql-cost` | what checked queries cost to compile |
//! | `cargo bench -p bench --bench soql_text` | what their text costs at run time |
//! | `cargo bench -p bench --bench read_page` | how fast a page of 2,000 records is read and written |
//! | `cargo bench -p bench --bench read_memory` | what reading it allocates |
//!
//! README.md says what is compared and why that is fair.

pub mod agree;
pub mod cost;
pub mod model;
pub mod page;
pub mod peer;
pub mod race;
pub mod soql;
pub mod stats;
