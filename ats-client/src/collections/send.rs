//! Sending records, 200 at a time. Not generic: it exists once, whatever the number of objects.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ats_core::record::{Create, Invalid, NewRecord, Table, Update, UpsertKey, element};
use ats_core::value::{AnyObject, Id};
use ats_schema::rules::error_code::ErrorCode;
use futures_util::stream::{BoxStream, Stream, StreamExt as _, unfold};
use reqwest::Method;
use serde_json::value::RawValue;

use super::MOST_RECORDS;
use super::matching::places;
use super::outcome::RecordError;
use super::writing::{Ledger, RecordState, RecordStates};
use crate::call::{Call, NotRead, text, unproven};
use crate::error::{About, ApiError, Kind};
use crate::http::Answer;
use crate::progress::Listener;
use crate::proof::{Saved, Verdict, refuse_repeated_ids};
use crate::retry::Class;
use crate::{Client, ClientError};

/// A record as it is sent.
pub(super) struct Element {
    /// The JSON object; for a delete, the id.
    text: String,
    /// The key field of an upsert; else empty.
    key: &'static str,
    /// The id that the record has already.
    id: Option<Id<AnyObject>>,
}

impl Element {
    pub(super) fn create<N: NewRecord>(new: &N) -> Result<Self, Invalid>
    where
        N::Object: Create,
    {
        Ok(Self {
            text: element::create(new)?,
            key: "",
            id: None,
        })
    }

    pub(super) fn update<T: Update>(id: Id<T>, changes: &T::Changes) -> Result<Self, Invalid> {
        Ok(Self {
            text: element::update(id, changes)?,
            key: "",
            id: Some(id.cast()),
        })
    }

    pub(super) fn upsert<K: UpsertKey>(
        key: &K,
        new: &<K::Object as Create>::New,
    ) -> Result<Self, Invalid> {
        let (key, text) = element::upsert(key, new)?;
        Ok(Self {
            text,
            key,
            id: None,
        })
    }

    pub(super) fn delete<T>(id: Id<T>) -> Self {
        Self {
            text: id.to_string(),
            key: "",
            id: Some(id.cast()),
        }
    }
}

/// What is done with records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Create,
    Update,
    Upsert,
    Delete,
}

pub(super) type Outcome = Result<Saved, RecordError>;

/// The records of one request, including those that are refused before it is sent.
pub(super) struct Chunk {
    /// The place of the first among the records of the call.
    first: usize,
    elements: Vec<Result<Element, Invalid>>,
}

/// The size at which a request is sent before it has 200 records: well below the 50 MB that the
/// org takes.
const MOST_BYTES: usize = 16 << 20;

/// Gathers records for requests: 200 of one key field, or as many as are not too large together.
pub(super) fn chunks(
    elements: BoxStream<'_, Result<Element, Invalid>>,
) -> impl Stream<Item = Chunk> + Send {
    let start = (elements, None, 0);
    unfold(start, |(mut elements, waiting, first)| async move {
        let mut chunk = Vec::from_iter(waiting);
        let (mut bytes, mut key) = (0, None);
        if let Some(Ok(Element { text, key: of, .. })) = chunk.first() {
            (bytes, key) = (text.len(), Some(*of));
        }
        let mut waiting = None;
        while chunk.len() < MOST_RECORDS {
            let Some(element) = elements.next().await else {
                break;
            };
            if let Ok(Element { text, key: of, .. }) = &element {
                if !chunk.is_empty()
                    && (bytes + text.len() > MOST_BYTES || key.is_some_and(|key| key != *of))
                {
                    waiting = Some(element);
                    break;
                }
                bytes += text.len();
                key = Some(*of);
            }
            chunk.push(element);
        }
        if chunk.is_empty() {
            return None;
        }
        let next = first + chunk.len();
        let elements_of = Chunk {
            first,
            elements: chunk,
        };
        Some((elements_of, (elements, waiting, next)))
    })
}

/// Work on many records of one object.
pub(super) struct Job {
    client: Client,
    what: What,
    table: &'static Table,
    all_or_none: bool,
    progress: Listener,
    ledger: Ledger<Saved>,
    total: Option<u64>,
    done: AtomicU64,
    /// Why no more requests are sent.
    stopped: Mutex<Option<ClientError>>,
}

