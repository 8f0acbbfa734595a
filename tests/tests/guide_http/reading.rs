//! “Describe Objects”, “Get Records”, “Fetch API Limits”, “Pagination”.

use ats_client::ApiVersion;
use ats_core::prelude::*;
use ats_core::record::set;
use ats_generated::*;

use crate::org::{Guide, VERSION, bundled};
use crate::samples::{self, NEXT_PAGE_RESPONSE, QUERY_RESPONSE};

#[tokio::test]
async fn describe_objects() {
    let guide = Guide::open().await;
    for object in ats_tests::schemas().values() {
        let described = guide
            .client
            .describe(&object.name)
            .await
            .expect("a describe");
        let said = guide.said();
        assert_eq!(
            (said.method, said.target, said.status),
            (
                "GET".to_owned(),
                format!("/services/data/v63.0/sobjects/{}/describe", object.name),
                200
            )
        );
        assert_eq!(described.label, object.label);
        let names = |describe: &ats_schema::describe::Describe| -> Vec<String> {
            describe
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect()
        };
        assert_eq!(names(&described), names(object), "{}", object.name);
    }
}

#[tokio::test]
async fn get_records() {
    // The sample's address names v57.0.
    let guide = Guide::of(bundled(), ApiVersion::new(57)).await;
    let job = guide.job("a0MEm000004fFnBMAU").await;
    let changes = JobUpdate {
        name: set(text!(Job::NAME, "Salesforce Developer Test")),
        ..Default::default()
    };
    guide.client.update(job, &changes).await.expect("a change");
    guide.recorder.take();

    let page = guide
        .client
        .query(Job::select().fields((Job::NAME, Job::END_DATE)))
        .await
        .expect("a page");

    let said = guide.said();
    assert_eq!((&*said.method, said.status), ("GET", 200));
    assert_eq!(
        said.target,
        "/services/data/v57.0/query?q=SELECT%20Name%2C%20bpats__End_Date__c%20FROM%20bpats__Job__c"
    );
    guide.compare(QUERY_RESPONSE, &said.answered());
    assert_eq!((page.total_size, page.done), (Some(1), true));
    assert_eq!(
        page.records[0].name.as_deref(),
        Some("Salesforce Developer Test")
    );
    assert_eq!(page.records[0].end_date, None);
}

#[tokio::test]
async fn fetch_api_limits() {
    let guide = Guide::open().await;
    let limits = guide.client.limits().await.expect("limits");
    let said = guide.said();
    assert_eq!(
        (&*said.method, &*said.target, said.status),
        ("GET", "/services/data/v63.0/limits", 200)
    );
    let calls = limits.daily_api_requests().expect("DailyApiRequests");
    assert_eq!(calls.max, 100_000);
    assert_eq!(
        said.answered()["DailyApiRequests"],
        serde_json::json!({ "Max": calls.max, "Remaining": calls.remaining })
    );
    // It counts down, by one for each call.
    guide.client.limits().await.expect("limits");
    let again = guide.client.limits().await.expect("limits");
    let again = again.daily_api_requests().expect("DailyApiRequests");
    assert_eq!(again.remaining, calls.remaining - 2);
}

/// “The Salesforce REST API returns a maximum of 2,000 records per SOQL query response”: the 3,214
/// records of the sample come in two pages, of which the second is the sample.
#[tokio::test]
async fn pagination() {
    let guide = Guide::of(bundled(), VERSION).await;
    let sample = samples::json(NEXT_PAGE_RESPONSE);
    let total = sample["totalSize"].as_u64().expect("a number");
    let jobs: Vec<NewJob> = (0..total).map(|_| NewJob::new()).collect();
    guide
        .client
        .collections()
        .create(&jobs)
        .await
        .all()
        .expect("jobs");
    guide.recorder.take();

    let first = guide
        .client
        .query(Job::select().field(Job::ID))
        .await
        .expect("a page");
    assert_eq!((first.records.len(), first.done), (2_000, false));
    assert_eq!(first.total_size, Some(total));
    let next = first.next_records_url.clone().expect("nextRecordsUrl");
    let (locator, offset) = next
        .strip_prefix("/services/data/v63.0/query/")
        .and_then(|rest| rest.split_once('-'))
        .expect("/services/data/v63.0/query/0r8xx49yn9SOnOmAAL-2000");
    assert_eq!(
        (locator.len(), offset),
        ("0r8xx49yn9SOnOmAAL".len(), "2000")
    );
    guide.recorder.take();

    let second = guide.client.next_page(&first).await.expect("an answer");
    let said = guide.said();
    assert_eq!((&said.target, said.status), (&next, 200));
    let mut answered = said.answered();
    let records = answered["records"].take();
    assert_eq!(records.as_array().map(Vec::len), Some(1_214));
    // The sample says “[...]”, which is no JSON; an empty list stands for it.
    answered["records"] = serde_json::json!([]);
    guide.compare(NEXT_PAGE_RESPONSE, &answered);
    let second = second.expect("a page");
    assert_eq!((second.records.len(), second.done), (1_214, true));
    assert!(
        guide
            .client
            .next_page(&second)
            .await
            .expect("none")
            .is_none()
    );

    // All of them, each once.
    let all = guide.client.query_all(Job::select().field(Job::ID));
    let all = all.collect_all().await.expect("all jobs");
    let ids: std::collections::BTreeSet<_> = all
        .iter()
        .map(|job| job.id.expect("an id").as_str().to_owned())
        .collect();
    assert_eq!(ids.len() as u64, total);
}
