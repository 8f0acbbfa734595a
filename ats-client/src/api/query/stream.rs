//! All records of a query.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use ats_core::record::{Page, ReadError, Table};
use futures_util::{Stream, StreamExt};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use super::paging::further_page_failed;
use super::request::{next_page_request, set_page_size};
use crate::client::Client;
use crate::error::{ClientError, PagingError, PagingProblem};
use crate::http::{InvalidBody, Response};
use crate::send::ApiRequest;

/// The records of a query, page after page; made by [`Client::query_all`].
///
/// The next page is fetched while the current one is used. After an error the stream ends; dropping
/// it stops what is under way.
///
/// Pages that do not lead to the query's end are [`ClientError::Paging`], which says how many rows were
/// read. A number of rows that differs from [`total_size`](Self::total_size) is not an error, because
/// records may change while pages are read; it is a `tracing` event of level `INFO`, and a program can
/// compare the two:
///
/// ```no_run
/// # use ats_client::{Client, ClientError};
/// # use ats_generated::Job;
/// # async fn example(client: Client) -> Result<(), ClientError> {
/// let mut jobs = client.query_all(Job::select().field(Job::NAME));
/// while let Some(job) = jobs.next().await {
///     println!("{:?}", job?.name);
/// }
/// if jobs.total_size() != Some(jobs.rows_read()) {
///     println!("{} rows were read, {:?} were announced", jobs.rows_read(), jobs.total_size());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is fetched before the stream is used"]
pub struct RecordStream<T> {
    client: Client,
    table: Option<&'static Table>,
    read: fn(&str) -> Result<Page<T>, ReadError>,
    page: std::vec::IntoIter<T>,
    /// The totals of the parts so far; `None` if the org does not know one of them.
    total_size: Option<u64>,
    has_begun: bool,
    /// The rows that were handed to the program.
    rows_read: u64,
    trail: Trail,
    state: State<T>,
    /// The calls for the other parts of a query that is too long for one.
    further: VecDeque<ApiRequest>,
    /// True if the page on its way is the first of its call.
    is_first: bool,
}

/// Where the pages so far have led.
#[derive(Default)]
struct Trail {
    /// The rows of all pages that came.
    rows: u64,
    /// Fingerprints of the addresses that were followed.
    followed: HashSet<u64>,
    hasher: RandomState,
    /// The pages in a row that held no records.
    empty_pages: u32,
}

/// Maximum number of empty pages in a row. No query is known to return any, but a filter applied after
/// paging could.
const MOST_EMPTY_PAGES: u32 = 10;

impl Trail {
    /// Records a page and checks its link.
    fn follow<T>(&mut self, page: &Page<T>) -> Result<(), PagingProblem> {
        self.rows += page.records.len() as u64;
        self.empty_pages = match page.records.len() {
            0 => self.empty_pages + 1,
            _ => 0,
        };
        match &page.next_records_url {
            Some(url) if !self.followed.insert(self.hasher.hash_one(url)) => {
                Err(PagingProblem::RepeatedLocator)
            }
            Some(_) if self.empty_pages > MOST_EMPTY_PAGES => Err(PagingProblem::NoProgress),
            None if !page.done => Err(PagingProblem::NoLocator),
            _ => Ok(()),
        }
    }
}

enum State<T> {
    /// The query cannot be sent, or cannot go on.
    Refused(ClientError),
    /// Nothing is asked for yet.
    Start(Box<ApiRequest>),
    /// A page is on its way.
    Fetching(Fetch<T>),
    /// There is no further page.
    Done,
}

/// A page on its way, in a task of its own.
struct Fetch<T> {
    task: JoinHandle<Result<(), ClientError>>,
    page: Arc<Mutex<Option<Page<T>>>>,
    /// True if it is not the first page of its query.
    is_further: bool,
}

/// Reads a page into the place where the stream finds it; boxed, so that the task is not generic.
type PageReader = Box<dyn FnMut(&Response) -> Result<(), InvalidBody> + Send>;

/// The page that a task fetches.
enum Target {
    First(Box<ApiRequest>),
    Next(String),
}

async fn fetch(
    client: Client,
    target: Target,
    table: Option<&'static Table>,
    rows: u64,
    mut read: PageReader,
) -> Result<(), ClientError> {
    let sender = &client.inner.sender;
    let request = match target {
        Target::First(request) => *request,
        Target::Next(url) => {
            let session = sender.tokens.session().await?;
            next_page_request(&session, &url, table)
                .map_err(|problem| PagingError::new(table, rows, problem))?
        }
    };
    sender.read(&request, &mut *read).await
}

