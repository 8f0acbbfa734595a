//! The same work on many things, on all cores.
//!
//! `std::thread::scope` and one counter do what is needed here; a thread pool would be a
//! dependency for ten lines.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Things a thread takes at a time: few enough that no core waits long for the last one.
const CHUNK: usize = 4;

/// [`map`] for work that waits: so many threads, whatever the cores, each taking one thing at a time.
pub(crate) fn map_waiting<T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    share((threads, 1), items, || (), |(), _, item| work(item))
}

/// `work` on every item, the results in the order of the items.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    map_with(items, || (), |(), at, item| work(at, item))
}

/// [`map`], with something each thread makes once, such as a buffer.
pub(crate) fn map_with<T: Sync, S, R: Send>(
    items: &[T],
    make: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize, &T) -> R + Sync,
) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    share((cores, CHUNK), items, make, work)
}

/// `work` on every item, in place.
pub(crate) fn for_each_mut<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Sync) {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(items.len().div_ceil(CHUNK));
    let chunks = Mutex::new(items.chunks_mut(CHUNK));
    let next = || {
        let mut chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
        chunks.next()
    };
    let run = || {
        while let Some(chunk) = next() {
            chunk.iter_mut().for_each(&work);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
}

fn share<T: Sync, S, R: Send>(
    (threads, chunk): (usize, usize),
    items: &[T],
    make: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize, &T) -> R + Sync,
) -> Vec<R> {
    let threads = threads.min(items.len().div_ceil(chunk));
    if threads <= 1 {
        let mut state = make();
        return items
            .iter()
            .enumerate()
            .map(|(at, it)| work(&mut state, at, it))
            .collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let run = || {
        let mut mine = Vec::new();
        let mut state = make();
        loop {
            let start = next.fetch_add(chunk, Ordering::Relaxed);
            let Some(rest) = items.get(start..) else {
                break;
            };
            for (at, item) in rest.iter().take(chunk).enumerate() {
                mine.push((start + at, work(&mut state, start + at, item)));
            }
        }
        done.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .append(&mut mine);
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::{for_each_mut, map, map_waiting};

    #[test]
    fn results_keep_the_order() {
        let items: Vec<usize> = (0..1001).collect();
        let doubled = map(&items, |at, it| at + it);
        assert!(doubled.iter().enumerate().all(|(at, it)| *it == 2 * at));
        assert!(map(&[] as &[u8], |_, _| ()).is_empty());
        let mut tripled = items.clone();
        for_each_mut(&mut tripled, |it| *it *= 3);
        assert!(tripled.iter().enumerate().all(|(at, it)| *it == 3 * at));
        let doubled = map_waiting(16, &items, |it| 2 * it);
        assert!(doubled.iter().enumerate().all(|(at, it)| *it == 2 * at));
    }
}
