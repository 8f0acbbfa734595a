//! Picklists, and those that depend on another.

use std::collections::BTreeSet;

use ats_schema::describe::FieldType;
use ats_schema::rules::picklist;
use ats_tests::schemas;

use crate::{every_field, field, values};

#[test]
fn picklists_are_consistent() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}", field.name);
        if field.field_type != FieldType::Picklist {
            assert!(
                values(field).is_empty() && !field.restricted_picklist,
                "{place} is no picklist"
            );
            continue;
        }
        let distinct: BTreeSet<String> = values(field).iter().map(|it| it.to_lowercase()).collect();
        assert_eq!(
            distinct.len(),
            values(field).len(),
            "{place}: a value twice"
        );
        for value in values(field) {
            assert!(picklist::is_value(value), "{place}: {value:?}");
        }
        let defaults: Vec<&str> = field
            .picklist_values
            .iter()
            .filter(|entry| entry.default_value)
            .map(|entry| entry.value.as_str())
            .collect();
        assert!(defaults.len() <= 1, "{place}: defaults {defaults:?}");
        if let Some(default) = &field.default_value {
            assert!(
                values(field).contains(&default.as_str()),
                "{place}: {default}"
            );
            assert!(field.defaulted_on_create, "{place}");
        }
    }
}

#[test]
fn the_two_dependent_picklists_follow_their_controllers() {
    let schemas = schemas();
    let mut dependents = Vec::new();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}", field.name);
        assert_eq!(
            field.dependent_picklist,
            field.controller_name.is_some(),
            "{place}"
        );
        let Some(controller) = &field.controller_name else {
            for entry in &field.picklist_values {
                assert_eq!(entry.valid_for, None, "{place}: {}", entry.value);
            }
            continue;
        };
        let controller = crate::field(&schemas, object, controller);
        assert_eq!(controller.field_type, FieldType::Picklist, "{place}");
        let all = values(controller);
        for entry in &field.picklist_values {
            let bitmap = entry.valid_for.as_deref().expect(&place);
            let bits = picklist::bits(bitmap).unwrap_or_else(|error| panic!("{place}: {error}"));
            assert!(
                !bits.is_empty(),
                "{place}: {} can never be chosen",
                entry.value
            );
            for bit in bits {
                assert!(bit < all.len(), "{place}: {} for value {bit}", entry.value);
            }
        }
        dependents.push((place, controller.name.clone()));
    }
    assert_eq!(
        dependents,
        [
            (
                "bpats__Placement_Credit__c.bpats__ATS_Role_Type__c",
                "bpats__Type__c"
            ),
            (
                "bpats__Work_Site_Location__c.bpats__State_Code__c",
                "bpats__Country_Code__c"
            ),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );

    // What the package's metadata says of them: three roles with every type of credit, 51 states
    // (the District of Columbia among them) with the United States only.
    let roles = field(
        &schemas,
        "bpats__Placement_Credit__c",
        "bpats__ATS_Role_Type__c",
    );
    assert_eq!(values(roles), ["User Lookup", "Branch", "House"]);
    let types = field(&schemas, "bpats__Placement_Credit__c", "bpats__Type__c");
    assert_eq!(values(types), ["Conversion", "Permanent", "Timesheet"]);
    for role in &roles.picklist_values {
        let bits = picklist::bits(role.valid_for.as_deref().unwrap_or_default());
        assert_eq!(bits, Ok(vec![0, 1, 2]), "{}", role.value);
    }
    let states = field(
        &schemas,
        "bpats__Work_Site_Location__c",
        "bpats__State_Code__c",
    );
    assert_eq!(states.picklist_values.len(), 51);
    let countries = field(
        &schemas,
        "bpats__Work_Site_Location__c",
        "bpats__Country_Code__c",
    );
    assert_eq!(values(countries), ["US", "Other"]);
    for state in &states.picklist_values {
        let bitmap = state.valid_for.as_deref().unwrap_or_default();
        assert!(
            picklist::valid_for(bitmap, 0) && !picklist::valid_for(bitmap, 1),
            "{}",
            state.value
        );
    }
}