impl Job {
    pub(super) fn new(
        client: Client,
        what: What,
        table: &'static Table,
        all_or_none: bool,
        progress: Listener,
        total: Option<usize>,
    ) -> Self {
        // The results of a stream go to the program one by one, and need no ledger.
        let ledger = Ledger::new(total.unwrap_or(0));
        Self {
            client,
            what,
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

    /// A record, if what was learned of the org has nothing against it.
    pub(super) fn checked(&self, element: Element) -> Result<Element, Invalid> {
        let learned = &self.client.inner.learned;
        match element.id {
            Some(id) if self.what == What::Delete => learned.check_id(self.table, id)?,
            _ => learned.check(self.table, &element.text)?,
        }
        Ok(element)
    }

    /// Sends the records of one request, and those again that only lost a lock.
    pub(super) async fn send(self: Arc<Self>, chunk: Chunk) -> Vec<Outcome> {
        let Chunk { first, elements } = chunk;
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(elements.len());
        let mut pending = Vec::with_capacity(elements.len());
        let mut invalid = false;
        for (at, element) in elements.into_iter().enumerate() {
            match element {
                Ok(element) => {
                    pending.push((at, element));
                    outcomes.push(None);
                }
                Err(error) => {
                    invalid = true;
                    outcomes.push(Some(Err(error.into())));
                }
            }
        }
        if invalid && self.all_or_none {
            self.stop(earlier_refused());
            for (at, _) in pending.drain(..) {
                outcomes[at] = Some(Err(RecordError::RolledBack));
            }
        }
        let mut attempt = 1;
        while !pending.is_empty() {
            if let Some(error) = self.stopped() {
                for (at, _) in pending.drain(..) {
                    outcomes[at] = Some(Err(RecordError::NotSent(error.clone())));
                }
                break;
            }
            let policy = &self.client.inner.policy;
            let again = policy.allows_another(attempt);
            for (at, _) in &pending {
                self.ledger.set(first + at, RecordState::Sent);
            }
            match self.request(&pending).await {
                Ok(results) => {
                    let retry = self.sort(&mut pending, results, &mut outcomes, again);
                    self.write_down(first, &outcomes);
                    for (at, _) in &pending {
                        self.ledger.set(first + at, RecordState::NotSent);
                    }
                    if let Some(locked) = retry {
                        let wait = policy.wait(attempt, &locked).unwrap_or_default();
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
                    for (at, _) in pending.drain(..) {
                        outcomes[at] = Some(Err(RecordError::Failed(error.clone())));
                    }
                }
            }
            attempt += 1;
        }
        self.write_down(first, &outcomes);
        let sent = outcomes.len() as u64;
        let done = self.done.fetch_add(sent, Ordering::Relaxed) + sent;
        self.progress.tell(done, self.total);
        outcomes
            .into_iter()
            .map(|outcome| outcome.unwrap_or(Err(RecordError::RolledBack)))
            .collect()
    }

    fn write_down(&self, first: usize, outcomes: &[Option<Outcome>]) {
        for (at, outcome) in outcomes.iter().enumerate() {
            if let Some(outcome) = outcome {
                self.ledger.set(first + at, outcome.into());
            }
        }
    }

    /// Puts results in their places and leaves in `pending` what is to be sent again; the error is
    /// the reason for that.
    fn sort(
        &self,
        pending: &mut Vec<(usize, Element)>,
        results: Vec<Outcome>,
        outcomes: &mut [Option<Outcome>],
        again: bool,
    ) -> Option<ClientError> {
        let lost_a_lock = |outcome: &Outcome| matches!(outcome, Err(error) if error.is_refusal() && error.is_retryable());
        if self.all_or_none {
            let locks_only = results.iter().all(|outcome| {
                lost_a_lock(outcome) || matches!(outcome, Err(RecordError::RolledBack))
            });
            if again && locks_only && results.iter().any(lost_a_lock) {
                return Some(self.locked());
            }
            if results.iter().any(Result::is_err) {
                self.stop(earlier_refused());
            }
        }
        let elements = std::mem::take(pending);
        for ((at, element), outcome) in elements.into_iter().zip(results) {
            if again && !self.all_or_none && lost_a_lock(&outcome) {
                pending.push((at, element));
            } else {
                outcomes[at] = Some(outcome);
            }
        }
        if pending.is_empty() {
            None
        } else {
            Some(self.locked())
        }
    }

    fn locked(&self) -> ClientError {
        ClientError::config(format!("records of {} were locked", self.table.object), "")
    }

    /// Sends one request, and reads one result for each record.
    async fn request(&self, pending: &[(usize, Element)]) -> Result<Vec<Outcome>, ClientError> {
        let call = self.call(pending);
        let mut verdicts = Vec::new();
        let answer = self
            .client
            .call(&call, &mut |answer| {
                let results: Vec<&RawValue> = serde_json::from_str(text(answer)?)?;
                if results.len() != pending.len() {
                    return Err(NotRead::from(format!(
                        "it holds {} results for {} records",
                        results.len(),
                        pending.len()
                    )));
                }
                verdicts = self.judge(&results, pending, &call);
                Ok(())
            })
            .await?;
        let outcomes = verdicts.into_iter().zip(pending);
        Ok(outcomes
            .map(|(verdict, (_, element))| self.outcome(verdict, element, &call, &answer))
            .collect())
    }

    /// Judges the result of each record.
    fn judge(
        &self,
        results: &[&RawValue],
        pending: &[(usize, Element)],
        call: &Call,
    ) -> Vec<Verdict> {
        let token = self.client.inner.store.token();
        let request = call.sent(token.as_slice());
        let sent: Vec<_> = pending.iter().map(|(_, element)| element.id).collect();
        let places = places(results, &sent);
        let mut verdicts: Vec<_> = pending
            .iter()
            .zip(places)
            .map(|((_, element), place)| match place {
                Some(place) => {
                    let subject = self.client.subject(self.table, element.id);
                    subject.judge(results[place].get(), &request, element.text.as_bytes())
                }
                None => Verdict::Unproven(NotRead::from(
                    "it does not say which of its results is this record's",
                )),
            })
            .collect();
        refuse_repeated_ids(&mut verdicts);
        let is_refused = |verdict: &Verdict| matches!(verdict, Verdict::Refused(_));
        if self.all_or_none && verdicts.iter().any(is_refused) {
            for verdict in &mut verdicts {
                if matches!(verdict, Verdict::Saved(_)) {
                    *verdict = Verdict::Unproven(NotRead::from(
                        "it reports success beside a refusal, though all or none are saved",
                    ));
                }
            }
        }
        verdicts
    }

    fn outcome(
        &self,
        verdict: Verdict,
        element: &Element,
        call: &Call,
        answer: &Answer,
    ) -> Outcome {
        let has = |errors: &[ApiError], codes: &[ErrorCode]| {
            errors.iter().any(|error| codes.contains(&error.code))
        };
        let rolled_back = [
            ErrorCode::AllOrNoneOperationRolledBack,
            ErrorCode::ProcessingHalted,
        ];
        let gone = [ErrorCode::EntityIsDeleted, ErrorCode::NotFound];
        match (verdict, element.id) {
            (Verdict::Saved(saved), _) => Ok(saved),
            (Verdict::Refused(errors), _) if has(&errors, &rolled_back) => {
                Err(RecordError::RolledBack)
            }
            // An earlier attempt, whose response was lost, has deleted it.
            (Verdict::Refused(errors), Some(id))
                if self.what == What::Delete && answer.uncertain_before && has(&errors, &gone) =>
            {
                Ok(Saved { id, created: None })
            }
            (Verdict::Refused(errors), _) => Err(RecordError::Refused {
                object: self.table.object,
                errors,
            }),
            (Verdict::Unproven(reason), _) => {
                Err(RecordError::Failed(unproven(call, answer, reason)))
            }
        }
    }

    fn call(&self, pending: &[(usize, Element)]) -> Call {
        let (method, class, name) = match self.what {
            What::Create => (Method::POST, Class::Mutation, "create collection"),
            What::Update => (Method::PATCH, Class::Idempotent, "update collection"),
            What::Upsert => (Method::PATCH, Class::Idempotent, "upsert collection"),
            What::Delete => (Method::DELETE, Class::Idempotent, "delete collection"),
        };
        let about = About::typed(name, self.table);
        let texts: Vec<_> = pending.iter().map(|(_, element)| &*element.text).collect();
        let all_or_none = self.all_or_none;
        let texts = texts.join(",");
        if self.what == What::Delete {
            let path = format!("composite/sobjects?ids={texts}&allOrNone={all_or_none}");
            return Call::new(method, path, class, about);
        }
        let path = match pending.first() {
            Some((_, Element { key, .. })) if self.what == What::Upsert => {
                format!("composite/sobjects/{}/{key}", self.table.object)
            }
            _ => "composite/sobjects".to_owned(),
        };
        Call::new(method, path, class, about).json(format!(
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

/// Why the requests after one that was refused are not sent.
pub(super) fn earlier_refused() -> ClientError {
    ClientError::config(
        "a record of an earlier request was refused, and all or none are to be saved",
        "mend that record, then send the others with it",
    )
}

/// Whether the requests after this one would fail alike.
pub(super) fn is_final(error: &ClientError) -> bool {
    match error {
        ClientError::SignIn(_)
        | ClientError::Budget(_)
        | ClientError::Version(_)
        | ClientError::NotSalesforce(_) => true,
        ClientError::Api(failure) => {
            matches!(failure.kind(), Kind::LimitExceeded | Kind::SessionExpired)
        }
        ClientError::OutcomeUnknown(unknown) => is_final(&unknown.cause),
        _ => false,
    }
}
