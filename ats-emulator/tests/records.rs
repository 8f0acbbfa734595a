//! One record over HTTP.

mod common;

use common::{answer, org};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn create_retrieve_update_delete() {
    let org = org().await;
    let answer = org
        .post(
            "/sobjects/Account",
            json!({ "Name": "Acme", "NumberOfEmployees": 7 }),
        )
        .await;
    let body = answer.expect(201);
    let id = body["id"].as_str().unwrap();
    assert_eq!(body, json!({ "id": id, "success": true, "errors": [] }));
    assert_eq!(id.len(), 18);
    let path = format!("/sobjects/Account/{id}");
    assert_eq!(
        answer.header("location"),
        Some(&*format!("/services/data/v63.0{path}"))
    );
    assert_eq!(
        answer.header("content-type"),
        Some("application/json;charset=UTF-8")
    );

    let record = org
        .get(&format!("{path}?fields=Name,NumberOfEmployees"))
        .await
        .expect(200);
    assert_eq!(
        record,
        json!({
            "attributes": { "type": "Account", "url": format!("/services/data/v63.0{path}") },
            "Name": "Acme",
            "NumberOfEmployees": 7,
            "Id": id,
        })
    );
    // 15 characters are the same Id, and all fields come without a list.
    let short = format!("/sobjects/account/{}", &id[..15]);
    let whole = org.get(&short).await.expect(200);
    assert_eq!(whole["Name"], "Acme");
    assert!(
        whole["CreatedDate"].is_string() && whole["Website"].is_null(),
        "{whole}"
    );

    let answer = org.patch(&path, json!({ "Name": "Acme Ltd" })).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.text, "");
    assert_eq!(org.get(&path).await.expect(200)["Name"], "Acme Ltd");

    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.error(404), "ENTITY_IS_DELETED");
    assert_eq!(org.delete(&path).await.error(404), "ENTITY_IS_DELETED");
}

