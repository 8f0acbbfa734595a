//! Queries, describes, limits, files, and several calls at once.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ats_client::{
    ApiVersion, ClientError, ErrorKind, Idempotency, KnownDescribe, Method, PagingProblem, Soql,
};
use ats_core::prelude::*;
use ats_core::record::UntypedRecord;
use ats_generated::*;
use common::{CONTACT, Stub, body, contact, contact_id, created, numbered, refusal};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, Request, ResponseTemplate};

fn rows(range: std::ops::Range<usize>) -> Vec<Value> {
    range
        .map(|number| json!({ "attributes": { "type": "Contact" }, "Id": numbered(number).as_str() }))
        .collect()
}

fn page(range: std::ops::Range<usize>, next: Option<&str>) -> ResponseTemplate {
    let mut page = json!({ "totalSize": 5, "done": next.is_none(), "records": rows(range) });
    if let Some(next) = next {
        page["nextRecordsUrl"] = json!(next);
    }
    ResponseTemplate::new(200).set_body_json(page)
}

#[tokio::test]
async fn pages_follow_one_another_and_the_next_is_fetched_ahead() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on(
        "GET",
        "query",
        page(0..2, Some("/services/data/v63.0/query/01g-2")),
    )
    .await;
    let fetched = Arc::new(AtomicUsize::new(0));
    let ahead = Arc::clone(&fetched);
    stub.on("GET", "query/01g-2", move |_: &Request| {
        ahead.fetch_add(1, Ordering::SeqCst);
        page(2..4, Some("/services/data/v63.0/query/01g-4"))
    })
    .await;
    stub.on("GET", "query/01g-4", page(4..5, None)).await;

    let query = Contact::select().field(Contact::ID);
    let mut records = client.query_all(&query);
    assert_eq!(records.next().await.unwrap().unwrap().id, Some(numbered(0)));
    assert_eq!(records.total_size(), Some(5));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(
        fetched.load(Ordering::SeqCst),
        1,
        "while the first record is used"
    );
    let rest = records.collect_all().await.unwrap();
    let rest: Vec<_> = rest
        .into_iter()
        .map(|contact| contact.id.unwrap())
        .collect();
    assert_eq!(rest, (1..5).map(numbered).collect::<Vec<_>>());

    let first = client.query(&query).await.unwrap();
    assert_eq!((first.total_size, first.done), (Some(5), false));
    let second = client.next_page(&first).await.unwrap().unwrap();
    let third = client.next_page(&second).await.unwrap().unwrap();
    assert!(client.next_page(&third).await.unwrap().is_none());
    let sent = stub.requests().await;
    let soql = sent[0].url.query_pairs().next().unwrap();
    assert_eq!(soql.1, "SELECT Id FROM Contact");
}

#[tokio::test]
async fn a_total_that_differs_is_reported_and_no_error() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    // The guide's own last page has fewer rows than its total.
    stub.on("GET", "query", page(0..2, None)).await;
    let mut records = client.query_all(Contact::select());
    assert_eq!((records.total_size(), records.rows_read()), (None, 0));
    while let Some(record) = records.next().await {
        record.unwrap();
    }
    assert_eq!((records.total_size(), records.rows_read()), (Some(5), 2));
}

#[tokio::test]
async fn a_page_without_a_link_is_not_the_last() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    let unfinished = json!({ "totalSize": -1, "done": false, "records": rows(0..2) });
    stub.on(
        "GET",
        "query",
        ResponseTemplate::new(200).set_body_json(unfinished),
    )
    .await;
    let page = client.query(Contact::select()).await.unwrap();
    assert_eq!(page.total_size, None);
    let error = client.next_page(&page).await.unwrap_err();
    assert!(
        matches!(&error, ClientError::Paging(paging) if paging.rows == 2
            && paging.problem == PagingProblem::NoLocator),
        "{error}"
    );
    let error = client.count(Contact::select()).await.unwrap_err();
    assert!(
        error.to_string().contains("did not report how many"),
        "{error}"
    );
}

