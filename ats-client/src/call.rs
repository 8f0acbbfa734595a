//! One call to the org: sent, and sent again where that is safe.

use std::time::Instant;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request, Response, StatusCode, Url};
use secrecy::SecretString;
use tracing::Instrument as _;

use crate::ClientError;
use crate::auth::{InUse, Refusals, Session};
use crate::client::Client;
use crate::error::{
    ApiError, ErrorContext, ErrorKind, OutcomeUnknown, Sent, UnreadableResponse, failure,
    looks_like_json, not_salesforce,
};
use crate::http::{Answer, Payload, resolve};
use crate::retry::Idempotency;

/// A call: everything that is needed to send it, and to send it again.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The resource: from the org's root if it begins with a slash, else from
    /// `/services/data/vXX.0/` on.
    pub(crate) path: String,
    pub(crate) body: Payload,
    pub(crate) headers: HeaderMap,
    pub(crate) idempotency: Idempotency,
    pub(crate) context: ErrorContext,
    /// Whether the answer is that of `composite`, with one answer inside.
    pub(crate) wrapped: bool,
}

impl Call {
    pub(crate) fn new(
        method: Method,
        path: impl Into<String>,
        idempotency: Idempotency,
        context: ErrorContext,
    ) -> Self {
        Self {
            method,
            path: path.into(),
            body: Payload::None,
            headers: HeaderMap::new(),
            idempotency,
            context,
            wrapped: false,
        }
    }

    pub(crate) fn get(path: impl Into<String>, context: ErrorContext) -> Self {
        Self::new(Method::GET, path, Idempotency::Read, context)
    }

    pub(crate) fn json(mut self, body: impl Into<bytes::Bytes>) -> Self {
        self.body = Payload::Json(body.into());
        self
    }

    /// The texts that the request sends, with the token.
    pub(crate) fn sent<'a>(&'a self, token: &'a [SecretString]) -> Sent<'a> {
        let body: &[u8] = match &self.body {
            Payload::Json(body) | Payload::Raw(body, _) => body,
            Payload::Multipart(form) => form.fields(),
            Payload::None => &[],
        };
        Sent::new(body, &self.path, token).about(self.context.table)
    }
}

/// Takes what is wanted from an answer; what it cannot read is asked for again where that is safe.
///
/// Not generic: the machinery below exists once, whatever the number of types that are read.
pub(crate) type Reader<'a> = dyn FnMut(&Answer) -> Result<(), NotRead> + Send + 'a;

/// What is wrong with an answer.
pub(crate) struct NotRead {
    pub(crate) message: String,
    pub(crate) truncated: bool,
}

impl From<ats_core::record::ReadError> for NotRead {
    fn from(error: ats_core::record::ReadError) -> Self {
        Self {
            truncated: error.is_truncated(),
            message: error.to_string(),
        }
    }
}

impl From<serde_json::Error> for NotRead {
    fn from(error: serde_json::Error) -> Self {
        // Its own message quotes values.
        Self::from(ats_core::record::ReadError::from(error))
    }
}

impl From<&str> for NotRead {
    fn from(message: &str) -> Self {
        Self::from(message.to_owned())
    }
}

impl From<String> for NotRead {
    fn from(message: String) -> Self {
        Self {
            message,
            truncated: false,
        }
    }
}

/// The text of an answer.
pub(crate) fn text(answer: &Answer) -> Result<&str, NotRead> {
    std::str::from_utf8(&answer.body).map_err(|_| NotRead::from("it is not UTF-8"))
}

/// Why an attempt did not succeed.
enum Failed {
    /// The token was refused.
    Token,
    Other(ClientError),
}

impl Client {
    /// Carries out a call, and takes one thing from its answer.
    pub(crate) async fn take<T: Send>(
        &self,
        call: &Call,
        mut take: impl FnMut(&Answer) -> Result<T, NotRead> + Send,
    ) -> Result<T, ClientError> {
        let mut taken = None;
        self.call(call, &mut |answer| {
            taken = Some(take(answer)?);
            Ok(())
        })
        .await?;
        taken.ok_or_else(|| {
            ClientError::config("nothing was taken from an answer that was read", "")
        })
    }

    /// Carries out a call.
    ///
    /// The future may be dropped at any time: what was sent may then have happened, nothing else is
    /// left behind.
    pub(crate) async fn call(
        &self,
        call: &Call,
        read: &mut Reader<'_>,
    ) -> Result<Answer, ClientError> {
        let span = span(call);
        let run = async {
            let (response, uncertain) = self.attempts(call, &mut Some(read)).await?;
            match response {
                Got::Answer(mut answer) => {
                    answer.uncertain_before = uncertain;
                    Ok(answer)
                }
                Got::Open(_) => Err(ClientError::config(
                    "a stream was opened where none was asked for",
                    "",
                )),
            }
        };
        run.instrument(span).await
    }

