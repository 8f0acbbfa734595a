//! Reading forgives: what the org may send that the schema did not say.

mod common;

use ats_core::prelude::*;
use ats_core::record::{Page, from_json};
use common::{Job, JobOwner, Kind, Status};

fn read(json: &str) -> Job {
    let job = from_json(json).unwrap();
    // Both ways of reading give the same.
    assert_eq!(serde_json::from_str::<Job>(json).unwrap(), job);
    job
}

#[test]
fn every_type_of_field() {
    let job = read(
        r#"{
            "attributes": {"type": "bpats__Job__c", "url": "/services/data/v63.0/sobjects/bpats__Job__c/a0MEm000004fFnBMAU"},
            "Id": "a0MEm000004fFnBMAU",
            "bpats__Job_Title__c": "Rust \"Dev\" \u00e9\ud83d\udc4d",
            "bpats__Status__c": "On Hold",
            "bpats__Type__c": "Permanent",
            "Skills__c": "Permanent;Consulting",
            "bpats__Bill_Rate__c": 1234567890123456.78,
            "Openings__c": 3,
            "bpats__Is_Active__c": true,
            "bpats__End_Date__c": "2025-04-29",
            "CreatedDate": "2025-04-29T15:45:00.000+0000",
            "Start_Time__c": "09:30:00.000Z",
            "Resume__c": "/services/data/v63.0/sobjects/X/1/Resume__c",
            "Hologram__c": {"depth": 1.50},
            "bpats__Account__r": {
                "attributes": {"type": "Account"}, "Name": "Asymbl",
                "BillingAddress": {"city": "Austin", "latitude": 30.25, "geocodeAccuracy": "Zip"},
                "Parent": {"Name": "Holding"}
            },
            "bpats__Interviews__r": {"totalSize": 2, "done": true, "records": [{"Name": "I-1"}, {"Name": "I-2"}]}
        }"#,
    );
    assert_eq!(job.id, "a0MEm000004fFnBMAU".parse().ok());
    assert_eq!(job.job_title.as_deref(), Some("Rust \"Dev\" é👍"));
    assert_eq!(job.status, Some(Status::OnHold));
    assert_eq!(job.type_, Some(Kind::Permanent));
    let skills = job.skills.as_ref().unwrap();
    assert!(
        skills.contains(&Kind::Permanent) && skills.contains(&Kind::Other("Consulting".into()))
    );
    assert_eq!(
        job.bill_rate.as_ref().unwrap().to_string(),
        "1234567890123456.78"
    );
    assert_eq!(job.openings, Some(3));
    assert_eq!(job.is_active, Some(true));
    assert_eq!(job.end_date.unwrap().to_string(), "2025-04-29");
    assert_eq!(
        job.created_date.unwrap().to_rfc3339(),
        "2025-04-29T15:45:00+00:00"
    );
    assert_eq!(job.start_time.unwrap().to_string(), "09:30:00");
    assert_eq!(
        job.hologram.as_ref().unwrap().as_str(),
        r#"{"depth": 1.50}"#
    );
    let account = job.account.as_ref().unwrap();
    assert_eq!(account.name.as_deref(), Some("Asymbl"));
    let address = account.billing_address.as_ref().unwrap();
    assert_eq!(
        (address.city.as_deref(), address.latitude),
        (Some("Austin"), Some(30.25))
    );
    assert_eq!(
        account.parent.as_ref().unwrap().name.as_deref(),
        Some("Holding")
    );
    let interviews = job.interviews.as_ref().unwrap();
    assert_eq!((interviews.total_size(), interviews.len()), (Some(2), 2));
    assert_eq!(interviews.get(1).unwrap().name.as_deref(), Some("I-2"));
}

