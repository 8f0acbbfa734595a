//! What the calls of a composite request brought.

use std::collections::HashMap;
use std::fmt;

use ats_core::record::Table;
use ats_core::value::{AnyObject, Id};
use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{CompositeHandle, Sub, reference};
use crate::call::{NotRead, text};
use crate::error::{ErrorContext, OutcomeUnknown, Sent, UnreadableResponse, failure};
use crate::http::Answer;
use crate::proof::Subject;
use crate::retry::Idempotency;
use crate::{Client, ClientError};

/// The results of the calls of a composite request, by their [`CompositeHandle`]s. `Debug` prints their statuses
/// and not the records.
pub struct CompositeResults {
    pub(super) client: Client,
    pub(super) request: u32,
    pub(super) host: String,
    pub(super) all_or_none: bool,
    /// True if an earlier attempt, whose response was lost, may have been carried out.
    pub(super) may_be_done: bool,
    pub(super) results: Vec<Part>,
    /// The body of the request, whose values are not printed.
    pub(super) sent: Bytes,
}

/// The result of one call.
pub(super) struct Part {
    status: StatusCode,
    body: Bytes,
    context: ErrorContext,
    idempotency: Idempotency,
    /// The id of the record that the call was about.
    record: Option<Id<AnyObject>>,
    /// The body of a call that was refused.
    sent: Option<String>,
}

/// A successful result, to be read.
pub(super) struct Reply<'a> {
    pub(super) client: &'a Client,
    pub(super) status: StatusCode,
    pub(super) json: &'a str,
    record: Option<Id<AnyObject>>,
}

impl Reply<'_> {
    /// The record that the result must be about.
    pub(super) fn subject(&self, table: &'static Table) -> Subject<'_> {
        self.client.subject(table, self.record)
    }
}

impl CompositeResults {
    /// Returns the result of one of the calls.
    ///
    /// # Errors
    ///
    /// - [`ClientError::Api`] if the org refused the call. `PROCESSING_HALTED` is the code of calls
    ///   that were fine, but were undone or not tried because of another.
    /// - [`ClientError::RolledBack`] if the org reports success for the call, but another call of an
    ///   [all-or-none](super::Composite::all_or_none) request failed: the org then undoes all of them,
    ///   and does not correct what it reports for each.
    /// - [`ClientError::OutcomeUnknown`] if the result of a write does not prove whether it was
    ///   carried out.
    pub fn get<R>(&self, handle: &CompositeHandle<R>) -> Result<R, ClientError> {
        let part = self
            .results
            .get(handle.index)
            .filter(|_| handle.request == self.request)
            .ok_or_else(|| {
                ClientError::config(
                    "the handle is of another composite request",
                    "use it with the results of its own",
                )
            })?;
        let is_write = part.idempotency != Idempotency::Read;
        if !part.status.is_success() {
            let error = self.failure(part);
            let is_unknown = self.may_be_done || self.is_uncertain(&error);
            return Err(if is_write && is_unknown {
                part.unknown(error)
            } else {
                error
            });
        }
        // Source: REST API Developer Guide, “Composite”: with `allOrNone`, inner results may show
        // success although the request was rolled back.
        if is_write && self.all_or_none && !self.is_success() {
            let undone = ClientError::RolledBack(part.context.clone());
            return Err(if self.may_be_done || !self.is_rolled_back() {
                part.unknown(undone)
            } else {
                undone
            });
        }
        if is_write && self.all_or_none && !self.results.iter().all(|it| self.is_proven(it)) {
            let unreadable = UnreadableResponse {
                host: self.host.clone(),
                operation: part.context.operation,
                message: "another call of the same all-or-none request is not proven".to_owned(),
                truncated: false,
            };
            return Err(part.unknown(unreadable.into()));
        }
        (handle.read)(&self.reply(part)).map_err(|error| {
            let unreadable = UnreadableResponse {
                host: self.host.clone(),
                operation: part.context.operation,
                message: self
                    .sent_texts(part, &self.token())
                    .mask()
                    .printable(&error.message),
                truncated: false,
            };
            match part.idempotency {
                Idempotency::Read => unreadable.into(),
                _ => part.unknown(unreadable.into()),
            }
        })
    }

    fn reply<'a>(&'a self, part: &'a Part) -> Reply<'a> {
        Reply {
            client: &self.client,
            status: part.status,
            json: std::str::from_utf8(&part.body).unwrap_or_default(),
            record: part.record,
        }
    }

