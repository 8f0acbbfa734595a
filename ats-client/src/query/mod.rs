//! Queries: a page, all pages as a stream, one record, a count.

mod stream;
mod text;

use std::borrow::Cow;

use ats_core::query::{Checked, MAX_QUERY_LENGTH, Row, Select, SelectAs, Selection};
use ats_core::record::{Page, Query, ReadError, Record, SObject, Table, UntypedRecord};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::json;

pub use stream::RecordStream;
pub use text::Soql;

use crate::call::{Call, NotRead, text as body_text};
use crate::error::{ErrorContext, PagingError, PagingProblem};
use crate::http::{encode, resolve, same_origin};
use crate::retry::Idempotency;
use crate::{Client, ClientError, ErrorCode, SignInError};

/// A query, and the type of its rows.
///
/// [`Select`], the builder, is one, and so are what `soql!` gives ([`Checked`]) and what a struct that
/// derives `Select` selects ([`SelectAs`]). [`Soql`] makes one of a text that nothing has checked.
/// A text alone is none, since it does not say what its rows are:
///
/// ```compile_fail,E0277
/// # async fn of(client: &ats_client::Client) {
/// let page = client.query("SELECT Name FROM bpats__Job__c").await;
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no query",
    label = "expected what `soql!` or a `select()` gives",
    note = "the generated crate's `soql!(\"SELECT …\")` checks a text when the program is compiled, and knows the type of its rows; `Soql::<Job>::new(text)` takes one that is known only when it runs"
)]
pub trait ToQuery {
    /// What a row is read as.
    type Row: Send + 'static;

    /// The SOQL.
    fn soql(&self) -> Cow<'_, str>;

    /// The SOQL that counts, `SELECT COUNT() …`, where it can be told from the query.
    fn count_soql(&self) -> Option<String> {
        None
    }

    /// The queries to send instead where this one is longer than Salesforce takes, if it can be
    /// taken apart: see [`Checked::parts`].
    fn split_soql(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether deleted and archived records are asked for too (`queryAll`, `ALL ROWS` in Apex).
    fn includes_deleted(&self) -> bool {
        false
    }

    /// The object's table, where it is known: errors then name labels.
    fn table(&self) -> Option<&'static Table> {
        None
    }

    /// Reads a page of the answer.
    ///
    /// # Errors
    ///
    /// If it cannot be read as rows of this type.
    fn read_page(json: &str) -> Result<Page<Self::Row>, ReadError>;
}

impl<O: Query + Send + 'static> ToQuery for Select<O> {
    type Row = O;

    fn soql(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_soql())
    }

    fn count_soql(&self) -> Option<String> {
        Some(self.to_count_soql())
    }

    fn table(&self) -> Option<&'static Table> {
        Some(<O as SObject>::TABLE)
    }

    fn read_page(json: &str) -> Result<Page<O>, ReadError> {
        Page::from_json(json)
    }
}

impl<R: Row> ToQuery for Checked<R> {
    type Row = R;

    fn soql(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn split_soql(&self) -> Vec<String> {
        self.parts()
    }

    fn includes_deleted(&self) -> bool {
        self.includes_deleted()
    }

    fn table(&self) -> Option<&'static Table> {
        Some(Self::table())
    }

    fn read_page(json: &str) -> Result<Page<R>, ReadError> {
        Self::read_page(json)
    }
}

impl<R: Selection> ToQuery for SelectAs<R> {
    type Row = R;

    fn soql(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_soql())
    }

    fn count_soql(&self) -> Option<String> {
        self.to_count_soql()
    }

    fn table(&self) -> Option<&'static Table> {
        Some(<R::Object as SObject>::TABLE)
    }

    fn read_page(json: &str) -> Result<Page<R>, ReadError> {
        Self::read_page(json)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: ToQuery + ?Sized> ToQuery for &Q {
    type Row = Q::Row;

    fn soql(&self) -> Cow<'_, str> {
        (**self).soql()
    }

    fn count_soql(&self) -> Option<String> {
        (**self).count_soql()
    }

    fn split_soql(&self) -> Vec<String> {
        (**self).split_soql()
    }

    fn includes_deleted(&self) -> bool {
        (**self).includes_deleted()
    }

    fn table(&self) -> Option<&'static Table> {
        (**self).table()
    }

    fn read_page(json: &str) -> Result<Page<Q::Row>, ReadError> {
        Q::read_page(json)
    }
}

