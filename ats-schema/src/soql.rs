//! SOQL, the query language of Salesforce: text to data and back.
//!
//! [`parse`] reads a query, says where it is wrong, and gives an [`ast::Query`] whose nodes
//! all know where they stand. Printing one with `{}` gives a text that reads back as the
//! same query. Parsing knows no object and no field: whether a query suits an org is for
//! [`check`] to say.
//!
//! What is read is the language of *SOQL and SOSL Reference, SOQL SELECT Syntax*, in the
//! [`Dialect`] of the place it stands in.
//!
//! ```
//! use ats_schema::soql::{Dialect, parse};
//!
//! let query = parse(
//!     "SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE CreatedDate = LAST_N_DAYS:30",
//!     Dialect::Rest,
//! )?;
//! assert_eq!(query.select.items().len(), 2);
//! assert_eq!(parse(&query.to_string(), Dialect::Rest)?, query);
//! # Ok::<(), ats_schema::soql::SoqlError>(())
//! ```

pub mod ast;
pub mod check;
mod dialect;
mod error;
mod lexer;
mod parser;
mod print;
mod quoted_bind;
mod span;
pub mod visit;

pub use self::dialect::Dialect;
pub use self::error::{SoqlError, SoqlErrorKind, salesforce_message};
pub use self::parser::{MAX_DEPTH, parse};
pub use self::span::Span;

#[cfg(test)]
mod tests;
