//! Signing in, and staying so.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ats_client::auth::{AccessToken, ClientCredentials, JwtBearer, Password, RefreshToken};
use ats_client::{Client, ClientError, SignInError, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Stub, Token, builder, contact, contact_id, created, quick, refusal};
use ring::hmac;
use secrecy::ExposeSecret as _;
use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

fn form(request: &Request) -> Vec<(String, String)> {
    let text = String::from_utf8(request.body.clone()).unwrap();
    text.split('&')
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap();
            (key.to_owned(), value.to_owned())
        })
        .collect()
}

async fn token_server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/services/oauth2/token"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn credentials_stand_in_the_body_only() {
    let stub = Stub::start().await;
    stub.client().await;
    let mut requests = stub.server.received_requests().await.unwrap();
    requests.retain(|request| request.method == "POST");
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].url.query(), None);
    let mut form = form(&requests[0]);
    form.sort();
    let keys: Vec<_> = form.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "client_id",
            "client_secret",
            "grant_type",
            "password",
            "username"
        ]
    );
}

#[tokio::test]
async fn a_wrong_password_is_one_sentence_that_says_what_to_do() {
    let server = token_server(ResponseTemplate::new(400).set_body_json(json!({
        "error": "invalid_grant", "error_description": "authentication failure"
    })))
    .await;
    let error = builder(&server.uri()).connect().await.unwrap_err();
    let message = error.explain();
    assert!(message.contains("refused to sign in by password: authentication failure (invalid_grant); check the user name"), "{message}");
    assert!(!message.contains("SECRET"), "{message}");
    assert!(!error.is_retryable());
    // Tried once: a second time might lock the user out.
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_outage_of_the_login_host_is_waited_for() {
    let stub = Stub::start().await;
    let down = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(2)
        .mount(&down)
        .await;
    let uri = stub.server.uri();
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "access_token": "t", "instance_url": uri
        })))
        .mount(&down)
        .await;
    builder(&down.uri()).connect().await.unwrap();
    assert_eq!(down.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn the_signature_decides() {
    let sign = |secret: &str| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        STANDARD.encode(hmac::sign(&key, b"https://x/id/1/21700000000000"))
    };
    for (secret, accepted) in [("SECRET-s", true), ("another", false)] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({
                "access_token": "t", "instance_url": server.uri(), "id": "https://x/id/1/2",
                "issued_at": "1700000000000", "signature": sign(secret),
            })))
            .mount(&server)
            .await;
        common::versions(&server).await;
        match builder(&server.uri()).connect().await {
            Ok(_) => assert!(accepted),
            Err(ClientError::SignIn(SignInError::Signature { .. })) => assert!(!accepted),
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn an_instance_that_is_not_https_is_not_used() {
    let server = token_server(ResponseTemplate::new(200).set_body_json(json!({
        "access_token": "SECRET-token", "instance_url": "http://acme.my.salesforce.com"
    })))
    .await;
    let message = builder(&server.uri())
        .connect()
        .await
        .unwrap_err()
        .to_string();
    assert!(message.contains("would be reached by http"), "{message}");
    assert!(!message.contains("SECRET"), "{message}");
}

#[tokio::test]
async fn jwt_bearer_signs_an_assertion() {
    let stub = Stub::start().await;
    let key = include_str!("keys/jwt-test-only.pem");
    stub.builder()
        .credentials(JwtBearer::new("key", "ada@acme.example", key))
        .connect()
        .await
        .unwrap();
    let request = &stub.server.received_requests().await.unwrap()[0];
    let form = form(request);
    let assertion = &form.iter().find(|(key, _)| key == "assertion").unwrap().1;
    let public =
        jsonwebtoken::DecodingKey::from_rsa_pem(include_bytes!("keys/jwt-test-only.pub.pem"))
            .unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    rules.set_audience(&[stub.server.uri()]);
    rules.set_issuer(&["key"]);
    rules.set_required_spec_claims(&["iss", "sub", "aud", "exp"]);
    let token = jsonwebtoken::decode::<serde_json::Value>(assertion, &public, &rules).unwrap();
    assert_eq!(token.claims["sub"], "ada@acme.example");

    let error = stub
        .builder()
        .credentials(JwtBearer::new("key", "ada@acme.example", "SECRET no key"))
        .connect()
        .await
        .unwrap_err();
    assert!(error.help().unwrap().contains("PEM"), "{error}");
    assert!(!format!("{error:?}").contains("SECRET"));
}

#[tokio::test]
async fn client_credentials_need_the_orgs_own_address() {
    let error = Client::builder()
        .sandbox()
        .credentials(ClientCredentials::new("key", "secret"))
        .connect()
        .await
        .unwrap_err();
    assert!(
        error.help().unwrap().contains("call `my_domain`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_rotated_refresh_token_is_used_next() {
    let server = MockServer::start().await;
    let (uri, turn) = (server.uri(), AtomicUsize::new(0));
    Mock::given(method("POST"))
        .and(path("/services/oauth2/token"))
        .respond_with(move |_: &Request| {
            let turn = turn.fetch_add(1, Ordering::SeqCst) + 1;
            ResponseTemplate::new(200).set_body_json(json!({
                "access_token": format!("token-{turn}"), "instance_url": uri,
                "refresh_token": format!("rotated-{turn}"),
            }))
        })
        .mount(&server)
        .await;
    common::versions(&server).await;
    Mock::given(Token("token-1"))
        .respond_with(refusal(
            401,
            "INVALID_SESSION_ID",
            "Session expired or invalid",
        ))
        .mount(&server)
        .await;
    Mock::given(Token("token-2"))
        .respond_with(created())
        .mount(&server)
        .await;
    let client = builder(&server.uri())
        .credentials(RefreshToken::new("key", "first"))
        .connect()
        .await
        .unwrap();
    // A create is repeated after a 401, since the org did nothing.
    assert_eq!(
        client.create(&contact("Lovelace")).await.unwrap(),
        contact_id()
    );
    let sent: Vec<_> = server
        .received_requests()
        .await
        .unwrap()
        .iter()
        .filter(|request| request.url.path().ends_with("token"))
        .map(|request| {
            form(request)
                .into_iter()
                .find(|(key, _)| key == "refresh_token")
                .unwrap()
                .1
        })
        .collect();
    assert_eq!(sent, ["first", "rotated-1"]);
}

#[tokio::test]
async fn a_rotated_refresh_token_is_handed_out_before_its_access_token_is_used() {
    let server = MockServer::start().await;
    let uri = server.uri();
    Mock::given(method("POST"))
        .and(path("/services/oauth2/token"))
        .respond_with(move |_: &Request| {
            ResponseTemplate::new(200).set_body_json(json!({
                "access_token": "token-1", "instance_url": uri, "refresh_token": "second",
            }))
        })
        .mount(&server)
        .await;
    common::versions(&server).await;
    let used = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&used);
    Mock::given(Token("token-1"))
        .respond_with(move |_: &Request| {
            count.fetch_add(1, Ordering::SeqCst);
            ResponseTemplate::new(201)
                .set_body_json(json!({"id": contact_id(), "success": true, "errors": []}))
        })
        .mount(&server)
        .await;
    let saved = Arc::new(Mutex::new(Vec::new()));
    let (keep, before) = (Arc::clone(&saved), Arc::clone(&used));
    let token = RefreshToken::new("key", "first").on_rotation(move |token| {
        let token = token.expose_secret().to_owned();
        let uses = before.load(Ordering::SeqCst);
        keep.lock().unwrap().push((token, uses));
        Ok(())
    });
    let client = builder(&server.uri())
        .credentials(token)
        .connect()
        .await
        .unwrap();
    client.create(&contact("Lovelace")).await.unwrap();
    assert_eq!(*saved.lock().unwrap(), [("second".to_owned(), 0)]);

    // Where it cannot be saved, nothing is done with the access token.
    let uses = used.load(Ordering::SeqCst);
    let token = RefreshToken::new("key", "first").on_rotation(|_| Err("disk full".to_owned()));
    let client = builder(&server.uri()).credentials(token).connect().await;
    let error = match client {
        Ok(client) => client.create(&contact("Lovelace")).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(error.to_string().contains("disk full"), "{error}");
    let help = error.help().unwrap_or_default();
    assert!(help.contains("authorize the application again"), "{help}");
    assert_eq!(used.load(Ordering::SeqCst), uses);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_tasks_renew_an_expired_token_once() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    Mock::given(Token("token-1"))
        .respond_with(refusal(
            401,
            "INVALID_SESSION_ID",
            "Session expired or invalid",
        ))
        .mount(&stub.server)
        .await;
    Mock::given(Token("token-2"))
        .respond_with(created())
        .mount(&stub.server)
        .await;
    let tasks: Vec<_> = (0..256)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.create(&contact("Lovelace")).await })
        })
        .collect();
    for created in common::join(tasks).await {
        created.unwrap();
    }
    assert_eq!(stub.tokens.load(Ordering::SeqCst), 2);
    // Each create succeeded once.
    let requests = stub.requests().await;
    let accepted = requests
        .iter()
        .filter(|request| request.headers["authorization"] == "Bearer token-2")
        .count();
    assert_eq!(accepted, 256);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tokens_that_live_for_a_few_calls_are_enough() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    // Every token is good for five calls.
    let used = Arc::new(std::sync::Mutex::new(std::collections::HashMap::<
        String,
        usize,
    >::new()));
    stub.on("POST", "sobjects/Contact", move |request: &Request| {
        let token = request.headers["authorization"]
            .to_str()
            .unwrap()
            .to_owned();
        let mut used = used.lock().unwrap();
        let calls = used.entry(token).or_default();
        *calls += 1;
        if *calls > 5 {
            refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
        } else {
            created()
        }
    })
    .await;
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.create(&contact("Lovelace")).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    // 64 calls at five a token: thirteen tokens, and not one more.
    assert_eq!(stub.tokens.load(Ordering::SeqCst), 13);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_renewal_is_tried_once_for_all() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.server.reset().await;
    Mock::given(path("/services/oauth2/token"))
        .respond_with(ResponseTemplate::new(400).set_body_json(json!({
            "error": "invalid_grant", "error_description": "authentication failure"
        })))
        .mount(&stub.server)
        .await;
    Mock::given(Token("token-1"))
        .respond_with(refusal(
            401,
            "INVALID_SESSION_ID",
            "Session expired or invalid",
        ))
        .mount(&stub.server)
        .await;
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.retrieve(contact_id()).await.map(drop) })
        })
        .collect();
    for task in tasks {
        let error = task.await.unwrap().unwrap_err();
        assert!(
            matches!(error, ClientError::SignIn(SignInError::Refused { .. })),
            "{error}"
        );
    }
    let logins = stub.server.received_requests().await.unwrap();
    let logins = logins
        .iter()
        .filter(|it| it.url.path().ends_with("token"))
        .count();
    assert_eq!(logins, 1, "more would lock the user out");
}

