//! An org with two accounts, three jobs and some who apply for them.

use ats_client::Client;
use ats_client::auth::Password;
use ats_core::prelude::*;
use ats_emulator::Emulator;
use ats_generated::*;

pub struct Org {
    pub client: Client,
    pub account: Id<Account>,
    pub jobs: Vec<Id<Job>>,
    /// Stops when it is dropped.
    _emulator: Emulator,
}

pub async fn org() -> Org {
    let schemas = ats_tests::path("schemas");
    let emulator = Emulator::start(schemas).await.expect("an org");
    let client = Client::builder()
        .login_url(emulator.base_url())
        .credentials(Password::new(
            "key",
            "secret",
            "ada@acme.example",
            "password",
        ))
        .connect()
        .await
        .expect("a client");
    let account = client
        .create(&NewAccount::new(AccountRequired {
            name: text!(Account::NAME, "Acme"),
        }))
        .await
        .expect("an account");
    let mut jobs = Vec::new();
    for (name, priority, rate, account) in [
        (
            "Cook",
            Some(JobPriority::High),
            Some("10.50"),
            Some(account),
        ),
        (
            "Côte d'Azur",
            Some(JobPriority::Low),
            Some("20"),
            Some(account),
        ),
        ("Waiter", None, None, None),
    ] {
        let mut job = NewJob::new();
        job.name = Some(name.try_into().expect("a name"));
        job.job_title = Some(name.try_into().expect("a title"));
        job.status = Some(JobStatus::Open);
        job.priority = priority;
        job.bill_rate = rate.map(|rate| rate.parse().expect("a number"));
        job.account_id = account;
        jobs.push(client.create(&job).await.expect("a job"));
    }
    let contact = client
        .create(&NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Lovelace"),
        }))
        .await
        .expect("a contact");
    for name in ["Ada", "Grace"] {
        let application = NewJobBoardApplication::new(JobBoardApplicationRequired {
            contact_id: contact,
            job_id: jobs[0],
            email: text!(JobBoardApplication::EMAIL, "ada@example.com"),
            first_name: name.try_into().expect("a name"),
            last_name: text!(JobBoardApplication::LAST_NAME, "Lovelace"),
        });
        client.create(&application).await.expect("an application");
    }
    Org {
        client,
        account,
        jobs,
        _emulator: emulator,
    }
}
