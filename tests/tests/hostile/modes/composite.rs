//! Several calls in one request.

use crate::mode::Call::{
    CompositeTwo, CompositeTwoOrNone, CompositeUpdates, CompositeUpdatesOrNone,
};
use crate::mode::Reported::{Done, Refused, Unknown};
use crate::mode::{Mode, mode};
use crate::server::{Answer, Step, json};

const FIRST: &str = r#"{"body":{"id":"003Em00000cqRQ3IAM","success":true,"errors":[]},"httpHeaders":{},"httpStatusCode":201,"referenceId":"ref0"}"#;
const SECOND: &str = r#"{"body":{"id":"003Em00000cqRQ4IAM","success":true,"errors":[]},"httpHeaders":{},"httpStatusCode":201,"referenceId":"ref1"}"#;
const UPDATED: &str = r#"{"body":null,"httpHeaders":{},"httpStatusCode":204,"referenceId":"ref0"}"#;
const SECOND_REFUSED: &str = r#"{"body":[{"errorCode":"NOT_FOUND","message":"x"}],"httpHeaders":{},"httpStatusCode":404,"referenceId":"ref1"}"#;

fn parts(parts: &[&str]) -> Vec<Answer> {
    vec![json(
        200,
        &format!(r#"{{"compositeResponse":[{}]}}"#, parts.join(",")),
    )]
}

pub fn modes() -> Vec<Mode> {
    vec![
        mode(
            "composite",
            CompositeTwo,
            parts(&[FIRST, SECOND]),
            &[Done, Done],
        ),
        mode(
            "composite: reordered",
            CompositeTwo,
            parts(&[SECOND_REFUSED, FIRST]),
            &[Done, Refused],
        ),
        mode(
            "composite: one reference twice",
            CompositeTwo,
            parts(&[FIRST, FIRST]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: a reference that was not sent",
            CompositeTwo,
            parts(&[FIRST, &SECOND.replace("ref1", "ref7")]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: no reference",
            CompositeTwo,
            parts(&[FIRST, &SECOND.replace(r#","referenceId":"ref1""#, "")]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: one missing",
            CompositeTwo,
            parts(&[FIRST]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: one too many",
            CompositeTwo,
            parts(&[FIRST, SECOND, &SECOND.replace("ref1", "ref2")]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: a status that is a text",
            CompositeTwo,
            parts(&[FIRST, &SECOND.replace("201", r#""201""#)]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: a status that is none",
            CompositeTwo,
            parts(&[FIRST, &SECOND.replace("201", "7")]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: created without an id",
            CompositeTwo,
            parts(&[
                FIRST,
                r#"{"body":{"success":true},"httpHeaders":{},"httpStatusCode":201,"referenceId":"ref1"}"#,
            ]),
            &[Done, Unknown],
        ),
        mode(
            "composite: created, and success is false",
            CompositeTwo,
            parts(&[FIRST, &SECOND.replace("true", "false")]),
            &[Done, Unknown],
        ),
        mode(
            "composite: created an account",
            CompositeTwo,
            parts(&[
                FIRST,
                &SECOND.replace("003Em00000cqRQ4IAM", "001Em00000SWb1PIAT"),
            ]),
            &[Done, Unknown],
        ),
        mode(
            "composite: a call failed within the server",
            CompositeTwo,
            parts(&[
                FIRST,
                r#"{"body":[{"errorCode":"UNKNOWN_EXCEPTION","message":"x"}],"httpHeaders":{},"httpStatusCode":500,"referenceId":"ref1"}"#,
            ]),
            &[Done, Unknown],
        ),
        mode(
            "composite: all or none, success beside one that proves nothing",
            CompositeTwoOrNone,
            parts(&[FIRST, &SECOND.replace("true", "false")]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite: all or none",
            CompositeTwoOrNone,
            parts(&[FIRST, SECOND]),
            &[Done, Done],
        ),
        mode(
            "composite: all or none, success beside a failure of the server",
            CompositeTwoOrNone,
            parts(&[FIRST, &SECOND.replace("201", "500")]),
            &[Unknown, Unknown],
        ),
        mode(
            "composite of updates: done",
            CompositeUpdates,
            parts(&[UPDATED, &UPDATED.replace("ref0", "ref1")]),
            &[Done, Done],
        ),
        mode(
            "composite of updates: 200 without a body",
            CompositeUpdates,
            parts(&[
                &UPDATED.replace("204", "200"),
                &UPDATED.replace("ref0", "ref1"),
            ]),
            &[Unknown, Done],
        ),
        mode(
            "composite of updates: lost, then refused",
            CompositeUpdates,
            [vec![vec![Step::Close]], parts(&[UPDATED, SECOND_REFUSED])].concat(),
            &[Done, Unknown],
        )
        .attempts(3),
        mode(
            "composite of updates: lost, then rolled back",
            CompositeUpdatesOrNone,
            [vec![vec![Step::Close]], parts(&[UPDATED, SECOND_REFUSED])].concat(),
            &[Unknown, Unknown],
        )
        .attempts(3),
        mode(
            "composite: all or none, success beside a refusal",
            CompositeTwoOrNone,
            parts(&[FIRST, SECOND_REFUSED]),
            &[Refused, Refused],
        ),
        mode(
            "composite: a list",
            CompositeTwo,
            vec![json(200, "[]")],
            &[Unknown, Unknown],
        ),
        mode(
            "composite: 500",
            CompositeTwo,
            vec![json(500, "[]")],
            &[Unknown, Unknown],
        ),
    ]
}
