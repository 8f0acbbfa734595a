//! The proof that a record was written or read, which a successful response must contain.
//!
//! A successful HTTP status alone proves nothing: proxies and gateways answer 200 too, and some
//! responses contradict themselves. What is not proven has an unknown outcome.

use std::collections::HashMap;
use std::str::FromStr as _;

use ats_core::record::Table;
use ats_core::value::{AnyObject, Id};
use ats_schema::rules::error_code::ErrorCode;
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::org_checks::OrgChecks;
use crate::error::ApiError;
use crate::http::{InvalidBody, SentValues, error_list};

/// The number of error codes that one message names.
const MOST_CODES: usize = 5;

/// A record that was proven to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Saved {
    pub(crate) id: Id<AnyObject>,
    /// True if the record is new; `None` where the response does not say.
    pub(crate) created: Option<bool>,
}

/// The outcome that a save result proves.
pub(crate) enum SaveOutcome {
    Saved(Saved),
    /// The record was not saved, for these reasons; the list may be empty.
    Refused(Vec<ApiError>),
    /// The result proves neither.
    Unproven(InvalidBody),
}

/// The record that a save result must be about.
#[derive(Clone, Copy)]
pub(crate) struct ExpectedRecord<'a> {
    pub(crate) table: &'static Table,
    /// The id that was sent; `None` for a record that has none yet, or is found by another key.
    pub(crate) id: Option<Id<AnyObject>>,
    /// The key prefixes of the org, as far as they are known.
    pub(crate) org_checks: &'a OrgChecks,
}

/// `{"id": …, "success": true, "errors": []}`; upserts add `created`.
///
/// Source: REST API Developer Guide, “sObject Basic Information” and “sObject Collections”.
#[derive(Deserialize)]
struct SaveResult {
    id: Option<String>,
    success: Option<bool>,
    created: Option<bool>,
    #[serde(default)]
    errors: Value,
}

fn is_empty(errors: &Value) -> bool {
    match errors {
        Value::Null => true,
        Value::Array(errors) => errors.is_empty(),
        _ => false,
    }
}

impl ExpectedRecord<'_> {
    /// Judges one save result. `sent` is the request, whose values are not printed; `record` is the JSON
    /// of the record, to name fields in errors.
    pub(crate) fn judge(&self, json: &str, sent: &SentValues<'_>, record: &[u8]) -> SaveOutcome {
        let result: SaveResult = match serde_json::from_str(json) {
            Ok(result) => result,
            Err(error) => return SaveOutcome::Unproven(error.into()),
        };
        let errors = error_list(&result.errors, Some(self.table), sent, record);
        match (result.success, result.id.as_deref()) {
            (Some(true), _) if !errors.is_empty() || !is_empty(&result.errors) => {
                SaveOutcome::Unproven(InvalidBody::from("`success` is true beside errors"))
            }
            (Some(true), None) => {
                SaveOutcome::Unproven(InvalidBody::from("`success` is true, but `id` is missing"))
            }
            (Some(true), Some(id)) => match self.accept(id) {
                Ok(id) => SaveOutcome::Saved(Saved {
                    id,
                    created: result.created,
                }),
                Err(reason) => SaveOutcome::Unproven(reason),
            },
            // A record that was refused and had no id before has none.
            (Some(false), Some(_)) if self.id.is_none() => SaveOutcome::Unproven(
                InvalidBody::from("`success` is false, but `id` names a record"),
            ),
            (Some(false), _) => SaveOutcome::Refused(errors),
            (None, _) => SaveOutcome::Unproven(InvalidBody::from("`success` is missing")),
        }
    }

    /// Reads the body of a successful response about this record alone.
    ///
    /// # Errors
    ///
    /// If it does not prove that the record was saved.
    pub(crate) fn prove(&self, json: &str) -> Result<Saved, InvalidBody> {
        match self.judge(json, &SentValues::default(), b"") {
            SaveOutcome::Saved(saved) => Ok(saved),
            SaveOutcome::Unproven(reason) => Err(reason),
            SaveOutcome::Refused(errors) => {
                // A code that looks like none may be any text.
                let is_code = |code: &&str| {
                    code.bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
                };
                let codes = errors.iter().map(|error| error.code.as_str());
                let codes: Vec<_> = codes.filter(is_code).take(MOST_CODES).collect();
                Err(InvalidBody::from(format!(
                    "`success` is false under a successful status [{}]",
                    codes.join(", ")
                )))
            }
        }
    }

    /// As [`prove`](Self::prove), for an update or a delete, to which the org responds with status 204
    /// and no body.
    ///
    /// Source: REST API Developer Guide, “sObject Rows”. An empty body under another status is that of a
    /// proxy.
    pub(crate) fn prove_without_body(
        &self,
        status: StatusCode,
        body: &str,
    ) -> Result<(), InvalidBody> {
        if !body.trim_ascii().is_empty() {
            return self.prove(body).map(drop);
        }
        if status == StatusCode::NO_CONTENT {
            return Ok(());
        }
        Err(InvalidBody::from(format!(
            "it is empty under status {}, and not under 204",
            status.as_u16()
        )))
    }

    /// Takes the id of a save result, if it can be that of this record.
    pub(crate) fn accept(&self, id: &str) -> Result<Id<AnyObject>, InvalidBody> {
        // The text may be anything, so it is not shown.
        let id = Id::<AnyObject>::from_str(id).map_err(|_| {
            let length = id.chars().count();
            InvalidBody::from(format!("`id` is a text of length {length} and not an id"))
        })?;
        match self.id {
            Some(sent) if sent != id => Err(InvalidBody::from(format!(
                "it is about the record `{id}`, and the request was about `{sent}`"
            ))),
            None if !self.org_checks.may_be_of(self.table, id) => Err(InvalidBody::from(format!(
                "`{id}` is not the id of a record of {}",
                self.table.object
            ))),
            _ => Ok(id),
        }
    }

    /// Checks that a JSON object is the record that was requested.
    ///
    /// Every record of the REST API has `attributes` with the object and its own address.
    pub(crate) fn check_record(&self, json: &str) -> Result<(), InvalidBody> {
        let found = record_id(json, self.table)?;
        match (found, self.id) {
            (Some(found), Some(sent)) if found != sent => Err(InvalidBody::from(format!(
                "it is the record `{found}`, and the request was about `{sent}`"
            ))),
            _ => Ok(()),
        }
    }
}

