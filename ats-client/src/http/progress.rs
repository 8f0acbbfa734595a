//! The progress of long work.

use std::fmt;
use std::sync::Arc;

/// The progress of long work: records of a collection, bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Records or bytes that are done.
    pub done: u64,
    /// Records or bytes in all, where that is known.
    pub total: Option<u64>,
}

/// The function that a program has given to be called about progress.
#[derive(Clone, Default)]
pub(crate) struct ProgressListener(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl ProgressListener {
    pub(crate) fn new(listener: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    pub(crate) fn report(&self, done: u64, total: Option<u64>) {
        if let Some(listener) = &self.0 {
            listener(Progress { done, total });
        }
    }
}

impl fmt::Debug for ProgressListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "ProgressListener"
        } else {
            "none"
        })
    }
}
