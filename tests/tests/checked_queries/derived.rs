//! `#[derive(Select)]`

use ats_core::prelude::*;
use ats_core::query::Rows;
use ats_generated::*;

use crate::org::org;

#[derive(Debug, Select)]
#[select(Job)]
struct OpenJob {
    id: Id<Job>,
    name: Option<String>,
    #[select(bill_rate)]
    rate: Option<f64>,
    priority: Option<JobPriority>,
    account: Option<Company>,
    #[select(owner.name)]
    owner: Option<String>,
    #[select("CreatedBy.Email")]
    created_by: Option<String>,
    #[select(created_by_id)]
    creator: String,
    job_board_applications: Rows<Application>,
}

#[derive(Debug, Select)]
#[select(Account)]
struct Company {
    name: String,
    #[select(owner.name)]
    owner: Option<String>,
}

#[derive(Debug, PartialEq, Select)]
#[select(JobBoardApplication)]
struct Application {
    first_name: Option<String>,
    #[select(job.name)]
    job: Option<String>,
}

#[tokio::test]
async fn a_struct_is_what_is_selected() {
    let org = org().await;
    let query = OpenJob::select()
        .filter(Job::STATUS.eq(JobStatus::Open))
        .filter(Job::ACCOUNT.column(Account::NAME).eq("acme"))
        .order_by(Job::NAME.asc())
        .limit(10);
    assert_eq!(
        query.to_string(),
        "SELECT Id, Name, bpats__Bill_Rate__c, bpats__Priority__c, bpats__Account__r.Name, \
         bpats__Account__r.Owner.Name, Owner.Name, CreatedBy.Email, CreatedById, \
         (SELECT bpats__First_Name__c, bpats__Job__r.Name FROM bpats__Job_Board_Applications__r) \
         FROM bpats__Job__c WHERE bpats__Status__c = 'Open' AND bpats__Account__r.Name = 'acme' \
         ORDER BY Name LIMIT 10"
    );
    assert_eq!(org.client.count(&query).await.expect("a number"), 2);
    let jobs = org
        .client
        .query_all(query)
        .collect_all()
        .await
        .expect("jobs");
    let [cook, azur] = <[_; 2]>::try_from(jobs).expect("two jobs");
    assert_eq!((cook.id, cook.name.as_deref()), (org.jobs[0], Some("Cook")));
    assert_eq!(
        (cook.rate, cook.priority),
        (Some(10.5), Some(JobPriority::High))
    );
    let company = cook.account.expect("an account");
    assert_eq!(company.name, "Acme");
    assert!(company.owner.is_some() && cook.owner.is_some() && cook.created_by.is_some());
    assert_eq!(cook.creator.len(), 18);
    let mut applications = cook.job_board_applications.into_vec();
    applications.sort_by(|a, b| a.first_name.cmp(&b.first_name));
    let of = |name: &str| Application {
        first_name: Some(name.to_owned()),
        job: Some("Cook".to_owned()),
    };
    assert_eq!(applications, [of("Ada"), of("Grace")]);
    assert!(azur.job_board_applications.is_empty());
}

#[derive(Debug, Select)]
#[select(Job)]
struct ByCompany {
    #[select(account.name)]
    company: Option<String>,
    #[select(count)]
    jobs: i64,
    #[select(max = bill_rate)]
    highest: Option<Number>,
    #[select(avg = bill_rate)]
    average: Option<f64>,
}

#[tokio::test]
async fn a_struct_with_aggregates_is_a_group() {
    let org = org().await;
    let query = ByCompany::select().filter(Job::ACCOUNT_ID.is_not_null());
    let group = org.client.query_one(query).await.expect("a group");
    assert_eq!((group.company.as_deref(), group.jobs), (Some("Acme"), 2));
    assert_eq!(group.highest.map(|it| it.to_f64()), Some(20.0));
    assert_eq!(group.average, Some(15.25));
}

#[derive(Debug, Select)]
#[select(Job)]
struct Strict {
    #[select(bill_rate)]
    rate: Number,
}

#[tokio::test]
async fn a_null_where_none_is_taken_is_an_error_that_names_the_field() {
    let org = org().await;
    let error = org
        .client
        .query(Strict::select())
        .await
        .expect_err("a null");
    let shown = error.to_string();
    assert!(
        shown.contains("bpats__Bill_Rate__c: null, and the row's field takes none"),
        "{shown}"
    );
    let rated = Strict::select().filter(Job::BILL_RATE.is_not_null());
    let rows = org.client.query(rated).await.expect("a page").records;
    assert!(rows.iter().all(|row| row.rate.to_f64() > 0.0));
}
