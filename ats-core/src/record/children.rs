//! The records of a child relationship.

use std::fmt;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::page::Page;
use super::related::{Boxed, RelatedRecord};
use crate::table::FieldKind;
use crate::value::{Value, not_nested};
use crate::wire::{Input, Mismatch, Nested, Output, PageHead, Record, RecordList, Shape};

/// The records of a child relationship within a record: the first page of them.
///
/// A subquery answers at most as many children as fit a page; where there are more,
/// [`next_records_url`](Self::next_records_url) tells the path of the next page.
///
/// ```
/// use ats_core::prelude::*;
/// use ats_core::record::from_json;
///
/// #[derive(SObject)]
/// #[sobject(name = "Account")]
/// struct Account {
///     #[sobject(name = "Name")]
///     name: Option<String>,
///     #[sobject(name = "ChildAccounts", children)]
///     child_accounts: Option<Children<Account>>,
/// }
///
/// let account: Account = from_json(
///     r#"{"ChildAccounts": {"totalSize": 1, "done": true, "records": [{"Name": "Branch"}]}}"#,
/// )?;
/// let children = account.child_accounts.unwrap();
/// assert_eq!(children.iter().next().unwrap().name.as_deref(), Some("Branch"));
/// # Ok::<(), ats_core::record::ReadError>(())
/// ```
pub struct Children<T> {
    // Boxed, so that a record without children pays for one pointer. Every record is a `T`.
    page: Box<ErasedPage>,
    is: PhantomData<fn() -> T>,
}

/// A page of records of a type forgotten; the one implementation behind all `Children`.
#[doc(hidden)]
#[derive(Clone)]
pub struct ErasedPage {
    head: PageHead,
    records: Vec<Boxed>,
    empty: fn() -> Boxed,
}

impl RecordList for ErasedPage {
    fn push(&mut self) -> &mut dyn Record {
        let index = self.records.len();
        self.records.push((self.empty)());
        self.records[index].0.record_mut()
    }
    fn pop(&mut self) {
        self.records.pop();
    }
    fn set_head(&mut self, head: PageHead) {
        self.head = head;
    }
    fn head(&self) -> PageHead {
        self.head.clone()
    }
    fn len(&self) -> usize {
        self.records.len()
    }
    fn get(&self, index: usize) -> &dyn Record {
        self.records[index].0.record()
    }
}

impl<T> Children<T> {
    /// How many children there are in all, on this page and the following ones; `None` where the org
    /// does not know.
    #[must_use]
    pub fn total_size(&self) -> Option<u64> {
        self.page.head.total_size
    }

    /// Whether these are all.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.page.head.done
    }

    /// The path, from the org's root, of the next page.
    #[must_use]
    pub fn next_records_url(&self) -> Option<&str> {
        self.page.head.next_records_url.as_deref()
    }

    /// How many children are on this page.
    #[must_use]
    pub fn len(&self) -> usize {
        self.page.records.len()
    }

    /// Whether no child is on this page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.page.records.is_empty()
    }
}

impl<T: RelatedRecord> Children<T> {
    /// The children on this page.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &T> {
        self.page.records.iter().map(Boxed::get)
    }

    /// The children on this page, to change.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut T> {
        self.page.records.iter_mut().map(Boxed::get_mut)
    }

    /// The child at an index of this page.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.page.records.get(index).map(Boxed::get)
    }

    /// The children as a page of a query's answer.
    #[must_use]
    pub fn into_page(self) -> Page<T> {
        let ErasedPage { head, records, .. } = *self.page;
        let mut page = Page::default();
        page.set_head(head);
        page.records = records.into_iter().map(Boxed::into_inner).collect();
        page
    }
}

impl<T: RelatedRecord> IntoIterator for Children<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.into_page().into_iter()
    }
}

impl<T: RelatedRecord> Default for Children<T> {
    fn default() -> Self {
        let head = PageHead {
            done: true,
            ..PageHead::default()
        };
        let page = ErasedPage {
            head,
            records: Vec::new(),
            empty: T::boxed,
        };
        Self {
            page: Box::new(page),
            is: PhantomData,
        }
    }
}

impl<T: RelatedRecord> FromIterator<T> for Children<T> {
    fn from_iter<I: IntoIterator<Item = T>>(records: I) -> Self {
        let mut children = Self::default();
        for record in records {
            let mut boxed = T::boxed();
            *boxed.get_mut() = record;
            children.page.records.push(boxed);
        }
        children.page.head.total_size = Some(children.page.records.len() as u64);
        children
    }
}

// As with `Related`, none of these ask anything of `T`.

impl<T> Clone for Children<T> {
    fn clone(&self) -> Self {
        Self {
            page: self.page.clone(),
            is: PhantomData,
        }
    }
}

impl<T> PartialEq for Children<T> {
    fn eq(&self, other: &Self) -> bool {
        self.page.head == other.page.head && self.page.records == other.page.records
    }
}

impl<T> fmt::Debug for Children<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page: &dyn RecordList = &*self.page;
        fmt::Debug::fmt(page, f)
    }
}

impl<T> UnwindSafe for Children<T> {}
impl<T> RefUnwindSafe for Children<T> {}

#[diagnostic::do_not_recommend]
impl<T: RelatedRecord> Value for Children<T> {
    const SHAPE: Shape = Shape::Nested;

    fn kind() -> FieldKind {
        FieldKind::ChildRecords {
            object: T::boxed().0.record().table().object,
        }
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        not_nested(input)
    }

    fn write(&self) -> Output<'_> {
        Output::Records(&*self.page as &dyn RecordList)
    }

    fn nested(slot: &mut Option<Self>) -> Option<Nested<'_>> {
        Some(Nested::List(&mut *slot.insert(Self::default()).page))
    }
}
