//! “Access Token can be obtained”.

use ats_client::auth::Password;
use ats_client::{Client, ClientError, SignInError};
use serde_json::Value;

use crate::org::{bundled, signing_in};
use crate::recorder::{Recorder, plain};
use crate::samples::{self, TOKEN_RESPONSE};

const TOKEN: &str = "/services/oauth2/token";

/// The parameters of the guide's example request.
const PARAMETERS: [(&str, &str); 5] = [
    ("grant_type", "password"),
    ("client_id", "YOUR_CLIENT_ID"),
    ("client_secret", "YOUR_CLIENT_SECRET"),
    ("username", "YOUR_USERNAME"),
    ("password", "YOUR_PASSWORD_AND_SECURITY_TOKEN"),
];

/// The sample's fields are all there and no others are, with values of the kind it describes.
#[track_caller]
fn is_token(answer: &Value, instance: &str) {
    let answer = answer.as_object().expect("an object");
    let sample = samples::json(TOKEN_RESPONSE);
    let sample = sample.as_object().expect("an object");
    let (mut keys, mut expected): (Vec<_>, Vec<_>) =
        (answer.keys().collect(), sample.keys().collect());
    keys.sort();
    expected.sort();
    assert_eq!(keys, expected);
    let text = |key: &str| answer[key].as_str().expect("a text");
    assert!(!text("access_token").is_empty());
    assert_eq!(text("instance_url"), instance);
    let (_, path) = text("id").split_once("/id/").expect("an identity URL");
    let (org, user) = path.split_once('/').expect("ORG_ID/USER_ID");
    assert!(org.starts_with("00D") && org.len() == 18, "{org}");
    assert!(user.starts_with("005") && user.len() == 18, "{user}");
    assert_eq!(text("token_type"), sample["token_type"]);
    let issued_at: u64 = text("issued_at").parse().expect("milliseconds");
    assert!(issued_at > 1_700_000_000_000, "{issued_at}");
    // HMAC-SHA256 as base64; that it is the right one, the client checks.
    assert_eq!(text("signature").len(), 44);
}

#[tokio::test]
async fn the_client_sends_the_parameters_in_the_body() {
    let org = bundled().start().await.expect("an org");
    let recorder = Recorder::start(org.base_url()).await;
    let client = signing_in(&recorder.url).connect().await.expect("a client");
    let said = recorder.take();
    let token = &said[0];
    assert_eq!((&*token.method, &*token.target), ("POST", TOKEN));
    let mut sent: Vec<&str> = token.request.split('&').collect();
    sent.sort_unstable();
    let mut expected = PARAMETERS.map(|(name, value)| format!("{name}={value}"));
    expected.sort();
    assert_eq!(sent, expected);
    assert_eq!(token.status, 200);
    is_token(&token.answered(), org.base_url());
    // The token opens the org.
    assert_eq!(
        client.userinfo().await.expect("a user").preferred_username,
        "YOUR_USERNAME"
    );
}

#[tokio::test]
async fn the_org_takes_them_in_the_url_too() {
    let org = bundled().start().await.expect("an org");
    let query = PARAMETERS.map(|(name, value)| format!("{name}={value}"));
    let url = format!("{}{TOKEN}?{}", org.base_url(), query.join("&"));
    let answer = plain().post(url).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    is_token(&answer.json().await.expect("JSON"), org.base_url());
}

#[tokio::test]
async fn each_parameter_is_required() {
    let org = bundled().start().await.expect("an org");
    for (left_out, _) in PARAMETERS {
        let form =
            PARAMETERS.map(|(name, value)| (name, if name == left_out { "" } else { value }));
        let answer = plain()
            .post(format!("{}{TOKEN}", org.base_url()))
            .form(&form)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 400, "{left_out}");
        let answer: Value = answer.json().await.expect("JSON");
        assert!(answer["error"].is_string(), "{left_out}: {answer}");
    }
}

#[tokio::test]
async fn a_wrong_password_says_what_to_do() {
    let org = bundled().start().await.expect("an org");
    let error = Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new("key", "secret", "ada@acme.example", ""))
        .connect()
        .await
        .expect_err("no password");
    assert!(matches!(
        error,
        ClientError::SignIn(SignInError::Refused { .. })
    ));
    let help = error.help().expect("advice");
    assert!(help.contains("security token"), "{help}");
}
