//! The objects: which there are, their keys, their names.

use std::collections::{BTreeMap, BTreeSet};

use ats_tests::schemas;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::names::{FIELD_KEYS, GUIDE_OBJECTS};
use crate::{Entries, json};

#[test]
fn the_files_are_the_objects_of_the_guide() {
    let mut guide: Vec<&str> = GUIDE_OBJECTS.iter().map(|(_, name)| *name).collect();
    guide.sort_unstable();
    let schemas = schemas();
    assert_eq!(schemas.keys().collect::<Vec<_>>(), guide);
    for (label, name) in GUIDE_OBJECTS {
        let describe = &schemas[name];
        assert_eq!(describe.name, name, "the file {name}.json");
        assert_eq!(
            describe.label.as_deref(),
            Some(label),
            "the label of {name}"
        );
        assert_eq!(describe.is_custom(), name.ends_with("__c"), "{name}");
    }
}

#[test]
fn key_prefixes_tell_the_objects_apart() {
    let schemas = schemas();
    let mut prefixes = BTreeMap::new();
    for (name, describe) in &schemas {
        let prefix = describe.key_prefix.as_deref().expect(name);
        assert_eq!(prefix.len(), 3, "{name}: {prefix}");
        if let Some(other) = prefixes.insert(prefix, name) {
            panic!("{name} and {other} both have the key prefix {prefix}");
        }
    }
    // What the guide's ids show, and what is the same in every org.
    for (prefix, object) in [
        ("001", "Account"),
        ("003", "Contact"),
        ("068", "ContentVersion"),
        ("02s", "EmailMessage"),
        ("a0M", "bpats__Job__c"),
        ("a0L", "bpats__Job_Board_Application__c"),
    ] {
        assert_eq!(prefixes[prefix], object);
    }
}

#[test]
fn every_field_has_all_57_keys() {
    #[derive(Deserialize)]
    struct Raw {
        fields: Vec<Entries<IgnoredAny>>,
    }
    let mut fields = 0;
    for (_, object) in GUIDE_OBJECTS {
        let raw: Raw = json(&format!("schemas/{object}.json"));
        for keys in &raw.fields {
            assert_eq!(keys.keys(), FIELD_KEYS, "a field of {object}");
        }
        fields += raw.fields.len();
    }
    assert_eq!(fields, 862);
}

#[test]
fn names_are_used_once() {
    let schemas = schemas();
    for (object, describe) in &schemas {
        let mut names = BTreeSet::new();
        for name in describe
            .fields
            .iter()
            .flat_map(|field| [Some(&field.name), field.relationship_name.as_ref()])
            .chain(
                describe
                    .child_relationships
                    .iter()
                    .map(|child| child.relationship_name.as_ref()),
            )
            .flatten()
        {
            // SOQL takes names in any letter case.
            assert!(names.insert(name.to_lowercase()), "{object}.{name} twice");
        }
        let name_fields: Vec<&str> = describe
            .fields
            .iter()
            .filter(|field| field.name_field)
            .map(|field| field.name.as_str())
            .collect();
        let expected = if object == "ContentVersion" {
            "Title"
        } else {
            "Name"
        };
        assert_eq!(name_fields, [expected], "the name field of {object}");
    }
}
