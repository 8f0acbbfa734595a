//! What the guide's error samples say, said before anything is sent.

use ats_core::prelude::*;
use ats_core::record::{self, Rule, set};
use ats_generated::*;
use ats_schema::rules::error_code::ErrorCode;

use crate::{application, body};

/// A contact as an org may send it whose first names have been lengthened.
fn contact(json: &str) -> Contact {
    record::from_json(json).expect("a contact")
}

fn lovelace() -> NewContact {
    NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Lovelace"),
    })
}

fn problems(new: &NewContact) -> Vec<String> {
    let invalid = new.validate().expect_err("a bad contact");
    assert_eq!((invalid.object, invalid.label), ("Contact", "Contact"));
    invalid.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn string_too_long() {
    // “First Name: data value too large … (max length=40)”
    let long = "candidate test candidate test candidate t";
    assert_eq!(long.len(), 41);
    let error = Text::<40>::new(long).expect_err("41 characters");
    assert_eq!((error.length, error.max), (41, 40));

    let read = contact(&format!(r#"{{"FirstName": "{long}"}}"#));
    let new = NewContact {
        first_name: read.first_name,
        ..lovelace()
    };
    // “Show the user a clear message like ‘First Name must be 40 characters or fewer.’”
    assert_eq!(
        problems(&new),
        ["First Name (`FirstName`) must be 40 characters or fewer; it has 41"],
    );
    assert_eq!(
        new.validate().expect_err("41 characters").problems[0].rule,
        Rule::MaxLength {
            max: 40,
            length: 41
        },
    );
    assert!(record::create(&new).is_err());
    // “Truncate or validate strings before sending the request.”
    let truncated = NewContact {
        first_name: Some(Text::truncated(long)),
        ..lovelace()
    };
    let call = record::create(&truncated).expect("40 characters");
    assert_eq!(
        body(&call)["FirstName"],
        "candidate test candidate test candidate "
    );
}

#[test]
fn required_field_missing() {
    // “Required fields are missing: [LastName]”; blank text is no value.
    for blank in ["", " ", "\n"] {
        let new = NewContact::new(ContactRequired {
            last_name: Text::new(blank).expect("short"),
        });
        assert_eq!(
            problems(&new),
            ["Last Name (`LastName`) is required and has no value"],
        );
    }
    let blank = NewJobBoardApplication {
        email: Text::default(),
        last_name: Text::default(),
        ..application()
    };
    assert_eq!(
        blank.validate().expect_err("blanks").to_string(),
        "Job Board Application (`bpats__Job_Board_Application__c`) was not sent: \
         Email (`bpats__Email__c`) is required and has no value; \
         Last Name (`bpats__Last_Name__c`) is required and has no value",
    );
}

#[test]
fn a_required_field_cannot_be_cleared() {
    let changes = ContactUpdate {
        last_name: set(Text::default()),
        ..Default::default()
    };
    assert_eq!(
        changes.validate().expect_err("blank").problems[0].to_string(),
        "Last Name (`LastName`) always has a value and cannot be cleared",
    );
}

#[test]
fn invalid_or_null_for_restricted_picklist() {
    // “bad value for restricted picklist field: Test”
    let error = "Test".parse::<JobBoardApplicationStatus>();
    assert_eq!(
        error.expect_err("not listed").to_string(),
        "a text of 4 characters is not a value of this restricted picklist",
    );
    let error = "Rejcted".parse::<JobBoardApplicationStatus>();
    assert_eq!(error.expect_err("not listed").nearest, Some("Rejected"));

    let read: JobBoardApplication =
        record::from_json(r#"{"bpats__Status__c": "Test"}"#).expect("an application");
    let new = NewJobBoardApplication {
        status: read.status,
        ..application()
    };
    assert_eq!(
        new.validate().expect_err("not listed").problems[0].to_string(),
        "Status (`bpats__Status__c`) is a restricted picklist that does not list its value (4 characters)",
    );
}

#[test]
fn of_a_picklist_only_partly_known_everything_is_sent() {
    // The statuses of a job are not public; those of one org may be any.
    let changes = JobUpdate {
        status: set(JobStatus::Other("On Hold".to_owned())),
        ..Default::default()
    };
    assert_eq!(
        changes.to_json().expect("an open picklist"),
        r#"{"bpats__Status__c":"On Hold"}"#,
    );
}

#[test]
fn dependent_picklists_go_with_their_controller() {
    let site = |country, state| NewWorkSiteLocation {
        country_code: Some(country),
        state_code: Some(state),
        ..NewWorkSiteLocation::new(WorkSiteLocationRequired {
            account_id: "001Em00000SWb1PIAT".parse().expect("an id"),
        })
    };
    let (us, ca) = (
        WorkSiteLocationCountryCode::Us,
        WorkSiteLocationStateCode::Ca,
    );
    assert!(site(us, ca.clone()).validate().is_ok());
    let elsewhere = site(WorkSiteLocationCountryCode::Other, ca);
    assert_eq!(
        elsewhere.validate().expect_err("California").problems[0].to_string(),
        "State Code (`bpats__State_Code__c`) has a value (2 characters) that is not valid for the value of Country Code",
    );
}

#[test]
fn numbers_with_too_many_digits() {
    let changes = JobUpdate {
        bill_rate: set("12345678901234567".parse().expect("a number")),
        ..Default::default()
    };
    assert_eq!(
        changes.validate().expect_err("17 digits").problems[0].to_string(),
        "Bill Rate (`bpats__Bill_Rate__c`) takes at most 16 digits before the point",
    );
}

#[test]
fn every_error_code_of_the_guide_is_known() {
    for code in [
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "INVALID_SESSION_ID",
        "NOT_FOUND",
        "REQUEST_LIMIT_EXCEEDED",
        "REQUIRED_FIELD_MISSING",
        "STRING_TOO_LONG",
    ] {
        let known = ErrorCode::from(code);
        assert!(!matches!(known, ErrorCode::Other(_)), "{code}");
        assert_eq!(known.as_str(), code);
    }
}
