//! The operations of the ATS External Integration Guide on the generated types: the texts that
//! would be sent, and the samples of what comes back.
//!
//! The guide's own misprints are put right: names without their namespace, `bpats__Job_c`, curly
//! quotes, ids with a letter O for a zero.

use ats_core::prelude::*;
use ats_core::query::Filter;
use ats_core::record::{self, Page, Rule, Verb, null, set};
use ats_generated::*;
use ats_schema::rules::error_code::ErrorCode;
use serde_json::{Value, json};

/// The query that the guide writes behind `?q=`, as the builder spaces it.
fn guide(url: &str) -> String {
    let mut soql = url.replace('+', " ").replace(['‘', '’'], "'");
    for operator in ["!=", "=", "<", ">"] {
        if !soql.contains(&format!(" {operator} ")) && !soql.contains(&format!("!{operator}")) {
            soql = soql.replace(operator, &format!(" {operator} "));
        }
    }
    // Salesforce keeps milliseconds, so they are always written.
    soql.replace(":00Z", ":00.000Z")
}

#[track_caller]
fn asks(query: &Select<impl SObject>, url: &str) {
    assert_eq!(query.to_string(), guide(url));
}

#[track_caller]
fn filters(filter: &Filter<Job>, text: &str) {
    assert_eq!(filter.to_string(), text);
}

fn at(text: &str) -> DateTime {
    text.parse().expect("a time")
}

fn body(operation: &record::Operation<impl SObject>) -> Value {
    let body = operation.body.as_deref().expect("a body");
    serde_json::from_str(body).expect("JSON")
}

/// The second application of the guide's bulk sample.
fn application() -> NewJobBoardApplication {
    NewJobBoardApplication::new(JobBoardApplicationRequired {
        contact_id: "003Em00000cqAXLIA2".parse().expect("an id"),
        job_id: "a0MEm000004fFnBMAU".parse().expect("an id"),
        email: text!(JobBoardApplication::EMAIL, "test3@test.com"),
        first_name: text!(JobBoardApplication::FIRST_NAME, "candidate"),
        last_name: text!(JobBoardApplication::LAST_NAME, "new 3"),
    })
}

mod queries {
    use super::*;

    #[test]
    fn of_the_chapter_get_records() {
        asks(
            &Job::select().field(Job::NAME),
            "SELECT Name FROM bpats__Job__c",
        );
        asks(
            &Job::select().fields((Job::NAME, Job::JOB_TITLE)),
            "SELECT+Name,+bpats__Job_Title__c+FROM+bpats__Job__c",
        );
        asks(
            &JobBoardApplication::select()
                .fields((JobBoardApplication::NAME, JobBoardApplication::JOB_ID)),
            "SELECT+Name,+bpats__Job__c+FROM+bpats__Job_Board_Application__c",
        );
    }

    #[test]
    fn with_a_filter() {
        asks(
            &Job::select()
                .fields((Job::NAME, Job::END_DATE, Job::STATUS))
                .filter(Job::STATUS.eq(JobStatus::Open)),
            "SELECT+Name,+bpats__End_Date__c,+bpats__Status__c+FROM+bpats__Job__c+WHERE+bpats__Status__c=’Open’",
        );
        asks(
            &Job::select()
                .fields((Job::NAME, Job::END_DATE, Job::STATUS))
                .filter(Job::CREATED_DATE.lt(at("2025-01-01T00:00:00Z"))),
            "SELECT+Name,+bpats__End_Date__c,+bpats__Status__c+FROM+bpats__Job__c+WHERE+CreatedDate<2025-01-01T00:00:00Z",
        );
    }

    #[test]
    fn with_an_order() {
        let newest = Job::select().fields((Job::NAME, Job::END_DATE));
        asks(
            &newest.clone().order_by(Job::CREATED_DATE.desc()),
            "SELECT+Name,+bpats__End_Date__c+FROM+bpats__Job__c+ORDER+BY+CreatedDate+DESC",
        );
        // ASC is the default, and not written.
        asks(
            &newest.order_by(Job::CREATED_DATE.asc()),
            "SELECT+Name,+bpats__End_Date__c+FROM+bpats__Job__c+ORDER+BY+CreatedDate",
        );
    }

    #[test]
    fn with_every_operator_of_the_table() {
        // “Interview” and “Rejected” are the guide's examples. Which statuses the package has is
        // not all known, so the picklist is open.
        let status = |value: &str| JobStatus::Other(value.to_owned());
        filters(
            &Job::STATUS.eq(status("Interview")),
            "bpats__Status__c = 'Interview'",
        );
        filters(
            &Job::STATUS.ne(status("Rejected")),
            "bpats__Status__c != 'Rejected'",
        );
        let new_year = at("2024-01-01T00:00:00Z");
        for (filter, operator) in [
            (Job::CREATED_DATE.gt(new_year), ">"),
            (Job::CREATED_DATE.lt(new_year), "<"),
            (Job::CREATED_DATE.ge(new_year), ">="),
            (Job::CREATED_DATE.le(new_year), "<="),
        ] {
            filters(
                &filter,
                &format!("CreatedDate {operator} 2024-01-01T00:00:00.000Z"),
            );
        }
        filters(
            &Job::STATUS.is_in([JobStatus::Open, status("Interview")]),
            "bpats__Status__c IN ('Open', 'Interview')",
        );
        filters(
            &Job::STATUS.not_in([JobStatus::Open]),
            "bpats__Status__c NOT IN ('Open')",
        );
        filters(&Job::NAME.like("John%"), "Name LIKE 'John%'");
    }

