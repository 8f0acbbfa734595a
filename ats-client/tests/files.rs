//! Files: up with their record, down in pieces.

mod common;

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use ats_client::auth::AccessToken;
use ats_client::{ApiVersion, ClientError, ErrorKind, RetryPolicy, Upload, blob_path};
use ats_core::value::Blob;
use ats_generated::*;
use common::{Stub, refusal};
use serde_json::json;
use tokio::io::{AsyncRead, ReadBuf};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

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
    assert_eq!(error.api().unwrap().kind(), ErrorKind::Locked);
    let again = Upload::bytes("r.pdf", "%PDF");
    client
        .upload(&NewContentVersion::new(), field, again)
        .await
        .unwrap();
    assert_eq!(stub.requests().await.len(), 3);
}

/// A reader is not touched before there is a connection to write to.
#[tokio::test]
async fn a_reader_survives_a_port_where_nobody_listens_yet() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = ats_client::Client::builder()
        .credentials(AccessToken::new(format!("http://{address}"), "t"))
        .api_version(ApiVersion::new(63))
        .retry(
            RetryPolicy::default()
                .max_attempts(1000)
                .base_delay(Duration::from_millis(20))
                .max_delay(Duration::from_millis(20)),
        )
        .connect()
        .await
        .unwrap();
    let uploading = tokio::spawn(async move {
        let upload = Upload::reader("r.pdf", &b"%PDF"[..]);
        let field = ContentVersion::VERSION_DATA;
        client
            .upload(&NewContentVersion::new(), field, upload)
            .await
    });
    // Some attempts fail.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!uploading.is_finished());
    let listener = std::net::TcpListener::bind(address).unwrap();
    let server = MockServer::builder().listener(listener).start().await;
    Mock::given(|request: &Request| String::from_utf8_lossy(&request.body).contains("%PDF"))
        .respond_with(
            ResponseTemplate::new(201)
                .set_body_json(json!({ "id": "068Em00000Kx9v2", "success": true, "errors": [] })),
        )
        .expect(1)
        .mount(&server)
        .await;
    uploading.await.unwrap().unwrap();
}

/// After an expired session a file is sent again, if it can be read again.
#[tokio::test]
async fn an_expired_session_and_a_file() {
    let field = ContentVersion::VERSION_DATA;
    let path = std::env::temp_dir().join(format!("ats-client-{}.txt", std::process::id()));
    std::fs::write(&path, "%PDF").unwrap();
    let uploads = [
        (Upload::bytes("r.pdf", "%PDF"), true),
        (Upload::file(&path).await.unwrap(), true),
        (Upload::open("r.pdf", || async { Ok(&b"%PDF"[..]) }), true),
        (Upload::reader("r.pdf", &b"%PDF"[..]), false),
    ];
    for (upload, again) in uploads {
        let stub = Stub::start().await;
        let client = stub.client().await;
        let expired = refusal(401, "INVALID_SESSION_ID", "Session expired or invalid");
        stub.first(1, "POST", "sobjects/ContentVersion", expired)
            .await;
        stub.on("POST", "sobjects/ContentVersion", |request: &Request| {
            assert!(String::from_utf8_lossy(&request.body).contains("%PDF"));
            ResponseTemplate::new(201)
                .set_body_json(json!({ "id": "068Em00000Kx9v2", "success": true, "errors": [] }))
        })
        .await;
        let told = Arc::new(AtomicUsize::new(0));
        let progress = Arc::clone(&told);
        let upload =
            upload.on_progress(move |it| progress.store(it.done as usize, Ordering::SeqCst));
        let result = client
            .upload(&NewContentVersion::new(), field, upload)
            .await;
        assert_eq!(told.load(Ordering::SeqCst), 4);
        match result {
            Ok(_) => assert!(again),
            Err(error) => {
                assert!(!again, "{error}");
                assert!(!error.may_have_happened(), "{error}");
                assert!(
                    error.help().unwrap().contains("with a new reader"),
                    "{error}"
                );
            }
        }
        // Either way the token is new.
        assert_eq!(stub.tokens.load(Ordering::SeqCst), 2);
    }
    std::fs::remove_file(path).unwrap();
    let error = Upload::file("/no/such/file").await.unwrap_err();
    assert!(error.to_string().contains("/no/such/file"), "{error}");
}

/// Gives some bytes, and then fails.
struct Failing(&'static [u8]);

impl AsyncRead for Failing {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0.is_empty() {
            return Poll::Ready(Err(io::Error::other("the disk is on fire")));
        }
        buffer.put_slice(self.0);
        self.0 = b"";
        Poll::Ready(Ok(()))
    }
}

/// A file that cannot be read to its end, or is not as long as was said, is not saved; and the error
/// says that it is the file, not the network.
#[tokio::test]
async fn a_file_that_cannot_be_read() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on(
        "POST",
        "sobjects/ContentVersion",
        ResponseTemplate::new(201)
            .set_body_json(json!({ "id": "068Em00000Kx9v2", "success": true, "errors": [] })),
    )
    .await;
    let field = ContentVersion::VERSION_DATA;
    let longer = || async { Ok(&b"%PDF and more"[..]) };
    for (upload, words) in [
        (
            Upload::reader("r.pdf", Failing(b"%PDF")),
            "the disk is on fire",
        ),
        (
            Upload::open("r.pdf", longer).length(50),
            "50 bytes were announced, and 13 came",
        ),
        (
            Upload::open("r.pdf", longer).length(4),
            "4 bytes were announced, and 13 have come already",
        ),
    ] {
        let error = client
            .upload(&NewContentVersion::new(), field, upload)
            .await
            .unwrap_err();
        assert!(matches!(error, ClientError::Io { .. }), "{error:?}");
        let message = error.to_string();
        assert!(
            message.contains("r.pdf") && message.contains(words),
            "{message}"
        );
        assert!(!error.may_have_happened());
    }
    assert!(stub.requests().await.is_empty(), "no whole request came");
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
