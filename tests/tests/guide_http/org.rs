//! An org for the guide's samples, and a client whose requests are written down.

use std::sync::{Mutex, MutexGuard};

use ats_client::auth::{AccessToken, Password};
use ats_client::{ApiVersion, Client, ClientBuilder, RetryPolicy};
use ats_core::prelude::*;
use ats_emulator::{Emulator, EmulatorBuilder};
use ats_generated::*;
use serde_json::Value;

use crate::ids::Ids;
use crate::recorder::{Exchange, Recorder};
use crate::samples;

/// The version of the API in most of the guide's examples.
pub const VERSION: ApiVersion = ApiVersion::new(63);

/// An org, and a client of it.
pub struct Guide {
    pub org: Emulator,
    pub client: Client,
    pub recorder: Recorder,
    ids: Mutex<Ids>,
}

/// The bundled org.
pub fn bundled() -> EmulatorBuilder {
    Emulator::builder().schemas(ats_tests::path("schemas"))
}

/// The bundled org, with describes alone: without `provenance.json`, which says of some picklists
/// that not all their values are public and that they are therefore open.
pub fn exact() -> EmulatorBuilder {
    ats_tests::json_files("schemas")
        .into_iter()
        .filter(|name| name != "provenance")
        .fold(Emulator::builder(), |org, name| {
            org.describe(ats_tests::text(&format!("schemas/{name}.json")))
        })
}

/// A client that signs in by password and sends everything once.
pub fn signing_in(url: &str) -> ClientBuilder {
    Client::builder()
        .login_url(url)
        .credentials(Password::new(
            "YOUR_CLIENT_ID",
            "YOUR_CLIENT_SECRET",
            "YOUR_USERNAME",
            "YOUR_PASSWORD_AND_SECURITY_TOKEN",
        ))
        .api_version(VERSION)
        .retry(RetryPolicy::never())
}

/// A token of an org, as the guide has it asked for.
pub async fn token(org: &Emulator) -> String {
    let answer: Value = crate::recorder::plain()
        .post(format!("{}/services/oauth2/token", org.base_url()))
        .form(&[
            ("grant_type", "password"),
            ("client_id", "YOUR_CLIENT_ID"),
            ("client_secret", "YOUR_CLIENT_SECRET"),
            ("username", "YOUR_USERNAME"),
            ("password", "YOUR_PASSWORD_AND_SECURITY_TOKEN"),
        ])
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    answer["access_token"].as_str().expect("a token").to_owned()
}

impl Guide {
    pub async fn open() -> Self {
        Self::of(bundled(), VERSION).await
    }

    pub async fn of(org: EmulatorBuilder, version: ApiVersion) -> Self {
        let org = org.start().await.expect("an org");
        let recorder = Recorder::start(org.base_url()).await;
        let client = Client::builder()
            .credentials(AccessToken::new(&*recorder.url, token(&org).await))
            .api_version(version)
            .retry(RetryPolicy::never())
            .connect()
            .await
            .expect("a client");
        // Known before, so that what is not there is not asked about.
        client.versions().await.expect("the versions");
        recorder.take();
        Self {
            org,
            client,
            recorder,
            ids: Mutex::default(),
        }
    }

    fn ids(&self) -> MutexGuard<'_, Ids> {
        self.ids.lock().expect("the ids")
    }

    /// Compares what was said with a sample of the guide: see [`Ids::compare`].
    #[track_caller]
    pub fn compare(&self, sample: &str, said: &Value) {
        self.ids().compare(&samples::json(sample), said);
    }

    /// A text of the guide, with the ids of the org.
    pub fn of_org(&self, text: &str) -> String {
        self.ids().of_org(text)
    }

    /// The record that stands for an id of the guide.
    #[track_caller]
    pub fn id<T>(&self, guide: &str) -> Id<T> {
        self.ids().of(guide).parse().expect("an id")
    }

    /// The one exchange since the last.
    #[track_caller]
    pub fn said(&self) -> Exchange {
        match <[Exchange; 1]>::try_from(self.recorder.take()) {
            Ok([exchange]) => exchange,
            Err(several) => panic!("one request, not {several:#?}"),
        }
    }

    /// A contact for an id of the guide.
    pub async fn contact(&self, guide: &str) -> Id<Contact> {
        let new = NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Candidate"),
        });
        let id = self.client.create(&new).await.expect("a contact");
        self.ids().bind(guide, id.as_str());
        self.recorder.take();
        id
    }

    /// A job for an id of the guide.
    pub async fn job(&self, guide: &str) -> Id<Job> {
        let id = self.client.create(&NewJob::new()).await.expect("a job");
        self.ids().bind(guide, id.as_str());
        self.recorder.take();
        id
    }

    /// An application for an id of the guide.
    pub async fn application(&self, guide: &str) -> Id<JobBoardApplication> {
        let new = application(self.some_contact().await, self.some_job().await);
        let id = self.client.create(&new).await.expect("an application");
        self.ids().bind(guide, id.as_str());
        self.recorder.take();
        id
    }

    async fn some_contact(&self) -> Id<Contact> {
        let new = NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Candidate"),
        });
        self.client.create(&new).await.expect("a contact")
    }

    async fn some_job(&self) -> Id<Job> {
        self.client.create(&NewJob::new()).await.expect("a job")
    }
}

/// An application as the guide's samples have it.
pub fn application(contact: Id<Contact>, job: Id<Job>) -> NewJobBoardApplication {
    NewJobBoardApplication::new(JobBoardApplicationRequired {
        contact_id: contact,
        job_id: job,
        email: text!(JobBoardApplication::EMAIL, "test@test.com"),
        first_name: text!(JobBoardApplication::FIRST_NAME, "candidate"),
        last_name: text!(JobBoardApplication::LAST_NAME, "new"),
    })
}