#[tokio::test]
async fn a_next_page_elsewhere_is_not_followed() {
    let elsewhere = Stub::start().await;
    for next in [
        format!("{}/services/data/v63.0/query/01g", elsewhere.server.uri()),
        "//evil.example/services/data/v63.0/query/01g".to_owned(),
        "https://evil.example/services/data/v63.0/query/01g".to_owned(),
        "/services/data/../../secur/logout.jsp".to_owned(),
        "/secur/logout.jsp".to_owned(),
        "javascript:alert(1)".to_owned(),
    ] {
        let stub = Stub::start().await;
        let client = stub.client().await;
        stub.on("GET", "query", page(0..1, Some(&next))).await;
        let error = client
            .query_all(Contact::select())
            .collect_all()
            .await
            .unwrap_err();
        assert!(
            matches!(&error, ClientError::Paging(paging) if paging.rows == 1
                && paging.problem == PagingProblem::ForeignLocator),
            "{next}: {error}"
        );
        assert_eq!(stub.requests().await.len(), 1, "{next}");
    }
    assert_eq!(elsewhere.requests().await.len(), 0);
}

#[tokio::test]
async fn a_query_that_is_too_long_for_an_address_goes_in_a_body() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite", |request: &Request| {
        let body = body(request);
        let sub = &body["compositeRequest"][0];
        assert_eq!(sub["method"], "GET");
        let url = sub["url"].as_str().unwrap();
        assert!(
            url.starts_with("/services/data/v63.0/query?q=SELECT%20Id"),
            "{url}"
        );
        ResponseTemplate::new(200).set_body_json(json!({ "compositeResponse": [{
            "body": { "totalSize": 2, "done": true, "records": rows(0..2) },
            "httpHeaders": {}, "httpStatusCode": 200, "referenceId": "ref0"
        }]}))
    })
    .await;
    let ids: Vec<_> = (0..900).map(numbered).collect();
    let query = Contact::select()
        .field(Contact::ID)
        .filter(Contact::ID.is_in(ids));
    assert_eq!(client.query(&query).await.unwrap().records.len(), 2);
    assert_eq!(
        client.query_all(&query).collect_all().await.unwrap().len(),
        2
    );

    // What is refused inside is refused.
    stub.server.reset().await;
    stub.on(
        "POST",
        "composite",
        ResponseTemplate::new(200).set_body_json(json!({ "compositeResponse": [{
            "body": [{ "errorCode": "INVALID_FIELD", "message": "No such column" }],
            "httpHeaders": {}, "httpStatusCode": 400, "referenceId": "ref0"
        }]})),
    )
    .await;
    let error = client.query(&query).await.unwrap_err();
    assert_eq!(error.api().unwrap().status, 400);
    assert!(error.help().unwrap().contains("bpats__"));
}

#[tokio::test]
async fn one_none_several_and_how_many() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    let answers = |count: usize| {
        ResponseTemplate::new(200)
            .set_body_json(json!({ "totalSize": count, "done": true, "records": rows(0..count) }))
    };
    stub.on("GET", "query", move |request: &Request| {
        let soql = request.url.query_pairs().next().unwrap().1.into_owned();
        match &*soql {
            "SELECT Id FROM Contact LIMIT 1" => answers(1),
            "SELECT Id FROM Contact LIMIT 2" => answers(2),
            "SELECT COUNT() FROM Contact LIMIT 9" => ResponseTemplate::new(200)
                .set_body_json(json!({ "totalSize": 9, "done": true, "records": [] })),
            _ => answers(0),
        }
    })
    .await;
    let limited = |limit| Contact::select().limit(limit);
    assert_eq!(
        client.query_one(limited(1)).await.unwrap().id,
        Some(numbered(0))
    );
    assert!(matches!(
        client.query_one(limited(2)).await,
        Err(ClientError::NotOneRecord {
            found: 2,
            object: "Contact"
        })
    ));
    assert!(matches!(
        client.query_one(limited(3)).await,
        Err(ClientError::NotOneRecord { found: 0, .. })
    ));
    assert!(client.query_optional(limited(3)).await.unwrap().is_none());
    assert_eq!(
        client
            .count(limited(9).order_by(Contact::NAME.asc()))
            .await
            .unwrap(),
        9
    );
    assert_eq!(
        client
            .count(Soql::<UntypedRecord>::new("SELECT Id FROM Contact LIMIT 2"))
            .await
            .unwrap(),
        2
    );
}

