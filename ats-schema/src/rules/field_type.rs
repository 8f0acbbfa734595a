//! The types of fields.

use std::fmt;

/// Declares the enum, its texts and its inverse from one list.
macro_rules! field_types {
    ($($(#[$attribute:meta])+ $variant:ident = $text:literal,)+) => {
        /// The type of a field, as a describe names it (*Object Reference for the Salesforce
        /// Platform, Field Types*; Apex `Schema.DisplayType`).
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FieldType {
            $($(#[$attribute])+ $variant,)+
            /// A type not listed here, as the file names it.
            Other(String),
        }

        impl FieldType {
            /// The types that are listed.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The type as a describe names it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for FieldType {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    // Letter case does not count, but nearly everybody writes the same.
                    _ => Self::ALL
                        .iter()
                        .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
                        .cloned()
                        .unwrap_or_else(|| Self::Other(text.to_owned())),
                }
            }
        }
    };
}

field_types! {
    /// `address`: street, city and the rest together; read only.
    Address = "address",
    /// `anyType`: a value of any of the others.
    AnyType = "anyType",
    /// `base64`: the content of a file.
    Base64 = "base64",
    /// `boolean`: a check box.
    Boolean = "boolean",
    /// `combobox`: a text with suggestions.
    Combobox = "combobox",
    /// `complexvalue`: a value of several parts, such as a field's history.
    ComplexValue = "complexvalue",
    /// `currency`: an amount of money.
    Currency = "currency",
    /// `datacategorygroupreference`: the name of a group of data categories.
    DataCategoryGroupReference = "datacategorygroupreference",
    /// `date`: a day.
    Date = "date",
    /// `datetime`: a moment.
    DateTime = "datetime",
    /// `double`: a number with decimals.
    Double = "double",
    /// `email`: an email address.
    Email = "email",
    /// `encryptedstring`: a text stored encrypted.
    EncryptedString = "encryptedstring",
    /// `id`: the record's own Id.
    Id = "id",
    /// `int`: a whole number.
    Int = "int",
    /// `json`: a JSON text.
    Json = "json",
    /// `location`: latitude and longitude together.
    Location = "location",
    /// `long`: a large whole number.
    Long = "long",
    /// `multipicklist`: several values of a list.
    MultiPicklist = "multipicklist",
    /// `percent`: a percentage, 12.5 for 12.5 %.
    Percent = "percent",
    /// `phone`: a phone number.
    Phone = "phone",
    /// `picklist`: one value of a list.
    Picklist = "picklist",
    /// `reference`: the Id of another record.
    Reference = "reference",
    /// `string`: a text of one line.
    #[default]
    String = "string",
    /// `textarea`: a text of several lines, also long and rich.
    Textarea = "textarea",
    /// `time`: a time of day.
    Time = "time",
    /// `url`: a web address.
    Url = "url",
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
