//! References in composite requests: `@{…}` stands for a value of an earlier response.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::json_memory::{Allowance, Exhausted};
use crate::error::ApiError;
use crate::shortened::Shortened;

/// The most memory, in bytes, for the values inserted in place of the references of one composite
/// request.
///
/// A limit of this emulator; Salesforce documents no limit. References can be repeated, and can
/// refer to a response that contains inserted values itself, so without a limit the size of a
/// request could grow exponentially. 6 MB is what Salesforce gives a
/// synchronous transaction for all of its data (Apex Developer Guide, *Execution Governors and
/// Limits*, "Total heap size"), and some 100,000 times the length of an Id.
const MOST_FILLED_IN: usize = 6_000_000;

/// Characters that mean nothing in a URL (RFC 3986, 2.3) and may stay as they are.
const IN_URL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The responses of the subrequests so far, by their reference Ids.
#[derive(Debug)]
pub(super) struct EarlierResponses {
    responses: HashMap<String, EarlierResponse>,
    /// The rest of [`MOST_FILLED_IN`].
    allowance: Allowance,
}

impl Default for EarlierResponses {
    fn default() -> Self {
        Self {
            responses: HashMap::new(),
            allowance: Allowance::new(MOST_FILLED_IN),
        }
    }
}

#[derive(Debug)]
struct EarlierResponse {
    body: Value,
    /// True if a reference may lead to a null in it.
    has_nulls: bool,
}

/// A reason why the references of a subrequest cannot be filled in.
#[derive(Debug, PartialEq)]
pub(super) enum Unresolved {
    /// A reference leads nowhere: its text, without `@{` and `}`.
    Nowhere(String),
    /// The references lead to more than [`MOST_FILLED_IN`].
    TooMuch,
}

impl From<Exhausted> for Unresolved {
    fn from(Exhausted: Exhausted) -> Self {
        Self::TooMuch
    }
}

impl From<Unresolved> for ApiError {
    /// The message about a reference that leads nowhere is that of orgs; the samples of the guide
    /// (*Composite Subrequest Result*) continue with the allowed characters of a reference Id.
    fn from(unresolved: Unresolved) -> Self {
        match unresolved {
            Unresolved::Nowhere(reference) => {
                let name = reference.split(['.', '[']).next().unwrap_or_default();
                let message = format!(
                    "Invalid reference specified. No value for {} found in {}.",
                    Shortened(&reference),
                    Shortened(name)
                );
                Self::new(400, "PROCESSING_HALTED", message)
            }
            Unresolved::TooMuch => {
                let message = format!(
                    "the values of the references in this composite request exceed \
                     {MOST_FILLED_IN} bytes: refer to single fields, such as @{{ref.id}}, or split \
                     the request"
                );
                Self::new(400, "LIMIT_EXCEEDED", message)
            }
        }
    }
}

impl EarlierResponses {
    /// Adds a response; `has_nulls` lets a whole text of JSON refer to a null in it.
    pub(super) fn add(&mut self, reference: &str, body: Value, has_nulls: bool) {
        let response = EarlierResponse { body, has_nulls };
        self.responses.insert(reference.to_owned(), response);
    }

    /// A URL with its references filled in, encoded.
    pub(super) fn in_url(&mut self, url: &str) -> Result<String, Unresolved> {
        self.fill(url, |value| {
            utf8_percent_encode(&plain(value), IN_URL).to_string()
        })
    }

    /// JSON with the references in its texts filled in. A text that is nothing but a
    /// reference becomes what it refers to, with its type.
    pub(super) fn in_json(&mut self, value: Value) -> Result<Value, Unresolved> {
        Ok(match value {
            Value::String(text) => match only_reference(&text) {
                Some(reference) => {
                    let found = look_up(&self.responses, reference)?;
                    self.allowance.value(found)?;
                    found.clone()
                }
                None => Value::String(self.fill(&text, plain)?),
            },
            Value::Array(values) => values
                .into_iter()
                .map(|value| self.in_json(value))
                .collect::<Result<_, Unresolved>>()?,
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| Ok((name, self.in_json(value)?)))
                .collect::<Result<Map<_, _>, Unresolved>>()?
                .into(),
            other => other,
        })
    }

    fn fill(&mut self, text: &str, write: impl Fn(&Value) -> String) -> Result<String, Unresolved> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("@{") {
            let Some((reference, after)) = after.split_once('}') else {
                break;
            };
            filled.push_str(before);
            let value = look_up(&self.responses, reference)?;
            if value.is_null() {
                // There is no text for it.
                return Err(Unresolved::Nowhere(reference.to_owned()));
            }
            // Counted before it is written, so that no oversized text is made, and again after,
            // because escapes make it longer.
            self.allowance.value(value)?;
            let written = write(value);
            self.allowance.text(&written)?;
            filled.push_str(&written);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// `ref.id`, `ref.records[0].Id`, `ref[0].id`.
fn look_up<'a>(
    responses: &'a HashMap<String, EarlierResponse>,
    reference: &str,
) -> Result<&'a Value, Unresolved> {
    let nowhere = || Unresolved::Nowhere(reference.to_owned());
    let end = reference.find(['.', '[']).unwrap_or(reference.len());
    let (name, mut path) = reference.split_at_checked(end).ok_or_else(nowhere)?;
    let response = responses.get(name).ok_or_else(nowhere)?;
    let mut value = &response.body;
    while !path.is_empty() {
        if let Some(rest) = path.strip_prefix('[') {
            let (index, rest) = rest.split_once(']').ok_or_else(nowhere)?;
            let index: usize = index.trim().parse().map_err(|_| nowhere())?;
            value = value.get(index).ok_or_else(nowhere)?;
            path = rest;
        } else {
            let rest = path.strip_prefix('.').ok_or_else(nowhere)?;
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, rest) = rest.split_at_checked(end).ok_or_else(nowhere)?;
            value = value.get(name).ok_or_else(nowhere)?;
            path = rest;
        }
    }
    if value.is_null() && !response.has_nulls {
        Err(nowhere())
    } else {
        Ok(value)
    }
}

