//! Queries over HTTP: pages, options, refusals. What SOQL means is tested beside it.

mod common;

use std::time::Duration;

use ats_emulator::Emulator;
use common::{Org, SCHEMAS, org};
use serde_json::{Value, json};

async fn with_accounts(count: usize) -> Org {
    filled(org().await, count).await
}

async fn filled(org: Org, count: usize) -> Org {
    let names: Vec<Value> = (0..count)
        .map(|number| json!({ "attributes": { "type": "Account" }, "Name": format!("A{number:04}") }))
        .collect();
    for chunk in names.chunks(200) {
        let body = json!({ "allOrNone": true, "records": chunk });
        let rows = org.post("/composite/sobjects", body).await.expect(200);
        assert!(
            rows.as_array()
                .unwrap()
                .iter()
                .all(|row| row["success"] == true)
        );
    }
    org
}

#[tokio::test]
async fn the_guides_shape() {
    let org = with_accounts(1).await;
    // As the guide writes them: a slash before the question mark, plus signs for spaces.
    let body = org
        .get("/query/?q=SELECT+Name,+Website+FROM+Account")
        .await
        .expect(200);
    let url = body["records"][0]["attributes"]["url"].as_str().unwrap();
    assert!(
        url.starts_with("/services/data/v63.0/sobjects/Account/001"),
        "{url}"
    );
    assert_eq!(
        body,
        json!({
            "totalSize": 1,
            "done": true,
            "records": [{
                "attributes": { "type": "Account", "url": url },
                "Name": "A0000",
                "Website": null,
            }],
        })
    );
    assert_eq!(org.count("Account").await, 1);
}

#[tokio::test]
async fn pages() {
    let org = with_accounts(450).await;
    let path = "/query?q=SELECT+Name+FROM+Account+ORDER+BY+Name";
    let options = ("sforce-query-options", "batchSize=200");
    let mut page = org.get_with(path, options).await.expect(200);
    let mut names = Vec::new();
    let mut sizes = Vec::new();
    loop {
        let records = page["records"].as_array().unwrap();
        sizes.push(records.len());
        names.extend(
            records
                .iter()
                .map(|record| record["Name"].as_str().unwrap().to_owned()),
        );
        assert_eq!(page["totalSize"], 450);
        if page["done"] == true {
            assert_eq!(page.get("nextRecordsUrl"), None);
            break;
        }
        let next = page["nextRecordsUrl"].as_str().unwrap().to_owned();
        page = org.get(&next).await.expect(200);
    }
    assert_eq!(sizes, [200, 200, 50]);
    let expected: Vec<String> = (0..450).map(|number| format!("A{number:04}")).collect();
    assert_eq!(names, expected);
    let unknown = org.get("/query/0r8xx0000000001AAA-200").await;
    assert_eq!(unknown.error(400), "INVALID_QUERY_LOCATOR");
}

#[tokio::test]
async fn all_explained_and_refused() {
    let org = with_accounts(2).await;
    let first = org
        .get("/query?q=SELECT+Id+FROM+Account+LIMIT+1")
        .await
        .expect(200);
    let id = first["records"][0]["Id"].as_str().unwrap();
    org.delete(&format!("/sobjects/Account/{id}")).await;
    assert_eq!(org.count("Account").await, 1);
    let all = org
        .get("/queryAll?q=SELECT+Id,IsDeleted+FROM+Account")
        .await
        .expect(200);
    assert_eq!(all["totalSize"], 2);

    let explained = org
        .get("/query?explain=SELECT+Id+FROM+Account")
        .await
        .expect(200);
    assert!(explained["plans"].is_array(), "{explained}");
    let columns = org
        .get("/query?columns=true&q=SELECT+Name+FROM+Account")
        .await
        .expect(200);
    assert_eq!(
        columns["columnMetadata"][0]["columnName"], "Name",
        "{columns}"
    );

    let refused = async |path: &str| org.get(path).await.error(400);
    assert_eq!(refused("/query").await, "MALFORMED_QUERY");
    assert_eq!(refused("/query?q=SELECT").await, "MALFORMED_QUERY");
    assert_eq!(
        refused("/query?q=SELECT+Nope+FROM+Account").await,
        "INVALID_FIELD"
    );
    assert_eq!(
        refused("/query?q=SELECT+Id+FROM+Nope").await,
        "INVALID_TYPE"
    );
}

#[tokio::test]
async fn locators_expire() {
    let lifetime = Duration::from_millis(300);
    let builder = Emulator::builder()
        .schemas(SCHEMAS)
        .locator_lifetime(lifetime);
    let org = filled(Org::of(builder).await, 201).await;
    let options = ("sforce-query-options", "batchSize=200");
    let first = org
        .get_with("/query?q=SELECT+Id+FROM+Account", options)
        .await
        .expect(200);
    let next = first["nextRecordsUrl"].as_str().unwrap();
    assert_eq!(org.get(next).await.expect(200)["done"], true);
    tokio::time::sleep(lifetime * 2).await;
    assert_eq!(org.get(next).await.error(400), "INVALID_QUERY_LOCATOR");
}
