//! `soql!`

use ats_core::prelude::*;
use ats_generated::*;

use crate::org::org;

#[tokio::test]
async fn rows_have_what_was_selected_and_nothing_else() {
    let org = org().await;
    let query = soql!(
        "SELECT Id, Name, CreatedDate, bpats__Bill_Rate__c, bpats__Priority__c,
                bpats__Account__r.Name, bpats__Account__r.Owner.Name,
                (SELECT bpats__First_Name__c FROM bpats__Job_Board_Applications__r
                 ORDER BY bpats__First_Name__c DESC)
         FROM bpats__Job__c
         ORDER BY Name"
    );
    // On one line, whatever the source looks like.
    assert!(!query.as_str().contains('\n') && !query.as_str().contains("  "));
    let page = org.client.query(&query).await.expect("a page");
    assert_eq!(page.total_size, Some(3));
    let [cook, azur, waiter] = <[_; 3]>::try_from(page.records).expect("three jobs");

    // What is never null is no `Option`.
    let id: Id<Job> = cook.id;
    let created: DateTime = cook.created_date;
    assert_eq!(id, org.jobs[0]);
    assert!(created.timestamp() > 0);
    assert_eq!(cook.name.as_deref(), Some("Cook"));
    assert_eq!(cook.priority, Some(JobPriority::High));
    assert_eq!(
        cook.bill_rate.map(|rate| rate.to_string()).as_deref(),
        Some("10.5")
    );
    let account = cook.account.expect("an account");
    assert_eq!(account.name.as_str(), "Acme");
    assert!(account.owner.and_then(|owner| owner.name).is_some());
    let names: Vec<_> = cook
        .job_board_applications
        .iter()
        .filter_map(|it| it.first_name.as_deref())
        .collect();
    assert_eq!(names, ["Grace", "Ada"]);
    assert!(cook.job_board_applications.is_done());

    assert_eq!(azur.name.as_deref(), Some("Côte d'Azur"));
    assert!(azur.job_board_applications.is_empty());
    assert!(waiter.account.is_none() && waiter.bill_rate.is_none() && waiter.priority.is_none());
}

