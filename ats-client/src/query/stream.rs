//! All records of a query.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use ats_core::record::{Page, ReadError, Table};
use futures_util::{Stream, StreamExt};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::call::{Call, NotRead, text};
use crate::http::Answer;
use crate::{Client, ClientError};

/// The records of a query, page after page; made by [`Client::query_all`].
///
/// The next page is fetched while the current one is used. After an error the stream ends; dropping
/// it stops what is under way.
#[must_use = "nothing is fetched before the stream is used"]
pub struct Records<T> {
    client: Client,
    table: Option<&'static Table>,
    read: fn(&str) -> Result<Page<T>, ReadError>,
    page: std::vec::IntoIter<T>,
    total_size: Option<u64>,
    state: State<T>,
    /// The calls for the other parts of a query that is too long for one.
    further: VecDeque<Call>,
    /// Whether the page on its way is the first of its call.
    is_first: bool,
}

enum State<T> {
    /// The query cannot be sent.
    Refused(ClientError),
    /// Nothing is asked for yet.
    Start(Box<Call>),
    /// A page is on its way.
    Fetching(Fetch<T>),
    /// There is no further page.
    Done,
}

/// A page on its way, in a task of its own.
struct Fetch<T> {
    task: JoinHandle<Result<(), ClientError>>,
    page: Arc<Mutex<Option<Page<T>>>>,
}

/// Reads a page where the task puts it; boxed, so that the task is of no type of record.
type PageReader = Box<dyn FnMut(&Answer) -> Result<(), NotRead> + Send>;

/// What a task has to find out before it can fetch.
enum Target {
    Call(Box<Call>),
    Next(String),
}

async fn fetch(
    client: Client,
    target: Target,
    table: Option<&'static Table>,
    mut read: PageReader,
) -> Result<(), ClientError> {
    let call = match target {
        Target::Call(call) => *call,
        Target::Next(url) => client.more_call(&url, table).await?,
    };
    client.call(&call, &mut *read).await.map(drop)
}

impl<T: Send + 'static> Records<T> {
    pub(super) fn start(
        client: Client,
        calls: Result<Vec<Call>, ClientError>,
        table: Option<&'static Table>,
        read: fn(&str) -> Result<Page<T>, ReadError>,
    ) -> Self {
        let mut further = VecDeque::new();
        let state = match calls {
            Ok(calls) => {
                further.extend(calls);
                further
                    .pop_front()
                    .map_or(State::Done, |call| State::Start(Box::new(call)))
            }
            Err(error) => State::Refused(error),
        };
        Self {
            client,
            table,
            read,
            page: Vec::new().into_iter(),
            total_size: None,
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
        if let State::Start(call) = &mut self.state {
            super::set_batch(call, records);
        }
        for call in &mut self.further {
            super::set_batch(call, records);
        }
        self
    }

    fn fetch(&self, target: Target) -> Fetch<T> {
        let page = Arc::new(Mutex::new(None));
        let (put, read) = (Arc::clone(&page), self.read);
        let reader: PageReader = Box::new(move |answer| {
            *put.lock().unwrap_or_else(PoisonError::into_inner) = Some(read(text(answer)?)?);
            Ok(())
        });
        let task = fetch(self.client.clone(), target, self.table, reader).in_current_span();
        Fetch {
            task: tokio::spawn(task),
            page,
        }
    }

    /// How many records the query finds in all; known from the first record on. Of a query that is
    /// sent in parts, as many as the parts so far find.
    #[must_use]
    pub const fn total_size(&self) -> Option<u64> {
        self.total_size
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

impl<T: Send + 'static> Stream for Records<T> {
    type Item = Result<T, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(record) = this.page.next() {
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
                        this.state = State::Fetching(this.fetch(Target::Call(call)));
                    }
                }
                State::Fetching(under_way) => {
                    let result = ready!(Pin::new(&mut under_way.task).poll(cx));
                    let page = under_way
                        .page
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .take();
                    this.state = State::Done;
                    let page = match (result, page) {
                        (Ok(Ok(())), Some(page)) => page,
                        (Ok(Err(error)), _) => return Poll::Ready(Some(Err(error))),
                        (Ok(Ok(())), None) | (Err(_), _) => {
                            return Poll::Ready(Some(Err(ClientError::config(
                                "fetching the next page was interrupted",
                                "run the query again",
                            ))));
                        }
                    };
                    if std::mem::take(&mut this.is_first) {
                        let before = this.total_size.unwrap_or_default();
                        this.total_size = Some(before + page.total_size);
                    }
                    if let Some(url) = page.next_records_url {
                        this.state = State::Fetching(this.fetch(Target::Next(url)));
                    } else if let Some(call) = this.further.pop_front() {
                        this.is_first = true;
                        this.state = State::Fetching(this.fetch(Target::Call(Box::new(call))));
                    }
                    this.page = page.records.into_iter();
                }
            }
        }
    }
}

impl<T> Unpin for Records<T> {}

impl<T> Drop for Fetch<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<T> fmt::Debug for Records<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("object", &self.table.map(|table| table.object))
            .field("total_size", &self.total_size)
            .finish_non_exhaustive()
    }
}