#[tokio::test]
async fn deleted_records_are_asked_for_by_query_all() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("GET", "queryAll", page(0..1, None)).await;
    let query = Soql::<Contact>::new("SELECT Id FROM Contact").include_deleted();
    assert_eq!(client.query(query).await.unwrap().records.len(), 1);
}

#[tokio::test]
async fn several_calls_refer_to_one_another() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite", |request: &Request| {
        let body = body(request);
        assert_eq!(body["allOrNone"], true);
        let calls = body["compositeRequest"].as_array().unwrap();
        assert_eq!(calls[1]["body"]["AccountId"], "@{ref0.id}");
        // The last name holds the reference's id as a part of a text, which stays.
        assert!(calls[1]["body"]["LastName"].as_str().unwrap().starts_with("not zzz"));
        assert_eq!(calls[2]["url"], "/services/data/v63.0/sobjects/Contact/@{ref1.id}");
        assert_eq!(calls[2]["method"], "DELETE");
        let answer = |status: u16, body: Value, reference: &str| json!({
            "body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": reference
        });
        ResponseTemplate::new(200).set_body_json(json!({ "compositeResponse": [
            answer(201, json!({ "id": "001Em00000SWb1PIAT", "success": true, "errors": [] }), "ref0"),
            answer(201, json!({ "id": CONTACT, "success": true, "errors": [] }), "ref1"),
            answer(204, json!(null), "ref2"),
            answer(200, json!({ "totalSize": 1, "done": true, "records": rows(3..4) }), "ref3"),
        ]}))
    }).await;
    let mut batch = client.composite().all_or_none(true);
    let account = batch
        .create(&NewAccount::new(AccountRequired {
            name: text!(Account::NAME, "Acme"),
        }))
        .unwrap();
    let mut person = contact(&format!("not {}", account.id()));
    person.account_id = Some(account.id());
    let person = batch.create(&person).unwrap();
    let gone = batch.delete(person.id()).unwrap();
    let found = batch.query(Contact::select()).unwrap();
    let results = batch.send().await.unwrap();
    assert_eq!(
        results.get(&account).unwrap().as_str(),
        "001Em00000SWb1PIAT"
    );
    assert_eq!(results.get(&person).unwrap(), contact_id());
    results.get(&gone).unwrap();
    assert_eq!(
        results.get(&found).unwrap().records[0].id,
        Some(numbered(3))
    );
    assert!(results.is_success());

    let mut other = client.composite();
    let stranger = other.create(&contact("x")).unwrap();
    assert!(
        results.get(&stranger).is_err(),
        "a handle of another request"
    );
}

#[tokio::test]
async fn what_a_failed_call_undoes_is_not_reported_as_done() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on(
        "POST",
        "composite",
        ResponseTemplate::new(200).set_body_json(json!({ "compositeResponse": [
            { "httpStatusCode": 201, "referenceId": "ref0", "httpHeaders": {},
              "body": { "id": CONTACT, "success": true, "errors": [] } },
            { "httpStatusCode": 200, "referenceId": "ref1", "httpHeaders": {},
              "body": { "totalSize": 1, "done": true, "records": rows(3..4) } },
            { "httpStatusCode": 400, "referenceId": "ref2", "httpHeaders": {},
              "body": [{ "errorCode": "DELETE_FAILED", "message": "no" }] },
        ]})),
    )
    .await;
    for all_or_none in [true, false] {
        let mut batch = client.composite().all_or_none(all_or_none);
        let person = batch.create(&contact("Lovelace")).unwrap();
        let found = batch.query(Contact::select()).unwrap();
        let gone = batch.delete(contact_id()).unwrap();
        let results = batch.send().await.unwrap();
        assert!(!results.is_success());
        match results.get(&person) {
            Ok(id) => assert!(!all_or_none && id == contact_id()),
            Err(error) => {
                assert!(all_or_none);
                assert!(matches!(error, ClientError::RolledBack(_)), "{error}");
                assert!(!error.may_have_happened() && !error.is_retryable());
            }
        }
        // What was read stays true, and the failure names the call that undid the others.
        assert_eq!(results.get(&found).unwrap().records.len(), 1);
        let refused = results.get(&gone).unwrap_err();
        assert_eq!(refused.api().unwrap().status, 400);
    }
}

