//! The results of the calls of a composite request.

use std::fmt;

use ats_core::record::Table;
use ats_core::value::{AnyObject, Id};
use reqwest::StatusCode;
use secrecy::SecretString;

use super::format::all_subresponses;
use super::{CompositeHandle, PendingCall};
use crate::client::Client;
use crate::error::{ClientError, ErrorContext, UnreadableResponse};
use crate::http::{InvalidBody, Response, SentValues, failure};
use crate::send::{ApiRequest, AttemptOutcome, ExpectedRecord, Idempotency};

/// The results of the calls of a composite request, by their [`CompositeHandle`]s. `Debug` prints their statuses
/// and not the records.
pub struct CompositeResults {
    pub(super) client: Client,
    /// The number of the composite request, which its handles have too.
    pub(super) number: u32,
    pub(super) host: String,
    pub(super) all_or_none: bool,
    /// True if an earlier attempt, whose response was lost, may have been carried out.
    pub(super) may_be_done: bool,
    pub(super) results: Vec<SubrequestResult>,
    /// The request, whose values are not printed.
    pub(super) request: ApiRequest,
}

/// The result of one call.
pub(super) struct SubrequestResult {
    response: Response,
    context: ErrorContext,
    idempotency: Idempotency,
    /// The id of the record that the call was about.
    record: Option<Id<AnyObject>>,
    /// The body of a call that was refused.
    sent: Option<String>,
}

/// A successful result, to be read.
pub(super) struct SuccessfulResult<'a> {
    pub(super) client: &'a Client,
    pub(super) status: StatusCode,
    pub(super) json: &'a str,
    record: Option<Id<AnyObject>>,
}

impl SuccessfulResult<'_> {
    /// The record that the result must be about.
    pub(super) fn expected_record(&self, table: &'static Table) -> ExpectedRecord<'_> {
        self.client.expected_record(table, self.record)
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
            .filter(|_| handle.request == self.number)
            .ok_or_else(|| {
                ClientError::invalid_request(
                    "the handle is of another composite request",
                    "use it with the results of its own",
                )
            })?;
        let is_write = part.idempotency != Idempotency::Read;
        if !part.response.status.is_success() {
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
        (handle.read)(&self.successful(part)).map_err(|error| {
            let unreadable = UnreadableResponse {
                host: self.host.clone(),
                operation: part.context.operation,
                message: self
                    .sent_values(part, &self.token())
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

    fn successful<'a>(&'a self, part: &'a SubrequestResult) -> SuccessfulResult<'a> {
        SuccessfulResult {
            client: &self.client,
            status: part.response.status,
            json: part.response.text().unwrap_or_default(),
            record: part.record,
        }
    }

    /// Returns true if a successful result proves that its call was carried out. Reads need no proof.
    fn is_proven(&self, part: &SubrequestResult) -> bool {
        let Some(table) = part
            .context
            .table
            .filter(|_| part.idempotency != Idempotency::Read)
        else {
            return true;
        };
        let result = self.successful(part);
        let expected = result.expected_record(table);
        match part.idempotency {
            // The result of a create must hold the new id.
            Idempotency::NotIdempotent => expected.prove(result.json).is_ok(),
            _ => expected
                .prove_without_body(part.response.status, result.json)
                .is_ok(),
        }
    }

    /// Returns true if a call of an all-or-none request certainly failed, which undoes the others.
    fn is_rolled_back(&self) -> bool {
        let mut failed = self
            .results
            .iter()
            .filter(|part| !part.response.status.is_success());
        failed.any(|part| !self.is_uncertain(&self.failure(part)))
    }

    fn is_uncertain(&self, error: &ClientError) -> bool {
        AttemptOutcome::of_failure(error, &self.client.inner.sender.policy).is_uncertain()
    }

    fn failure(&self, part: &SubrequestResult) -> ClientError {
        let record = part.sent.as_deref().unwrap_or_default();
        let token = self.token();
        let sent = self.sent_values(part, &token);
        failure(&part.context, &part.response, &sent, record.as_bytes())
    }

    fn token(&self) -> Option<SecretString> {
        self.client.inner.sender.tokens.token()
    }

    /// The texts that the request sent, so that they are not printed from its results.
    fn sent_values<'a>(
        &'a self,
        part: &SubrequestResult,
        token: &'a Option<SecretString>,
    ) -> SentValues<'a> {
        self.request
            .sent_values(token.as_slice())
            .of_object(part.context.table)
    }

    /// Returns true if every call succeeded.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.results
            .iter()
            .all(|part| part.response.status.is_success())
    }
}

impl fmt::Debug for CompositeResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statuses = self
            .results
            .iter()
            .map(|part| part.response.status.as_u16());
        f.debug_struct("CompositeResults")
            .field("host", &self.host)
            .field("all_or_none", &self.all_or_none)
            .field("statuses", &statuses.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl SubrequestResult {
    fn unknown(&self, cause: ClientError) -> ClientError {
        ClientError::outcome_unknown(
            self.context.clone(),
            self.idempotency == Idempotency::Idempotent,
            cause,
        )
    }
}

/// Reads one result for each call.
pub(super) fn read(
    response: &Response,
    calls: &[PendingCall],
) -> Result<Vec<SubrequestResult>, InvalidBody> {
    let responses = all_subresponses(response, calls.len())?.into_iter();
    let result = |(response, call): (Response, &PendingCall)| SubrequestResult {
        // To find the field that a refusal is about.
        sent: call.body.clone().filter(|_| !response.status.is_success()),
        response,
        context: call.context.clone(),
        idempotency: call.idempotency,
        record: call.record,
    };
    Ok(responses.zip(calls).map(result).collect())
}
