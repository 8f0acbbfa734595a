//! OAuth and SOAP login over HTTP.

mod common;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ats_emulator::{Credentials, Emulator};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Answer, DATA, SCHEMAS, answer};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Client;
use ring::hmac;
use serde_json::{Value, json};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

struct Login {
    emulator: Emulator,
    client: Client,
}

impl Login {
    async fn open() -> Self {
        Self::of(None).await
    }

    /// An org that lets in one user and two clients.
    async fn guarded() -> Self {
        let public = include_str!("keys/public.pem");
        let certificate = include_str!("keys/certificate.pem");
        let file = json!({
            "users": [{
                "username": "ada@example.com",
                "password": "pass",
                "security_token": "TOKEN",
                "permission_set": "Asymbl_ATS_Job_Portal",
            }],
            "clients": [
                {
                    "client_id": "portal",
                    "client_secret": "s3cret",
                    "run_as": "ada@example.com",
                    "public_key": certificate,
                },
                { "client_id": "plain", "client_secret": "s3cret", "public_key": public },
            ],
            "refresh_tokens": [
                { "token": "5Aep861", "client_id": "portal", "username": "ada@example.com" },
            ],
        });
        Self::of(Some(Credentials::parse(&file.to_string()).unwrap())).await
    }

    async fn of(credentials: Option<Credentials>) -> Self {
        let mut builder = Emulator::builder().schemas(SCHEMAS);
        if let Some(credentials) = credentials {
            builder = builder.credentials(credentials);
        }
        Self {
            emulator: builder.start().await.unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.emulator.base_url())
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        answer(self.client.post(self.url(path)).form(form)).await
    }

    async fn token(&self, form: &[(&str, &str)]) -> Answer {
        self.post("/services/oauth2/token", form).await
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        answer(self.client.get(self.url(path)).bearer_auth(token)).await
    }

    /// The status of a request for data.
    async fn status(&self, token: &str) -> u16 {
        self.get(&format!("{DATA}/limits"), token)
            .await
            .status
            .as_u16()
    }
}

fn oauth_error(answer: &Answer) -> (String, String) {
    let body = answer.expect(400);
    let text = |key: &str| body[key].as_str().unwrap().to_owned();
    (text("error"), text("error_description"))
}

fn password<'a>(client: (&'a str, &'a str), user: (&'a str, &'a str)) -> [(&'a str, &'a str); 5] {
    [
        ("grant_type", "password"),
        ("client_id", client.0),
        ("client_secret", client.1),
        ("username", user.0),
        ("password", user.1),
    ]
}

#[tokio::test]
async fn the_guides_token_response() {
    let login = Login::open().await;
    let form = password(("client", "secret"), ("ada@example.com", "passTOKEN"));
    let answer = login.token(&form).await;
    let body = answer.expect(200);
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "access_token",
            "signature",
            "instance_url",
            "id",
            "token_type",
            "issued_at"
        ]
    );
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["instance_url"], login.emulator.base_url());
    let text = |key: &str| body[key].as_str().unwrap().to_owned();
    let signed = format!("{}{}", text("id"), text("issued_at"));
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"secret");
    let signature = STANDARD.decode(text("signature")).unwrap();
    hmac::verify(&key, signed.as_bytes(), &signature).unwrap();
    assert_eq!(login.status(&text("access_token")).await, 200);

    // As the guide shows it: everything in the URL.
    let query = "grant_type=password&client_id=a&client_secret=b&username=c&password=d";
    let url = login.url(&format!("/services/oauth2/token?{query}"));
    let in_url = common::answer(login.client.post(url.clone())).await;
    assert_eq!(in_url.expect(200)["token_type"], "Bearer");
    let get = common::answer(login.client.get(url)).await;
    assert_eq!(oauth_error(&get).1, "must use HTTP POST");
}

