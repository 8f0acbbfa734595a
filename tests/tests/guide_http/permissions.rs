//! “Permission Set Overview”: one org, and a user of each of the four sets.

use std::collections::BTreeMap;

use ats_client::auth::Password;
use ats_client::{Client, ClientError, ErrorKind, RetryPolicy, Soql};
use ats_core::prelude::*;
use ats_core::record::set;
use ats_emulator::{Credentials, Emulator};
use ats_generated::*;
use ats_schema::rules::error_code::ErrorCode;
use serde_json::{Value, json};

use crate::org::{application, bundled};

const SETS: [&str; 4] = [
    "Asymbl_ATS_Job_Portal",
    "External_Interview_Feedback",
    "Asymbl_ATS_User",
    "Asymbl_ATS_Admin",
];

/// An org where the user `everything` may do what the describes say, and one user is named after each
/// set.
async fn org() -> Emulator {
    let mut users = vec![json!({ "username": "everything", "password": "pass" })];
    users.extend(
        SETS.map(|set| json!({ "username": set, "password": "pass", "permission_set": set })),
    );
    let credentials = json!({
        "users": users,
        "clients": [{ "client_id": "key", "client_secret": "secret" }],
    });
    bundled()
        .credentials(Credentials::parse(&credentials.to_string()).expect("credentials"))
        .start()
        .await
        .expect("an org")
}

async fn user(org: &Emulator, name: &str) -> Client {
    Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new("key", "secret", name, "pass"))
        .retry(RetryPolicy::never())
        .connect()
        .await
        .expect("a client")
}

/// What a user may do with an object: read, create, edit, delete.
type Rights = [bool; 4];

/// What a set's file says, by object; what it inherits is as the describe says.
fn rights(set: &str) -> BTreeMap<String, Option<Rights>> {
    let text = ats_tests::text(&format!("schemas/permission-sets/{set}.json"));
    let set: Value = serde_json::from_str(&text).expect("JSON");
    let list = |key: &str| set[key].as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let given = list("objectPermissions").into_iter().map(|it| {
        let rights = ["allowRead", "allowCreate", "allowEdit", "allowDelete"]
            .map(|right| it[right].as_bool().expect("a flag"));
        (text(&it["object"]), Some(rights))
    });
    let inherited = list("inherits").into_iter().map(|it| (text(&it), None));
    given.chain(inherited).collect()
}

/// Every object of the guide, for every set: what a describe says, and whether there is one.
#[tokio::test]
async fn describes_say_what_each_set_may_do() {
    let org = org().await;
    for set in SETS {
        let client = user(&org, set).await;
        let rights = rights(set);
        let global = client.describe_global().await.expect("the objects");
        for (name, schema) in ats_tests::schemas() {
            let listed = global.sobjects.iter().any(|it| it.name == name);
            let place = format!("{set}: {name}");
            let Some(rights) = rights.get(&name) else {
                assert!(!listed, "{place}");
                let error = client.describe(&name).await.expect_err(&place);
                assert_eq!(
                    error.api().expect(&place).kind(),
                    ErrorKind::NotFound,
                    "{place}"
                );
                continue;
            };
            assert!(listed, "{place}");
            let of_describe = [
                schema.queryable,
                schema.createable,
                schema.updateable,
                schema.deletable,
            ];
            let expected = match rights {
                None => of_describe,
                Some(rights) => {
                    let both = |i: usize| of_describe[i].map(|it| it && rights[i]);
                    [both(0), both(1), both(2), both(3)]
                }
            };
            let describe = client.describe(&name).await.expect(&place);
            let said = [
                describe.queryable,
                describe.createable,
                describe.updateable,
                describe.deletable,
            ];
            assert_eq!(said, expected, "{place}");
        }
    }
}

/// Records to work on, made by the user who may do everything.
struct Records {
    contact: Id<Contact>,
    job: Id<Job>,
    application: Id<JobBoardApplication>,
    interview: Id<Interview>,
}

