//! The whole way in one file: an org, a client, records, a query, limits.
//!
//! `cargo run --example quickstart` needs no Salesforce org and no network: it starts an emulated
//! one. For a real org, say `my_domain("acme")` for `login_url(…)` and give its credentials.

use std::error::Error;

use ats_client::auth::Password;
use ats_client::{Client, ClientError};
use ats_emulator::Emulator;
use ats_generated::prelude::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // An org on this machine, made of the describes in `schemas`.
    let org = Emulator::start(concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas")).await?;
    let client = Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new(
            "consumer key",
            "consumer secret",
            "ada@acme.example",
            "password and security token",
        ))
        .max_daily_share(0.8)
        .connect()
        .await?;
    let user = client.userinfo().await?.preferred_username;
    let (url, version) = (org.base_url(), client.version());
    println!("sign in   as {user} at {url}, {version}");

    // A job, and somebody who applies for it.
    let mut job = NewJob::new();
    job.name = Some("Salesforce Developer".try_into()?);
    job.status = Some(JobStatus::Open);
    let job = client.create(&job).await?;
    let candidate = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Lovelace"),
    });
    let candidate = client.create(&candidate).await?;

    // Applications in bulk. Leaving out what is required would not compile.
    let applications = (1..=2_500)
        .map(|number| {
            Ok(NewJobBoardApplication::new(JobBoardApplicationRequired {
                contact_id: candidate,
                job_id: job,
                email: format!("ada.{number}@example.com").try_into()?,
                first_name: text!(JobBoardApplication::FIRST_NAME, "Ada"),
                last_name: format!("Lovelace {number:04}").try_into()?,
            }))
        })
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let before = org.api_calls();
    let created = client
        .collections()
        .create_tree(&applications)
        .await
        .all()?;
    let calls = org.api_calls() - before;
    println!("create    {} applications in {calls} calls", created.len());

    // What the org would refuse is refused before it is sent. A literal of 41 characters would not
    // compile; this name comes from another system.
    let imported: Contact =
        record::from_json(&format!(r#"{{"FirstName": "{}"}}"#, "A".repeat(41)))?;
    let contact = NewContact {
        first_name: imported.first_name,
        ..NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Byron"),
        })
    };
    match client.create(&contact).await {
        Err(ClientError::Invalid(invalid)) => println!("refuse    {invalid}"),
        other => return Err(format!("a first name of 41 characters was sent: {other:?}").into()),
    }

    // SOQL as people write it, checked against the org's schema when this is compiled: objects,
    // fields, relationships, operators, and the type of what is bound. Pages of 2,000 follow one
    // another; the next is fetched while this one is used.
    let mut found = client.query_all(soql!(
        "SELECT Id, bpats__Last_Name__c, bpats__Job__r.Name
         FROM bpats__Job_Board_Application__c
         WHERE bpats__Job__c = :job AND bpats__Email__c LIKE 'ada.%@example.com'
         ORDER BY bpats__Last_Name__c DESC"
    ));
    let mut last = None;
    let mut read = 0;
    while let Some(application) = found.next().await {
        last = Some(application?);
        read += 1;
    }
    let last = last.ok_or("no application was found")?;
    let name = last.last_name.as_deref().unwrap_or_default();
    let applied_for = last.job.as_ref().and_then(|job| job.name.as_deref());
    let applied_for = applied_for.unwrap_or("a job without a name");
    println!("query     {read} applications; the last is that of {name} for {applied_for}");

    // An update sends what it sets, and nothing else.
    let changes = JobBoardApplicationUpdate {
        status: set(JobBoardApplicationStatus::ContactIdentified),
        ..Default::default()
    };
    client.update(last.id, &changes).await?;
    let status = client.retrieve(last.id).await?.status;
    let status = status.as_ref().map_or("nothing", |status| status.as_str());
    println!("update    the status of {name} is {status}");

    let deleted = client.collections().delete(&created).await.all()?;
    println!("delete    {} applications", deleted.len());

    if let Some(calls) = client.limits().await?.daily_api_requests() {
        println!(
            "limits    {} of {} calls used today",
            calls.used(),
            calls.max
        );
    }
    Ok(())
}
