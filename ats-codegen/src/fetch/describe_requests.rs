//! Asking an org for describes, in as few API calls as it takes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ats_client::{
    ApiError, ApiFailure, Client, ClientError, ErrorKind, KnownDescribe, Method, ObjectSummary,
    RawDescribe,
};
use ats_schema::rules::api_limits::MAX_COMPOSITE_SUBREQUESTS;
use ats_schema::rules::api_name::is_portable_api_name;
use ats_schema::rules::server_text::{MAX, escape};
use futures_util::stream::{self, StreamExt as _};
use serde::Deserialize;

use super::progress::Progress;
use super::snapshot::Entry;
use super::{FetchError, Missing};
use crate::parallel;

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
            chunks.push(
                objects
                    .by_ref()
                    .take(MAX_COMPOSITE_SUBREQUESTS)
                    .collect::<Vec<_>>(),
            );
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
        self.count();
        let objects: Vec<_> = part
            .iter()
            .map(|(name, known)| {
                (
                    name.as_str(),
                    known.as_ref().map(known_describe).unwrap_or_default(),
                )
            })
            .collect();
        let described = match self.client.describe_raw_batch(&objects).await {
            Ok(described) => described,
            // A body that is cut off or empty, too, is requested again in smaller parts.
            Err(ClientError::TooLarge { .. } | ClientError::Unreadable(_)) => {
                return Ok(Together::TooLarge);
            }
            Err(ClientError::NotSalesforce(it)) if (200..300).contains(&it.status) => {
                return Ok(Together::TooLarge);
            }
            Err(error) if is_about_composite(&error) => return Ok(Together::Impossible),
            Err(error) => {
                let problem = format!("cannot describe {} objects", part.len());
                return Err(FetchError::client(problem)(error));
            }
        };
        let objects = part
            .iter()
            .map(|(name, known)| (name.clone(), known.is_some()));
        let (objects, take) = (objects.collect::<Vec<_>>(), Arc::clone(take));
        let told = tokio::task::spawn_blocking(move || {
            let described: Vec<_> = objects.iter().zip(&described).collect();
            parallel::map(&described, |_, ((name, is_known), described)| {
                told(name, *is_known, described, &take).transpose()
            })
            .into_iter()
            .map(Option::transpose)
            .collect()
        });
        let told: Result<_, FetchError> = told.await.map_err(FetchError::Task)?;
        Ok(Together::Told(told?))
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
        taken.map_err(FetchError::Task)??;
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

/// The describe of one object of several; `None` if it has not changed.
type Described = Result<Option<RawDescribe>, ClientError>;

fn known_describe(known: &Entry) -> KnownDescribe<'_> {
    let date = known.last_modified.as_deref();
    KnownDescribe {
        last_modified: date.and_then(|date| httpdate::parse_http_date(date).ok()),
        etag: known.etag.as_deref(),
    }
}

/// Takes the describe of an object; `None` if the object is to be described alone, which reports the
/// problem.
fn told(
    name: &str,
    is_known: bool,
    described: &Described,
    take: &Take,
) -> Result<Option<Told>, FetchError> {
    match described {
        Ok(Some(describe)) => take(name, &describe.json).map(|()| {
            Some(Told::New(Entry {
                last_modified: describe.last_modified.map(httpdate::fmt_http_date),
                etag: describe.etag.clone(),
                ..Entry::default()
            }))
        }),
        Ok(None) if is_known => Ok(Some(Told::Same)),
        Err(ClientError::Api(failure)) if failure.status == 404 => {
            Ok(Some(refused(name, reason(failure))))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use ats_client::auth::AccessToken;
    use ats_client::{ApiVersion, Client};
    use serde_json::{Value, json};

    use super::*;

    /// Describes objects by one composite request, which a server answers with this body.
    async fn answered(objects: &[(&str, KnownDescribe<'_>)], body: String) -> Vec<Described> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
            // The last byte of the request's JSON.
            while !request.ends_with(b"]}") {
                let read = stream.read(&mut buffer).unwrap();
                request.extend_from_slice(&buffer[..read]);
            }
            let length = body.len();
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all((head + &body).as_bytes()).unwrap();
        });
        let client = Client::builder()
            .credentials(AccessToken::new(url, "token"))
            .api_version(ApiVersion::new(63));
        let client = client.connect().await.unwrap();
        let described = client.describe_raw_batch(objects).await.unwrap();
        server.join().unwrap();
        described
    }

    #[tokio::test]
    async fn only_a_missing_object_is_taken_for_one() {
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
                "referenceId": format!("ref{at}"),
            })
        });
        let responses: Vec<Value> = responses.collect();
        let body = json!({"compositeResponse": responses}).to_string();
        let objects = ["A", "B", "C", "D", "E", "F"].map(|name| (name, KnownDescribe::default()));
        let described = answered(&objects, body).await;
        let take: Take = Arc::new(|_, _| Ok(()));
        let told: Vec<_> = objects
            .iter()
            .zip(&described)
            .map(|((name, _), described)| told(name, *name == "E", described, &take).unwrap())
            .collect();
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
