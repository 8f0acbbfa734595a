//! The fields of an update.

use crate::value::Value;
use crate::wire::{Lend, Lent};

/// What to do with a field that may be null: leave it, clear it, or set it.
///
/// ```
/// use ats_core::record::{Patch, null, set};
///
/// let mut end: Patch<bool> = Patch::default();
/// assert!(end.is_leave());
/// end = set(true);
/// end = null();
/// assert_eq!(end, Patch::Null);
/// ```
#[derive(Debug, Default, PartialEq)]
pub enum Patch<T> {
    /// Not sent: the field keeps its value.
    #[default]
    Leave,
    /// Sent as null: the field loses its value.
    Null,
    /// Sent, after a check.
    Set(T),
    /// Sent without a check: see [`resend_as_read`](Self::resend_as_read).
    Resend(T),
}

/// What to do with a field that may not be null: leave it, or set it.
#[derive(Debug, Default, PartialEq)]
pub enum Change<T> {
    /// Not sent: the field keeps its value.
    #[default]
    Leave,
    /// Sent, after a check.
    Set(T),
    /// Sent without a check: see [`resend_as_read`](Self::resend_as_read).
    Resend(T),
}

// Not derived, so as not to be inlined: an update with fifty fields would have this fifty times.
impl<T: Clone> Clone for Patch<T> {
    #[inline(never)]
    fn clone(&self) -> Self {
        match self {
            Self::Leave => Self::Leave,
            Self::Null => Self::Null,
            Self::Set(value) => Self::Set(value.clone()),
            Self::Resend(value) => Self::Resend(value.clone()),
        }
    }
}

impl<T: Clone> Clone for Change<T> {
    #[inline(never)]
    fn clone(&self) -> Self {
        match self {
            Self::Leave => Self::Leave,
            Self::Set(value) => Self::Set(value.clone()),
            Self::Resend(value) => Self::Resend(value.clone()),
        }
    }
}

impl<T: Copy> Copy for Patch<T> {}
impl<T: Copy> Copy for Change<T> {}

impl<T> Patch<T> {
    /// Whether the field keeps its value.
    #[must_use]
    pub const fn is_leave(&self) -> bool {
        matches!(self, Self::Leave)
    }

    /// Sends back a value that was read from the org, even one we would not accept as new: a
    /// picklist value that the schema does not list, a text longer than it says.
    ///
    /// Whether the org takes it is the org's to say.
    #[must_use]
    pub fn resend_as_read(value: T) -> Self {
        Self::Resend(value)
    }
}

impl<T> Change<T> {
    /// Whether the field keeps its value.
    #[must_use]
    pub const fn is_leave(&self) -> bool {
        matches!(self, Self::Leave)
    }

    /// Sends back a value that was read from the org, even one we would not accept as new; see
    /// [`Patch::resend_as_read`].
    #[must_use]
    pub fn resend_as_read(value: T) -> Self {
        Self::Resend(value)
    }
}

/// A field of an update, nillable or not.
#[diagnostic::on_unimplemented(
    message = "this field is not set to a `{T}`",
    label = "the field is a `{Self}`",
    note = "text is set to a `Text` that fits, such as `text!(Contact::FIRST_NAME, \"Ada\")`, a picklist to its own enum, a lookup to an id of its object (`id.upcast()` where it may be of several), a number to a `Number`; `null()` clears a field"
)]
pub trait Settable<T> {
    /// The field, set to a value.
    fn set(value: T) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T> Settable<T> for Patch<T> {
    fn set(value: T) -> Self {
        Self::Set(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> Settable<T> for Change<T> {
    fn set(value: T) -> Self {
        Self::Set(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> Settable<T> for Option<T> {
    fn set(value: T) -> Self {
        Some(value)
    }
}

/// A field of an update that may be null.
#[diagnostic::on_unimplemented(
    message = "this field cannot be set to null",
    label = "the org always wants a value here",
    note = "the describe says `nillable: false`, so the update has a `Change`, not a `Patch`: leave the field out, or set a value"
)]
pub trait Nullable {
    /// The field, set to null.
    fn null() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T> Nullable for Patch<T> {
    fn null() -> Self {
        Self::Null
    }
}

/// On create, null is no value.
#[diagnostic::do_not_recommend]
impl<T> Nullable for Option<T> {
    fn null() -> Self {
        None
    }
}

/// Sets a field: `JobUpdate { title: set(title), ..Default::default() }`.
#[must_use]
pub fn set<T, F: Settable<T>>(value: T) -> F {
    F::set(value)
}

/// Clears a field: `JobUpdate { end_date: null(), ..Default::default() }`.
#[must_use]
pub fn null<F: Nullable>() -> F {
    F::null()
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T> From<T> for Change<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Lend for Patch<T> {
    #[inline(never)]
    fn lend(&self) -> Lent<'_> {
        match self {
            Self::Leave => Lent::Absent,
            Self::Null => Lent::Null,
            Self::Set(value) => Lent::Value(value),
            Self::Resend(value) => Lent::Resend(value),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Lend for Change<T> {
    #[inline(never)]
    fn lend(&self) -> Lent<'_> {
        match self {
            Self::Leave => Lent::Absent,
            Self::Set(value) => Lent::Value(value),
            Self::Resend(value) => Lent::Resend(value),
        }
    }
}
