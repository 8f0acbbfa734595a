//! Several calls in one request, of which later ones may refer to the results of earlier ones.

pub(crate) mod format;
mod results;

use std::fmt;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use ats_core::record::{
    self, Create, Delete, NewRecord, Page, Retrieve, SObject, Table, Update, UpsertKey,
};
use ats_core::value::{AnyObject, Id};
use ats_schema::rules::api_limits::{MAX_COMPOSITE_QUERIES, MAX_COMPOSITE_SUBREQUESTS};
use reqwest::Method;
use serde_json::Map;

use super::query::{ToQuery, query_path};
use super::records::Upserted;
use crate::client::Client;
use crate::error::{ClientError, ErrorContext};
use crate::http::{InvalidBody, host};
use crate::send::{Idempotency, was_created};
use format::{Subrequest, composite_request, reference};
pub use results::CompositeResults;
use results::SuccessfulResult;

/// The advice about a call that is one too many.
const ANOTHER_REQUEST: &str = "send this one in another request";

/// Several calls in one request; made by [`Client::composite`].
///
/// A [`CompositeHandle`] stands for the result of each call. The id of a record that does not exist yet is
/// [`CompositeHandle::id`], which may stand wherever an id of its object may: the org puts the real one
/// there.
///
/// ```no_run
/// # use ats_client::{Client, ClientError};
/// # use ats_generated::*;
/// # use ats_core::prelude::*;
/// # async fn example(client: Client, account: NewAccount) -> Result<(), ClientError> {
/// let mut batch = client.composite().all_or_none(true);
/// let account = batch.create(&account)?;
/// let mut contact = NewContact::new(ContactRequired {
///     last_name: text!(Contact::LAST_NAME, "Lovelace"),
/// });
/// contact.account_id = Some(account.id());
/// let contact = batch.create(&contact)?;
///
/// let results = batch.send().await?;
/// println!("{} works for {}", results.get(&contact)?, results.get(&account)?);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `send` is called"]
pub struct Composite {
    client: Client,
    all_or_none: bool,
    /// Tells handles of this request from those of others.
    number: u32,
    calls: Vec<PendingCall>,
    queries: usize,
}

/// A call that is not sent yet.
struct PendingCall {
    method: Method,
    path: String,
    body: Option<String>,
    idempotency: Idempotency,
    context: ErrorContext,
    /// The id of the record it is about, where that exists already.
    record: Option<Id<AnyObject>>,
}

/// The result of one of several calls that are not sent yet: a key to [`CompositeResults`].
pub struct CompositeHandle<R> {
    request: u32,
    index: usize,
    read: fn(&SuccessfulResult<'_>) -> Result<R, InvalidBody>,
}

impl Client {
    /// Begins several calls in one request.
    pub fn composite(&self) -> Composite {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        Composite {
            client: self.clone(),
            all_or_none: false,
            number: NUMBER.fetch_add(1, Ordering::Relaxed) % 1_000_000,
            calls: Vec::new(),
            queries: 0,
        }
    }
}

impl Composite {
    /// Sets whether a call that fails undoes all others.
    ///
    /// The results of the others are then errors: see [`CompositeResults::get`].
    pub const fn all_or_none(mut self, yes: bool) -> Self {
        self.all_or_none = yes;
        self
    }

    /// Returns the number of calls; 25 at most.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.calls.len()
    }

    /// Returns true if there is no call yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Creates a record.
    ///
    /// # Errors
    ///
    /// If the org would refuse it, or there are 25 calls already.
    pub fn create<N: NewRecord>(
        &mut self,
        new: &N,
    ) -> Result<CompositeHandle<Id<N::Object>>, ClientError>
    where
        N::Object: Create,
    {
        let operation = self.client.checked(record::create(new)?)?;
        let table = <N::Object as SObject>::TABLE;
        let call = PendingCall::new(
            Method::POST,
            operation.path,
            operation.body,
            "create",
            table,
        );
        self.add(call, |result| {
            let expected = result.expected_record(<N::Object as SObject>::TABLE);
            Ok(expected.prove(result.json)?.id.cast())
        })
    }

