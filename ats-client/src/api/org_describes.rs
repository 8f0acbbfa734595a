//! Fetches the describes that checks and comparisons of types with the org are made from.

use std::sync::Arc;

use ats_schema::describe::Describe;
use ats_schema::rules::api_limits::MAX_COMPOSITE_SUBREQUESTS;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::describe::{
    DescribeGlobal, KnownDescribe, describe_global_request, describe_request, read_describe,
};
use crate::client::Client;
use crate::error::ClientError;
use crate::http::{InvalidBody, Response};
use crate::send::{ApiRequest, KeyPrefixes};

/// The number of requests under way at a time: as many responses are in memory.
const AT_ONCE: usize = 4;

/// The describes of some objects, and the key prefixes of all.
pub(super) struct OrgDescribes {
    /// One for each object, in their order; an error if the org does not describe that object.
    pub(super) objects: Vec<Result<Describe, ClientError>>,
    pub(super) prefixes: Arc<KeyPrefixes>,
    /// The API requests that were made, without repeated attempts.
    pub(super) api_calls: usize,
}

/// A request, and the object that it is about; `None` for the list of all objects.
type Question<'a> = (Option<&'a str>, ApiRequest);

enum Answer {
    Global(DescribeGlobal),
    Object(Box<Describe>),
}

type Answers = Vec<Result<Answer, ClientError>>;

impl Client {
    /// Fetches the describes of these objects, up to 25 in one API request, and the first time the list of
    /// all objects with them.
    pub(super) async fn org_describes(&self, names: &[&str]) -> Result<OrgDescribes, ClientError> {
        let known_prefixes = self.inner.org_checks.prefixes();
        let mut questions: Vec<Question<'_>> = Vec::with_capacity(names.len() + 1);
        if known_prefixes.is_none() {
            questions.push((None, describe_global_request()));
        }
        for name in names {
            let request = describe_request(name, &KnownDescribe::default())?;
            questions.push((Some(name), request));
        }
        let parts: Vec<_> = questions.chunks(MAX_COMPOSITE_SUBREQUESTS).collect();
        let parts = stream::iter(parts).map(|part| self.ask_together(part));
        let answered: Vec<(Answers, usize)> = parts.buffered(AT_ONCE).try_collect().await?;
        let (mut objects, mut api_calls) = (Vec::with_capacity(names.len()), 0);
        let mut prefixes = known_prefixes;
        for (answers, calls) in answered {
            api_calls += calls;
            for answer in answers {
                match answer {
                    Ok(Answer::Global(global)) => prefixes = Some(Arc::new(key_prefixes(&global))),
                    Ok(Answer::Object(describe)) => objects.push(Ok(*describe)),
                    // The list of all objects is the first of all. No page of Salesforce names it as a part of
                    // a composite request, so an org that refuses it there is asked for it alone.
                    Err(_) if prefixes.is_none() => {
                        api_calls += 1;
                        let global = self.describe_global().await?;
                        prefixes = Some(Arc::new(key_prefixes(&global)));
                    }
                    Err(error) => objects.push(Err(error)),
                }
            }
        }
        Ok(OrgDescribes {
            objects,
            prefixes: prefixes.unwrap_or_default(),
            api_calls,
        })
    }

    /// Sends these requests together or, if the response is too large or cut off, in halves. Returns the
    /// number of API requests, too.
    async fn ask_together(&self, part: &[Question<'_>]) -> Result<(Answers, usize), ClientError> {
        let (mut answers, mut calls) = (Vec::with_capacity(part.len()), 0);
        let mut todo = vec![part];
        while let Some(part) = todo.pop() {
            calls += 1;
            let (names, requests): (Vec<_>, Vec<_>) =
                part.iter().map(|(name, request)| (*name, request)).unzip();
            let read = |number: usize, response: &Response| read(names[number], response);
            match self.read_together(&requests, read).await {
                Ok(answered) => answers.extend(answered),
                Err(ClientError::TooLarge { .. } | ClientError::Unreadable(_))
                    if part.len() > 1 =>
                {
                    let (first, second) = part.split_at(part.len() / 2);
                    todo.extend([second, first]);
                }
                Err(error) => return Err(error),
            }
        }
        Ok((answers, calls))
    }
}

fn read(name: Option<&str>, response: &Response) -> Result<Answer, InvalidBody> {
    let Some(name) = name else {
        return Ok(Answer::Global(serde_json::from_str(response.text()?)?));
    };
    let describe = read_describe(response)?;
    if !describe.name.eq_ignore_ascii_case(name) {
        return Err(InvalidBody::from(format!(
            "it does not describe {name}, but another object"
        )));
    }
    Ok(Answer::Object(Box::new(describe)))
}

fn key_prefixes(global: &DescribeGlobal) -> KeyPrefixes {
    let mut prefixes = KeyPrefixes::new();
    for object in &global.sobjects {
        if let Some(prefix) = &object.key_prefix {
            let objects = prefixes.entry(prefix.clone()).or_default();
            objects.push(object.name.clone());
        }
    }
    prefixes
}
