//! What is true of every request: versions, limits, sizes, compression, protocols.

mod common;

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use ats_emulator::{Emulator, StartError};
use common::{Org, SCHEMAS, answer, org};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use reqwest::{Client, Method};
use serde_json::json;

#[tokio::test]
async fn versions() {
    let org = org().await;
    let url = org.url("/services/data");
    let list = answer(org.client.get(&url)).await.expect(200);
    let list = list.as_array().unwrap();
    assert_eq!(
        list[0],
        json!({ "label": "Spring '23", "url": "/services/data/v57.0", "version": "57.0" })
    );
    assert_eq!(list.len(), 12);
    assert_eq!(list[11]["version"], "68.0");
    assert_eq!(answer(org.client.get(format!("{url}/"))).await.status, 200);
    let resources = org.get("/services/data/v60.0/").await.expect(200);
    assert_eq!(resources["sobjects"], "/services/data/v60.0/sobjects");
    // Older versions are not listed but answered, as in an org, down to those retired.
    assert_eq!(org.get("/services/data/v51.0/limits").await.status, 200);
    assert_eq!(
        org.get("/services/data/v30.0/limits").await.error(410),
        "GONE"
    );
    assert_eq!(
        org.get("/services/data/v99.0/limits").await.error(404),
        "NOT_FOUND"
    );
    assert_eq!(
        org.get("/services/data/63/limits").await.error(404),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn the_daily_allocation_counts_down() {
    let org = Org::of(Emulator::builder().schemas(SCHEMAS).daily_api_limit(3)).await;
    let first = org.get("/sobjects").await;
    assert_eq!(first.header("sforce-limit-info"), Some("api-usage=1/3"));
    let missing = org.get("/sobjects/Nothing").await;
    assert_eq!(missing.header("sforce-limit-info"), Some("api-usage=2/3"));
    let limits = org.get("/limits").await.expect(200);
    assert_eq!(
        limits["DailyApiRequests"],
        json!({ "Max": 3, "Remaining": 0 })
    );
    let over = org.get("/limits").await;
    assert_eq!(
        over.expect(403),
        json!([{
            "message": "TotalRequests Limit exceeded.",
            "errorCode": "REQUEST_LIMIT_EXCEEDED",
        }])
    );
    assert_eq!(over.header("sforce-limit-info"), Some("api-usage=3/3"));
    assert_eq!(org.emulator.api_calls(), 3);
}

#[tokio::test]
async fn describes() {
    let org = org().await;
    let path = "/sobjects/bpats__Job__c/describe";
    let first = org.get(path).await;
    let describe = first.expect(200);
    assert_eq!(describe["name"], "bpats__Job__c");
    assert_eq!(
        describe["urls"]["sobject"],
        "/services/data/v63.0/sobjects/bpats__Job__c"
    );
    let etag = first.header("etag").unwrap().to_owned();
    let modified = first.header("last-modified").unwrap().to_owned();
    for header in [("if-none-match", &*etag), ("if-modified-since", &*modified)] {
        let unchanged = org.get_with(path, header).await;
        assert_eq!((unchanged.status.as_u16(), &*unchanged.text), (304, ""));
    }
    let old = ("if-modified-since", "Thu, 01 Jan 2015 00:00:00 GMT");
    assert_eq!(org.get_with(path, old).await.status, 200);
    assert_eq!(
        org.get("/sobjects/Nothing/describe").await.error(404),
        "NOT_FOUND"
    );

    let global = org.get("/sobjects").await.expect(200);
    assert_eq!(global["maxBatchSize"], 200);
    let id = org.create("Account", json!({ "Name": "Acme" })).await;
    let basic = org.get("/sobjects/Account").await.expect(200);
    assert_eq!(basic["objectDescribe"]["keyPrefix"], "001");
    assert_eq!(basic["recentItems"][0]["Id"], *id);
    assert_eq!(basic["recentItems"][0]["Name"], "Acme");
}

#[tokio::test]
async fn sizes() {
    let org = org().await;
    // Exactly at the limit of the whole, then over it, then over that of the URI alone.
    let padded = |bytes: usize| format!("/limits?x={}", "y".repeat(bytes));
    assert_eq!(org.get(&padded(15_000)).await.status, 200);
    assert_eq!(
        org.get(&padded(16_300)).await.error(431),
        "REQUEST_HEADER_FIELDS_TOO_LARGE"
    );
    assert_eq!(org.get(&padded(16_400)).await.error(414), "URI_TOO_LONG");
    let header = "y".repeat(16_400);
    assert_eq!(
        org.get_with("/limits", ("x-large", &header)).await.status,
        431
    );

    let small = Org::of(Emulator::builder().schemas(SCHEMAS).max_body(1000)).await;
    let long = json!({ "Name": "y".repeat(1000) });
    let refused = small.post("/sobjects/Account", long.clone()).await;
    assert_eq!(refused.error(413), "REQUEST_ENTITY_TOO_LARGE");
    // Nor does compression get it past the limit.
    let packed = small
        .request(Method::POST, "/sobjects/Account")
        .header("content-encoding", "gzip")
        .header("content-type", "application/json")
        .body(gzip(&long.to_string()));
    assert_eq!(answer(packed).await.error(413), "REQUEST_ENTITY_TOO_LARGE");
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn gzip_both_ways() {
    let mut org = org().await;
    let packed = org
        .request(Method::POST, "/sobjects/Account")
        .header("content-encoding", "gzip")
        .header("content-type", "application/json")
        .body(gzip(r#"{"Name": "Packed"}"#));
    assert_eq!(answer(packed).await.status, 201);
    let broken = org
        .request(Method::POST, "/sobjects/Account")
        .header("content-encoding", "gzip")
        .body("not gzip");
    assert_eq!(answer(broken).await.error(400), "JSON_PARSER_ERROR");

    // Looked at before the client unpacks it.
    org.client = Client::builder().no_proxy().no_gzip().build().unwrap();
    let request = org
        .request(Method::GET, "/sobjects")
        .header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let bytes = response.bytes().await.unwrap();
    let mut text = String::new();
    GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
    let plain = org.get("/sobjects").await;
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain.text, text);
    assert!(bytes.len() * 4 < text.len());
}

#[tokio::test]
async fn both_protocols() {
    let mut org = org().await;
    let http1 = org.request(Method::GET, "/limits").send().await.unwrap();
    assert_eq!(http1.version(), reqwest::Version::HTTP_11);
    org.client = Client::builder()
        .no_proxy()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let http2 = org.request(Method::GET, "/limits").send().await.unwrap();
    assert_eq!(
        (http2.version(), http2.status().as_u16()),
        (reqwest::Version::HTTP_2, 200)
    );
    let large = format!("/limits?x={}", "y".repeat(16_400));
    assert_eq!(org.get(&large).await.error(414), "URI_TOO_LONG");
}

#[tokio::test]
async fn pretty_and_late() {
    let org = Org::of(
        Emulator::builder()
            .schemas(SCHEMAS)
            .latency(Duration::from_millis(80)),
    )
    .await;
    let start = Instant::now();
    let pretty = org.get_with("/limits", ("x-prettyprint", "1")).await;
    assert!(start.elapsed() >= Duration::from_millis(80));
    assert!(pretty.text.starts_with("{\n  \""), "{}", pretty.text);
    assert_eq!(
        pretty.header("content-type"),
        Some("application/json;charset=UTF-8")
    );
}

/// Many at once, on connections of their own and shared.
#[tokio::test(flavor = "multi_thread")]
async fn many_at_once() {
    let org = std::sync::Arc::new(org().await);
    let tasks: Vec<_> = (0..64)
        .map(|number| {
            let org = std::sync::Arc::clone(&org);
            tokio::spawn(async move {
                org.create("Account", json!({ "Name": format!("A{number}") }))
                    .await
            })
        })
        .collect();
    let mut ids = std::collections::HashSet::new();
    for task in tasks {
        ids.insert(task.await.unwrap());
    }
    assert_eq!(ids.len(), 64);
    assert_eq!(org.emulator.api_calls(), 64);
}

#[tokio::test]
async fn starting_and_stopping() {
    let org = org().await;
    let url = org.url("/services/data");
    let port: u16 = org
        .emulator
        .base_url()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let taken = Emulator::builder()
        .schemas(SCHEMAS)
        .port(port)
        .start()
        .await
        .unwrap_err();
    assert!(matches!(taken, StartError::Listen { .. }), "{taken}");
    drop(org.emulator);
    // The task is aborted at its next turn.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(org.client.get(&url).send().await.unwrap_err().is_connect());

    let none = Emulator::builder().start().await.unwrap_err();
    assert!(matches!(none, StartError::NoSchemas));
    let missing = Emulator::start("/nowhere").await.unwrap_err();
    assert!(missing.to_string().contains("/nowhere"), "{missing}");
    let set = Emulator::builder()
        .schemas(SCHEMAS)
        .permission_set("Nobody");
    let set = set.start().await.unwrap_err().to_string();
    assert!(set.contains("Asymbl_ATS_Admin"), "{set}");

    let describe = r#"{"name": "Thing__c", "fields": [{"name": "Id", "type": "id"}]}"#;
    let own = Org::of(Emulator::builder().describe(describe)).await;
    assert_eq!(own.get("/sobjects/Thing__c").await.status, 200);
    own.emulator.stop().await;
}

#[tokio::test]
async fn a_file_keeps_the_records() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.db");
    let builder = || Emulator::builder().schemas(SCHEMAS).db(&file);
    let org = Org::of(builder()).await;
    let id = org.create("Account", json!({ "Name": "Kept" })).await;
    // Dropped, not stopped.
    drop(org);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let org = Org::of(builder()).await;
    let record = org
        .get(&format!("/sobjects/Account/{id}"))
        .await
        .expect(200);
    assert_eq!(record["Name"], "Kept");
}
