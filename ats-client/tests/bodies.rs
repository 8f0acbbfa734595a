//! Bodies in encodings and notations that other servers than Salesforce's may choose.

mod common;

use std::io::Write as _;

use ats_client::{ClientError, Soql};
use ats_core::record::UntypedRecord;
use common::Stub;
use wiremock::ResponseTemplate;

const PAGE: &str = r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Contact"},"Id":"003Em00000cqRQ3IAM"}]}"#;

fn query() -> Soql<'static, UntypedRecord> {
    Soql::new("SELECT Id FROM Contact")
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn bodies_in_other_notations_are_read() {
    let marked = format!("\u{feff}{PAGE}");
    for (coding, body) in [
        (None, marked.clone().into_bytes()),
        (Some("gzip"), packed(PAGE)),
        (Some("GZIP"), packed(PAGE)),
        (Some("x-gzip"), packed(PAGE)),
        (Some("X-GZip"), packed(&marked)),
    ] {
        let mut answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        if let Some(coding) = coding {
            answer = answer.insert_header("content-encoding", coding);
        }
        let stub = Stub::start().await;
        stub.on("GET", "query", answer).await;
        let page = stub.client().await.query(query()).await;
        assert_eq!(page.unwrap().records.len(), 1, "{coding:?}");
    }
    // One that is cut off is an error that may be tried again.
    let mut half = packed(PAGE);
    half.truncate(half.len() / 2);
    let answer = ResponseTemplate::new(200)
        .set_body_raw(half, "application/json")
        .insert_header("content-encoding", "GZIP");
    let stub = Stub::start().await;
    stub.on("GET", "query", answer).await;
    let error = stub.client().await.query(query()).await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(stub.requests().await.len(), 3);
}

/// A bomb is not unpacked beyond the largest body that is accepted.
#[tokio::test]
async fn a_packed_body_is_read_up_to_the_cap() {
    let bomb = packed(&" ".repeat(10 << 20));
    let answer = ResponseTemplate::new(200)
        .set_body_raw(bomb, "application/json")
        .insert_header("content-encoding", "X-GZIP");
    let stub = Stub::start().await;
    stub.on("GET", "query", answer).await;
    let client = stub.builder().max_body(1 << 20).connect().await.unwrap();
    let error = client.query(query()).await.unwrap_err();
    assert!(matches!(error, ClientError::TooLarge { .. }), "{error}");
}
