//! Finding out whether a create with an unknown outcome happened.

use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use ats_core::record::{
    Create, Invalid, NewRecord, Page, SObject, UntypedRecord, UpsertKey, key_address,
};
use ats_core::value::{AnyObject, Id};
use serde_json::Value;

use crate::call::{Call, NotRead, text};
use crate::error::{About, Kind};
use crate::proof::record_id;
use crate::query::ToQuery;
use crate::{Client, ClientError};

/// How to find the record that a create may have made: by its external key, or by a query.
///
/// After [`ClientError::OutcomeUnknown`] nobody can tell from the response whether the record exists.
/// [`Client::create_confirmed`] looks for it and goes on; [`Client::confirm`] only looks, for records
/// of a collection, a tree or a composite request.
///
/// ```no_run
/// # use ats_client::{Client, ClientError, Confirm};
/// # use ats_generated::{MessageStats, MessageStatsKey, NewMessageStats};
/// # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut stats = NewMessageStats::default();
/// stats.external_key = Some("2026-12-01".try_into()?);
/// let key = MessageStatsKey::ExternalKey("2026-12-01".try_into()?);
/// let id = client
///     .create_confirmed(&stats, &Confirm::by_key(&key)?)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Confirm<T> {
    lookup: Lookup,
    patience: Duration,
    create_again: bool,
    object: PhantomData<fn() -> T>,
}

#[derive(Clone)]
enum Lookup {
    /// The field, its value as JSON, and the resource of the record.
    Key {
        field: &'static str,
        json: String,
        path: String,
    },
    Query {
        soql: String,
        includes_deleted: bool,
    },
}

/// How long a query looks for a record that is not there, unless set.
const PATIENCE: Duration = Duration::from_secs(60);

/// The wait after the first query that found nothing; it doubles with each one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

impl<T: SObject> Confirm<T> {
    /// Looks for the record by its external key.
    ///
    /// The field must be unique in the org: then creating again is safe even while the first create
    /// is still under way, because the org saves only one of them. If another record had the key
    /// before the first create, that record is found.
    ///
    /// # Errors
    ///
    /// If the key is blank, or the org would refuse it.
    pub fn by_key<K: UpsertKey<Object = T>>(key: &K) -> Result<Self, Invalid> {
        let address = key_address(key)?;
        Ok(Self::new(
            Lookup::Key {
                field: address.field,
                json: address.json,
                path: address.path,
            },
            Duration::ZERO,
            true,
        ))
    }

    /// Looks for the record by a query, which must select `Id` and find this record alone, such as by
    /// a token that the program puts into each record that it creates.
    ///
    /// A create whose connection broke may still be under way in the org, so a query that finds nothing
    /// is repeated for a minute; [`patience`](Self::patience) sets another time. A record that is not
    /// found by then is not created again, unless [`create_again`](Self::create_again) says so.
    pub fn by_query(query: impl ToQuery) -> Self {
        let lookup = Lookup::Query {
            soql: query.soql().into_owned(),
            includes_deleted: query.includes_deleted(),
        };
        Self::new(lookup, PATIENCE, false)
    }

    const fn new(lookup: Lookup, patience: Duration, create_again: bool) -> Self {
        Self {
            lookup,
            patience,
            create_again,
            object: PhantomData,
        }
    }

    /// Sets how long a record that is not there is looked for.
    #[must_use]
    pub const fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets whether the record is created again if it was not found; true for external keys.
    ///
    /// With a query that is safe only if [`patience`](Self::patience) is longer than the first create
    /// can still take. Salesforce ends a request after ten minutes.
    #[must_use]
    pub const fn create_again(mut self, yes: bool) -> Self {
        self.create_again = yes;
        self
    }
}

