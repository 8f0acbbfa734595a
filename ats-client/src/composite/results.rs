//! What the calls of a composite request brought.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Handle, Sub};
use crate::ClientError;
use crate::call::{NotRead, text};
use crate::error::{About, Unreadable, failure};
use crate::http::Answer;

/// What the calls of a request brought.
#[derive(Debug)]
pub struct CompositeResults {
    pub(super) request: u32,
    pub(super) host: String,
    pub(super) results: Vec<Part>,
}

/// What one call brought.
#[derive(Debug)]
pub(super) struct Part {
    status: StatusCode,
    body: Bytes,
    about: About,
    /// The body that was refused.
    sent: Option<String>,
}

impl CompositeResults {
    /// What one of the calls brought.
    ///
    /// # Errors
    ///
    /// If the org refused the call; `PROCESSING_HALTED` is the code of those that were fine, but
    /// were undone or not tried because of another.
    pub fn get<R>(&self, handle: &Handle<R>) -> Result<R, ClientError> {
        let Part {
            status,
            body,
            about,
            sent,
        } = self
            .results
            .get(handle.index)
            .filter(|_| handle.request == self.request)
            .ok_or_else(|| {
                ClientError::config(
                    "the handle is of another composite request",
                    "use it with the results of its own",
                )
            })?;
        if !status.is_success() {
            let answer = Answer {
                host: self.host.clone(),
                status: *status,
                headers: HeaderMap::new(),
                body: body.clone(),
                uncertain_before: false,
            };
            return Err(failure(about, &answer, sent.as_deref().map(str::as_bytes)));
        }
        let json = std::str::from_utf8(body).unwrap_or_default();
        (handle.read)(*status, json).map_err(|error| {
            Unreadable {
                host: self.host.clone(),
                operation: about.operation,
                message: error.message,
                truncated: false,
            }
            .into()
        })
    }

    /// Whether every call succeeded.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.results.iter().all(|part| part.status.is_success())
    }
}

/// One status and body for each call.
pub(super) fn read(answer: &Answer, calls: &[Sub]) -> Result<Vec<Part>, NotRead> {
    let parts = parts(answer)?;
    if parts.len() != calls.len() {
        return Err(NotRead::from("it does not hold one answer for each call"));
    }
    let parts = parts.into_iter().zip(calls);
    Ok(parts
        .map(|((status, body), sub)| Part {
            status,
            body,
            about: sub.about.clone(),
            // To find the field that a refusal is about.
            sent: sub.body.clone().filter(|_| !status.is_success()),
        })
        .collect())
}

/// The statuses and bodies that an answer of `composite` holds.
pub(crate) fn parts(answer: &Answer) -> Result<Vec<(StatusCode, Bytes)>, NotRead> {
    #[derive(Deserialize)]
    struct Outer<'a> {
        #[serde(borrow, rename = "compositeResponse")]
        answers: Vec<Inner<'a>>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Inner<'a> {
        #[serde(borrow)]
        body: Option<&'a RawValue>,
        http_status_code: u16,
    }
    let outer: Outer<'_> = serde_json::from_str(text(answer)?)?;
    let parts = outer.answers.into_iter().map(|inner| {
        let status = StatusCode::from_u16(inner.http_status_code)
            .map_err(|_| NotRead::from("a status in it is none"))?;
        let body = inner.body.map_or_else(Bytes::new, |body| {
            answer.body.slice_ref(body.get().as_bytes())
        });
        Ok((status, body))
    });
    parts.collect()
}
