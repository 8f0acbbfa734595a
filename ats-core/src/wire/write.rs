//! Writing fields and lists of records.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_core::ser::{Error as _, Serialize, SerializeMap as _, SerializeStruct as _, Serializer};
use serde_json::value::RawValue;

use super::number::Number;
use super::output::Output;
use super::record::{Fields, RecordList, extra};

/// `Serialize` of a derived record.
///
/// # Errors
///
/// Those of the serializer.
#[doc(hidden)]
#[inline]
pub fn serialize_derived<T: Fields, S: Serializer>(fields: &T, s: S) -> Result<S::Ok, S::Error> {
    serialize_fields(fields, s)
}

/// Every field that has a value, then the extra columns.
fn serialize_fields<S: Serializer>(fields: &dyn Fields, s: S) -> Result<S::Ok, S::Error> {
    let mut map = s.serialize_map(None)?;
    for (slot, name) in fields.table().names.iter().enumerate() {
        match fields.field(slot).put() {
            Output::Absent => {}
            output => map.serialize_entry(name, &OnWire(&output))?,
        }
    }
    for (name, value) in extra(fields).into_iter().flat_map(|extra| extra.iter()) {
        map.serialize_entry(name, value.raw())?;
    }
    map.end()
}

/// A value as serde takes it.
pub(crate) struct OnWire<'a>(pub(crate) &'a Output<'a>);

impl Serialize for OnWire<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        serialize_output(self.0, s)
    }
}

/// Writes one value.
pub(crate) fn serialize_output<S: Serializer>(
    output: &Output<'_>,
    s: S,
) -> Result<S::Ok, S::Error> {
    match output {
        Output::Absent | Output::Null => s.serialize_unit(),
        Output::Bool(value) => s.serialize_bool(*value),
        Output::Int(value) => s.serialize_i64(*value),
        Output::Float(value) => s.serialize_f64(*value),
        Output::Decimal(number) => serialize_number(number, s),
        Output::Str { text, .. } | Output::Plain { text, .. } => s.serialize_str(text),
        Output::Owned { text, .. } => s.serialize_str(text),
        Output::Bytes(bytes) => s.serialize_str(&STANDARD.encode(bytes)),
        Output::Json(json) => json.raw().serialize(s),
        Output::Record(record) => serialize_fields(*record, s),
        Output::Records(records) => serialize_list(*records, s),
    }
}

/// A number with every digit: through the integer and float methods, which all formats have, where
/// those are exact, else as the JSON text.
fn serialize_number<S: Serializer>(number: &Number, s: S) -> Result<S::Ok, S::Error> {
    if let Some(whole) = number.to_i64() {
        return s.serialize_i64(whole);
    }
    if let Some(short) = number.to_short_f64() {
        return s.serialize_f64(short);
    }
    RawValue::from_string(number.to_string())
        .map_err(S::Error::custom)?
        .serialize(s)
}

pub(crate) fn serialize_list<S: Serializer>(
    records: &dyn RecordList,
    s: S,
) -> Result<S::Ok, S::Error> {
    struct Records<'a>(&'a dyn RecordList);
    impl Serialize for Records<'_> {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            s.collect_seq((0..self.0.len()).map(|i| OneRecord(self.0.get(i))))
        }
    }
    struct OneRecord<'a>(&'a dyn Fields);
    impl Serialize for OneRecord<'_> {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            serialize_fields(self.0, s)
        }
    }
    let head = records.head();
    let mut page = s.serialize_struct("Page", 3 + usize::from(head.next_records_url.is_some()))?;
    match head.total_size {
        Some(total) => page.serialize_field("totalSize", &total)?,
        None => page.serialize_field("totalSize", &-1)?,
    }
    page.serialize_field("done", &head.done)?;
    if let Some(url) = &head.next_records_url {
        page.serialize_field("nextRecordsUrl", url)?;
    }
    page.serialize_field("records", &Records(records))?;
    page.end()
}
