//! Text of a server, on its way to a terminal or a log.

use crate::mode::Call::{CompositeTwo, Create, CreateTree, CreateTwo, QueryAll, SignIn, Upsert};
use crate::mode::Reported::{Done, FailedAfter, Refused, Unknown};
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
            "a redirect that names the value",
            Create,
            vec![with_headers(
                307,
                "Location: https://lovelace-personal.evil.example/\r\n",
                b"",
            )],
            &[Refused],
        )
        .never_says(&["lovelace-personal"])
        .says(&["evil.example"]),
        mode("a redirect that names the secret", SignIn, Vec::new(), &[Refused])
            .sign_ins(vec![with_headers(
                302,
                "Location: https://consumer-s3cret.evil.example/\r\n",
                b"",
            )])
            .never_says(&["s3cret"]),
        mode("an org whose name is the secret", SignIn, Vec::new(), &[Refused])
            .sign_ins(vec![json(
                200,
                r#"{"access_token":"t","instance_url":"https://consumer-s3cret.localhost:1"}"#,
            )])
            .never_says(&["s3cret"]),
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
        mode(
            "thirty errors of 3,000 characters",
            Create,
            vec![json(
                400,
                &format!("[{}]", vec![format!(r#"{{"errorCode":"X","message":"{}"}}"#, "x".repeat(3000)); 30].join(",")),
            )],
            &[Refused],
        ),
        mode(
            "an id for the terminal",
            Create,
            vec![json(201, &format!(r#"{{"id":"{HARMFUL}","success":true,"errors":[]}}"#))],
            &[Unknown],
        ),
        mode(
            "matches for the terminal",
            Upsert,
            vec![json(300, &format!(r#"["{HARMFUL}","/sobjects/x/Key__c/{personal}"]"#))],
            &[Refused],
        )
        .never_says(&[personal]),
        mode(
            "an object for the terminal",
            QueryAll,
            vec![json(
                200,
                &format!(r#"{{"totalSize":1,"done":true,"records":[{{"attributes":{{"type":"{personal}{HARMFUL}"}}}}]}}"#),
            )],
            &[FailedAfter(0)],
        )
        .never_says(&[personal]),
        mode(
            "a login server that echoes in other notations",
            SignIn,
            Vec::new(),
            &[Refused],
        )
        .sign_ins(vec![json(
            400,
            r#"{"error":"consumer-s3cret","error_description":"correct\\u0020horse&#43;battery, correct%2520horse%252Bbattery, CORRECT%20HORSE%2bBATTERY, Y29ycmVjdCBob3JzZStiYXR0ZXJ5, cut: correct hor"}"#,
        )])
        .never_says(&["hor", "HOR", "batter", "BATTER", "s3cret", "Y29ycmVjdCBob3JzZStiYXR0ZXJ5"]),
        mode(
            "a code that repeats the value",
            Create,
            vec![json(400, &format!(r#"[{{"errorCode":"{personal}","message":"{personal}","fields":["{personal}"]}}]"#))],
            &[Refused],
        )
        .never_says(&[personal]),
        mode(
            "a refusal in another language that repeats the beginning of the value",
            Create,
            vec![json(
                400,
                &refusal(
                    "STRING_TOO_LONG",
                    "Nachname: Datenwert zu gro\\u00df: Lovelace-Pers (maximale L\\u00e4nge=80)",
                ),
            )],
            &[Refused],
        )
        .says(&["Nachname", "=80)"])
        .never_says(&["Lovelace"]),
        mode(
            "a refused tree that repeats the value",
            CreateTree,
            vec![json(
                400,
                &format!(
                    r#"{{"hasErrors":true,"results":[{{"referenceId":"ref1","errors":[{{"statusCode":"DUPLICATES_DETECTED","message":"{personal} is known already","fields":[]}}]}}]}}"#
                ),
            )],
            &[Refused],
        )
        .says(&["is known already"])
        .never_says(&[personal]),
        mode(
            "a refused call of several that repeats the value of another",
            CompositeTwo,
            vec![json(
                200,
                &format!(
                    r#"{{"compositeResponse":[{{"httpStatusCode":201,"referenceId":"ref0","body":{{"id":"003Em00000cqRQ3IAM","success":true,"errors":[]}},"httpHeaders":{{}}}},{{"httpStatusCode":400,"referenceId":"ref1","body":[{{"errorCode":"X","message":"not with {personal}"}}],"httpHeaders":{{}}}}]}}"#
                ),
            )],
            &[Done, Refused],
        )
        .says(&["not with …"])
        .never_says(&[personal]),
        mode(
            "a text that repeats the value",
            Create,
            vec![with_headers(
                400,
                "Content-Type: text/plain\r\n",
                format!("no: LastName={personal}\u{1b}[2J").as_bytes(),
            )],
            &[Refused],
        )
        .says(&["no: LastName=…"])
        .never_says(&[personal]),
        mode(
            "JSON of a gateway that repeats the value",
            Create,
            vec![json(400, &format!(r#"{{"detail":"{personal}"}}"#))],
            &[Refused],
        )
        .never_says(&[personal]),
        mode(
            "records that are not JSON",
            QueryAll,
            vec![with_headers(
                200,
                "Content-Type: text/csv\r\n",
                b"LastName\nByron-Personal\n",
            )],
            &[FailedAfter(0)],
        )
        .never_says(&["Byron"]),
    ]
}