impl Client {
    /// The first page of a query's records: 2,000 at most.
    ///
    /// ```no_run
    /// # use ats_client::{Client, ClientError, Soql};
    /// # use ats_generated::{Job, JobStatus};
    /// # async fn example(client: Client) -> Result<(), ClientError> {
    /// let page = client
    ///     .query(Job::select().field(Job::NAME).filter(Job::STATUS.eq(JobStatus::Open)))
    ///     .await?;
    /// if let Some(total) = page.total_size {
    ///     println!("{} of {total} open jobs", page.records.len());
    /// }
    ///
    /// // The same from SOQL text; nothing checks it before the org does.
    /// let page = client
    ///     .query(Soql::<Job>::new("SELECT Name FROM bpats__Job__c WHERE bpats__Status__c = 'Open'"))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A query that is too long for an address (16,384 bytes with the headers) is sent in a body,
    /// through `composite`, by itself.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn query<Q: ToQuery>(&self, query: Q) -> Result<Page<Q::Row>, ClientError> {
        let soql = query.soql();
        short_enough(&soql, !query.split_soql().is_empty())?;
        let call = self.query_call(&soql, query.includes_deleted(), query.table(), None);
        self.page::<Q>(&call).await
    }

    /// Fetches the page that follows one; returns `None` after the last.
    ///
    /// A page that links to itself is an error. A circle of several pages is found only by
    /// [`query_all`](Self::query_all), which knows all of them.
    ///
    /// # Errors
    ///
    /// [`ClientError::Paging`] if the page has no link to the next one although it is not the last, or
    /// one that leads out of the org; and see [`ClientError`].
    pub async fn next_page<T>(&self, page: &Page<T>) -> Result<Option<Page<T>>, ClientError>
    where
        T: Record + Default + Send + 'static,
    {
        let rows = page.records.len() as u64;
        let stopped = |problem| PagingError::new(None, rows, problem);
        match &page.next_records_url {
            Some(url) => {
                let call = self.more_call(url, None).await?.map_err(stopped)?;
                let next = self.page::<Soql<T>>(&call).await;
                let next = next.map_err(|error| further_page_failed(None, rows, error))?;
                if next.next_records_url == page.next_records_url {
                    return Err(stopped(PagingProblem::RepeatedLocator).into());
                }
                Ok(Some(next))
            }
            None if page.done => Ok(None),
            None => Err(stopped(PagingProblem::NoLocator).into()),
        }
    }

    /// All records of a query, as a stream that fetches the next page while the current one is
    /// used. Two pages are in memory at most.
    ///
    /// ```no_run
    /// # use ats_client::{Client, ClientError};
    /// # use ats_generated::Job;
    /// # async fn example(client: Client) -> Result<(), ClientError> {
    /// let mut jobs = client.query_all(Job::select().field(Job::NAME));
    /// while let Some(job) = jobs.next().await {
    ///     println!("{:?}", job?.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A query that a long `IN` list makes longer than Salesforce takes is sent in parts, one after
    /// the other, where that finds the same: see [`Checked::parts`].
    pub fn query_all<Q: ToQuery>(&self, query: Q) -> RecordStream<Q::Row> {
        let call =
            |soql: &str| self.query_call(soql, query.includes_deleted(), query.table(), None);
        let parts = query.split_soql();
        let calls = if parts.is_empty() {
            let soql = query.soql();
            short_enough(&soql, false).map(|()| vec![call(&soql)])
        } else {
            Ok(parts.iter().map(|part| call(part)).collect())
        };
        RecordStream::start(self.clone(), calls, query.table(), Q::read_page)
    }

    /// The one record that a query finds.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotOneRecord`] if there is none, or more than one; and see [`ClientError`].
    pub async fn query_one<Q: ToQuery>(&self, query: Q) -> Result<Q::Row, ClientError> {
        let object = query.table().map_or("record", |table| table.object);
        self.query_optional(query)
            .await?
            .ok_or(ClientError::NotOneRecord { object, found: 0 })
    }

    /// The one record that a query finds, or none.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotOneRecord`] if there is more than one; and see [`ClientError`].
    pub async fn query_optional<Q: ToQuery>(
        &self,
        query: Q,
    ) -> Result<Option<Q::Row>, ClientError> {
        let object = query.table().map_or("record", |table| table.object);
        let mut page = self.query(query).await?;
        match rows_in_all(&page)? {
            0 | 1 => Ok(page.records.pop()),
            found => Err(ClientError::NotOneRecord { object, found }),
        }
    }

    /// How many records a query finds, without bringing them.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn count<Q: ToQuery>(&self, query: Q) -> Result<u64, ClientError> {
        let counting = query.count_soql();
        let (soql, batch) = match &counting {
            Some(soql) => (Cow::Borrowed(soql.as_str()), None),
            // The head of any page tells; ask for the smallest.
            None => (query.soql(), Some(SMALLEST_BATCH)),
        };
        let call = self.query_call(&soql, query.includes_deleted(), query.table(), batch);
        let mut count = 0;
        self.call(&call, &mut |answer| {
            let page = Page::<UntypedRecord>::from_json(body_text(answer)?)?;
            count = page
                .total_size
                .ok_or_else(|| NotRead::from(
                    "the org did not report how many records match (`totalSize` is negative or missing)",
                ))?;
            Ok(())
        })
        .await?;
        Ok(count)
    }

    async fn page<Q: ToQuery>(&self, call: &Call) -> Result<Page<Q::Row>, ClientError> {
        let mut page = Page::default();
        self.call(call, &mut |answer| {
            page = Q::read_page(body_text(answer)?)?;
            Ok(())
        })
        .await?;
        Ok(page)
    }

    /// The call for a query's first page.
    pub(crate) fn query_call(
        &self,
        soql: &str,
        deleted_too: bool,
        table: Option<&'static Table>,
        batch: Option<u16>,
    ) -> Call {
        let about = ErrorContext::of_table("query", table);
        let resource = if deleted_too { "queryAll" } else { "query" };
        let path = format!("{resource}?q={}", encode(soql));
        if path.len() > LONGEST_PATH {
            // Source: REST API Developer Guide, “Composite”: subrequests stand in the body, to which
            // the limit of 16,384 bytes for address and headers does not apply.
            let version = self.version();
            let body = json!({ "compositeRequest": [{
                "method": "GET",
                "url": format!("/services/data/{version}/{path}"),
                "referenceId": ONLY_REFERENCE,
            }]});
            let mut call = Call::new(Method::POST, "composite", Idempotency::Read, about)
                .json(body.to_string());
            call.wrapped = true;
            return call;
        }
        let mut call = Call::get(path, about);
        if let Some(batch) = batch {
            set_batch(&mut call, batch);
        }
        call
    }

    /// The call for a further page, if its address is one of the org's REST API: any version of it,
    /// with or without the host.
    pub(crate) async fn more_call(
        &self,
        url: &str,
        table: Option<&'static Table>,
    ) -> Result<Result<Call, PagingProblem>, ClientError> {
        let session = self.inner.store.session().await?;
        let path = if url.starts_with('/') {
            Some(url.to_owned())
        } else {
            Url::parse(url)
                .ok()
                .filter(|url| same_origin(url, &session.instance))
                .map(|url| match url.query() {
                    Some(query) => format!("{}?{query}", url.path()),
                    None => url.path().to_owned(),
                })
        };
        let about = ErrorContext::of_table("query more", table);
        Ok(match path {
            Some(path)
                if path.starts_with("/services/data/")
                    && resolve(&session.instance, &path).is_ok() =>
            {
                Ok(Call::get(path, about))
            }
            _ => Err(PagingProblem::ForeignLocator),
        })
    }
}

