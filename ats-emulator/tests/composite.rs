//! `/composite`, `/composite/batch`, `/composite/graph`.

mod common;

use common::{Org, org, sub};
use serde_json::{Value, json};

async fn names(org: &Org, object: &str) -> Vec<String> {
    let basic = org.get(&format!("/sobjects/{object}")).await.expect(200);
    let items = basic["recentItems"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["Name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn references() {
    let org = org().await;
    let body = json!({ "compositeRequest": [
        sub("acc", "POST", "/sobjects/Account", json!({ "Name": "R & D" })),
        sub("con", "POST", "/sobjects/Contact", json!({ "LastName": "B", "AccountId": "@{acc.id}" })),
        sub("got", "GET", "/sobjects/Contact/@{con.id}?fields=AccountId,Name", Value::Null),
        sub("upd", "PATCH", "/sobjects/Account/@{got.AccountId}", json!({ "Site": "of @{got.Name}" })),
        sub("bad", "GET", "/sobjects/Account/@{nothing.id}", Value::Null),
    ] });
    let answer = org.post("/composite", body).await.expect(200);
    let parts = answer["compositeResponse"].as_array().unwrap();
    let account = parts[0]["body"]["id"].as_str().unwrap();
    assert_eq!(
        parts[0],
        json!({
            "body": { "id": account, "success": true, "errors": [] },
            "httpHeaders": { "Location": format!("/services/data/v63.0/sobjects/Account/{account}") },
            "httpStatusCode": 201,
            "referenceId": "acc",
        })
    );
    assert_eq!(parts[2]["body"]["AccountId"], account);
    assert_eq!(
        parts[3],
        json!({ "body": null, "httpHeaders": {}, "httpStatusCode": 204, "referenceId": "upd" })
    );
    assert_eq!(parts[4]["httpStatusCode"], 400);
    assert_eq!(parts[4]["body"][0]["errorCode"], "PROCESSING_HALTED");
    let record = org
        .get(&format!("/sobjects/Account/{account}"))
        .await
        .expect(200);
    assert_eq!(record["Site"], "of B");
    // All of it was one call.
    assert_eq!(org.emulator.api_calls(), 2);
}

#[tokio::test]
async fn all_or_none() {
    let org = org().await;
    let requests = json!([
        sub("acc", "POST", "/sobjects/Account", json!({ "Name": "A" })),
        sub(
            "con",
            "POST",
            "/sobjects/Contact",
            json!({ "AccountId": "@{acc.id}" })
        ),
        sub("last", "POST", "/sobjects/Account", json!({ "Name": "B" })),
    ]);
    let body = json!({ "allOrNone": true, "compositeRequest": requests });
    let answer = org.post("/composite", body).await.expect(200);
    let codes: Vec<&str> = answer["compositeResponse"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["body"][0]["errorCode"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "PROCESSING_HALTED",
            "REQUIRED_FIELD_MISSING",
            "PROCESSING_HALTED"
        ]
    );
    assert_eq!(names(&org, "Account").await, [""; 0]);

    let body = json!({ "allOrNone": false, "compositeRequest": requests });
    org.post("/composite", body).await.expect(200);
    assert_eq!(names(&org, "Account").await, ["B", "A"]);
}

/// A query sees what the same transaction wrote before it.
#[tokio::test]
async fn queries_within() {
    let org = org().await;
    let body = json!({ "allOrNone": true, "compositeRequest": [
        sub("acc", "POST", "/sobjects/Account", json!({ "Name": "R & D" })),
        sub("found", "GET", "/query?q=SELECT+Id,Name+FROM+Account", Value::Null),
        sub("got", "GET", "/sobjects/Account/@{found.records[0].Id}", Value::Null),
    ] });
    let answer = org.post("/composite", body).await.expect(200);
    let parts = &answer["compositeResponse"];
    assert_eq!(parts[1]["body"]["totalSize"], 1, "{parts}");
    assert_eq!(parts[2]["body"]["Name"], "R & D");
}

#[tokio::test]
async fn limits_of_composite() {
    let org = org().await;
    let many = |count: usize, path: &str| -> Value {
        (0..count)
            .map(|number| sub(&format!("r{number}"), "GET", path, Value::Null))
            .collect()
    };
    let post = async |path: &str, requests: Value| {
        let body = json!({ "compositeRequest": requests });
        org.post(path, body).await
    };
    let refused = async |requests: Value| post("/composite", requests).await.error(400);
    assert_eq!(
        post("/composite", many(26, "/limits")).await.expect(400),
        json!({ "compositeResponse": [{
            "body": [{
                "errorCode": "LIMIT_EXCEEDED",
                "message": "The request can’t contain more than 25 operations.",
            }],
            "httpHeaders": {},
            "httpStatusCode": 400,
            "referenceId": null,
        }] })
    );
    let queries = post("/composite", many(6, "/query?q=SELECT+Id+FROM+Account")).await;
    assert_eq!(
        queries.expect(400)["compositeResponse"][0]["body"][0]["errorCode"],
        "LIMIT_EXCEEDED"
    );
    let named = |name: &str| json!([sub(name, "GET", "/limits", Value::Null)]);
    post("/composite", named("1a")).await.expect(200);
    assert_eq!(
        post("/composite", named("a[1]")).await.expect(400),
        json!([{
            "message": "Provided referenceId ('a[1]') must start with a letter or a number, and \
                        it can contain only letters, numbers and underscores ('_').",
            "errorCode": "JSON_PARSER_ERROR",
        }])
    );
    post("/services/data/v51.0/composite", named("a[1]"))
        .await
        .expect(200);
    let twice = [
        sub("a", "GET", "/limits", Value::Null),
        sub("a", "GET", "/limits", Value::Null),
    ];
    assert_eq!(refused(json!(twice)).await, "INVALID_INPUT");
    let full = org
        .post(
            "/composite",
            json!({ "compositeRequest": many(25, "/limits") }),
        )
        .await;
    assert_eq!(
        full.expect(200)["compositeResponse"]
            .as_array()
            .unwrap()
            .len(),
        25
    );
    let nested = json!([sub(
        "a",
        "POST",
        "/composite",
        json!({ "compositeRequest": [] })
    )]);
    let nested = org
        .post("/composite", json!({ "compositeRequest": nested }))
        .await
        .expect(200);
    assert_eq!(nested["compositeResponse"][0]["httpStatusCode"], 400);
}

#[tokio::test]
async fn batches() {
    let org = org().await;
    let id = org.create("Account", json!({ "Name": "A" })).await;
    let requests = json!([
        { "method": "PATCH", "url": format!("v63.0/sobjects/Account/{id}"), "richInput": { "Name": "B" } },
        { "method": "GET", "url": "v63.0/sobjects/Account/001Em0000000zzzIAA" },
        { "method": "GET", "url": format!("v63.0/sobjects/Account/{id}?fields=Name") },
    ]);
    let answer = org
        .post("/composite/batch", json!({ "batchRequests": requests }))
        .await
        .expect(200);
    assert_eq!(answer["hasErrors"], true);
    assert_eq!(
        answer["results"][0],
        json!({ "statusCode": 204, "result": null })
    );
    assert_eq!(answer["results"][1]["statusCode"], 404);
    assert_eq!(answer["results"][2]["result"]["Name"], "B");

    let body = json!({ "haltOnError": true, "batchRequests": requests });
    let halted = org.post("/composite/batch", body).await.expect(200);
    assert_eq!(
        halted["results"][2],
        json!({
            "statusCode": 412,
            "result": [{
                "message": "Batch processing halted per request",
                "errorCode": "BATCH_PROCESSING_HALTED",
            }],
        })
    );
    let many: Vec<Value> = (0..26)
        .map(|_| json!({ "method": "GET", "url": "v63.0/limits" }))
        .collect();
    let over = org
        .post("/composite/batch", json!({ "batchRequests": many }))
        .await;
    assert_eq!(over.error(400), "LIMIT_EXCEEDED");
}

#[tokio::test]
async fn graphs() {
    let org = org().await;
    let good = json!([
        sub(
            "acc",
            "POST",
            "/sobjects/Account",
            json!({ "Name": "Good" })
        ),
        sub(
            "con",
            "POST",
            "/sobjects/Contact",
            json!({ "LastName": "C", "AccountId": "@{acc.id}" })
        ),
    ]);
    let bad = json!([
        sub("acc", "POST", "/sobjects/Account", json!({ "Name": "Bad" })),
        sub(
            "con",
            "POST",
            "/sobjects/Contact",
            json!({ "AccountId": "@{acc.id}" })
        ),
    ]);
    let body = json!({ "graphs": [
        { "graphId": "1", "compositeRequest": bad },
        { "graphId": "2", "compositeRequest": good },
    ] });
    let answer = org.post("/composite/graph", body).await.expect(200);
    let graphs = &answer["graphs"];
    assert_eq!(graphs[0]["isSuccessful"], false);
    assert_eq!(graphs[1]["isSuccessful"], true);
    assert_eq!(graphs[1]["graphId"], "2");
    assert_eq!(
        graphs[1]["graphResponse"]["compositeResponse"][1]["httpStatusCode"],
        201
    );
    assert_eq!(names(&org, "Account").await, ["Good"]);
    let query = json!([sub(
        "q",
        "GET",
        "/query?q=SELECT+Id+FROM+Account",
        Value::Null
    )]);
    let query = json!({ "graphs": [{ "graphId": "1", "compositeRequest": query }] });
    assert_eq!(
        org.post("/composite/graph", query).await.error(400),
        "INVALID_INPUT"
    );
}

/// What a transaction wrote, the plan of a query in it counts too; a null may be referred to.
#[tokio::test]
async fn within_a_transaction() {
    let org = org().await;
    let explain = "/query?explain=SELECT+Id+FROM+Account";
    let body = json!({ "allOrNone": true, "compositeRequest": [
        sub("acc", "POST", "/sobjects/Account", json!({ "Name": "A" })),
        sub("plan", "GET", explain, Value::Null),
        sub("row", "GET", "/sobjects/Account/@{acc.id}?fields=Site", Value::Null),
        sub("con", "POST", "/sobjects/Contact", json!({ "LastName": "B", "Title": "@{row.Site}" })),
    ] });
    let before = org
        .post("/services/data/v51.0/composite", body.clone())
        .await;
    let parts = &before.expect(200)["compositeResponse"];
    assert_eq!(
        parts[3]["body"][0]["message"],
        "Invalid reference specified. No value for row.Site found in row."
    );
    let answer = org.post("/composite", body).await.expect(200);
    let parts = &answer["compositeResponse"];
    assert_eq!(parts[1]["body"]["plans"][0]["sobjectCardinality"], 1);
    assert_eq!(parts[3]["httpStatusCode"], 201, "{answer}");
}

/// The collection of the guide's example, whose second record fails, and a contact.
fn collection_and_contact(outer: bool, inner: bool) -> Value {
    let records = json!([
        { "attributes": { "type": "Account" }, "Name": "Northern Trail Outfitters" },
        { "attributes": { "type": "Account" } },
    ]);
    let collection = json!({ "allOrNone": inner, "records": records });
    json!({ "allOrNone": outer, "compositeRequest": [
        sub("newAccounts", "POST", "/composite/sobjects", collection),
        sub("newContact", "POST", "/sobjects/Contact", json!({ "LastName": "Smith" })),
    ] })
}

/// The four cases of "allOrNone Parameters in Composite and Collections Requests" in the guide.
#[tokio::test]
async fn all_or_none_of_a_collection_within() {
    for (outer, inner, accounts, contacts) in [
        (false, false, 1, 1),
        (false, true, 0, 1),
        (true, true, 0, 0),
        (true, false, 0, 0),
    ] {
        let org = org().await;
        let case = format!("outer {outer}, inner {inner}");
        let body = collection_and_contact(outer, inner);
        let answer = org.post("/composite", body).await.expect(200);
        assert_eq!(org.count("Account").await, accounts, "{case}");
        assert_eq!(org.count("Contact").await, contacts, "{case}");
        let [collection, contact] = [0, 1].map(|index| &answer["compositeResponse"][index]);
        assert_eq!(collection["httpStatusCode"], 200, "{case}");
        // "Even though the response body for sObject Collections request shows "success" : true
        // for the creation of the first Account, … the new Account is not created".
        assert_eq!(collection["body"][0]["success"], !inner, "{case}");
        assert_eq!(
            collection["body"][1]["errors"][0]["statusCode"], "REQUIRED_FIELD_MISSING",
            "{case}"
        );
        if outer {
            assert_eq!(contact["httpStatusCode"], 400, "{case}");
            assert_eq!(
                contact["body"][0]["errorCode"], "PROCESSING_HALTED",
                "{case}"
            );
        } else {
            assert_eq!(contact["httpStatusCode"], 201, "{case}");
        }
    }
}
