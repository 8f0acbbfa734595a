//! Asking an org for describes, in as few API calls as it takes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ats_client::{
    ApiError, ApiFailure, Client, ClientError, ErrorKind, KnownDescribe, Method, ObjectSummary,
};
use ats_schema::rules::api_name::is_portable_api_name;
use ats_schema::rules::server_text::{MAX, escape};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::progress::Progress;
use super::snapshot::Entry;
use super::{FetchError, Missing};
use crate::parallel;

/// Describes in one API call.
///
/// Source: REST API Developer Guide, “Composite”: “up to 25 subrequests in a single call”.
const TOGETHER: usize = 25;

/// Requests under way at a time: as many answers are in memory. Salesforce lets an org have 25
/// that take longer than 20 seconds.
const AT_ONCE: usize = 4;

/// What becomes of a describe; called where blocking does no harm.
pub(super) type Take = Arc<dyn Fn(&str, &[u8]) -> Result<(), FetchError> + Send + Sync>;

/// What an org said about an object.
pub(super) enum Told {
    /// Nothing new.
    Same,
    /// A describe, which was taken.
    New(Entry),
    /// That this user does not see it, or why not.
    Refused(Missing),
}

/// Asks one org, and counts.
pub(super) struct Asker {
    pub(super) client: Client,
    calls: AtomicU64,
}

/// Who is signed in where; empty where the org does not tell.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Identity {
    pub(super) organization_id: String,
    pub(super) user_id: String,
    pub(super) language: String,
}

impl Asker {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            calls: AtomicU64::new(0),
        }
    }

    /// The API calls made so far.
    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// One more API call is made.
    pub(super) fn count(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// The objects that the user sees, and who the user is.
    pub(super) async fn overview(&self) -> Result<(Vec<ObjectSummary>, Identity), FetchError> {
        self.count();
        let who = self
            .client
            .request(Method::GET, "/services/oauth2/userinfo");
        let (global, who) = tokio::join!(self.client.describe_global(), who.send());
        let global = global.map_err(FetchError::client("cannot list the org's objects"))?;
        let mut listed = global.sobjects;
        // Names become parts of paths.
        listed.retain(|it| is_portable_api_name(&it.name));
        let who = match who.and_then(|answer| answer.json()) {
            Ok(who) => who,
            // A token may be good for data and not for this; then nothing is taken for unchanged.
            Err(ClientError::Api(failure)) if matches!(failure.status, 400..=404) => {
                Identity::default()
            }
            Err(error) => return Err(FetchError::client("cannot ask who is signed in")(error)),
        };
        Ok((listed, who))
    }

    /// What the org says about each object, given what is known of it; describes go to `take`.
    pub(super) async fn describe(
        &self,
        objects: Vec<(String, Option<Entry>)>,
        take: &Take,
        progress: &Progress,
    ) -> Result<BTreeMap<String, Told>, FetchError> {
        let mut chunks = Vec::new();
        let mut objects = objects.into_iter().peekable();
        while objects.peek().is_some() {
            chunks.push(objects.by_ref().take(TOGETHER).collect::<Vec<_>>());
        }
        let mut answers = stream::iter(chunks)
            .map(|chunk| self.chunk(chunk, take, progress))
            .buffer_unordered(AT_ONCE);
        let mut told = BTreeMap::new();
        while let Some(answer) = answers.next().await {
            told.extend(answer?);
        }
        Ok(told)
    }

    /// Up to 25 objects: together if possible, else in halves, else one by one.
    async fn chunk(
        &self,
        chunk: Vec<(String, Option<Entry>)>,
        take: &Take,
        progress: &Progress,
    ) -> Result<Vec<(String, Told)>, FetchError> {
        let mut told = Vec::with_capacity(chunk.len());
        let mut todo = vec![chunk];
        while let Some(mut part) = todo.pop() {
            match self.together(&part, take).await? {
                Together::Told(answers) => {
                    for ((name, _), answer) in part.into_iter().zip(answers) {
                        let answer = match answer {
                            Some(answer) => answer,
                            None => self.alone(&name, take).await?,
                        };
                        progress.done(&name);
                        told.push((name, answer));
                    }
                }
                Together::TooLarge if part.len() > 1 => {
                    let half = part.split_off(part.len() / 2);
                    todo.extend([half, part]);
                }
                Together::TooLarge | Together::Impossible => {
                    for (name, _) in part {
                        let answer = self.alone(&name, take).await?;
                        progress.done(&name);
                        told.push((name, answer));
                    }
                }
            }
        }
        Ok(told)
    }

    async fn together(
        &self,
        part: &[(String, Option<Entry>)],
        take: &Take,
    ) -> Result<Together, FetchError> {
        let version = self.client.version();
        let requests = part
            .iter()
            .enumerate()
            .map(|(at, (name, known))| Subrequest {
                method: "GET",
                url: format!("/services/data/{version}/sobjects/{name}/describe"),
                reference_id: format!("describe{at}"),
                http_headers: known.as_ref().map(conditions),
            });
        let body = Request {
            all_or_none: false,
            composite_request: requests.collect(),
        };
        let wrong = || FetchError::client(format!("cannot describe {} objects", part.len()));
        // A body that was cut off is asked for once more, then in smaller parts.
        for _ in 0..2 {
            self.count();
            let request = self.client.request(Method::POST, "composite");
            let request = request.json(&body).map_err(wrong())?;
            // It reads, whatever its method, and may be sent again.
            let answer = match request
                .idempotency(ats_client::Idempotency::Read)
                .send()
                .await
            {
                Ok(answer) => answer.body,
                Err(ClientError::TooLarge { .. }) => return Ok(Together::TooLarge),
                Err(error) if is_about_composite(&error) => return Ok(Together::Impossible),
                Err(error) => return Err(wrong()(error)),
            };
            let asked = part
                .iter()
                .map(|(name, known)| (name.clone(), known.is_some()));
            let (asked, take) = (asked.collect::<Vec<_>>(), Arc::clone(take));
            let read = tokio::task::spawn_blocking(move || read(&answer, &asked, &take)).await;
            let read = read.map_err(|error| FetchError::Options(error.to_string()))?;
            if let Some(answers) = read? {
                return Ok(Together::Told(answers));
            }
        }
        Ok(Together::TooLarge)
    }

    async fn alone(&self, name: &str, take: &Take) -> Result<Told, FetchError> {
        self.count();
        let answer = match self
            .client
            .describe_raw(name, KnownDescribe::default())
            .await
        {
            Ok(Some(answer)) => answer,
            Ok(None) => {
                return Err(FetchError::NotDescribe {
                    object: name.to_owned(),
                    why: "the org says that it has not changed, but was asked for all of it".into(),
                });
            }
            Err(ClientError::Api(failure)) if is_missing(&failure) => {
                return Ok(refused(name, reason(&failure)));
            }
            Err(error) => {
                return Err(FetchError::client(format!("cannot describe `{name}`"))(
                    error,
                ));
            }
        };
        let take = Arc::clone(take);
        let owned = name.to_owned();
        let taken = tokio::task::spawn_blocking(move || take(&owned, &answer.json)).await;
        taken.map_err(|error| FetchError::Options(error.to_string()))??;
        Ok(Told::New(Entry {
            etag: answer.etag,
            ..Entry::default()
        }))
    }
}

