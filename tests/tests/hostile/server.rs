//! A server that answers byte by byte as its handler says, and a handler that follows a script and
//! counts the requests.
//!
//! Nothing here comes from an HTTP library, because a library refuses to send most of these answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::http2;

/// Signed by itself, for 127.0.0.1.
pub const CERTIFICATE: &str = include_str!("../../../ats-client/tests/keys/tls-test-only.pem");
const KEY: &str = include_str!("../../../ats-client/tests/keys/tls-test-only.key.pem");

/// How the client reaches the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Http1,
    Tls,
    Http2,
}

/// One thing the server does in answer to a request.
#[derive(Clone)]
pub enum Step {
    /// Writes these bytes.
    Write(Vec<u8>),
    /// Writes these bytes over and over, until the client hangs up or this many bytes are written.
    Endless(Vec<u8>, usize),
    /// Says nothing for so long.
    Wait(Duration),
    /// Ends the connection in good order.
    Close,
    /// Ends the connection with a TCP reset.
    Reset,
    /// A frame, in HTTP/2 only.
    Frame(http2::Frame),
}

/// The steps that answer one request.
pub type Answer = Vec<Step>;

/// A request, read to its end.
pub struct Request {
    /// The path without its query; empty over HTTP/2, whose header compression is not decoded.
    pub path: String,
    pub body: Vec<u8>,
}

/// Answers the requests of a server.
pub trait Handler: Send + Sync + 'static {
    fn answer(&self, request: &Request) -> Answer;
}

/// Counts the client's requests.
#[derive(Default)]
pub struct Counters {
    /// Requests for data, read to their end or not.
    requests: AtomicUsize,
    /// Requests for a token.
    sign_ins: AtomicUsize,
}

impl Counters {
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    pub fn sign_ins(&self) -> usize {
        self.sign_ins.load(Ordering::SeqCst)
    }
}

/// Answers in an order, whatever is requested.
pub struct Script {
    answers: Vec<Answer>,
    /// Answers to sign-ins; a token for everybody where there is none.
    sign_ins: Vec<Answer>,
    uri: String,
    pub counters: Counters,
}

impl Script {
    pub fn new(uri: &str, answers: Vec<Answer>, sign_ins: Vec<Answer>) -> Self {
        // A mode cannot know the port that its server will have.
        let at = |steps: Answer| {
            let place = |step| match step {
                Step::Write(bytes) => Step::Write(replace(&bytes, b"{server}", uri.as_bytes())),
                other => other,
            };
            steps.into_iter().map(place).collect::<Answer>()
        };
        Self {
            answers: answers.into_iter().map(at).collect(),
            sign_ins,
            uri: uri.to_owned(),
            counters: Counters::default(),
        }
    }
}

impl Handler for Script {
    /// The answer to the next request; the last one is repeated.
    fn answer(&self, request: &Request) -> Answer {
        match &*request.path {
            TOKEN_PATH => {
                let number = self.counters.sign_ins.fetch_add(1, Ordering::SeqCst);
                if self.sign_ins.is_empty() {
                    token(&self.uri, number)
                } else {
                    pick(&self.sign_ins, number)
                }
            }
            VERSIONS_PATH => versions(),
            _ => {
                let number = self.counters.requests.fetch_add(1, Ordering::SeqCst);
                pick(&self.answers, number)
            }
        }
    }
}

pub const TOKEN_PATH: &str = "/services/oauth2/token";
pub const VERSIONS_PATH: &str = "/services/data";

/// The answer to a sign-in.
pub fn token(uri: &str, number: usize) -> Answer {
    json(
        200,
        &format!(
            r#"{{"access_token":"token-{number}","instance_url":"{uri}","id":"{uri}/id/00DEm000001wYyDMAU/005Em000009VBsvIAG","token_type":"Bearer","issued_at":"1700000000000"}}"#
        ),
    )
}

/// The answer to a request for the versions of the API.
pub fn versions() -> Answer {
    json(
        200,
        r#"[{"label":"Spring '25","url":"/services/data/v63.0","version":"63.0"}]"#,
    )
}

fn pick(answers: &[Answer], number: usize) -> Answer {
    answers
        .get(number)
        .or(answers.last())
        .cloned()
        .unwrap_or_default()
}