#[test]
fn a_picklist_value_that_the_schema_does_not_list() {
    let job = read(r#"{"bpats__Status__c": "Frozen", "bpats__Type__c": "Barter"}"#);
    let status = job.status.unwrap();
    assert_eq!((status.as_str(), status.is_listed()), ("Frozen", false));
    assert_eq!(job.type_, Some(Kind::Other("Barter".into())));
}

#[test]
fn an_inactive_value() {
    assert_eq!(
        read(r#"{"bpats__Status__c": "Old"}"#).status,
        Some(Status::Old)
    );
}

#[test]
fn a_longer_text() {
    let job = read(r#"{"bpats__Job_Title__c": "a title of more than twenty characters"}"#);
    assert_eq!(
        job.job_title.as_deref(),
        Some("a title of more than twenty characters")
    );
}

#[test]
fn new_fields_are_kept() {
    let job = read(r#"{"New__c": 0.10, "Name": "x", "Gone__r": {"Name": null}}"#);
    assert_eq!(job.extra.get("New__c").unwrap().as_str(), "0.10");
    assert_eq!(
        job.extra.get("Gone__r").unwrap().as_str(),
        r#"{"Name": null}"#
    );
    assert_eq!(job.extra.len(), 3);
    // And sent on as they came, should the record be written to a file, say.
    let copy: Job = serde_json::from_str(&serde_json::to_string(&job).unwrap()).unwrap();
    assert_eq!(copy, job);
}

#[test]
fn absent_and_null_are_both_none() {
    let job = read(
        r#"{"Id": null, "bpats__Is_Active__c": null, "bpats__Account__r": null, "Owner": null, "bpats__Interviews__r": null}"#,
    );
    assert_eq!(job, Job::default());
    assert_eq!(read("{}"), Job::default());
}

#[test]
fn a_polymorphic_parent_is_what_it_says_it_is() {
    let job = read(r#"{"Owner": {"attributes": {"type": "Account"}, "Name": "House"}}"#);
    let Some(JobOwner::Account(account)) = job.owner else {
        panic!("{job:?}")
    };
    assert_eq!(account.name.as_deref(), Some("House"));
    // The attributes need not come first.
    let job = read(r#"{"Owner": {"Name": "Ada", "attributes": {"type": "User"}}}"#);
    let Some(JobOwner::Other(user)) = job.owner else {
        panic!("{job:?}")
    };
    assert_eq!(
        (user.object.as_str(), user.get("Name").unwrap().as_str()),
        ("User", "\"Ada\"")
    );
}

#[test]
fn numbers_keep_their_digits() {
    for (json, text) in [
        ("123456789012345678", "123456789012345678"),
        ("0.1", "0.1"),
        ("1.0E10", "10000000000"),
        ("1.5e-7", "0.00000015"),
        ("1.7976931348623157E308", "1.7976931348623157E308"),
        ("-0.00", "0.00"),
    ] {
        let job = read(&format!(r#"{{"bpats__Bill_Rate__c": {json}}}"#));
        assert_eq!(job.bill_rate.unwrap().to_string(), text, "{json}");
    }
}

#[test]
fn whole_numbers_may_have_a_point() {
    assert_eq!(read(r#"{"Openings__c": 4.0}"#).openings, Some(4));
}

#[test]
fn what_cannot_be_read_is_named() {
    for (json, message) in [
        (
            r#"{"bpats__Is_Active__c": "yes"}"#,
            r#"bpats__Job__c.bpats__Is_Active__c: expected true or false, found a text of 3 characters at line 1 column 29"#,
        ),
        (
            r#"{"bpats__End_Date__c": "29.04.2025"}"#,
            "bpats__Job__c.bpats__End_Date__c: expected a date, found a text of 10 characters at line 1",
        ),
        (
            r#"{"Id": "aOMEm000004fFnBMAU"}"#,
            "bpats__Job__c.Id: expected an id, found a text of 18 characters at line 1 column ",
        ),
        (
            r#"{"bpats__Bill_Rate__c": "ten"}"#,
            r#"bpats__Job__c.bpats__Bill_Rate__c: expected a number, found a text of 3 characters at line 1"#,
        ),
        (
            r#"{"bpats__Job_Title__c": {"a": 1}}"#,
            "invalid type: an object, expected a value for bpats__Job__c.bpats__Job_Title__c",
        ),
        (
            r#"{"bpats__Account__r": 5}"#,
            "invalid type: a whole number, expected a record of Account",
        ),
        (
            r#"{"attributes": {"type": "Contact"}}"#,
            "expected a record of bpats__Job__c, found one of Contact",
        ),
        (
            r#"{"Openings__c": 4.5}"#,
            "expected a whole number, found a number with a fraction",
        ),
        (r#"{"Id": "a0MEm0"#, "the answer was cut off"),
        ("[]", "expected a record of bpats__Job__c"),
        ("", "the answer was cut off"),
    ] {
        let error = from_json::<Job>(json).unwrap_err().to_string();
        assert!(error.contains(message), "{json}: {error}");
    }
}

#[test]
fn a_page() {
    let json = r#"{"totalSize": 3214, "done": false, "nextRecordsUrl": "/services/data/v63.0/query/0r8-2000", "records": [
        {"attributes": {"type": "bpats__Job__c"}, "Id": "a0MEm000004fFnBMAU", "X__c": 1, "bpats__Job_Title__c": "A"},
        {"attributes": {"type": "bpats__Job__c"}, "bpats__Job_Title__c": "B", "Id": null, "X__c": 2},
        {"attributes": {"type": "bpats__Job__c"}}
    ]}"#;
    let page = Page::<Job>::from_json(json).unwrap();
    assert_eq!(serde_json::from_str::<Page<Job>>(json).unwrap(), page);
    assert_eq!((page.total_size, page.done), (Some(3214), false));
    assert_eq!(
        page.next_records_url.as_deref(),
        Some("/services/data/v63.0/query/0r8-2000")
    );
    let titles: Vec<_> = page
        .records
        .iter()
        .map(|job| job.job_title.as_deref())
        .collect();
    assert_eq!(titles, [Some("A"), Some("B"), None]);
    assert_eq!(page.records[1].extra.get("X__c").unwrap().as_str(), "2");
    assert!(
        Page::<Job>::from_json("{}")
            .unwrap_err()
            .to_string()
            .contains("records")
    );
    let cut = Page::<Job>::from_json(&json[..json.len() - 4]).unwrap_err();
    assert!(cut.is_truncated(), "{cut}");
}

#[test]
fn other_formats_work() {
    let job = read(
        r#"{"Id": "a0MEm000004fFnBMAU", "bpats__Bill_Rate__c": 12.5, "Openings__c": 2, "New__c": [1, {"a": null}],
            "bpats__Account__r": {"Name": "A"}, "Owner": {"attributes": {"type": "User"}, "Name": "Ada"},
            "bpats__Interviews__r": {"totalSize": 1, "done": true, "records": [{"Name": "I"}]}}"#,
    );
    let value = serde_json::to_value(&job).unwrap();
    let back: Job = serde_json::from_value(value).unwrap();
    assert_eq!(back.bill_rate, job.bill_rate);
    let packed = rmp_serde::to_vec_named(&Job {
        extra: Extra::default(),
        owner: None,
        ..job.clone()
    })
    .unwrap();
    let back: Job = rmp_serde::from_slice(&packed).unwrap();
    assert_eq!(
        (back.id, &back.bill_rate, back.openings),
        (job.id, &job.bill_rate, job.openings)
    );
    assert_eq!(back.account, job.account);
    assert_eq!(back.interviews, job.interviews);
}

#[test]
fn polymorphic_parents_are_compared_by_object_and_fields() {
    let owner = |kind: &str, name: &str| {
        let json =
            format!(r#"{{"Owner": {{"attributes": {{"type": "{kind}"}}, "Name": "{name}"}}}}"#);
        read(&json).owner.unwrap()
    };
    for kind in ["Account", "User"] {
        let ada = owner(kind, "Ada");
        assert_eq!(ada, ada.clone());
        assert_ne!(ada, owner(kind, "Eve"));
        assert_ne!(ada, owner("Group", "Ada"), "another object");
        let shown = format!("{ada:?}");
        assert!(
            shown.starts_with(kind) && shown.contains("Name: \"Ada\""),
            "{shown}"
        );
    }
    let untyped = UntypedRecord {
        object: "Account".to_owned(),
        ..UntypedRecord::default()
    };
    let untyped = JobOwner::Other(Box::new(untyped));
    assert_ne!(untyped, owner("Account", "Ada"));
    assert_ne!(owner("Account", "Ada"), untyped);
}

#[test]
fn an_object_without_fields() {
    let hidden: common::Hidden = from_json(r#"{"Id": "a0MEm000004fFnBMAU"}"#).unwrap();
    assert_eq!((hidden.extra.len(), hidden.clone()), (1, hidden));
}

#[test]
fn debug_shows_what_is_there() {
    let job =
        read(r#"{"bpats__Job_Title__c": "A", "bpats__Account__r": {"Name": "B"}, "New__c": 1}"#);
    assert_eq!(
        format!("{job:?}"),
        r#"Job { bpats__Job_Title__c: "A", bpats__Account__r: Account { Name: "B" }, New__c: 1 }"#,
    );
}

#[test]
fn values_stand_by_themselves() {
    let id: Id<Job> = serde_json::from_str(r#""a0MEm000004fFnB""#).unwrap();
    assert_eq!(
        serde_json::to_string(&id).unwrap(),
        r#""a0MEm000004fFnBMAU""#
    );
    let status: Status = serde_json::from_str(r#""On Hold""#).unwrap();
    assert_eq!(serde_json::to_string(&status).unwrap(), r#""On Hold""#);
    let number: Number = serde_json::from_str("1234567890123456.78").unwrap();
    assert_eq!(
        serde_json::to_string(&number).unwrap(),
        "1234567890123456.78"
    );
    assert_eq!(
        serde_json::from_str::<Option<Number>>("null").unwrap(),
        None
    );
    let error = serde_json::from_str::<Id<Job>>("7")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("expected an id, found a whole number"),
        "{error}"
    );
}

mod no_value_is_shown {
    use proptest::prelude::*;

    use super::*;

    /// Everything that an error prints.
    fn shown(error: &ats_core::record::ReadError) -> String {
        format!("{error} {error:?} {error:#?}")
    }

    proptest! {
        #[test]
        fn of_a_field_of_another_type(
            value in "[A-Z][a-z]{5,20} [A-Z][a-z\", `]{5,20}(, expected )?[A-Z]{3,5}",
            field in proptest::sample::select(&[
                "Id", "bpats__Is_Active__c", "bpats__End_Date__c", "bpats__Bill_Rate__c", "Openings__c",
                "bpats__Account__r", "attributes",
            ][..]),
        ) {
            let json = serde_json::json!({ field: value }).to_string();
            let shown = shown(&from_json::<Job>(&json).unwrap_err());
            for word in value.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 5) {
                prop_assert!(word == "expected" || !shown.contains(word), "{}: {}", json, shown);
            }
        }

        #[test]
        fn of_a_number_of_another_type(number in 100_000_000_i64..) {
            for field in ["Id", "bpats__Is_Active__c", "bpats__End_Date__c", "bpats__Account__r"] {
                let json = serde_json::json!({ field: number }).to_string();
                let shown = shown(&from_json::<Job>(&json).unwrap_err());
                prop_assert!(!shown.contains(&number.to_string()), "{}", shown);
            }
        }

        #[test]
        fn of_any_json(json in r#"(\{"(Id|bpats__Is_Active__c|attributes|x)": ?)?[\PC\x00-\x1f"]{0,40}\}?"#) {
            if let Err(error) = from_json::<Job>(&json) {
                let shown = error.to_string();
                prop_assert!(shown.chars().all(ats_schema::rules::server_text::is_visible), "{shown:?}");
                prop_assert!(shown.chars().count() < 600);
            }
        }
    }

    #[test]
    fn of_a_record_of_another_object() {
        let json = r#"{"attributes": {"type": "Ada Lovelace\u001b[2J"}}"#;
        assert_eq!(
            from_json::<Job>(json).unwrap_err().to_string(),
            "expected a record of bpats__Job__c, found one of another object at line 1 column 49"
        );
    }
}
