//! The delivery of one request: its attempts, until a response is accepted or no other may follow.

use std::sync::Arc;
use std::time::Instant;

use tracing::{Instrument as _, Span};

use super::budget::Permit;
use super::certainty::{AttemptOutcome, Idempotency};
use super::request::ApiRequest;
use super::sender::Sender;
use crate::auth::{InUse, Refusals, Session};
use crate::error::{ApiError, ClientError, ErrorKind};
use crate::http::{InvalidBody, Patience, RequestBody, Response, SentValues, failure};

/// The delivery of a request. It may be dropped at any time: what was sent may then have happened,
/// nothing else is left behind.
///
/// Not generic: it exists once, whatever the number of types that are read from responses.
pub(super) struct Delivery<'a> {
    sender: &'a Sender,
    request: &'a ApiRequest,
    span: Span,
    session: Arc<Session>,
    refusals: Refusals,
    /// The number of the current attempt, from 1. One that the org refused for its token is not counted.
    attempt: u32,
    /// The number of times that the request was sent.
    times_sent: u32,
    /// True if an earlier attempt may have been carried out.
    uncertain: bool,
}

/// The reason why an attempt did not succeed.
enum AttemptError {
    TokenRefused(InUse),
    Other(ClientError),
}

impl From<ClientError> for AttemptError {
    fn from(error: ClientError) -> Self {
        Self::Other(error)
    }
}

impl<'a> Delivery<'a> {
    pub(super) async fn begin(
        sender: &'a Sender,
        request: &'a ApiRequest,
    ) -> Result<Self, ClientError> {
        let span = span(request);
        let session = sender.tokens.session().instrument(span.clone()).await?;
        Ok(Self {
            sender,
            request,
            span,
            session,
            refusals: Refusals::default(),
            attempt: 1,
            times_sent: 0,
            uncertain: false,
        })
    }

    /// Returns true if an attempt before the one that succeeded may have been carried out.
    pub(super) const fn is_uncertain(&self) -> bool {
        self.uncertain
    }

    /// Sends the request until a response is successful, and reads that to its end.
    pub(super) async fn response(&mut self) -> Result<Response, ClientError> {
        let span = self.span.clone();
        let responses = async {
            loop {
                match self.attempt().await {
                    Ok(response) => return Ok(response),
                    Err(error) => self.next_attempt(error).await?,
                }
            }
        };
        responses.instrument(span).await
    }

    /// Sends the request until a response is successful, of which only the head is read.
    pub(super) async fn stream(&mut self) -> Result<reqwest::Response, ClientError> {
        let span = self.span.clone();
        let responses = async {
            loop {
                match self.attempt_stream().await {
                    Ok(response) => return Ok(response),
                    Err(error) => self.next_attempt(error).await?,
                }
            }
        };
        responses.instrument(span).await
    }

    /// Prepares the next attempt after a successful response whose body is not the expected one.
    ///
    /// # Errors
    ///
    /// If no other attempt may follow.
    pub(super) async fn read_again(
        &mut self,
        response: &Response,
        reason: InvalidBody,
    ) -> Result<(), ClientError> {
        let error = self.unreadable(response, reason);
        let span = self.span.clone();
        self.next_attempt(error.into()).instrument(span).await
    }

    /// Sends the request once, and reads the response to its end.
    async fn attempt(&mut self) -> Result<Response, AttemptError> {
        let in_use = self.use_token();
        let _permit = self.permit()?;
        let transport = &self.sender.transport;
        let patience = match &self.request.body {
            RequestBody::Multipart(form) => transport.upload(form.length()),
            _ => transport.ordinary(),
        };
        let head = self.head(patience).await?;
        let mut response = self.read(head).await?;
        if let Some(unwrap) = self.request.unwrap
            && response.status.is_success()
        {
            response = unwrap(&response).map_err(|reason| self.unreadable(&response, reason))?;
        }
        if !response.status.is_success() {
            return Err(self.refused(&response, in_use));
        }
        self.sender.tokens.accept(&in_use);
        Ok(response)
    }

    /// Sends the request once, and leaves the body of a successful response to be streamed.
    async fn attempt_stream(&mut self) -> Result<reqwest::Response, AttemptError> {
        let in_use = self.use_token();
        let _permit = self.permit()?;
        let head = self.head(self.sender.transport.download()).await?;
        if !head.status().is_success() {
            let response = self.read(head).await?;
            return Err(self.refused(&response, in_use));
        }
        self.sender.tokens.accept(&in_use);
        Ok(head)
    }

