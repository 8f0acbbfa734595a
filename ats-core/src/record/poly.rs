//! Parents that may be of several objects.

use std::fmt;

use super::untyped::UntypedRecord;
use crate::wire::{Poly, Record, eq_records};

/// An enum of the records a polymorphic lookup may refer to, by `#[derive(Polymorphic)]`.
#[doc(hidden)]
pub trait PolyRecord: Sized {
    /// An empty record of the object.
    fn of(object: &str) -> Self;
    fn record(&self) -> &dyn Record;
    fn record_mut(&mut self) -> &mut dyn Record;
}

/// What the variant for all other objects holds. Generic, so that an expansion need not convert.
#[doc(hidden)]
pub fn untyped<T: From<UntypedRecord>>(object: &str) -> T {
    let record = UntypedRecord {
        object: object.to_owned(),
        ..UntypedRecord::default()
    };
    record.into()
}

/// `PartialEq` of a derived enum: the objects and their fields.
#[doc(hidden)]
pub fn eq_poly<E: PolyRecord>(a: &E, b: &E) -> bool {
    eq_records(a.record(), b.record())
}

/// `Debug` of a derived enum: that of its record.
#[doc(hidden)]
pub fn debug_poly<E: PolyRecord>(poly: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(poly.record(), f)
}

impl<E: PolyRecord> Poly for Option<E> {
    fn choose(&mut self, object: &str) -> &mut dyn Record {
        self.insert(E::of(object)).record_mut()
    }
}
