//! Text of a server, on its way to a terminal or a log.

use crate::mode::Call::{Create, CreateTwo, QueryAll, SignIn};
use crate::mode::Reported::{Done, FailedAfter, Refused};
use crate::mode::{Mode, mode};
use crate::server::{json, with_headers};

/// Clears the screen, starts a line, hides text behind a change of direction.
const HARMFUL: &str = r"\u001b[2J\u001b]0;owned\u0007\r\nERROR all is lost\u202egnp.exe\u0000";

pub fn modes() -> Vec<Mode> {
    let refusal = |code: &str, message: &str| {
        format!(r#"[{{"errorCode":"{code}","message":"{message}","fields":["LastName"]}}]"#)
    };
    let personal = crate::run::PERSONAL;
    vec![
        mode(
            "a message for the terminal",
            Create,
            vec![json(400, &refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", HARMFUL))],
            &[Refused],
        ),
        mode(
            "an error code for the terminal",
            Create,
            vec![json(400, &refusal(HARMFUL, "x"))],
            &[Refused],
        ),
        mode(
            "a field for the terminal",
            Create,
            vec![json(
                400,
                &format!(r#"[{{"errorCode":"REQUIRED_FIELD_MISSING","message":"x","fields":["{HARMFUL}"]}}]"#),
            )],
            &[Refused],
        ),
        mode(
            "a message of 3,000 characters",
            Create,
            vec![json(400, &refusal("UNKNOWN", &"x".repeat(3000)))],
            &[Refused],
        ),
        mode(
            "a message for the terminal, of one record",
            CreateTwo,
            vec![json(
                200,
                &format!(
                    r#"[{{"success":false,"errors":[{{"statusCode":"UNKNOWN","message":"{HARMFUL}"}}]}},{{"id":"003Em00000cqRQ4IAM","success":true,"errors":[]}}]"#
                ),
            )],
            &[Refused, Done],
        ),
        mode(
            "a page with a title for the terminal",
            Create,
            vec![with_headers(
                404,
                "Content-Type: text/html\r\n",
                "<html><title>\u{1b}[2J\u{7}\u{202e}x</title></html>".as_bytes(),
            )],
            &[Refused],
        ),
        mode(
            "a refused sign-in for the terminal",
            SignIn,
            Vec::new(),
            &[Refused],
        )
        .sign_ins(vec![json(
            400,
            &format!(r#"{{"error":"invalid_grant","error_description":"{HARMFUL}"}}"#),
        )]),
        mode("a login server that echoes", SignIn, Vec::new(), &[Refused])
            .sign_ins(vec![json(
                400,
                r#"{"error":"invalid_grant","error_description":"no user with password correct horse+battery, correct%20horse%2Bbattery or correct+horse%2Bbattery, secret consumer-s3cret"}"#,
            )])
            .never_says(&["horse", "battery", "s3cret"]),
        mode("a login server that echoes in a page", SignIn, Vec::new(), &[Refused])
            .sign_ins(vec![with_headers(
                400,
                "Content-Type: text/html\r\n",
                b"<html><title>grant_type=password&password=correct+horse%2Bbattery</title></html>",
            )])
            .never_says(&["horse", "battery"]),
        mode(
            "a refusal that repeats the value",
            Create,
            vec![json(
                400,
                &refusal(
                    "STRING_TOO_LONG",
                    &format!("Last Name: data value too large: {personal} (max length=80)"),
                ),
            )],
            &[Refused],
        )
        .says(&["80"])
        .never_says(&[personal]),
        mode(
            "a refused record of many that repeats the value",
            CreateTwo,
            vec![json(
                200,
                &format!(
                    r#"[{{"success":false,"errors":[{{"statusCode":"STRING_TOO_LONG","message":"Last Name: data value too large: {personal} (max length=80)","fields":["LastName"]}}]}},{{"id":"003Em00000cqRQ4IAM","success":true,"errors":[]}}]"#
                ),
            )],
            &[Refused, Done],
        )
        .never_says(&[personal]),
        mode(
            "a refused query that is repeated",
            QueryAll,
            vec![json(
                400,
                &format!(
                    r#"[{{"errorCode":"MALFORMED_QUERY","message":"\nFROM Contact WHERE LastName = '{personal}'\n ^\nERROR at Row:1:Column:40\nunexpected token: '{personal}'"}}]"#
                ),
            )],
            &[FailedAfter(0)],
        )
        .never_says(&[personal]),
        mode(
            "an answer whose value is of another type",
            QueryAll,
            vec![json(
                200,
                &format!(
                    r#"{{"totalSize":1,"done":true,"records":[{{"attributes":{{"type":"Contact"}},"Id":"{personal}"}}]}}"#
                ),
            )],
            &[FailedAfter(0)],
        )
        .never_says(&[personal]),
    ]
}
