//! How the values of a field compare.

use super::FieldType;

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
    pub const fn of(kind: &FieldType) -> Self {
        match kind {
            FieldType::Id | FieldType::Reference => Self::Id,
            FieldType::Picklist => Self::Picklist,
            FieldType::MultiPicklist => Self::MultiPicklist,
            FieldType::Boolean => Self::Boolean,
            FieldType::Int | FieldType::Long => Self::Int,
            FieldType::Double | FieldType::Currency | FieldType::Percent => Self::Decimal,
            FieldType::Date => Self::Date,
            FieldType::DateTime => Self::DateTime,
            FieldType::Time => Self::Time,
            FieldType::Base64 => Self::Blob,
            FieldType::Address | FieldType::Location => Self::Compound,
            FieldType::AnyType
            | FieldType::ComplexValue
            | FieldType::Json
            | FieldType::Other(_) => Self::Any,
            FieldType::Combobox
            | FieldType::DataCategoryGroupReference
            | FieldType::Email
            | FieldType::EncryptedString
            | FieldType::Phone
            | FieldType::String
            | FieldType::Textarea
            | FieldType::Url => Self::Text,
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
