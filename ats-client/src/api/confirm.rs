//! Resolves creates with an unknown outcome.

use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use ats_core::record::{Create, Invalid, NewRecord, Page, SObject, UpsertKey, key_address};
use ats_core::value::{AnyObject, Id};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::query::{ToQuery, query_request, rows_in_all};
use crate::client::Client;
use crate::error::{ClientError, ErrorContext};
use crate::http::InvalidBody;
use crate::send::{ApiRequest, is_gone, record_id};

/// The way to find the record that a create may have made: by its external key, or by a query.
///
/// After [`ClientError::OutcomeUnknown`] no response says whether the record exists.
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
/// let confirmed = client
///     .create_confirmed(&stats, &Confirm::by_key(&key)?)
///     .await?;
/// println!("{}", confirmed.id);
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
        /// The object of the query, where it is known.
        object: Option<&'static str>,
    },
}

/// The record of [`Client::create_confirmed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfirmedRecord<T> {
    /// The record's id.
    pub id: Id<T>,
    /// False if a response proved that this call created the record. True if the record was found
    /// after an unknown outcome: an older record with the same key, or one that fits the query, is
    /// found as well.
    pub found: bool,
}

/// Default patience of queries.
const PATIENCE: Duration = Duration::from_secs(60);

/// The wait after the first query that found nothing; it doubles with each one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

impl<T: SObject> Confirm<T> {
    /// Looks for the record by its external key.
    ///
    /// If the field is unique in the org, a record that is not found is created again. That is safe even
    /// while the first create is still under way, because the org saves only one of them.
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
            object: query.table().map(|table| table.object),
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