#[tokio::test]
async fn a_composite_request_has_its_limits() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    let mut batch = client.composite();
    for _ in 0..5 {
        batch.query(Contact::select()).unwrap();
    }
    assert!(
        batch
            .query(Contact::select())
            .unwrap_err()
            .to_string()
            .contains("at most 5 queries")
    );
    for _ in 0..20 {
        batch.delete(contact_id()).unwrap();
    }
    assert!(
        batch
            .delete(contact_id())
            .unwrap_err()
            .to_string()
            .contains("at most 25 calls")
    );
    assert!(matches!(
        client.composite().create(&contact(" ")),
        Err(ClientError::Invalid(_))
    ));
}

#[tokio::test]
async fn describes_are_read_and_sent_only_if_changed() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("GET", "sobjects/Contact/describe", |request: &Request| {
        if request.headers.contains_key("if-none-match") {
            assert!(request.headers.contains_key("if-modified-since"));
            return ResponseTemplate::new(304);
        }
        ResponseTemplate::new(200)
            .insert_header("etag", "\"abc\"")
            .insert_header("last-modified", "Wed, 21 Oct 2015 07:28:00 GMT")
            .set_body_json(json!({ "name": "Contact", "label": "Contact", "fields": [{ "name": "Id", "type": "id" }] }))
    }).await;
    assert_eq!(client.describe("Contact").await.unwrap().fields.len(), 1);
    let raw = client
        .describe_raw("Contact", KnownDescribe::default())
        .await
        .unwrap()
        .unwrap();
    let known = KnownDescribe {
        last_modified: raw.last_modified,
        etag: raw.etag.as_deref(),
    };
    assert!(known.last_modified.is_some());
    assert!(
        client
            .describe_raw("Contact", known)
            .await
            .unwrap()
            .is_none()
    );

    stub.on(
        "GET",
        "sobjects/Contakt/describe",
        refusal(404, "NOT_FOUND", "The requested resource does not exist"),
    )
    .await;
    let error = client.describe("Contakt").await.unwrap_err();
    assert_eq!(
        error.explain(),
        "salesforce refused describe of Contakt (HTTP 404): The requested resource does not exist (NOT_FOUND); \
         check the object's API name and the id; the record may have been deleted, or not be shared with this user"
    );
    // A name cannot lead elsewhere.
    let _ = client
        .describe("../../../secur/logout.jsp?x")
        .await
        .unwrap_err();
    let last = stub.requests().await.pop().unwrap();
    assert!(
        last.url
            .path()
            .starts_with("/services/data/v63.0/sobjects/..%2F"),
        "{}",
        last.url
    );

    stub.on("GET", "sobjects", ResponseTemplate::new(200).set_body_json(json!({
        "encoding": "UTF-8", "maxBatchSize": 200,
        "sobjects": [{ "name": "Contact", "keyPrefix": "003", "createable": true, "new in v99": {} }]
    }))).await;
    let global = client.describe_global().await.unwrap();
    assert_eq!(global.sobjects[0].key_prefix.as_deref(), Some("003"));
}

#[tokio::test]
async fn the_latest_version_is_chosen() {
    let stub = Stub::start().await;
    Mock::given(path("/services/data"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([
            { "label": "Spring '23", "url": "/services/data/v57.0", "version": "57.0" },
            { "label": "Summer '26", "url": "/services/data/v68.0", "version": "68.0" },
            { "label": "Winter '24", "url": "/services/data/v59.0", "version": "59.0" },
        ])))
        .with_priority(1)
        .mount(&stub.server)
        .await;
    let client = ats_client::Client::builder()
        .login_url(stub.server.uri())
        .credentials(ats_client::auth::Password::new("k", "s", "u", "p"))
        .connect()
        .await
        .unwrap();
    assert_eq!(client.version(), ApiVersion::new(68));
}

