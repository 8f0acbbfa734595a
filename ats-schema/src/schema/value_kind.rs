//! How the values of a field compare.

use super::FieldKind;

/// How values compare with each other, and which literals and operators go with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueKind {
    /// Text of any length.
    Text,
    /// One value of a picklist.
    Picklist,
    /// Several values of a picklist.
    MultiPicklist,
    /// The Id of a record.
    Id,
    /// A check box.
    Boolean,
    /// A whole number.
    Int,
    /// A number with decimals.
    Decimal,
    /// A day.
    Date,
    /// A day with a time.
    DateTime,
    /// A time of day.
    Time,
    /// The bytes of a file.
    Blob,
    /// An address or location, made of other fields.
    Compound,
    /// Of any type, or of a type that is not known: nothing is refused.
    Any,
}

impl ValueKind {
    /// Returns how the values of a field of this type compare.
    #[must_use]
    pub const fn of(kind: &FieldKind) -> Self {
        match kind {
            FieldKind::Id | FieldKind::Reference => Self::Id,
            FieldKind::Picklist => Self::Picklist,
            FieldKind::MultiPicklist => Self::MultiPicklist,
            FieldKind::Boolean => Self::Boolean,
            FieldKind::Int | FieldKind::Long => Self::Int,
            FieldKind::Double | FieldKind::Currency | FieldKind::Percent => Self::Decimal,
            FieldKind::Date => Self::Date,
            FieldKind::DateTime => Self::DateTime,
            FieldKind::Time => Self::Time,
            FieldKind::Base64 => Self::Blob,
            FieldKind::Address | FieldKind::Location => Self::Compound,
            FieldKind::AnyType
            | FieldKind::ComplexValue
            | FieldKind::Json
            | FieldKind::Other(_) => Self::Any,
            FieldKind::Combobox
            | FieldKind::DataCategoryGroupReference
            | FieldKind::Email
            | FieldKind::EncryptedString
            | FieldKind::Phone
            | FieldKind::String
            | FieldKind::Textarea
            | FieldKind::Url => Self::Text,
        }
    }

    /// Returns whether values are texts, listed or not.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Picklist | Self::MultiPicklist)
    }

    /// Returns whether values are numbers.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Decimal)
    }
}
