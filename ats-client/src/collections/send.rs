//! Sending records, 200 at a time. Not generic: it exists once, whatever the number of objects.

use std::str::FromStr as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ats_core::record::{Create, Invalid, NewRecord, Table, Update, UpsertKey, element};
use ats_core::value::{AnyObject, Id};
use ats_schema::rules::error_code::ErrorCode;
use futures_util::stream::{BoxStream, Stream, StreamExt as _, unfold};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::MOST_RECORDS;
use super::outcome::RecordError;
use crate::call::{Call, NotRead, text};
use crate::error::{About, ApiError, Kind, error_list};
use crate::progress::Listener;
use crate::retry::Class;
use crate::{Client, ClientError};

/// A record as it is sent.
pub(super) struct Element {
    /// The JSON object; for a delete, the id.
    text: String,
    /// The key field of an upsert; else empty.
    key: &'static str,
}

impl Element {
    pub(super) fn create<N: NewRecord>(new: &N) -> Result<Self, Invalid>
    where
        N::Object: Create,
    {
        Ok(Self::plain(element::create(new)?))
    }

    pub(super) fn update<T: Update>(id: Id<T>, changes: &T::Changes) -> Result<Self, Invalid> {
        Ok(Self::plain(element::update(id, changes)?))
    }

    pub(super) fn upsert<K: UpsertKey>(
        key: &K,
        new: &<K::Object as Create>::New,
    ) -> Result<Self, Invalid> {
        let (key, text) = element::upsert(key, new)?;
        Ok(Self { text, key })
    }

    pub(super) fn id(id: &str) -> Self {
        Self::plain(id.to_owned())
    }