#[tokio::test]
async fn limits_usage_and_the_guard() {
    let stub = Stub::start().await;
    let client = stub.builder().max_daily_share(0.5).connect().await.unwrap();
    stub.on("GET", "limits", ResponseTemplate::new(200)
        .insert_header("Sforce-Limit-Info", "api-usage=7500/15000")
        .set_body_json(json!({
            "DailyApiRequests": { "Max": 15000, "Remaining": 7500 },
            "PermissionSets": { "Max": 1500, "Remaining": 1499, "CreateCustom": { "Max": 1000, "Remaining": 999 } },
            "Odd": 7
        }))).await;
    assert_eq!(client.api_usage(), None);
    let limits = client.limits().await.unwrap();
    assert_eq!(limits.daily_api_requests().unwrap().used(), 7500);
    assert_eq!(client.api_usage().unwrap().used, 7500);
    let error = client.create(&contact("x")).await.unwrap_err();
    assert!(matches!(error, ClientError::Budget(_)), "{error}");
    assert!(!error.may_have_happened());
    assert_eq!(stub.requests().await.len(), 1, "nothing was sent");
}

#[tokio::test]
async fn upserts_tell_what_they_did() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    let resource = "sobjects/bpats__Message_Stats__c/bpats__External_Key__c/a%2Fb";
    stub.first(
        1,
        "PATCH",
        resource,
        ResponseTemplate::new(201).set_body_json(
            json!({ "id": "a0Xxx00000000AB", "success": true, "errors": [], "created": true }),
        ),
    )
    .await;
    stub.on(
        "PATCH",
        resource,
        ResponseTemplate::new(300).set_body_json(json!([
            "/services/data/v63.0/sobjects/bpats__Message_Stats__c/a0X1",
            "/x"
        ])),
    )
    .await;
    let key = MessageStatsKey::ExternalKey("a/b".try_into().unwrap());
    let new = NewMessageStats::default();
    assert!(client.upsert(&key, &new).await.unwrap().created);
    let error = client.upsert(&key, &new).await.unwrap_err();
    assert_eq!(error.api().unwrap().kind(), ErrorKind::MultipleMatches);
    assert_eq!(error.api().unwrap().matches.len(), 2);
}

#[tokio::test]
async fn anything_else_by_hand() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    Mock::given(method("POST"))
        .and(path("/services/apexrest/bpats/match"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!(["a"])))
        .mount(&stub.server)
        .await;
    let answer = client
        .request(Method::POST, "/services/apexrest/bpats/match")
        .json(&json!({ "job": 1 }))
        .unwrap()
        .idempotency(Idempotency::Read)
        .header(
            "authorization".parse().unwrap(),
            "Bearer forged".parse().unwrap(),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(answer.json::<Vec<String>>().unwrap(), ["a"]);
    assert_eq!(
        stub.requests().await[0].headers["authorization"],
        "Bearer token-1"
    );
    for bad in ["//evil.example", "/a/../b", "/a b", "/a\r\nX: y", "/a#b"] {
        let error = client.request(Method::GET, bad).send().await.unwrap_err();
        assert!(matches!(error, ClientError::InvalidRequest { .. }), "{bad}");
    }
    stub.on("POST", "sobjects/Contact", created()).await;
    let relative = client
        .request(Method::POST, "sobjects/Contact")
        .json(&json!({}))
        .unwrap();
    assert_eq!(relative.send().await.unwrap().status, 201);
}

#[tokio::test]
async fn who_is_signed_in() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    Mock::given(path("/services/oauth2/userinfo"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "user_id": "005", "organization_id": "00D", "preferred_username": "ada@acme.example"
        })))
        .mount(&stub.server)
        .await;
    Mock::given(path("/id/00DEm000001wYyDMAU/005Em000009VBsvIAG"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "user_id": "005", "organization_id": "00D", "username": "ada@acme.example", "display_name": "Ada"
        })))
        .mount(&stub.server)
        .await;
    assert_eq!(
        client.userinfo().await.unwrap().preferred_username,
        "ada@acme.example"
    );
    assert_eq!(client.identity().await.unwrap().name, "Ada");
}
