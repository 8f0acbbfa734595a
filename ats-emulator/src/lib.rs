//! A local Salesforce org over real HTTP, made from describe files: for tests, demonstrations
//! and development without an org.
//!
//! ```no_run
//! use ats_emulator::{Emulator, Fault, FaultKind};
//!
//! # async fn example() -> Result<(), ats_emulator::StartError> {
//! let org = Emulator::start("schemas").await?;
//! // Point any Salesforce client at `org.base_url()`, which is login host and instance in
//! // one; any user name and password will do.
//! org.faults().add(Fault::new(FaultKind::Unavailable).times(2));
//! // … and see whether it retries.
//! assert_eq!(org.requests().len(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! The command `ats-emulator` does the same for programs in other languages. What is served,
//! every fault and every limit is in the README.
//!
//! | module | holds |
//! |---|---|
//! | `error`, `shortened` | the errors that the org responds with; limits on the text that they repeat |
//! | `version`, `date_time` | versions of the API; days and date-times |
//! | `store` | SQLite: file, connections, tables, collations, clock |
//! | `org` | the org without HTTP: schema and rules of records |
//! | `query` | SOQL compiled to SQL, and its results |
//! | `http` | routes, OAuth, composite, limits, faults |
//! | `emulator` | starting and stopping |
//!
//! Each module uses only those above it.

mod date_time;
mod emulator;
mod error;
mod http;
mod org;
mod query;
mod shortened;
mod store;
mod version;

pub use self::emulator::{Emulator, EmulatorBuilder, StartError};
pub use self::http::Exchange;
pub use self::http::auth::credentials::{Credentials, CredentialsError};
pub use self::http::fault::{Fault, FaultError, FaultKind, FaultReport, Faults};