impl<T: Send + 'static> RecordStream<T> {
    pub(super) fn start(
        client: Client,
        requests: Result<Vec<ApiRequest>, ClientError>,
        table: Option<&'static Table>,
        read: fn(&str) -> Result<Page<T>, ReadError>,
    ) -> Self {
        let mut further = VecDeque::new();
        let state = match requests {
            Ok(requests) => {
                further.extend(requests);
                further
                    .pop_front()
                    .map_or(State::Done, |request| State::Start(Box::new(request)))
            }
            Err(error) => State::Refused(error),
        };
        Self {
            client,
            table,
            read,
            page: Vec::new().into_iter(),
            total_size: Some(0),
            has_begun: false,
            rows_read: 0,
            trail: Trail::default(),
            state,
            further,
            is_first: true,
        }
    }

    /// Asks for so many records a page, from 200 to 2,000; to be said before the first is taken. The
    /// org may send fewer, as it does for wide records, and 2,000 at most unless asked.
    ///
    /// Smaller pages take less memory and more API calls. A query that is too long for an address
    /// comes in pages of the org's choice.
    pub fn page_size(mut self, records: u16) -> Self {
        if let State::Start(request) = &mut self.state {
            set_page_size(request, records);
        }
        for request in &mut self.further {
            set_page_size(request, records);
        }
        self
    }

    fn fetch(&self, target: Target) -> Fetch<T> {
        let page = Arc::new(Mutex::new(None));
        let (put, read) = (Arc::clone(&page), self.read);
        let reader: PageReader = Box::new(move |response| {
            *put.lock().unwrap_or_else(PoisonError::into_inner) = Some(read(response.text()?)?);
            Ok(())
        });
        let is_further = matches!(target, Target::Next(_));
        let rows = self.trail.rows;
        let task = fetch(self.client.clone(), target, self.table, rows, reader).in_current_span();
        Fetch {
            task: tokio::spawn(task),
            page,
            is_further,
        }
    }

    /// Returns the number of records that the query finds; known from the first record on, unless the org does not
    /// know. Of a query that is sent in parts, as many as the parts so far find.
    #[must_use]
    pub const fn total_size(&self) -> Option<u64> {
        if self.has_begun {
            self.total_size
        } else {
            None
        }
    }

    /// Returns the number of records handed out so far.
    #[must_use]
    pub const fn rows_read(&self) -> u64 {
        self.rows_read
    }

    /// Reports a total that differs from the rows that were read.
    fn compare_total(&self) {
        if let Some(total_size) = self.total_size
            && total_size != self.trail.rows
        {
            tracing::info!(
                rows = self.trail.rows,
                total_size,
                "the pages hold a different number of rows than `totalSize`"
            );
        }
    }

    /// The next record; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, ClientError>> {
        StreamExt::next(self).await
    }

    /// All records that are left, in memory.
    ///
    /// # Errors
    ///
    /// The first that occurs; see [`ClientError`].
    pub async fn collect_all(mut self) -> Result<Vec<T>, ClientError> {
        let mut records = Vec::new();
        while let Some(record) = self.next().await {
            records.push(record?);
            // What is left of a page that is here comes along at once.
            records.extend(self.page.by_ref());
        }
        Ok(records)
    }
}

impl<T: Send + 'static> Stream for RecordStream<T> {
    type Item = Result<T, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(record) = this.page.next() {
                this.rows_read += 1;
                return Poll::Ready(Some(Ok(record)));
            }
            match &mut this.state {
                State::Done => return Poll::Ready(None),
                State::Refused(_) => {
                    if let State::Refused(error) = std::mem::replace(&mut this.state, State::Done) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                State::Start(_) => {
                    if let State::Start(call) = std::mem::replace(&mut this.state, State::Done) {
                        this.state = State::Fetching(this.fetch(Target::First(call)));
                    }
                }
                State::Fetching(under_way) => {
                    let result = ready!(Pin::new(&mut under_way.task).poll(cx));
                    let page = under_way
                        .page
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .take();
                    let is_further = under_way.is_further;
                    this.state = State::Done;
                    let page = match (result, page) {
                        (Ok(Ok(())), Some(page)) => page,
                        (Ok(Err(error)), _) if is_further => {
                            let rows = this.trail.rows;
                            let error = further_page_failed(this.table, rows, error);
                            return Poll::Ready(Some(Err(error)));
                        }
                        (Ok(Err(error)), _) => return Poll::Ready(Some(Err(error))),
                        (Ok(Ok(())), None) | (Err(_), _) => {
                            let (rows, problem) = (this.trail.rows, PagingProblem::Interrupted);
                            let error = PagingError::new(this.table, rows, problem);
                            return Poll::Ready(Some(Err(error.into())));
                        }
                    };
                    if std::mem::take(&mut this.is_first) {
                        this.has_begun = true;
                        let totals = this.total_size.zip(page.total_size);
                        this.total_size =
                            totals.map(|(before, total)| before.saturating_add(total));
                        this.trail.empty_pages = 0;
                    }
                    if let Err(problem) = this.trail.follow(&page) {
                        let error = PagingError::new(this.table, this.trail.rows, problem);
                        this.state = State::Refused(error.into());
                    } else if let Some(url) = page.next_records_url {
                        this.state = State::Fetching(this.fetch(Target::Next(url)));
                    } else if let Some(call) = this.further.pop_front() {
                        this.is_first = true;
                        this.state = State::Fetching(this.fetch(Target::First(Box::new(call))));
                    } else {
                        this.compare_total();
                    }
                    this.page = page.records.into_iter();
                }
            }
        }
    }
}

impl<T> Unpin for RecordStream<T> {}

impl<T> Drop for Fetch<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<T> fmt::Debug for RecordStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordStream")
            .field("object", &self.table.map(|table| table.object))
            .field("rows_read", &self.rows_read)
            .finish_non_exhaustive()
    }
}
