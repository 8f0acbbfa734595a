//! “Create Records”, “Create Records in Bulk”, “Update …”, “Delete …”.

use ats_core::prelude::*;
use ats_core::record::{from_json, set};
use ats_generated::*;

use crate::org::{Guide, application};
use crate::samples::{
    CREATE_REQUEST, CREATE_RESPONSE, CREATE_TREE_REQUEST, CREATE_TREE_RESPONSE, CREATED_RESPONSE,
    DELETE_MANY_RESPONSE, UPDATE_MANY_REQUEST, UPDATE_MANY_RESPONSE, UPDATE_REQUEST,
};

#[tokio::test]
async fn create_records() {
    let guide = Guide::open().await;
    let contact = guide.contact("003Ec00000jUeMbIAK").await;
    let job = guide.job("a0cEc000005XLv1IAG").await;

    let id = guide
        .client
        .create(&application(contact, job))
        .await
        .expect("an application");

    let said = guide.said();
    assert_eq!(
        (&*said.method, &*said.target, said.status),
        (
            "POST",
            "/services/data/v63.0/sobjects/bpats__Job_Board_Application__c",
            201
        )
    );
    // “Common Request Headers”
    let header = |name| said.headers[name].to_str().expect("text");
    assert!(header("authorization").starts_with("Bearer "));
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("accept"), "application/json");
    guide.compare(CREATE_REQUEST, &said.sent());
    guide.compare(CREATE_RESPONSE, &said.answered());
    assert_eq!(guide.id("a0bEc000006Chx2IAC"), id);

    let read = guide.client.retrieve(id).await.expect("the application");
    assert_eq!(read.id, Some(id));
    assert_eq!(read.contact_id, Some(contact));
    assert_eq!(read.job_id, Some(job));
    assert_eq!(read.email.as_deref(), Some("test@test.com"));
    assert_eq!(read.first_name.as_deref(), Some("candidate"));
    assert_eq!(read.last_name.as_deref(), Some("new"));
}

#[tokio::test]
async fn create_records_in_bulk() {
    let guide = Guide::open().await;
    let first = guide.contact("003Em00000cqRQ3IAM").await;
    let second = guide.contact("003Em00000cqAXLIA2").await;
    let job = guide.job("a0MEm000004fFnBMAU").await;
    let applications = [
        NewJobBoardApplication {
            email: text!(JobBoardApplication::EMAIL, "test2@test.com"),
            last_name: text!(JobBoardApplication::LAST_NAME, "new 2"),
            ..application(first, job)
        },
        NewJobBoardApplication {
            email: text!(JobBoardApplication::EMAIL, "test3@test.com"),
            last_name: text!(JobBoardApplication::LAST_NAME, "new 3"),
            ..application(second, job)
        },
    ];

    let created = guide
        .client
        .collections()
        .create_tree(&applications)
        .await
        .all()
        .expect("two applications");

    let said = guide.said();
    assert_eq!(
        (&*said.method, &*said.target, said.status),
        (
            "POST",
            "/services/data/v63.0/composite/tree/bpats__Job_Board_Application__c",
            201
        )
    );
    guide.compare(CREATE_TREE_REQUEST, &said.sent());
    guide.compare(CREATE_TREE_RESPONSE, &said.answered());
    assert_eq!(
        created,
        [
            guide.id("a0bEc000006CfK6IAK"),
            guide.id("a0bEc000006CfK7IAK")
        ]
    );

    // “Example: Successful POST Response” has the same form, with other ids.
    guide
        .client
        .collections()
        .create_tree(&applications)
        .await
        .all()
        .expect("two more");
    let said = guide.said();
    guide.compare(CREATED_RESPONSE, &said.answered());
}

fn renamed(name: &str) -> JobUpdate {
    JobUpdate {
        name: set(name.try_into().expect("a name")),
        job_title: set(name.try_into().expect("a title")),
        ..Default::default()
    }
}

