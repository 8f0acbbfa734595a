//! Readers between a file and the request that carries it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

use crate::http::ProgressListener;

pub(super) type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// Where a reader is that can be read once.
pub(super) type Lender = Arc<Mutex<Option<Reader>>>;

/// A lock whose holder cannot leave anything half done.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reader that is taken from its lender when it is first read: a request that never came so far
/// leaves it there for the next.
pub(super) struct Lent {
    lender: Lender,
    reader: Option<Reader>,
}

impl Lent {
    pub(super) const fn new(lender: Lender) -> Self {
        Self {
            lender,
            reader: None,
        }
    }
}

impl AsyncRead for Lent {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { lender, reader } = &mut *self;
        if reader.is_none() {
            *reader = lock(lender).take();
        }
        match reader {
            Some(reader) => reader.as_mut().poll_read(cx, buffer),
            None => Poll::Ready(Err(io::Error::other("the reader is used up"))),
        }
    }
}

/// Why a file could not be read: told to whoever waits for the answer, since the HTTP client only
/// says that the request broke off.
#[derive(Clone, Default)]
pub(super) struct Failure(Arc<Mutex<Option<io::Error>>>);

impl Failure {
    pub(super) fn take(&self) -> Option<io::Error> {
        lock(&self.0).take()
    }
}

/// Counts what is read, and holds it to the length that was announced.
pub(super) struct Metered {
    reader: Reader,
    announced: Option<u64>,
    done: u64,
    progress: ProgressListener,
    failure: Failure,
}

impl Metered {
    pub(super) const fn new(
        reader: Reader,
        announced: Option<u64>,
        progress: ProgressListener,
        failure: Failure,
    ) -> Self {
        Self {
            reader,
            announced,
            done: 0,
            progress,
            failure,
        }
    }

    /// Checks that the bytes so far, and perhaps the end, fit the announced length.
    fn check(&self, ended: bool) -> io::Result<()> {
        match self.announced {
            Some(announced) if self.done > announced || (ended && self.done < announced) => {
                Err(io::Error::other(format!(
                    "{} bytes were announced, and {} {}",
                    announced,
                    self.done,
                    if ended { "came" } else { "have come already" }
                )))
            }
            _ => Ok(()),
        }
    }

    fn fail(&self, error: io::Error) -> Poll<io::Result<()>> {
        let kind = error.kind();
        *lock(&self.failure.0) = Some(error);
        Poll::Ready(Err(kind.into()))
    }
}

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Err(error) = ready!(self.reader.as_mut().poll_read(cx, buffer)) {
            return self.fail(error);
        }
        let read = (buffer.filled().len() - before) as u64;
        self.done += read;
        if let Err(error) = self.check(read == 0) {
            return self.fail(error);
        }
        if read > 0 {
            self.progress.report(self.done, self.announced);
        }
        Poll::Ready(Ok(()))
    }
}
