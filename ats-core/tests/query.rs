//! The text of built queries.

mod common;

use ats_core::prelude::*;
use ats_core::query::DateLiteral;
use ats_core::value::MultiPicklist;
use common::{Account, Interview, Job, Kind, Status};

#[track_caller]
fn check(filter: ats_core::query::Filter<Job>, text: &str) {
    assert_eq!(filter.to_string(), text);
}

#[test]
fn a_whole_query() {
    let query = Job::select()
        .fields((Job::ID, Job::JOB_TITLE, Job::STATUS))
        .field(Job::JOB_TITLE)
        .parent(
            Job::ACCOUNT,
            (Account::NAME, Account::PARENT.column(Account::NAME)),
        )
        .field(Job::OWNER.name())
        .children(
            Job::INTERVIEWS,
            Interview::select().field(Interview::NAME).limit(5),
        )
        .filter(Job::STATUS.eq(Status::Open))
        .filter(
            Job::ACCOUNT
                .column(Account::NAME)
                .like("Asym%")
                .or(Job::IS_ACTIVE.eq(true)),
        )
        .order_by(Job::CREATED_DATE.desc().nulls_last())
        .order_by(Job::JOB_TITLE.asc())
        .limit(10)
        .offset(20);
    assert_eq!(
        query.to_soql(),
        "SELECT Id, bpats__Job_Title__c, bpats__Status__c, bpats__Account__r.Name, \
         bpats__Account__r.Parent.Name, Owner.Name, (SELECT Name FROM bpats__Interviews__r LIMIT 5) \
         FROM bpats__Job__c \
         WHERE bpats__Status__c = 'Open' AND (bpats__Account__r.Name LIKE 'Asym%' OR bpats__Is_Active__c = true) \
         ORDER BY CreatedDate DESC NULLS LAST, bpats__Job_Title__c LIMIT 10 OFFSET 20",
    );
}

#[test]
fn with_nothing_selected_it_asks_for_ids() {
    assert_eq!(
        Interview::select().to_soql(),
        "SELECT Id FROM bpats__Interview__c"
    );
    assert_eq!(
        Account::select().all_fields().to_soql(),
        "SELECT Id, Name, BillingAddress, ParentId FROM Account"
    );
}

#[test]
fn every_operator_of_the_guide() {
    let at = "2024-01-01T00:00:00Z".parse::<DateTime>().unwrap();
    check(
        Job::STATUS.eq(Status::OnHold),
        "bpats__Status__c = 'On Hold'",
    );
    check(Job::STATUS.ne(&Status::Open), "bpats__Status__c != 'Open'");
    check(
        Job::CREATED_DATE.gt(at),
        "CreatedDate > 2024-01-01T00:00:00.000Z",
    );
    check(
        Job::CREATED_DATE.lt(at),
        "CreatedDate < 2024-01-01T00:00:00.000Z",
    );
    check(
        Job::STATUS.is_in([Status::Open, Status::OnHold]),
        "bpats__Status__c IN ('Open', 'On Hold')",
    );
    check(
        Job::JOB_TITLE.like("John%"),
        "bpats__Job_Title__c LIKE 'John%'",
    );
}

#[test]
fn values_are_written_as_soql_has_them() {
    check(Job::BILL_RATE.ge(10_000), "bpats__Bill_Rate__c >= 10000");
    check(
        Job::BILL_RATE.le("1234.56".parse::<Number>().unwrap()),
        "bpats__Bill_Rate__c <= 1234.56",
    );
    check(
        Job::END_DATE.eq(Date::from_ymd_opt(2025, 4, 29).unwrap()),
        "bpats__End_Date__c = 2025-04-29",
    );
    check(
        Job::END_DATE.gt(DateLiteral::LastNDays(30)),
        "bpats__End_Date__c > LAST_N_DAYS:30",
    );
    check(
        Job::ID.eq("a0MEm000004fFnB".parse::<Id<Job>>().unwrap()),
        "Id = 'a0MEm000004fFnBMAU'",
    );
    check(Job::END_DATE.is_null(), "bpats__End_Date__c = null");
    check(Job::END_DATE.is_not_null(), "bpats__End_Date__c != null");
    let set: MultiPicklist<Kind> = [Kind::Permanent, Kind::Other("C".into())]
        .into_iter()
        .collect();
    check(
        Job::SKILLS.includes([set]),
        "Skills__c INCLUDES ('Permanent;C')",
    );
}

#[test]
fn text_never_leaves_its_quotes() {
    check(
        Job::JOB_TITLE.eq("it's \\ a 'test'\n"),
        r"bpats__Job_Title__c = 'it\'s \\ a \'test\'\n'",
    );
    check(
        Job::JOB_TITLE.contains("100%_'"),
        r"bpats__Job_Title__c LIKE '%100\%\_\'%'",
    );
}

#[test]
fn in_a_list_of_nothing() {
    check(Job::STATUS.is_in(Vec::<Status>::new()), "Id = null");
    check(Job::STATUS.not_in(Vec::<Status>::new()), "Id != null");
    check(
        Job::STATUS.not_in([Status::Open]),
        "bpats__Status__c NOT IN ('Open')",
    );
}

#[test]
fn and_or_not_are_parenthesized() {
    let a = || Job::IS_ACTIVE.eq(true);
    let b = || Job::END_DATE.is_null();
    let (x, y) = ("bpats__Is_Active__c = true", "bpats__End_Date__c = null");
    check(a() & b() & a(), &format!("{x} AND {y} AND {x}"));
    check(a() & (b() | a()), &format!("{x} AND ({y} OR {x})"));
    check((a() & b()) | a(), &format!("({x} AND {y}) OR {x}"));
    check(!a(), &format!("NOT {x}"));
    check(!(a() | b()), &format!("NOT ({x} OR {y})"));
    check(!!a(), &format!("NOT (NOT {x})"));
    check(!a() & b(), &format!("(NOT {x}) AND {y}"));
}

#[test]
fn columns_know_what_the_describe_says() {
    assert_eq!(
        (Job::JOB_TITLE.name(), Job::JOB_TITLE.label()),
        ("bpats__Job_Title__c", "Job Title")
    );
    assert_eq!(Job::JOB_TITLE.max_length(), Some(20));
    assert!(Job::STATUS.is_nillable() && !Job::JOB_TITLE.is_nillable());
    assert_eq!(Job::TYPE.name(), "bpats__Type__c");
}