/// What asking for several at once brought.
enum Together {
    /// In the order asked; `None` is to be asked for alone.
    Told(Vec<Option<Told>>),
    /// The answer is larger than is accepted, or breaks off.
    TooLarge,
    /// The org does not answer such requests.
    Impossible,
}

fn refused(name: &str, reason: String) -> Told {
    Told::Refused(Missing {
        object: name.to_owned(),
        reason,
        nearest: None,
        named: false,
        pruned: false,
    })
}

/// Whether it was the way of asking that the org did not like.
fn is_about_composite(error: &ClientError) -> bool {
    match error {
        ClientError::Api(failure) => {
            failure.kind() != ErrorKind::LimitExceeded
                && matches!(failure.status, 400 | 403..=405 | 410 | 415)
        }
        _ => false,
    }
}

/// Returns true if the org says that there is no such object for this user. Everything else, such as a
/// server error or a permission that was taken away, says nothing about the object.
fn is_missing(failure: &ApiFailure) -> bool {
    let codes = ["NOT_FOUND", "INVALID_TYPE"];
    let named = |it: &ApiError| codes.contains(&it.code.as_str());
    failure.status == 404 || (failure.status == 400 && failure.errors.iter().any(named))
}

/// The org's message.
fn reason(failure: &ApiFailure) -> String {
    match failure.errors.first() {
        Some(first) => in_its_words(first.code.as_str(), &first.message),
        None => NOT_DESCRIBED.to_owned(),
    }
}

const NOT_DESCRIBED: &str = "the org does not describe it to this user";

