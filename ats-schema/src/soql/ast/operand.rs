//! A field or a function.

use super::{Call, Path, Span};

/// A field, or a function of fields: what is selected, compared, grouped and sorted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A field by its path, or an alias.
    Field(Path),
    /// A function.
    Call(Call),
}

impl Operand {
    /// Where it stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Field(path) => path.span,
            Self::Call(call) => call.span,
        }
    }

    /// The path, when it is a field.
    #[must_use]
    pub const fn as_field(&self) -> Option<&Path> {
        match self {
            Self::Field(path) => Some(path),
            Self::Call(_) => None,
        }
    }

    /// The function, when it is one.
    #[must_use]
    pub const fn as_call(&self) -> Option<&Call> {
        match self {
            Self::Field(_) => None,
            Self::Call(call) => Some(call),
        }
    }
}
