//! Several calls in one request, of which later ones may refer to the results of earlier ones.

mod results;

use std::fmt;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use ats_core::record::{
    self, Create, Delete, NewRecord, Page, Retrieve, SObject, Table, Update, UpsertKey,
};
use ats_core::value::{AnyObject, Id};
use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::call::{Call, NotRead};
use crate::error::ErrorContext;
use crate::http::{encode, host};
pub use results::CompositeResults;
pub(crate) use results::parts;
use results::{Reply, read};

use crate::proof::was_created;
use crate::query::ToQuery;
use crate::retry::Idempotency;
use crate::{Client, ClientError, Upserted};

/// The subrequests that one request may carry.
///
/// Source: REST API Developer Guide, “Composite”: “You can have up to 25 subrequests in a single
/// call. Up to 5 of these subrequests can be sObject Collections or query operations, including
/// Query and QueryAll requests.”
const MOST: usize = 25;
const MOST_QUERIES: usize = 5;

const ANOTHER_REQUEST: &str = "send this one in another request";

/// Several calls in one request; made by [`Client::composite`].
///
/// What a call will bring is told by a [`CompositeHandle`]. The id of a record that does not exist yet is
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
    calls: Vec<Sub>,
    queries: usize,
}

struct Sub {
    method: Method,
    path: String,
    body: Option<String>,
    idempotency: Idempotency,
    context: ErrorContext,
    /// The id of the record it is about, where that exists already.
    record: Option<Id<AnyObject>>,
}

/// What one of several calls will bring: a key to [`CompositeResults`].
pub struct CompositeHandle<R> {
    request: u32,
    index: usize,
    read: fn(&Reply<'_>) -> Result<R, NotRead>,
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
    /// Whether a call that fails undoes all others.
    ///
    /// The results of the others are then errors: see [`CompositeResults::get`].
    pub const fn all_or_none(mut self, yes: bool) -> Self {
        self.all_or_none = yes;
        self
    }

    /// How many calls there are; 25 at most.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether there is no call yet.
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
        let sub = sub(
            Method::POST,
            operation.path,
            operation.body,
            "create",
            table,
        );
        self.add(sub, |reply| {
            let subject = reply.subject(<N::Object as SObject>::TABLE);
            Ok(subject.prove(reply.json)?.id.cast())
        })
    }