    /// Fetches a record.
    ///
    /// # Errors
    ///
    /// If there are 25 calls already.
    pub fn retrieve<T: Retrieve>(&mut self, id: Id<T>) -> Result<CompositeHandle<T>, ClientError> {
        let path = record::retrieve(id).path;
        let call = PendingCall::new(Method::GET, path, None, "retrieve", T::TABLE);
        self.add(call.of_record(id), |result| {
            result.expected_record(T::TABLE).check_record(result.json)?;
            Ok(record::from_json(result.json)?)
        })
    }

    /// Changes a record.
    ///
    /// # Errors
    ///
    /// If the org would refuse the changes, or there are 25 calls already.
    pub fn update<T: Update>(
        &mut self,
        id: Id<T>,
        changes: &T::Changes,
    ) -> Result<CompositeHandle<()>, ClientError> {
        self.client.inner.org_checks.check_id(T::TABLE, id)?;
        let operation = self.client.checked(record::update(id, changes)?)?;
        let call = PendingCall::new(
            Method::PATCH,
            operation.path,
            operation.body,
            "update",
            T::TABLE,
        );
        self.add(call.of_record(id), |result| {
            result
                .expected_record(T::TABLE)
                .prove_without_body(result.status, result.json)
        })
    }

    /// Creates a record, or changes the one that has this external key already.
    ///
    /// # Errors
    ///
    /// If the org would refuse it, or there are 25 calls already.
    pub fn upsert<K: UpsertKey>(
        &mut self,
        key: &K,
        new: &<K::Object as Create>::New,
    ) -> Result<CompositeHandle<Upserted<K::Object>>, ClientError> {
        let operation = self.client.checked(record::upsert(key, new)?)?;
        let table = <K::Object as SObject>::TABLE;
        let call = PendingCall::new(
            Method::PATCH,
            operation.path,
            operation.body,
            "upsert",
            table,
        );
        self.add(call, |result| {
            let expected = result.expected_record(<K::Object as SObject>::TABLE);
            let saved = expected.prove(result.json)?;
            Ok(Upserted {
                id: saved.id.cast(),
                created: was_created(saved, result.status),
            })
        })
    }

    /// Deletes a record.
    ///
    /// # Errors
    ///
    /// If there are 25 calls already.
    pub fn delete<T: Delete>(&mut self, id: Id<T>) -> Result<CompositeHandle<()>, ClientError> {
        self.client.inner.org_checks.check_id(T::TABLE, id)?;
        let path = record::delete(id).path;
        let call = PendingCall::new(Method::DELETE, path, None, "delete", T::TABLE);
        self.add(call.of_record(id), |result| {
            result
                .expected_record(T::TABLE)
                .prove_without_body(result.status, result.json)
        })
    }

    /// The first page of a query.
    ///
    /// # Errors
    ///
    /// If there are 25 calls or 5 queries already.
    pub fn query<Q: ToQuery>(
        &mut self,
        query: Q,
    ) -> Result<CompositeHandle<Page<Q::Row>>, ClientError> {
        if self.queries == MAX_COMPOSITE_QUERIES {
            return Err(ClientError::invalid_request(
                format!("a composite request carries at most {MAX_COMPOSITE_QUERIES} queries"),
                ANOTHER_REQUEST,
            ));
        }
        let call = PendingCall {
            method: Method::GET,
            path: query_path(&query.soql(), query.includes_deleted()),
            body: None,
            idempotency: Idempotency::Read,
            context: ErrorContext::of_table("query", query.table()),
            record: None,
        };
        let handle = self.add(call, |result| Ok(Q::read_page(result.json)?))?;
        self.queries += 1;
        Ok(handle)
    }

