//! Queries.

mod paging;
mod request;
mod run;
mod soql_text;
mod stream;
mod to_query;

pub(super) use paging::rows_in_all;
pub(super) use request::{query_path, query_request};
pub use soql_text::Soql;
pub use stream::RecordStream;
pub use to_query::ToQuery;
