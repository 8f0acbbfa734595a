//! The queries that the guide writes behind `?q=`.

use ats_core::prelude::*;
use ats_core::query::Filter;
use ats_generated::*;

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