    #[test]
    fn with_values_as_the_chapter_formatting_wants_them() {
        filters(&Job::NAME.eq("John Doe"), "Name = 'John Doe'");
        filters(
            &Job::LAST_VIEWED_DATE.eq(at("2025-04-29T15:45:00Z")),
            "LastViewedDate = 2025-04-29T15:45:00.000Z",
        );
        filters(&Job::BILL_RATE.gt(10_000), "bpats__Bill_Rate__c > 10000");
        let rate: Number = "1234.56".parse().expect("a number");
        filters(&Job::BILL_RATE.eq(rate), "bpats__Bill_Rate__c = 1234.56");
        filters(&Job::IS_ACTIVE.eq(true), "bpats__Is_Active__c = true");
        filters(&Job::IS_ACTIVE.eq(false), "bpats__Is_Active__c = false");
        for wrong in ["10,000", "$10000"] {
            assert!(wrong.parse::<Number>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn with_text_that_tries_to_be_more() {
        filters(
            &Job::NAME.eq("x' OR Name != 'x"),
            r"Name = 'x\' OR Name != \'x'",
        );
    }

    #[test]
    fn through_relationships() {
        let query = JobBoardApplication::select()
            .field(JobBoardApplication::NAME)
            .parent(JobBoardApplication::JOB, (Job::NAME, Job::STATUS))
            .field(
                JobBoardApplication::JOB
                    .parent(Job::ACCOUNT)
                    .column(Account::NAME),
            )
            .filter(
                JobBoardApplication::CONTACT
                    .column(Contact::EMAIL)
                    .eq("test@test.com"),
            );
        assert_eq!(
            query.to_soql(),
            "SELECT Name, bpats__Job__r.Name, bpats__Job__r.bpats__Status__c, \
             bpats__Job__r.bpats__Account__r.Name FROM bpats__Job_Board_Application__c \
             WHERE bpats__Contact__r.Email = 'test@test.com'",
        );
        let query = Job::select().children(
            Job::JOB_BOARD_APPLICATIONS,
            JobBoardApplication::select()
                .field(JobBoardApplication::EMAIL)
                .order_by(JobBoardApplication::CREATED_DATE.desc())
                .limit(5),
        );
        assert_eq!(
            query.to_soql(),
            "SELECT (SELECT bpats__Email__c FROM bpats__Job_Board_Applications__r \
             ORDER BY CreatedDate DESC LIMIT 5) FROM bpats__Job__c",
        );
    }
}

mod calls {
    use super::*;

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
}

mod answers {
    use super::*;

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
        assert_eq!((page.total_size, page.done), (1, true));
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
        assert_eq!((page.total_size, page.done), (3214, false));
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
}

mod refusals {
    use super::*;

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
            r#""Test" is no value of this restricted picklist"#,
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
            r#"Status (`bpats__Status__c`) is a restricted picklist that does not list "Test""#,
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
            r#"State Code (`bpats__State_Code__c`) cannot be "CA" where Country Code is "Other""#,
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
}

mod ids {
    use super::*;

    #[test]
    fn right_ones_are_read() {
        for id in [
            "003Em00000cqAXLIA2",
            "003Em00000cqRQ3IAM",
            "a0LEm000007SDD3MAO",
            "a0LEm000007SHNYMA4",
            "a0LEm000007fZDxMAM",
            "a0LEm000007fZDyMAM",
            "a0MEm000004fFnBMAU",
            "a0bEc000006CfK6IAK",
            "a0bEc000006CfK7IAK",
        ] {
            let long: Id<Job> = id.parse().expect(id);
            assert_eq!(long.as_str(), id);
            let short: Id<Job> = id[..15].parse().expect(id);
            assert_eq!(short, long);
        }
    }

    #[test]
    fn misprinted_ones_are_not() {
        for (misprint, suggestion) in [
            // Request body of “Create Records”.
            ("003Ec00000jUEMbIAK", Some("003Ec00000jUeMbIAK")),
            ("a0cEc000005XLv1TAG", None),
            // Its answer, and the bodies of “Update Bulk Records”: a letter O for a zero.
            ("aObEc000006Chx2IAC", Some("a0bEc000006Chx2IAC")),
            ("aOMEm000004fFnBMAU", Some("a0MEm000004fFnBMAU")),
            ("aOMEm000004fHCHMA2", Some("a0MEm000004fHCHMA2")),
        ] {
            let error = misprint.parse::<Id<Job>>().expect_err(misprint);
            assert_eq!(error.suggestion(), suggestion, "{error}");
        }
        // A brace, and an example of 16 characters.
        for wrong in ["aOMEm000004{HCHMA2", "a01ABC1234xyz123"] {
            assert!(wrong.parse::<Id<Job>>().is_err(), "{wrong}");
        }
    }
}
