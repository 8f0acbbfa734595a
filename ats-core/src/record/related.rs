//! A record within a record.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::table::FieldKind;
use crate::value::{Value, not_nested};
use crate::wire::{Input, Mismatch, Nested, Output, Record, Shape, eq_fields};

/// A parent record within a record.
///
/// Works like a `Box<T>`: it derefs to the record, and [`into_inner`](Self::into_inner) takes the
/// record out.
///
/// ```
/// use ats_core::prelude::*;
///
/// #[derive(SObject)]
/// #[sobject(name = "Account")]
/// struct Account {
///     #[sobject(name = "Name")]
///     name: Option<String>,
///     #[sobject(name = "Parent", parent)]
///     parent: Option<Related<Account>>,
/// }
///
/// let holding = Account { name: Some("Holding".into()), parent: None };
/// let account = Account { name: None, parent: Some(holding.into()) };
/// assert_eq!(account.parent.unwrap().name.as_deref(), Some("Holding"));
/// ```
///
/// # Why this is not a `Box`
///
/// The objects of an org refer to each other in long circles. With a `Box` the compiler walks
/// through all of them to find out whether one record is `Send`, and gives up in an org of a few
/// dozen objects: “overflow evaluating the requirement”. Here it need not look inside.
pub struct Related<T> {
    // Always holds a `T`. Boxed twice, so that a record that relates to nothing pays for one pointer.
    inner: Box<Boxed>,
    is: PhantomData<fn() -> T>,
}

/// A record that may stand in a relationship; `#[derive(SObject)]` makes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a relationship",
    note = "a parent or child is a struct that derives `SObject`"
)]
pub trait RelatedRecord: Record + Clone + Default + PartialEq + Send + Sync + 'static {
    /// An empty record, its type forgotten.
    ///
    /// Implemented by the derive, so that the code behind it is compiled once, with the record,
    /// and not again wherever the record is related to.
    #[doc(hidden)]
    fn boxed() -> Boxed;
}

/// A record of a type forgotten.
#[doc(hidden)]
pub struct Boxed(pub(super) Box<dyn Erased>);

impl Boxed {
    #[inline]
    #[must_use]
    pub fn new<T: RelatedRecord>() -> Self {
        Self(Box::new(T::default()))
    }
}

impl Clone for Boxed {
    fn clone(&self) -> Self {
        self.0.boxed()
    }
}

impl PartialEq for Boxed {
    fn eq(&self, other: &Self) -> bool {
        eq_fields(self.0.record(), other.0.record())
    }
}

/// A record of a type forgotten, and how to come by the record again.
#[doc(hidden)]
pub trait Erased: Any + Send + Sync {
    fn boxed(&self) -> Boxed;
    fn record(&self) -> &dyn Record;
    fn record_mut(&mut self) -> &mut dyn Record;
}

impl<T: RelatedRecord> Erased for T {
    fn boxed(&self) -> Boxed {
        Boxed(Box::new(self.clone()))
    }
    fn record(&self) -> &dyn Record {
        self
    }
    fn record_mut(&mut self) -> &mut dyn Record {
        self
    }
}

impl Boxed {
    /// The record as what it was.
    pub(super) fn get<T: 'static>(&self) -> &T {
        let inner: &dyn Any = &*self.0;
        inner.downcast_ref().expect(HOLDS)
    }

    /// The record as what it was.
    pub(super) fn get_mut<T: 'static>(&mut self) -> &mut T {
        let inner: &mut dyn Any = &mut *self.0;
        inner.downcast_mut().expect(HOLDS)
    }

    /// The record as what it was.
    pub(super) fn into_inner<T: 'static>(self) -> T {
        let inner: Box<dyn Any> = self.0;
        match inner.downcast() {
            Ok(record) => *record,
            Err(_) => unreachable!("{HOLDS}"),
        }
    }
}

const HOLDS: &str = "a `Related<T>` holds a `T`, whatever way it was made";

/// The record within. Not a method, which would hide one of the record's, and asks nothing of `T`.
#[doc(hidden)]
#[must_use]
pub fn related<T>(related: &Related<T>) -> &dyn Record {
    related.inner.0.record()
}

/// The record within, to be read into.
#[doc(hidden)]
#[must_use]
pub fn related_mut<T>(related: &mut Related<T>) -> &mut dyn Record {
    related.inner.0.record_mut()
}

impl<T: RelatedRecord> Related<T> {
    /// Relates to a record.
    #[must_use]
    pub fn new(record: T) -> Self {
        let mut related = Self::default();
        *related = record;
        related
    }

    /// The record.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T: RelatedRecord> Deref for Related<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.inner.get()
    }
}

impl<T: RelatedRecord> DerefMut for Related<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner.get_mut()
    }
}

impl<T: RelatedRecord> From<T> for Related<T> {
    fn from(record: T) -> Self {
        Self::new(record)
    }
}

impl<T: RelatedRecord> Default for Related<T> {
    fn default() -> Self {
        Self {
            inner: Box::new(T::boxed()),
            is: PhantomData,
        }
    }
}

// None of these ask anything of `T`: asking is what goes in circles.

impl<T> Clone for Related<T> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            is: PhantomData,
        }
    }
}

impl<T> PartialEq for Related<T> {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl<T> fmt::Debug for Related<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.inner.0.record(), f)
    }
}

// A record is plain data, which a panic leaves as it was or as it is.
impl<T> UnwindSafe for Related<T> {}
impl<T> RefUnwindSafe for Related<T> {}

#[diagnostic::do_not_recommend]
impl<T: RelatedRecord> Value for Related<T> {
    const SHAPE: Shape = Shape::Nested;

    fn kind() -> FieldKind {
        FieldKind::ParentRecord {
            object: T::boxed().0.record().table().object,
        }
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        not_nested(input)
    }

    fn write(&self) -> Output<'_> {
        Output::Record(self.inner.0.record())
    }

    fn nested(slot: &mut Option<Self>) -> Option<Nested<'_>> {
        Some(Nested::Record(
            slot.insert(Self::default()).inner.0.record_mut(),
        ))
    }
}
