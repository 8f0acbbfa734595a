//! Compound values: addresses and locations, which are read only.

use super::field_value::not_nested;
use super::{Text, Value};
use crate::table::{FieldKind, Table};
use crate::wire::{Fields, Input, Lend as _, Lent, Mismatch, Nested, Output, Record, Shape, Slot};

/// A compound value, read as a record of its own.
macro_rules! compound {
    (
        $(#[$doc:meta])*
        $name:ident, $object:literal, sorted [$($sorted:literal)*]
        { $($slot:literal $api:literal $(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: Option<$type>,)*
        }

        impl Fields for $name {
            fn table(&self) -> &'static Table {
                static TABLE: Table = Table::new(
                    ($object, $object, None, 0),
                    &[$($api),*],
                    &[],
                    &[0; [$($sorted),*].len()],
                    &[$($sorted),*],
                );
                &TABLE
            }
            fn field(&self, slot: usize) -> Lent<'_> {
                match slot {
                    $($slot => self.$field.lend(),)*
                    _ => Lent::Absent,
                }
            }
        }

        impl Record for $name {
            fn slot(&mut self, slot: usize) -> Option<&mut dyn Slot> {
                Some(match slot {
                    $($slot => &mut self.$field,)*
                    _ => return None,
                })
            }
        }

        #[cfg(test)]
        impl $name {
            pub(crate) fn check_table() {
                let table = Self::default();
                let table = table.table();
                assert_eq!(table.sorted, crate::table::sorted(table.names));
            }
        }
    };
}

compound! {
    /// An address, as one value. To change it, set its parts: `billing_city` and so on.
    ///
    /// Source: Object Reference, “Address Compound Fields”.
    Address, "Address", sorted [0 1 4 9 2 3 5 8 7 6]
    {
        0 "city" /// City.
            city: String,
        1 "state" /// State or province.
            state: String,
        2 "latitude" /// Latitude, in degrees.
            latitude: f64,
        3 "longitude" /// Longitude, in degrees.
            longitude: f64,
        4 "street" /// Street; may have several lines.
            street: String,
        5 "stateCode" /// The state's ISO code, where state and country picklists are on.
            state_code: String,
        6 "geocodeAccuracy" /// How exact latitude and longitude are.
            geocode_accuracy: Text<40>,
        7 "countryCode" /// The country's ISO code, where state and country picklists are on.
            country_code: String,
        8 "postalCode" /// Postal code.
            postal_code: String,
        9 "country" /// Country.
            country: String,
    }
}

compound! {
    /// A place on earth.
    ///
    /// Source: Object Reference, “Geolocation Compound Field”.
    Location, "Location", sorted [0 1]
    {
        0 "latitude" /// Latitude, in degrees: -90 to 90.
            latitude: f64,
        1 "longitude" /// Longitude, in degrees: -180 to 180.
            longitude: f64,
    }
}

/// Named one by one: a `Box` of any type would stand in the way of any [`Picklist`] being a
/// [`Value`].
///
/// [`Picklist`]: super::Picklist
macro_rules! compound_value {
    ($($compound:ident $kind:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Value for Box<$compound> {
            const SHAPE: Shape = Shape::Nested;

            fn kind() -> FieldKind {
                FieldKind::$kind
            }

            fn read(input: Input<'_>) -> Result<Self, Mismatch> {
                not_nested(input)
            }

            fn write(&self) -> Output<'_> {
                Output::Record(&**self)
            }

            fn nested(slot: &mut Option<Self>) -> Option<Nested<'_>> {
                Some(Nested::Record(&mut **slot.insert(Box::default())))
            }
        }
    )*};
}
compound_value!(Address AddressValue, Location LocationValue);

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_sorted() {
        super::Address::check_table();
        super::Location::check_table();
    }
}