async fn records(org: &Emulator) -> Records {
    let everything = user(org, "everything").await;
    let contact = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Candidate"),
    });
    let contact = everything.create(&contact).await.expect("a contact");
    let job = everything.create(&NewJob::new()).await.expect("a job");
    let application = application(contact, job);
    Records {
        contact,
        job,
        application: everything
            .create(&application)
            .await
            .expect("an application"),
        interview: everything
            .create(&NewInterview::new())
            .await
            .expect("an interview"),
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, ClientError>, kind: ErrorKind, code: &str) {
    let error = result.expect_err(code);
    let failure = error.api().unwrap_or_else(|| panic!("{error:?}"));
    assert_eq!(failure.code().map(ErrorCode::as_str), Some(code), "{error}");
    assert_eq!(failure.kind(), kind, "{error}");
    assert!(!error.is_retryable());
    assert!(error.help().is_some(), "{error}");
}

const NO_WRITE: &str = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY";
const NO_DELETE: &str = "INSUFFICIENT_ACCESS_OR_READONLY";

fn named() -> JobUpdate {
    JobUpdate {
        name: set(text!(Job::NAME, "Developer")),
        ..Default::default()
    }
}

fn rejected() -> JobBoardApplicationUpdate {
    JobBoardApplicationUpdate {
        status: set(JobBoardApplicationStatus::Rejected),
        ..Default::default()
    }
}

#[tokio::test]
async fn the_job_portal_applies_and_no_more() {
    let org = org().await;
    let Records {
        contact,
        job,
        application: existing,
        interview,
    } = records(&org).await;
    let portal = user(&org, "Asymbl_ATS_Job_Portal").await;

    let jobs = portal
        .query(Job::select().fields((Job::ID, Job::NAME)))
        .await;
    assert_eq!(jobs.expect("jobs").records[0].id, Some(job));
    portal
        .create(&application(contact, job))
        .await
        .expect("an application");
    let count = portal.count(JobBoardApplication::select()).await;
    assert_eq!(count.expect("a count"), 2);

    refused(
        portal.create(&NewJob::new()).await,
        ErrorKind::Forbidden,
        NO_WRITE,
    );
    refused(
        portal.update(job, &named()).await,
        ErrorKind::Forbidden,
        NO_WRITE,
    );
    refused(portal.delete(job).await, ErrorKind::Forbidden, NO_DELETE);
    refused(
        portal.update(existing, &rejected()).await,
        ErrorKind::Forbidden,
        NO_WRITE,
    );
    refused(
        portal.delete(existing).await,
        ErrorKind::Forbidden,
        NO_DELETE,
    );
    // What is not in the table is not there at all.
    let contacts = portal.query(Contact::select().field(Contact::ID)).await;
    refused(contacts, ErrorKind::NotFound, "INVALID_TYPE");
    refused(
        portal.retrieve(interview).await,
        ErrorKind::NotFound,
        "NOT_FOUND",
    );
    let through = Soql::<Job>::new("SELECT bpats__Account__r.Name FROM bpats__Job__c");
    refused(
        portal.query(through).await,
        ErrorKind::Malformed,
        "INVALID_FIELD",
    );
}