    const fn plain(text: String) -> Self {
        Self { text, key: "" }
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

/// A record that was saved.
#[derive(Clone, Copy)]
pub(super) struct Saved {
    pub(super) id: Id<AnyObject>,
    pub(super) created: bool,
}

pub(super) type Outcome = Result<Saved, RecordError>;

/// The records of one request, those among them that are not sent too.
pub(super) type Chunk = Vec<Result<Element, Invalid>>;

/// The size at which a request is sent before it has 200 records: well below the 50 MB that the
/// org takes.
const MOST_BYTES: usize = 16 << 20;

/// Gathers records for requests: 200 of one key field, or as many as are not too large together.
pub(super) fn chunks(
    elements: BoxStream<'_, Result<Element, Invalid>>,
) -> impl Stream<Item = Chunk> + Send {
    unfold((elements, None), |(mut elements, first)| async move {
        let mut chunk = Vec::from_iter(first);
        let (mut bytes, mut key) = (0, None);
        if let Some(Ok(Element { text, key: of })) = chunk.first() {
            (bytes, key) = (text.len(), Some(*of));
        }
        while chunk.len() < MOST_RECORDS {
            let Some(element) = elements.next().await else {
                break;
            };
            if let Ok(Element { text, key: of }) = &element {
                if !chunk.is_empty()
                    && (bytes + text.len() > MOST_BYTES || key.is_some_and(|key| key != *of))
                {
                    return Some((chunk, (elements, Some(element))));
                }
                bytes += text.len();
                key = Some(*of);
            }
            chunk.push(element);
        }
        if chunk.is_empty() {
            None
        } else {
            Some((chunk, (elements, None)))
        }
    })
}

/// One element of the org's answer.
#[derive(Deserialize)]
struct SaveResult {
    id: Option<String>,
    success: bool,
    created: Option<bool>,
    #[serde(default)]
    errors: Value,
}

/// Work on many records of one object.
pub(super) struct Job {
    client: Client,
    what: What,
    table: &'static Table,
    all_or_none: bool,
    progress: Listener,
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
        Self {
            client,
            what,
            table,
            all_or_none,
            progress,
            total: total.map(|total| total as u64),
            done: AtomicU64::new(0),
            stopped: Mutex::new(None),
        }
    }

    /// A record, if what was learned of the org has nothing against it.
    pub(super) fn checked(&self, element: Element) -> Result<Element, Invalid> {
        let learned = &self.client.inner.learned;
        match Id::from_str(&element.text) {
            Ok(id) if self.what == What::Delete => learned.check_id::<AnyObject>(self.table, id)?,
            _ => learned.check(self.table, &element.text)?,
        }
        Ok(element)
    }

    /// Sends the records of one request, and those again that only lost a lock.
    pub(super) async fn send(self: Arc<Self>, chunk: Chunk) -> Vec<Outcome> {
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(chunk.len());
        let mut pending = Vec::with_capacity(chunk.len());
        let mut invalid = false;
        for (at, element) in chunk.into_iter().enumerate() {
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
            match self.request(&pending).await {
                Ok(results) => {
                    let retry = self.sort(&mut pending, results, &mut outcomes, again);
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
        let sent = outcomes.len() as u64;
        let done = self.done.fetch_add(sent, Ordering::Relaxed) + sent;
        self.progress.tell(done, self.total);
        outcomes
            .into_iter()
            .map(|outcome| outcome.unwrap_or(Err(RecordError::RolledBack)))
            .collect()
    }

    /// Puts results in their places and leaves in `pending` what is to be sent again; the error is
    /// the reason for that.
    fn sort(
        &self,
        pending: &mut Vec<(usize, Element)>,
        results: Vec<Result<Saved, Vec<ApiError>>>,
        outcomes: &mut [Option<Outcome>],
        again: bool,
    ) -> Option<ClientError> {
        let transient =
            |errors: &[ApiError]| !errors.is_empty() && errors.iter().all(ApiError::is_transient);
        let rolled_back = |errors: &[ApiError]| {
            errors.iter().any(|error| {
                matches!(
                    error.code,
                    ErrorCode::AllOrNoneOperationRolledBack | ErrorCode::ProcessingHalted
                )
            })
        };
        if self.all_or_none {
            let mut refused = results.iter().filter_map(|result| result.as_ref().err());
            let locks_only = refused
                .clone()
                .all(|errors| transient(errors) || rolled_back(errors));
            if again && locks_only && refused.any(|errors| transient(errors)) {
                return Some(self.locked());
            }
        }
        let elements = std::mem::take(pending);
        for ((at, element), result) in elements.into_iter().zip(results) {
            outcomes[at] = Some(match result {
                Ok(saved) => Ok(saved),
                Err(errors) if rolled_back(&errors) => Err(RecordError::RolledBack),
                Err(errors) if again && !self.all_or_none && transient(&errors) => {
                    pending.push((at, element));
                    continue;
                }
                Err(errors) => {
                    if self.all_or_none {
                        self.stop(earlier_refused());
                    }
                    Err(RecordError::Refused {
                        object: self.table.object,
                        errors,
                    })
                }
            });
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
    async fn request(
        &self,
        pending: &[(usize, Element)],
    ) -> Result<Vec<Result<Saved, Vec<ApiError>>>, ClientError> {
        let call = self.call(pending);
        let mut results = Vec::new();
        let answer = self
            .client
            .call(&call, &mut |answer| {
                results = serde_json::from_str::<Vec<SaveResult>>(text(answer)?)?;
                if results.len() == pending.len() {
                    Ok(())
                } else {
                    Err(NotRead::from("it does not hold one result for each record"))
                }
            })
            .await?;
        Ok(results
            .into_iter()
            .zip(pending)
            .map(|(result, (_, element))| self.read(result, element, answer.uncertain_before))
            .collect())
    }

    fn read(
        &self,
        result: SaveResult,
        element: &Element,
        uncertain_before: bool,
    ) -> Result<Saved, Vec<ApiError>> {
        let id = result.id.as_deref().and_then(|id| Id::from_str(id).ok());
        if result.success
            && let Some(id) = id
        {
            return Ok(Saved {
                id,
                created: result.created.unwrap_or(self.what == What::Create),
            });
        }
        let errors = error_list(
            &result.errors,
            Some(self.table),
            Some(element.text.as_bytes()),
        );
        // An earlier attempt, whose answer was lost, has deleted it.
        let gone = errors
            .iter()
            .any(|error| matches!(error.code, ErrorCode::EntityIsDeleted | ErrorCode::NotFound));
        match Id::from_str(&element.text) {
            Ok(id) if self.what == What::Delete && gone && uncertain_before => {
                Ok(Saved { id, created: false })
            }
            _ => Err(errors),
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