impl Client {
    /// Creates a record and, if the outcome is unknown, looks for it, and creates it again if that is
    /// safe. It is created at most as often as the [`RetryPolicy`](crate::RetryPolicy) allows
    /// attempts.
    ///
    /// # Errors
    ///
    /// - [`ClientError::OutcomeUnknown`], that of the first create, if the record was not found and was
    ///   not created again, or could not be looked for.
    /// - [`ClientError::Config`] if the record does not hold the external key, or the org has told
    ///   [`learn`](Self::learn) that the key field is not unique: nothing was sent.
    /// - What else [`create`](Self::create) fails with, if it certainly created nothing.
    pub async fn create_confirmed<N: NewRecord>(
        &self,
        new: &N,
        confirm: &Confirm<N::Object>,
    ) -> Result<Id<N::Object>, ClientError>
    where
        N::Object: Create,
    {
        self.can_be_confirmed(&new.to_json()?, confirm)?;
        let unknown = match self.create(new).await {
            Ok(id) => return Ok(id),
            Err(error) if !error.may_have_happened() => return Err(error),
            Err(error) => error,
        };
        let mut attempt = 1;
        loop {
            match self.confirm(confirm).await {
                Ok(Some(id)) => return Ok(id),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "the record could not be looked for");
                    return Err(unknown);
                }
            }
            if !confirm.create_again || !self.inner.policy.allows_another(attempt) {
                return Err(unknown);
            }
            attempt += 1;
            tracing::warn!(attempt, "the record was not found; creating it again");
            // An error proves nothing about the first create. As a duplicate of it, or lost itself,
            // this one shows when the record is looked for again.
            if let Ok(id) = self.create(new).await {
                return Ok(id);
            }
        }
    }

    /// Looks for a record that a create may have made; returns `None` if it is not there.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotOne`] or [`Kind::MultipleMatches`] if several records fit, and what else a
    /// query may fail with.
    pub async fn confirm<T: SObject>(
        &self,
        confirm: &Confirm<T>,
    ) -> Result<Option<Id<T>>, ClientError> {
        let start = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let found = match &confirm.lookup {
                Lookup::Key { path, .. } => self.find_by_key::<T>(path).await?,
                Lookup::Query {
                    soql,
                    includes_deleted,
                } => self.find_by_query::<T>(soql, *includes_deleted).await?,
            };
            let left = confirm.patience.saturating_sub(start.elapsed());
            if found.is_some() || left.is_zero() {
                return Ok(found.map(Id::cast));
            }
            tokio::time::sleep(wait.min(left)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn find_by_key<T: SObject>(
        &self,
        path: &str,
    ) -> Result<Option<Id<AnyObject>>, ClientError> {
        let about = About::typed("confirm", T::TABLE);
        let call = Call::get(format!("{path}?fields=Id"), about);
        let found = self.take(&call, |answer| {
            record_id(text(answer)?, T::TABLE)?
                .ok_or_else(|| NotRead::from("the record does not say its id"))
        });
        match found.await {
            Ok(id) => Ok(Some(id)),
            Err(ClientError::Api(failure)) if failure.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn find_by_query<T: SObject>(
        &self,
        soql: &str,
        includes_deleted: bool,
    ) -> Result<Option<Id<AnyObject>>, ClientError> {
        let call = self.query_call(soql, includes_deleted, Some(T::TABLE), None);
        let found = self.take(&call, |answer| {
            let page = Page::<UntypedRecord>::from_json(text(answer)?)?;
            let ids = page.records.iter().map(|record| {
                record.get("Id").and_then(|id| {
                    serde_json::from_str::<String>(id.as_str())
                        .ok()?
                        .parse()
                        .ok()
                })
            });
            Ok(ids.collect::<Vec<Option<Id<AnyObject>>>>())
        });
        match found.await?.as_slice() {
            [] => Ok(None),
            [Some(id)] => Ok(Some(*id)),
            [None] => Err(ClientError::config(
                "the query that looks for the record does not select its id",
                "add `Id` to its fields",
            )),
            several => Err(ClientError::NotOne {
                object: T::NAME,
                found: several.len() as u64,
            }),
        }
    }

    /// Checks that a record which is created again can be told from the first one.
    fn can_be_confirmed<T: SObject>(
        &self,
        record: &str,
        confirm: &Confirm<T>,
    ) -> Result<(), ClientError> {
        let Lookup::Key { field, json, .. } = &confirm.lookup else {
            return Ok(());
        };
        let key = serde_json::from_str::<Value>(json).ok();
        let record = serde_json::from_str::<Value>(record).ok();
        if key.is_none() || record.as_ref().and_then(|record| record.get(field)) != key.as_ref() {
            return Err(ClientError::config(
                format!("the record does not hold the key `{field}` by which it is looked for"),
                "set the field in the record to the same value",
            ));
        }
        if self.inner.learned.is_unique(T::TABLE, field) == Some(false) {
            return Err(ClientError::config(
                format!(
                    "`{field}` is not unique in this org, so the record might be created twice"
                ),
                "look for the record by a query, or have the field made unique",
            ));
        }
        Ok(())
    }
}

/// Prints the key field, never values.
impl<T> fmt::Debug for Confirm<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match &self.lookup {
            Lookup::Key { field, .. } => field,
            Lookup::Query { .. } => "query",
        };
        f.debug_struct("Confirm")
            .field("by", &by)
            .field("patience", &self.patience)
            .field("create_again", &self.create_again)
            .finish_non_exhaustive()
    }
}
