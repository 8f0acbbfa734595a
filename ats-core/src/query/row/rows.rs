//! The children in a row.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::record::Page;
use crate::wire::PageHead;

/// The children that a subquery brings: a `Vec` that knows whether there are more.
///
/// A subquery answers at most as many children as fit a page; where there are more,
/// [`next_records_url`](Self::next_records_url) is the path of the next one, which
/// `Client::next_page` of `ats-client` follows.
#[derive(Clone, PartialEq)]
pub struct Rows<T> {
    records: Vec<T>,
    head: PageHead,
}

impl<T> Rows<T> {
    pub(super) const fn new(records: Vec<T>, head: PageHead) -> Self {
        Self { records, head }
    }

    /// How many children there are in all, on this page and the following ones; `None` where the org
    /// does not know.
    #[must_use]
    pub const fn total_size(&self) -> Option<u64> {
        self.head.total_size
    }

    /// Whether these are all.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.head.done
    }

    /// The path, from the org's root, of the next page.
    #[must_use]
    pub fn next_records_url(&self) -> Option<&str> {
        self.head.next_records_url.as_deref()
    }

    /// The children that are here.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.records
    }

    /// The children as a page of a query's answer.
    #[must_use]
    pub fn into_page(self) -> Page<T> {
        Page {
            total_size: self.head.total_size,
            done: self.head.done,
            next_records_url: self.head.next_records_url,
            records: self.records,
        }
    }
}

impl<T> Default for Rows<T> {
    /// None, and none to come.
    fn default() -> Self {
        let head = PageHead {
            total_size: Some(0),
            done: true,
            ..PageHead::default()
        };
        Self::new(Vec::new(), head)
    }
}

impl<T> Deref for Rows<T> {
    type Target = Vec<T>;
    fn deref(&self) -> &Vec<T> {
        &self.records
    }
}

impl<T> DerefMut for Rows<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.records
    }
}

impl<T> IntoIterator for Rows<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Rows<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.records.fmt(f)
    }
}
