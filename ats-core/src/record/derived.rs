//! The standard traits of derived types, by way of the table: an expansion calls one function each.

use std::fmt;

use super::object::{SObject as _, UpsertKey};
use crate::wire::{
    DebugOutput, EXTRA, Fields, Lent, Put, Record, debug_fields, eq_fields, eq_output, extra,
};

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

/// `Debug` of a derived type.
#[doc(hidden)]
#[inline]
pub fn debug_derived<T: Fields>(name: &str, fields: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_fields(name, fields, f)
}

/// `Debug` of a derived key: its field, by API name.
#[doc(hidden)]
pub fn debug_key<K: UpsertKey>(name: &str, key: &K, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (slot, value) = key.lend();
    debug_one(name, K::Object::TABLE.names[slot], value, f)
}

#[inline(never)]
fn debug_one(name: &str, field: &str, value: &dyn Put, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(name)
        .field(field, &DebugOutput(&value.put()))
        .finish()
}
