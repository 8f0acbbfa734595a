//! `Clone` and `PartialEq` for what the derive makes, by way of the table.

use super::extra::{EXTRA, extra};
use super::object::{Fields, Record, UpsertKey};
use crate::value::{Lent, Output, Put};

/// `PartialEq` of a derived type. Generic, so that an expansion need not make an object of itself.
#[doc(hidden)]
#[inline]
pub fn eq_derived<T: Fields>(a: &T, b: &T) -> bool {
    eq_fields(a, b)
}

/// `PartialEq` of a derived key: the same field, with the same value.
#[doc(hidden)]
pub fn eq_key<K: UpsertKey>(a: &K, b: &K) -> bool {
    eq_values(a.lend(), b.lend())
}

#[inline(never)]
fn eq_values(a: (usize, &dyn Put), b: (usize, &dyn Put)) -> bool {
    a.0 == b.0 && eq_output(&a.1.put(), &b.1.put())
}

/// Whether two sets of fields, of the same type, are equal.
#[inline(never)]
pub(super) fn eq_fields(a: &dyn Fields, b: &dyn Fields) -> bool {
    (0..a.table().names.len()).all(|slot| eq_lent(a.field(slot), b.field(slot)))
        && extra(a) == extra(b)
}

/// Whether two records are of one object, and equal. What is of a type and what is of none differ,
/// whatever the one without says that it is.
#[inline(never)]
pub(super) fn eq_records(a: &dyn Record, b: &dyn Record) -> bool {
    a.table().object == b.table().object && a.object() == b.object() && eq_fields(a, b)
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
        (Output::Record(a), Output::Record(b)) => eq_records(*a, *b),
        (Output::Records(a), Output::Records(b)) => {
            a.head() == b.head()
                && a.len() == b.len()
                && (0..a.len()).all(|i| eq_records(a.get(i), b.get(i)))
        }
        _ => false,
    }
}

/// A clone of a field of a derived type. Not inlined: each type of field once.
#[doc(hidden)]
#[inline(never)]
#[must_use]
pub fn copied<T: Clone>(field: &T) -> T {
    field.clone()
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
