//! Sending records, 200 at a time. Not generic: it exists once, whatever the number of objects.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ats_core::record::{Invalid, Table};
use ats_schema::rules::error_code::ErrorCode;
use reqwest::{Method, StatusCode};
use serde_json::value::RawValue;

use super::elements::{Chunk, Element};
use super::matching::{positions, result_id};
use super::record_states::{Ledger, RecordState, RecordStates};
use super::save_results::RecordError;
use crate::client::Client;
use crate::error::{ApiError, ApiFailure, ClientError, ErrorContext, ErrorKind};
use crate::http::{InvalidBody, ProgressListener, Response};
use crate::send::{ApiRequest, Idempotency, SaveOutcome, Saved, is_gone, refuse_repeated_ids};

/// The kind of write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WriteKind {
    Create,
    Update,
    Upsert,
    Delete,
}

impl WriteKind {
    /// The effect of repeating a request.
    const fn idempotency(self) -> Idempotency {
        match self {
            Self::Create => Idempotency::NotIdempotent,
            Self::Update | Self::Upsert | Self::Delete => Idempotency::Idempotent,
        }
    }

    /// Returns true if each record is sent with its id, so that its result can be told by it.
    const fn sends_ids(self) -> bool {
        matches!(self, Self::Update | Self::Delete)
    }
}

pub(super) type RecordResult = Result<Saved, RecordError>;

/// The results of the records of one request, by position.
type Results = BTreeMap<usize, RecordResult>;

/// A record whose outcome is not known yet.
struct Pending {
    /// The position within its request's chunk.
    position: usize,
    element: Element,
    /// True if an earlier attempt, whose response was lost, may have been carried out.
    may_be_done: bool,
}

/// Work on many records of one object.
pub(super) struct CollectionRun {
    client: Client,
    kind: WriteKind,
    table: &'static Table,
    all_or_none: bool,
    progress: ProgressListener,
    ledger: Ledger<Saved>,
    total: Option<u64>,
    done: AtomicU64,
    /// Why no more requests are sent.
    stopped: Mutex<Option<ClientError>>,
}

impl CollectionRun {
    pub(super) fn new(
        client: Client,
        kind: WriteKind,
        table: &'static Table,
        all_or_none: bool,
        progress: ProgressListener,
        total: Option<usize>,
    ) -> Self {
        // The results of a stream go to the program one by one, and need no ledger.
        let ledger = Ledger::new(total.unwrap_or(0));
        Self {
            client,
            kind,
            table,
            all_or_none,
            progress,
            ledger,
            total: total.map(|total| total as u64),
            done: AtomicU64::new(0),
            stopped: Mutex::new(None),
        }
    }