    /// Fetches a record.
    ///
    /// # Errors
    ///
    /// If there are 25 calls already.
    pub fn retrieve<T: Retrieve>(&mut self, id: Id<T>) -> Result<CompositeHandle<T>, ClientError> {
        let path = record::retrieve(id).path;
        let sub = sub(Method::GET, path, None, "retrieve", T::TABLE);
        self.add(sub.about(id), |reply| {
            reply.subject(T::TABLE).check_record(reply.json)?;
            Ok(record::from_json(reply.json)?)
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
        self.client.inner.learned.check_id(T::TABLE, id)?;
        let operation = self.client.checked(record::update(id, changes)?)?;
        let sub = sub(
            Method::PATCH,
            operation.path,
            operation.body,
            "update",
            T::TABLE,
        );
        self.add(sub.about(id), |reply| {
            reply
                .subject(T::TABLE)
                .prove_without_body(reply.status, reply.json)
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
        let sub = sub(
            Method::PATCH,
            operation.path,
            operation.body,
            "upsert",
            table,
        );
        self.add(sub, |reply| {
            let subject = reply.subject(<K::Object as SObject>::TABLE);
            let saved = subject.prove(reply.json)?;
            Ok(Upserted {
                id: saved.id.cast(),
                created: was_created(saved, reply.status),
            })
        })
    }

    /// Deletes a record.
    ///
    /// # Errors
    ///
    /// If there are 25 calls already.
    pub fn delete<T: Delete>(&mut self, id: Id<T>) -> Result<CompositeHandle<()>, ClientError> {
        self.client.inner.learned.check_id(T::TABLE, id)?;
        let path = record::delete(id).path;
        let sub = sub(Method::DELETE, path, None, "delete", T::TABLE);
        self.add(sub.about(id), |reply| {
            reply
                .subject(T::TABLE)
                .prove_without_body(reply.status, reply.json)
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
        if self.queries == MOST_QUERIES {
            return Err(ClientError::config(
                format!("a composite request carries at most {MOST_QUERIES} queries"),
                ANOTHER_REQUEST,
            ));
        }
        let resource = if query.includes_deleted() {
            "queryAll"
        } else {
            "query"
        };
        let sub = Sub {
            method: Method::GET,
            path: format!("{resource}?q={}", encode(&query.soql())),
            body: None,
            idempotency: Idempotency::Read,
            context: ErrorContext::of_table("query", query.table()),
            record: None,
        };
        let handle = self.add(sub, |reply| Ok(Q::read_page(reply.json)?))?;
        self.queries += 1;
        Ok(handle)
    }

    fn add<R>(
        &mut self,
        mut sub: Sub,
        read: fn(&Reply<'_>) -> Result<R, NotRead>,
    ) -> Result<CompositeHandle<R>, ClientError> {
        if self.calls.len() == MOST {
            return Err(ClientError::config(
                format!("a composite request carries at most {MOST} calls"),
                ANOTHER_REQUEST,
            ));
        }
        let index = self.calls.len();
        self.refer(&mut sub);
        self.calls.push(sub);
        Ok(CompositeHandle {
            request: self.number,
            index,
            read,
        })
    }

    /// Puts references in the place of ids that do not exist yet.
    fn refer(&self, sub: &mut Sub) {
        for index in 0..self.calls.len() {
            let (id, reference) = (
                placeholder(self.number, index),
                format!("@{{{}.id}}", reference(index)),
            );
            if sub.path.contains(&id) {
                sub.path = sub.path.replace(&id, &reference);
                // The org gives the id itself.
                sub.record = None;
            }
            if let Some(body) = &mut sub.body {
                // As a whole string only, never as a part of a text.
                let quoted = format!("\"{id}\"");
                if body.contains(&quoted) {
                    *body = body.replace(&quoted, &format!("\"{reference}\""));
                }
            }
        }
    }

    /// Sends the request, which counts as one API call. That some of its calls failed is told by
    /// the results, not here.
    ///
    /// # Errors
    ///
    /// If the request as a whole failed; see [`ClientError`]. It is repeated as the most delicate
    /// of its calls allows: one that creates or deletes is not, unless it is certain that nothing
    /// was done.
    pub async fn send(self) -> Result<CompositeResults, ClientError> {
        let class = self.calls.iter().map(Sub::class_within).max();
        let body = Bytes::from(self.body()?);
        let call = Call::new(
            Method::POST,
            "composite",
            class.unwrap_or(Idempotency::Read),
            ErrorContext::new("composite"),
        )
        .json(body.clone());
        // Before the call: what was done must not be lost because the token ended meanwhile.
        let host = host(&self.client.inner.store.session().await?.instance);
        let mut results = Vec::new();
        let answer = self
            .client
            .call(&call, &mut |answer| {
                results = read(answer, &self.calls)?;
                Ok(())
            })
            .await?;
        Ok(CompositeResults {
            may_be_done: answer.uncertain_before,
            client: self.client,
            request: self.number,
            host,
            all_or_none: self.all_or_none,
            results,
            sent: body,
        })
    }

    fn body(&self) -> Result<Vec<u8>, ClientError> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            all_or_none: bool,
            composite_request: Vec<One<'a>>,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct One<'a> {
            method: &'a str,
            url: String,
            reference_id: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            body: Option<&'a RawValue>,
        }
        let version = self.client.version();
        let mut requests = Vec::with_capacity(self.calls.len());
        for (index, sub) in self.calls.iter().enumerate() {
            let body = sub.body.as_deref().map(serde_json::from_str);
            requests.push(One {
                method: sub.method.as_str(),
                url: format!("/services/data/{version}/{}", sub.path),
                reference_id: reference(index),
                body: body.transpose().map_err(not_json)?,
            });
        }
        serde_json::to_vec(&Body {
            all_or_none: self.all_or_none,
            composite_request: requests,
        })
        .map_err(not_json)
    }
}

fn not_json(error: serde_json::Error) -> ClientError {
    ClientError::config(format!("the body is no JSON: {error}"), "")
}

fn sub(
    method: Method,
    path: String,
    body: Option<String>,
    name: &'static str,
    table: &'static Table,
) -> Sub {
    let class = match method {
        Method::GET => Idempotency::Read,
        Method::PATCH | Method::DELETE => Idempotency::Idempotent,
        _ => Idempotency::NotIdempotent,
    };
    Sub {
        method,
        path,
        body,
        idempotency: class,
        context: ErrorContext::typed(name, table),
        record: None,
    }
}

/// The `referenceId` of a call.
fn reference(index: usize) -> String {
    format!("ref{index}")
}

impl Sub {
    /// The record that exists already, and that the result must be about.
    fn about<T>(mut self, id: Id<T>) -> Self {
        self.record = Some(id.cast());
        self
    }

    /// The effect of repeating the request on this call. A delete that is sent twice fails the second
    /// time, and its failure may undo the other calls, or keep them from being done.
    fn class_within(&self) -> Idempotency {
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
