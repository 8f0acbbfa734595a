//! Files: base64 in JSON, bodies in parts, downloads.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Org, answer, org};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

/// Every byte there is, and what looks like a boundary.
fn content() -> Vec<u8> {
    (0..=255).chain(*b"\r\n--\r\n--boundary\r\n").collect()
}

async fn download(org: &Org, id: &str) -> Vec<u8> {
    let record = org
        .get(&format!("/sobjects/ContentVersion/{id}"))
        .await
        .expect(200);
    let path = record["VersionData"].as_str().unwrap();
    assert_eq!(
        path,
        format!("/services/data/v63.0/sobjects/ContentVersion/{id}/VersionData")
    );
    let response = org.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"],
        "application/octetstream"
    );
    response.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn base64_in_json() {
    let org = org().await;
    let fields = json!({
        "Title": "CV",
        "PathOnClient": "cv.pdf",
        "VersionData": STANDARD.encode(content()),
    });
    let id = org.create("ContentVersion", fields).await;
    assert_eq!(download(&org, &id).await, content());
    let wrong = json!({ "Title": "CV", "PathOnClient": "cv.pdf", "VersionData": "%%%" });
    assert_eq!(
        org.post("/sobjects/ContentVersion", wrong).await.error(400),
        "JSON_PARSER_ERROR"
    );
    let no_file = org
        .get(&format!("/sobjects/ContentVersion/{id}/Nothing"))
        .await;
    assert_eq!(no_file.error(404), "NOT_FOUND");
}

fn form(field: &str) -> Form {
    let record = json!({ "Title": "CV", "PathOnClient": "cv.pdf" }).to_string();
    let record = Part::text(record).mime_str("application/json").unwrap();
    let file = Part::bytes(content())
        .file_name("cv \"final\".pdf")
        .mime_str("application/pdf")
        .unwrap();
    Form::new()
        .part("entity_content", record)
        .part(field.to_owned(), file)
}

#[tokio::test]
async fn in_parts() {
    let org = org().await;
    let send = |form: Form| {
        answer(
            org.request(Method::POST, "/sobjects/ContentVersion")
                .multipart(form),
        )
    };
    let body = send(form("VersionData")).await.expect(201);
    assert_eq!(
        download(&org, body["id"].as_str().unwrap()).await,
        content()
    );
    let unknown = send(form("Nothing")).await;
    assert_eq!(unknown.error(400), "INVALID_FIELD");
    let empty = send(Form::new()).await;
    assert_eq!(empty.error(400), "INVALID_MULTIPART_REQUEST");
}
