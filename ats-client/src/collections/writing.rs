//! A write of many records that is under way.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;

use super::{Outcomes, RecordError};

/// A write of many records: a future of its [`Outcomes`].
///
/// Dropping it, as a timeout does, stops the request that is under way and sends no others. What the
/// org has carried out by then stays done; [`states`](Self::states) tells which records that are.
///
/// ```no_run
/// # use std::time::Duration;
/// # use ats_client::{Client, RecordState};
/// # use ats_generated::NewContact;
/// # async fn example(client: Client, contacts: Vec<NewContact>) {
/// let writing = client.collections().create(&contacts);
/// let states = writing.states();
/// match tokio::time::timeout(Duration::from_secs(30), writing).await {
///     Ok(outcomes) => println!("{} saved", outcomes.saved().count()),
///     // The future was dropped, and the states are what is known.
///     Err(_) => {
///         for (index, state) in states.get().into_iter().enumerate() {
///             match state {
///                 RecordState::NotSent => println!("{index} can be sent again"),
///                 RecordState::Sent => println!("{index} may have been saved"),
///                 RecordState::Saved(id) => println!("{index} is {id}"),
///                 RecordState::Failed(error) => println!("{index} was not saved: {error}"),
///                 _ => {}
///             }
///         }
///     }
/// }
/// # }
/// ```
#[must_use = "nothing is sent before the future is awaited"]
pub struct Writing<T> {
    outcomes: BoxFuture<'static, Outcomes<T>>,
    states: RecordStates<T>,
}

impl<T> Writing<T> {
    pub(super) fn new(
        outcomes: impl Future<Output = Outcomes<T>> + Send + 'static,
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

impl<T> Future for Writing<T> {
    type Output = Outcomes<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcomes<T>> {
        self.outcomes.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Writing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writing").finish_non_exhaustive()
    }
}

/// The state of one record of a [`Writing`].
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
    /// The record was not saved, or [may not have been](RecordError::may_have_happened).
    Failed(RecordError),
}

impl<T> RecordState<T> {
    fn map<U>(self, typed: impl FnOnce(T) -> U) -> RecordState<U> {
        match self {
            Self::NotSent => RecordState::NotSent,
            Self::Sent => RecordState::Sent,
            Self::Saved(saved) => RecordState::Saved(typed(saved)),
            Self::Failed(error) => RecordState::Failed(error),
        }
    }
}

/// A handle to the states of the records of a [`Writing`]; cheap to clone.
pub struct RecordStates<T>(Arc<dyn Fn() -> Vec<RecordState<T>> + Send + Sync>);

impl<T> RecordStates<T> {
    /// Returns the state of each record as it is now, in the order of the records.
    #[must_use]
    pub fn get(&self) -> Vec<RecordState<T>> {
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

/// Where the states of a call's records are written down, by their places.
pub(super) struct Ledger<S>(Arc<Mutex<Vec<RecordState<S>>>>);

impl<S: Clone + Send + 'static> Ledger<S> {
    pub(super) fn new(records: usize) -> Self {
        Self(Arc::new(Mutex::new(vec![RecordState::NotSent; records])))
    }

    pub(super) fn set(&self, place: usize, state: RecordState<S>) {
        if let Some(old) = self.lock().get_mut(place) {
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
