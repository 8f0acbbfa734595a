//! A write of many records, and the states of its records.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;

use super::{RecordError, SaveResults};

/// A write of many records: a future of its [`SaveResults`].
///
/// The records are serialized when the method is called; requests are sent when the future is awaited.
///
/// Dropping it, as a timeout does, cancels the request that is under way and sends no others. What the
/// org has carried out by then stays done; [`states`](Self::states) reports which records were saved.
///
/// ```no_run
/// # use std::time::Duration;
/// # use ats_client::{Client, RecordState};
/// # use ats_generated::NewContact;
/// # async fn example(client: Client, contacts: Vec<NewContact>) {
/// let write = client.collections().create(&contacts);
/// let states = write.states();
/// match tokio::time::timeout(Duration::from_secs(30), write).await {
///     Ok(outcomes) => println!("{} saved", outcomes.saved().count()),
///     // The future was dropped, and the states are what is known.
///     Err(_) => {
///         for (index, state) in states.snapshot().into_iter().enumerate() {
///             match state {
///                 RecordState::NotSent => println!("{index} can be sent again"),
///                 RecordState::Saved(id) => println!("{index} is {id}"),
///                 state if state.may_have_happened() => println!("{index} may have been saved"),
///                 state => println!("{index} was not saved: {state:?}"),
///             }
///         }
///     }
/// }
/// # }
/// ```
#[must_use = "nothing is sent before the future is awaited"]
pub struct CollectionWrite<T> {
    outcomes: BoxFuture<'static, SaveResults<T>>,
    states: RecordStates<T>,
}

impl<T> CollectionWrite<T> {
    pub(super) fn new(
        outcomes: impl Future<Output = SaveResults<T>> + Send + 'static,
        states: RecordStates<T>,
    ) -> Self {
        Self {
            outcomes: Box::pin(outcomes),
            states,
        }
    }

    /// Returns a handle to the state of each record, which outlives this future.
    #[must_use]
    pub fn states(&self) -> RecordStates<T> {
        self.states.clone()
    }
}

impl<T> Future for CollectionWrite<T> {
    type Output = SaveResults<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<SaveResults<T>> {
        self.outcomes.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for CollectionWrite<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectionWrite").finish_non_exhaustive()
    }
}

/// The state of one record of a [`CollectionWrite`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RecordState<T> {
    /// No request has carried the record yet, or the last one certainly did not save it: it can be
    /// sent again.
    NotSent,
    /// A request carries the record, and its response is not known. If the call was dropped, the
    /// record may have been saved.
    Sent,
    /// The record was saved.
    Saved(T),
    /// The record was not saved; if [`may_have_happened`](RecordError::may_have_happened) is true, it
    /// may have been.
    Failed(RecordError),
}

impl<T> RecordState<T> {
    /// Returns true if the record may have been saved, and no response proves it.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Sent => true,
            Self::Failed(error) => error.may_have_happened(),
            Self::NotSent | Self::Saved(_) => false,
        }
    }

    fn map<U>(self, typed: impl FnOnce(T) -> U) -> RecordState<U> {
        match self {
            Self::NotSent => RecordState::NotSent,
            Self::Sent => RecordState::Sent,
            Self::Saved(saved) => RecordState::Saved(typed(saved)),
            Self::Failed(error) => RecordState::Failed(error),
        }
    }
}

/// A handle to the states of the records of a [`CollectionWrite`]; cheap to clone.
pub struct RecordStates<T>(Arc<dyn Fn() -> Vec<RecordState<T>> + Send + Sync>);

impl<T> RecordStates<T> {
    /// Returns the state of each record as it is now, in the order of the records.
    #[must_use]
    pub fn snapshot(&self) -> Vec<RecordState<T>> {
        (self.0)()
    }
}

impl<T> Clone for RecordStates<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for RecordStates<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordStates").finish_non_exhaustive()
    }
}

/// The states of a call's records, by position.
pub(super) struct Ledger<S>(Arc<Mutex<Vec<RecordState<S>>>>);

impl<S: Clone + Send + 'static> Ledger<S> {
    pub(super) fn new(records: usize) -> Self {
        Self(Arc::new(Mutex::new(vec![RecordState::NotSent; records])))
    }

    pub(super) fn set(&self, position: usize, state: RecordState<S>) {
        if let Some(old) = self.lock().get_mut(position) {
            *old = state;
        }
    }

    /// A handle for the program, with results of its type.
    pub(super) fn states<T>(&self, typed: fn(S) -> T) -> RecordStates<T>
    where
        T: 'static,
    {
        let ledger = self.clone();
        RecordStates(Arc::new(move || {
            let states = ledger.lock().clone();
            states.into_iter().map(|state| state.map(typed)).collect()
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<RecordState<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Clone for Ledger<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// The state that follows from an outcome.
impl<S: Clone> From<&Result<S, RecordError>> for RecordState<S> {
    fn from(outcome: &Result<S, RecordError>) -> Self {
        match outcome {
            Ok(saved) => Self::Saved(saved.clone()),
            Err(RecordError::NotSent(_)) => Self::NotSent,
            Err(error) => Self::Failed(error.clone()),
        }
    }
}
