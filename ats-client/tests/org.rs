//! Every call against an emulated org, without faults.

mod common;

use ats_client::auth::{ClientCredentials, Credentials, JwtBearer, Password, RefreshToken};
use ats_client::{
    Client, ClientError, ErrorKind, KnownDescribe, RecordError, RecordTree, SignInError, Soql,
    Upload, blob_path,
};
use ats_core::prelude::*;
use ats_core::record::{UntypedRecord, set};
use ats_emulator::Emulator;
use ats_generated::*;
use common::contact;
use futures_util::{StreamExt as _, stream};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

async fn org() -> (Emulator, Client) {
    let org = Emulator::start(SCHEMAS).await.unwrap();
    let client = Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new(
            "key",
            "secret",
            "ada@acme.example",
            "password",
        ))
        .connect()
        .await
        .unwrap();
    (org, client)
}

#[tokio::test]
async fn other_ways_to_sign_in() {
    let (org, _) = org().await;
    let key = include_str!("keys/jwt-test-only.pem");
    let ways: [Credentials; 3] = [
        ClientCredentials::new("key", "secret").into(),
        RefreshToken::new("key", "a token of before")
            .client_secret("secret")
            .into(),
        JwtBearer::new("key", "ada@acme.example", key).into(),
    ];
    for way in ways {
        let client = Client::builder()
            .login_url(org.base_url())
            .credentials(way.clone())
            .connect()
            .await
            .unwrap_or_else(|error| panic!("{way:?}: {error}"));
        let user = client.userinfo().await.unwrap();
        assert!(!user.user_id.is_empty(), "{way:?}");
    }
    let error = Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new("key", "secret", "ada@acme.example", ""))
        .connect()
        .await
        .unwrap_err();
    assert!(
        matches!(error, ClientError::SignIn(SignInError::Refused { .. })),
        "{error}"
    );
    assert!(error.help().is_some(), "{error}");
}

#[tokio::test]
async fn what_the_org_says_of_itself() {
    let (_org, client) = org().await;
    let versions = client.versions().await.unwrap();
    assert_eq!(versions.last().unwrap().version, client.version());
    let global = client.describe_global().await.unwrap();
    assert!(
        global
            .sobjects
            .iter()
            .any(|it| it.name == <Job as SObject>::NAME)
    );
    let describe = client.describe("Contact").await.unwrap();
    assert_eq!(describe.field("FirstName").unwrap().length, 40);
    let raw = client
        .describe_raw("Contact", KnownDescribe::default())
        .await
        .unwrap()
        .unwrap();
    let known = KnownDescribe {
        last_modified: raw.last_modified,
        etag: raw.etag.as_deref(),
    };
    assert!(known.last_modified.is_some() || known.etag.is_some());
    assert!(
        client
            .describe_raw("Contact", known)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        client
            .limits()
            .await
            .unwrap()
            .daily_api_requests()
            .is_some()
    );
    assert!(client.api_usage().unwrap().used > 0);
    let user = client.identity().await.unwrap();
    assert_eq!(user.user_id, client.userinfo().await.unwrap().user_id);
    let error = client.describe("Contakt").await.unwrap_err();
    assert_eq!(error.api().unwrap().kind(), ErrorKind::NotFound);
    client.revoke().await.unwrap();
    client.limits().await.unwrap();
}

#[tokio::test]
async fn a_records_life() {
    let (_org, client) = org().await;
    let id = client.create(&contact("Lovelace")).await.unwrap();
    let changes = ContactUpdate {
        first_name: set(text!(Contact::FIRST_NAME, "Ada")),
        ..Default::default()
    };
    client.update(id, &changes).await.unwrap();
    let read: Contact = client.retrieve(id).await.unwrap();
    assert_eq!(read.first_name.as_deref(), Some("Ada"));
    client.delete(id).await.unwrap();
    let gone = client.retrieve(id).await.unwrap_err();
    assert_eq!(gone.api().unwrap().kind(), ErrorKind::NotFound, "{gone}");
    let again = client.delete(id).await.unwrap_err();
    assert_eq!(again.api().unwrap().kind(), ErrorKind::NotFound, "{again}");

    let key = MessageStatsKey::ExternalKey("k/1 ?#".try_into().unwrap());
    let first = client
        .upsert(&key, &NewMessageStats::default())
        .await
        .unwrap();
    let second = client
        .upsert(&key, &NewMessageStats::default())
        .await
        .unwrap();
    assert_eq!((first.created, second.created), (true, false));
    assert_eq!(first.id, second.id);
}