#[tokio::test]
async fn what_oauth_refuses() {
    let login = Login::guarded().await;
    let good = ("portal", "s3cret");
    let refused = async |form: &[(&str, &str)]| oauth_error(&login.token(form).await);
    let pair = |code: &str, description: &str| (code.to_owned(), description.to_owned());
    assert_eq!(
        refused(&password(
            ("nobody", "s3cret"),
            ("ada@example.com", "passTOKEN")
        ))
        .await,
        pair("invalid_client_id", "client identifier invalid")
    );
    assert_eq!(
        refused(&password(
            ("portal", "wrong"),
            ("ada@example.com", "passTOKEN")
        ))
        .await,
        pair("invalid_client", "invalid client credentials")
    );
    // The security token belongs to the password.
    for user in [
        ("ada@example.com", "pass"),
        ("eve@example.com", "passTOKEN"),
        ("ada@example.com", ""),
    ] {
        assert_eq!(
            refused(&password(good, user)).await,
            pair("invalid_grant", "authentication failure")
        );
    }
    assert_eq!(
        refused(&[("grant_type", "magic")]).await,
        pair("unsupported_grant_type", "grant type not supported")
    );
    assert_eq!(
        refused(&[
            ("grant_type", "client_credentials"),
            ("client_id", "plain"),
            ("client_secret", "s3cret")
        ])
        .await,
        pair("invalid_grant", "no client credentials user enabled")
    );
    assert_eq!(
        login
            .token(&password(good, ("ADA@example.com", "passTOKEN")))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn client_credentials_need_my_domain() {
    let login = Login::open().await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "client"),
        ("client_secret", "secret"),
    ];
    let body = login.token(&form).await.expect(200);
    assert_eq!(body["scope"], "api");
    assert!(body["signature"].is_string());
    for host in ["login.salesforce.com", "test.salesforce.com"] {
        let url = login.url("/services/oauth2/token");
        let refused = answer(login.client.post(url).header("host", host).form(&form)).await;
        assert_eq!(
            refused.expect(400),
            json!({
                "error": "invalid_grant",
                "error_description": "request not supported on this domain",
            })
        );
    }
    // The client may also name itself in a header.
    let url = login.url("/services/oauth2/token");
    let basic = login.client.post(url).basic_auth("client", Some("secret"));
    let basic = answer(basic.form(&[("grant_type", "client_credentials")])).await;
    assert_eq!(basic.status, 200);
}

#[tokio::test]
async fn refresh_and_revoke() {
    let login = Login::guarded().await;
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "portal"),
        ("client_secret", "s3cret"),
        ("refresh_token", "5Aep861"),
    ];
    let body = login.token(&form).await.expect(200);
    assert_eq!(body.get("refresh_token"), None);
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(login.status(token).await, 200);

    let revoke = async |token: &str| {
        login
            .post("/services/oauth2/revoke", &[("token", token)])
            .await
    };
    assert_eq!(revoke(token).await.status, 200);
    assert_eq!(login.status(token).await, 401);
    assert_eq!(login.token(&form).await.status, 200);
    assert_eq!(revoke("5Aep861").await.status, 200);
    assert_eq!(
        oauth_error(&login.token(&form).await).1,
        "expired access/refresh token"
    );
}

fn assertion(key: &str, claims: &Value) -> String {
    let key = EncodingKey::from_rsa_pem(key.as_bytes()).unwrap();
    encode(&Header::new(Algorithm::RS256), claims, &key).unwrap()
}

fn claims(seconds: i64) -> Value {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    json!({
        "iss": "portal",
        "sub": "ada@example.com",
        "aud": "https://login.salesforce.com",
        "exp": i64::try_from(now).unwrap() + seconds,
    })
}

