//! The names of one object and of all it has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::place::Place;

/// The names of one object and of all it has, by API name or value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ObjectNames {
    /// The type, `Job`.
    #[serde(rename = "type")]
    pub(crate) type_name: String,
    /// The module and, with `.rs`, the file: `job`.
    pub(crate) module: String,
    /// The Cargo feature: `job`.
    pub(crate) feature: String,
    /// The Rust field of each field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) fields: BTreeMap<String, String>,
    /// The Rust field of each relationship to a parent, by the relationship's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) parents: BTreeMap<String, String>,
    /// The Rust field of each relationship to children.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) children: BTreeMap<String, String>,
    /// The constant of each record type, by its developer name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) record_types: BTreeMap<String, String>,
    /// The enum of each picklist or polymorphic field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) enums: BTreeMap<String, String>,
    /// The variants of each picklist's values, by field and value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) values: BTreeMap<String, BTreeMap<String, String>>,
}

impl ObjectNames {
    /// Returns the number of names.
    pub(super) fn count(&self) -> usize {
        let members = [
            &self.fields,
            &self.parents,
            &self.children,
            &self.record_types,
            &self.enums,
        ];
        let members = members.iter().map(|names| names.len());
        let values = self.values.values().map(BTreeMap::len);
        // The type, the module and the feature.
        3 + members.chain(values).sum::<usize>()
    }

    /// Adds every name with what has it.
    pub(super) fn add_places<'a>(&'a self, api: &str, places: &mut BTreeMap<Place, &'a str>) {
        let own = [
            ("type", &self.type_name),
            ("module", &self.module),
            ("feature", &self.feature),
        ];
        for (kind, name) in own {
            places.insert(Place::new(kind, api, None), name.as_str());
        }
        let members = [
            ("field", &self.fields),
            ("parent", &self.parents),
            ("children", &self.children),
            ("record type", &self.record_types),
            ("enum", &self.enums),
        ];
        for (kind, names) in members {
            for (member, name) in names {
                places.insert(Place::new(kind, api, Some(member)), name.as_str());
            }
        }
        for (field, variants) in &self.values {
            for (value, name) in variants {
                let place = Place {
                    value: Some(value.clone()),
                    ..Place::new("variant", api, Some(field))
                };
                places.insert(place, name.as_str());
            }
        }
    }
}
