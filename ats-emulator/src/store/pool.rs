//! Connections lent out one at a time, first come first served.

use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A few things of a kind that many threads share.
///
/// Whoever asks first is served first: under constant load no one waits longer than all who
/// came before take.
pub(super) struct Pool<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    idle: Vec<T>,
    waiting: VecDeque<u64>,
    next_ticket: u64,
}

/// A thing on loan; dropping it gives it back.
pub(super) struct Lease<'a, T> {
    pool: &'a Pool<T>,
    item: Option<T>,
}

impl<T> Pool<T> {
    pub(super) fn new(items: Vec<T>) -> Self {
        Self {
            state: Mutex::new(State {
                idle: items,
                waiting: VecDeque::new(),
                next_ticket: 0,
            }),
            changed: Condvar::new(),
        }
    }

    /// Waits for a thing to become free; `None` when `patience` runs out first.
    pub(super) fn take(&self, patience: Duration) -> Option<Lease<'_, T>> {
        let mut state = self.lock();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push_back(ticket);
        let must_wait =
            |state: &mut State<T>| state.waiting.front() != Some(&ticket) || state.idle.is_empty();
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, patience, must_wait)
            .unwrap_or_else(PoisonError::into_inner);
        let item = match must_wait(&mut state) {
            true => None,
            false => state.idle.pop(),
        };
        state.waiting.retain(|&other| other != ticket);
        self.changed.notify_all();
        item.map(|item| Lease {
            pool: self,
            item: Some(item),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing that can panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Deref for Lease<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.item
            .as_ref()
            .expect("an item is there until the lease is dropped")
    }
}

impl<T> DerefMut for Lease<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.item
            .as_mut()
            .expect("an item is there until the lease is dropped")
    }
}

impl<T> Drop for Lease<'_, T> {
    fn drop(&mut self) {
        if let Some(item) = self.item.take() {
            self.pool.lock().idle.push(item);
            self.pool.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_up_after_its_patience_and_serves_again() {
        let pool = Pool::new(vec![1]);
        let held = pool.take(Duration::ZERO).unwrap();
        assert!(pool.take(Duration::from_millis(20)).is_none());
        drop(held);
        assert_eq!(*pool.take(Duration::ZERO).unwrap(), 1);
    }

    #[test]
    fn serves_in_the_order_of_arrival() {
        let pool = Pool::new(vec![()]);
        let served = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            let held = pool.take(Duration::ZERO).unwrap();
            for number in 0..5 {
                let (pool, served) = (&pool, &served);
                scope.spawn(move || {
                    let _lease = pool.take(Duration::from_secs(10)).unwrap();
                    served.lock().unwrap().push(number);
                });
                // The next one comes only when this one queues.
                while pool.lock().waiting.len() <= number {
                    std::thread::yield_now();
                }
            }
            drop(held);
        });
        assert_eq!(*served.lock().unwrap(), [0, 1, 2, 3, 4]);
    }
}
