//! “Filtering”, “Sorting”, “Formatting”: what each query of the guide finds.

use ats_client::{ClientError, ErrorKind, Soql};
use ats_core::prelude::*;
use ats_core::query::Filter;
use ats_core::record::set;
use ats_generated::*;

use crate::org::Guide;
use crate::samples::BOOLEAN_REQUEST;

/// Four jobs; the statuses are those of the guide's examples, which an open picklist takes.
async fn jobs() -> Guide {
    let guide = Guide::open().await;
    for (name, status, rate, active) in [
        ("John Doe", "Open", Some("10000"), true),
        ("Johnny", "Interview", Some("1234.56"), false),
        ("JOHN'S", "Rejected", Some("10"), true),
        ("Mary", "Closed", None, false),
    ] {
        let new = NewJob {
            name: Some(name.try_into().expect("a name")),
            status: Some(JobStatus::Other(status.to_owned())),
            bill_rate: rate.map(|rate| rate.parse().expect("a number")),
            is_active: Some(active),
            ..NewJob::new()
        };
        guide.client.create(&new).await.expect("a job");
    }
    guide
}

async fn names(guide: &Guide, filter: Filter<Job>) -> Vec<String> {
    let query = Job::select()
        .field(Job::NAME)
        .filter(filter)
        .order_by(Job::NAME.asc());
    let page = guide.client.query(query).await.expect("a page");
    page.records
        .into_iter()
        .map(|job| job.name.expect("a name").as_str().to_owned())
        .collect()
}

fn status(value: &str) -> JobStatus {
    JobStatus::Other(value.to_owned())
}

#[tokio::test]
async fn every_operator_of_the_table() {
    let guide = jobs().await;
    let then: DateTime = "2024-01-01T00:00:00Z".parse().expect("a time");
    let all = ["John Doe", "Johnny", "JOHN'S", "Mary"];
    for (filter, expected) in [
        (Job::STATUS.eq(status("Interview")), &["Johnny"][..]),
        (
            Job::STATUS.ne(status("Rejected")),
            &["John Doe", "Johnny", "Mary"],
        ),
        (Job::CREATED_DATE.gt(then), &all),
        (Job::CREATED_DATE.lt(then), &[]),
        (Job::CREATED_DATE.ge(then), &all),
        (Job::CREATED_DATE.le(then), &[]),
        (
            Job::STATUS.is_in([JobStatus::Open, status("Interview")]),
            &["John Doe", "Johnny"],
        ),
        (
            Job::STATUS.not_in([JobStatus::Open, status("Interview")]),
            &["JOHN'S", "Mary"],
        ),
        // Letter case makes no difference.
        (Job::NAME.like("john%"), &["John Doe", "Johnny", "JOHN'S"]),
    ] {
        let shown = filter.to_string();
        let mut found = names(&guide, filter).await;
        let mut expected = expected.to_vec();
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{shown}");
    }
}

#[tokio::test]
async fn logical_operators() {
    let guide = jobs().await;
    let open = || Job::STATUS.eq(JobStatus::Open);
    let john = || Job::NAME.like("John%");
    assert_eq!(names(&guide, open().and(john())).await, ["John Doe"]);
    assert_eq!(
        names(&guide, open().or(Job::NAME.eq("Mary"))).await,
        ["John Doe", "Mary"]
    );
    assert_eq!(names(&guide, !john()).await, ["Mary"]);
}

#[tokio::test]
async fn sorting() {
    let guide = jobs().await;
    let query = || Job::select().fields((Job::NAME, Job::END_DATE));
    let read = async |query| -> Vec<String> {
        let page = guide.client.query(query).await.expect("a page");
        page.records
            .into_iter()
            .map(|job: Job| job.name.expect("a name").as_str().to_owned())
            .collect()
    };
    // “This returns the newest Job first.” Records of one moment have no order of their own.
    let newest = read(
        query()
            .order_by(Job::CREATED_DATE.desc())
            .order_by(Job::ID.desc()),
    )
    .await;
    assert_eq!(newest, ["Mary", "JOHN'S", "Johnny", "John Doe"]);
    // “ASC: Ascending order (default)”
    let by_default = Soql::<Job>::new("SELECT Name FROM bpats__Job__c ORDER BY Name");
    let page = guide.client.query(by_default).await.expect("a page");
    let by_default: Vec<_> = page
        .records
        .iter()
        .map(|job| job.name.as_deref().expect("a name").to_owned())
        .collect();
    assert_eq!(by_default, read(query().order_by(Job::NAME.asc())).await);
    let mut descending = read(query().order_by(Job::NAME.desc())).await;
    descending.reverse();
    assert_eq!(by_default, descending);
}

#[tokio::test]
async fn values_as_the_chapter_formatting_wants_them() {
    let guide = jobs().await;
    assert_eq!(names(&guide, Job::NAME.eq("John Doe")).await, ["John Doe"]);
    assert_eq!(names(&guide, Job::NAME.eq("John's")).await, ["JOHN'S"]);
    assert_eq!(names(&guide, Job::BILL_RATE.eq(10_000)).await, ["John Doe"]);
    let rate: Number = "1234.56".parse().expect("a number");
    assert_eq!(names(&guide, Job::BILL_RATE.eq(rate)).await, ["Johnny"]);
    assert_eq!(
        names(&guide, Job::IS_ACTIVE.eq(true)).await,
        ["John Doe", "JOHN'S"]
    );
    let time: DateTime = "2025-04-29T15:45:00Z".parse().expect("a time");
    assert!(
        names(&guide, Job::LAST_VIEWED_DATE.eq(time))
            .await
            .is_empty()
    );

    // “❌ 10,000 or $10000”, text without quotes, and a date in them: the org refuses them too.
    for wrong in [
        "bpats__Bill_Rate__c = 10,000",
        "bpats__Bill_Rate__c = $10000",
        "bpats__Bill_Rate__c = '10000'",
        "Name = John Doe",
        "Name = \"John Doe\"",
        "CreatedDate > '2024-01-01T00:00:00Z'",
        "bpats__Is_Active__c = 'true'",
    ] {
        let soql = format!("SELECT Name FROM bpats__Job__c WHERE {wrong}");
        let error = guide.client.query(Soql::<Job>::new(soql)).await;
        let error = error.expect_err(wrong);
        let ClientError::Api(failure) = &error else {
            panic!("{wrong}: {error}")
        };
        assert_eq!(
            (failure.status, failure.kind()),
            (400, ErrorKind::Malformed),
            "{wrong}: {error}"
        );
    }
}

/// “Boolean Values … Use lowercase true or false”, with the field's real name.
#[tokio::test]
async fn a_boolean_in_a_body() {
    let guide = Guide::open().await;
    let job = guide.job("a0MEm000004fFnBMAU").await;
    let changes = JobUpdate {
        is_active: set(true),
        ..Default::default()
    };
    guide.client.update(job, &changes).await.expect("a change");
    let said = guide.said();
    guide.compare(BOOLEAN_REQUEST, &said.sent());
    let read = guide.client.retrieve(job).await.expect("the job");
    assert_eq!(read.is_active, Some(true));
}
