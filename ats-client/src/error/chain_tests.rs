//! No cause is printed twice: an error's message and those of its sources never repeat each other.

use std::error::Error;
use std::io;

use ats_core::record::{Invalid, Rule, SObject as _};
use ats_generated::Contact;
use ats_schema::rules::api_version::ApiVersion;
use ats_schema::rules::error_code::ErrorCode;

use super::*;

const HOST: &str = "acme.example";

fn failure() -> ApiFailure {
    ApiFailure {
        status: 400,
        host: HOST.to_owned(),
        context: ErrorContext::typed("create", Contact::TABLE),
        errors: vec![ApiError {
            code: ErrorCode::InvalidField,
            message: "No such column".to_owned(),
            raw: "No such column".to_owned(),
            fields: Vec::new(),
            reference: None,
        }],
        matches: Vec::new(),
        retry_after: None,
    }
}

fn not_salesforce(body: UnexpectedBody) -> NotSalesforce {
    NotSalesforce {
        host: HOST.to_owned(),
        status: 502,
        excerpt: "Bad Gateway".to_owned(),
        raw_excerpt: String::new(),
        body,
        retry_after: None,
    }
}

/// Real errors of the HTTP client, of each kind that can be had without a server.
async fn network_errors() -> Vec<NetworkError> {
    let mut errors = vec![NetworkError::timeout(HOST), NetworkError::cut_off(HOST)];
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let closed = format!("http://{address}/");
    let unknown = "http://acme.invalid/".to_owned();
    for (url, proxy) in [(&closed, None), (&closed, Some(HOST)), (&unknown, None)] {
        let sent = reqwest::Client::builder().no_proxy().build().unwrap();
        let error = sent.get(url).send().await.unwrap_err();
        errors.push(NetworkError::sending(HOST, proxy.map(str::to_owned), error));
    }
    errors
}

fn sign_in_errors(network: &NetworkError) -> Vec<SignInError> {
    let (host, message) = (HOST.to_owned(), "it is no token".to_owned());
    vec![
        SignInError::Refused {
            host: host.clone(),
            grant: "password",
            error: "invalid_grant".to_owned(),
            description: "authentication failure".to_owned(),
        },
        SignInError::TokenNotSaved("no space left on device".to_owned()),
        SignInError::Expired { host: host.clone() },
        SignInError::NewTokenRefused {
            host: host.clone(),
            accepted_elsewhere: true,
        },
        SignInError::Network(network.clone()),
        SignInError::NotSalesforce(Box::new(not_salesforce(UnexpectedBody::Html))),
        SignInError::Unavailable {
            host: host.clone(),
            status: 503,
            retry_after: None,
        },
        SignInError::Signature { host: host.clone() },
        SignInError::Unreadable { host, message },
        SignInError::PrivateKey("invalid key".to_owned()),
        SignInError::Interrupted,
        SignInError::Config {
            problem: "the address is not valid".to_owned(),
            advice: "",
        },
    ]
}

async fn every_error() -> Vec<ClientError> {
    let network = network_errors().await;
    let context = ErrorContext::typed("create", Contact::TABLE);
    let slot = Contact::TABLE.slot("LastName").unwrap();
    let mut paging = PagingError::new(Some(Contact::TABLE), 3, PagingProblem::LocatorEnded);
    paging.source = Some(Box::new(failure().into()));
    let mut errors = vec![
        Invalid::of(Contact::TABLE, vec![(slot, Rule::Required)])
            .unwrap()
            .into(),
        failure().into(),
        ClientError::RolledBack(context.clone()),
        UnreadableResponse {
            host: HOST.to_owned(),
            operation: "create",
            message: "`id` is missing".to_owned(),
            truncated: false,
        }
        .into(),
        ClientError::TooLarge {
            operation: "query",
            limit: 7,
        },
        BudgetSpent {
            used: 8,
            limit: 10,
            share: 0.5,
        }
        .into(),
        UnsupportedVersion {
            host: HOST.to_owned(),
            requested: ApiVersion::new(99),
            supported: vec![ApiVersion::new(57)],
        }
        .into(),
        ClientError::config("no credentials were given", "give some"),
        ClientError::invalid_request("the path is not valid", ""),
        ClientError::ReaderUsedUp,
        ClientError::EarlierRecordRefused,
        paging.into(),
        ClientError::io("reading resume.pdf", io::Error::other("no such file")),
        ClientError::NotOneRecord {
            object: "Contact",
            found: 2,
        },
    ];
    errors.extend(sign_in_errors(&network[0]).into_iter().map(Into::into));
    errors.extend(network.into_iter().map(Into::into));
    let bodies = [
        UnexpectedBody::Html,
        UnexpectedBody::Text,
        UnexpectedBody::Json,
        UnexpectedBody::Empty,
        UnexpectedBody::Redirect {
            to: "https://elsewhere.example".to_owned(),
        },
        UnexpectedBody::RedirectLoop,
    ];
    errors.extend(bodies.map(not_salesforce).map(Into::into));
    let unknown =
        |cause: &ClientError| ClientError::outcome_unknown(context.clone(), false, cause.clone());
    let unknown: Vec<_> = errors.iter().map(unknown).collect();
    errors.extend(unknown);
    errors
}

/// Returns the variant's number; fails to compile when one is added that the test does not have.
fn variant(error: &ClientError) -> usize {
    match error {
        ClientError::Invalid(_) => 0,
        ClientError::SignIn(_) => 1,
        ClientError::Api(_) => 2,
        ClientError::Network(_) => 3,
        ClientError::OutcomeUnknown(_) => 4,
        ClientError::RolledBack(_) => 5,
        ClientError::NotSalesforce(_) => 6,
        ClientError::Unreadable(_) => 7,
        ClientError::TooLarge { .. } => 8,
        ClientError::Budget(_) => 9,
        ClientError::Version(_) => 10,
        ClientError::Config { .. } => 11,
        ClientError::InvalidRequest { .. } => 12,
        ClientError::ReaderUsedUp => 13,
        ClientError::EarlierRecordRefused => 14,
        ClientError::Paging(_) => 15,
        ClientError::Io { .. } => 16,
        ClientError::NotOneRecord { .. } => 17,
    }
}

#[tokio::test]
async fn each_cause_is_printed_once() {
    let errors = every_error().await;
    let mut variants: Vec<_> = errors.iter().map(variant).collect();
    variants.sort_unstable();
    variants.dedup();
    assert_eq!(variants, (0..18).collect::<Vec<_>>());
    for error in errors {
        let mut printed = vec![error.to_string()];
        let mut next = error.source();
        while let Some(source) = next {
            let text = source.to_string();
            for earlier in &printed {
                assert!(!earlier.contains(&text), "{earlier:?} contains {text:?}");
            }
            printed.push(text);
            next = source.source();
        }
    }
}
