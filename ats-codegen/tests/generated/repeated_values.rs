//! Picklists that list one value once for each value of their controlling field, as the states and
//! countries that Salesforce delivers.

use serde_json::{Value, json};

use super::{Playground, field, object};

/// States of four countries, three of which have one called `CO`.
fn account(states: &Value) -> Value {
    let countries = json!([{"value": "BR"}, {"value": "CO"}, {"value": "MX"}, {"value": "US"}]);
    object(
        "Account",
        json!([
            field(
                "CountryCode",
                "picklist",
                &json!({"picklistValues": countries})
            ),
            field(
                "StateCode",
                "picklist",
                &json!({"picklistValues": states, "restrictedPicklist": true,
                    "dependentPicklist": true, "controllerName": "CountryCode"}),
            ),
        ]),
    )
}

fn states() -> Value {
    json!([
        {"value": "AC", "label": "Acre", "validFor": "gAAA"},
        {"value": "CO", "label": "Coahuila", "validFor": "IAAA", "active": false},
        {"value": "CO", "label": "Colima", "validFor": "IAAA"},
        {"value": "CO", "label": "Colorado", "validFor": "EAAA"},
        {"value": "CO", "label": "Color", "validFor": null},
    ])
}

#[test]
fn all_that_a_value_is_valid_for_and_all_its_labels_are_kept() {
    let playground = Playground::new();
    playground.describe("Account.json", &account(&states()));
    let report = playground.generator().generate().unwrap();
    assert_eq!(report.warnings, []);
    let code = playground.read("out/src/account.rs");
    assert!(
        code.contains("/// `CO`, labelled “Coahuila / Colima / Colorado / Color”"),
        "{code}"
    );
    // Bits 2 and 3: Mexico and the United States.
    assert!(code.contains("valid_for = \"MAAA\""), "{code}");
}

#[test]
fn every_entry_that_is_removed_is_reported() {
    let playground = Playground::new();
    playground.describe("Account.json", &account(&states()));
    std::fs::rename(playground.path("schemas"), playground.path("before")).unwrap();
    std::fs::create_dir(playground.path("schemas")).unwrap();
    let fewer = json!([states()[0], states()[1], states()[2]]);
    playground.describe("Account.json", &account(&fewer));
    let (_, text) = playground.codegen(&["diff", "before", "schemas"]);
    assert!(
        text.contains("`CO` may no longer be chosen with `US` of `CountryCode`"),
        "{text}"
    );
    assert!(text.contains("“Coahuila / Colima”"), "{text}");
}

#[test]
fn a_field_that_repeats_values_for_no_reason_warns_once() {
    let playground = Playground::new();
    let values =
        json!([{"value": "a"}, {"value": "b"}, {"value": "a"}, {"value": "b"}, {"value": " "}]);
    let values = json!({"picklistValues": values});
    playground.describe(
        "A.json",
        &object("A", json!([field("X", "picklist", &values)])),
    );
    let report = playground.generator().generate().unwrap();
    let warnings: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "A.X: a picklist value is blank and left out; the value `a` and 1 other are listed more than once"
        ]
    );
}