    /// Carries out a call up to the head of a successful answer, whose body is then streamed.
    pub(crate) async fn open(&self, call: &Call) -> Result<Response, ClientError> {
        let span = span(call);
        let run = async {
            match self.attempts(call, &mut None).await? {
                (Got::Open(response), _) => Ok(response),
                (Got::Answer(_), _) => Err(ClientError::config(
                    "an answer came where a stream was asked for",
                    "",
                )),
            }
        };
        run.instrument(span).await
    }

    /// The loop of attempts. The flag of the result says whether an earlier attempt may have been
    /// carried out.
    async fn attempts(
        &self,
        call: &Call,
        read: &mut Option<&mut Reader<'_>>,
    ) -> Result<(Got, bool), ClientError> {
        let mut uncertain = false;
        match self.attempts_until(call, read, &mut uncertain).await {
            Ok(got) => Ok((got, uncertain)),
            // What only reads has no outcome but its answer.
            Err(cause) if uncertain && call.idempotency != Idempotency::Read => {
                Err(ClientError::OutcomeUnknown(Box::new(OutcomeUnknown {
                    context: call.context.clone(),
                    repeatable: call.idempotency == Idempotency::Idempotent,
                    cause,
                })))
            }
            Err(error) => Err(self.name_version(call, error).await),
        }
    }

