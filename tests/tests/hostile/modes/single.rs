//! One record at a time: what a successful status alone does not prove.

use crate::mode::Call::{Create, Delete, Retrieve, Update, Upsert};
use crate::mode::Reported::{Done, FailedAfter, NotDone, Refused, Rows, Unknown};
use crate::mode::{Mode, mode};
use crate::server::json;

pub fn modes() -> Vec<Mode> {
    let created = r#"{"id":"003Em00000cqRQ3IAM","success":true,"errors":[]}"#;
    vec![
        mode("create", Create, vec![json(201, created)], &[Done]),
        mode(
            "create: success is false, with an id",
            Create,
            vec![json(
                201,
                r#"{"id":"003Em00000cqRQ3IAM","success":false,"errors":[]}"#,
            )],
            &[Unknown],
        ),
        mode(
            "create: success is false, with an error",
            Create,
            vec![json(
                201,
                r#"{"id":null,"success":false,"errors":[{"statusCode":"REQUIRED_FIELD_MISSING","message":"x","fields":[]}]}"#,
            )],
            &[Unknown],
        ),
        mode(
            "create: success is missing",
            Create,
            vec![json(201, r#"{"id":"003Em00000cqRQ3IAM"}"#)],
            &[Unknown],
        ),
        mode(
            "create: success is a text",
            Create,
            vec![json(201, r#"{"id":"003Em00000cqRQ3IAM","success":"true"}"#)],
            &[Unknown],
        ),
        mode(
            "create: success beside an error",
            Create,
            vec![json(
                201,
                r#"{"id":"003Em00000cqRQ3IAM","success":true,"errors":[{"statusCode":"UNKNOWN_EXCEPTION","message":"x"}]}"#,
            )],
            &[Unknown],
        ),
        mode(
            "create: no id",
            Create,
            vec![json(201, r#"{"success":true,"errors":[]}"#)],
            &[Unknown],
        ),
        mode(
            "create: the id is misspelt",
            Create,
            vec![json(201, r#"{"ID":"003Em00000cqRQ3IAM","success":true}"#)],
            &[Unknown],
        ),
        mode(
            "create: the id is no id",
            Create,
            vec![json(201, r#"{"id":"003Em00000cqRQ3XXX","success":true}"#)],
            &[Unknown],
        ),
        mode(
            "create: the id is that of an account",
            Create,
            vec![json(
                201,
                r#"{"id":"001Em00000SWb1PIAT","success":true,"errors":[]}"#,
            )],
            &[Unknown],
        ),
        mode(
            "create: a list",
            Create,
            vec![json(201, &format!("[{created}]"))],
            &[Unknown],
        ),
        mode(
            "create: an empty body",
            Create,
            vec![json(201, "")],
            &[Unknown],
        ),
        mode(
            "create: only blanks",
            Create,
            vec![json(200, " \r\n ")],
            &[Unknown],
        ),
        mode(
            "create: 204",
            Create,
            vec![crate::server::with_headers(204, "", b"")],
            &[Unknown],
        ),
        mode(
            "create: an error under status 200",
            Create,
            vec![json(
                200,
                r#"[{"errorCode":"REQUIRED_FIELD_MISSING","message":"x"}]"#,
            )],
            &[Unknown],
        ),
        mode(
            "create: locked, then done",
            Create,
            vec![
                json(400, r#"[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"x"}]"#),
                json(201, created),
            ],
            &[Done],
        )
        .attempts(3),
        mode(
            "create: locked each time",
            Create,
            vec![json(
                400,
                r#"[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"x"}]"#,
            )],
            &[NotDone],
        )
        .attempts(3)
        .requests(3),
        mode(
            "create: 400 with an empty list",
            Create,
            vec![json(400, "[]")],
            &[Refused],
        ),
        mode("create: 500", Create, vec![json(500, "[]")], &[Unknown]).attempts(3),
        mode("create: 503", Create, vec![json(503, "")], &[Unknown]).attempts(3),
        mode(
            "update: success is false",
            Update,
            vec![json(
                200,
                r#"{"id":"003Em00000cqRQ3IAM","success":false,"errors":[]}"#,
            )],
            &[Unknown],
        ),
        mode(
            "update: another record's id",
            Update,
            vec![json(
                200,
                r#"{"id":"003Em00000cqRQ4IAM","success":true,"errors":[]}"#,
            )],
            &[Unknown],
        ),
        mode(
            "update: some JSON",
            Update,
            vec![json(200, r#"{"hello":1}"#)],
            &[Unknown],
        ),
        mode(
            "update: 204",
            Update,
            vec![crate::server::with_headers(204, "", b"")],
            &[Done],
        ),
        mode(
            "update: 200 without a body",
            Update,
            vec![json(200, "")],
            &[Unknown],
        ),
        mode(
            "delete: 202 without a body",
            Delete,
            vec![json(202, "")],
            &[Unknown],
        ),
        mode(
            "delete: lost, then a bare 404",
            Delete,
            vec![vec![crate::server::Step::Close], json(404, "")],
            &[Unknown],
        )
        .attempts(3),
        mode(
            "delete: lost, then gone",
            Delete,
            vec![
                vec![crate::server::Step::Close],
                json(404, r#"[{"errorCode":"ENTITY_IS_DELETED","message":"x"}]"#),
            ],
            &[Done],
        )
        .attempts(3),
        mode("create: 999", Create, vec![json(999, "[]")], &[Unknown]).attempts(3),
        mode("create: 600", Create, vec![json(600, "")], &[Unknown]).attempts(3),
        mode(
            "create: success beside errors of another shape",
            Create,
            vec![json(
                201,
                r#"{"id":"003Em00000cqRQ3IAM","success":true,"errors":"not saved"}"#,
            )],
            &[Unknown],
        ),
        mode(
            "delete: 500 that also says NOT_FOUND",
            Delete,
            vec![json(
                500,
                r#"[{"errorCode":"UNKNOWN_EXCEPTION","message":"x"},{"errorCode":"NOT_FOUND","message":"x"}]"#,
            )],
            &[Unknown],
        ),
        mode("create: 507", Create, vec![json(507, "")], &[Unknown]).attempts(3),
        mode(
            "retrieve: two ids that differ",
            Retrieve,
            vec![json(
                200,
                r#"{"attributes":{"type":"Contact","url":"/services/data/v63.0/sobjects/Contact/003Em00000cqRQ3IAM"},"Id":"003Em00000cqRQ4IAM"}"#,
            )],
            &[FailedAfter(0)],
        ),
        mode(
            "retrieve: another contact, without its address",
            Retrieve,
            vec![json(
                200,
                r#"{"attributes":{"type":"Contact"},"Id":"003Em00000cqRQ4IAM"}"#,
            )],
            &[FailedAfter(0)],
        ),
        mode(
            "update: the id of 15 characters",
            Update,
            vec![json(
                200,
                r#"{"id":"003Em00000cqRQ3","success":true,"errors":[]}"#,
            )],
            &[Done],
        ),
        mode(
            "upsert: success is false",
            Upsert,
            vec![json(
                200,
                r#"{"id":"a0MEm000004fFnBMAU","success":false,"errors":[],"created":false}"#,
            )],
            &[Unknown],
        ),
        mode(
            "delete: success is false",
            Delete,
            vec![json(
                200,
                r#"{"id":"003Em00000cqRQ3IAM","success":false,"errors":[]}"#,
            )],
            &[Unknown],
        ),
        mode(
            "delete: a login page",
            Delete,
            vec![crate::server::with_headers(
                200,
                "Content-Type: text/html\r\n",
                b"<html><title>Log in</title></html>",
            )],
            &[Unknown],
        ),
        mode(
            "retrieve: an empty object",
            Retrieve,
            vec![json(200, "{}")],
            &[FailedAfter(0)],
        ),
        mode(
            "retrieve: a list",
            Retrieve,
            vec![json(200, "[]")],
            &[FailedAfter(0)],
        ),
        mode(
            "retrieve: some JSON",
            Retrieve,
            vec![json(200, r#"{"status":"UP"}"#)],
            &[FailedAfter(0)],
        ),
        mode(
            "retrieve: a record of another object",
            Retrieve,
            vec![json(
                200,
                r#"{"attributes":{"type":"Account","url":"/services/data/v63.0/sobjects/Account/001Em00000SWb1PIAT"},"Id":"001Em00000SWb1PIAT"}"#,
            )],
            &[FailedAfter(0)],
        ),
        mode(
            "retrieve: another contact",
            Retrieve,
            vec![json(
                200,
                r#"{"attributes":{"type":"Contact","url":"/services/data/v63.0/sobjects/Contact/003Em00000cqRQ4IAM"},"Id":"003Em00000cqRQ4IAM"}"#,
            )],
            &[FailedAfter(0)],
        ),
        mode(
            "retrieve",
            Retrieve,
            vec![json(
                200,
                r#"{"attributes":{"type":"Contact","url":"/services/data/v63.0/sobjects/Contact/003Em00000cqRQ3IAM"},"Id":"003Em00000cqRQ3IAM"}"#,
            )],
            &[Rows(1)],
        ),
    ]
}
