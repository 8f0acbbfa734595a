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
//! | `emulator` | starting and stopping |
//! | `echo` | limits on the request text that a response repeats |
//! | `error` | what the org answers when it refuses |
//! | `version` | versions of the API |
//! | `moment` | days and moments |
//! | `org` | the org without HTTP: schema, SQLite store, rules of records |
//! | `query` | SOQL compiled to SQL, and its answers |
//! | `http` | routes, OAuth, composite, limits, faults |

mod echo;
mod emulator;
mod error;
mod http;
mod moment;
mod org;
mod query;
mod version;

pub use self::emulator::{Emulator, EmulatorBuilder, StartError};
pub use self::http::Exchange;
pub use self::http::auth::credentials::{Credentials, CredentialsError};
pub use self::http::fault::{Fault, FaultError, FaultKind, FaultReport, Faults};