#[tokio::test]
async fn a_revoked_token_without_a_way_to_a_new_one() {
    let stub = Stub::start().await;
    stub.on(
        "GET",
        "limits",
        refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"),
    )
    .await;
    let client = common::with_token(&stub.server.uri()).await;
    let error = client.limits().await.unwrap_err();
    assert!(matches!(
        error,
        ClientError::SignIn(SignInError::Expired { .. })
    ));
    assert!(error.help().unwrap().contains("get a new one"), "{error}");
}

#[tokio::test]
async fn an_org_that_refuses_its_own_tokens_is_not_asked_forever() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on(
        "GET",
        "limits",
        refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"),
    )
    .await;
    let error = client.limits().await.unwrap_err();
    assert!(
        matches!(
            error,
            ClientError::SignIn(SignInError::NewTokenRefused { .. })
        ),
        "{error}"
    );
    assert!(stub.tokens.load(Ordering::SeqCst) <= 4);
}

#[tokio::test]
async fn a_caller_who_gives_up_does_not_lose_the_renewal() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.server.reset().await;
    let uri = stub.server.uri();
    Mock::given(path("/services/oauth2/token"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({ "access_token": "token-2", "instance_url": uri }))
                .set_delay(std::time::Duration::from_millis(200)),
        )
        .mount(&stub.server)
        .await;
    Mock::given(Token("token-1"))
        .respond_with(refusal(
            401,
            "INVALID_SESSION_ID",
            "Session expired or invalid",
        ))
        .mount(&stub.server)
        .await;
    Mock::given(Token("token-2"))
        .respond_with(created())
        .mount(&stub.server)
        .await;
    let impatient = std::time::Duration::from_millis(50);
    let given_up = tokio::time::timeout(impatient, client.create(&contact("Lovelace"))).await;
    assert!(given_up.is_err());
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    client.create(&contact("Lovelace")).await.unwrap();
    let requests = stub.server.received_requests().await.unwrap();
    let logins = requests
        .iter()
        .filter(|it| it.url.path().ends_with("token"))
        .count();
    assert_eq!(logins, 1, "the token that was asked for was kept");
}