#[tokio::test]
async fn many_records_and_their_pages() {
    let (_org, client) = org().await;
    let records: Vec<_> = (0..2105)
        .map(|number| contact(&format!("L{number:04}")))
        .collect();
    let ids = client
        .collections()
        .concurrency(2)
        .create(&records)
        .await
        .all()
        .unwrap();
    let query = Contact::select()
        .fields((Contact::ID, Contact::LAST_NAME))
        .order_by(Contact::LAST_NAME.asc());
    let page = client.query(&query).await.unwrap();
    assert_eq!(
        (page.total_size, page.records.len(), page.done),
        (Some(2105), 2000, false)
    );
    let read = client.query_all(&query).collect_all().await.unwrap();
    let read: Vec<_> = read
        .into_iter()
        .map(|contact| contact.id.unwrap())
        .collect();
    assert_eq!(read, ids, "in order, each once");

    // Too long for an address.
    let some = Contact::select()
        .field(Contact::ID)
        .filter(Contact::ID.is_in(ids[..900].to_vec()));
    assert!(some.to_soql().len() > 16_384);
    assert_eq!(client.query(&some).await.unwrap().total_size, Some(900));
    assert_eq!(client.count(&some).await.unwrap(), 900);

    let found: Vec<Option<Contact>> = client.collections().retrieve(&ids[..3]).await.unwrap();
    assert!(found.iter().all(Option::is_some));
    assert!(client.collections().delete(&ids).await.is_success());
    assert_eq!(client.count(Contact::select()).await.unwrap(), 0);
    let again = client.collections().delete(&ids[..2]).await;
    assert!(
        matches!(again.results()[0], Err(RecordError::Refused { .. })),
        "{again:?}"
    );
}

#[tokio::test]
async fn relatives() {
    let (_org, client) = org().await;
    let account = NewAccount::new(AccountRequired {
        name: text!(Account::NAME, "Acme"),
    });
    let tree = RecordTree::<Account>::new(&account).children(
        Account::CONTACTS,
        [
            RecordTree::new(&contact("Lovelace")),
            RecordTree::new(&contact("Byron")),
        ],
    );
    let ids = client
        .collections()
        .create_trees([tree])
        .await
        .all()
        .unwrap();
    let contacts = Contact::select().filter(Contact::ACCOUNT_ID.eq(ids[0].id));
    assert_eq!(client.count(&contacts).await.unwrap(), 2);
    assert_eq!(ids[0].children.len(), 2);

    let mut batch = client.composite().all_or_none(true);
    let account = batch.create(&account).unwrap();
    let mut person = contact("Babbage");
    person.account_id = Some(account.id());
    let person = batch.create(&person).unwrap();
    let read = batch.retrieve(person.id()).unwrap();
    let results = batch.send().await.unwrap();
    let read: Contact = results.get(&read).unwrap();
    assert_eq!(read.account_id, Some(results.get(&account).unwrap()));

    let bad = Soql::<UntypedRecord>::new("SELECT Nmae FROM Contact");
    let error = client.query(bad).await.unwrap_err();
    assert_eq!(error.api().unwrap().kind(), ErrorKind::Malformed, "{error}");
    assert!(error.help().unwrap().contains("API name"), "{error}");
}

/// A record that the org would not take, which is known once it has been asked.
fn misdirected() -> NewContact {
    let mut new = contact("Byron");
    new.account_id = Some("003Em00000cqRQ3IAM".parse().unwrap());
    new
}

