//! An org and a client that knows nothing of it.
#![allow(
    dead_code,
    reason = "each test binary uses its own part of what they share"
)]

use ats_emulator::{Emulator, EmulatorBuilder};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

pub const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
pub const DATA: &str = "/services/data/v63.0";

/// An org, and somebody who is signed in.
pub struct Org {
    pub emulator: Emulator,
    pub client: Client,
    pub token: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The body, after a check of the status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The code of the only error, after a check of the status.
    #[track_caller]
    pub fn error(&self, status: u16) -> String {
        let body = self.expect(status);
        let errors = body.as_array().unwrap();
        assert_eq!(errors.len(), 1, "{body}");
        assert!(errors[0]["message"].is_string(), "{body}");
        errors[0]["errorCode"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub async fn org() -> Org {
    Org::of(Emulator::builder().schemas(SCHEMAS)).await
}

impl Org {
    pub async fn of(builder: EmulatorBuilder) -> Self {
        let emulator = builder.start().await.unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        let token = sign_in(&client, emulator.base_url()).await;
        Self {
            emulator,
            client,
            token,
        }
    }

    pub fn url(&self, path: &str) -> String {
        if path.starts_with("/services") || path.starts_with("/__") || path.starts_with("/id") {
            format!("{}{path}", self.emulator.base_url())
        } else {
            format!("{}{DATA}{path}", self.emulator.base_url())
        }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, self.url(path))
            .bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn get_with(&self, path: &str, header: (&str, &str)) -> Answer {
        answer(self.request(Method::GET, path).header(header.0, header.1)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        answer(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        answer(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path)).await
    }

    /// Makes a record and gives its Id.
    pub async fn create(&self, object: &str, fields: Value) -> String {
        let answer = self.post(&format!("/sobjects/{object}"), fields).await;
        let body = answer.expect(201);
        assert_eq!(body["success"], true);
        assert_eq!(body["errors"], json!([]));
        body["id"].as_str().unwrap().to_owned()
    }

    /// How many records an object has, by way of its Ids being retrieved.
    pub async fn count(&self, object: &str) -> u64 {
        let soql = format!("/query?q=SELECT+COUNT()+FROM+{object}");
        self.get(&soql).await.expect(200)["totalSize"]
            .as_u64()
            .unwrap()
    }
}

pub async fn sign_in(client: &Client, base: &str) -> String {
    let form = [
        ("grant_type", "password"),
        ("client_id", "client"),
        ("client_secret", "secret"),
        ("username", "recruiter@example.com"),
        ("password", "passwordTOKEN"),
    ];
    let url = format!("{base}/services/oauth2/token");
    let body = answer(client.post(url).form(&form)).await.expect(200);
    body["access_token"].as_str().unwrap().to_owned()
}

pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    Answer {
        status: response.status(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

/// A request within a composite request.
pub fn sub(reference: &str, method: &str, path: &str, body: Value) -> Value {
    let mut request = json!({
        "referenceId": reference,
        "method": method,
        "url": format!("/services/data/v63.0{path}"),
    });
    if !body.is_null() {
        request["body"] = body;
    }
    request
}