#[tokio::test]
async fn revoking_sends_the_token_in_the_body_and_forgets_it() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    Mock::given(path("/services/oauth2/revoke"))
        .respond_with(ResponseTemplate::new(StatusCode::OK))
        .mount(&stub.server)
        .await;
    client.revoke().await.unwrap();
    let requests = stub.requests().await;
    assert_eq!(requests[0].url.query(), None);
    assert_eq!(requests[0].body, b"token=token-1");
    stub.on("POST", "sobjects/Contact", created()).await;
    client.create(&contact("Lovelace")).await.unwrap();
    assert_eq!(stub.tokens.load(Ordering::SeqCst), 2);
}

#[test]
fn nothing_secret_is_printed() {
    let builder = Client::builder()
        .credentials(Password::new("key", "SECRET", "ada", "SECRET"))
        .retry(quick());
    for text in [
        format!("{builder:?}"),
        format!("{:?}", Password::new("key", "SECRET", "ada", "SECRET")),
        format!("{:?}", ClientCredentials::new("key", "SECRET")),
        format!("{:?}", JwtBearer::new("key", "ada", "SECRET")),
        format!(
            "{:?}",
            RefreshToken::new("key", "SECRET").client_secret("SECRET")
        ),
        format!(
            "{:?}",
            AccessToken::new("https://acme.my.salesforce.com", "SECRET")
        ),
    ] {
        assert!(!text.contains("SECRET"), "{text}");
    }
}
