//! Many records at a time: which result is whose, and what a result proves.

use crate::mode::Call::{
    CreateTree, CreateTwo, CreateTwoOrNone, DeleteThree, DeleteTwo, RetrieveTwo, UpdateTwo,
    UpdateTwoOrNone, UpsertTwo,
};
use crate::mode::Reported::{Done, FailedAfter, NotDone, Refused, Rows, Unknown};
use crate::mode::{Mode, mode};
use crate::server::{Answer, Step, json};

const ADA: &str = r#"{"id":"003Em00000cqRQ3IAM","success":true,"errors":[]}"#;
const BOB: &str = r#"{"id":"003Em00000cqRQ4IAM","success":true,"errors":[]}"#;
const LOCKED: &str =
    r#"{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"x","fields":[]}]}"#;
const ROLLED_BACK: &str = r#"{"success":false,"errors":[{"statusCode":"ALL_OR_NONE_OPERATION_ROLLED_BACK","message":"x","fields":[]}]}"#;
const REFUSED: &str = r#"{"success":false,"errors":[{"statusCode":"FIELD_CUSTOM_VALIDATION_EXCEPTION","message":"x","fields":[]}]}"#;

fn results(results: &[&str]) -> Vec<Answer> {
    vec![json(200, &format!("[{}]", results.join(",")))]
}

pub fn modes() -> Vec<Mode> {
    let mut modes = creates();
    modes.extend(by_id());
    modes.extend(trees());
    modes
}

