//! The whole way in one file: an org, a client, records, a query, limits.
//!
//! `cargo run --example quickstart` needs no Salesforce org and no network: it starts an emulated
//! one. Against a real org, replace the address and the credentials.

use std::error::Error;

use ats_client::auth::Password;
use ats_client::{Client, ClientError, Tree};
use ats_core::prelude::*;
use ats_core::record::{from_json, set};
use ats_emulator::Emulator;
use ats_generated::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // An org on this machine, made of the describes in `schemas`.
    let org = Emulator::start(concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas")).await?;
    println!("an org listens at {}", org.base_url());

    let client = Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new(
            "consumer key",
            "consumer secret",
            "ada@acme.example",
            "password+token",
        ))
        .max_daily_share(0.8)
        .connect()
        .await?;
    println!(
        "signed in as {}, speaking {}",
        client.userinfo().await?.preferred_username,
        client.version()
    );

    // A job, and a candidate for it.
    let mut job = NewJob::new();
    job.name = Some("Salesforce Developer".try_into()?);
    job.status = Some(JobStatus::Open);
    let job = client.create(&job).await?;
    let candidate = client
        .create(&NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Lovelace"),
        }))
        .await?;

    // Many applications, 200 a request. What is required cannot be left out; it would not compile.
    let applications = (1..=450)
        .map(|number| {
            Ok(NewJobBoardApplication::new(JobBoardApplicationRequired {
                contact_id: candidate,
                job_id: job,
                email: "ada@example.com".try_into()?,
                first_name: text!(JobBoardApplication::FIRST_NAME, "Ada"),
                last_name: format!("Lovelace {number}").try_into()?,
            }))
        })
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let used = |client: &Client| client.api_usage().map_or(0, |usage| usage.used);
    let before = used(&client);
    let trees = applications.iter().map(Tree::<JobBoardApplication>::new);
    let created = client.collections().create_trees(trees).await.all()?;
    let calls = used(&client) - before;
    println!(
        "created {} applications in {calls} API calls",
        created.len()
    );

    // What the org would refuse is refused before it is sent, in words for a person.
    // A literal would not compile; this name comes from another system.
    let imported: Contact = from_json(&format!(r#"{{ "FirstName": "{}" }}"#, "A".repeat(41)))?;
    let mut contact = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Byron"),
    });
    contact.first_name = imported.first_name;
    match client.create(&contact).await {
        Err(ClientError::Invalid(invalid)) => println!("{invalid}"),
        other => println!("the org was asked: {other:?}"),
    }

    // A query that cannot be wrong, page after page.
    let mut found = client.query_all(
        JobBoardApplication::select()
            .fields((JobBoardApplication::ID, JobBoardApplication::LAST_NAME))
            .parent(JobBoardApplication::JOB, Job::NAME)
            .filter(JobBoardApplication::FIRST_NAME.eq("Ada"))
            .order_by(JobBoardApplication::CREATED_DATE.desc()),
    );
    let mut read = 0;
    while let Some(application) = found.next().await {
        let application = application?;
        if read == 0 {
            println!(
                "first of {}: {application:?}",
                found.total_size().unwrap_or_default()
            );
        }
        read += 1;
    }
    println!("read {read} applications");

    // Changes send only what they change.
    let first = created[0].id;
    let changes = JobBoardApplicationUpdate {
        status: set(JobBoardApplicationStatus::ContactIdentified),
        ..Default::default()
    };
    client.update(first, &changes).await?;
    println!("updated: {:?}", client.retrieve(first).await?.status);

    let ids: Vec<_> = created.iter().map(|created| created.id).collect();
    let deleted = client.collections().delete(&ids).await.all()?;
    println!("deleted {} applications", deleted.len());

    if let Some(calls) = client.limits().await?.daily_api_requests() {
        println!("{} of {} API calls used today", calls.used(), calls.max);
    }
    Ok(())
}
