//! Base64 fields.

use std::fmt;

use super::Value;
use crate::table::FieldKind;
use crate::wire::{Fault, Input, Mismatch, Output};

/// A base64 field: the bytes to send, or the place in the org to fetch them from.
///
/// A query never brings the bytes themselves, only their path, such as
/// `/services/data/v63.0/sobjects/ContentVersion/068…/VersionData`.
///
/// Source: REST API Developer Guide, “Get Blob Data”, “Insert or Update Blob Data”.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Blob {
    /// Bytes to send; up to 37.5 MB in a JSON body.
    Bytes(Vec<u8>),
    /// The path, from the org's root, at which a `GET` answers the bytes.
    Path(String),
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for Blob {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Blob({} bytes)", bytes.len()),
            Self::Path(path) => write!(f, "Blob({path})"),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Value for Blob {
    fn kind() -> FieldKind {
        FieldKind::BlobValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        match input {
            Input::Str(path) => Ok(Self::Path(path.to_owned())),
            other => Err(Mismatch::new("the path of bytes", other)),
        }
    }

    fn write(&self) -> Output<'_> {
        match self {
            Self::Bytes(bytes) => Output::Bytes(bytes),
            Self::Path(path) => Output::Plain {
                text: path,
                fault: Some(Fault::NotBytes),
            },
        }
    }
}
