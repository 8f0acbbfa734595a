//! A local Salesforce org over real HTTP, made from describe files.
//!
//! | module | holds |
//! |---|---|
//! | `error` | what the org answers when it refuses |
//! | `org` | the org without HTTP: schema, SQLite store, rules of records |
//! | `query` | SOQL compiled to SQL, and its answers |
//! | `http` | routes, OAuth, composite, limits, faults |

mod error;
mod http;
mod org;
mod query;
