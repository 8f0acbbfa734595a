//! What `provenance.json` says about where each field comes from.

use ats_tests::schemas;
use serde::Deserialize;

use crate::{Entries, every_field, field, json};

/// What `provenance.json` says of one field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    source: String,
    #[serde(default)]
    values: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Provenance {
    about: String,
    api_version: String,
    objects: Entries<Sources>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    fields: Entries<Source>,
}

#[test]
fn provenance_names_every_field_once() {
    let provenance: Provenance = json("schemas/provenance.json");
    assert_eq!(provenance.api_version, "63.0");
    assert!(provenance.about.contains("partial"));
    let schemas = schemas();
    let mut objects = provenance.objects.keys();
    objects.sort_unstable();
    assert_eq!(objects, schemas.keys().collect::<Vec<_>>());

    let mut partial = Vec::new();
    for (object, sources) in &provenance.objects.0 {
        let mut named = sources.fields.keys();
        named.sort_unstable();
        let mut described: Vec<&str> = schemas[object]
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        described.sort_unstable();
        assert_eq!(named, described, "the fields of {object}");
        for (name, source) in &sources.fields.0 {
            assert!(
                ["documented", "convention"].contains(&source.source.as_str()),
                "{object}.{name}: {}",
                source.source
            );
            match source.values.as_deref() {
                None => {}
                Some("partial") => {
                    let field = field(&schemas, object, name);
                    assert!(field.restricted_picklist, "{object}.{name}");
                    assert!(
                        source.note.is_some(),
                        "{object}.{name}: partial, and no note"
                    );
                    partial.push(format!("{object}.{name}"));
                }
                Some(other) => panic!("{object}.{name}: values {other:?}"),
            }
        }
    }
    partial.sort_unstable();
    assert_eq!(
        partial,
        [
            "Contact.bpats__Contact_Relationship__c",
            "EmailMessage.ValidatedFromAddress",
            "bpats__ATS_Stage__c.bpats__Stage_Type__c",
            "bpats__ATS_Template_Stage__c.bpats__Stage_Type__c",
            "bpats__Job__c.bpats__Status__c",
            "bpats__Job__c.bpats__Type__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__ATS_Placement_Credit_Name__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Type__c",
            "bpats__Placement_Credit__c.bpats__ATS_Role_Type__c",
        ]
    );
    // Whatever restricted picklist has no value at all can only be partly known.
    for (object, field) in every_field(&schemas) {
        if field.restricted_picklist && field.picklist_values.is_empty() {
            assert!(partial.contains(&format!("{object}.{}", field.name)));
        }
    }
}
