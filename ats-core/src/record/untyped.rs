//! Records of objects that no type describes.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::table::Table;
use crate::wire::{
    EXTRA, Extra, Fields, Lent, RawJson, Record, Slot, deserialize_record, serialize_derived,
};

/// A record of an object that this crate has no type for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UntypedRecord {
    /// The object's API name, such as `User`.
    pub object: String,
    /// The columns that the query selected.
    pub columns: Extra,
}

impl UntypedRecord {
    /// The value of a column, by its API name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.columns.get(name)
    }
}

impl Fields for UntypedRecord {
    fn table(&self) -> &'static Table {
        static TABLE: Table = Table::marker("", "", None);
        &TABLE
    }
    fn field(&self, slot: usize) -> Lent<'_> {
        match slot {
            EXTRA => Lent::Extra(&self.columns),
            _ => Lent::Absent,
        }
    }
}

impl Record for UntypedRecord {
    fn slot(&mut self, slot: usize) -> Option<&mut dyn Slot> {
        match slot {
            EXTRA => Some(&mut self.columns),
            _ => None,
        }
    }
    fn object(&self) -> &str {
        &self.object
    }
    fn set_object(&mut self, object: &str) {
        object.clone_into(&mut self.object);
    }
}

impl Serialize for UntypedRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_derived(self, serializer)
    }
}

impl<'de> Deserialize<'de> for UntypedRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_record(deserializer)
    }
}
