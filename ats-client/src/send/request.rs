//! A request to the org as data.

use reqwest::Method;
use reqwest::header::HeaderMap;
use secrecy::SecretString;

use super::certainty::Idempotency;
use crate::error::{ClientError, ErrorContext, UnreadableResponse};
use crate::http::{
    InvalidBody, RequestBody, Response, SentValues, looks_like_json, not_salesforce,
};

/// Takes a response out of the one that it is sent within.
pub(crate) type Unwrap = fn(&Response) -> Result<Response, InvalidBody>;

/// A request: everything that is needed to send it, and to send it again.
pub(crate) struct ApiRequest {
    pub(crate) method: Method,
    /// The resource: from the org's root if it begins with a slash, else from
    /// `/services/data/vXX.0/` on.
    pub(crate) path: String,
    pub(crate) body: RequestBody,
    pub(crate) headers: HeaderMap,
    pub(crate) idempotency: Idempotency,
    pub(crate) context: ErrorContext,
    /// Takes the response proper out of a successful one, for a request that is sent within another.
    pub(crate) unwrap: Option<Unwrap>,
}

impl ApiRequest {
    pub(crate) fn new(
        method: Method,
        path: impl Into<String>,
        idempotency: Idempotency,
        context: ErrorContext,
    ) -> Self {
        Self {
            method,
            path: path.into(),
            body: RequestBody::None,
            headers: HeaderMap::new(),
            idempotency,
            context,
            unwrap: None,
        }
    }

    pub(crate) fn get(path: impl Into<String>, context: ErrorContext) -> Self {
        Self::new(Method::GET, path, Idempotency::Read, context)
    }

    pub(crate) fn json(mut self, body: impl Into<bytes::Bytes>) -> Self {
        self.body = RequestBody::Json(body.into());
        self
    }

    /// The values that the request sends, with the token, so that they are not printed from its
    /// response.
    pub(crate) fn sent_values<'a>(&'a self, token: &'a [SecretString]) -> SentValues<'a> {
        let body: &[u8] = match &self.body {
            RequestBody::Json(body) | RequestBody::Raw(body, _) => body,
            RequestBody::Multipart(form) => form.fields(),
            RequestBody::None => &[],
        };
        SentValues::new(body, &self.path, token).of_object(self.context.table)
    }

    /// Returns the error of a request whose outcome is unknown for this reason.
    pub(crate) fn outcome_unknown(&self, cause: ClientError) -> ClientError {
        ClientError::outcome_unknown(
            self.context.clone(),
            self.idempotency == Idempotency::Idempotent,
            cause,
        )
    }

    /// Returns the error of a write whose successful response does not prove its outcome.
    pub(crate) fn unproven(&self, response: &Response, reason: InvalidBody) -> ClientError {
        self.outcome_unknown(self.unreadable(&self.sent_values(&[]), response, reason))
    }

    /// Returns the error of a successful response with another body than this request has.
    pub(crate) fn unreadable(
        &self,
        sent: &SentValues<'_>,
        response: &Response,
        reason: InvalidBody,
    ) -> ClientError {
        // A body that is not JSON, or empty, is not from Salesforce: one that is cut off on the way is
        // an error of the network, and one that Salesforce cuts off begins as JSON.
        if !looks_like_json(&response.body) {
            return not_salesforce(response, sent).into();
        }
        UnreadableResponse {
            host: response.host.clone(),
            operation: self.context.operation,
            message: sent.mask().printable(&reason.message),
            truncated: reason.truncated,
        }
        .into()
    }
}
