//! From what an org says to what queries need.

use std::collections::HashSet;

use super::object::{Child, Field, Flags, Object, PicklistValue};
use crate::describe::{self, ChildRelationship, Describe};

impl Object {
    /// Takes from a describe what queries need. `is_partial` says of a field's API name
    /// whether only some values of its picklist are known, as `provenance.json` has it; for
    /// a describe fetched from an org, none is.
    ///
    /// An object that does not say whether it can be queried can. Of two fields with one
    /// name the first counts.
    ///
    /// ```
    /// use ats_schema::describe::Describe;
    /// use ats_schema::schema::Object;
    ///
    /// let describe = Describe::parse(br#"{"name": "Job__c", "fields": [{"name": "Id", "type": "id"}]}"#)?;
    /// assert!(Object::from_describe(&describe, |_| false).field("ID").is_some());
    /// # Ok::<(), ats_schema::describe::DescribeError>(())
    /// ```
    #[must_use]
    pub fn from_describe(describe: &Describe, is_partial: impl Fn(&str) -> bool) -> Self {
        let mut seen = HashSet::new();
        let fields = describe
            .fields
            .iter()
            .filter(|field| seen.insert(field.name.to_ascii_lowercase()))
            .map(|field| Field::from_describe(field, is_partial(&field.name)))
            .collect();
        Self {
            name: describe.name.clone(),
            label: describe
                .label
                .clone()
                .filter(|label| *label != describe.name)
                .unwrap_or_default(),
            key_prefix: describe
                .key_prefix
                .clone()
                .filter(|prefix| !prefix.is_empty()),
            queryable: describe.is_queryable(),
            rust_type: None,
            fields,
            children: describe
                .child_relationships
                .iter()
                .filter_map(child)
                .collect(),
        }
    }
}

/// A relationship without a name cannot be queried.
fn child(child: &ChildRelationship) -> Option<Child> {
    Some(Child {
        relationship: child
            .relationship_name
            .clone()
            .filter(|name| !name.is_empty())?,
        object: child.child_sobject.clone(),
        field: child.field.clone(),
        rust_name: None,
    })
}

impl Field {
    fn from_describe(field: &describe::Field, is_partial: bool) -> Self {
        let flags = Flags::NONE
            .with_if(Flags::FILTER, field.is_filterable())
            .with_if(Flags::SORT, field.is_sortable())
            .with_if(Flags::GROUP, field.is_groupable())
            .with_if(Flags::AGGREGATE, field.is_aggregatable())
            .with_if(Flags::NILLABLE, field.is_nillable())
            .with_if(Flags::RESTRICTED, field.restricted_picklist)
            .with_if(Flags::PARTIAL, is_partial)
            .with_if(Flags::POLYMORPHIC, field.polymorphic_foreign_key)
            .with_if(Flags::CUSTOM, field.custom)
            .with_if(Flags::NAME, field.name_field);
        let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Self {
            name: field.name.clone(),
            kind: field.field_type.clone(),
            flags,
            length: field.length,
            precision: field.precision,
            scale: field.scale,
            values: field
                .picklist_values
                .iter()
                .map(|entry| PicklistValue {
                    value: entry.value.clone(),
                    label: some(&entry.label).filter(|label| *label != entry.value),
                    active: entry.active,
                })
                .collect(),
            // What has no name is no object, and a list of it would read back as an empty one.
            targets: (field.reference_to.iter())
                .filter(|target| !target.is_empty())
                .cloned()
                .collect(),
            relationship: some(&field.relationship_name),
            // `Name` of Contact says `Name` of itself in some versions.
            compound: some(&field.compound_field_name).filter(|whole| *whole != field.name),
            rust_name: None,
            rust_type: None,
            rust_parent: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_to_no_name_is_none() {
        let describe = br#"{"name": "Job__c", "fields": [
            {"name": "A__c", "type": "reference", "referenceTo": ["", "Account"]}
        ]}"#;
        let describe = Describe::parse(describe).unwrap();
        let object = Object::from_describe(&describe, |_| false);
        assert_eq!(object.field("A__c").unwrap().targets, ["Account"]);
    }
}