/// The refusals of the guide.
#[tokio::test]
async fn refusals() {
    let org = org().await;
    let contacts = "/sobjects/Contact";
    let missing = org.post(contacts, json!({ "FirstName": "A" })).await;
    assert_eq!(
        missing.expect(400),
        json!([{
            "message": "Required fields are missing: [LastName]",
            "errorCode": "REQUIRED_FIELD_MISSING",
            "fields": ["LastName"],
        }])
    );
    let long = "candidate ".repeat(5);
    let body = org
        .post(contacts, json!({ "LastName": "B", "FirstName": long }))
        .await
        .expect(400);
    assert_eq!(body[0]["errorCode"], "STRING_TOO_LONG");
    assert_eq!(body[0]["fields"], json!(["FirstName"]));
    assert_eq!(
        body[0]["message"],
        format!(
            "First Name: data value too large: {} (max length=40)",
            long.trim()
        )
    );
    let nobody = "/sobjects/Contact/003Em0000000001";
    assert_eq!(org.get(nobody).await.error(404), "NOT_FOUND");
    let missing = org.delete(nobody).await.expect(404);
    assert_eq!(
        missing,
        json!([{
            "message": "invalid cross reference id",
            "errorCode": "INVALID_CROSS_REFERENCE_KEY",
            "fields": [],
        }])
    );
    let missing = org.patch(nobody, json!({})).await;
    assert_eq!(missing.error(404), "INVALID_CROSS_REFERENCE_KEY");
    let junk = org.patch("/sobjects/Contact/rid", json!({})).await;
    assert_eq!(
        junk.expect(404)[0]["message"],
        "Provided external ID field does not exist or is not accessible: rid"
    );
    assert_eq!(
        org.get("/sobjects/Nothing__c").await.error(404),
        "NOT_FOUND"
    );
    assert_eq!(org.get("/nowhere").await.error(404), "NOT_FOUND");
    let unknown = org
        .post(contacts, json!({ "LastName": "B", "Nope": 1 }))
        .await;
    assert_eq!(unknown.error(400), "INVALID_FIELD");
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let org = org().await;
    let send = |content_type: &'static str, body: &'static str| {
        answer(
            org.request(Method::POST, "/sobjects/Account")
                .header("content-type", content_type)
                .body(body),
        )
    };
    // The guide's own sample of an update lacks a comma.
    let broken = send(
        "application/json",
        "{\n\"Name\" : \"A\"\n\"Site\" : \"B\"\n}",
    )
    .await;
    assert_eq!(broken.error(400), "JSON_PARSER_ERROR");
    let message = broken.json()[0]["message"].as_str().unwrap().to_owned();
    assert!(message.ends_with("at [line:3, column:1]"), "{message}");
    assert_eq!(
        send("application/json", "").await.error(400),
        "JSON_PARSER_ERROR"
    );
    assert_eq!(
        send("application/json", "[1]").await.error(400),
        "JSON_PARSER_ERROR"
    );

    let xml = send("application/xml", "<Account><Name>A</Name></Account>").await;
    assert_eq!(xml.error(415), "UNSUPPORTED_MEDIA_TYPE");
    let message = xml.json()[0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("send application/json"), "{message}");
    let form = send("application/x-www-form-urlencoded", "Name=A").await;
    assert_eq!(form.error(415), "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn methods() {
    let org = org().await;
    let id = org.create("Account", json!({ "Name": "Acme" })).await;
    let path = format!("/sobjects/Account/{id}");
    let refused = answer(org.request(Method::PUT, &path).json(&json!({}))).await;
    assert_eq!(refused.error(405), "METHOD_NOT_ALLOWED");
    assert_eq!(refused.header("allow"), Some("DELETE,GET,HEAD,PATCH"));
    assert_eq!(
        org.delete("/sobjects").await.header("allow"),
        Some("GET,HEAD")
    );
    assert_eq!(
        org.get("/composite/tree/Account").await.header("allow"),
        Some("POST")
    );

    let head = answer(org.request(Method::HEAD, &path)).await;
    assert_eq!((head.status.as_u16(), &*head.text), (200, ""));
    let get = org.get(&path).await;
    assert_eq!(head.header("content-length"), get.header("content-length"));
    let head = answer(org.request(Method::HEAD, "/sobjects/Account/001Em0000000001AAA")).await;
    assert_eq!(head.status, 404);

    let overridden = org
        .post(&format!("{path}?_HttpMethod=PATCH"), json!({ "Name": "B" }))
        .await;
    assert_eq!(overridden.status, 204);
    assert_eq!(org.get(&path).await.json()["Name"], "B");
}

#[tokio::test]
async fn upsert_by_external_id() {
    let org = org().await;
    let path = "/sobjects/bpats__Message_Stats__c/bpats__External_Key__c/k%2F1";
    assert_eq!(org.get(path).await.error(404), "NOT_FOUND");
    let created = org.patch(path, json!({})).await;
    let body = created.expect(201);
    let id = body["id"].as_str().unwrap().to_owned();
    assert_eq!(
        body,
        json!({ "id": id, "success": true, "errors": [], "created": true })
    );
    let updated = org.patch(path, json!({})).await.expect(200);
    assert_eq!(
        updated,
        json!({ "id": id, "success": true, "errors": [], "created": false })
    );
    let old = org
        .patch(&format!("/services/data/v45.0{path}"), json!({}))
        .await;
    assert_eq!((old.status.as_u16(), &*old.text), (204, ""));
    let other = format!("/services/data/v45.0{path}-other");
    let created = org.patch(&other, json!({})).await.expect(201);
    assert_eq!(created.get("created"), None);
    let record = org.get(path).await.expect(200);
    assert_eq!(record["Id"], *id);
    assert_eq!(record["bpats__External_Key__c"], "k/1");
    assert_eq!(org.delete(path).await.status, 204);
    let gone = org
        .patch(&format!("{path}?updateOnly=true"), json!({}))
        .await;
    assert_eq!(gone.error(404), "NOT_FOUND");
}

/// An external id that is not unique: the message id of EmailMessage.
#[tokio::test]
async fn several_records_of_one_key() {
    let org = org().await;
    let key =
        json!({ "bpats__Twilio_External_Message_Id__c": "SM1", "Subject": "A", "Status": "0" });
    let mut places = Vec::new();
    for _ in 0..2 {
        let id = org.create("EmailMessage", key.clone()).await;
        places.push(format!("/services/data/v63.0/sobjects/EmailMessage/{id}"));
    }
    let path = "/sobjects/EmailMessage/bpats__Twilio_External_Message_Id__c/SM1";
    for answer in [
        org.get(path).await,
        org.patch(path, json!({ "Subject": "B" })).await,
        org.delete(path).await,
    ] {
        assert_eq!(answer.expect(300), json!(places));
    }
}

#[tokio::test]
async fn conditions() {
    let org = org().await;
    let id = org.create("Account", json!({ "Name": "Acme" })).await;
    let path = format!("/sobjects/Account/{id}");
    let first = org.get(&path).await;
    let etag = first.header("etag").unwrap().to_owned();
    let modified = first.header("last-modified").unwrap().to_owned();

    let unchanged = org.get_with(&path, ("if-none-match", &etag)).await;
    assert_eq!((unchanged.status.as_u16(), &*unchanged.text), (304, ""));
    let unchanged = org.get_with(&path, ("if-modified-since", &modified)).await;
    assert_eq!(unchanged.status, 304);

    let update = |header: &'static str, value: String| {
        answer(
            org.request(Method::PATCH, &path)
                .header(header, value)
                .json(&json!({ "Name": "B" })),
        )
    };
    let old = "Thu, 01 Jan 2015 00:00:00 GMT".to_owned();
    assert_eq!(
        update("if-unmodified-since", old).await.error(412),
        "PRECONDITION_FAILED"
    );
    assert_eq!(update("if-match", "\"other\"".to_owned()).await.status, 412);
    assert_eq!(org.get(&path).await.json()["Name"], "Acme");
    assert_eq!(update("if-match", etag.clone()).await.status, 204);
    assert_eq!(update("if-match", etag).await.status, 412);
    // Other objects have no entity tag.
    let id = org.create("Contact", json!({ "LastName": "B" })).await;
    let contact = org.get(&format!("/sobjects/Contact/{id}")).await;
    assert_eq!(contact.header("etag"), None);
    assert!(contact.header("last-modified").is_some());
}

