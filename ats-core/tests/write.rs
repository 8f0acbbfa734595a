//! Writing does not forgive: what may be sent, and what is refused before it is.

mod common;

use ats_core::prelude::*;
use ats_core::record::{self, Rule, null, set};
use common::{
    Account, Country, Job, JobKey, JobOwner, JobRequired, JobUpdate, Kind, NewJob, State, Status,
    User,
};

fn titled(title: &str) -> NewJob {
    NewJob::new(JobRequired {
        job_title: title.try_into().unwrap(),
    })
}

fn json(new: &NewJob) -> String {
    new.to_json().unwrap()
}

fn problems(new: &NewJob) -> Vec<String> {
    new.validate()
        .unwrap_err()
        .problems
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_new_record_sends_what_is_set() {
    let owner: Id<User> = "005Ec000000abcd".parse().unwrap();
    let new = NewJob {
        owner_id: Some(owner.upcast()),
        status: Some(Status::OnHold),
        type_: Some(Kind::Other("Barter".into())),
        skills: Some(
            [Kind::Permanent, Kind::Other("Go".into())]
                .into_iter()
                .collect(),
        ),
        bill_rate: Some("1234567890123456.78".parse().unwrap()),
        openings: Some(3),
        is_active: Some(false),
        end_date: Date::from_ymd_opt(2025, 4, 29),
        start_time: Time::from_hms_opt(9, 30, 0),
        resume: Some(b"Rust".as_slice().into()),
        ..titled("Rust Developer")
    };
    assert_eq!(
        json(&new),
        format!(
            concat!(
                r#"{{"OwnerId":"{}","bpats__Job_Title__c":"Rust Developer","bpats__Status__c":"On Hold","#,
                r#""bpats__Type__c":"Barter","Skills__c":"Permanent;Go","bpats__Bill_Rate__c":1234567890123456.78,"#,
                r#""Openings__c":3,"bpats__Is_Active__c":false,"bpats__End_Date__c":"2025-04-29","#,
                r#""Start_Time__c":"09:30:00.000Z","Resume__c":"UnVzdA=="}}"#
            ),
            owner
        ),
    );
}

#[test]
fn blank_text_is_no_value() {
    assert_eq!(
        problems(&titled("")),
        ["Job Title (`bpats__Job_Title__c`) is required and has no value"]
    );
    assert_eq!(
        problems(&titled(" \n")),
        ["Job Title (`bpats__Job_Title__c`) is required and has no value"]
    );
    let new = NewJob {
        description: Some("  ".try_into().unwrap()),
        ..titled("x")
    };
    assert_eq!(
        json(&new),
        r#"{"bpats__Job_Title__c":"x","Description__c":null}"#
    );
}

#[test]
fn every_problem_is_told_at_once() {
    let read: Job = record::from_json(
        r#"{"bpats__Job_Title__c": "a title of more than twenty", "bpats__Status__c": "Frozen"}"#,
    )
    .unwrap();
    let new = NewJob {
        status: read.status,
        bill_rate: Some("12345678901234567".parse().unwrap()),
        end_date: Date::from_ymd_opt(1492, 10, 12),
        ..NewJob::new(JobRequired {
            job_title: read.job_title.unwrap(),
        })
    };
    let invalid = new.to_json().unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "Job (`bpats__Job__c`) was not sent: \
         Job Title (`bpats__Job_Title__c`) must be 20 characters or fewer; it has 27; \
         Status (`bpats__Status__c`) is a restricted picklist that does not list its value (6 characters); \
         Bill Rate (`bpats__Bill_Rate__c`) takes at most 16 digits before the point; \
         End Date (`bpats__End_Date__c`) must be between 1700-01-01 and 4000-12-31",
    );
    assert_eq!(
        invalid.problems[0].rule,
        Rule::MaxLength {
            max: 20,
            length: 27
        }
    );
    assert_eq!(
        problems(&NewJob {
            status: Some(Status::Old),
            ..titled("x")
        })
        .len(),
        1
    );
}

#[test]
fn a_text_of_emoji_is_counted_as_salesforce_does() {
    assert!(Text::<20>::new("👍".repeat(10)).is_ok());
    assert!(Text::<20>::new("👍".repeat(11)).is_err());
}

