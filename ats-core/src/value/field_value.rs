//! The trait of all types of fields.

use std::any::Any;
use std::mem;

use crate::table::FieldKind;
use crate::wire::{Input, Lend, Lent, Mismatch, Nested, Output, Put, Shape, Slot};

/// The type of a field.
///
/// Implemented for every type of [`value`](super) and for `bool`, the integers, `f64` and `String`.
/// Implement it to give a struct of your own a field type of your own:
///
/// ```
/// use ats_core::value::{Input, Mismatch, Output, Value};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Stars(u8);
///
/// impl Value for Stars {
///     fn read(input: Input<'_>) -> Result<Self, Mismatch> {
///         match input {
///             Input::Int(n @ 0..=5) => Ok(Self(n as u8)),
///             other => Err(Mismatch::new("0 to 5 stars", other)),
///         }
///     }
///     fn write(&self) -> Output<'_> {
///         Output::Int(self.0.into())
///     }
/// }
/// assert_eq!(
///     Stars::read(Input::Int(9)).unwrap_err().to_string(),
///     "expected 0 to 5 stars, found a whole number",
/// );
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of a Salesforce field",
    label = "a field cannot hold a `{Self}`",
    note = "fields are `Text<N>`, `Id<T>`, `bool`, `i64`, `Number`, `Date`, `DateTime`, `Time`, `Blob`, enums that derive `Picklist`, `MultiPicklist` of those, `Related`, `RawJson`; `ats_core::value::Value` makes a type of your own one"
)]
pub trait Value: Clone + PartialEq + 'static {
    /// How the value wants to be read.
    const SHAPE: Shape = Shape::Scalar;

    /// The longest text the org takes, for values that are text.
    const MAX_LENGTH: Option<u32> = None;

    /// Makes the value of what the wire holds; never called with [`Input::Null`] for a field that
    /// is an `Option`, as every field of a record is.
    ///
    /// # Errors
    ///
    /// If the input is of a kind, or holds a text, that the value cannot be.
    fn read(input: Input<'_>) -> Result<Self, Mismatch>;

    /// What to send for the value.
    fn write(&self) -> Output<'_>;

    /// Returns the kind of the values, with which a describe can be compared;
    /// [`FieldKind::Unknown`] unless the type says otherwise.
    #[must_use]
    fn kind() -> FieldKind {
        FieldKind::Unknown
    }

    /// Where to read a value of [`Shape::Nested`] into.
    #[doc(hidden)]
    fn nested(slot: &mut Option<Self>) -> Option<Nested<'_>> {
        let _ = slot;
        None
    }
}

impl<T: Value> Put for T {
    fn put(&self) -> Output<'_> {
        self.write()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl<T: Value> Lend for Option<T> {
    #[inline(never)]
    fn lend(&self) -> Lent<'_> {
        match self {
            Some(value) => Lent::Value(value),
            None => Lent::Absent,
        }
    }
}

impl<T: Value> Slot for Option<T> {
    #[inline(never)]
    fn shape(&self) -> Shape {
        T::SHAPE
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        // Neither `?` nor an assignment, which has to do with a drop that panics: with both this is
        // twice the code, once for each type of field.
        let value = match input {
            Input::Null => None,
            input => match T::read(input) {
                Ok(value) => Some(value),
                Err(mismatch) => return Err(mismatch),
            },
        };
        drop(mem::replace(self, value));
        Ok(())
    }
    #[inline(never)]
    fn nested(&mut self) -> Option<Nested<'_>> {
        T::nested(self)
    }
    fn copy(&mut self, from: &dyn Any) {
        if let Some(from) = from.downcast_ref::<T>() {
            drop(self.replace(from.clone()));
        }
    }
    fn kind(&self) -> FieldKind {
        T::kind()
    }
}

/// What a value of [`Shape::Nested`] says when it is read as a scalar, which only a `null` is.
#[doc(hidden)]
pub fn not_nested<T>(input: Input<'_>) -> Result<T, Mismatch> {
    Err(Mismatch::new("a record", input))
}
