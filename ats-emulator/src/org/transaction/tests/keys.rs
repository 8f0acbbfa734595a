//! Unique values, external ids, upserts, references by key.

use serde_json::json;

use crate::error::ApiErrors;
use crate::org::testing::{Do, map, org, single};
use crate::org::transaction::save::Upserted;

#[test]
fn unique_values_are_unique_in_their_way() {
    let org = org();
    let body = json!({ "Must__c": "x", "Unique__c": "Straße", "Exact__c": "ab" });
    let id = org.made("Thing__c", body);
    let error = org.refused(
        "Thing__c",
        json!({ "Must__c": "x", "Unique__c": "STRASSE" }),
    );
    let message = format!(
        "duplicate value found: Unique__c duplicates value on record with id: {}",
        &id[..15]
    );
    assert_eq!((error.code, error.message), ("DUPLICATE_VALUE", message));
    let other = org.made("Thing__c", json!({ "Must__c": "x", "Exact__c": "AB" }));
    org.update("Thing__c", &id, json!({ "Unique__c": "straße" }))
        .unwrap();
    let same = org.update("Thing__c", &other, json!({ "Exact__c": "ab" }));
    assert_eq!(single(same.unwrap_err()).code, "DUPLICATE_VALUE");
    // Empty values and those of deleted records do not count.
    org.delete(&id).unwrap();
    org.made(
        "Thing__c",
        json!({ "Must__c": "x", "Unique__c": "Straße", "Exact__c": "ab" }),
    );
}

#[test]
fn upsert_makes_then_changes() {
    let org = org();
    let upsert = |field: &str, key: &str, body| -> Result<Upserted, ApiErrors> {
        org.tx(|tx| tx.upsert("Parent__c", field, key, &map(body)))
    };
    let first = upsert("key__c", "K-1", json!({ "Name": "one" })).unwrap();
    assert!(first.created);
    let second = upsert("Key__c", "k-1", json!({ "Name": "two" })).unwrap();
    assert_eq!(
        second,
        Upserted {
            id: first.id.clone(),
            created: false
        }
    );
    let record = org.get("Parent__c", &first.id);
    assert_eq!(
        (&record["Name"], &record["Key__c"]),
        (&json!("two"), &json!("K-1"))
    );

    let by_id = upsert("Id", &first.id[..15], json!({ "Name": "three" })).unwrap();
    assert_eq!(by_id, second);

    for (field, key, body, status, code) in [
        ("Name", "x", json!({}), 404, "NOT_FOUND"),
        ("No__c", "x", json!({}), 404, "NOT_FOUND"),
        (
            "Key__c",
            "x",
            json!({ "Key__c": "x" }),
            400,
            "INVALID_FIELD",
        ),
        ("Key__c", " ", json!({}), 400, "MISSING_ARGUMENT"),
        (
            "Key__c",
            "longer than ten",
            json!({}),
            400,
            "STRING_TOO_LONG",
        ),
    ] {
        let error = single(upsert(field, key, body).unwrap_err());
        assert_eq!((error.status, error.code), (status, code), "{field} {key}");
    }

    let one = org.made("Parent__c", json!({ "Loose_Key__c": "L" }));
    let two = org.made("Parent__c", json!({ "Loose_Key__c": "l" }));
    let error = single(upsert("Loose_Key__c", "L", json!({})).unwrap_err());
    assert_eq!((error.status, error.matches), (300, vec![one, two]));
}

#[test]
fn references_by_external_id() {
    let org = org();
    let parent = org.made("Parent__c", json!({ "Key__c": "P-1" }));
    let id = org.made(
        "Thing__c",
        json!({ "Must__c": "x", "Parent__r": { "Key__c": "p-1" } }),
    );
    assert_eq!(org.get("Thing__c", &id)["Parent__c"], json!(parent));
    org.update("Thing__c", &id, json!({ "Parent__r": null }))
        .unwrap();
    assert_eq!(org.get("Thing__c", &id)["Parent__c"], json!(null));

    let error = org.refused("Thing__c", json!({ "Parent__r": { "Key__c": "P-2" } }));
    assert_eq!(
        error.message,
        "Foreign key external ID: P-2 not found for field Key__c in entity Parent__c"
    );
    for bad in [
        json!({}),
        json!({ "Key__c": "P-1", "Name": "x" }),
        json!({ "Name": "x" }),
    ] {
        let error = org.refused("Thing__c", json!({ "Parent__r": bad }));
        assert_eq!(error.code, "INVALID_FIELD");
    }

    // Of several objects `attributes` says which.
    let body = json!({ "Lookup__r": { "Key__c": "P-1" } });
    assert_eq!(org.refused("Child__c", body).code, "INVALID_FIELD");
    let body = json!({ "Lookup__r": { "attributes": { "type": "Parent__c" }, "Key__c": "P-1" } });
    let id = org.made("Child__c", body);
    assert_eq!(org.get("Child__c", &id)["Lookup__c"], json!(parent));
}

#[test]
fn finding_by_key() {
    let org = org();
    let id = org.made("Parent__c", json!({ "Key__c": "P-1" }));
    let find = |field: &str, key: &str| org.fetch(|reader| reader.find("Parent__c", field, key));
    assert_eq!(find("Key__c", "p-1").unwrap(), id);
    assert_eq!(find("Id", &id[..15]).unwrap(), id);
    assert_eq!(single(find("Key__c", "P-2").unwrap_err()).code, "NOT_FOUND");
    assert_eq!(single(find("Name", "x").unwrap_err()).code, "NOT_FOUND");
}
