//! Salesforce's rules, one file each, written once for every crate above.
//!
//! No dependencies and no features: a build script, a `const` item or a proc macro can use
//! them. Each function says where its rule is documented; where Salesforce leaves something
//! open, the documentation says so and what we chose.

pub mod api_limits;
pub mod api_name;
pub mod api_version;
pub mod date;
pub mod decimal;
pub mod email;
pub mod error_code;
pub mod field_type;
pub mod id;
pub mod literal;
pub mod picklist;
pub mod server_text;
pub mod soql_limits;
pub mod text;