    fn add<R>(
        &mut self,
        mut call: PendingCall,
        read: fn(&SuccessfulResult<'_>) -> Result<R, InvalidBody>,
    ) -> Result<CompositeHandle<R>, ClientError> {
        if self.calls.len() == MAX_COMPOSITE_SUBREQUESTS {
            return Err(ClientError::invalid_request(
                format!("a composite request carries at most {MAX_COMPOSITE_SUBREQUESTS} calls"),
                ANOTHER_REQUEST,
            ));
        }
        let index = self.calls.len();
        self.refer(&mut call);
        self.calls.push(call);
        Ok(CompositeHandle {
            request: self.number,
            index,
            read,
        })
    }

    /// Puts references in the place of ids that do not exist yet.
    fn refer(&self, call: &mut PendingCall) {
        for index in 0..self.calls.len() {
            let (id, reference) = (
                placeholder(self.number, index),
                format!("@{{{}.id}}", reference(index)),
            );
            if call.path.contains(&id) {
                call.path = call.path.replace(&id, &reference);
                // The org gives the id itself.
                call.record = None;
            }
            if let Some(body) = &mut call.body {
                // As a whole string only, never as a part of a text.
                let quoted = format!("\"{id}\"");
                if body.contains(&quoted) {
                    *body = body.replace(&quoted, &format!("\"{reference}\""));
                }
            }
        }
    }

    /// Sends the request, which counts as one API call. If some of its calls failed,
    /// their results are errors, and this is not.
    ///
    /// # Errors
    ///
    /// If the request as a whole failed; see [`ClientError`]. It is repeated as the most delicate
    /// of its calls allows: one that creates or deletes is not, unless it is certain that nothing
    /// was done.
    pub async fn send(self) -> Result<CompositeResults, ClientError> {
        let idempotency = self.calls.iter().map(PendingCall::idempotency_within).max();
        let request = composite_request(
            self.calls.iter().map(PendingCall::subrequest),
            self.all_or_none,
            self.client.version(),
            idempotency.unwrap_or(Idempotency::Read),
            ErrorContext::new("composite"),
        );
        let sender = &self.client.inner.sender;
        // Before the call: what was done must not be lost because the token ended meanwhile.
        let host = host(&sender.tokens.session().await?.instance);
        let (results, may_be_done) = sender
            .results(&request, |response| results::read(response, &self.calls))
            .await?;
        Ok(CompositeResults {
            may_be_done,
            request,
            number: self.number,
            host,
            all_or_none: self.all_or_none,
            results,
            client: self.client,
        })
    }
}

impl PendingCall {
    fn new(
        method: Method,
        path: String,
        body: Option<String>,
        name: &'static str,
        table: &'static Table,
    ) -> Self {
        let idempotency = match method {
            Method::GET => Idempotency::Read,
            Method::PATCH | Method::DELETE => Idempotency::Idempotent,
            _ => Idempotency::NotIdempotent,
        };
        Self {
            method,
            path,
            body,
            idempotency,
            context: ErrorContext::typed(name, table),
            record: None,
        }
    }

    /// Sets the existing record that the result must be about.
    fn of_record<T>(mut self, id: Id<T>) -> Self {
        self.record = Some(id.cast());
        self
    }

    fn subrequest(&self) -> Subrequest<'_> {
        Subrequest {
            method: self.method.clone(),
            path: &self.path,
            body: self.body.as_deref(),
            headers: Map::new(),
        }
    }

    /// Returns the effect of repeating the request on this call. A delete that is sent twice fails the
    /// second time, and its failure may undo the other calls, or keep them from being done.
    fn idempotency_within(&self) -> Idempotency {
        match self.method {
            Method::DELETE => Idempotency::NotIdempotent,
            _ => self.idempotency,
        }
    }
}

/// An id that no org gives: key prefixes are assigned from the beginning of the alphabet.
fn placeholder(request: u32, index: usize) -> String {
    let id = format!("zzz{request:06}{index:06}");
    match Id::<()>::from_str(&id) {
        Ok(id) => id.as_str().to_owned(),
        Err(_) => id,
    }
}

impl<R> CompositeHandle<R> {
    fn reference<T>(&self) -> Id<T> {
        // Fifteen digits and letters are an id, whose check characters are computed.
        Id::literal(&placeholder(self.request, self.index))
    }
}

impl<T> CompositeHandle<Id<T>> {
    /// The id that the new record will have: fits wherever its id does, in later calls of the same
    /// request. Anywhere else the org refuses it.
    #[must_use]
    pub fn id(&self) -> Id<T> {
        self.reference()
    }
}

impl<T> CompositeHandle<Upserted<T>> {
    /// The id that the record has or will have: fits wherever its id does, in later calls of the
    /// same request. Anywhere else the org refuses it.
    #[must_use]
    pub fn id(&self) -> Id<T> {
        self.reference()
    }
}

impl<R> Clone for CompositeHandle<R> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<R> fmt::Debug for CompositeHandle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompositeHandle(ref{})", self.index)
    }
}

impl fmt::Debug for Composite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composite")
            .field("all_or_none", &self.all_or_none)
            .field("calls", &self.calls.len())
            .finish_non_exhaustive()
    }
}
