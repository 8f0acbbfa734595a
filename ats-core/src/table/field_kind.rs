//! The kinds of values that fields hold, as data.

/// The kind of values that a field's Rust type holds.
///
/// [`Value::kind`](crate::value::Value::kind) returns it, so that the type can be compared with the
/// describe of an org.
// No variant has the name of a type: the compiler would print that type's whole path in each message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// A type of a program's own, about which nothing is known.
    Unknown,
    /// Text.
    TextValue {
        /// The longest text that the type sends, in characters as Salesforce counts them; `None` if it has
        /// no limit.
        max_length: Option<u32>,
    },
    /// True or false.
    BooleanValue,
    /// A whole number.
    IntegerValue,
    /// A number with decimals.
    NumberValue,
    /// A date.
    DateValue,
    /// A date and time.
    DateTimeValue,
    /// A time of day.
    TimeValue,
    /// The content of a file.
    BlobValue,
    /// An address.
    AddressValue,
    /// A geolocation.
    LocationValue,
    /// Any JSON.
    JsonValue,
    /// The id of a record.
    IdValue {
        /// The API names of the objects whose ids it may be; empty for any object.
        objects: &'static [&'static str],
    },
    /// A value of a picklist.
    PicklistValue(PicklistValues),
    /// Values of a multi-select picklist.
    MultiPicklistValue(PicklistValues),
    /// A parent record of an object.
    ParentRecord {
        /// The API name of the object.
        object: &'static str,
    },
    /// Child records of an object.
    ChildRecords {
        /// The API name of the object.
        object: &'static str,
    },
}

/// The values that a picklist type lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PicklistValues {
    pub(crate) values: &'static [&'static str],
    /// The indexes of those that are not active.
    pub(crate) inactive: &'static [u16],
    pub(crate) restricted: bool,
}

impl PicklistValues {
    /// Returns the values, as the API has them, and whether each is active.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'static str, bool)> + use<> {
        let (values, inactive) = (self.values, self.inactive);
        let is_active = move |index| !inactive.iter().any(|it| usize::from(*it) == index);
        let values = values.iter().enumerate();
        values.map(move |(index, value)| (*value, is_active(index)))
    }

    /// Returns true if the type sends none but the active values.
    #[must_use]
    pub const fn is_restricted(&self) -> bool {
        self.restricted
    }
}
