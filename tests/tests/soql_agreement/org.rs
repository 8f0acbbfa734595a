//! An emulated org of the bundled schemas and one object more, and the same objects for the
//! checker.

use std::sync::LazyLock;

use ats_emulator::Emulator;
use ats_schema::schema::{Catalog, Object};
use serde_json::{Map, Value, json};

/// How many queries go into a request: the most that `composite/batch` takes.
const BATCH: usize = 25;

/// How many requests are under way at a time.
const AT_ONCE: usize = 2;

/// What the schemas have none of: several choices, letter case, times, places.
fn thing() -> Value {
    let field = |name: &str, kind: &str, more: Value| {
        let mut field = json!({
            "name": name, "type": kind, "length": 80, "createable": true, "updateable": true,
            "nillable": true, "filterable": true, "sortable": true, "custom": true,
        });
        let more: Map<String, Value> = serde_json::from_value(more).expect("an object");
        field.as_object_mut().expect("an object").extend(more);
        field
    };
    let system = json!({ "createable": false, "updateable": false, "custom": false });
    let values = |list: &[(&str, &str, bool)]| -> Value {
        let value = |(value, label, active): &(&str, &str, bool)| json!({ "value": value, "label": label, "active": active });
        list.iter().map(value).collect()
    };
    let many = [
        ("a", "Apple", true),
        ("b", "Berry", true),
        ("c", "Cherry", true),
    ];
    let grades = [
        ("High", "High", true),
        ("Low", "Low", true),
        ("Old", "Old", false),
        ("x", "Excellent", true),
    ];
    json!({
        "name": "Thing__c", "label": "Thing", "keyPrefix": "x00",
        "createable": true, "updateable": true, "deletable": true, "queryable": true,
        "fields": [
            field("Id", "id", system.clone()),
            field("IsDeleted", "boolean", system.clone()),
            field("SystemModstamp", "datetime", system),
            field("Name", "string", json!({ "nameField": true, "custom": false })),
            field("Many__c", "multipicklist", json!({
                "sortable": false, "length": 4099, "restrictedPicklist": true,
                "picklistValues": values(&many),
            })),
            field("Grade__c", "picklist", json!({
                "restrictedPicklist": true, "length": 255, "picklistValues": values(&grades),
            })),
            field("Exact__c", "string", json!({ "caseSensitive": true })),
            field("Time__c", "time", json!({})),
            field("Share__c", "percent", json!({ "precision": 5, "scale": 1 })),
            field("Site__c", "location", json!({
                "createable": false, "updateable": false, "sortable": false,
            })),
            field("Site__Latitude__s", "double", json!({ "compoundFieldName": "Site__c" })),
            field("Site__Longitude__s", "double", json!({ "compoundFieldName": "Site__c" })),
            field("Secret__c", "encryptedstring", json!({
                "filterable": false, "sortable": false, "length": 175,
            })),
        ],
    })
}

/// The objects as the checker knows them: from the describes that the org has.
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let provenance: Value =
            serde_json::from_str(&ats_tests::text("schemas/provenance.json")).expect("provenance");
        let thing = thing().to_string();
        let thing = ats_schema::describe::Describe::parse(thing.as_bytes()).expect("a describe");
        let describes = ats_tests::schemas().into_values().chain([thing]);
        let objects = describes.map(|describe| {
            let fields = &provenance["objects"][&describe.name]["fields"];
            Object::from_describe(&describe, |field| fields[field]["values"] == "partial")
        });
        let mut catalog = Catalog::from_iter(objects);
        catalog.close();
        catalog
    });
    &CATALOG
}

/// An org with a few records, and a session with it.
pub struct Org {
    emulator: Emulator,
    client: reqwest::Client,
    token: String,
}

impl Org {
    pub async fn start() -> Self {
        let emulator = Emulator::builder()
            .schemas(ats_tests::path("schemas"))
            .describe(thing().to_string())
            .demo_data(true)
            .daily_api_limit(u64::MAX)
            .start()
            .await
            .expect("an org");
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
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

    /// What the org answers to each query: how many records, or `CODE: message`.
    pub async fn ask(&self, queries: &[String]) -> Vec<Result<usize, String>> {
        let mut answers = Vec::with_capacity(queries.len());
        for round in queries.chunks(BATCH * AT_ONCE) {
            let mut asked = Vec::new();
            for batch in round.chunks(BATCH) {
                asked.push(tokio::spawn(self.send(batch)));
            }
            for answer in asked {
                let answer = answer.await.expect("a task");
                let results = answer["results"].as_array().expect("results");
                answers.extend(results.iter().map(outcome));
            }
        }
        answers
    }

    fn send(&self, batch: &[String]) -> impl Future<Output = Value> + use<> {
        let requests: Vec<Value> = batch
            .iter()
            .map(|query| {
                let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
                json!({ "method": "GET", "url": format!("v63.0/query?q={query}") })
            })
            .collect();
        let url = format!(
            "{}/services/data/v63.0/composite/batch",
            self.emulator.base_url()
        );
        let request = self.client.post(url).bearer_auth(&self.token);
        let request = request.json(&json!({ "batchRequests": requests }));
        async move {
            let answer = request.send().await.expect("an answer");
            answer.json().await.expect("JSON")
        }
    }
}

/// One result of a batch.
fn outcome(result: &Value) -> Result<usize, String> {
    match result["statusCode"].as_u64() {
        Some(200) => {
            let total = result["result"]["totalSize"].as_u64().expect("a number");
            Ok(usize::try_from(total).expect("a small number"))
        }
        _ => {
            let error = &result["result"][0];
            let text = |key: &str| error[key].as_str().unwrap_or_default().replace('\n', " ");
            Err(format!("{}: {}", text("errorCode"), text("message")))
        }
    }
}
