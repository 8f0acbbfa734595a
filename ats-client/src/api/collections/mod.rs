//! Many records at a time: any number of them, split as the org wants it, in order.

mod elements;
mod matching;
mod record_states;
mod run;
mod save_results;
mod tree;

use std::fmt;
use std::sync::Arc;

use ats_core::record::{
    Create, Delete, Invalid, NewRecord, Retrieve, SObject, Update, UpsertKey, element,
};
use ats_core::value::Id;
use ats_schema::rules::api_limits::MAX_COLLECTION_RECORDS;
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use reqwest::Method;
use serde_json::json;
use serde_json::value::RawValue;

use super::records::Upserted;
use crate::client::Client;
use crate::error::{ClientError, ErrorContext};
use crate::http::{InvalidBody, Progress, ProgressListener, Response};
use crate::send::{ApiRequest, Idempotency, Saved};

use elements::{Element, chunks};
use matching::in_order_of;
pub use record_states::{CollectionWrite, RecordState, RecordStates};
use run::{CollectionRun, WriteKind};
pub use save_results::{RecordError, SaveResults};
pub use tree::{RecordTree, RecordTreeIds};

/// Calls about many records; made by [`Client::collections`].
///
/// Any number of records is split into requests of 200. The results are in the order of the
/// records, one for each: a record that the org refuses, or that is refused before it is sent, does
/// not keep the others from being saved, unless [`all_or_none`](Self::all_or_none) is set. Records
/// that only lost a lock (`UNABLE_TO_LOCK_ROW`) are sent again.
///
/// Results of updates and deletes are matched by id; results of creates and upserts by order, because
/// they carry no id that was sent. A result that does not prove whether its record was saved is
/// [`ClientError::OutcomeUnknown`] for that record.
///
/// Dropping the future cancels the call; [`CollectionWrite::states`] keeps what is known of each record.
/// Dropping a stream loses the results that it has not handed out yet.
///
/// ```no_run
/// # use ats_client::Client;
/// # use ats_generated::{JobBoardApplication, NewJobBoardApplication};
/// # async fn example(client: Client, applications: Vec<NewJobBoardApplication>) {
/// let outcomes = client
///     .collections()
///     .on_progress(|progress| println!("{} saved", progress.done))
///     .create(&applications)
///     .await;
/// for (index, error) in outcomes.failures() {
///     println!("application {index}: {error}");
/// }
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before a method such as `create` is called"]
pub struct Collections {
    client: Client,
    all_or_none: bool,
    concurrency: usize,
    progress: ProgressListener,
}

impl Client {
    /// Calls about many records.
    pub fn collections(&self) -> Collections {
        Collections {
            client: self.clone(),
            all_or_none: false,
            concurrency: 1,
            progress: ProgressListener::default(),
        }
    }
}

impl Collections {
    /// Sets whether the records of one request are all saved or none of them.
    ///
    /// It holds for each request of 200, since the org has no transaction over several. After a
    /// request that failed, the following ones are not sent.
    pub const fn all_or_none(mut self, yes: bool) -> Self {
        self.all_or_none = yes;
        self
    }