    fn use_token(&mut self) -> InUse {
        self.times_sent += 1;
        self.span.record("attempt", self.times_sent);
        InUse::begin(&self.session)
    }

    fn permit(&self) -> Result<Permit<'a>, ClientError> {
        Ok(self.sender.budget.permit(Instant::now())?)
    }

    /// Sends the request, and reads the head of its response.
    async fn head(&self, patience: Patience) -> Result<reqwest::Response, ClientError> {
        let request = self.sender.prepare(self.request, &self.session).await?;
        let response = self.sender.transport.open(request, patience).await;
        let response = response.map_err(|error| self.body_failure(error))?;
        self.span.record("status", response.status().as_u16());
        if let Some(usage) = self.sender.budget.learn(response.headers()) {
            self.span.record("api_calls_used", usage.used);
        }
        Ok(response)
    }

    async fn read(&self, head: reqwest::Response) -> Result<Response, ClientError> {
        let operation = self.request.context.operation;
        let response = self.sender.transport.read(head, operation).await;
        response.map_err(|error| self.body_failure(error))
    }

    /// Returns the error that kept the request's body from being read, if one did, else this one.
    fn body_failure(&self, error: ClientError) -> ClientError {
        self.request.body.failure().unwrap_or(error)
    }

    fn sent_values(&self) -> SentValues<'_> {
        let token = std::slice::from_ref(&self.session.token);
        self.request.sent_values(token)
    }

    fn unreadable(&self, response: &Response, reason: InvalidBody) -> ClientError {
        let sent = self.sent_values();
        self.request.unreadable(&sent, response, reason)
    }

    fn refused(&self, response: &Response, in_use: InUse) -> AttemptError {
        let sent = self.sent_values();
        let error = failure(&self.request.context, response, &sent, sent.body);
        match &error {
            ClientError::Api(failure)
                if failure.kind() == ErrorKind::SessionExpired
                    && !failure.errors.iter().any(ApiError::is_unsupported_session) =>
            {
                AttemptError::TokenRefused(in_use)
            }
            _ => error.into(),
        }
    }

    /// Prepares the next attempt, if one may follow: renews the token, or waits.
    ///
    /// # Errors
    ///
    /// The error of the request as a whole.
    async fn next_attempt(&mut self, error: AttemptError) -> Result<(), ClientError> {
        let next = match error {
            AttemptError::TokenRefused(in_use) => self.renew_token(in_use).await,
            AttemptError::Other(error) => self.wait(error).await,
        };
        match next {
            Ok(()) => Ok(()),
            // A request that only reads has no other outcome than its response.
            Err(cause) if self.uncertain && self.request.idempotency != Idempotency::Read => {
                Err(self.request.outcome_unknown(cause))
            }
            Err(error) => Err(self.sender.name_version(self.request, error).await),
        }
    }

    /// Gets a new token. The org did nothing, so this does not count as an attempt.
    async fn renew_token(&mut self, in_use: InUse) -> Result<(), ClientError> {
        tracing::debug!(
            generation = self.session.generation,
            "the token was refused"
        );
        let tokens = &self.sender.tokens;
        self.session = tokens.replace(in_use, &mut self.refusals).await?;
        if self.request.body.is_spent() {
            return Err(ClientError::ReaderUsedUp);
        }
        Ok(())
    }

    /// Waits as long as the retry policy says after an attempt that failed.
    async fn wait(&mut self, error: ClientError) -> Result<(), ClientError> {
        let policy = &self.sender.policy;
        let outcome = AttemptOutcome::of_failure(&error, policy);
        self.uncertain |= outcome.is_uncertain();
        let again = outcome.allows_another(self.request.idempotency)
            && policy.allows_another(self.attempt)
            && !self.request.body.is_spent();
        let wait = policy.wait(self.attempt, error.retry_after());
        let Some(wait) = wait.filter(|_| again) else {
            return Err(error);
        };
        tracing::warn!(attempt = self.attempt, ?wait, error = %error, "trying again");
        tokio::time::sleep(wait).await;
        self.attempt += 1;
        Ok(())
    }
}

fn span(request: &ApiRequest) -> Span {
    // No path: a query holds values, and so does the address of an upsert.
    tracing::debug_span!(
        "salesforce",
        operation = request.context.operation,
        object = &*request.context.object,
        method = request.method.as_str(),
        status = tracing::field::Empty,
        attempt = tracing::field::Empty,
        api_calls_used = tracing::field::Empty,
    )
}
