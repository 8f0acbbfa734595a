//! The values that fields send.

use std::any::Any;

use super::extra::Extra;
use super::number::Number;
use super::raw_json::RawJson;
use super::record::{Record, RecordList};

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

/// [`Value::write`](crate::value::Value::write) as an object: how a record lends a value to be written or copied.
#[doc(hidden)]
pub trait Put: 'static {
    fn put(&self) -> Output<'_>;
    fn as_any(&self) -> &dyn Any;
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
/// Its methods, and those of [`Slot`](super::record::Slot), are called by way of a table of functions, so that inlining
/// gains nothing; a crate would have them, and all that they name, once for each of its parts.
#[doc(hidden)]
pub trait Lend {
    fn lend(&self) -> Lent<'_>;
}

// A record lends it past all its fields, so that it needs no functions of its own for that.
impl Lend for Extra {
    fn lend(&self) -> Lent<'_> {
        Lent::Extra(self)
    }
}