#[tokio::test]
async fn updated_and_deleted() {
    let org = org().await;
    let kept = org.create("Account", json!({ "Name": "Kept" })).await;
    let gone = org.create("Account", json!({ "Name": "Gone" })).await;
    assert_eq!(
        org.delete(&format!("/sobjects/Account/{gone}"))
            .await
            .status,
        204
    );
    let modified = org.get(&format!("/sobjects/Account/{kept}")).await.json()["SystemModstamp"]
        .as_str()
        .unwrap()
        .to_owned();
    let day = |moment: &str, hour: &str| format!("{}T{hour}%2B00:00", &moment[..10]);
    let start = day(&modified, "00:00:00");
    let span = format!("start={start}&end=2100-01-01T00:00:00Z");
    let body = org
        .get(&format!("/sobjects/Account/updated?{span}"))
        .await
        .expect(200);
    assert_eq!(body["ids"], json!([kept]));
    assert!(
        body["latestDateCovered"]
            .as_str()
            .unwrap()
            .ends_with(".000+0000"),
        "{body}"
    );
    let body = org
        .get(&format!("/sobjects/Account/deleted?{span}"))
        .await
        .expect(200);
    assert_eq!(body["deletedRecords"][0]["id"], *gone);
    assert_eq!(body["deletedRecords"].as_array().unwrap().len(), 1);
    assert!(body["earliestDateAvailable"].is_string());
    let wrong = org
        .get("/sobjects/Account/updated?start=2015-01-01T00:00:00Z")
        .await;
    assert_eq!(wrong.error(400), "MISSING_ARGUMENT");
    let early = "start=2015-01-01T00:00:00Z&end=2015-01-02T00:00:00Z";
    let early = org.get(&format!("/sobjects/Account/deleted?{early}")).await;
    assert_eq!(early.error(400), "INVALID_REPLICATION_DATE");
    // Seconds do not count.
    let (from, to) = (day(&modified, "00:00:01"), day(&modified, "00:00:59"));
    let none = org
        .get(&format!("/sobjects/Account/updated?start={from}&end={to}"))
        .await;
    assert_eq!(none.error(400), "INVALID_REPLICATION_DATE");
}