    /// Returns true if a successful result proves that its call was carried out. Reads need no proof.
    fn is_proven(&self, part: &Part) -> bool {
        let Some(table) = part
            .context
            .table
            .filter(|_| part.idempotency != Idempotency::Read)
        else {
            return true;
        };
        let reply = self.reply(part);
        let subject = reply.subject(table);
        match part.idempotency {
            // The result of a create must hold the new id.
            Idempotency::NotIdempotent => subject.prove(reply.json).is_ok(),
            _ => subject.prove_without_body(part.status, reply.json).is_ok(),
        }
    }

    /// Returns true if a call of an all-or-none request certainly failed, which undoes the others.
    fn is_rolled_back(&self) -> bool {
        let mut failed = self.results.iter().filter(|part| !part.status.is_success());
        failed.any(|part| !self.is_uncertain(&self.failure(part)))
    }

    fn is_uncertain(&self, error: &ClientError) -> bool {
        self.client.inner.policy.fate(error).is_uncertain()
    }

    fn failure(&self, part: &Part) -> ClientError {
        let answer = Answer {
            host: self.host.clone(),
            status: part.status,
            headers: HeaderMap::new(),
            body: part.body.clone(),
            uncertain_before: false,
        };
        let record = part.sent.as_deref().unwrap_or_default();
        let token = self.token();
        let sent = self.sent_texts(part, &token);
        failure(&part.context, &answer, &sent, record.as_bytes())
    }

    fn token(&self) -> Option<SecretString> {
        self.client.inner.store.token()
    }

    /// The texts that the request sent, so that they are not printed from its results.
    fn sent_texts<'a>(&'a self, part: &Part, token: &'a Option<SecretString>) -> Sent<'a> {
        Sent::new(&self.sent, "", token.as_slice()).about(part.context.table)
    }

    /// Whether every call succeeded.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.results.iter().all(|part| part.status.is_success())
    }
}

impl fmt::Debug for CompositeResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statuses = self.results.iter().map(|part| part.status.as_u16());
        f.debug_struct("CompositeResults")
            .field("host", &self.host)
            .field("all_or_none", &self.all_or_none)
            .field("statuses", &statuses.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl Part {
    fn unknown(&self, cause: ClientError) -> ClientError {
        ClientError::OutcomeUnknown(Box::new(OutcomeUnknown {
            context: self.context.clone(),
            repeatable: self.idempotency == Idempotency::Idempotent,
            cause,
        }))
    }
}

/// Reads one part for each call, matched by its reference.
pub(super) fn read(answer: &Answer, calls: &[Sub]) -> Result<Vec<Part>, NotRead> {
    let references: Vec<_> = (0..calls.len()).map(reference).collect();
    let parts = parts(answer, &references)?;
    let parts = parts.into_iter().zip(calls);
    Ok(parts
        .map(|((status, body), sub)| Part {
            status,
            body,
            context: sub.context.clone(),
            idempotency: sub.idempotency,
            record: sub.record,
            // To find the field that a refusal is about.
            sent: sub.body.clone().filter(|_| !status.is_success()),
        })
        .collect())
}

/// Reads the status and the body that a response of `composite` holds for each of these references.
///
/// The org may answer in another order than it was asked (`collateSubrequests`), so the place of a
/// part proves nothing.
///
/// # Errors
///
/// If there is not exactly one part for each reference.
pub(crate) fn parts(
    answer: &Answer,
    references: &[String],
) -> Result<Vec<(StatusCode, Bytes)>, NotRead> {
    #[derive(Deserialize)]
    struct Outer<'a> {
        #[serde(borrow, rename = "compositeResponse")]
        answers: Vec<Inner<'a>>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Inner<'a> {
        #[serde(borrow)]
        body: Option<&'a RawValue>,
        http_status_code: u16,
        reference_id: String,
    }
    let outer: Outer<'_> = serde_json::from_str(text(answer)?)?;
    if outer.answers.len() != references.len() {
        return Err(NotRead::from(format!(
            "it holds {} results for {} calls",
            outer.answers.len(),
            references.len()
        )));
    }
    let mut by_reference = HashMap::with_capacity(references.len());
    for inner in outer.answers {
        let status = StatusCode::from_u16(inner.http_status_code).map_err(|_| {
            NotRead::from(format!("{} is not an HTTP status", inner.http_status_code))
        })?;
        let body = inner.body.map_or_else(Bytes::new, |body| {
            answer.body.slice_ref(body.get().as_bytes())
        });
        by_reference.insert(inner.reference_id, (status, body));
    }
    references
        .iter()
        .map(|reference| {
            by_reference.remove(reference).ok_or_else(|| {
                NotRead::from(format!("it holds no result for the reference {reference}"))
            })
        })
        .collect()
}