fn in_its_words(code: &str, message: &str) -> String {
    let (code, message) = (escape(code, MAX), escape(message, MAX));
    format!("the org answers {code}: {message}")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    all_or_none: bool,
    composite_request: Vec<Subrequest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Subrequest {
    method: &'static str,
    url: String,
    reference_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_headers: Option<BTreeMap<&'static str, String>>,
}

fn conditions(known: &Entry) -> BTreeMap<&'static str, String> {
    let mut headers = BTreeMap::new();
    if let Some(date) = &known.last_modified {
        headers.insert("If-Modified-Since", date.clone());
    }
    if let Some(etag) = &known.etag {
        headers.insert("If-None-Match", etag.clone());
    }
    headers
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, rename = "compositeResponse")]
    answers: Vec<Subanswer<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subanswer<'a> {
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
    #[serde(default)]
    http_headers: BTreeMap<String, Value>,
    http_status_code: u16,
    reference_id: String,
}

/// Reads an answer and takes the describes in it; `None` when it is cut off or none.
fn read(
    answer: &Bytes,
    asked: &[(String, bool)],
    take: &Take,
) -> Result<Option<Vec<Option<Told>>>, FetchError> {
    let Ok(answer) = serde_json::from_slice::<Answer<'_>>(answer) else {
        return Ok(None);
    };
    let read = parallel::map(&answer.answers, |_, one| {
        let at = one.reference_id.strip_prefix("describe")?.parse().ok()?;
        let (name, is_known) = asked.get::<usize>(at)?;
        let told = match (one.http_status_code, one.body) {
            (200, Some(body)) => take(name, body.get().as_bytes()).map(|()| {
                Told::New(Entry {
                    last_modified: header(one, "last-modified"),
                    etag: header(one, "etag"),
                    ..Entry::default()
                })
            }),
            (304, _) if *is_known => Ok(Told::Same),
            (404, body) => Ok(refused(name, message(body))),
            _ => return None,
        };
        Some((at, told))
    });
    let mut told: Vec<Option<Told>> = asked.iter().map(|_| None).collect();
    for (at, answer) in read.into_iter().flatten() {
        told[at] = Some(answer?);
    }
    Ok(Some(told))
}

fn header(answer: &Subanswer<'_>, name: &str) -> Option<String> {
    let mut headers = answer.http_headers.iter();
    let found = headers.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    found.1.as_str().map(str::to_owned)
}

/// The org's words in `[{"errorCode": …, "message": …}]`.
fn message(body: Option<&RawValue>) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Problem {
        #[serde(default)]
        error_code: String,
        #[serde(default)]
        message: String,
    }
    let problems = body.and_then(|it| serde_json::from_str::<Vec<Problem>>(it.get()).ok());
    match problems.as_deref() {
        Some([first, ..]) => in_its_words(&first.error_code, &first.message),
        _ => NOT_DESCRIBED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_missing_object_is_taken_for_one() {
        let refusal = |code: &str, message: &str| json!([{"errorCode": code, "message": message}]);
        let parts = [
            (200, json!({"name": "A"})),
            (404, refusal("NOT_FOUND", "gone\u{1b}[2J\nerror: forged")),
            (500, refusal("UNKNOWN_EXCEPTION", "an error occurred")),
            (403, refusal("INSUFFICIENT_ACCESS", "no access")),
            (304, json!(null)),
            (304, json!(null)),
        ];
        let responses = parts.iter().enumerate().map(|(at, (status, body))| {
            json!({
                "body": body, "httpHeaders": {}, "httpStatusCode": status,
                "referenceId": format!("describe{at}"),
            })
        });
        let responses: Vec<Value> = responses.collect();
        let answer = Bytes::from(json!({"compositeResponse": responses}).to_string());
        let names = ["A", "B", "C", "D", "E", "F"];
        let asked: Vec<_> = names
            .iter()
            .map(|it| ((*it).to_owned(), *it == "E"))
            .collect();
        let take: Take = Arc::new(|_, _| Ok(()));
        let told = read(&answer, &asked, &take).unwrap().unwrap();
        assert!(matches!(told[0], Some(Told::New(_))));
        let Some(Told::Refused(missing)) = &told[1] else {
            panic!("a missing object");
        };
        assert_eq!(
            missing.reason,
            r"the org answers NOT_FOUND: gone\u{1b}[2J\nerror: forged"
        );
        // They are asked for alone, which tells what is wrong.
        assert!(told[2].is_none() && told[3].is_none());
        assert!(matches!(told[4], Some(Told::Same)));
        assert!(told[5].is_none(), "nothing of it is saved");
    }
}