/// Returns the id of a record, from the address in its `attributes` or from its `Id`; `None` where it
/// has neither.
///
/// # Errors
///
/// If the JSON is not a record of this object, or names two ids.
pub(crate) fn record_id(
    json: &str,
    table: &'static Table,
) -> Result<Option<Id<AnyObject>>, InvalidBody> {
    #[derive(Deserialize)]
    struct Record {
        attributes: Option<Attributes>,
        #[serde(rename = "Id")]
        id: Option<String>,
    }
    #[derive(Deserialize)]
    struct Attributes {
        #[serde(rename = "type")]
        object: Option<String>,
        url: Option<String>,
    }
    let Record { attributes, id } = serde_json::from_str(json)?;
    let attributes = attributes
        .ok_or_else(|| InvalidBody::from("it is not a record: `attributes` is missing"))?;
    let object = attributes
        .object
        .ok_or_else(|| InvalidBody::from("it is not a record: `attributes.type` is missing"))?;
    if !table.object.is_empty() && !object.eq_ignore_ascii_case(table.object) {
        // The object's name is the server's text.
        return Err(InvalidBody::from(format!(
            "it is a record of another object than {}",
            table.object
        )));
    }
    let in_url = attributes
        .url
        .as_deref()
        .and_then(|url| url.rsplit('/').next())
        .and_then(|id| Id::from_str(id).ok());
    let in_record = id.and_then(|id| Id::from_str(&id).ok());
    match (in_url, in_record) {
        (Some(in_url), Some(in_record)) if in_url != in_record => Err(InvalidBody::from(
            "its `Id` is not that of the address in its `attributes`",
        )),
        (in_url, in_record) => Ok(in_url.or(in_record)),
    }
}

/// Returns true if a refusal says that the record does not exist, or no longer.
///
/// The code decides: a bare 404 can be that of a proxy.
pub(crate) fn is_gone(errors: &[ApiError]) -> bool {
    errors
        .iter()
        .any(|error| matches!(error.code, ErrorCode::EntityIsDeleted | ErrorCode::NotFound))
}

/// Returns true if an upsert created its record, by the response's `created`, else by its status.
pub(crate) fn was_created(saved: Saved, status: StatusCode) -> bool {
    saved.created.unwrap_or(status == StatusCode::CREATED)
}

/// Turns saved records that share an id into unproven ones: the response is wrong about at least
/// one of them.
pub(crate) fn refuse_repeated_ids(outcomes: &mut [SaveOutcome]) {
    let mut times: HashMap<Id<AnyObject>, usize> = HashMap::new();
    for outcome in &*outcomes {
        if let SaveOutcome::Saved(saved) = outcome {
            *times.entry(saved.id).or_default() += 1;
        }
    }
    for outcome in outcomes {
        if let SaveOutcome::Saved(saved) = outcome
            && times[&saved.id] > 1
        {
            let id = saved.id;
            *outcome = SaveOutcome::Unproven(InvalidBody::from(format!(
                "it gives the id `{id}` to several records"
            )));
        }
    }
}

#[cfg(test)]
mod tests {
    use ats_core::record::SObject as _;
    use ats_generated::{Contact, Job};
    use proptest::prelude::*;

    use super::*;

    const CONTACT: &str = "003Em00000cqRQ3IAM";

    fn outcome(expected: ExpectedRecord<'_>, json: &str) -> String {
        match expected.judge(json, &SentValues::default(), b"") {
            SaveOutcome::Saved(saved) => format!("saved {}", saved.id),
            SaveOutcome::Refused(errors) => format!("refused by {} errors", errors.len()),
            SaveOutcome::Unproven(reason) => reason.message,
        }
    }

