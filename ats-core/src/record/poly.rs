//! Parents that may be of several objects, and compound values.

use std::fmt;

use super::common::eq_records;
use super::object::Record;
use super::untyped::UntypedRecord;
use crate::value::{Address, Input, Location, Mismatch, Nested, Output, Shape, Value};

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

/// Where a record is read into whose object the record itself tells.
#[doc(hidden)]
pub trait Poly {
    fn choose(&mut self, object: &str) -> &mut dyn Record;
}

impl<E: PolyRecord> Poly for Option<E> {
    fn choose(&mut self, object: &str) -> &mut dyn Record {
        self.insert(E::of(object)).record_mut()
    }
}

/// What a value of [`Shape::Nested`] says when it is read as a scalar, which only a `null` is.
#[doc(hidden)]
pub fn not_nested<T>(input: Input<'_>) -> Result<T, Mismatch> {
    Err(Mismatch::new("a record", input))
}

/// Named one by one: a `Box` of any type would stand in the way of any [`Picklist`] being a
/// [`Value`].
///
/// [`Picklist`]: crate::value::Picklist
macro_rules! compound_value {
    ($($compound:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Value for Box<$compound> {
            const SHAPE: Shape = Shape::Nested;

            fn read(input: Input<'_>) -> Result<Self, Mismatch> {
                not_nested(input)
            }

            fn write(&self) -> Output<'_> {
                Output::Record(&**self)
            }

            fn nested(slot: &mut Option<Self>) -> Option<Nested<'_>> {
                Some(Nested::Record(&mut **slot.insert(Box::default())))
            }
        }
    )*};
}
compound_value!(Address, Location);
