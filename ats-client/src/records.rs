//! One record at a time: create, retrieve, update, upsert, delete.

use ats_core::record::{
    self, Create, Delete, Invalid, NewRecord, Operation, Retrieve, SObject, Table, Update,
    UpsertKey, Verb,
};
use ats_core::value::{AnyObject, Id};
use reqwest::Method;

use crate::call::{Call, text};
use crate::error::ErrorContext;
use crate::proof::{Subject, is_gone, was_created};
use crate::retry::Idempotency;
use crate::{Client, ClientError};

/// What an upsert did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Upserted<T> {
    /// The record.
    pub id: Id<T>,
    /// Whether it is new. An upsert whose first answer was lost is sent again and then finds the
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
        let call = operation(self.checked(record::create(new)?)?, "");
        self.create_by(&call, <N::Object as SObject>::TABLE)
            .await
            .map(Id::cast)
    }

    /// Fetches a record with all the fields that its type has (guide: “Get Records”).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is none, or this user may not see it; and see [`ClientError`].
    pub async fn retrieve<T: Retrieve + Send>(&self, id: Id<T>) -> Result<T, ClientError> {
        let mut found = T::default();
        let call = operation(record::retrieve(id), id.as_str());
        let subject = self.subject(T::TABLE, Some(id.cast()));
        self.call(&call, &mut |answer| {
            let json = text(answer)?;
            subject.check_record(json)?;
            found = record::from_json(json)?;
            Ok(())
        })
        .await?;
        Ok(found)
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
        self.inner.learned.check_id(T::TABLE, id)?;
        let call = operation(self.checked(record::update(id, changes)?)?, id.as_str());
        self.write(&call, &self.subject(T::TABLE, Some(id.cast())))
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
        let call = operation(self.checked(record::upsert(key, new)?)?, "");
        let subject = self.subject(<K::Object as SObject>::TABLE, None);
        self.take(&call, |answer| {
            let saved = subject.prove(text(answer)?)?;
            Ok(Upserted {
                id: saved.id.cast(),
                created: was_created(saved, answer.status),
            })
        })
        .await
    }

    /// Deletes a record (guide: “Delete Records”).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is none; and see [`ClientError`].
    pub async fn delete<T: Delete>(&self, id: Id<T>) -> Result<(), ClientError> {
        self.inner.learned.check_id(T::TABLE, id)?;
        let call = operation(record::delete(id), id.as_str());
        let deleted = self
            .write(&call, &self.subject(T::TABLE, Some(id.cast())))
            .await;
        match deleted {
            // An earlier attempt, whose response was lost, has deleted it.
            Err(ClientError::OutcomeUnknown(unknown))
                if unknown
                    .cause
                    .api()
                    .is_some_and(|failure| is_gone(&failure.errors))
                    && !self.inner.policy.fate(&unknown.cause).is_uncertain() =>
            {
                Ok(())
            }
            result => result,
        }
    }

    /// An operation, if what was learned of the org has nothing against it.
    pub(crate) fn checked<T: SObject>(
        &self,
        operation: Operation<T>,
    ) -> Result<Operation<T>, Invalid> {
        if let Some(body) = &operation.body {
            self.inner.learned.check(T::TABLE, body)?;
        }
        Ok(operation)
    }

    /// The record that a response has to be about.
    pub(crate) fn subject(&self, table: &'static Table, id: Option<Id<AnyObject>>) -> Subject<'_> {
        Subject {
            table,
            id,
            learned: &self.inner.learned,
        }
    }

    /// Carries out a call that creates a record; returns its id.
    pub(crate) async fn create_by(
        &self,
        call: &Call,
        table: &'static Table,
    ) -> Result<Id<AnyObject>, ClientError> {
        let subject = self.subject(table, None);
        self.take(call, |answer| Ok(subject.prove(text(answer)?)?.id))
            .await
    }

    /// Carries out an update or a delete.
    async fn write(&self, call: &Call, subject: &Subject<'_>) -> Result<(), ClientError> {
        self.take(call, |answer| {
            subject.prove_without_body(answer.status, text(answer)?)
        })
        .await
    }
}

/// How an operation of ats-core is sent.
fn operation<T: SObject>(operation: Operation<T>, id: &str) -> Call {
    plain_operation(
        operation.verb,
        operation.path,
        operation.body,
        T::TABLE,
        T::NAME,
        id,
    )
}

fn plain_operation(
    verb: Verb,
    path: String,
    body: Option<String>,
    table: &'static Table,
    object: &'static str,
    id: &str,
) -> Call {
    let (method, class, name) = match verb {
        Verb::Create => (Method::POST, Idempotency::NotIdempotent, "create"),
        Verb::Update => (Method::PATCH, Idempotency::Idempotent, "update"),
        Verb::Upsert => (Method::PATCH, Idempotency::Idempotent, "upsert"),
        Verb::Delete => (Method::DELETE, Idempotency::Idempotent, "delete"),
        _ => (Method::GET, Idempotency::Read, "retrieve"),
    };
    let mut about = ErrorContext::typed(name, table).object(object);
    if !id.is_empty() {
        about = about.record(id);
    }
    let call = Call::new(method, path, class, about);
    match body {
        Some(body) => call.json(body),
        None => call,
    }
}
