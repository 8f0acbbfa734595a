//! Records within records.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::object::Record;
use super::page::{Page, RecordList};
use super::poly::not_nested;
use crate::value::{Input, Mismatch, Nested, Output, Shape, Value};

/// A parent record, or the records of a child relationship, within a record.
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
    // Boxed twice, so that a record that relates to nothing pays for one pointer.
    // Always holds a `T`.
    inner: Box<Box<dyn Erased>>,
    is: PhantomData<fn() -> T>,
}

/// The records of a child relationship; the first page of them, like any query's.
pub type Children<T> = Related<Page<T>>;

/// What may stand in a [`Related`]: a record, or a page of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a relationship",
    note = "a parent is a record that is `Clone + Default + PartialEq`, and `Send + Sync`"
)]
pub trait Relation: Clone + Default + PartialEq + Send + Sync + 'static {
    #[doc(hidden)]
    fn output(&self) -> Output<'_>;
    #[doc(hidden)]
    fn nested(&mut self) -> Nested<'_>;
}

impl<T: Record + Clone + Default + PartialEq + Send + Sync + 'static> Relation for T {
    fn output(&self) -> Output<'_> {
        Output::Record(self)
    }
    fn nested(&mut self) -> Nested<'_> {
        Nested::Record(self)
    }
}

impl<T: Record + Clone + Default + PartialEq + Send + Sync + 'static> Relation for Page<T> {
    fn output(&self) -> Output<'_> {
        Output::Records(self as &dyn RecordList)
    }
    fn nested(&mut self) -> Nested<'_> {
        Nested::List(self)
    }
}

/// A [`Relation`] of a type forgotten.
trait Erased: Any + Send + Sync {
    fn boxed_clone(&self) -> Box<dyn Erased>;
    fn is_equal(&self, other: &dyn Any) -> bool;
    fn output(&self) -> Output<'_>;
}

impl<T: Relation> Erased for T {
    fn boxed_clone(&self) -> Box<dyn Erased> {
        Box::new(self.clone())
    }
    fn is_equal(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
    fn output(&self) -> Output<'_> {
        Relation::output(self)
    }
}

const HOLDS: &str = "a `Related<T>` holds a `T`, whatever way it was made";

impl<T: Relation> Related<T> {
    /// Relates to a record.
    #[must_use]
    pub fn new(record: T) -> Self {
        Self {
            inner: Box::new(Box::new(record)),
            is: PhantomData,
        }
    }

    /// The record.
    #[must_use]
    pub fn into_inner(self) -> T {
        let inner: Box<dyn Any> = *self.inner;
        match inner.downcast() {
            Ok(record) => *record,
            Err(_) => unreachable!("{HOLDS}"),
        }
    }
}

impl<T: Relation> Deref for Related<T> {
    type Target = T;
    fn deref(&self) -> &T {
        let inner: &dyn Any = &**self.inner;
        inner.downcast_ref().expect(HOLDS)
    }
}

impl<T: Relation> DerefMut for Related<T> {
    fn deref_mut(&mut self) -> &mut T {
        let inner: &mut dyn Any = &mut **self.inner;
        inner.downcast_mut().expect(HOLDS)
    }
}

impl<T: Relation> From<T> for Related<T> {
    fn from(record: T) -> Self {
        Self::new(record)
    }
}

impl<T: Relation> Default for Related<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

// None of these ask anything of `T`: asking is what goes in circles.

impl<T> Clone for Related<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Box::new((**self.inner).boxed_clone()),
            is: PhantomData,
        }
    }
}

impl<T> PartialEq for Related<T> {
    fn eq(&self, other: &Self) -> bool {
        (**self.inner).is_equal(&**other.inner)
    }
}

impl<T> fmt::Debug for Related<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::debug::debug_output(&(**self.inner).output(), f)
    }
}

// A record is plain data, which a panic leaves as it was or as it is.
impl<T> UnwindSafe for Related<T> {}
impl<T> RefUnwindSafe for Related<T> {}

impl<T: Relation> Value for Related<T> {
    const SHAPE: Shape = Shape::Nested;

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        not_nested(input)
    }

    fn write(&self) -> Output<'_> {
        (**self.inner).output()
    }

    fn nested(slot: &mut Option<Self>) -> Option<Nested<'_>> {
        Some(T::nested(slot.insert(Self::default())))
    }
}
