//! Reading records: one visitor for all of them.
//!
//! The visitors below are generic over the format only. Which field a column belongs to, and what it
//! may hold, is asked of the record through `dyn`, so that a program pays for this code once, not
//! once an object.

use std::fmt;

use serde_core::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::attributes::{Attributes, check_object};
use super::input::{Input, Shape};
use super::json;
use super::learned_columns::{Columns, Known};
use super::raw_json::RawJson;
use super::record::{Nested, PageHead, Record, RecordList, Slot, extra, extra_mut};
use super::text_seed::{RawSeed, TextSeed};
use crate::table::Table;

/// What serde impls of records call.
#[doc(hidden)]
pub fn deserialize_record<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Record + Default,
    D: Deserializer<'de>,
{
    let mut record = T::default();
    deserialize_into(&mut record, deserializer)?;
    Ok(record)
}

/// Not generic over the record, so instantiated once a format.
pub(super) fn deserialize_into<'de, D: Deserializer<'de>>(
    record: &mut dyn Record,
    deserializer: D,
) -> Result<(), D::Error> {
    RecordSeed {
        record,
        columns: None,
    }
    .deserialize(deserializer)
}

/// Reads a value that stands by itself, in no record.
pub(crate) fn deserialize_slot<'de, D: Deserializer<'de>>(
    slot: &mut dyn Slot,
    deserializer: D,
) -> Result<(), D::Error> {
    SlotSeed {
        shape: slot.shape(),
        slot,
        place: None,
        learned: None,
    }
    .deserialize(deserializer)
}

/// Reads a record; the second field is what the page's records so far have taught.
struct RecordSeed<'a> {
    record: &'a mut dyn Record,
    columns: Option<&'a mut Columns>,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a record of {}", self.record.table().object)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self {
            record,
            mut columns,
        } = self;
        let table = record.table();
        // The object is checked where a page begins; the org does not change it midway.
        let is_first = columns.as_ref().is_none_or(|it| it.known.is_empty());
        let (mut hint, mut column) = (0, 0);
        loop {
            let known = columns
                .as_ref()
                .and_then(|it| it.known.get(column))
                .copied();
            match map.next_key_seed(KeySeed {
                table,
                record: &*record,
                known,
                hint,
            })? {
                None => return Ok(()),
                Some(Key::Slot(slot)) => {
                    let Some(field) = record.slot(slot) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let shape = match known.filter(|it| it.slot == slot) {
                        Some(known) => known.shape,
                        None => field.shape(),
                    };
                    if let Some(columns) = &mut columns {
                        columns.learn(column, slot, table, shape);
                    }
                    hint = slot + 1;
                    column += 1;
                    map.next_value_seed(SlotSeed {
                        slot: field,
                        shape,
                        place: Some(Place { table, slot }),
                        learned: columns.as_deref_mut().map(|it| (it, slot)),
                    })?;
                }
                Some(Key::Attributes) if is_first => {
                    let attributes: Attributes<'_> = map.next_value()?;
                    check_object(record, attributes.object.as_deref()).map_err(A::Error::custom)?;
                }
                Some(Key::Attributes | Key::Dropped) => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(Key::Extra(name)) => {
                    let value = map.next_value_seed(RawSeed)?;
                    if let Some(extra) = extra_mut(record) {
                        let value = RawJson::new(value).map_err(A::Error::custom)?;
                        extra.push(name, value);
                    }
                }
            }
        }
    }
}

enum Key {
    Slot(usize),
    Attributes,
    Extra(Box<str>),
    Dropped,
}

struct KeySeed<'a> {
    table: &'static Table,
    record: &'a dyn Record,
    /// The column that it should be, by the records before.
    known: Option<Known>,
    /// The slot to try where that is not known.
    hint: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Key;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }
    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        if let Some(known) = self.known.filter(|it| it.name == name) {
            return Ok(Key::Slot(known.slot));
        }
        Ok(match self.table.find(name, self.hint) {
            Some(slot) => Key::Slot(slot),
            None if name == "attributes" => Key::Attributes,
            None if extra(self.record).is_some() => Key::Extra(name.into()),
            None => Key::Dropped,
        })
    }
}

/// Where a value stands, for messages; the names are looked up where there is one to tell.
#[derive(Clone, Copy)]
struct Place {
    table: &'static Table,
    slot: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.table.names.get(self.slot).copied().unwrap_or_default();
        write!(f, "{}.{field}", self.table.object)
    }
}

/// Reads a field's value.
struct SlotSeed<'a> {
    slot: &'a mut dyn Slot,
    shape: Shape,
    place: Option<Place>,
    /// What the page's records so far have taught, and which slot this is.
    learned: Option<(&'a mut Columns, usize)>,
}