    /// Sets the number of requests that may be under way at the same time; 1 unless set.
    ///
    /// More is faster, but requests about children of one parent then wait for each other's locks.
    pub const fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = if requests == 0 { 1 } else { requests };
        self
    }

    /// Tells how many records are done, after each request.
    pub fn on_progress(mut self, listener: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = ProgressListener::new(listener);
        self
    }

    /// Creates records.
    ///
    /// A request whose answer is lost is not sent again: its records then have
    /// [`may_have_happened`](RecordError::may_have_happened) set.
    pub fn create<N>(&self, records: &[N]) -> CollectionWrite<Id<N::Object>>
    where
        N: NewRecord,
        N::Object: Create,
    {
        let run = self.run_of::<N::Object>(WriteKind::Create, Some(records.len()));
        let elements = records.iter().map(Element::create).collect();
        self.write(run, elements, |saved| saved.id.cast())
    }

    /// Creates records from a stream, in memory that does not grow with their number.
    ///
    /// A request is sent when 200 records are there or the stream has ended.
    pub fn create_stream<'a, N, S>(
        &self,
        records: S,
    ) -> BoxStream<'a, Result<Id<N::Object>, RecordError>>
    where
        N: NewRecord + 'a,
        N::Object: Create,
        S: Stream<Item = N> + Send + 'a,
    {
        let run = self.run_of::<N::Object>(WriteKind::Create, None);
        let elements = records.map(|record| Element::create(&record)).boxed();
        self.ids(run, elements)
    }

    /// Changes records (guide: “Update Bulk Records”).
    pub fn update<T>(&self, records: &[(Id<T>, T::Changes)]) -> CollectionWrite<Id<T>>
    where
        T: Update,
    {
        let run = self.run_of::<T>(WriteKind::Update, Some(records.len()));
        let elements = records
            .iter()
            .map(|(id, changes)| Element::update(*id, changes))
            .collect();
        self.write(run, elements, |saved| saved.id.cast())
    }

    /// Changes records from a stream, in memory that does not grow with their number: those of
    /// [`Client::query_all`], say.
    pub fn update_stream<'a, T, S>(&self, records: S) -> BoxStream<'a, Result<Id<T>, RecordError>>
    where
        T: Update + 'a,
        T::Changes: 'a,
        S: Stream<Item = (Id<T>, T::Changes)> + Send + 'a,
    {
        let run = self.run_of::<T>(WriteKind::Update, None);
        let elements = records.map(|(id, changes)| Element::update(id, &changes));
        self.ids(run, elements.boxed())
    }

    /// Creates records, or changes those that have their external key already.
    ///
    /// The way to create in bulk that may be repeated safely.
    pub fn upsert<K>(
        &self,
        records: &[(K, <K::Object as Create>::New)],
    ) -> CollectionWrite<Upserted<K::Object>>
    where
        K: UpsertKey,
    {
        let run = self.run_of::<K::Object>(WriteKind::Upsert, Some(records.len()));
        let elements = records
            .iter()
            .map(|(key, new)| Element::upsert(key, new))
            .collect();
        self.write(run, elements, upserted)
    }

    /// Creates records from a stream, or changes those that have their external key already, in
    /// memory that does not grow with their number.
    pub fn upsert_stream<'a, K, S>(
        &self,
        records: S,
    ) -> BoxStream<'a, Result<Upserted<K::Object>, RecordError>>
    where
        K: UpsertKey + 'a,
        S: Stream<Item = (K, <K::Object as Create>::New)> + Send + 'a,
    {
        let run = self.run_of::<K::Object>(WriteKind::Upsert, None);
        let elements = records.map(|(key, new)| Element::upsert(&key, &new));
        Self::send(self.concurrency, Arc::new(run), elements.boxed())
            .map(|saved| saved.map(upserted))
            .boxed()
    }

    /// Deletes records from a stream of ids, in memory that does not grow with their number.
    pub fn delete_stream<'a, T, S>(&self, ids: S) -> BoxStream<'a, Result<Id<T>, RecordError>>
    where
        T: Delete + 'a,
        S: Stream<Item = Id<T>> + Send + 'a,
    {
        let run = self.run_of::<T>(WriteKind::Delete, None);
        let elements = ids.map(|id| Ok(Element::delete(id)));
        self.ids(run, elements.boxed())
    }

    /// Deletes records (guide: “Delete Records in Bulk”).
    pub fn delete<T: Delete>(&self, ids: &[Id<T>]) -> CollectionWrite<Id<T>> {
        let run = self.run_of::<T>(WriteKind::Delete, Some(ids.len()));
        let elements = ids.iter().map(|id| Ok(Element::delete(*id))).collect();
        self.write(run, elements, |saved| saved.id.cast())
    }

    /// Fetches records by id, with all the fields that their type has. `None` stands for those that
    /// are not there or that this user may not see.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn retrieve<T>(&self, ids: &[Id<T>]) -> Result<Vec<Option<T>>, ClientError>
    where
        T: Retrieve + Send,
    {
        let fields = element::field_names::<T>();
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(MAX_COLLECTION_RECORDS) {
            let ids: Vec<_> = chunk.iter().map(Id::as_str).collect();
            let request = retrieve_request(T::NAME, &ids, &fields);
            let records = self
                .client
                .inner
                .sender
                .read(&request, |response| records_by_id(chunk, response));
            found.extend(records.await?);
            self.progress
                .report(found.len() as u64, Some(total(ids.len().max(found.len()))));
        }
        Ok(found)
    }

    fn run_of<T: SObject>(&self, kind: WriteKind, total: Option<usize>) -> CollectionRun {
        CollectionRun::new(
            self.client.clone(),
            kind,
            T::TABLE,
            self.all_or_none,
            self.progress.clone(),
            total,
        )
    }

    /// Sends elements; the results are in their order.
    fn send<'a>(
        concurrency: usize,
        run: Arc<CollectionRun>,
        elements: BoxStream<'a, Result<Element, Invalid>>,
    ) -> BoxStream<'a, run::RecordResult> {
        let checks = Arc::clone(&run);
        let elements = elements
            .map(move |element| checks.checked(element?))
            .boxed();
        chunks(elements)
            .map(move |chunk| Arc::clone(&run).send(chunk))
            .buffered(concurrency)
            .flat_map(stream::iter)
            .boxed()
    }

    /// As `send`; the results are ids.
    fn ids<'a, T: 'a>(
        &self,
        run: CollectionRun,
        elements: BoxStream<'a, Result<Element, Invalid>>,
    ) -> BoxStream<'a, Result<Id<T>, RecordError>> {
        Self::send(self.concurrency, Arc::new(run), elements)
            .map(|saved| saved.map(|saved| saved.id.cast()))
            .boxed()
    }

    /// Sends elements once the future is awaited.
    fn write<T: 'static>(
        &self,
        run: CollectionRun,
        elements: Vec<Result<Element, Invalid>>,
        typed: fn(Saved) -> T,
    ) -> CollectionWrite<T> {
        let states = run.states(typed);
        let outcomes = Self::send(
            self.concurrency,
            Arc::new(run),
            stream::iter(elements).boxed(),
        );
        let outcomes = async move { SaveResults::new(outcomes.collect().await, typed) };
        CollectionWrite::new(outcomes, states)
    }
}

