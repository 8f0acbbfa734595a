//! Faults on demand, as a client sees them.

mod common;

use std::time::{Duration, Instant};

use ats_emulator::{Fault, FaultKind};
use common::{Answer, Org, answer, org};
use reqwest::Method;
use serde_json::json;

const HEADER: &str = "emulator-fault";

impl Org {
    async fn faulty(&self, path: &str, fault: &str) -> Answer {
        self.get_with(path, (HEADER, fault)).await
    }

    /// How many accounts there are; up to ten can be told so.
    async fn accounts(&self) -> usize {
        let body = self.get("/sobjects/Account").await.expect(200);
        body["recentItems"].as_array().unwrap().len()
    }
}

/// Every row of the guide's table has a way to make it happen, by name and by status.
#[tokio::test]
async fn every_status_of_the_guide() {
    let org = org().await;
    let rows = [
        (300, "multiple-choices"),
        (304, "not-modified"),
        (400, "bad-request"),
        (400, "lock-row"),
        (401, "expired-session"),
        (403, "forbidden"),
        (403, "request-limit-exceeded"),
        (404, "not-found"),
        (405, "method-not-allowed"),
        (409, "conflict"),
        (410, "gone"),
        (412, "precondition-failed"),
        (414, "uri-too-long"),
        (415, "unsupported-media-type"),
        (420, "no-route"),
        (428, "precondition-required"),
        (431, "headers-too-large"),
        (500, "server-error"),
        (502, "bad-gateway"),
        (503, "unavailable"),
    ];
    for (status, name) in rows {
        let answer = org.faulty("/limits", name).await;
        assert_eq!(answer.status, status, "{name}");
        match status {
            304 => assert_eq!(answer.text, ""),
            300 => assert!(answer.json()[0].is_string()),
            420 | 502 => {
                assert_eq!(
                    answer.header("content-type"),
                    Some("text/html; charset=UTF-8")
                );
                assert!(
                    answer.text.starts_with("<!DOCTYPE html>"),
                    "{}",
                    answer.text
                );
            }
            _ => assert!(!answer.error(status).is_empty()),
        }
        let by_number = org.faulty("/limits", &status.to_string()).await;
        assert_eq!(by_number.status, status);
    }
    assert_eq!(
        org.faulty("/limits", "lock-row").await.error(400),
        "UNABLE_TO_LOCK_ROW"
    );
    let full = org.faulty("/limits", "request-limit-exceeded").await;
    assert_eq!(full.error(403), "REQUEST_LIMIT_EXCEEDED");
    let busy = org.faulty("/limits", "unavailable;retry-after=7").await;
    assert_eq!(busy.header("retry-after"), Some("7"));
    assert!(org.faulty("/limits", "405").await.header("allow").is_some());
    assert_eq!(
        org.faulty("/limits", "sunshine").await.error(400),
        "EMULATOR_FAULT"
    );
    // Nothing of it was executed or counted.
    assert_eq!(org.emulator.api_calls(), 0);
}

#[tokio::test]
async fn a_script_in_process() {
    let org = org().await;
    let faults = org.emulator.faults();
    faults.add(Fault::new(FaultKind::Unavailable).after(1).times(2));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(org.get("/limits").await.status.as_u16());
    }
    assert_eq!(statuses, [200, 503, 503, 200]);
    assert_eq!(faults.report()[0].hits, 2);

    faults.clear();
    faults.add(Fault::new(FaultKind::ServerError).path("/services/oauth2"));
    assert_eq!(org.get("/limits").await.status, 200);
    let url = org.url("/services/oauth2/token");
    let form = [("grant_type", "password")];
    assert_eq!(answer(org.client.post(&url).form(&form)).await.status, 500);
    assert_eq!(answer(org.client.post(&url).form(&form)).await.status, 400);

    let requests = org.emulator.requests();
    let last = &requests[requests.len() - 2];
    assert_eq!(
        (last.method.as_str(), last.path.as_str()),
        ("POST", "/services/oauth2/token")
    );
    assert_eq!((last.status, last.fault), (500, Some("server-error")));
}

