//! One record at a time: create, retrieve, update, upsert, delete.

use ats_core::record::{
    self, Create, Delete, Invalid, NewRecord, Operation, Retrieve, SObject, Table, Update,
    UpsertKey, Verb,
};
use ats_core::value::{AnyObject, Id};
use reqwest::Method;

use crate::client::Client;
use crate::error::{ClientError, ErrorContext};
use crate::send::{ApiRequest, AttemptOutcome, ExpectedRecord, Idempotency, is_gone, was_created};

/// The result of an upsert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Upserted<T> {
    /// The record.
    pub id: Id<T>,
    /// True if it is new. An upsert whose first answer was lost is sent again and then finds the
    /// record it has itself created, so that this is `false`.
    pub created: bool,
}

impl Client {
    /// Creates a record (guide: “Create Records”).
    ///
    /// Never sent twice unless it is certain that the first time did nothing: an answer that is
    /// lost on the way is [`ClientError::OutcomeUnknown`].
    ///
    /// # Errors
    ///
    /// [`ClientError::Invalid`] if the org would refuse the record, which is then not sent; and see
    /// [`ClientError`].
    pub async fn create<N: NewRecord>(&self, new: &N) -> Result<Id<N::Object>, ClientError>
    where
        N::Object: Create,
    {
        let request = operation(self.checked(record::create(new)?)?, "");
        self.create_by(&request, <N::Object as SObject>::TABLE)
            .await
            .map(Id::cast)
    }

    /// Fetches a record with all the fields that its type has (guide: “Get Records”).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is none, or this user may not see it; and see [`ClientError`].
    pub async fn retrieve<T: Retrieve + Send>(&self, id: Id<T>) -> Result<T, ClientError> {
        let request = operation(record::retrieve(id), id.as_str());
        let expected = self.expected_record(T::TABLE, Some(id.cast()));
        let found = self.inner.sender.read(&request, |response| {
            let json = response.text()?;
            expected.check_record(json)?;
            Ok(record::from_json(json)?)
        });
        found.await
    }

    /// Changes a record (guide: “Update Single Records”). Sent are only the fields that are set.
    ///
    /// # Errors
    ///
    /// [`ClientError::Invalid`] if the org would refuse the changes, which are then not sent; and
    /// see [`ClientError`].
    pub async fn update<T: Update>(
        &self,
        id: Id<T>,
        changes: &T::Changes,
    ) -> Result<(), ClientError> {
        self.inner.org_checks.check_id(T::TABLE, id)?;
        let request = operation(self.checked(record::update(id, changes)?)?, id.as_str());
        self.write(&request, &self.expected_record(T::TABLE, Some(id.cast())))
            .await
    }

    /// Creates a record, or changes the one that has this external key already.
    ///
    /// The way to create that may be repeated safely.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MultipleMatches`](crate::ErrorKind::MultipleMatches) if several records have the key; [`ClientError::Invalid`] if the
    /// org would refuse the record, which is then not sent; and see [`ClientError`].
    pub async fn upsert<K: UpsertKey>(
        &self,
        key: &K,
        new: &<K::Object as Create>::New,
    ) -> Result<Upserted<K::Object>, ClientError> {
        let request = operation(self.checked(record::upsert(key, new)?)?, "");
        let expected = self.expected_record(<K::Object as SObject>::TABLE, None);
        let upserted = self.inner.sender.read(&request, |response| {
            let saved = expected.prove(response.text()?)?;
            Ok(Upserted {
                id: saved.id.cast(),
                created: was_created(saved, response.status),
            })
        });
        upserted.await
    }

    /// Deletes a record (guide: “Delete Records”).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is none; and see [`ClientError`].
    pub async fn delete<T: Delete>(&self, id: Id<T>) -> Result<(), ClientError> {
        self.inner.org_checks.check_id(T::TABLE, id)?;
        let request = operation(record::delete(id), id.as_str());
        let deleted = self
            .write(&request, &self.expected_record(T::TABLE, Some(id.cast())))
            .await;
        match deleted {
            // An earlier attempt, whose response was lost, has deleted it.
            Err(ClientError::OutcomeUnknown(unknown))
                if unknown
                    .cause
                    .api()
                    .is_some_and(|failure| is_gone(&failure.errors))
                    && !AttemptOutcome::of_failure(&unknown.cause, &self.inner.sender.policy)
                        .is_uncertain() =>
            {
                Ok(())
            }
            result => result,
        }
    }

    /// An operation, if it passes the checks that were loaded from the org.
    pub(crate) fn checked<T: SObject>(
        &self,
        operation: Operation<T>,
    ) -> Result<Operation<T>, Invalid> {
        if let Some(body) = &operation.body {
            self.inner.org_checks.check(T::TABLE, body)?;
        }
        Ok(operation)
    }

    /// The record that a response has to be about.
    pub(crate) fn expected_record(
        &self,
        table: &'static Table,
        id: Option<Id<AnyObject>>,
    ) -> ExpectedRecord<'_> {
        ExpectedRecord {
            table,
            id,
            org_checks: &self.inner.org_checks,
        }
    }

    /// Carries out a call that creates a record; returns its id.
    pub(crate) async fn create_by(
        &self,
        request: &ApiRequest,
        table: &'static Table,
    ) -> Result<Id<AnyObject>, ClientError> {
        let expected = self.expected_record(table, None);
        let created = self
            .inner
            .sender
            .read(request, |response| Ok(expected.prove(response.text()?)?.id));
        created.await
    }

    /// Carries out an update or a delete.
    async fn write(
        &self,
        request: &ApiRequest,
        expected: &ExpectedRecord<'_>,
    ) -> Result<(), ClientError> {
        let written = self.inner.sender.read(request, |response| {
            expected.prove_without_body(response.status, response.text()?)
        });
        written.await
    }
}

/// Returns the request of an operation of ats-core. `id` is that of an existing record, else empty.
fn operation<T: SObject>(operation: Operation<T>, id: &str) -> ApiRequest {
    let Operation {
        verb, path, body, ..
    } = operation;
    request(verb, path, body, T::TABLE, id)
}

fn request(
    verb: Verb,
    path: String,
    body: Option<String>,
    table: &'static Table,
    id: &str,
) -> ApiRequest {
    let (method, idempotency, name) = match verb {
        Verb::Create => (Method::POST, Idempotency::NotIdempotent, "create"),
        Verb::Update => (Method::PATCH, Idempotency::Idempotent, "update"),
        Verb::Upsert => (Method::PATCH, Idempotency::Idempotent, "upsert"),
        Verb::Delete => (Method::DELETE, Idempotency::Idempotent, "delete"),
        _ => (Method::GET, Idempotency::Read, "retrieve"),
    };
    let mut context = ErrorContext::typed(name, table);
    if !id.is_empty() {
        context = context.record(id);
    }
    let request = ApiRequest::new(method, path, idempotency, context);
    match body {
        Some(body) => request.json(body),
        None => request,
    }
}