    /// A handle to the states of the records.
    pub(super) fn states<T: 'static>(&self, typed: fn(Saved) -> T) -> RecordStates<T> {
        self.ledger.states(typed)
    }

    /// A record, if it passes the checks that were loaded from the org.
    pub(super) fn checked(&self, element: Element) -> Result<Element, Invalid> {
        let org_checks = &self.client.inner.org_checks;
        match element.id {
            Some(id) if self.kind == WriteKind::Delete => org_checks.check_id(self.table, id)?,
            _ => org_checks.check(self.table, &element.text)?,
        }
        Ok(element)
    }

    /// Sends the records of one request, and those again that only lost a lock.
    pub(super) async fn send(self: Arc<Self>, chunk: Chunk) -> Vec<RecordResult> {
        let Chunk { first, elements } = chunk;
        let mut outcomes = BTreeMap::new();
        let mut pending = Vec::with_capacity(elements.len());
        let mut invalid = false;
        for (position, element) in elements.into_iter().enumerate() {
            match element {
                Ok(element) => pending.push(Pending {
                    position,
                    element,
                    may_be_done: false,
                }),
                Err(error) => {
                    invalid = true;
                    outcomes.insert(position, Err(error.into()));
                }
            }
        }
        if invalid && self.all_or_none {
            self.stop(ClientError::EarlierRecordRefused);
            for record in pending.drain(..) {
                outcomes.insert(record.position, Err(RecordError::RolledBack));
            }
        }
        self.record_states(first, &outcomes, &pending);
        let mut attempt = 1;
        while !pending.is_empty() {
            if let Some(error) = self.stopped() {
                for record in pending.drain(..) {
                    outcomes.insert(record.position, Err(self.not_sent(&record, &error)));
                }
                break;
            }
            let policy = &self.client.inner.sender.policy;
            let again = policy.allows_another(attempt);
            for record in &pending {
                self.ledger.set(first + record.position, RecordState::Sent);
            }
            match self.request(&mut pending).await {
                Ok((results, host)) => {
                    self.sort(&mut pending, results, &mut outcomes, again, &host);
                    self.record_states(first, &outcomes, &pending);
                    if !pending.is_empty() {
                        let wait = policy.wait(attempt, None).unwrap_or_default();
                        tracing::warn!(
                            attempt,
                            ?wait,
                            records = pending.len(),
                            "records were locked; trying again"
                        );
                        tokio::time::sleep(wait).await;
                    }
                }
                Err(error) => {
                    if self.all_or_none || is_final(&error) {
                        self.stop(error.clone());
                    }
                    for record in pending.drain(..) {
                        outcomes.insert(record.position, Err(self.failed(&record, &error)));
                    }
                }
            }
            attempt += 1;
        }
        self.record_states(first, &outcomes, &pending);
        let sent = outcomes.len() as u64;
        let done = self.done.fetch_add(sent, Ordering::Relaxed) + sent;
        self.progress.report(done, self.total);
        outcomes.into_values().collect()
    }

    /// Writes the states of a request's records into the ledger.
    fn record_states(&self, first: usize, outcomes: &Results, pending: &[Pending]) {
        for (position, outcome) in outcomes {
            self.ledger.set(first + position, outcome.into());
        }
        for record in pending {
            let state = match record.may_be_done {
                true => RecordState::Sent,
                false => RecordState::NotSent,
            };
            self.ledger.set(first + record.position, state);
        }
    }

    /// The error of a record that is not sent again because another request failed.
    fn not_sent(&self, record: &Pending, error: &ClientError) -> RecordError {
        if record.may_be_done {
            RecordError::Failed(self.unknown(error.clone()))
        } else {
            RecordError::NotSent(error.clone())
        }
    }

    /// The error of a record whose request failed.
    fn failed(&self, record: &Pending, error: &ClientError) -> RecordError {
        RecordError::Failed(if record.may_be_done && !error.may_have_happened() {
            self.unknown(error.clone())
        } else {
            error.clone()
        })
    }

    fn unknown(&self, cause: ClientError) -> ClientError {
        let repeatable = self.kind.idempotency() == Idempotency::Idempotent;
        ClientError::outcome_unknown(self.context(), repeatable, cause)
    }

    /// Puts results in their positions and leaves in `pending` the records to send again, which only
    /// lost a lock.
    fn sort(
        &self,
        pending: &mut Vec<Pending>,
        results: Vec<RecordResult>,
        outcomes: &mut Results,
        again: bool,
        host: &str,
    ) {
        let lost_a_lock = |outcome: &RecordResult| matches!(outcome, Err(error) if error.is_refusal() && error.is_retryable());
        if self.all_or_none {
            let locks_only = results.iter().all(|outcome| {
                lost_a_lock(outcome) || matches!(outcome, Err(RecordError::RolledBack))
            });
            if again && locks_only && results.iter().any(lost_a_lock) {
                return;
            }
            let unknown = results.iter().find_map(|outcome| match outcome {
                Err(RecordError::Failed(error)) => Some(error.clone()),
                _ => None,
            });
            if results.iter().any(Result::is_err) {
                self.stop(unknown.unwrap_or(ClientError::EarlierRecordRefused));
            }
        }
        for (record, outcome) in std::mem::take(pending).into_iter().zip(results) {
            if again && !self.all_or_none && lost_a_lock(&outcome) {
                pending.push(record);
            } else {
                let outcome = match outcome {
                    // A refusal says nothing about an earlier attempt whose response was lost.
                    Err(error) if record.may_be_done && !error.may_have_happened() => {
                        Err(RecordError::Failed(self.unknown(self.cause(error, host))))
                    }
                    outcome => outcome,
                };
                outcomes.insert(record.position, outcome);
            }
        }
    }

    /// A record's refusal as the cause of an unknown outcome.
    fn cause(&self, error: RecordError, host: &str) -> ClientError {
        match error {
            RecordError::Refused { errors, .. } => ApiFailure {
                status: StatusCode::OK.as_u16(),
                host: host.to_owned(),
                context: self.context(),
                errors,
                matches: Vec::new(),
                retry_after: None,
            }
            .into(),
            RecordError::Failed(error) | RecordError::NotSent(error) => error,
            RecordError::Invalid(invalid) => invalid.into(),
            RecordError::RolledBack => ClientError::RolledBack(self.context()),
        }
    }

    /// Sends one request, and reads one result for each record; also returns the host that responded.
    async fn request(
        &self,
        pending: &mut [Pending],
    ) -> Result<(Vec<RecordResult>, String), ClientError> {
        let request = self.api_request(pending);
        let sent = &*pending;
        let results = self.client.inner.sender.results(&request, |response| {
            let results: Vec<&RawValue> = serde_json::from_str(response.text()?)?;
            if results.len() != sent.len() {
                return Err(InvalidBody::from(format!(
                    "it holds {} results for {} records",
                    results.len(),
                    sent.len()
                )));
            }
            Ok((self.judge(&results, sent, &request), response.clone()))
        });
        let ((judged, response), may_be_done) = results.await?;
        for record in &mut *pending {
            record.may_be_done |= may_be_done;
        }
        let results = judged.into_iter().zip(pending);
        let results = results
            .map(|(judged, record)| self.record_result(judged, record, &request, &response))
            .collect();
        Ok((results, response.host))
    }

    /// Judges the result of each record.
    fn judge(
        &self,
        results: &[&RawValue],
        pending: &[Pending],
        request: &ApiRequest,
    ) -> Vec<SaveOutcome> {
        let token = self.client.inner.sender.tokens.token();
        let sent_values = request.sent_values(token.as_slice());
        let sent: Vec<_> = pending.iter().map(|record| record.element.id).collect();
        let positions = positions(results, &sent);
        let mut outcomes: Vec<_> = pending
            .iter()
            .zip(&positions)
            .map(|(Pending { element, .. }, position)| match position {
                Some(position) => {
                    let expected = self.client.expected_record(self.table, element.id);
                    let result = results[*position].get();
                    expected.judge(result, &sent_values, element.text.as_bytes())
                }
                None => SaveOutcome::Unproven(InvalidBody::from(
                    "it does not say which of its results is this record's",
                )),
            })
            .collect();
        if !self.kind.sends_ids() {
            refuse_repeated_ids(&mut outcomes);
        }
        // Refusals without ids are matched by position. Where another result proves nothing, the
        // positions may be wrong, and a record that was saved could be taken for a refused one.
        if outcomes
            .iter()
            .any(|it| matches!(it, SaveOutcome::Unproven(_)))
        {
            for (outcome, position) in outcomes.iter_mut().zip(positions) {
                let has_id = position.is_some_and(|it| result_id(results[it]).is_some());
                if matches!(outcome, SaveOutcome::Refused(_)) && !has_id {
                    *outcome = SaveOutcome::Unproven(InvalidBody::from(
                        "it holds a refusal without an id beside a result that proves nothing",
                    ));
                }
            }
        }
        let is_saved = |outcome: &SaveOutcome| matches!(outcome, SaveOutcome::Saved(_));
        if self.all_or_none && !outcomes.iter().all(is_saved) {
            for outcome in &mut outcomes {
                if matches!(outcome, SaveOutcome::Saved(_)) {
                    *outcome = SaveOutcome::Unproven(InvalidBody::from(
                        "it reports success for only some of the records, though all or none are saved",
                    ));
                }
            }
        }
        outcomes
    }

    fn record_result(
        &self,
        outcome: SaveOutcome,
        record: &Pending,
        request: &ApiRequest,
        response: &Response,
    ) -> RecordResult {
        let is_rolled_back = |errors: &[ApiError]| {
            errors.iter().any(|error| {
                matches!(
                    error.code,
                    ErrorCode::AllOrNoneOperationRolledBack | ErrorCode::ProcessingHalted
                )
            })
        };
        match (outcome, record.element.id) {
            (SaveOutcome::Saved(saved), _) => Ok(saved),
            (SaveOutcome::Refused(errors), _) if is_rolled_back(&errors) => {
                Err(RecordError::RolledBack)
            }
            // An earlier attempt, whose response was lost, has deleted it.
            (SaveOutcome::Refused(errors), Some(id))
                if self.kind == WriteKind::Delete && record.may_be_done && is_gone(&errors) =>
            {
                Ok(Saved { id, created: None })
            }
            (SaveOutcome::Refused(errors), _) => Err(RecordError::Refused {
                object: self.table.object,
                errors,
            }),
            (SaveOutcome::Unproven(reason), _) => {
                Err(RecordError::Failed(request.unproven(response, reason)))
            }
        }
    }

    fn context(&self) -> ErrorContext {
        let name = match self.kind {
            WriteKind::Create => "create collection",
            WriteKind::Update => "update collection",
            WriteKind::Upsert => "upsert collection",
            WriteKind::Delete => "delete collection",
        };
        ErrorContext::typed(name, self.table)
    }

    fn api_request(&self, pending: &[Pending]) -> ApiRequest {
        let method = match self.kind {
            WriteKind::Create => Method::POST,
            WriteKind::Update | WriteKind::Upsert => Method::PATCH,
            WriteKind::Delete => Method::DELETE,
        };
        let (idempotency, context) = (self.kind.idempotency(), self.context());
        let texts: Vec<_> = pending.iter().map(|record| &*record.element.text).collect();
        let all_or_none = self.all_or_none;
        let texts = texts.join(",");
        if self.kind == WriteKind::Delete {
            let path = format!("composite/sobjects?ids={texts}&allOrNone={all_or_none}");
            return ApiRequest::new(method, path, idempotency, context);
        }
        let path = match pending.first() {
            Some(record) if self.kind == WriteKind::Upsert => {
                let key = record.element.key;
                format!("composite/sobjects/{}/{key}", self.table.object)
            }
            _ => "composite/sobjects".to_owned(),
        };
        ApiRequest::new(method, path, idempotency, context).json(format!(
            r#"{{"allOrNone":{all_or_none},"records":[{texts}]}}"#
        ))
    }

    fn stop(&self, error: ClientError) {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.get_or_insert(error);
    }

    fn stopped(&self) -> Option<ClientError> {
        self.stopped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Returns true if the requests after this one would fail alike.
pub(super) fn is_final(error: &ClientError) -> bool {
    match error {
        ClientError::SignIn(_)
        | ClientError::Budget(_)
        | ClientError::Version(_)
        | ClientError::NotSalesforce(_) => true,
        ClientError::Api(failure) => {
            matches!(
                failure.kind(),
                ErrorKind::LimitExceeded | ErrorKind::SessionExpired
            )
        }
        ClientError::OutcomeUnknown(unknown) => is_final(&unknown.cause),
        _ => false,
    }
}