#[tokio::test]
async fn jwt_bearer() {
    let login = Login::guarded().await;
    let own = include_str!("keys/private.pem");
    let other = include_str!("keys/other.pem");
    let send = async |assertion: &str| {
        login
            .token(&[("grant_type", JWT_BEARER), ("assertion", assertion)])
            .await
    };
    // Of the certificate, and of the bare key.
    for client in ["portal", "plain"] {
        let mut claims = claims(120);
        claims["iss"] = client.into();
        let body = send(&assertion(own, &claims)).await.expect(200);
        assert_eq!(
            body.get("signature"),
            None,
            "nothing signs it but the client itself"
        );
        assert_eq!(body["scope"], "web api");
        assert_eq!(
            login.status(body["access_token"].as_str().unwrap()).await,
            200
        );
    }
    let mut as_text = claims(120);
    as_text["exp"] = as_text["exp"].to_string().into();
    assert_eq!(send(&assertion(own, &as_text)).await.status, 200);
    let refused = async |assertion: &str| oauth_error(&send(assertion).await).1;
    assert_eq!(
        refused(&assertion(other, &claims(120))).await,
        "invalid assertion"
    );
    assert_eq!(refused("not.a.jwt").await, "invalid assertion");
    assert_eq!(
        refused(&assertion(own, &claims(-1))).await,
        "assertion is expired"
    );
    let with = |key: &str, value: &str| {
        let mut claims = claims(120);
        claims[key] = value.into();
        assertion(own, &claims)
    };
    assert_eq!(
        refused(&with("aud", "https://example.com")).await,
        "audience is invalid"
    );
    assert_eq!(
        refused(&with("iss", "nobody")).await,
        "client identifier invalid"
    );
    assert_eq!(
        refused(&with("sub", "eve@example.com")).await,
        "user hasn't approved this consumer"
    );
    // A signature by a secret that everybody knows is none.
    let hmac = encode(
        &Header::new(Algorithm::HS256),
        &claims(120),
        &EncodingKey::from_secret(include_bytes!("keys/public.pem")),
    );
    assert_eq!(refused(&hmac.unwrap()).await, "invalid assertion");
}

#[tokio::test]
async fn who_a_token_is() {
    let login = Login::guarded().await;
    let form = password(("portal", "s3cret"), ("ada@example.com", "passTOKEN"));
    let body = login.token(&form).await.expect(200);
    let token = body["access_token"].as_str().unwrap();
    let id = body["id"].as_str().unwrap();

    let info = login
        .get("/services/oauth2/userinfo", token)
        .await
        .expect(200);
    assert_eq!(info["sub"], id);
    assert_eq!(info["preferred_username"], "ada@example.com");
    let path = id.strip_prefix(login.emulator.base_url()).unwrap();
    let identity = login.get(path, token).await.expect(200);
    assert_eq!(identity["id"], id);
    assert_eq!(identity["user_id"], info["user_id"]);
    assert_eq!(
        identity["urls"]["rest"],
        login.url("/services/data/v{version}/")
    );
    let user = info["user_id"].as_str().unwrap();
    let record = login
        .get(&format!("{DATA}/sobjects/User/{user}"), token)
        .await
        .expect(200);
    assert_eq!(record["Username"], "ada@example.com");

    let wrong = login
        .get("/services/oauth2/userinfo", "00Dxx!nothing")
        .await;
    assert_eq!(
        (wrong.status.as_u16(), &*wrong.text),
        (403, "Bad_OAuth_Token")
    );
    let none = answer(login.client.get(login.url(path))).await;
    assert_eq!(
        (none.status.as_u16(), &*none.text),
        (403, "Missing_OAuth_Token")
    );

    let introspect = async |token: &str| {
        let form = [
            ("token", token),
            ("client_id", "portal"),
            ("client_secret", "s3cret"),
        ];
        login
            .post("/services/oauth2/introspect", &form)
            .await
            .expect(200)
    };
    let active = introspect(token).await;
    assert_eq!(active["active"], true);
    assert_eq!(active["client_id"], "portal");
    assert_eq!(introspect("other").await, json!({ "active": false }));

    // The permission set of this user shows two objects of the package.
    let view = login
        .get(&format!("{DATA}/sobjects/bpats__Job__c"), token)
        .await
        .expect(200);
    assert_eq!(view["objectDescribe"]["createable"], false);
    let hidden = login
        .get(&format!("{DATA}/sobjects/bpats__Offer__c/describe"), token)
        .await;
    assert_eq!(hidden.error(404), "NOT_FOUND");
}