    /// Sets whether the record is created again if it was not found; true for external keys, of which
    /// the field must also be unique.
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
    /// safe.
    ///
    /// The record is looked for at most as often as the [`RetryPolicy`](crate::RetryPolicy) allows
    /// attempts, and created again after each time but the last.
    ///
    /// # Errors
    ///
    /// - [`ClientError::OutcomeUnknown`], that of the first create, if the record was not found and was
    ///   not created again, or the lookup failed.
    /// - [`ClientError::InvalidRequest`] if the record does not hold the external key, or the query is one of
    ///   another object; nothing was sent.
    /// - Any other error of [`create`](Self::create): nothing was created.
    pub async fn create_confirmed<N: NewRecord>(
        &self,
        new: &N,
        confirm: &Confirm<N::Object>,
    ) -> Result<ConfirmedRecord<N::Object>, ClientError>
    where
        N::Object: Create,
    {
        confirm.check(&new.to_json()?)?;
        let created = |id| ConfirmedRecord { id, found: false };
        let unknown = match self.create(new).await {
            Ok(id) => return Ok(created(id)),
            Err(error) if !error.may_have_happened() => return Err(error),
            Err(error) => error,
        };
        let policy = &self.inner.sender.policy;
        let mut attempt = 1;
        loop {
            match self.confirm(confirm).await {
                Ok(Some(id)) => return Ok(ConfirmedRecord { id, found: true }),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "lookup of the record failed");
                    return Err(unknown);
                }
            }
            if !policy.allows_another(attempt) || !self.may_create_again(confirm).await {
                return Err(unknown);
            }
            let Some(wait) = policy.wait(attempt, unknown.retry_after()) else {
                return Err(unknown);
            };
            tokio::time::sleep(wait).await;
            attempt += 1;
            tracing::warn!(attempt, "the record was not found; creating it again");
            match self.create(new).await {
                Ok(id) => return Ok(created(id)),
                // An error proves nothing about the first create. As a duplicate of it, or with a lost
                // response, this one shows when the record is looked for again.
                Err(error) => tracing::warn!(%error, "creating the record again failed"),
            }
        }
    }

    /// Returns true if a second create cannot make a second record.
    async fn may_create_again<T: SObject>(&self, confirm: &Confirm<T>) -> bool {
        let Lookup::Key { field, .. } = &confirm.lookup else {
            return confirm.create_again;
        };
        if !confirm.create_again {
            return false;
        }
        if let Some(is_unique) = self.inner.org_checks.is_unique(T::TABLE, field) {
            return is_unique;
        }
        match self.describe(T::NAME).await {
            Ok(describe) => {
                let mut fields = describe.fields.iter();
                fields.any(|it| it.unique && it.name.eq_ignore_ascii_case(field))
            }
            Err(error) => {
                tracing::warn!(%error, "the describe does not tell whether the key is unique");
                false
            }
        }
    }

    /// Looks for a record that a create may have made; returns `None` if it is not there.
    ///
    /// `None` does not prove that the create failed: it may still be under way in the org.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotOneRecord`] or [`ErrorKind::MultipleMatches`](crate::ErrorKind::MultipleMatches) if several records fit, and what else a
    /// query may fail with.
    pub async fn confirm<T: SObject>(
        &self,
        confirm: &Confirm<T>,
    ) -> Result<Option<Id<T>>, ClientError> {
        confirm.check_object()?;
        let start = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let found = match &confirm.lookup {
                Lookup::Key { path, .. } => self.find_by_key::<T>(path).await?,
                Lookup::Query {
                    soql,
                    includes_deleted,
                    ..
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
        let context = ErrorContext::typed("confirm", T::TABLE);
        let request = ApiRequest::get(format!("{path}?fields=Id"), context);
        let found = self.inner.sender.read(&request, |response| {
            record_id(response.text()?, T::TABLE)?
                .ok_or_else(|| InvalidBody::from("the response does not contain the record's `Id`"))
        });
        match found.await {
            Ok(id) => Ok(Some(id)),
            Err(ClientError::Api(failure)) if is_gone(&failure.errors) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn find_by_query<T: SObject>(
        &self,
        soql: &str,
        includes_deleted: bool,
    ) -> Result<Option<Id<AnyObject>>, ClientError> {
        let table = Some(T::TABLE);
        let request = query_request(self.version(), soql, includes_deleted, table);
        let found = self.inner.sender.read(&request, |response| {
            let page: FoundPage<'_> = serde_json::from_str(response.text()?)?;
            let ids = page
                .records
                .iter()
                .map(|row| record_id(row.get(), T::TABLE));
            let mut found = Page::default();
            found.total_size = u64::try_from(page.total_size).ok();
            found.done = page.done;
            found.next_records_url = page.next_records_url;
            found.records = ids.collect::<Result<Vec<_>, _>>()?;
            Ok(found)
        });
        let page = found.await?;
        match (rows_in_all(&page)?, page.records.first()) {
            (0, _) | (_, None) => Ok(None),
            (1, Some(Some(id))) => Ok(Some(*id)),
            (1, Some(None)) => Err(ClientError::invalid_request(
                "the confirming query does not select `Id`",
                "add `Id` to its fields",
            )),
            (found, _) => Err(ClientError::NotOneRecord {
                object: T::NAME,
                found,
            }),
        }
    }
}

/// A page of a query, whose rows are read as records of an object.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FoundPage<'a> {
    total_size: i64,
    done: bool,
    next_records_url: Option<String>,
    #[serde(borrow)]
    records: Vec<&'a RawValue>,
}

impl<T: SObject> Confirm<T> {
    /// Checks that the record can be told by the lookup once it is created.
    fn check(&self, record: &str) -> Result<(), ClientError> {
        self.check_object()?;
        let Lookup::Key { field, json, .. } = &self.lookup else {
            return Ok(());
        };
        let key = serde_json::from_str::<Value>(json).ok();
        let record = serde_json::from_str::<Value>(record).ok();
        if key.is_some() && record.as_ref().and_then(|record| record.get(field)) == key.as_ref() {
            return Ok(());
        }
        Err(ClientError::invalid_request(
            format!("the record does not hold the key `{field}` by which it is confirmed"),
            "set the field in the record to the same value",
        ))
    }

    fn check_object(&self) -> Result<(), ClientError> {
        match &self.lookup {
            Lookup::Query {
                object: Some(object),
                ..
            } if *object != T::NAME => Err(ClientError::invalid_request(
                format!(
                    "the query finds records of {object}, and the create is one of {}",
                    T::NAME
                ),
                "confirm by a query of the same object",
            )),
            _ => Ok(()),
        }
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
