use serde_json::{Value, json};

use super::{between, both_ways, field, field_change, object, one};
use crate::drift::{Kind, compare};
use ats_schema::describe::Describe;

fn picklist(restricted: bool, values: &[(&str, bool)]) -> Value {
    let values = values
        .iter()
        .map(|(value, active)| json!({"value": value, "active": active}));
    json!({
        "type": "picklist", "restrictedPicklist": restricted,
        "picklistValues": values.collect::<Vec<_>>()
    })
}

#[test]
fn a_value_that_goes() {
    let (both, one_left) = ([("A", true), ("B", true)], [("A", true)]);
    field_change(
        picklist(true, &both),
        picklist(true, &one_left),
        "value-removed breaking: the value `B` is gone, and the org refuses it",
    );
    // The org would take it, but the code that names the variant does not compile.
    field_change(
        picklist(false, &both),
        picklist(false, &one_left),
        "value-removed breaking: the value `B` is gone; the org takes it still, but its variant goes \
         when the crate is generated",
    );
    field_change(
        picklist(true, &[("A", true), ("B", false)]),
        picklist(true, &one_left),
        "value-removed breaking: the inactive value `B` is gone",
    );
    field_change(
        picklist(true, &one_left),
        picklist(true, &both),
        "value-added compatible: the value `B` is new",
    );
}

#[test]
fn a_value_that_is_switched_off() {
    let (on, off) = ([("A", true)], [("A", false)]);
    both_ways(
        picklist(true, &on),
        picklist(true, &off),
        "value-deactivated breaking: the value `A` is no longer active, and the org refuses it",
        "value-activated compatible: the value `A` is active again",
    );
    field_change(
        picklist(false, &on),
        picklist(false, &off),
        "value-deactivated compatible: the value `A` is no longer active; the org takes it still",
    );
}

#[test]
fn a_picklist_that_is_closed_or_opened() {
    both_ways(
        picklist(false, &[("A", true)]),
        picklist(true, &[("A", true)]),
        "now-restricted breaking: values that are not listed are refused now",
        "no-longer-restricted compatible: values that are not listed are accepted now",
    );
    // Closed and a value gone at once: both are told.
    let changes = between(
        picklist(false, &[("A", true), ("B", true)]),
        picklist(true, &[("A", true)]),
    );
    let kinds: Vec<Kind> = changes.iter().map(|it| it.what).collect();
    assert_eq!(kinds, [Kind::ValueRemoved, Kind::NowRestricted]);
    assert!(changes[0].message.ends_with("and the org refuses it"));
}

#[test]
fn the_order_of_values_does_not_matter() {
    let (ab, ba) = ([("A", true), ("B", true)], [("B", true), ("A", true)]);
    assert_eq!(between(picklist(true, &ab), picklist(true, &ba)), []);
}

/// An object with a controlling picklist and one value `V` that depends on it.
fn dependent(controlling: &[&str], bitmap: &str) -> Describe {
    let values = controlling
        .iter()
        .map(|it| json!({"value": it, "active": true}));
    let controller = field(json!({
        "name": "C__c", "type": "picklist", "picklistValues": values.collect::<Vec<_>>()
    }));
    let dependent = field(json!({
        "type": "picklist", "dependentPicklist": true, "controllerName": "C__c",
        "picklistValues": [{"value": "V", "active": true, "validFor": bitmap}]
    }));
    object(json!([controller, dependent]), json!({}))
}

#[test]
fn dependencies_are_compared_by_name() {
    // gAAA is the first, wAAA the first two, QAAA the second.
    let before = dependent(&["X", "Y"], "wAAA");
    let narrowed = dependent(&["X", "Y"], "gAAA");
    let changes = compare(
        std::slice::from_ref(&before),
        std::slice::from_ref(&narrowed),
    );
    assert_eq!(
        one(&changes),
        "dependency-narrowed breaking: `V` may no longer be chosen with `Y` of `C__c`"
    );
    assert_eq!(
        one(&compare(std::slice::from_ref(&narrowed), &[before])),
        "dependency-widened compatible: `V` may now be chosen with `Y` of `C__c`"
    );
    // A new value in front moves the bits, and changes no pair.
    let moved = dependent(&["W", "X", "Y"], "QAAA");
    assert_eq!(
        one(&compare(&[narrowed], &[moved])),
        "value-added compatible: the value `W` is new"
    );
}
