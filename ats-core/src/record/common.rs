//! `Clone` and `PartialEq` for everything with fields, by way of the table.

use std::mem;

use super::extra::{EXTRA, extra};
use super::object::{Fields, Record};
use crate::value::{Lent, Output};

/// `PartialEq` of a derived type. Generic, so that an expansion need not make an object of itself.
#[doc(hidden)]
#[inline]
pub fn eq_derived<T: Fields>(a: &T, b: &T) -> bool {
    eq_fields(a, b)
}

/// Whether two sets of fields, of the same type, are equal.
#[inline(never)]
pub(super) fn eq_fields(a: &dyn Fields, b: &dyn Fields) -> bool {
    (0..a.table().names.len()).all(|slot| eq_lent(a.field(slot), b.field(slot)))
        && extra(a) == extra(b)
}

fn eq_lent(a: Lent<'_>, b: Lent<'_>) -> bool {
    a.is_resent() == b.is_resent() && eq_output(&a.put(), &b.put())
}

/// Whether two values are equal, which they are if they are written alike: one comparison for all
/// types of fields.
fn eq_output(a: &Output<'_>, b: &Output<'_>) -> bool {
    match (a, b) {
        (Output::Absent, Output::Absent) | (Output::Null, Output::Null) => true,
        (Output::Bool(a), Output::Bool(b)) => a == b,
        (Output::Int(a), Output::Int(b)) => a == b,
        (Output::Float(a), Output::Float(b)) => a == b,
        (Output::Decimal(a), Output::Decimal(b)) => a == b,
        (Output::Str { text: a, .. }, Output::Str { text: b, .. })
        | (Output::Plain { text: a, .. }, Output::Plain { text: b, .. }) => a == b,
        (Output::Owned { text: a, .. }, Output::Owned { text: b, .. }) => a == b,
        (Output::Bytes(a), Output::Bytes(b)) => a == b,
        (Output::Json(a), Output::Json(b)) => a == b,
        (Output::Record(a), Output::Record(b)) => {
            a.table().object == b.table().object && eq_fields(*a, *b)
        }
        (Output::Records(a), Output::Records(b)) => {
            a.head() == b.head()
                && a.len() == b.len()
                && (0..a.len()).all(|i| eq_fields(a.get(i), b.get(i)))
        }
        _ => false,
    }
}

/// Makes a field of a derived type a clone of another's. Not inlined: each type of field once.
#[doc(hidden)]
#[inline(never)]
pub fn clone_into<T: Clone>(from: &T, to: &mut T) {
    // Not `clone_from`, which for an `Option` is twice the code.
    drop(mem::replace(to, from.clone()));
}

/// `Clone` of a derived record.
#[doc(hidden)]
#[inline]
pub fn clone_derived<T: Record + Default>(from: &T) -> T {
    let mut copy = T::default();
    copy_fields(from, &mut copy);
    copy
}

/// Makes a record a copy of another of its type.
#[inline(never)]
fn copy_fields(from: &dyn Fields, to: &mut dyn Record) {
    for slot in 0..from.table().names.len() {
        if let (Lent::Value(value), Some(to)) = (from.field(slot), to.slot(slot)) {
            to.copy(value.as_any());
        }
    }
    if let (Some(from), Some(to)) = (extra(from), to.slot(EXTRA)) {
        to.copy(from);
    }
}