fn upserted<T>(saved: Saved) -> Upserted<T> {
    Upserted {
        id: saved.id.cast(),
        created: saved.created.unwrap_or(false),
    }
}

fn total(records: usize) -> u64 {
    records as u64
}

fn retrieve_request(object: &'static str, ids: &[&str], fields: &[&str]) -> ApiRequest {
    let path = format!("composite/sobjects/{object}");
    let context = ErrorContext::new("retrieve").object(object);
    let body = json!({ "ids": ids, "fields": fields });
    ApiRequest::new(Method::POST, path, Idempotency::Read, context).json(body.to_string())
}

/// Reads the record of each id; `None` stands for one that was not found.
fn records_by_id<T: Retrieve>(
    ids: &[Id<T>],
    response: &Response,
) -> Result<Vec<Option<T>>, InvalidBody> {
    let records: Vec<Option<&RawValue>> = serde_json::from_str(response.text()?)?;
    if records.len() != ids.len() {
        return Err(InvalidBody::from(format!(
            "it holds {} records for {} ids",
            records.len(),
            ids.len()
        )));
    }
    let records = in_order_of(ids, &records)?.into_iter();
    let read = |record: &RawValue| Ok(ats_core::record::from_json(record.get())?);
    records.map(|record| record.map(read).transpose()).collect()
}

impl fmt::Debug for Collections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collections")
            .field("all_or_none", &self.all_or_none)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