#[test]
fn dependent_picklists_go_with_their_controller() {
    use ats_core::record::DependentPicklist as _;
    let new = NewJob {
        country: Some(Country::Us),
        state: Some(State::California),
        ..titled("x")
    };
    assert!(new.validate().is_ok());
    let new = NewJob {
        country: Some(Country::Elsewhere),
        ..new
    };
    assert_eq!(
        problems(&new),
        [
            "State (`State__c`) has a value (2 characters) that is not valid for the value of Country"
        ]
    );
    // Without the controller there is nothing to hold it against.
    assert!(
        NewJob {
            country: None,
            ..new
        }
        .validate()
        .is_ok()
    );
    assert_eq!(
        State::valid_for(&Country::Elsewhere).collect::<Vec<_>>(),
        [State::Anywhere]
    );
    assert_eq!(State::valid_for(&Country::Us).count(), 2);
}

#[test]
fn an_update_sends_what_was_changed() {
    let read: Job =
        record::from_json(r#"{"bpats__Job_Title__c": "A", "bpats__Status__c": "Open"}"#).unwrap();
    let mut update = read.into_update();
    assert_eq!(update.to_json().unwrap(), "{}");
    update.job_title = set("B".try_into().unwrap());
    update.status = null();
    assert_eq!(
        update.to_json().unwrap(),
        r#"{"bpats__Job_Title__c":"B","bpats__Status__c":null}"#
    );
}

#[test]
fn an_update_keeps_required_values() {
    // `null()` for a field that is not nillable does not compile; blank text is as much as null.
    let update = JobUpdate {
        job_title: set("".try_into().unwrap()),
        ..Default::default()
    };
    assert_eq!(
        update.validate().unwrap_err().problems[0].to_string(),
        "Job Title (`bpats__Job_Title__c`) always has a value and cannot be cleared",
    );
}

#[test]
fn what_was_read_is_sent_back_only_on_request() {
    let read: Job = record::from_json(
        r#"{"bpats__Job_Title__c": "a title of more than twenty", "bpats__Status__c": "Frozen"}"#,
    )
    .unwrap();
    let update = JobUpdate {
        job_title: set(read.job_title.clone().unwrap()),
        status: set(read.status.clone().unwrap()),
        ..Default::default()
    };
    assert_eq!(update.validate().unwrap_err().problems.len(), 2);
    let update = JobUpdate {
        job_title: ats_core::record::Change::resend_as_read(read.job_title.unwrap()),
        status: Patch::resend_as_read(read.status.unwrap()),
        ..Default::default()
    };
    assert_eq!(
        update.to_json().unwrap(),
        r#"{"bpats__Job_Title__c":"a title of more than twenty","bpats__Status__c":"Frozen"}"#,
    );
}

#[test]
fn a_restricted_picklist_is_parsed_strictly() {
    assert_eq!("Open".parse(), Ok(Status::Open));
    assert_eq!(
        "Opne".parse::<Status>().unwrap_err().to_string(),
        r#"a text of 4 characters is not a value of this restricted picklist; did you mean "Open"?"#,
    );
    assert!("Old".parse::<Status>().unwrap_err().inactive);
    assert_eq!("Barter".parse(), Ok(Kind::Other("Barter".into())));
    use ats_core::value::Picklist as _;
    assert_eq!(
        (Status::OnHold.as_str(), Status::OnHold.label()),
        ("On Hold", "Waiting")
    );
    assert_eq!(
        Status::active().collect::<Vec<_>>(),
        [Status::Open, Status::OnHold]
    );
}

#[test]
fn operations_name_their_resource() {
    let id: Id<Job> = "a0MEm000004fFnBMAU".parse().unwrap();
    let create = record::create(&titled("x")).unwrap();
    assert_eq!(
        (create.path.as_str(), create.body.as_deref()),
        (
            "sobjects/bpats__Job__c",
            Some(r#"{"bpats__Job_Title__c":"x"}"#)
        )
    );
    let update = JobUpdate {
        is_active: true.into(),
        ..Default::default()
    };
    let update = record::update(id, &update).unwrap();
    assert_eq!(update.path, "sobjects/bpats__Job__c/a0MEm000004fFnBMAU");
    assert_eq!(
        update.body.as_deref(),
        Some(r#"{"bpats__Is_Active__c":true}"#)
    );
    assert_eq!(
        record::delete(id).path,
        "sobjects/bpats__Job__c/a0MEm000004fFnBMAU"
    );
    let account: Id<Account> = "001Em00000SWb1PIAT".parse().unwrap();
    assert_eq!(
        record::retrieve(account).path,
        "sobjects/Account/001Em00000SWb1PIAT?fields=Id,Name,BillingAddress,ParentId",
    );
}

#[test]
fn an_upsert_leaves_its_key_to_the_path() {
    let new = NewJob {
        external: Some("ignored".try_into().unwrap()),
        ..titled("x")
    };
    let upsert = record::upsert(&JobKey::External("é/1 ?".try_into().unwrap()), &new).unwrap();
    assert_eq!(
        upsert.path,
        "sobjects/bpats__Job__c/External__c/%C3%A9%2F1%20%3F"
    );
    assert_eq!(
        upsert.body.as_deref(),
        Some(r#"{"bpats__Job_Title__c":"x"}"#)
    );
    let blank = record::upsert(&JobKey::External("".try_into().unwrap()), &new).unwrap_err();
    assert_eq!(
        blank.to_string(),
        "Job (`bpats__Job__c`) was not sent: External (`External__c`) is required and has no value"
    );
}

#[test]
fn a_key_that_would_be_another_address_is_refused() {
    for dots in [".", ".."] {
        let key = JobKey::External(dots.try_into().unwrap());
        let error = record::upsert(&key, &titled("x")).unwrap_err();
        assert_eq!(error.problems[0].rule, Rule::NotAddressable);
    }
}

#[test]
fn a_picklist_value_is_its_text() {
    assert_eq!(Kind::Other("Permanent".into()), Kind::Permanent);
}

#[test]
fn the_owner_may_be_a_user() {
    let user: Id<User> = "005Ec000000abcd".parse().unwrap();
    let owner: Id<JobOwner> = user.upcast();
    assert_eq!(owner.as_str(), user.as_str());
}

/// A person, with an e-mail address.
#[derive(SObject)]
#[sobject(name = "Person__c", label = "Person", create, update)]
struct Person {
    #[sobject(name = "Email__c", label = "Email")]
    #[sobject(create, update, nillable, external_key, email)]
    email: Option<Text<80>>,
}

#[test]
fn an_email_field_takes_addresses() {
    let to = |address: &str| NewPerson {
        email: Some(address.try_into().unwrap()),
    };
    assert_eq!(
        to(" ada@example.com").to_json().unwrap(),
        r#"{"Email__c":" ada@example.com"}"#
    );
    assert_eq!(to("").to_json().unwrap(), r#"{"Email__c":null}"#);
    assert_eq!(
        to("ada at example.com").validate().unwrap_err().to_string(),
        "Person (`Person__c`) was not sent: Email (`Email__c`) must be an e-mail address; \
         its value (18 characters) is not one"
    );
    // What was read may go back on request.
    let mut update = PersonUpdate {
        email: set("nobody".try_into().unwrap()),
    };
    assert!(update.validate().is_err());
    let read: Person = ats_core::record::from_json(r#"{"Email__c":"nobody"}"#).unwrap();
    update.email = Patch::resend_as_read(read.email.unwrap());
    update.validate().unwrap();
    let key = PersonKey::Email("nobody".try_into().unwrap());
    assert!(record::upsert(&key, &to("ada@example.com")).is_err());
    assert_eq!(text!(Person::EMAIL, "ada@example.com"), *"ada@example.com");
}

#[test]
fn no_error_prints_a_value() {
    let secret = "Lovelace-Personal";
    let unlisted = secret.parse::<Status>().unwrap_err();
    assert_eq!(unlisted.value, secret);
    let too_long = Text::<3>::new(secret).unwrap_err();
    assert_eq!(too_long.text, secret);
    let invalid = |email: &str| {
        let record = NewPerson {
            email: Some(email.try_into().unwrap()),
        };
        record.validate().unwrap_err()
    };
    let invalid = invalid(secret);
    let rule = Rule::NotAnEmail {
        value: secret.to_owned(),
    };
    assert_eq!(invalid.problems[0].rule, rule);
    let rules = [
        rule,
        Rule::NotListed {
            value: secret.to_owned(),
        },
        Rule::Inactive {
            value: secret.to_owned(),
        },
        Rule::Dependent {
            value: secret.to_owned(),
            controller: "Country",
            controlling: secret.to_owned(),
        },
    ];
    let mut problem = invalid.problems[0].clone();
    let mut shown =
        format!("{unlisted} {unlisted:?} {too_long} {too_long:?} {invalid} {invalid:?}");
    for rule in rules {
        problem.rule = rule;
        shown += &format!("{problem} {problem:?} {problem:#?}");
    }
    assert!(!shown.contains("Lovelace"), "{shown}");
    assert_eq!(
        format!("{:?}", Rule::MaxLength { max: 3, length: 17 }),
        "MaxLength { max: 3, length: 17 }"
    );
    assert_eq!(format!("{:?}", Rule::Required), "Required");
}
