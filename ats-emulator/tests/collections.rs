//! `/composite/sobjects` and `/composite/tree`.

mod common;

use common::org;
use serde_json::{Value, json};

fn account(name: &str) -> Value {
    json!({ "attributes": { "type": "Account" }, "Name": name })
}

#[tokio::test]
async fn each_record_has_its_result() {
    let org = org().await;
    let path = "/composite/sobjects";
    let nameless = json!({ "attributes": { "type": "Account" } });
    let untyped = json!({ "Name": "C" });
    let body = json!({ "records": [account("A"), nameless, untyped, account("B")] });
    let results = org.post(path, body).await.expect(200);
    let id = |at: usize| results[at]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        results[0],
        json!({ "id": id(0), "success": true, "errors": [] })
    );
    assert_eq!(
        results[1],
        json!({
            "success": false,
            "errors": [{
                "statusCode": "REQUIRED_FIELD_MISSING",
                "message": "Required fields are missing: [Name]",
                "fields": ["Name"],
            }],
        })
    );
    assert_eq!(results[2]["errors"][0]["statusCode"], "INVALID_TYPE");
    assert_eq!(results[3]["success"], true);

    // The guide's bulk update, and a record that is not there.
    let body = json!({
        "allOrNone": false,
        "records": [
            { "attributes": { "type": "Account" }, "id": id(0), "Name": "A2" },
            { "attributes": { "type": "Account" }, "id": "001Em0000000zzzIAA", "Name": "X" },
            { "attributes": { "type": "Account" }, "Name": "X" },
        ],
    });
    let updated = org.patch(path, body).await.expect(200);
    assert_eq!(
        updated[0],
        json!({ "id": id(0), "success": true, "errors": [] })
    );
    assert_eq!(updated[1]["success"], false);
    assert_eq!(updated[2]["errors"][0]["statusCode"], "MISSING_ARGUMENT");

    let query = format!(
        "{path}/Account?ids={},001Em0000000zzzIAA,{}&fields=Name",
        id(3),
        id(0)
    );
    let records = org.get(&query).await.expect(200);
    assert_eq!(records[0]["Name"], "B");
    assert_eq!(records[1], Value::Null);
    assert_eq!(records[2]["Name"], "A2");
    let body = json!({ "ids": [id(0)], "fields": ["Name", "Id"] });
    let records = org.post(&format!("{path}/Account"), body).await.expect(200);
    assert_eq!(records[0]["Name"], "A2");
    let wrong = org
        .get(&format!("{path}/Account?ids={}&fields=Nope", id(0)))
        .await;
    assert_eq!(wrong.error(400), "INVALID_FIELD");

    let both = format!("{path}?ids={},{},001Em0000000zzzIAA", id(0), id(3));
    let deleted = org
        .delete(&format!("{both}&allOrNone=false"))
        .await
        .expect(200);
    assert_eq!(
        deleted[0],
        json!({ "id": id(0), "success": true, "errors": [] })
    );
    assert_eq!(deleted[2]["success"], false);
    assert_eq!(
        org.get(&format!("/sobjects/Account/{}", id(3)))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn all_or_none() {
    let org = org().await;
    let id = org.create("Account", json!({ "Name": "A" })).await;
    let body = json!({ "allOrNone": true, "records": [account("B"), { "attributes": { "type": "Account" } }] });
    let results = org.post("/composite/sobjects", body).await.expect(200);
    assert_eq!(
        results[0],
        json!({
            "success": false,
            "errors": [{
                "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "message": "Record rolled back because not all records were valid and the request was using AllOrNone header",
                "fields": [],
            }],
        })
    );
    assert_eq!(
        results[1]["errors"][0]["statusCode"],
        "REQUIRED_FIELD_MISSING"
    );
    let path = format!("/composite/sobjects?ids={id},001Em0000000zzzIAA&allOrNone=true");
    let results = org.delete(&path).await.expect(200);
    assert_eq!(results[0]["id"], *id);
    assert_eq!(
        results[0]["errors"][0]["statusCode"],
        "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    );
    let basic = org.get("/sobjects/Account").await.expect(200);
    assert_eq!(
        basic["recentItems"].as_array().unwrap().len(),
        1,
        "only the first is there"
    );
}

#[tokio::test]
async fn upserts() {
    let org = org().await;
    let path = "/composite/sobjects/bpats__Message_Stats__c/bpats__External_Key__c";
    let record = |key: &str| json!({ "attributes": { "type": "bpats__Message_Stats__c" }, "bpats__External_Key__c": key });
    let results = org
        .patch(path, json!({ "records": [record("a"), record("b")] }))
        .await
        .expect(200);
    assert_eq!(results[0]["created"], true);
    let keyless = json!({ "attributes": { "type": "bpats__Message_Stats__c" } });
    let body = json!({ "records": [record("b"), record("c"), keyless, account("x")] });
    let again = org.patch(path, body).await.expect(200);
    assert_eq!(
        again[0],
        json!({ "id": results[1]["id"], "success": true, "errors": [], "created": false })
    );
    assert_eq!(again[1]["created"], true);
    assert_eq!(again[2]["errors"][0]["statusCode"], "MISSING_ARGUMENT");
    assert_eq!(again[3]["errors"][0]["statusCode"], "INVALID_TYPE");
}

#[tokio::test]
async fn no_more_than_200() {
    let org = org().await;
    let records: Vec<Value> = (0..201)
        .map(|number| account(&format!("A{number}")))
        .collect();
    let path = "/composite/sobjects";
    let over = org.post(path, json!({ "records": &records })).await;
    assert_eq!(over.error(400), "EXCEEDED_ID_LIMIT");
    let full = org
        .post(path, json!({ "records": &records[..200] }))
        .await
        .expect(200);
    let ids: Vec<&str> = full
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 200);
    assert_eq!(org.emulator.api_calls(), 2);
    let deleted = org
        .delete(&format!("{path}?ids={}", ids.join(",")))
        .await
        .expect(200);
    assert!(
        deleted
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["success"] == true)
    );
}