/// The error of a call for a further page, after so many rows.
pub(crate) fn further_page_failed(
    table: Option<&'static Table>,
    rows: u64,
    error: ClientError,
) -> ClientError {
    let is_ended = match &error {
        // Tokens that were just made are refused for this resource.
        ClientError::SignIn(SignInError::NewTokenRefused { .. }) => true,
        ClientError::Api(failure) => failure
            .errors
            .iter()
            .any(|error| error.code == ErrorCode::InvalidQueryLocator),
        _ => false,
    };
    if !is_ended {
        return error;
    }
    let mut ended = PagingError::new(table, rows, PagingProblem::LocatorEnded);
    ended.source = Some(Box::new(error));
    ended.into()
}

/// How many rows a query finds, from its first page.
///
/// # Errors
///
/// If the page announces rows and holds none.
pub(crate) fn rows_in_all<T>(page: &Page<T>) -> Result<u64, ClientError> {
    let is_whole = page.done && page.next_records_url.is_none();
    let here = page.records.len() as u64;
    match (here, page.total_size) {
        (0, Some(0) | None) if is_whole => Ok(0),
        (0, _) => Err(PagingError::new(None, 0, PagingProblem::NoProgress).into()),
        (here, total) => {
            // There is at least one on the next page.
            let least = if is_whole { here } else { here + 1 };
            Ok(total.unwrap_or(0).max(least))
        }
    }
}

/// Refuses what Salesforce would refuse for its length, and says what to do.
fn short_enough(soql: &str, has_parts: bool) -> Result<(), ClientError> {
    // Bytes are quicker to count, and no fewer.
    if soql.len() <= MAX_QUERY_LENGTH || soql.chars().count() <= MAX_QUERY_LENGTH {
        return Ok(());
    }
    let advice = if has_parts {
        "`query_all` sends it in parts"
    } else {
        "shorten the lists it is compared with"
    };
    let characters = soql.chars().count();
    Err(ClientError::config(
        format!("the query has {characters} characters, and Salesforce takes {MAX_QUERY_LENGTH}"),
        advice,
    ))
}

/// The `referenceId` of a query that is sent through `composite` by itself.
pub(crate) const ONLY_REFERENCE: &str = "query";

/// Asks for pages of so many records.
fn set_batch(call: &mut Call, records: u16) {
    let records = records.clamp(SMALLEST_BATCH, LARGEST_BATCH);
    if let Ok(value) = HeaderValue::from_str(&format!("batchSize={records}")) {
        let name = HeaderName::from_static("sforce-query-options");
        call.headers.insert(name, value);
    }
}

/// The longest path of a query that is sent as one. Address and headers may have 16,384 bytes
/// together; tokens have up to some two thousand, and proxies add headers of their own.
const LONGEST_PATH: usize = 16_384 - 4_096;

/// The batches that a query may ask for.
///
/// Source: REST API Developer Guide, “Query Options Header”: 200 to 2,000.
const SMALLEST_BATCH: u16 = 200;
const LARGEST_BATCH: u16 = 2_000;
