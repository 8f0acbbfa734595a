//! Lists of records.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::{
    PageHead, PageVisitor, ReadError, Record, RecordList, read_list, serialize_list,
};

/// Records, as a query or a child relationship answers them.
///
/// Source: REST API Developer Guide, “Query”.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// How many records match in all, on this page and the following ones; `None` where the org does
    /// not know (`totalSize: -1`). Records may change while pages are read, so that the pages hold more
    /// or fewer.
    pub total_size: Option<u64>,
    /// Whether this is the last page.
    pub done: bool,
    /// The path, from the org's root, of the next page.
    pub next_records_url: Option<String>,
    /// The records: at most 2,000 a page.
    pub records: Vec<T>,
}

impl<T> Default for Page<T> {
    /// No records, and none to come.
    fn default() -> Self {
        Self {
            total_size: Some(0),
            done: true,
            next_records_url: None,
            records: Vec::new(),
        }
    }
}

impl<T: Record + Default> Page<T> {
    /// Reads a query's answer.
    ///
    /// Faster than going through `serde`: the order of columns is learned from the first record.
    ///
    /// # Errors
    ///
    /// If the text is no query result, or a field holds something it cannot be; the error names
    /// the field and the place.
    #[inline]
    pub fn from_json(json: &str) -> Result<Self, ReadError> {
        let mut page = Self::default();
        read_list(json, &mut page)?;
        Ok(page)
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

impl<T: Record + Default> RecordList for Page<T> {
    fn push(&mut self) -> &mut dyn Record {
        let index = self.records.len();
        self.records.push(T::default());
        &mut self.records[index]
    }
    fn pop(&mut self) {
        self.records.pop();
    }
    fn set_head(&mut self, head: PageHead) {
        self.total_size = head.total_size;
        self.done = head.done;
        self.next_records_url = head.next_records_url;
    }
    fn head(&self) -> PageHead {
        PageHead {
            total_size: self.total_size,
            done: self.done,
            next_records_url: self.next_records_url.clone(),
        }
    }
    fn len(&self) -> usize {
        self.records.len()
    }
    fn get(&self, index: usize) -> &dyn Record {
        &self.records[index]
    }
}

impl<'de, T: Record + Default> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut page = Self::default();
        deserializer.deserialize_map(PageVisitor {
            list: &mut page,
            columns: None,
        })?;
        Ok(page)
    }
}

impl<T: Record + Default> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        serialize_list(self, s)
    }
}