#[tokio::test]
async fn tokens_expire_and_are_only_good_if_issued() {
    let emulator = Emulator::builder()
        .schemas(SCHEMAS)
        .token_lifetime(Duration::from_millis(300));
    let org = common::Org::of(emulator).await;
    assert_eq!(org.get("/limits").await.status, 200);
    tokio::time::sleep(Duration::from_millis(350)).await;
    let expired = org.get("/limits").await;
    assert_eq!(
        expired.expect(401),
        json!([{ "message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID" }])
    );
    assert_eq!(expired.header("www-authenticate"), Some("Token"));
    let url = org.url("/limits");
    for header in ["Bearer 00Dxx!AQinvented", "Bearer", "Basic YTpi"] {
        let request = org.client.get(&url).header("authorization", header);
        assert_eq!(answer(request).await.error(401), "INVALID_SESSION_ID");
    }
    assert_eq!(
        answer(org.client.get(&url)).await.error(401),
        "INVALID_SESSION_ID"
    );

    let org = common::org().await;
    assert_eq!(org.get("/limits").await.status, 200);
    org.emulator.end_sessions();
    assert_eq!(org.get("/limits").await.status, 401);
}

fn envelope(username: &str, password: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8" ?><env:Envelope xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>{username}</n1:username><n1:password>{password}</n1:password></n1:login></env:Body></env:Envelope>"#
    )
}

#[tokio::test]
async fn soap_login() {
    let login = Login::guarded().await;
    let send = async |path: &str, body: String| {
        let request = login
            .client
            .post(login.url(path))
            .header("content-type", "text/xml; charset=UTF-8")
            .header("soapaction", "login")
            .body(body);
        answer(request).await
    };
    let element = |text: &str, name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        Some(rest.split_once("</")?.0.to_owned())
    };
    for path in [
        "/services/Soap/u/59.0",
        "/services/Soap/c/64.0/00Dxx0000000001",
    ] {
        let answer = send(path, envelope("ada@example.com", "passTOKEN")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(
            answer.header("content-type"),
            Some("text/xml; charset=utf-8")
        );
        let session = element(&answer.text, "sessionId").unwrap();
        assert_eq!(login.status(&session).await, 200);
        let server = element(&answer.text, "serverUrl").unwrap();
        assert!(server.starts_with(login.emulator.base_url()), "{server}");
        assert_eq!(
            element(&answer.text, "userName").as_deref(),
            Some("ada@example.com")
        );
    }
    let wrong = send("/services/Soap/u/59.0", envelope("ada@example.com", "nope")).await;
    assert_eq!(wrong.status, 500);
    assert_eq!(
        element(&wrong.text, "faultcode").as_deref(),
        Some("sf:INVALID_LOGIN")
    );
    assert_eq!(
        element(&wrong.text, "sf:exceptionMessage").as_deref(),
        Some("Invalid username, password, security token; or user locked out.")
    );
    let gone = send(
        "/services/Soap/u/65.0",
        envelope("ada@example.com", "passTOKEN"),
    )
    .await;
    assert_eq!(gone.status, 500);
    assert_eq!(
        element(&gone.text, "sf:exceptionCode").as_deref(),
        Some("UNSUPPORTED_API_VERSION")
    );
    let broken = send("/services/Soap/u/59.0", "<login>".to_owned()).await;
    assert_eq!(
        element(&broken.text, "faultcode").as_deref(),
        Some("soapenv:Client")
    );
}
