//! Lookups, children, masters and details.

use std::collections::BTreeSet;

use ats_schema::describe::{ChildRelationship, FieldType};
use ats_tests::schemas;

use crate::names::{OUTSIDE_CHILDREN, OUTSIDE_TARGETS};
use crate::{every_child, every_field};

#[test]
fn every_lookup_refers_to_an_object_we_know() {
    let schemas = schemas();
    let mut outside = BTreeSet::new();
    for (object, field) in every_field(&schemas) {
        let is_reference = field.field_type == FieldType::Reference;
        // Object Reference, EmailMessage: FromId points at nothing that the describe names.
        let nowhere = (object, field.name.as_str()) == ("EmailMessage", "FromId");
        assert_eq!(
            is_reference && !nowhere,
            !field.reference_to.is_empty(),
            "{object}.{}",
            field.name
        );
        assert_eq!(
            field.polymorphic_foreign_key,
            field.reference_to.len() > 1,
            "{object}.{}",
            field.name
        );
        if is_reference && !nowhere {
            assert!(
                field.relationship_name.is_some(),
                "{object}.{} has no relationship",
                field.name
            );
        }
        for target in &field.reference_to {
            if !schemas.contains_key(target) {
                outside.insert(target.as_str());
            }
        }
    }
    assert_eq!(outside.into_iter().collect::<Vec<_>>(), OUTSIDE_TARGETS);
}

#[test]
fn every_child_relationship_leads_to_an_object_we_know() {
    let schemas = schemas();
    let mut outside = BTreeSet::new();
    for (parent, child) in every_child(&schemas) {
        let name = child.child_sobject.as_str();
        assert!(!child.field.is_empty(), "{parent} ← {name}");
        // `bpats__Job__History` belongs to `bpats__Job__c`.
        let stem = parent.strip_suffix("__c").unwrap_or(parent);
        let kept_beside = ["__History", "__Feed", "__Share"]
            .iter()
            .any(|kind| name.strip_suffix(kind) == Some(stem));
        if !kept_beside && !schemas.contains_key(name) {
            outside.insert(name);
        }
    }
    let mut known: Vec<&str> = OUTSIDE_CHILDREN.to_vec();
    known.extend(["bpats__ATS_List_Filter__c"]);
    known.sort_unstable();
    assert_eq!(outside.into_iter().collect::<Vec<_>>(), known);
}

#[test]
fn lookups_and_child_relationships_answer_each_other() {
    let schemas = schemas();
    for (parent, child) in every_child(&schemas) {
        let Some(describe) = schemas.get(&child.child_sobject) else {
            continue;
        };
        let place = format!("{parent} ← {}.{}", child.child_sobject, child.field);
        let lookup = describe.fields.iter().find(|it| it.name == child.field);
        let lookup = lookup.unwrap_or_else(|| panic!("{place}: no such field"));
        assert!(
            lookup.reference_to.iter().any(|target| target == parent),
            "{place}: the field refers to {:?}",
            lookup.reference_to
        );
        // Account's contacts are deleted with it, though Contact's describe does not say so: both
        // describes are those of a real org.
        if place != "Account ← Contact.AccountId" {
            assert_eq!(child.cascade_delete, lookup.cascade_delete, "{place}");
        }
        assert_eq!(child.restricted_delete, lookup.restricted_delete, "{place}");
    }
    for (object, lookup) in every_field(&schemas) {
        // Salesforce lists no children by it.
        if lookup.name == "MasterRecordId" {
            continue;
        }
        for target in &lookup.reference_to {
            let Some(parent) = schemas.get(target) else {
                continue;
            };
            let back: Vec<&ChildRelationship> = parent
                .child_relationships
                .iter()
                .filter(|child| child.child_sobject == object && child.field == lookup.name)
                .collect();
            assert_eq!(back.len(), 1, "{target} ← {object}.{}", lookup.name);
        }
    }
}

#[test]
fn relationships_are_named_after_their_fields() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        if let Some(relationship) = &field.relationship_name
            && field.custom
        {
            assert_eq!(
                field.name.strip_suffix("__c"),
                relationship.strip_suffix("__r"),
                "{object}.{}",
                field.name
            );
        }
        assert_eq!(field.custom, field.name.ends_with("__c"), "{object}");
    }
    for (parent, child) in every_child(&schemas) {
        if let Some(relationship) = &child.relationship_name
            && child.child_sobject.ends_with("__c")
        {
            assert!(
                relationship.starts_with("bpats__") && relationship.ends_with("__r"),
                "{parent}.{relationship}"
            );
        }
    }
}

#[test]
fn a_detail_belongs_to_its_master() {
    let schemas = schemas();
    for (object, describe) in &schemas {
        let mut masters: Vec<u32> = describe
            .fields
            .iter()
            .filter_map(|field| field.relationship_order)
            .collect();
        masters.sort_unstable();
        assert!(
            [&[][..], &[0], &[0, 1]].contains(&masters.as_slice()),
            "{object}: masters {masters:?}"
        );
        for field in &describe.fields {
            if field.relationship_order.is_some() {
                assert!(
                    field.cascade_delete && !field.is_nillable() && field.reference_to.len() == 1,
                    "{object}.{}",
                    field.name
                );
            }
        }
        // Its owner is the master's. E-mail messages have none either.
        let owned = describe.fields.iter().any(|field| field.name == "OwnerId");
        assert_eq!(
            owned,
            masters.is_empty() && object != "EmailMessage",
            "OwnerId of {object}"
        );
    }
}