    /// The attempts until one succeeds or no other may follow. `uncertain` is set once one of them
    /// may have been carried out, whatever those after it bring.
    async fn attempts_until(
        &self,
        call: &Call,
        read: &mut Option<&mut Reader<'_>>,
        uncertain: &mut bool,
    ) -> Result<Got, ClientError> {
        let policy = &self.inner.policy;
        let (mut attempt, mut sent) = (1, 0);
        let mut refusals = Refusals::default();
        let mut session = self.inner.store.session().await?;
        loop {
            sent += 1;
            tracing::Span::current().record("attempt", sent);
            let in_use = InUse::begin(&session);
            let error = match self.attempt(call, &in_use, read).await {
                Ok(got) => return Ok(got),
                Err(Failed::Token) => {
                    tracing::debug!(generation = session.generation, "the token was refused");
                    session = self.inner.store.replace(in_use, &mut refusals).await?;
                    if call.body.is_spent() {
                        return Err(ClientError::config(
                            "the session had expired, and the reader of the upload is used up",
                            "upload again with a new reader; the token is new now",
                        ));
                    }
                    // The org did nothing, so this does not count as an attempt.
                    continue;
                }
                Err(Failed::Other(error)) => error,
            };
            let fate = policy.fate(&error);
            *uncertain |= fate.is_uncertain();
            let again = fate.allows_another(call.idempotency)
                && policy.allows_another(attempt)
                && !call.body.is_spent();
            let wait = if again {
                policy.wait(attempt, &error)
            } else {
                None
            };
            let Some(wait) = wait else {
                return Err(error);
            };
            tracing::warn!(attempt, ?wait, error = %error, "trying again");
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    /// Sends a call once.
    async fn attempt(
        &self,
        call: &Call,
        in_use: &InUse,
        read: &mut Option<&mut Reader<'_>>,
    ) -> Result<Got, Failed> {
        let _permit = self
            .inner
            .usage
            .permit(Instant::now())
            .map_err(ClientError::from)?;
        let session = in_use.session();
        let request = self.prepare(call, session).await?;
        let transport = &self.inner.transport;
        if read.is_none() {
            // The body is streamed to a writer.
            let response = transport.open(request, transport.download()).await?;
            self.heard(response.status(), response.headers());
            if response.status().is_success() {
                self.inner.store.accept(in_use);
                return Ok(Got::Open(response));
            }
            let answer = transport.read(response, call.context.operation).await?;
            return Err(refused(call, session, &answer));
        }
        let patience = match &call.body {
            Payload::Multipart(form) => transport.upload(form.length()),
            _ => transport.ordinary(),
        };
        let sent = transport.send(request, patience, call.context.operation);
        let mut answer = match sent.await {
            Ok(answer) => answer,
            Err(error) => return Err(call.body.failure().unwrap_or(error).into()),
        };
        self.heard(answer.status, &answer.headers);
        if call.wrapped && answer.status.is_success() {
            unwrap(call, session, &mut answer)?;
        }
        if !answer.status.is_success() {
            return Err(refused(call, session, &answer));
        }
        self.inner.store.accept(in_use);
        if let Some(read) = read
            && let Err(error) = read(&answer)
        {
            return Err(unreadable(&sent_by(call, session), call, &answer, error).into());
        }
        Ok(Got::Answer(answer))
    }

    /// Learns from an answer's head.
    fn heard(&self, status: StatusCode, headers: &HeaderMap) {
        let span = tracing::Span::current();
        span.record("status", status.as_u16());
        if let Some(usage) = self.inner.usage.learn(headers) {
            span.record("api_calls_used", usage.used);
        }
    }

    async fn prepare(&self, call: &Call, session: &Session) -> Result<Request, ClientError> {
        let url = self.address(&call.path, session)?;
        let mut request = self.inner.transport.http.request(call.method.clone(), url);
        request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
        request = match &call.body {
            Payload::None => request,
            Payload::Json(body) => request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.clone()),
            Payload::Raw(body, kind) => request
                .header(CONTENT_TYPE, HeaderValue::from_static(kind))
                .body(body.clone()),
            Payload::Multipart(form) => request.multipart(form.open().await?),
        };
        let mut request = request
            .build()
            .map_err(|error| ClientError::config(error.without_url().to_string(), ""))?;
        for (name, value) in &call.headers {
            request.headers_mut().insert(name, value.clone());
        }
        request
            .headers_mut()
            .insert("authorization", session.authorization.clone());
        Ok(request)
    }

    /// Where a call goes: never anywhere but to the org that the token is for.
    pub(crate) fn address(&self, path: &str, session: &Session) -> Result<Url, ClientError> {
        if path.starts_with('/') {
            resolve(&session.instance, path)
        } else {
            let version = self.inner.version();
            resolve(
                &session.instance,
                &format!("/services/data/{version}/{path}"),
            )
        }
    }
}

/// What an attempt brought.
enum Got {
    Answer(Answer),
    Open(Response),
}

impl From<ClientError> for Failed {
    fn from(error: ClientError) -> Self {
        Self::Other(error)
    }
}

fn span(call: &Call) -> tracing::Span {
    // No path: a query holds values, and so does the address of an upsert.
    tracing::debug_span!(
        "salesforce",
        operation = call.context.operation,
        object = &*call.context.object,
        method = call.method.as_str(),
        status = tracing::field::Empty,
        attempt = tracing::field::Empty,
        api_calls_used = tracing::field::Empty,
    )
}

/// The texts that the request sent, so that they are not printed from the response.
fn sent_by<'a>(call: &'a Call, session: &'a Session) -> Sent<'a> {
    call.sent(std::slice::from_ref(&session.token))
}

fn refused(call: &Call, session: &Session, answer: &Answer) -> Failed {
    let sent = sent_by(call, session);
    let error = failure(&call.context, answer, &sent, sent.body);
    match &error {
        ClientError::Api(failure)
            if failure.kind() == ErrorKind::SessionExpired
                && !failure.errors.iter().any(ApiError::is_unsupported_session) =>
        {
            Failed::Token
        }
        _ => Failed::Other(error),
    }
}

/// Returns the error of a write whose successful response does not prove its outcome.
pub(crate) fn unproven(call: &Call, answer: &Answer, reason: NotRead) -> ClientError {
    ClientError::OutcomeUnknown(Box::new(OutcomeUnknown {
        context: call.context.clone(),
        repeatable: call.idempotency == Idempotency::Idempotent,
        cause: unreadable(&call.sent(&[]), call, answer, reason),
    }))
}

fn unreadable(sent: &Sent<'_>, call: &Call, answer: &Answer, error: NotRead) -> ClientError {
    // What is no JSON, or nothing, is somebody else's: an answer that is cut off on the way is an
    // error of the network, and one that Salesforce cuts off begins as JSON.
    if !looks_like_json(&answer.body) {
        return not_salesforce(answer, sent).into();
    }
    UnreadableResponse {
        host: answer.host.clone(),
        operation: call.context.operation,
        message: sent.mask().printable(&error.message),
        truncated: error.truncated,
    }
    .into()
}

/// Takes the one answer out of a `composite` answer.
fn unwrap(call: &Call, session: &Session, answer: &mut Answer) -> Result<(), ClientError> {
    let reference = [crate::query::ONLY_REFERENCE.to_owned()];
    let parts = crate::composite::parts(answer, &reference);
    let (status, body) = parts
        .and_then(|mut parts| {
            parts
                .pop()
                .ok_or_else(|| NotRead::from("it holds no result"))
        })
        .map_err(|error| unreadable(&sent_by(call, session), call, answer, error))?;
    answer.status = status;
    answer.body = body;
    Ok(())
}
