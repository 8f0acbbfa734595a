//! Certificates and proxies: who is trusted, and what goes which way.

mod common;

use std::sync::{Arc, Mutex};

use ats_client::auth::AccessToken;
use ats_client::{ApiVersion, Client, ClientBuilder, ClientError, NetworkErrorKind, SignInError};
use common::{Stub, quick};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use wiremock::ResponseTemplate;

/// Signed by itself, for 127.0.0.1.
const CERTIFICATE: &str = include_str!("keys/tls-test-only.pem");
const KEY: &str = include_str!("keys/tls-test-only.key.pem");

/// A server with that certificate, which answers every request with `{}`; its port.
async fn tls_server() -> u16 {
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (connection, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust us hangs up.
                let Ok(mut connection) = acceptor.accept(connection).await else {
                    return;
                };
                head(&mut connection).await;
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
                connection.write_all(answer).await.unwrap();
                let _ = connection.shutdown().await;
            });
        }
    });
    port
}

/// Reads the head of a request.
async fn head(connection: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match connection.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// A proxy: tunnels for `CONNECT`, and forwards everything else to the host of its address. Its
/// address, and the heads of the requests that it got.
async fn proxy() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let head = head(&mut client).await;
                let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let tunnel = head.starts_with("CONNECT ");
                let host = target.trim_start_matches("http://").split('/').next();
                let mut server = TcpStream::connect(host.unwrap()).await.unwrap();
                if tunnel {
                    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                } else {
                    // The rest of what this connection brings is passed on as it is, which is enough
                    // for one request.
                    let closing = head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
                    server.write_all(closing.as_bytes()).await.unwrap();
                }
                seen.lock().unwrap().push(head);
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    (port, heads)
}

fn client_of(uri: &str) -> ClientBuilder {
    Client::builder()
        .credentials(AccessToken::new(uri, "SECRET-t"))
        .api_version(ApiVersion::new(63))
        .retry(quick())
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_not_trusted() {
    let uri = format!("https://127.0.0.1:{}", tls_server().await);
    let client = client_of(&uri).connect().await.unwrap();
    let error = client.limits().await.unwrap_err();
    let ClientError::Network(network) = &error else {
        panic!("{error}");
    };
    assert_eq!(network.kind(), NetworkErrorKind::Tls, "{error:?}");
    assert!(!error.is_retryable());
    let message = error.explain();
    for words in ["127.0.0.1", "certificate", "add_root_certificate"] {
        assert!(message.contains(words), "{message}");
    }

    // Nor when signing in: the password is not told to it.
    let error = common::builder(&uri).connect().await.unwrap_err();
    assert!(
        matches!(&error, ClientError::SignIn(SignInError::Network(it)) if it.kind() == NetworkErrorKind::Tls),
        "{error}"
    );
}

#[tokio::test]
async fn a_certificate_that_the_program_trusts_is_trusted_for_its_host() {
    let port = tls_server().await;
    let builder =
        |host: &str| client_of(&format!("https://{host}:{port}")).add_root_certificate(CERTIFICATE);
    let client = builder("127.0.0.1").connect().await.unwrap();
    assert!(client.limits().await.unwrap().all.is_empty());

    // It is for 127.0.0.1 and for nobody else.
    let client = builder("localhost").connect().await.unwrap();
    let error = client.limits().await.unwrap_err();
    assert!(
        matches!(&error, ClientError::Network(it) if it.kind() == NetworkErrorKind::Tls),
        "{error}"
    );

    let error = client_of("https://127.0.0.1:1")
        .add_root_certificate(
            "-----BEGIN CERTIFICATE-----\nno certificate\n-----END CERTIFICATE-----",
        )
        .connect()
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::Config { .. }), "{error}");
}

#[tokio::test]
async fn what_is_encrypted_goes_through_a_tunnel() {
    let port = tls_server().await;
    let (proxy, heads) = proxy().await;
    let builder = client_of(&format!("https://127.0.0.1:{port}"))
        .add_root_certificate(CERTIFICATE)
        .proxy(format!("http://ada:SECRET-p@127.0.0.1:{proxy}"));
    assert!(!format!("{builder:?}").contains("SECRET"));
    let client = builder.connect().await.unwrap();
    client.limits().await.unwrap();
    let heads = heads.lock().unwrap();
    assert!(
        heads[0].starts_with(&format!("CONNECT 127.0.0.1:{port} ")),
        "{heads:?}"
    );
    let lower = heads[0].to_ascii_lowercase();
    assert!(lower.contains("proxy-authorization: basic "), "{heads:?}");
    assert!(!heads[0].contains("SECRET-t"), "the token stays inside");
}

#[tokio::test]
async fn what_is_for_this_machine_goes_through_a_proxy_on_it() {
    let stub = Stub::start().await;
    stub.on(
        "GET",
        "limits",
        ResponseTemplate::new(200).set_body_raw("{}", "application/json"),
    )
    .await;
    let (port, heads) = proxy().await;
    let client = stub
        .builder()
        .proxy(format!("http://127.0.0.1:{port}"))
        .connect()
        .await
        .unwrap();
    client.limits().await.unwrap();
    let uri = stub.server.uri();
    let lines: Vec<_> = heads
        .lock()
        .unwrap()
        .iter()
        .map(|head| head.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        lines,
        [
            format!("POST {uri}/services/oauth2/token HTTP/1.1"),
            format!("GET {uri}/services/data HTTP/1.1"),
            format!("GET {uri}/services/data/v63.0/limits HTTP/1.1"),
        ]
    );
}

#[tokio::test]
async fn nothing_unencrypted_goes_to_a_proxy_elsewhere() {
    let stub = Stub::start().await;
    // Nobody is there: what went that way would fail.
    let client = stub
        .builder()
        .proxy("http://proxy.acme.invalid:3128")
        .connect()
        .await
        .unwrap();
    assert_eq!(client.version(), ApiVersion::new(63));

    let error = client_of("https://acme.my.salesforce.com")
        .proxy("http://proxy.acme.invalid:3128")
        .connect()
        .await
        .unwrap()
        .limits()
        .await
        .unwrap_err();
    assert!(
        matches!(&error, ClientError::Network(it) if it.kind() != NetworkErrorKind::Tls),
        "{error}"
    );

    let error = client_of("https://acme.my.salesforce.com")
        .proxy("no address")
        .connect()
        .await
        .unwrap_err();
    assert!(
        error.help().unwrap().contains("http://host:port"),
        "{error}"
    );
}