#[tokio::test]
async fn a_script_over_http() {
    let org = org().await;
    let control = org.url("/__emulator/faults");
    let script = "503;times=2\n\nlock-row;method=POST\n";
    let added = answer(org.client.post(&control).body(script))
        .await
        .expect(200);
    assert_eq!(
        added[1],
        json!({ "fault": "lock-row;method=POST", "seen": 0, "hits": 0 })
    );
    assert_eq!(org.get("/limits").await.status, 503);
    let listed = answer(org.client.get(&control)).await.expect(200);
    assert_eq!(
        listed[0],
        json!({ "fault": "unavailable;times=2", "seen": 1, "hits": 1 })
    );
    let wrong = answer(org.client.post(&control).body("503;sometimes")).await;
    assert_eq!(wrong.error(400), "EMULATOR_FAULT");
    assert_eq!(answer(org.client.delete(&control)).await.status, 204);
    assert_eq!(org.get("/limits").await.status, 200);

    let requests = answer(org.client.get(org.url("/__emulator/requests")))
        .await
        .expect(200);
    let paths: Vec<&str> = requests
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "/services/oauth2/token",
            "/services/data/v63.0/limits",
            "/services/data/v63.0/limits"
        ]
    );
    let sessions = org.url("/__emulator/sessions");
    assert_eq!(answer(org.client.delete(sessions)).await.status, 204);
    assert_eq!(org.get("/limits").await.error(401), "INVALID_SESSION_ID");
}

#[tokio::test]
async fn a_session_that_ends() {
    let org = org().await;
    // 401 once, and the token is good again; or not.
    assert_eq!(org.faulty("/limits", "401;times=1").await.status, 401);
    assert_eq!(org.faulty("/limits", "401;times=1").await.status, 200);
    org.emulator
        .faults()
        .add(Fault::new(FaultKind::EndSession).after(1));
    assert_eq!(org.get("/limits").await.status, 200);
    assert_eq!(org.get("/limits").await.error(401), "INVALID_SESSION_ID");
    assert_eq!(org.get("/limits").await.error(401), "INVALID_SESSION_ID");
}

fn create(org: &Org, fault: &str) -> reqwest::RequestBuilder {
    org.request(Method::POST, "/sobjects/Account")
        .header(HEADER, fault)
        .json(&json!({ "Name": fault }))
}

/// What the wire does to a create, and whether the record is there afterwards.
#[tokio::test]
async fn faults_of_the_wire() {
    let org = org().await;
    let sent = async |fault: &str| create(&org, fault).send().await;

    let error = sent("reset").await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_builder(), "{error:?}");
    assert_eq!(
        org.accounts().await,
        0,
        "a reset comes before the request is executed"
    );

    sent("lost-answer").await.unwrap_err();
    assert_eq!(org.accounts().await, 1, "only the answer is lost");

    let half = sent("reset-mid-body").await.unwrap();
    assert_eq!(half.status(), 201);
    half.bytes().await.unwrap_err();
    assert_eq!(org.accounts().await, 2);

    let answer = common::answer(create(&org, "truncated-json")).await;
    assert_eq!(answer.status, 201);
    assert!(serde_json::from_str::<serde_json::Value>(&answer.text).is_err());
    assert!(answer.text.starts_with("{\"id\":\"001"), "{}", answer.text);
    assert_eq!(org.accounts().await, 3);

    let answer = common::answer(create(&org, "wrong-content-type")).await;
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=UTF-8")
    );
    assert_eq!(answer.expect(201)["success"], true);
    assert_eq!(org.accounts().await, 4);

    assert_eq!(
        common::answer(create(&org, "duplicate")).await.expect(201)["success"],
        true
    );
    assert_eq!(org.accounts().await, 6, "delivered twice");

    let start = Instant::now();
    let answer = common::answer(create(&org, "slow-drip;ms=5")).await;
    assert_eq!(answer.expect(201)["success"], true);
    // A body of 59 bytes in as many pieces.
    assert!(
        start.elapsed() >= Duration::from_millis(59 * 5),
        "{:?}",
        start.elapsed()
    );

    let request = create(&org, "hang").timeout(Duration::from_millis(300));
    assert!(request.send().await.unwrap_err().is_timeout());
    let start = Instant::now();
    assert_eq!(
        common::answer(create(&org, "hang;ms=200")).await.status,
        201
    );
    assert!(start.elapsed() >= Duration::from_millis(200));
}

/// A cut connection of HTTP/2 is an error of the client's, too, and the next one works.
#[tokio::test]
async fn faults_of_the_wire_over_http2() {
    let mut org = org().await;
    org.client = reqwest::Client::builder()
        .no_proxy()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    for fault in ["reset", "lost-answer"] {
        create(&org, fault).send().await.unwrap_err();
    }
    let half = create(&org, "reset-mid-body").send().await.unwrap();
    half.bytes().await.unwrap_err();
    assert_eq!(org.accounts().await, 2);
    let version = org
        .request(Method::GET, "/limits")
        .send()
        .await
        .unwrap()
        .version();
    assert_eq!(version, reqwest::Version::HTTP_2);
}