fn only_reference(text: &str) -> Option<&str> {
    text.strip_prefix("@{")?
        .strip_suffix('}')
        .filter(|reference| !reference.contains(['{', '}']))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn answers() -> EarlierResponses {
        let mut answers = EarlierResponses::default();
        answers.add(
            "account",
            json!({ "id": "001", "Name": "A & B", "n": 5, "none": null }),
            false,
        );
        answers.add("query", json!({ "records": [{ "Id": "003" }] }), false);
        answers.add("list", json!([{ "id": "004" }]), false);
        answers.add("row", json!({ "none": null }), true);
        answers
    }

    #[test]
    fn in_urls() {
        let url = |text: &str| answers().in_url(text);
        assert_eq!(url("/x/@{account.id}/y"), Ok("/x/001/y".to_owned()));
        assert_eq!(url("?q=@{account.Name}"), Ok("?q=A%20%26%20B".to_owned()));
        assert_eq!(
            url("@{query.records[0].Id}@{list[0].id}"),
            Ok("003004".to_owned())
        );
        assert_eq!(url("@{open"), Ok("@{open".to_owned()));
    }

    #[test]
    fn in_bodies() {
        let body =
            json!({ "a": "@{account.n}", "b": ["<@{account.n}>"], "c": "@{account.id}", "d": 1 });
        assert_eq!(
            answers().in_json(body),
            Ok(json!({ "a": 5, "b": ["<5>"], "c": "001", "d": 1 }))
        );
        assert_eq!(
            answers().in_json(json!({ "a": "@{row.none}" })),
            Ok(json!({ "a": null }))
        );
    }

    #[test]
    fn leading_nowhere() {
        for text in [
            "other.id",
            "account.Id",
            "account.none",
            "query.records[1].Id",
            "list[x]",
            "list]",
            "account.",
            "row.none",
        ] {
            let error = answers().in_url(&format!("@{{{text}}}")).unwrap_err();
            assert_eq!(error, Unresolved::Nowhere(text.to_owned()));
        }
        assert_eq!(
            ApiError::from(Unresolved::Nowhere("account.Id".to_owned())).message,
            "Invalid reference specified. No value for account.Id found in account."
        );
    }

    #[test]
    fn there_is_an_end_to_what_is_filled_in() {
        let mut answers = EarlierResponses::default();
        let text = "x".repeat(1_000_000);
        answers.add("a", json!({ "b": text, "list": vec![0; 10_000] }), false);
        // As text, as a value, and as part of a URL.
        for _ in 0..2 {
            answers.in_url("/x/@{a.b}").unwrap();
        }
        answers.in_json(json!("@{a.b}")).unwrap();
        let body = json!({ "c": "@{a.b}", "d": "<@{a.b}>" });
        assert_eq!(answers.in_json(body), Err(Unresolved::TooMuch));
        // Values take more memory than their text is long.
        let mut answers = EarlierResponses::default();
        answers.add("a", json!(vec![0; 10_000]), false);
        let body = json!(vec!["@{a}"; 100]);
        assert_eq!(answers.in_json(body), Err(Unresolved::TooMuch));
        let error = ApiError::from(Unresolved::TooMuch);
        assert_eq!(error.code, "LIMIT_EXCEEDED");
        assert!(error.message.contains("@{ref.id}"), "{}", error.message);
    }

    proptest! {
        /// Whatever a value is, a URL holds it as one piece that decodes to it.
        #[test]
        fn any_value_fits_a_url(value in "\\PC+") {
            let mut answers = EarlierResponses::default();
            answers.add("a", json!({ "b": value }), false);
            let url = answers.in_url("/x/@{a.b}").unwrap();
            let segment = url.strip_prefix("/x/").unwrap();
            prop_assert!(!segment.contains(['/', '?', '&', '#', '+', ' ']));
            let decoded = percent_encoding::percent_decode_str(segment).decode_utf8().unwrap();
            prop_assert_eq!(decoded, value);
        }

        #[test]
        fn any_text_is_filled_or_refused(text in "(@\\{|\\}|a|\\.|\\[|\\]|b|0){0,20}") {
            let mut answers = EarlierResponses::default();
            answers.add("a", json!({ "b": [1] }), false);
            let _ = answers.in_url(&text);
            let _ = answers.in_json(Value::String(text));
        }
    }
}
