//! The fields of an update.

use serde::{Serialize, Serializer};

/// Leave a field, clear it, or set it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Patch<T> {
    /// Not sent.
    #[default]
    Leave,
    /// Sent as null.
    Null,
    /// Sent.
    Set(T),
}

/// Leave a field, or set it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Change<T> {
    /// Not sent.
    #[default]
    Leave,
    /// Sent.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field keeps its value.
    pub const fn is_leave(&self) -> bool {
        matches!(self, Self::Leave)
    }
}

impl<T> Change<T> {
    /// Whether the field keeps its value.
    pub const fn is_leave(&self) -> bool {
        matches!(self, Self::Leave)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leave | Self::Null => s.serialize_unit(),
            Self::Set(value) => value.serialize(s),
        }
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leave => s.serialize_unit(),
            Self::Set(value) => value.serialize(s),
        }
    }
}
