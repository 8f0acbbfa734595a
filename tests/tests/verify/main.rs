//! `Client::verify`: types compared with orgs that differ from them, over HTTP.

mod differences;
mod requests;

use ats_client::auth::Password;
use ats_client::{Client, RetryPolicy};
use ats_emulator::Emulator;

/// A client of an org, as the user who may do what the describes say.
async fn client(org: &Emulator) -> Client {
    Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new(
            "key",
            "secret",
            "ada@acme.example",
            "password",
        ))
        .retry(RetryPolicy::never())
        .connect()
        .await
        .expect("a client")
}

fn schemas() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas")
}

/// The crate and the org come from the same describes: nothing differs, and it takes two API requests.
#[tokio::test]
async fn the_org_that_a_crate_was_generated_from() {
    let org = Emulator::start(schemas()).await.expect("an org");
    let client = client(&org).await;
    let calls = org.api_calls();
    let verification = client
        .verify(ats_generated::OBJECTS)
        .await
        .expect("a comparison");
    assert_eq!(
        verification.to_string(),
        "33 objects compared with the org: no differences"
    );
    assert!(verification.is_compatible() && verification.is_identical());
    assert_eq!(verification.api_calls(), 2);
    assert_eq!(org.api_calls() - calls, 2);
}
