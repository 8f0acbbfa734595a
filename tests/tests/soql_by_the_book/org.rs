//! An emulated org with the objects of the table, and the same objects for the checker.

use ats_emulator::Emulator;
use ats_schema::describe::Describe;
use ats_schema::schema::{Catalog, Object};
use serde_json::{Value, json};

use crate::objects;
use crate::row::Row;

/// The most queries that `composite/batch` takes in a request.
const BATCH: usize = 25;

/// Objects of the emulator that the table's queries read.
const BUILT_IN: [&str; 5] = ["Group", "Profile", "RecordType", "User", "UserRole"];

pub struct Org {
    emulator: Emulator,
    client: reqwest::Client,
    token: String,
}

impl Org {
    pub async fn start() -> Self {
        let mut builder = Emulator::builder()
            .schemas(ats_tests::path("schemas"))
            .daily_api_limit(u64::MAX);
        for describe in objects::describes() {
            builder = builder.describe(describe.to_string());
        }
        let emulator = builder.start().await.expect("an org");
        let client = reqwest::Client::builder().no_proxy().build();
        let client = client.expect("a client");
        let answer = client
            .post(format!("{}/services/oauth2/token", emulator.base_url()))
            .form(&[
                ("grant_type", "client_credentials"),
                ("client_id", "key"),
                ("client_secret", "secret"),
            ])
            .send()
            .await
            .expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        let token = answer["access_token"].as_str().expect("a token").to_owned();
        Self {
            emulator,
            client,
            token,
        }
    }

    /// Returns the org's objects for the checker.
    pub async fn catalog(&self) -> Catalog {
        let mut describes: Vec<Describe> = ats_tests::schemas().into_values().collect();
        let mut texts: Vec<String> = objects::describes().iter().map(Value::to_string).collect();
        for object in BUILT_IN {
            let url = format!(
                "{}/services/data/v63.0/sobjects/{object}/describe",
                self.emulator.base_url()
            );
            let answer = self.client.get(url).bearer_auth(&self.token).send().await;
            texts.push(answer.expect("an answer").text().await.expect("a describe"));
        }
        describes.extend(
            texts
                .iter()
                .map(|text| Describe::parse(text.as_bytes()).expect("a describe")),
        );
        let mut catalog = Catalog::from_iter(
            describes
                .iter()
                .map(|describe| Object::from_describe(describe, |_| true)),
        );
        catalog.close();
        catalog
    }

    /// Sends the queries and returns their outcomes: nothing, or error code and message.
    pub async fn ask(&self, rows: &[&Row]) -> Vec<Result<(), (String, String)>> {
        let mut outcomes = Vec::with_capacity(rows.len());
        for batch in rows.chunks(BATCH) {
            let requests: Vec<Value> = batch
                .iter()
                .map(|row| {
                    let query: String =
                        form_urlencoded::byte_serialize(row.text().as_bytes()).collect();
                    json!({ "method": "GET", "url": format!("v{}.0/query?q={query}", row.version) })
                })
                .collect();
            let url = format!(
                "{}/services/data/v63.0/composite/batch",
                self.emulator.base_url()
            );
            let request = self.client.post(url).bearer_auth(&self.token);
            let answer = request
                .json(&json!({ "batchRequests": requests }))
                .send()
                .await;
            let answer: Value = answer.expect("an answer").json().await.expect("JSON");
            let results = answer["results"].as_array().expect("results");
            outcomes.extend(results.iter().map(outcome));
        }
        outcomes
    }
}

/// Reads one result of a batch.
fn outcome(result: &Value) -> Result<(), (String, String)> {
    if result["statusCode"] == 200 {
        return Ok(());
    }
    let error = &result["result"][0];
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    Err((text("errorCode"), text("message")))
}
