//! The org over HTTP.
//!
//! | module | holds |
//! |---|---|
//! | `message` | a request and a response without HTTP, as composite resources need them |
//! | `fault` | faults on demand |
//! | `gzip`, `blocking` | encodings; work that blocks |
//! | `limits`, `journal` | the daily allocation; the last requests |
//! | `auth` | OAuth, SOAP login, sessions |
//! | `app` | the state that all requests share |
//! | `rest` | `/services/data` |
//! | `control` | `/__emulator`, for tests in other languages |
//! | `middleware` | limits of size, gzip, faults and the journal, for every request |
//! | `router` | the paths that are served |
//! | `server` | connections |

pub(crate) mod app;
pub(crate) mod auth;
mod blocking;
mod control;
pub(crate) mod fault;
mod gzip;
mod journal;
mod limits;
mod message;
mod middleware;
mod rest;
pub(crate) mod router;
pub(crate) mod server;

pub use self::journal::Exchange;
