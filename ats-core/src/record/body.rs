//! The JSON body of a record to create or of an update.

use serde_core::ser::{Serialize, SerializeMap as _, Serializer};

use super::validate::{self, Invalid, Purpose, is_blank};
use crate::wire::{Fields, OnWire, Output};

/// The JSON body of a record, if the org would take it.
pub(super) fn checked_body(fields: &dyn Fields, purpose: Purpose) -> Result<String, Invalid> {
    validate::check(fields, purpose)?;
    Ok(body(fields, purpose))
}

/// The JSON body of a record that has been checked.
pub(super) fn body(fields: &dyn Fields, purpose: Purpose) -> String {
    // Serializing to memory fails only if a map's key is no string.
    serde_json::to_string(&Body { fields, purpose }).unwrap_or_default()
}

/// One value as JSON text.
pub(super) fn to_text(output: &Output<'_>) -> String {
    serde_json::to_string(&OnWire(output)).unwrap_or_default()
}

struct Body<'a> {
    fields: &'a dyn Fields,
    purpose: Purpose,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let table = self.fields.table();
        let mut map = s.serialize_map(None)?;
        for (slot, name) in table.names.iter().enumerate() {
            if !self.purpose.sends(table, slot) {
                continue;
            }
            match self.fields.field(slot).put() {
                Output::Absent => {}
                // Blank text is stored as null; say so rather than leave it to the org.
                output if is_blank(&output) => map.serialize_entry(name, &())?,
                output => map.serialize_entry(name, &OnWire(&output))?,
            }
        }
        map.end()
    }
}