fn node(object: &str, reference: &str, fields: Value) -> Value {
    let mut node = fields;
    node["attributes"] = json!({ "type": object, "referenceId": reference });
    node
}

#[tokio::test]
async fn trees() {
    let org = org().await;
    let contacts = json!({ "records": [
        node("Contact", "ref2", json!({ "LastName": "B" })),
        node("Contact", "ref3", json!({ "LastName": "C" })),
    ] });
    let body = json!({ "records": [
        node("Account", "ref1", json!({ "Name": "A", "Contacts": contacts })),
        node("Account", "ref4", json!({ "Name": "D" })),
    ] });
    let created = org.post("/composite/tree/Account", body).await.expect(201);
    assert_eq!(created["hasErrors"], false);
    let results = created["results"].as_array().unwrap();
    let references: Vec<&str> = results
        .iter()
        .map(|row| row["referenceId"].as_str().unwrap())
        .collect();
    assert_eq!(references, ["ref1", "ref4", "ref2", "ref3"]);
    let contact = results[2]["id"].as_str().unwrap();
    let contact = org
        .get(&format!("/sobjects/Contact/{contact}"))
        .await
        .expect(200);
    assert_eq!(contact["AccountId"], results[0]["id"]);
}

/// The guide's refusal of a record without its last name; nothing else is there afterwards.
#[tokio::test]
async fn trees_are_all_or_nothing() {
    let org = org().await;
    let body = json!({ "records": [
        node("Contact", "ref1", json!({ "LastName": "A" })),
        node("Contact", "ref3", json!({ "FirstName": "B" })),
    ] });
    let refused = org.post("/composite/tree/Contact", body).await.expect(400);
    assert_eq!(
        refused,
        json!({
            "hasErrors": true,
            "results": [{
                "referenceId": "ref3",
                "errors": [{
                    "statusCode": "REQUIRED_FIELD_MISSING",
                    "message": "Required fields are missing: [LastName]",
                    "fields": ["LastName"],
                }],
            }],
        })
    );
    let basic = org.get("/sobjects/Contact").await.expect(200);
    assert_eq!(basic["recentItems"], json!([]));
}

#[tokio::test]
async fn trees_that_are_none() {
    let org = org().await;
    let refused = async |records: Value| {
        let body = json!({ "records": records });
        let answer = org.post("/composite/tree/Account", body).await.expect(400);
        let error = &answer["results"][0]["errors"][0];
        (
            error["statusCode"].as_str().unwrap().to_owned(),
            error["message"].as_str().unwrap().to_owned(),
        )
    };
    let plain = |reference: &str| node("Account", reference, json!({ "Name": "A" }));
    let (code, message) = refused(json!([plain("a"), plain("a")])).await;
    assert_eq!(code, "INVALID_INPUT");
    assert_eq!(message, "Duplicate ReferenceId provided in the request.");
    let body = json!({ "records": [plain("a"), plain("a")] });
    let answer = org.post("/composite/tree/Account", body).await.expect(400);
    assert_eq!(answer["results"].as_array().unwrap().len(), 2);
    let many: Vec<Value> = (0..201)
        .map(|number| plain(&format!("r{number}")))
        .collect();
    assert!(refused(json!(many)).await.1.contains("200"));
    let mut deep = plain("r5");
    for level in (0..5).rev() {
        let children = json!({ "Name": "A", "ChildAccounts": { "records": [deep] } });
        deep = node("Account", &format!("r{level}"), children);
    }
    assert!(refused(json!([deep])).await.1.contains("5 levels"));
    let lost = json!({ "Name": "A", "Nothings": { "records": [] } });
    assert_eq!(
        refused(json!([node("Account", "a", lost)])).await.0,
        "INVALID_FIELD"
    );
    let none = org.post("/composite/tree/Account", json!({})).await;
    assert_eq!(none.error(400), "INVALID_INPUT");
    let wrong = org
        .post("/composite/tree/Nothing", json!({ "records": [] }))
        .await;
    assert_eq!(wrong.error(404), "NOT_FOUND");
}
