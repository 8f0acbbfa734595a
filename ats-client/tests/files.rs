//! Files: up with their record, down in pieces.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ats_client::{Kind, Upload, blob_path};
use ats_core::value::Blob;
use ats_generated::*;
use common::{Stub, refusal};
use serde_json::json;
use wiremock::{Request, ResponseTemplate};

#[tokio::test]
async fn a_file_goes_up_with_its_record_and_comes_down_in_pieces() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "sobjects/ContentVersion", |request: &Request| {
        let kind = request.headers["content-type"].to_str().unwrap();
        assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
        let text = String::from_utf8_lossy(&request.body);
        assert!(text.contains("name=\"entity_content\""), "{text}");
        assert!(text.contains("{\"PathOnClient\":\"resume.pdf\"}"), "{text}");
        assert!(
            text.contains("name=\"VersionData\"; filename=\"resume.pdf\""),
            "{text}"
        );
        assert!(text.contains("%PDF-1.7"), "{text}");
        ResponseTemplate::new(201)
            .set_body_json(json!({ "id": "068Em00000Kx9v2", "success": true, "errors": [] }))
    })
    .await;
    let mut resume = NewContentVersion::new();
    resume.path_on_client = Some("resume.pdf".try_into().unwrap());
    let field = ContentVersion::VERSION_DATA;
    let id = client
        .upload(&resume, field, Upload::bytes("resume.pdf", "%PDF-1.7"))
        .await
        .unwrap();
    let told = Arc::new(AtomicUsize::new(0));
    let progress = Arc::clone(&told);
    let reader = Upload::reader("resume.pdf", &b"%PDF-1.7"[..])
        .on_progress(move |it| progress.store(it.done as usize, Ordering::SeqCst));
    client.upload(&resume, field, reader).await.unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 8);
    let again = Upload::open("resume.pdf", || async { Ok(&b"%PDF-1.7"[..]) }).length(8);
    client.upload(&resume, field, again).await.unwrap();

    let bytes = vec![7_u8; 300_000];
    stub.on(
        "GET",
        &format!("sobjects/ContentVersion/{id}/VersionData"),
        ResponseTemplate::new(200).set_body_raw(bytes.clone(), "application/octetstream"),
    )
    .await;
    let mut written = Vec::new();
    assert_eq!(
        client
            .download(&blob_path(id, field), &mut written)
            .await
            .unwrap(),
        300_000
    );
    assert_eq!(written, bytes);
    assert!(
        client
            .download(&Blob::Bytes(vec![1]), &mut written)
            .await
            .is_err()
    );
    let elsewhere = Blob::Path("//evil.example/x".to_owned());
    assert!(client.download(&elsewhere, &mut written).await.is_err());
}

#[tokio::test]
async fn an_upload_is_sent_again_only_if_it_can_be() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.first(
        2,
        "POST",
        "sobjects/ContentVersion",
        refusal(400, "UNABLE_TO_LOCK_ROW", "locked"),
    )
    .await;
    stub.on("POST", "sobjects/ContentVersion", |request: &Request| {
        assert!(String::from_utf8_lossy(&request.body).contains("%PDF"));
        ResponseTemplate::new(201)
            .set_body_json(json!({ "id": "068Em00000Kx9v2", "success": true, "errors": [] }))
    })
    .await;
    let field = ContentVersion::VERSION_DATA;
    let once = Upload::reader("r.pdf", &b"%PDF"[..]);
    let error = client
        .upload(&NewContentVersion::new(), field, once)
        .await
        .unwrap_err();
    assert_eq!(error.api().unwrap().kind(), Kind::Locked);
    let again = Upload::bytes("r.pdf", "%PDF");
    client
        .upload(&NewContentVersion::new(), field, again)
        .await
        .unwrap();
    assert_eq!(stub.requests().await.len(), 3);
}

#[tokio::test]
async fn a_download_that_breaks_says_so() {
    let (uri, _) = common::raw_server(vec![
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n%PDF",
    ])
    .await;
    let client = common::with_token(&uri).await;
    let blob = Blob::Path("sobjects/ContentVersion/x/VersionData".to_owned());
    let mut written = Vec::new();
    // Asked for again until the first byte is there, and not after it.
    let error = client.download(&blob, &mut written).await.unwrap_err();
    assert_eq!(written, b"%PDF");
    assert!(error.is_retryable(), "{error}");
}
