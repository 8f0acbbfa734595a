//! `/services/data/vXX.0`: one function responds to a request, whether it came over HTTP or in a
//! composite request.
//!
//! | module | holds |
//! |---|---|
//! | `context` | whose request it is, and in which transaction it is carried out |
//! | `resource` | from a path to the resource it names |
//! | `body`, `json_memory` | the JSON of a request; memory limits for JSON values |
//! | `conditional` | `If-…` headers |
//! | `files` | multipart bodies, downloads |
//! | `metadata`, `query`, `replication` | resources, describes, limits; SOQL; getUpdated and getDeleted |
//! | `record`, `collections`, `tree` | one record; `/composite/sobjects`; `/composite/tree` |
//! | `composite_references`, `composite` | `@{…}` and `/composite` |
//! | `batch`, `graph` | `/composite/batch`, `/composite/graph` |
//! | `route` | from a resource and method to the function that responds |
//! | `endpoint` | requests that came over HTTP |

mod batch;
mod body;
mod collections;
mod composite;
mod composite_references;
mod conditional;
mod context;
pub(super) mod endpoint;
mod files;
mod graph;
mod json_memory;
mod metadata;
mod query;
mod record;
mod replication;
mod resource;
mod route;
mod tree;