fn problems(error: &ClientError) -> String {
    match error {
        ClientError::Invalid(invalid) => invalid.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_learned_of_the_org_is_not_sent_to_be_refused() {
    let (org, client) = org().await;
    let id = client.create(&contact("Lovelace")).await.unwrap();
    let account = NewAccount::new(AccountRequired {
        name: text!(Account::NAME, "Acme"),
    });
    let account = client.create(&account).await.unwrap();
    // Before, the org refuses what only it knows; what is no e-mail address is known anyway.
    let error = client.create(&misdirected()).await.unwrap_err();
    assert!(matches!(error, ClientError::Api(_)), "{error}");
    let mut nowhere = contact("Byron");
    nowhere.email = Some("ada at example.com".try_into().unwrap());
    assert_eq!(
        problems(&client.create(&nowhere).await.unwrap_err()),
        "Contact (`Contact`) was not sent: Email (`Email`) must be an e-mail address; \
         its value (18 characters) is not one"
    );

    client.load_org_checks::<Contact>().await.unwrap();
    let calls = org.api_calls();
    let error = client.create(&misdirected()).await.unwrap_err();
    assert_eq!(
        problems(&error),
        "Contact (`Contact`) was not sent: Account ID (`AccountId`) takes the id of `Account`; \
         003Em00000cqRQ3IAM is that of a `Contact`"
    );
    assert!(error.help().is_some());
    // However records are sent.
    let bad = [misdirected(), misdirected()];
    for outcomes in [
        client.collections().create(&bad).await,
        client.collections().create_tree(&bad).await,
    ] {
        let failures: Vec<_> = outcomes.failures().collect();
        assert_eq!(failures.len(), 2);
        for (_, error) in failures {
            assert!(matches!(error, RecordError::Invalid(_)), "{error}");
            assert!(error.help().is_some(), "{error}");
        }
    }
    problems(&client.composite().create(&misdirected()).unwrap_err());
    let changes = ContactUpdate {
        email: set("nobody".try_into().unwrap()),
        ..Default::default()
    };
    problems(&client.update(id, &changes).await.unwrap_err());
    problems(&client.delete::<Contact>(account.cast()).await.unwrap_err());
    let elsewhere = [(account.cast::<Contact>(), ContactUpdate::default())];
    let outcomes = client.collections().update(&elsewhere).await;
    assert!(outcomes.failures().count() == 1);
    let other = [account.cast::<Contact>()];
    let outcomes = client.collections().delete(&other).await;
    let (_, error) = outcomes.failures().next().unwrap();
    assert!(matches!(error, RecordError::Invalid(_)), "{error}");
    assert_eq!(org.api_calls(), calls, "something was sent");

    // And what is right goes through, at one call each.
    let mut good = contact("Babbage");
    good.email = Some("charles@example.com".try_into().unwrap());
    good.account_id = Some(account);
    client.create(&good).await.unwrap();
    client.delete(id).await.unwrap();
    assert_eq!(org.api_calls(), calls + 2);
}

#[tokio::test]
async fn a_missing_reference_is_named_by_its_field() {
    let (_org, client) = org().await;
    let mut new = contact("Byron");
    new.account_id = Some("001Em00000SWb1PIAT".parse().unwrap());
    let named = |text: String| {
        assert!(
            text.contains(": Account ID (`AccountId`): insufficient access rights"),
            "{text}"
        );
        assert!(
            text.contains("check that the record Account ID refers to"),
            "{text}"
        );
    };
    named(client.create(&new).await.unwrap_err().explain());
    let records = [new.clone()];
    for outcomes in [
        client.collections().create(&records).await,
        client.collections().create_tree(&records).await,
    ] {
        named(outcomes.failures().next().unwrap().1.explain());
    }
    let mut batch = client.composite();
    let handle = batch.create(&new).unwrap();
    let results = batch.send().await.unwrap();
    named(results.get(&handle).unwrap_err().explain());
}

/// The message says what happened, the advice what to do, and neither repeats the other.
#[tokio::test]
async fn advice_is_no_echo() {
    let (org, client) = org().await;
    let url = org.base_url();
    let password = |word| {
        Client::builder()
            .login_url(url)
            .credentials(Password::new("key", "secret", "ada@acme.example", word))
            .connect()
    };
    let soql = |text: &'static str| Soql::<UntypedRecord>::new(text);
    let id = "003Em00000cqRQ3IAM".parse::<Id<Contact>>().unwrap();
    let errors = [
        password("").await.unwrap_err(),
        client.retrieve(id).await.unwrap_err(),
        client.describe("Contakt").await.unwrap_err(),
        client
            .query(soql("SELECT Nmae FROM Contact"))
            .await
            .unwrap_err(),
        client.query(soql("SELECT FROM")).await.unwrap_err(),
        client.create(&misdirected()).await.unwrap_err(),
        client.create(&contact(" ")).await.unwrap_err(),
        client
            .query_one(Contact::select().field(Contact::ID))
            .await
            .unwrap_err(),
        Client::builder().connect().await.unwrap_err(),
    ];
    for error in errors {
        let (message, help) = (error.to_string(), error.help().expect("advice"));
        assert!(!message.contains(&help), "{message}; {help}");
        let (what, todo) = (message.to_lowercase(), help.to_lowercase());
        let first: Vec<_> = todo.split(' ').take(4).collect();
        assert!(!what.contains(&first.join(" ")), "{message}; {help}");
        assert_eq!(error.explain(), format!("{message}; {help}"));
    }
}

#[tokio::test]
async fn a_resume_goes_up_and_comes_down() {
    let (_org, client) = org().await;
    let candidate = client.create(&contact("Lovelace")).await.unwrap();
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    let mut resume = NewContentVersion::new();
    resume.path_on_client = Some("resume.pdf".try_into().unwrap());
    resume.first_publish_location_id = Some(candidate.cast());
    let field = ContentVersion::VERSION_DATA;
    let reader = Upload::reader("resume.pdf", std::io::Cursor::new(bytes.clone()));
    let id = client.upload(&resume, field, reader).await.unwrap();
    let mut down = Vec::new();
    client
        .download(&blob_path(id, field), &mut down)
        .await
        .unwrap();
    assert_eq!(down, bytes);
}

/// From a query to changes, without holding either in memory.
#[tokio::test]
async fn a_stream_of_records_becomes_a_stream_of_changes() {
    let (org, client) = org().await;
    let many = client.collections();
    let stats = || {
        stream::iter(0..450).map(|number| {
            let key = MessageStatsKey::ExternalKey(format!("k{number:03}").try_into().unwrap());
            (key, NewMessageStats::default())
        })
    };
    let new: Vec<_> = many.upsert_stream(stats()).collect().await;
    assert_eq!(new.len(), 450);
    assert!(new.iter().all(|it| it.as_ref().unwrap().created));
    let again: Vec<_> = many.upsert_stream(stats()).collect().await;
    for (new, again) in new.into_iter().zip(again) {
        let (new, again) = (new.unwrap(), again.unwrap());
        assert_eq!((new.id, again.created), (again.id, false));
    }

    let people = stream::iter(0..450).map(|number| contact(&format!("L{number:03}")));
    let ids: Vec<_> = many
        .create_stream(people)
        .map(Result::unwrap)
        .collect()
        .await;
    let before = org.api_calls();
    let found = client
        .query_all(
            Contact::select()
                .field(Contact::ID)
                .order_by(Contact::LAST_NAME.asc()),
        )
        .page_size(200);
    let changes = found.map(|found| {
        let changes = ContactUpdate {
            first_name: set(text!(Contact::FIRST_NAME, "Ada")),
            ..Default::default()
        };
        (found.unwrap().id.unwrap(), changes)
    });
    let changed: Vec<_> = many
        .update_stream(changes)
        .map(Result::unwrap)
        .collect()
        .await;
    assert_eq!(changed, ids);
    assert_eq!(org.api_calls() - before, 6, "three pages, three requests");
    let ada = Contact::select().filter(Contact::FIRST_NAME.eq("Ada"));
    assert_eq!(client.count(&ada).await.unwrap(), 450);

    let deleted: Vec<_> = many
        .delete_stream(stream::iter(ids.clone()))
        .map(Result::unwrap)
        .collect()
        .await;
    assert_eq!(deleted, ids);
    assert_eq!(client.count(&ada).await.unwrap(), 0);
}

/// A refused query names the field, with the label that its type knows.
#[tokio::test]
async fn a_refused_query_names_its_field() {
    let (_org, client) = org().await;
    // The builder does not let this be written; a table of another org's could.
    let text = "SELECT Id FROM Contact WHERE Description LIKE 'x%'";
    let error = client.query(Soql::<Contact>::new(text)).await.unwrap_err();
    let failure = error.api().unwrap();
    assert_eq!(failure.errors[0].fields[0].name, "Description", "{error}");
    let text = "SELECT Nmae FROM Contact";
    let error = client
        .query(Soql::<UntypedRecord>::new(text))
        .await
        .unwrap_err();
    let failure = error.api().unwrap();
    assert_eq!(failure.errors[0].fields[0].to_string(), "`Nmae`", "{error}");
}
