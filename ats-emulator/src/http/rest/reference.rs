//! `@{…}` in composite requests: what an earlier subrequest answered.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// Characters that mean nothing in a URL (RFC 3986, 2.3) and may stay as they are.
const IN_URL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The answers of the subrequests so far, by their reference Ids.
#[derive(Debug, Default)]
pub(super) struct Answers(HashMap<String, Answered>);

#[derive(Debug)]
struct Answered {
    body: Value,
    /// Whether a null in it may be referred to.
    has_nulls: bool,
}

/// A reference that leads nowhere: its text, without `@{` and `}`.
#[derive(Debug, PartialEq)]
pub(super) struct Unresolved(pub(super) String);

impl Unresolved {
    /// The message of Salesforce, as orgs have been seen to give it; the samples of the guide
    /// (*Composite Subrequest Result*) go on with what a reference Id may look like.
    pub(super) fn message(&self) -> String {
        let name = self.0.split(['.', '[']).next().unwrap_or_default();
        format!(
            "Invalid reference specified. No value for {} found in {name}.",
            self.0
        )
    }
}

impl Answers {
    /// Adds an answer; `has_nulls` lets a whole text of JSON refer to a null in it.
    pub(super) fn add(&mut self, reference: &str, body: Value, has_nulls: bool) {
        let answered = Answered { body, has_nulls };
        self.0.insert(reference.to_owned(), answered);
    }

    /// A URL with its references filled in, encoded.
    pub(super) fn in_url(&self, url: &str) -> Result<String, Unresolved> {
        self.fill(url, |value| {
            utf8_percent_encode(&plain(value), IN_URL).to_string()
        })
    }

    /// JSON with the references in its texts filled in. A text that is nothing but a
    /// reference becomes what it refers to, with its type.
    pub(super) fn in_json(&self, value: Value) -> Result<Value, Unresolved> {
        Ok(match value {
            Value::String(text) => match only_reference(&text) {
                Some(reference) => self.look_up(reference)?.clone(),
                None => Value::String(self.fill(&text, plain)?),
            },
            Value::Array(values) => values
                .into_iter()
                .map(|value| self.in_json(value))
                .collect::<Result<_, _>>()?,
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| Ok((name, self.in_json(value)?)))
                .collect::<Result<Map<_, _>, _>>()?
                .into(),
            other => other,
        })
    }

    fn fill(&self, text: &str, write: impl Fn(&Value) -> String) -> Result<String, Unresolved> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("@{") {
            let Some((reference, after)) = after.split_once('}') else {
                break;
            };
            filled.push_str(before);
            let value = self.look_up(reference)?;
            if value.is_null() {
                // There is no text for it.
                return Err(Unresolved(reference.to_owned()));
            }
            filled.push_str(&write(value));
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// `ref.id`, `ref.records[0].Id`, `ref[0].id`.
    fn look_up(&self, reference: &str) -> Result<&Value, Unresolved> {
        let nowhere = || Unresolved(reference.to_owned());
        let end = reference.find(['.', '[']).unwrap_or(reference.len());
        let (name, mut path) = reference.split_at_checked(end).ok_or_else(nowhere)?;
        let answered = self.0.get(name).ok_or_else(nowhere)?;
        let mut value = &answered.body;
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
        if value.is_null() && !answered.has_nulls {
            Err(nowhere())
        } else {
            Ok(value)
        }
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

    fn answers() -> Answers {
        let mut answers = Answers::default();
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
            assert_eq!(error, Unresolved(text.to_owned()));
        }
        assert_eq!(
            Unresolved("account.Id".to_owned()).message(),
            "Invalid reference specified. No value for account.Id found in account."
        );
    }

    proptest! {
        /// Whatever a value is, a URL holds it as one piece that decodes to it.
        #[test]
        fn any_value_fits_a_url(value in "\\PC+") {
            let mut answers = Answers::default();
            answers.add("a", json!({ "b": value }), false);
            let url = answers.in_url("/x/@{a.b}").unwrap();
            let segment = url.strip_prefix("/x/").unwrap();
            prop_assert!(!segment.contains(['/', '?', '&', '#', '+', ' ']));
            let decoded = percent_encoding::percent_decode_str(segment).decode_utf8().unwrap();
            prop_assert_eq!(decoded, value);
        }

        #[test]
        fn any_text_is_filled_or_refused(text in "(@\\{|\\}|a|\\.|\\[|\\]|b|0){0,20}") {
            let mut answers = Answers::default();
            answers.add("a", json!({ "b": [1] }), false);
            let _ = answers.in_url(&text);
            let _ = answers.in_json(Value::String(text));
        }
    }
}