#[tokio::test]
async fn binds_are_values_and_cannot_be_anything_else() {
    let org = org().await;
    let client = &org.client;

    let name = "Côte d'Azur' OR Name != '";
    let none = client
        .query(soql!("SELECT Id FROM bpats__Job__c WHERE Name = :name"))
        .await;
    assert_eq!(none.expect("a page").records.len(), 0);

    let name = "Côte d'Azur";
    let row = client
        .query_one(soql!("SELECT Id FROM bpats__Job__c WHERE Name = :name"))
        .await;
    assert_eq!(row.expect("a row").id, org.jobs[1]);

    // An expression of Rust, a text field by a field of a struct, a list, a pattern, a limit.
    struct Wanted {
        priorities: Vec<JobPriority>,
        most: u32,
    }
    let wanted = Wanted {
        priorities: vec![JobPriority::High, JobPriority::Low],
        most: 1,
    };
    let query = soql!(
        "SELECT Name FROM bpats__Job__c
         WHERE bpats__Priority__c IN :wanted.priorities AND Name LIKE :(format!(\"{}%\", 'C'))
         ORDER BY Name DESC LIMIT :wanted.most"
    );
    assert_eq!(
        query.as_str(),
        "SELECT Name FROM bpats__Job__c WHERE bpats__Priority__c IN ('High', 'Low') \
         AND Name LIKE 'C%' ORDER BY Name DESC LIMIT 1"
    );
    let row = client.query_one(query).await.expect("a row");
    assert_eq!(row.name.as_deref(), Some("Côte d'Azur"));

    // Null is a value where something is equal or not.
    let account: Option<Id<Account>> = None;
    let without = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Account__c = :account");
    assert_eq!(
        client.query_one(without).await.expect("a row").id,
        org.jobs[2]
    );
    let account = Some(org.account);
    let with = soql!("SELECT COUNT() FROM bpats__Job__c WHERE bpats__Account__c = :account");
    assert_eq!(client.count(with).await.expect("a number"), 2);
}

#[tokio::test]
async fn nothing_is_in_a_list_of_nothing() {
    let org = org().await;
    let ids: [Id<Job>; 0] = [];
    let inside = soql!("SELECT Id FROM bpats__Job__c WHERE Id IN :ids");
    let outside = soql!("SELECT Id FROM bpats__Job__c WHERE NOT (Id IN :ids)");
    let count = |soql: String| {
        let client = org.client.clone();
        async move {
            let query = ats_client::Soql::<UntypedRecord>::new(soql);
            client.query(query).await.expect("a page").records.len()
        }
    };
    assert_eq!(count(inside.to_string()).await, 0);
    assert_eq!(count(outside.to_string()).await, 3);
    let none: Vec<&str> = Vec::new();
    let groups = soql!(
        "SELECT bpats__Status__c, COUNT(Id) jobs FROM bpats__Job__c GROUP BY bpats__Status__c
         HAVING bpats__Status__c NOT IN :(Vec::<JobStatus>::new()) AND MIN(Name) IN :none"
    );
    assert_eq!(
        org.client
            .query(groups)
            .await
            .expect("a page")
            .records
            .len(),
        0
    );
}

#[tokio::test]
async fn groups_have_the_names_of_their_aliases() {
    let org = org().await;
    let page = org
        .client
        .query(soql!(
            "SELECT bpats__Account__r.Name company, COUNT(Id) jobs, MAX(bpats__Bill_Rate__c),
                    COUNT_DISTINCT(bpats__Priority__c) priorities
             FROM bpats__Job__c WHERE bpats__Account__c != null
             GROUP BY bpats__Account__r.Name"
        ))
        .await
        .expect("a page");
    let [group] = <[_; 1]>::try_from(page.records).expect("one group");
    assert_eq!(group.company.as_deref(), Some("Acme"));
    let jobs: i64 = group.jobs;
    assert_eq!((jobs, group.priorities), (2, 2));
    assert_eq!(group.expr0.map(|rate| rate.to_f64()), Some(20.0));
}

#[tokio::test]
async fn a_polymorphic_parent_is_one_of_several() {
    let org = org().await;
    let query = soql!(
        "SELECT Id, TYPEOF Owner WHEN User THEN Name, Email ELSE Name END FROM bpats__Job__c LIMIT 1"
    );
    let row = org.client.query_one(query).await.expect("a row");
    // The enum's name is that of its row and field; what is in it can be matched all the same.
    let shown = format!("{:?}", row.owner);
    assert!(shown.starts_with("Some(User("), "{shown}");
}

#[tokio::test]
async fn columns_can_be_asked_for_as_something_else() {
    let org = org().await;
    let query = soql!(
        "SELECT Id, Name, bpats__Bill_Rate__c, bpats__Account__r.Name FROM bpats__Job__c
         WHERE bpats__Account__c != null ORDER BY Name LIMIT 1",
        id: String,
        name: !,
        bill_rate: f64,
        account.name: Option<String>,
    );
    let row = org.client.query_one(query).await.expect("a row");
    let (id, name, rate): (String, Text<80>, f64) = (row.id, row.name, row.bill_rate);
    assert_eq!(
        (id, name.as_str(), rate),
        (org.jobs[0].to_string(), "Cook", 10.5)
    );
    assert_eq!(row.account.and_then(|it| it.name).as_deref(), Some("Acme"));

    // What turns out to be null after all is an error that says where.
    let query = soql!("SELECT bpats__Bill_Rate__c FROM bpats__Job__c", bill_rate: !);
    let error = org
        .client
        .query(query)
        .await
        .expect_err("a null")
        .to_string();
    assert!(error.contains("bpats__Bill_Rate__c: null"), "{error}");
}

#[tokio::test]
async fn deleted_records_come_with_all_rows() {
    let org = org().await;
    org.client.delete(org.jobs[2]).await.expect("deleted");
    let query = soql!("SELECT Id, IsDeleted FROM bpats__Job__c WHERE Name = 'Waiter' ALL ROWS");
    assert!(query.includes_deleted() && !query.as_str().contains("ALL ROWS"));
    let row = org.client.query_one(query).await.expect("a row");
    assert!(row.is_deleted);
}

#[tokio::test]
async fn a_query_without_binds_is_a_constant() {
    const OPEN: &str = {
        const QUERY: &str = "SELECT Id FROM bpats__Job__c WHERE bpats__Status__c = 'Open'";
        QUERY
    };
    assert_eq!(
        soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Status__c = 'Open'").as_str(),
        OPEN
    );
    // What only never matches can be let through.
    let query = soql!(
        "SELECT Id FROM bpats__Job__c WHERE bpats__Priority__c = 'Urgent'",
        allow(never_matches)
    );
    let org = org().await;
    assert_eq!(
        org.client.query(query).await.expect("a page").records.len(),
        0
    );
}

#[tokio::test]
async fn a_list_too_long_for_a_query_is_sent_in_parts() {
    let org = org().await;
    // 8,000 titles of 23 characters with their quotes: more than twice what a query may have.
    let mut titles: Vec<String> = (0..8_000)
        .map(|n| format!("a title of a job {n:04}"))
        .collect();
    titles[10] = "Cook".to_owned();
    titles[11] = "cook".to_owned();
    titles[7_990] = "Waiter".to_owned();
    titles[7_991] = "COOK".to_owned();
    let query = soql!(
        "SELECT Id, Name FROM bpats__Job__c
         WHERE bpats__Status__c = 'Open' AND bpats__Job_Title__c IN :titles"
    );
    assert_eq!(query.parts().len(), 3);
    let mut found: Vec<_> = (org.client.query_all(&query).collect_all().await)
        .expect("rows")
        .into_iter()
        .filter_map(|row| row.name)
        .collect();
    found.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    assert_eq!(found, ["Cook", "Waiter"]);

    // One page cannot hold the answers to two queries.
    let error = org.client.query(&query).await.expect_err("too long");
    let shown = format!("{error} {}", error.help().unwrap_or_default());
    assert!(shown.contains("query_all"), "{shown}");
    let sorted =
        soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Job_Title__c IN :titles ORDER BY Name");
    let error = org
        .client
        .query_all(sorted)
        .collect_all()
        .await
        .expect_err("too long");
    assert!(error.to_string().contains("100000"), "{error}");
}

soql! {
    /// A job of a company, as a page shows it.
    pub struct Shown =
        "SELECT Id, Name, bpats__Account__r.Name, (SELECT Id FROM bpats__Job_Board_Applications__r)
         FROM bpats__Job__c
         WHERE bpats__Account__c = :account AND bpats__Priority__c IN :priorities AND Name LIKE :name
         ORDER BY Name LIMIT :most",
    name: !,
    account.name: String
}

soql! { struct Jobs = "SELECT Id FROM bpats__Job__c" }

#[tokio::test]
async fn a_row_may_have_a_name() {
    async fn shown(client: &ats_client::Client, account: Id<Account>) -> Vec<Shown> {
        let priorities = vec![JobPriority::High, JobPriority::Low];
        let query = Shown::query(account, &priorities, "C%", 10_u32);
        client.query(query).await.expect("a page").records
    }
    let org = org().await;
    let jobs = shown(&org.client, org.account).await;
    let names: Vec<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
    assert_eq!(names, ["Cook", "Côte d'Azur"]);
    let company: Option<&ShownAccount> = jobs[0].account.as_ref();
    assert_eq!(company.map(|it| it.name.as_str()), Some("Acme"));
    let applications: &[ShownJobBoardApplications] = &jobs[0].job_board_applications;
    assert_eq!(applications.len(), 2);

    const ALL: ats_core::query::Checked<Jobs> = Jobs::query();
    let ids = org.client.query_all(ALL).collect_all().await.expect("jobs");
    assert_eq!(
        ids.iter().filter(|job| org.jobs.contains(&job.id)).count(),
        3
    );
}