/// Starts a server on loopback; it ends with the test's runtime. The handler is made for the server's
/// address.
pub async fn start<H: Handler>(
    protocol: Protocol,
    handler: impl FnOnce(&str) -> H,
) -> (String, Arc<H>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let scheme = match protocol {
        Protocol::Http1 => "http",
        Protocol::Tls | Protocol::Http2 => "https",
    };
    let uri = format!("{scheme}://{}", listener.local_addr().unwrap());
    let handler = Arc::new(handler(&uri));
    let shared = Arc::clone(&handler);
    let acceptor = TlsAcceptor::from(Arc::new(tls(protocol)));
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let (handler, acceptor) = (Arc::clone(&shared), acceptor.clone());
            tokio::spawn(async move {
                match protocol {
                    Protocol::Http1 => serve(connection, &*handler).await,
                    Protocol::Tls => {
                        if let Ok(connection) = acceptor.accept(connection).await {
                            serve(connection, &*handler).await;
                        }
                    }
                    Protocol::Http2 => {
                        if let Ok(connection) = acceptor.accept(connection).await {
                            // A connection that the handler breaks ends with an error.
                            let _ = http2::serve(connection, &*handler).await;
                        }
                    }
                }
            });
        }
    });
    (uri, handler)
}

/// The same bytes with one part in the place of another; of the same length, so that a
/// `Content-Length` stays true only where the answer is written without one.
fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    match bytes.windows(old.len()).position(|window| window == old) {
        Some(at) => [&bytes[..at], new, &bytes[at + old.len()..]].concat(),
        None => bytes.to_vec(),
    }
}

fn tls(protocol: Protocol) -> ServerConfig {
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap(),
        )
        .unwrap();
    if protocol == Protocol::Http2 {
        config.alpn_protocols = vec![b"h2".to_vec()];
    }
    config
}

/// A connection that can be reset.
pub trait Connection: AsyncRead + AsyncWrite + Unpin + Send {
    fn reset_on_close(&self);
}

impl Connection for TcpStream {
    fn reset_on_close(&self) {
        self.set_zero_linger().unwrap();
    }
}

impl Connection for tokio_rustls::server::TlsStream<TcpStream> {
    fn reset_on_close(&self) {
        self.get_ref().0.set_zero_linger().unwrap();
    }
}

/// Answers the requests of one HTTP/1.1 connection.
async fn serve(mut connection: impl Connection, handler: &dyn Handler) {
    while let Some(request) = read_request(&mut connection).await {
        for step in handler.answer(&request) {
            let written = match step {
                Step::Write(bytes) => connection.write_all(&bytes).await.is_ok(),
                Step::Endless(bytes, most) => endless(&mut connection, &bytes, most).await,
                Step::Wait(pause) => {
                    tokio::time::sleep(pause).await;
                    true
                }
                Step::Close => {
                    let _ = connection.shutdown().await;
                    return;
                }
                Step::Reset => {
                    connection.reset_on_close();
                    return;
                }
                Step::Frame(_) => unreachable!("a frame needs HTTP/2"),
            };
            if !written || connection.flush().await.is_err() {
                return;
            }
        }
    }
}

async fn endless(connection: &mut impl Connection, bytes: &[u8], most: usize) -> bool {
    let mut written = 0;
    while written < most {
        if connection.write_all(bytes).await.is_err() {
            return false;
        }
        written += bytes.len();
    }
    true
}

/// Reads a request to its end, unless the client hangs up.
async fn read_request(connection: &mut impl Connection) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    connection.read_exact(&mut body).await.ok()?;
    let path = head.split(' ').nth(1).unwrap_or_default();
    Some(Request {
        path: path.split('?').next().unwrap_or_default().to_owned(),
        body,
    })
}

/// An answer of HTTP/1.1 with JSON and its length.
pub fn json(status: u16, body: &str) -> Answer {
    with_headers(
        status,
        "Content-Type: application/json\r\n",
        body.as_bytes(),
    )
}

/// An answer of HTTP/1.1 with these headers besides its length.
pub fn with_headers(status: u16, headers: &str, body: &[u8]) -> Answer {
    let length = body.len();
    let mut bytes =
        format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body);
    vec![Step::Write(bytes)]
}

/// An answer of HTTP/1.1 that ends with the connection, and so has no length.
pub fn until_close(status: u16, headers: &str, body: &str) -> Answer {
    let text = format!("HTTP/1.1 {status} X\r\n{headers}Connection: close\r\n\r\n{body}");
    vec![Step::Write(text.into_bytes()), Step::Close]
}

/// These bytes, as they are.
pub fn raw(text: &str) -> Step {
    Step::Write(text.as_bytes().to_vec())
}