#[tokio::test]
async fn an_external_interviewer_gives_feedback_and_no_more() {
    let org = org().await;
    let Records {
        contact, interview, ..
    } = records(&org).await;
    let external = user(&org, "External_Interview_Feedback").await;

    let feedback = NewInterviewFeedback::new(InterviewFeedbackRequired {
        interview_id: interview,
    });
    let feedback = external.create(&feedback).await.expect("feedback");
    let topic = external
        .create(&NewInterviewTopic::new())
        .await
        .expect("a topic");
    let answer = NewInterviewTopicFeedback::new(InterviewTopicFeedbackRequired {
        feedback_id: feedback,
        topic_id: topic,
    });
    external.create(&answer).await.expect("feedback of a topic");
    external
        .create(&NewInterview::new())
        .await
        .expect("an interview");
    let read = external.query(Contact::select().field(Contact::ID)).await;
    assert_eq!(read.expect("contacts").records[0].id, Some(contact));

    let changes = InterviewFeedbackUpdate::default();
    refused(
        external.update(feedback, &changes).await,
        ErrorKind::Forbidden,
        NO_WRITE,
    );
    refused(
        external.delete(feedback).await,
        ErrorKind::Forbidden,
        NO_DELETE,
    );
    refused(
        external.delete(contact).await,
        ErrorKind::Forbidden,
        NO_DELETE,
    );
    refused(
        external.create(&NewInterviewTemplate::new()).await,
        ErrorKind::Forbidden,
        NO_WRITE,
    );
    let jobs = external.query(Job::select().field(Job::ID)).await;
    refused(jobs, ErrorKind::NotFound, "INVALID_TYPE");
}

/// “users assigned to this permission set do not have Delete access to any objects”
#[tokio::test]
async fn an_ats_user_deletes_nothing() {
    let org = org().await;
    let Records {
        contact,
        job,
        application: existing,
        interview,
    } = records(&org).await;
    let ats = user(&org, "Asymbl_ATS_User").await;

    ats.create(&NewJob::new()).await.expect("a job");
    ats.update(job, &named()).await.expect("a change");
    ats.create(&application(contact, job))
        .await
        .expect("an application");
    ats.update(existing, &rejected()).await.expect("a change");
    let read = ats.retrieve(existing).await.expect("the application");
    assert_eq!(read.status, Some(JobBoardApplicationStatus::Rejected));

    refused(ats.delete(job).await, ErrorKind::Forbidden, NO_DELETE);
    refused(ats.delete(existing).await, ErrorKind::Forbidden, NO_DELETE);
    refused(ats.delete(contact).await, ErrorKind::Forbidden, NO_DELETE);
    refused(ats.delete(interview).await, ErrorKind::Forbidden, NO_DELETE);
    let everything = user(&org, "everything").await;
    let feedback = NewInterviewFeedback::new(InterviewFeedbackRequired {
        interview_id: interview,
    });
    let feedback = everything.create(&feedback).await.expect("feedback");
    refused(ats.delete(feedback).await, ErrorKind::Forbidden, NO_DELETE);
    // In collections too, each for itself.
    for result in ats.collections().delete(&[existing]).await {
        let error = result.expect_err("no deletion").to_string();
        assert!(error.contains(NO_DELETE), "{error}");
    }
    // Templates are read, not written.
    let templates = ats.count(AtsTemplate::select()).await;
    assert_eq!(templates.expect("a count"), 0);
    refused(
        ats.create(&NewAtsTemplate::new()).await,
        ErrorKind::Forbidden,
        NO_WRITE,
    );
    // ATS Stage Tracking is not in the table.
    let tracking = ats.query(AtsStageTracking::select().field(AtsStageTracking::ID));
    refused(tracking.await, ErrorKind::NotFound, "INVALID_TYPE");
    let left = everything.count(Job::select()).await;
    assert_eq!(left.expect("a count"), 2);
}

/// The printed table ends after Job Board Application; the prose promises all objects.
#[tokio::test]
async fn an_admin_does_everything() {
    let org = org().await;
    let Records {
        contact,
        job,
        application: existing,
        interview,
    } = records(&org).await;
    let admin = user(&org, "Asymbl_ATS_Admin").await;
    admin.update(job, &named()).await.expect("a change");
    admin.update(existing, &rejected()).await.expect("a change");
    let placement = admin
        .create(&NewPlacement::new())
        .await
        .expect("a placement");
    admin.delete(placement).await.expect("a deletion");
    admin.delete(existing).await.expect("a deletion");
    admin.delete(interview).await.expect("a deletion");
    admin.delete(job).await.expect("a deletion");
    admin.delete(contact).await.expect("a deletion");
    let left = admin.count(JobBoardApplication::select()).await;
    assert_eq!(left.expect("a count"), 0);
}
