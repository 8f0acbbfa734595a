//! The asynchronous Salesforce client of the Asymbl ATS SDK.
//!
//! It speaks to one org as one user, in the types that `ats-codegen` wrote or a program derived
//! itself; it knows no object by name. It needs a tokio runtime.
//!
//! ```no_run
//! use ats_client::auth::Password;
//! use ats_client::{Client, ClientError};
//! use ats_generated::*;
//!
//! # async fn example() -> Result<(), ClientError> {
//! let client = Client::builder()
//!     .my_domain("acme")
//!     .credentials(Password::new("consumer key", "consumer secret", "ada@acme.example", "password and token"))
//!     .connect()
//!     .await?;
//!
//! let mut open = client.query_all(
//!     Job::select()
//!         .fields((Job::ID, Job::NAME))
//!         .filter(Job::STATUS.eq(JobStatus::Open)),
//! );
//! while let Some(job) = open.next().await {
//!     println!("{:?}", job?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | to | use |
//! |---|---|
//! | sign in | [`Client::builder`], [`auth`] |
//! | work on one record | [`Client::create`], [`retrieve`](Client::retrieve), [`update`](Client::update), [`upsert`](Client::upsert), [`delete`](Client::delete) |
//! | work on many | [`Client::collections`], [`RecordTree`] |
//! | ask | [`Client::query`], [`query_all`](Client::query_all), [`query_one`](Client::query_one), [`count`](Client::count) |
//! | make several calls at once | [`Client::composite`] |
//! | find out what an unknown outcome was | [`Client::create_confirmed`], [`Client::confirm`] |
//! | move files | [`Client::upload`], [`download`](Client::download) |
//! | know the org | [`Client::verify`], [`load_org_checks`](Client::load_org_checks), [`describe`](Client::describe), [`describe_global`](Client::describe_global), [`versions`](Client::versions), [`limits`](Client::limits), [`userinfo`](Client::userinfo) |
//! | do anything else | [`Client::request`] |
//!
//! # What is sent again, and what is not
//!
//! Reads, and writes that may be done twice, are repeated after an outage, as [`RetryPolicy`] says.
//! A create is repeated only when it is certain that the first did nothing. Nothing below this crate
//! repeats a request. A token that has expired is renewed once for all tasks that share the client.
//!
//! # The three outcomes of a write
//!
//! | outcome | reported as | what to do |
//! |---|---|---|
//! | done | `Ok`: the response proves it, by `success: true` and an id that fits | |
//! | not done | an error of which [`may_have_happened`](ClientError::may_have_happened) is false | correct the cause, or try again if [`is_retryable`](ClientError::is_retryable) |
//! | unknown | [`ClientError::OutcomeUnknown`] | [`Client::create_confirmed`] and [`Client::confirm`] find out |
//!
//! A response that does not prove an outcome makes it unknown: a successful status with another body,
//! an id of another object, a result that was not requested. Results of several records are matched by
//! reference or id wherever the API gives one.
//!
//! # What is never printed
//!
//! Errors reach logs and terminals. So the `Display` and `Debug` of every error, and what `explain` and
//! `help` return, show:
//!
//! - no password, key or token. Each one that a request sent is replaced by `…` where the server
//!   repeats it, also percent-encoded, escaped or as base64.
//! - no values of records, which may be personal data. Each value that a request sent is replaced by `…`
//!   where the server repeats it, and so is the value in Salesforce's own messages:
//!   `First Name: data value too large: … (max length=40)`. Field, label, rule, limits, ids and error
//!   codes stay. Values of one or two characters, and shorter numbers than four digits, are replaced
//!   in Salesforce's own messages only. The text of a refused query is left out.
//! - no control characters, line breaks or bidirectional controls. They are escaped, and a text of the
//!   server is cut after 500 characters.
//!
//! A program that needs the values asks for them: [`ApiError::raw_message`],
//! [`NotSalesforce::raw_excerpt`], [`CustomResponse::body`], the fields of
//! [`Rule`](ats_core::record::Rule) and [`ServerRule`].
//!
//! Traces hold what errors print, and no queries, records or addresses. A token goes to the org that gave
//! it and nowhere else, whatever a redirect or a `nextRecordsUrl` says, and never unencrypted, except
//! within this machine.
//!
//! # Traces
//!
//! Every call has a `tracing` span `salesforce` with `operation`, `object`, `method`, `status`,
//! `attempt` and `api_calls_used`; repeated attempts are events of level `WARN`.

#![forbid(unsafe_code)]

pub mod auth;

mod api;
mod builder;
mod client;
mod error;
mod http;
mod send;

pub use api::collections::{
    CollectionWrite, Collections, RecordError, RecordState, RecordStates, RecordTree,
    RecordTreeIds, SaveResults,
};
pub use api::composite::{Composite, CompositeHandle, CompositeResults};
pub use api::confirm::{Confirm, ConfirmedRecord};
pub use api::custom::{CustomRequest, CustomResponse};
pub use api::describe::{DescribeGlobal, KnownDescribe, ObjectSummary, RawDescribe};
pub use api::files::blob_path;
pub use api::identity::UserInfo;
pub use api::limits::{ApiAllocation, Edition, License, Limit, Limits};
pub use api::query::{RecordStream, Soql, ToQuery};
pub use api::records::Upserted;
pub use api::verify::{Ability, Difference, DifferenceKind, Severity, Verification};
pub use builder::ClientBuilder;
pub use client::Client;
pub use error::{
    ApiError, ApiFailure, BudgetSpent, ClientError, ErrorContext, ErrorKind, FieldName,
    NetworkError, NetworkErrorKind, NotSalesforce, OutcomeUnknown, PagingError, PagingProblem,
    ServerRule, SignInError, UnexpectedBody, UnreadableResponse, UnsupportedVersion,
};
pub use http::{Progress, RetryPolicy, Upload};
pub use reqwest::{Method, StatusCode};
pub use send::{ApiUsage, AppUsage, AvailableVersion, Idempotency};

/// A version of the API, and the error of a text that is not one.
pub use ats_schema::rules::api_version::{ApiVersion, InvalidApiVersion};
/// The codes of Salesforce's errors.
pub use ats_schema::rules::error_code::ErrorCode;

// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
