//! Runs queries: a page, all pages, one record, a count.

use ats_core::record::{Page, Record, UntypedRecord};
use ats_schema::rules::api_limits::MIN_QUERY_PAGE;

use super::paging::{further_page_failed, rows_in_all};
use super::request::{check_length, next_page_request, query_request, set_page_size};
use super::soql_text::Soql;
use super::stream::RecordStream;
use super::to_query::ToQuery;
use crate::client::Client;
use crate::error::{ClientError, PagingError, PagingProblem};
use crate::http::InvalidBody;
use crate::send::ApiRequest;

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
        check_length(&soql, !query.split_soql().is_empty())?;
        let request = first_page_request(self, &query, &soql);
        self.page::<Q>(&request).await
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
                let session = self.inner.sender.tokens.session().await?;
                let request = next_page_request(&session, url, None).map_err(stopped)?;
                let next = self.page::<Soql<T>>(&request).await;
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
    /// the other, where that finds the same: see [`Checked::parts`](ats_core::query::Checked::parts).
    pub fn query_all<Q: ToQuery>(&self, query: Q) -> RecordStream<Q::Row> {
        let request = |soql: &str| first_page_request(self, &query, soql);
        let parts = query.split_soql();
        let requests = if parts.is_empty() {
            let soql = query.soql();
            check_length(&soql, false).map(|()| vec![request(&soql)])
        } else {
            Ok(parts.iter().map(|part| request(part)).collect())
        };
        RecordStream::start(self.clone(), requests, query.table(), Q::read_page)
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

    /// Returns the number of records that a query finds, without fetching them.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn count<Q: ToQuery>(&self, query: Q) -> Result<u64, ClientError> {
        let request = match query.count_soql() {
            Some(soql) => first_page_request(self, &query, &soql),
            None => {
                let mut request = first_page_request(self, &query, &query.soql());
                // The head of any page holds the number, so the smallest one will do.
                set_page_size(&mut request, MIN_QUERY_PAGE);
                request
            }
        };
        let count = self.inner.sender.read(&request, |response| {
            let page = Page::<UntypedRecord>::from_json(response.text()?)?;
            page.total_size.ok_or_else(|| {
                InvalidBody::from(
                    "the org did not report how many records match (`totalSize` is negative or missing)",
                )
            })
        });
        count.await
    }

    async fn page<Q: ToQuery>(&self, request: &ApiRequest) -> Result<Page<Q::Row>, ClientError> {
        let page = self
            .inner
            .sender
            .read(request, |response| Ok(Q::read_page(response.text()?)?));
        page.await
    }
}

/// Returns the request for the first page of a query with this text.
fn first_page_request<Q: ToQuery>(client: &Client, query: &Q, soql: &str) -> ApiRequest {
    query_request(
        client.version(),
        soql,
        query.includes_deleted(),
        query.table(),
    )
}
