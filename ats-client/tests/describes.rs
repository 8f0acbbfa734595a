//! Describes of several objects in one request.

mod common;

use ats_client::{Client, ClientError, ErrorKind, KnownDescribe};
use ats_generated::Contact;
use common::Stub;
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

fn unknown() -> KnownDescribe<'static> {
    KnownDescribe::default()
}

#[tokio::test]
async fn an_org_describes_several_objects_at_once() {
    let org = ats_emulator::Emulator::start(SCHEMAS).await.unwrap();
    let login = Client::builder().login_url(org.base_url());
    let client = login
        .credentials(common::password())
        .connect()
        .await
        .unwrap();
    let one = client.describe_raw("Account", unknown()).await.unwrap();
    let account = one.unwrap();
    let known = KnownDescribe {
        last_modified: account.last_modified,
        etag: account.etag.as_deref(),
    };
    let objects = [
        ("Contact", unknown()),
        ("Account", known),
        ("Nope__c", unknown()),
    ];
    let before = client.api_usage().unwrap().used;
    let described = client.describe_raw_batch(&objects).await.unwrap();
    assert_eq!(client.api_usage().unwrap().used, before + 1);
    let [contact, account, nope] = &*described else {
        panic!("three results");
    };
    let contact = contact.as_ref().unwrap().as_ref().unwrap();
    let alone = client.describe_raw("Contact", unknown()).await.unwrap();
    let json = |json: &[u8]| serde_json::from_slice::<Value>(json).unwrap();
    assert_eq!(json(&contact.json), json(&alone.unwrap().json));
    assert!(account.as_ref().unwrap().is_none(), "it has not changed");
    let error = nope.as_ref().unwrap_err();
    assert_eq!(error.api().unwrap().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn each_result_is_matched_by_its_reference_and_must_be_of_its_object() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite", |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let requests = body["compositeRequest"].as_array().unwrap();
        assert_eq!(requests[1]["httpHeaders"], json!({ "If-None-Match": "\"abc\"" }));
        let reference = |number: usize| &requests[number]["referenceId"];
        let result = |number, status: u16, body: Value| {
            json!({ "referenceId": reference(number), "httpStatusCode": status, "httpHeaders": {}, "body": body })
        };
        ResponseTemplate::new(200).set_body_json(json!({ "compositeResponse": [
            result(4, 500, json!([{ "errorCode": "UNKNOWN_EXCEPTION", "message": "failed" }])),
            result(2, 200, json!({ "name": "B" })),
            result(0, 200, json!({ "name": "A" })),
            result(1, 304, json!(null)),
        ]}))
    })
    .await;
    let tag = KnownDescribe {
        etag: Some("\"abc\""),
        ..unknown()
    };
    let objects = [
        ("A", unknown()),
        ("B", tag),
        ("C", unknown()),
        ("D", unknown()),
        ("E", unknown()),
    ];
    let described = client.describe_raw_batch(&objects).await.unwrap();
    let [a, b, c, d, e] = &*described else {
        panic!("five results");
    };
    assert_eq!(
        &a.as_ref().unwrap().as_ref().unwrap().json[..],
        br#"{"name":"A"}"#
    );
    assert!(matches!(b, Ok(None)));
    for (result, expected) in [
        (c, "it does not describe C, but another object"),
        (d, "it holds no result for the reference ref3"),
    ] {
        let error = result.as_ref().unwrap_err();
        assert!(matches!(error, ClientError::Unreadable(_)), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    let error = e.as_ref().unwrap_err();
    assert_eq!(error.api().unwrap().kind(), ErrorKind::ServerError);
    assert!(error.to_string().contains("describe of E"), "{error}");
}

#[tokio::test]
async fn more_objects_than_fit_are_not_requested() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    let objects: Vec<_> = (0..26).map(|_| ("Contact", unknown())).collect();
    let error = client.describe_raw_batch(&objects).await.unwrap_err();
    assert!(
        matches!(error, ClientError::InvalidRequest { .. }),
        "{error}"
    );
    assert_eq!(stub.requests().await.len(), 0);
}

/// No page of Salesforce says that a composite request may have the list of all objects.
#[tokio::test]
async fn an_org_that_refuses_the_list_of_objects_in_a_composite_is_asked_for_it_alone() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite", |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let requests = body["compositeRequest"].as_array().unwrap();
        let results = requests.iter().enumerate().map(|(number, request)| {
            let (status, body) = match number {
                0 => (404, json!([{ "errorCode": "NOT_FOUND", "message": "The requested resource does not exist" }])),
                _ => (200, json!({ "name": "Contact", "fields": [{ "name": "AccountId", "type": "reference",
                    "referenceTo": ["Account"] }] })),
            };
            json!({ "referenceId": request["referenceId"], "httpStatusCode": status, "httpHeaders": {}, "body": body })
        });
        let results: Vec<Value> = results.collect();
        ResponseTemplate::new(200).set_body_json(json!({ "compositeResponse": results }))
    })
    .await;
    let objects = json!({ "sobjects": [{ "name": "Contact", "keyPrefix": "003" }, { "name": "Account", "keyPrefix": "001" }] });
    let list = ResponseTemplate::new(200).set_body_json(objects);
    stub.on("GET", "sobjects", list).await;
    client.load_org_checks::<Contact>().await.unwrap();
    let mut contact = common::contact("Lovelace");
    contact.account_id = Some(common::CONTACT.parse().unwrap());
    let error = client.create(&contact).await.unwrap_err();
    assert!(matches!(error, ClientError::Invalid(_)), "{error}");
}