fn creates() -> Vec<Mode> {
    vec![
        mode("create two", CreateTwo, results(&[ADA, BOB]), &[Done, Done]),
        mode(
            "create two: no id",
            CreateTwo,
            results(&[r#"{"success":true,"errors":[]}"#, BOB]),
            &[Unknown, Done],
        ),
        mode(
            "create two: the id is misspelt",
            CreateTwo,
            results(&[
                r#"{"Id":"003Em00000cqRQ3IAM","success":true,"errors":[]}"#,
                BOB,
            ]),
            &[Unknown, Done],
        ),
        mode(
            "create two: the id is no id",
            CreateTwo,
            results(&[r#"{"id":"hello","success":true,"errors":[]}"#, BOB]),
            &[Unknown, Done],
        ),
        mode(
            "create two: the id is that of an account",
            CreateTwo,
            results(&[
                r#"{"id":"001Em00000SWb1PIAT","success":true,"errors":[]}"#,
                BOB,
            ]),
            &[Unknown, Done],
        ),
        mode(
            "create two: refused without an error",
            CreateTwo,
            results(&[r#"{"success":false,"errors":[]}"#, BOB]),
            &[Refused, Done],
        ),
        mode(
            "create two: refused without a list of errors",
            CreateTwo,
            results(&[r#"{"success":false}"#, BOB]),
            &[Refused, Done],
        ),
        mode(
            "create two: refused, with an id",
            CreateTwo,
            results(&[
                r#"{"id":"003Em00000cqRQ3IAM","success":false,"errors":[]}"#,
                BOB,
            ]),
            &[Unknown, Done],
        ),
        mode(
            "create two: null",
            CreateTwo,
            results(&["null", BOB]),
            &[Unknown, Done],
        ),
        mode(
            "create two: success is a text",
            CreateTwo,
            results(&[r#"{"id":"003Em00000cqRQ3IAM","success":"true"}"#, BOB]),
            &[Unknown, Done],
        ),
        mode(
            "create two: one result",
            CreateTwo,
            results(&[ADA]),
            &[Unknown, Unknown],
        ),
        mode(
            "create two: three results",
            CreateTwo,
            results(&[ADA, BOB, BOB]),
            &[Unknown, Unknown],
        ),
        mode(
            "create two: one id twice",
            CreateTwo,
            results(&[ADA, ADA]),
            &[Unknown, Unknown],
        ),
        mode(
            "create two: an object",
            CreateTwo,
            vec![json(200, "{}")],
            &[Unknown, Unknown],
        ),
        mode(
            "create two: one locked, then done",
            CreateTwo,
            vec![
                json(200, &format!("[{LOCKED},{BOB}]")),
                json(200, &format!("[{ADA}]")),
            ],
            &[Done, Done],
        )
        .attempts(3),
        mode(
            "create two: refused and done",
            CreateTwo,
            results(&[REFUSED, BOB]),
            &[Refused, Done],
        ),
        mode(
            "create two or none: refused beside success",
            CreateTwoOrNone,
            results(&[REFUSED, BOB]),
            &[Refused, Unknown],
        ),
        mode(
            "create two or none: success beside one that proves nothing",
            CreateTwoOrNone,
            results(&[ADA, r#"{"success":true}"#]),
            &[Unknown, Unknown],
        ),
        mode(
            "create two or none: locked beside success",
            CreateTwoOrNone,
            results(&[LOCKED, BOB]),
            &[NotDone, Unknown],
        )
        .attempts(3),
    ]
}

fn by_id() -> Vec<Mode> {
    vec![
        mode(
            "update two: reordered",
            UpdateTwo,
            results(&[BOB, ADA]),
            &[Done, Done],
        ),
        mode(
            "update two: reordered, one refused",
            UpdateTwo,
            results(&[BOB, REFUSED]),
            &[Refused, Done],
        ),
        mode(
            "update two: an id that was not sent",
            UpdateTwo,
            results(&[
                r#"{"id":"003Em00000cqRQ9IAM","success":true,"errors":[]}"#,
                BOB,
            ]),
            &[Unknown, Done],
        ),
        mode(
            "update two: one id twice",
            UpdateTwo,
            results(&[BOB, BOB]),
            &[Unknown, Unknown],
        ),
        mode(
            "update two: no id",
            UpdateTwo,
            results(&[r#"{"success":true,"errors":[]}"#, BOB]),
            &[Unknown, Done],
        ),
        mode(
            "update two: lost, then refused",
            UpdateTwo,
            vec![vec![Step::Close], json(200, &format!("[{REFUSED},{BOB}]"))],
            &[Unknown, Done],
        )
        .attempts(3),
        mode(
            "update two: lost, then locked each time",
            UpdateTwo,
            vec![
                vec![Step::Close],
                json(200, &format!("[{LOCKED},{BOB}]")),
                json(200, &format!("[{LOCKED}]")),
            ],
            &[Unknown, Done],
        )
        .attempts(3)
        .requests(4),
        mode(
            "update two or none: lost, then rolled back",
            UpdateTwoOrNone,
            vec![
                vec![Step::Close],
                json(200, &format!("[{REFUSED},{ROLLED_BACK}]")),
            ],
            &[Unknown, Unknown],
        )
        .attempts(3),
        mode(
            "update two or none: rolled back",
            UpdateTwoOrNone,
            results(&[REFUSED, ROLLED_BACK]),
            &[Refused, Refused],
        ),
        mode(
            "create two: one locked beside one that proves nothing",
            CreateTwo,
            results(&[LOCKED, r#"{"success":true}"#]),
            &[Unknown, Unknown],
        )
        .attempts(3),
        mode(
            "upsert two: one id twice",
            UpsertTwo,
            results(&[
                r#"{"id":"a0MEm000004fFnBMAU","success":true,"created":true,"errors":[]}"#,
                r#"{"id":"a0MEm000004fFnBMAU","success":true,"created":true,"errors":[]}"#,
            ]),
            &[Unknown, Unknown],
        ),
        mode(
            "delete three: reordered, a refusal with its id",
            DeleteThree,
            results(&[
                r#"{"id":"003Em00000cqRQ5IAM","success":false,"errors":[{"statusCode":"DELETE_FAILED","message":"x","fields":[]}]}"#,
                ADA,
                BOB,
            ]),
            &[Done, Done, Refused],
        ),
        mode(
            "delete three: reordered, two refusals without ids",
            DeleteThree,
            results(&[REFUSED, ADA, LOCKED]),
            &[Done, Unknown, Unknown],
        ),
        mode(
            "delete two: an id of another object",
            DeleteTwo,
            results(&[
                ADA,
                r#"{"id":"001Em00000SWb1PIAT","success":true,"errors":[]}"#,
            ]),
            &[Done, Unknown],
        ),
        mode(
            "retrieve two: reordered",
            RetrieveTwo,
            results(&[
                r#"{"attributes":{"type":"Contact","url":"/services/data/v63.0/sobjects/Contact/003Em00000cqRQ4IAM"},"Id":"003Em00000cqRQ4IAM"}"#,
                r#"{"attributes":{"type":"Contact","url":"/services/data/v63.0/sobjects/Contact/003Em00000cqRQ3IAM"},"Id":"003Em00000cqRQ3IAM"}"#,
            ]),
            &[Rows(2)],
        ),
        mode(
            "retrieve two: a record that was not asked for",
            RetrieveTwo,
            results(&[
                r#"{"attributes":{"type":"Contact","url":"/services/data/v63.0/sobjects/Contact/003Em00000cqRQ9IAM"},"Id":"003Em00000cqRQ9IAM"}"#,
                "null",
            ]),
            &[FailedAfter(0)],
        ),
        mode(
            "retrieve two: objects that are no records",
            RetrieveTwo,
            results(&["{}", "{}"]),
            &[FailedAfter(0)],
        ),
    ]
}

fn trees() -> Vec<Mode> {
    let tree = |results: &str| {
        vec![json(
            201,
            &format!(r#"{{"hasErrors":false,"results":[{results}]}}"#),
        )]
    };
    let (first, second) = (
        r#"{"referenceId":"ref1","id":"001Em00000SWb1PIAT"}"#,
        r#"{"referenceId":"ref2","id":"003Em00000cqRQ3IAM"}"#,
    );
    vec![
        mode(
            "tree",
            CreateTree,
            tree(&format!("{first},{second}")),
            &[Done],
        ),
        mode(
            "tree: reordered",
            CreateTree,
            tree(&format!("{second},{first}")),
            &[Done],
        ),
        mode(
            "tree: one reference twice",
            CreateTree,
            tree(&format!(
                r#"{first},{second},{{"referenceId":"ref1","id":"001Em00000SWb1QIAT"}}"#
            )),
            &[Unknown],
        ),
        mode(
            "tree: a reference that was not sent",
            CreateTree,
            tree(&format!(
                r#"{first},{second},{{"referenceId":"ref9","id":"003Em00000cqRQ4IAM"}}"#
            )),
            &[Unknown],
        ),
        mode(
            "tree: hasErrors is missing",
            CreateTree,
            vec![json(201, &format!(r#"{{"results":[{first},{second}]}}"#))],
            &[Unknown],
        ),
        mode(
            "tree: errors beside an id",
            CreateTree,
            tree(&format!(
                r#"{first},{{"referenceId":"ref2","id":"003Em00000cqRQ3IAM","errors":[{{"statusCode":"X"}}]}}"#
            )),
            &[Unknown],
        ),
        mode("tree: one missing", CreateTree, tree(first), &[Unknown]),
        mode(
            "tree: an id of another object",
            CreateTree,
            tree(&format!(
                r#"{first},{{"referenceId":"ref2","id":"001Em00000SWb1QIAT"}}"#
            )),
            &[Unknown],
        ),
        mode(
            "tree: one id twice",
            CreateTree,
            tree(&format!(
                r#"{first},{{"referenceId":"ref2","id":"001Em00000SWb1PIAT"}}"#
            )),
            &[Unknown],
        ),
        mode(
            "tree: ids, and hasErrors",
            CreateTree,
            vec![json(
                201,
                &format!(r#"{{"hasErrors":true,"results":[{first},{second}]}}"#),
            )],
            &[Unknown],
        ),
        mode(
            "tree: refused",
            CreateTree,
            vec![json(
                400,
                r#"{"hasErrors":true,"results":[{"referenceId":"ref2","errors":[{"statusCode":"REQUIRED_FIELD_MISSING","message":"x","fields":[]}]}]}"#,
            )],
            &[Refused],
        ),
    ]
}
