//! What is sent for each operation of the guide.

use ats_core::prelude::*;
use ats_core::record::{self, Verb, null, set};
use ats_generated::*;
use serde_json::json;

use crate::{application, body};

#[test]
fn create_records() {
    let call = record::create(&application()).expect("a good application");
    assert_eq!(call.verb, Verb::Create);
    assert_eq!(call.path, "sobjects/bpats__Job_Board_Application__c");
    // The second record of “Create Records in Bulk”, without its `attributes`.
    assert_eq!(
        body(&call),
        json!({
            "bpats__Contact__c": "003Em00000cqAXLIA2",
            "bpats__Email__c": "test3@test.com",
            "bpats__First_Name__c": "candidate",
            "bpats__Last_Name__c": "new 3",
            "bpats__Job__c": "a0MEm000004fFnBMAU",
        }),
    );
}

#[test]
fn create_records_with_more_than_is_required() {
    let new = NewJobBoardApplication {
        status: Some(JobBoardApplicationStatus::New),
        mobile_phone: Some(text!(JobBoardApplication::MOBILE_PHONE, "+1 555 0100")),
        ..application()
    };
    let call = record::create(&new).expect("a good application");
    assert_eq!(body(&call)["bpats__Status__c"], "New");
    assert_eq!(body(&call)["bpats__Mobile_Phone__c"], "+1 555 0100");
}

#[test]
fn update_single_records() {
    let changes = JobUpdate {
        name: set(text!(Job::NAME, "Salesforce Developer Test")),
        job_title: set(text!(Job::JOB_TITLE, "Salesforce Developer Test")),
        ..Default::default()
    };
    let id: Id<Job> = "a0MEm000004fFnBMAU".parse().expect("an id");
    let call = record::update(id, &changes).expect("good changes");
    assert_eq!(call.verb, Verb::Update);
    assert_eq!(call.path, "sobjects/bpats__Job__c/a0MEm000004fFnBMAU");
    assert_eq!(
        body(&call),
        json!({
            "Name": "Salesforce Developer Test",
            "bpats__Job_Title__c": "Salesforce Developer Test",
        }),
    );
}

#[test]
fn update_sends_nothing_that_was_not_changed() {
    let read: Job = record::from_json(
        r#"{"Name": "Job", "bpats__Job_Title__c": "Developer", "bpats__End_Date__c": "2025-04-29"}"#,
    )
    .expect("a job");
    let mut changes = read.into_update();
    assert_eq!(changes.to_json().expect("no changes"), "{}");
    changes.end_date = null();
    changes.is_active = set(true);
    assert_eq!(
        changes.to_json().expect("good changes"),
        r#"{"bpats__End_Date__c":null,"bpats__Is_Active__c":true}"#,
    );
}

#[test]
fn delete_records() {
    let id: Id<Job> = "a0LEm000007SHNYMA4".parse().expect("an id");
    let call = record::delete(id);
    assert_eq!(call.verb, Verb::Delete);
    assert_eq!(call.path, "sobjects/bpats__Job__c/a0LEm000007SHNYMA4");
    assert_eq!(call.body, None);
}

#[test]
fn get_a_record_with_every_field_of_its_type() {
    let id: Id<JobBoardApplication> = "a0bEc000006CfK6IAK".parse().expect("an id");
    let call = record::retrieve(id);
    assert_eq!(call.verb, Verb::Retrieve);
    let (path, fields) = call.path.split_once("?fields=").expect("fields");
    assert_eq!(
        path,
        "sobjects/bpats__Job_Board_Application__c/a0bEc000006CfK6IAK"
    );
    let fields: Vec<&str> = fields.split(',').collect();
    assert_eq!(fields.len(), 20);
    assert!(fields.contains(&"bpats__First_Name__c"));
}

#[test]
fn upsert_by_an_external_id() {
    let key = MessageStatsKey::ExternalKey(text!(MessageStats::EXTERNAL_KEY, "2025/04 #1"));
    let call = record::upsert(&key, &NewMessageStats::new()).expect("a good record");
    assert_eq!(call.verb, Verb::Upsert);
    assert_eq!(
        call.path,
        "sobjects/bpats__Message_Stats__c/bpats__External_Key__c/2025%2F04%20%231",
    );
    assert_eq!(call.body.as_deref(), Some("{}"));
}

#[test]
fn the_first_version_of_a_file_leaves_out_what_salesforce_fills_in() {
    let resume = NewContentVersion {
        path_on_client: Some(text!(ContentVersion::PATH_ON_CLIENT, "resume.txt")),
        version_data: Some(b"Rust".as_slice().into()),
        ..NewContentVersion::new()
    };
    let call = record::create(&resume).expect("a good file");
    assert_eq!(
        body(&call),
        json!({"PathOnClient": "resume.txt", "VersionData": "UnVzdA=="}),
    );
}