    #[test]
    fn only_success_with_a_fitting_id_is_proof() {
        let org_checks = OrgChecks::default();
        let new = ExpectedRecord {
            table: Contact::TABLE,
            id: None,
            org_checks: &org_checks,
        };
        let known = ExpectedRecord {
            id: Some(CONTACT.parse().unwrap()),
            ..new
        };
        let job = ExpectedRecord {
            table: Job::TABLE,
            ..new
        };
        let saved = format!("saved {CONTACT}");
        for (record, json, expected) in [
            (
                new,
                r#"{"id":"003Em00000cqRQ3IAM","success":true,"errors":[]}"#,
                &*saved,
            ),
            (new, r#"{"id":"003Em00000cqRQ3","success":true}"#, &saved),
            (known, r#"{"id":"003Em00000cqRQ3","success":true}"#, &saved),
            (
                known,
                r#"{"id":"003Em00000cqRQ4IAM","success":true}"#,
                "it is about the record `003Em00000cqRQ4IAM`, and the request was about `003Em00000cqRQ3IAM`",
            ),
            (
                new,
                r#"{"id":"001Em00000SWb1PIAT","success":true}"#,
                "`001Em00000SWb1PIAT` is not the id of a record of Contact",
            ),
            // Key prefixes of custom objects differ between orgs.
            (
                job,
                r#"{"id":"a9ZEm00000SWb1PMAT","success":true}"#,
                "saved a9ZEm00000SWb1PMAT",
            ),
            (
                new,
                r#"{"success":true}"#,
                "`success` is true, but `id` is missing",
            ),
            (
                new,
                r#"{"id":"003Em00000cqRQ3IAM"}"#,
                "`success` is missing",
            ),
            (
                new,
                r#"{"id":"003Em00000cqRQ3IAM","success":false}"#,
                "`success` is false, but `id` names a record",
            ),
            (
                known,
                r#"{"id":"003Em00000cqRQ3IAM","success":false}"#,
                "refused by 0 errors",
            ),
            (
                new,
                r#"{"success":false,"errors":[{"statusCode":"DELETE_FAILED","message":"x"}]}"#,
                "refused by 1 errors",
            ),
            (
                new,
                r#"{"id":"003Em00000cqRQ3IAM","success":true,"errors":[{"statusCode":"DELETE_FAILED"}]}"#,
                "`success` is true beside errors",
            ),
        ] {
            assert_eq!(outcome(record, json), expected, "{json}");
        }
        let proves = |status: StatusCode, body| known.prove_without_body(status, body).is_ok();
        assert!(proves(StatusCode::NO_CONTENT, " \r\n"));
        assert!(!proves(StatusCode::OK, ""));
        assert!(!proves(StatusCode::NO_CONTENT, "{}"));
    }

    #[test]
    fn a_record_says_its_object_and_its_id() {
        let read = |json| record_id(json, Contact::TABLE).map_err(|error| error.message);
        assert_eq!(
            read(r#"{"attributes":{"type":"Contact","url":"/x/Contact/003Em00000cqRQ3IAM"}}"#),
            Ok(Some(CONTACT.parse().unwrap()))
        );
        assert_eq!(read(r#"{"attributes":{"type":"contact"}}"#), Ok(None));
        for json in [
            "{}",
            r#"{"attributes":{}}"#,
            r#"{"attributes":{"type":"Account"}}"#,
            "[]",
            "7",
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    proptest! {
        /// Each part of a result is right, missing or wrong.
        #[test]
        fn only_a_right_result_is_proof(parts in prop::array::uniform3(0..3_usize)) {
            let id = [r#""id":"003Em00000cqRQ3IAM","#, "", r#""id":"001Em00000SWb1PIAT","#];
            let success = [r#""success":true,"#, "", r#""success":false,"#];
            let errors = [r#""errors":[]"#, r#""more":1"#, r#""errors":[{"statusCode":"X"}]"#];
            let json = format!("{{{}{}{}}}", id[parts[0]], success[parts[1]], errors[parts[2]]);
            let org_checks = OrgChecks::default();
            let expected = ExpectedRecord { table: Contact::TABLE, id: None, org_checks: &org_checks };
            let is_saved = matches!(expected.judge(&json, &SentValues::default(), b""), SaveOutcome::Saved(_));
            // A result without a list of errors has none.
            prop_assert_eq!(is_saved, parts[0] == 0 && parts[1] == 0 && parts[2] < 2, "{}", json);
        }

        #[test]
        fn any_text_is_judged_without_panic(text in ".{0,80}") {
            let org_checks = OrgChecks::default();
            let expected = ExpectedRecord { table: Contact::TABLE, id: None, org_checks: &org_checks };
            prop_assert!(!matches!(expected.judge(&text, &SentValues::default(), b""), SaveOutcome::Saved(_)));
            let _ = record_id(&text, Contact::TABLE);
        }
    }
}