/// An error that says which field it is about.
fn located<E: serde_core::de::Error>(place: Option<Place>, error: &dyn fmt::Display) -> E {
    match place {
        Some(place) => E::custom(format_args!("{place}: {error}")),
        None => E::custom(error),
    }
}

impl SlotSeed<'_> {
    fn set<E: serde_core::de::Error>(self, input: Input<'_>) -> Result<(), E> {
        let Self { slot, place, .. } = self;
        slot.set(input)
            .map_err(|mismatch| located(place, &mismatch))
    }
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.shape {
            Shape::Scalar => deserializer.deserialize_any(self),
            Shape::Nested => deserializer.deserialize_option(self),
            Shape::Raw => {
                let json = RawSeed.deserialize(deserializer)?;
                self.set(if json == "null" {
                    Input::Null
                } else {
                    Input::Json(&json)
                })
            }
        }
    }
}

impl<'de> Visitor<'de> for SlotSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.shape {
            Shape::Nested => "a record or records",
            _ => "a value",
        })?;
        self.place.map_or(Ok(()), |place| write!(f, " for {place}"))
    }

    fn visit_unit<E: serde_core::de::Error>(self) -> Result<(), E> {
        self.set(Input::Null)
    }
    fn visit_none<E: serde_core::de::Error>(self) -> Result<(), E> {
        self.set(Input::Null)
    }
    fn visit_bool<E: serde_core::de::Error>(self, value: bool) -> Result<(), E> {
        self.set(Input::Bool(value))
    }
    fn visit_i64<E: serde_core::de::Error>(self, value: i64) -> Result<(), E> {
        self.set(Input::Int(value))
    }
    fn visit_u64<E: serde_core::de::Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.set(Input::Int(value)),
            #[expect(
                clippy::cast_precision_loss,
                reason = "no field holds so great an integer"
            )]
            Err(_) => self.set(Input::Float(value as f64)),
        }
    }
    fn visit_f64<E: serde_core::de::Error>(self, value: f64) -> Result<(), E> {
        self.set(Input::Float(value))
    }
    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<(), E> {
        self.set(Input::Str(text))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.shape != Shape::Nested {
            return self.deserialize(deserializer);
        }
        let Self {
            slot,
            place,
            learned,
            ..
        } = self;
        let columns = learned.map(|(columns, slot)| columns.nested(slot));
        match slot.nested() {
            Some(Nested::Record(record)) => {
                RecordSeed { record, columns }.deserialize(deserializer)
            }
            Some(Nested::List(list)) => deserializer.deserialize_map(PageVisitor { list, columns }),
            Some(Nested::Poly(poly)) => {
                // The record says which object it is of, and need not say so first.
                let json = RawSeed.deserialize(deserializer)?;
                let object = json::object_of(&json).map_err(D::Error::custom)?;
                let record = poly.choose(&object);
                json::read_record(&json, record).map_err(|error| located(place, &error))
            }
            None => Err(located(place, &"a record where none is kept")),
        }
    }
}

/// Reads `{"totalSize": …, "done": …, "records": […]}`.
pub(crate) struct PageVisitor<'a> {
    pub(crate) list: &'a mut dyn RecordList,
    pub(crate) columns: Option<&'a mut Columns>,
}

impl<'de> Visitor<'de> for PageVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a query result")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut head = PageHead::default();
        let mut done = None;
        let Self { list, mut columns } = self;
        let mut own = Columns::default();
        let mut records = false;
        while let Some(key) = map.next_key_seed(TextSeed)? {
            match &*key {
                // -1 where the org does not know.
                "totalSize" => head.total_size = u64::try_from(map.next_value::<i64>()?).ok(),
                "done" if done.is_some() => return Err(A::Error::duplicate_field("done")),
                "done" => done = Some(map.next_value()?),
                "records" if records => return Err(A::Error::duplicate_field("records")),
                "nextRecordsUrl" => head.next_records_url = map.next_value()?,
                "records" => {
                    map.next_value_seed(ListSeed {
                        list: &mut *list,
                        columns: columns.take().unwrap_or(&mut own),
                    })?;
                    records = true;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if !records {
            return Err(A::Error::missing_field("records"));
        }
        // A page that does not say whether it is the last could hide others.
        head.done = done.ok_or_else(|| A::Error::missing_field("done"))?;
        list.set_head(head);
        Ok(())
    }
}

struct ListSeed<'a> {
    list: &'a mut dyn RecordList,
    columns: &'a mut Columns,
}

impl<'de> DeserializeSeed<'de> for ListSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ListSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { list, columns } = self;
        loop {
            // There is no asking whether a record follows without reading it.
            let record = list.push();
            let seed = RecordSeed {
                record,
                columns: Some(&mut *columns),
            };
            match seq.next_element_seed(seed) {
                Ok(Some(())) => {}
                end => {
                    list.pop();
                    return end.map(|_| ());
                }
            }
        }
    }
}
