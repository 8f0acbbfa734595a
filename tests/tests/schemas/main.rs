//! The bundled schemas, against each other and against the integration guide.

mod fields;
mod guide;
mod names;
mod objects;
mod permission_sets;
mod picklists;
mod provenance;
mod relationships;

use std::collections::BTreeMap;
use std::fmt;

use ats_schema::describe::{ChildRelationship, Describe, Field};
use ats_tests::text;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

/// A JSON object's keys and values as they are written: a repeated key is there twice.
struct Entries<T>(Vec<(String, T)>);

impl<T> Entries<T> {
    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|(key, _)| key.as_str()).collect()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Keys<T> {
            type Value = Entries<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Keys(std::marker::PhantomData))
    }
}

fn json<T: for<'de> Deserialize<'de>>(file: &str) -> T {
    serde_json::from_str(&text(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every field of every object.
fn every_field(
    schemas: &BTreeMap<String, Describe>,
) -> impl Iterator<Item = (&str, &Field)> + Clone {
    schemas.iter().flat_map(|(object, describe)| {
        describe
            .fields
            .iter()
            .map(move |field| (object.as_str(), field))
    })
}

fn every_child(
    schemas: &BTreeMap<String, Describe>,
) -> impl Iterator<Item = (&str, &ChildRelationship)> {
    schemas.iter().flat_map(|(object, describe)| {
        describe
            .child_relationships
            .iter()
            .map(move |child| (object.as_str(), child))
    })
}

fn field<'a>(schemas: &'a BTreeMap<String, Describe>, object: &str, field: &str) -> &'a Field {
    schemas[object]
        .fields
        .iter()
        .find(|it| it.name == field)
        .unwrap_or_else(|| panic!("{object} has no field {field}"))
}

fn values(field: &Field) -> Vec<&str> {
    field
        .picklist_values
        .iter()
        .map(|entry| entry.value.as_str())
        .collect()
}
