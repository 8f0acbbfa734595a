//! The guide's samples of what comes back.

use ats_core::prelude::*;
use ats_core::record::{self, Page};
use ats_generated::*;

#[test]
fn successful_get_query_response() {
    let page: Page<Job> = Page::from_json(
        r#"{
            "totalSize": 1,
            "done": true,
            "records": [
                {
                    "attributes": {
                        "type": "bpats__Job__c",
                        "url": "/services/data/v57.0/sobjects/bpats__Job__c/a0MEm000004fFnBMAU"
                    },
                    "Name": "Salesforce Developer Test",
                    "bpats__End_Date__c": null
                }
            ]
        }"#,
    )
    .expect("a page");
    assert_eq!((page.total_size, page.done), (Some(1), true));
    assert_eq!(page.next_records_url, None);
    let [job] = page.records.as_slice() else {
        panic!("one record")
    };
    assert_eq!(job.name.as_deref(), Some("Salesforce Developer Test"));
    assert_eq!(job.end_date, None);
    assert!(job.extra.is_empty(), "{:?}", job.extra);
}

#[test]
fn a_page_that_is_not_the_last() {
    let page: Page<Job> = Page::from_json(
        r#"{
            "totalSize": 3214,
            "done": false,
            "nextRecordsUrl": "/services/data/v63.0/query/0r8xx49yn9SOnOmAAL-2000",
            "records": []
        }"#,
    )
    .expect("a page");
    assert_eq!((page.total_size, page.done), (Some(3214), false));
    assert_eq!(
        page.next_records_url.as_deref(),
        Some("/services/data/v63.0/query/0r8xx49yn9SOnOmAAL-2000"),
    );
}

#[test]
fn parents_and_children() {
    let job: Job = record::from_json(
        r#"{
            "attributes": {"type": "bpats__Job__c"},
            "bpats__Account__r": {"attributes": {"type": "Account"}, "Name": "Asymbl"},
            "Owner": {"attributes": {"type": "User"}, "Name": "Ada"},
            "bpats__Job_Board_Applications__r": {
                "totalSize": 1, "done": true,
                "records": [{
                    "attributes": {"type": "bpats__Job_Board_Application__c"},
                    "bpats__First_Name__c": "candidate"
                }]
            },
            "bpats__Interviews__r": null
        }"#,
    )
    .expect("a job");
    let account = job.account.expect("an account");
    assert_eq!(account.name.as_deref(), Some("Asymbl"));
    let applications = job.job_board_applications.expect("applications");
    let first = applications.get(0).expect("one of them");
    assert_eq!(first.first_name.as_deref(), Some("candidate"));
    assert!(job.interviews.is_none());
    let Some(JobOwner::Other(owner)) = job.owner else {
        panic!("an owner without a type")
    };
    assert_eq!(owner.object, "User");
    assert_eq!(owner.get("Name").map(RawJson::as_str), Some("\"Ada\""));
}

#[test]
fn reading_forgives() {
    let application: JobBoardApplication = record::from_json(&format!(
        r#"{{"bpats__Status__c": "Shortlisted", "bpats__Mobile_Phone__c": "{}", "Since_Yesterday__c": 1}}"#,
        "5".repeat(50),
    ))
    .expect("an application");
    let status = application.status.expect("a status");
    assert!(!status.is_listed() && status.as_str() == "Shortlisted");
    assert_eq!(application.mobile_phone.expect("a phone").len(), 50);
    let new_field = application.extra.get("Since_Yesterday__c");
    assert_eq!(new_field.map(RawJson::as_str), Some("1"));
}
