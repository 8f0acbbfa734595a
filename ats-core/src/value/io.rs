//! Between a field and the wire: what comes in, what goes out.

use std::any::Any;
use std::fmt;
use std::mem;

use super::{Number, RawJson};
use crate::record::{Extra, Poly, Record, RecordList};

/// What the wire holds for one field.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Input<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, for a value of [`Shape::Scalar`].
    Int(i64),
    /// Another number, for a value of [`Shape::Scalar`]; digits past the seventeenth are gone.
    Float(f64),
    /// A string, unescaped.
    Str(&'a str),
    /// The JSON text as it came, for a value of [`Shape::Raw`].
    Json(&'a str),
}

/// What a field sends.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Output<'a> {
    /// Nothing: the field is left out.
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A decimal number, every digit of it.
    Decimal(&'a Number),
    /// Text.
    Str {
        /// The text.
        text: &'a str,
        /// The longest the org takes, as [`ats_schema::rules::text::count`] counts.
        max: Option<u32>,
    },
    /// Text that needs no check: an id, or a picklist value.
    Plain {
        /// The text.
        text: &'a str,
        /// Why the org would refuse it, if it would.
        fault: Option<Fault<'a>>,
    },
    /// Text made for the occasion: a date, several picklist values.
    Owned {
        /// The text.
        text: String,
        /// Why the org would refuse it, if it would.
        fault: Option<Fault<'a>>,
    },
    /// Bytes, sent as base64 text.
    Bytes(&'a [u8]),
    /// JSON, as it is.
    Json(&'a RawJson),
    /// A record: a parent or a compound value.
    #[doc(hidden)]
    Record(&'a dyn Record),
    /// Records: a child relationship.
    #[doc(hidden)]
    Records(&'a dyn RecordList),
}

/// Why a value that was read may not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault<'a> {
    /// The restricted picklist does not list this value.
    NotListed(&'a str),
    /// The restricted picklist lists this value, but it is no longer active.
    Inactive(&'a str),
    /// A date before 1700-01-01 or after 4000-12-31.
    OutOfRange,
    /// The place of bytes in the org: read it, or send bytes.
    NotBytes,
    /// Only the org makes these.
    ReadOnly,
}

/// How a value wants to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// From `null`, a boolean, a number or a string.
    Scalar,
    /// From its JSON text.
    Raw,
    /// As a record or a list of records of its own.
    #[doc(hidden)]
    Nested,
}

/// The wire held something a field cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(Box<str>);

impl Mismatch {
    /// A mismatch described as `expected …, found …`, which names the kind of value that was found,
    /// not the value.
    #[must_use]
    pub fn new(expected: impl fmt::Display, found: Input<'_>) -> Self {
        Self(format!("expected {expected}, found {found}").into())
    }

    /// A mismatch in words of its own, which should not repeat the value: it may be personal data,
    /// and the words reach logs.
    #[must_use]
    pub fn because(reason: impl fmt::Display) -> Self {
        Self(reason.to_string().into())
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mismatch {}

/// Names the kind of value, and never the value: messages reach logs, and the values of records may
/// be personal data.
impl fmt::Display for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Null => f.write_str("null"),
            Input::Bool(_) => f.write_str("a boolean"),
            Input::Int(_) => f.write_str("a whole number"),
            Input::Float(value) if value.fract() == 0.0 => f.write_str("a whole number"),
            Input::Float(_) => f.write_str("a number with a fraction"),
            Input::Str(text) => write!(f, "a text of {}", Characters(text.chars().count())),
            Input::Json(json) => match json.as_bytes().first() {
                Some(b'"') => match serde_json::from_str::<String>(json) {
                    Ok(text) => Input::Str(&text).fmt(f),
                    Err(_) => f.write_str("a text"),
                },
                Some(b'{') => f.write_str("an object"),
                Some(b'[') => f.write_str("a list"),
                Some(b'n') => f.write_str("null"),
                Some(b't' | b'f') => f.write_str("a boolean"),
                _ => f.write_str("a number"),
            },
        }
    }
}

/// A length, in words: `1 character`, `17 characters`.
pub(crate) struct Characters(pub(crate) usize);

impl fmt::Display for Characters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} character{plural}", self.0)
    }
}

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

    /// Where to read a value of [`Shape::Nested`] into.
    #[doc(hidden)]
    fn nested(slot: &mut Option<Self>) -> Option<Nested<'_>> {
        let _ = slot;
        None
    }
}

/// Where a value of [`Shape::Nested`] is read into.
#[doc(hidden)]
pub enum Nested<'a> {
    Record(&'a mut dyn Record),
    List(&'a mut dyn RecordList),
    Poly(&'a mut dyn Poly),
}

/// [`Value::write`] as an object: how a record lends a value to be written or copied.
#[doc(hidden)]
pub trait Put: 'static {
    fn put(&self) -> Output<'_>;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Value> Put for T {
    fn put(&self) -> Output<'_> {
        self.write()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A field, lent to be written, compared or copied.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Lent<'a> {
    /// Not there.
    Absent,
    /// To be cleared.
    Null,
    /// A value.
    Value(&'a dyn Put),
    /// A value that was read, to be sent back unchecked.
    Resend(&'a dyn Put),
    /// No field: what a record holds that its type does not name.
    Extra(&'a Extra),
}

impl<'a> Lent<'a> {
    pub(crate) fn put(self) -> Output<'a> {
        match self {
            Self::Absent | Self::Extra(_) => Output::Absent,
            Self::Null => Output::Null,
            Self::Value(value) | Self::Resend(value) => value.put(),
        }
    }

    pub(crate) fn is_resent(self) -> bool {
        matches!(self, Self::Resend(_))
    }
}

/// A field of a record, of one to create, or of an update.
///
/// Its methods, and those of [`Slot`], are called by way of a table of functions, so that inlining
/// gains nothing; a crate would have them, and all that they name, once for each of its parts.
#[doc(hidden)]
pub trait Lend {
    fn lend(&self) -> Lent<'_>;
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

/// [`Value::read`] as an object: how a record lends a field to be read into.
#[doc(hidden)]
pub trait Slot {
    fn shape(&self) -> Shape;
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch>;
    fn nested(&mut self) -> Option<Nested<'_>>;
    fn copy(&mut self, from: &dyn Any);
    /// Where to put what has no field, if this is the place.
    #[inline]
    fn extra(&mut self) -> Option<&mut Extra> {
        None
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
}