#[tokio::test]
async fn update_single_records() {
    let guide = Guide::open().await;
    let job = guide.job("a0MEm000004fFnBMAU").await;

    guide
        .client
        .update(job, &renamed("Salesforce Developer Test"))
        .await
        .expect("a change");

    let said = guide.said();
    assert_eq!((&*said.method, said.status), ("PATCH", 204));
    assert_eq!(
        said.target,
        format!("/services/data/v63.0/sobjects/bpats__Job__c/{job}")
    );
    guide.compare(UPDATE_REQUEST, &said.sent());
    assert_eq!(said.answer, "");
    let read = guide.client.retrieve(job).await.expect("the job");
    assert_eq!(read.name.as_deref(), Some("Salesforce Developer Test"));
    assert_eq!(read.job_title.as_deref(), Some("Salesforce Developer Test"));
}

#[tokio::test]
async fn update_bulk_records() {
    let guide = Guide::open().await;
    let first = guide.job("a0MEm000004fFnBMAU").await;
    let second = guide.job("a0MEm000004fHCHMA2").await;

    let changes = [
        (first, renamed("Salesforce Developer Test")),
        (second, renamed("Senior Salesforce Developer Test")),
    ];
    let changed = guide.client.collections().update(&changes).await;
    assert_eq!(changed.all().expect("two changes"), [first, second]);

    let said = guide.said();
    assert_eq!(
        (&*said.method, &*said.target, said.status),
        ("PATCH", "/services/data/v63.0/composite/sobjects", 200)
    );
    guide.compare(UPDATE_MANY_REQUEST, &said.sent());
    guide.compare(UPDATE_MANY_RESPONSE, &said.answered());
    let read = guide.client.retrieve(second).await.expect("the job");
    assert_eq!(
        read.job_title.as_deref(),
        Some("Senior Salesforce Developer Test")
    );
}

#[tokio::test]
async fn delete_records() {
    let guide = Guide::open().await;
    let id = guide.application("a0LEm000007SHNYMA4").await;

    guide.client.delete(id).await.expect("a deletion");

    let said = guide.said();
    assert_eq!((&*said.method, said.status), ("DELETE", 204));
    assert_eq!(
        said.target,
        format!("/services/data/v63.0/sobjects/bpats__Job_Board_Application__c/{id}")
    );
    assert_eq!((&*said.request, &*said.answer), ("", ""));
    let left = guide.client.count(JobBoardApplication::select()).await;
    assert_eq!(left.expect("a count"), 0);
}

#[tokio::test]
async fn delete_records_in_bulk() {
    let guide = Guide::open().await;
    let ids = [
        guide.application("a0LEm000007SHNYMA4").await,
        guide.application("a0LEm000007SDD3MAO").await,
    ];

    let deleted = guide.client.collections().delete(&ids).await;
    assert_eq!(deleted.all().expect("two deletions"), ids);

    let said = guide.said();
    assert_eq!((&*said.method, said.status), ("DELETE", 200));
    assert_eq!(
        said.target,
        format!(
            "/services/data/v63.0/composite/sobjects?ids={},{}&allOrNone=false",
            ids[0], ids[1]
        )
    );
    guide.compare(DELETE_MANY_RESPONSE, &said.answered());
    let left = guide.client.count(JobBoardApplication::select()).await;
    assert_eq!(left.expect("a count"), 0);
}

#[tokio::test]
async fn what_was_read_can_be_read_again_from_its_json() {
    let guide = Guide::open().await;
    let job = guide.job("a0MEm000004fFnBMAU").await;
    guide.client.retrieve(job).await.expect("the job");
    let said = guide.said();
    let read: Job = from_json(&said.answer).expect("a job");
    // Nothing came that the type does not know.
    assert!(read.extra.is_empty(), "{:?}", read.extra);
    assert_eq!(read.id, Some(job));
}
