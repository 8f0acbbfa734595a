//! Pages that repeat, stand still, end too early or lead elsewhere.

use std::io::Write as _;

use crate::mode::Call::{Count, QueryAll};
use crate::mode::Reported::{FailedAfter, Rows};
use crate::mode::{Mode, mode};
use crate::server::{Answer, json, until_close, with_headers};

/// A page of one record. `rest` says whether there is more, and where.
fn page(id: &str, rest: &str) -> String {
    let record = format!(
        r#"{{"attributes":{{"type":"Contact","url":"/services/data/v63.0/sobjects/Contact/{id}"}},"Id":"{id}","LastName":"Byron"}}"#
    );
    format!(r#"{{"totalSize":3214,{rest},"records":[{record}]}}"#)
}

fn more(locator: &str) -> String {
    format!(r#""done":false,"nextRecordsUrl":"/services/data/v63.0/query/{locator}""#)
}

const LAST: &str = r#""done":true"#;
const ADA: &str = "003Em00000cqRQ3IAM";
const BOB: &str = "003Em00000cqRQ4IAM";

fn pages(pages: &[String]) -> Vec<Answer> {
    pages.iter().map(|page| json(200, page)).collect()
}

pub fn modes() -> Vec<Mode> {
    let mut modes = progress();
    modes.extend(places());
    modes.extend(sessions());
    modes.extend(bodies());
    modes
}

fn progress() -> Vec<Mode> {
    let empty = |rest: &str| format!(r#"{{"totalSize":3214,{rest},"records":[]}}"#);
    vec![
        mode(
            "pages",
            QueryAll,
            pages(&[page(ADA, &more("0r8A-1")), page(BOB, LAST)]),
            &[Rows(2)],
        ),
        mode(
            "a locator that repeats",
            QueryAll,
            pages(&[page(ADA, &more("0r8A-1"))]),
            &[FailedAfter(2)],
        )
        .requests(2)
        .says(&["2 rows"]),
        mode(
            "two locators in a circle",
            QueryAll,
            pages(&[
                page(ADA, &more("0r8A-1")),
                page(ADA, &more("0r8A-2")),
                page(ADA, &more("0r8A-1")),
            ]),
            &[FailedAfter(3)],
        )
        .requests(3)
        .says(&["3 rows"]),
        mode(
            "pages without records",
            QueryAll,
            pages(&[page(ADA, &more("0r8A-1")), empty(&more("0r8A-1"))]),
            &[FailedAfter(1)],
        )
        .says(&["1 row"]),
        mode(
            "pages without records, each with a new locator",
            QueryAll,
            pages(
                &(0..40)
                    .map(|number| empty(&more(&format!("0r8A-{number}"))))
                    .collect::<Vec<_>>(),
            ),
            &[FailedAfter(0)],
        )
        .requests(11)
        .says(&["0 rows"]),
        mode(
            "a page without records between others",
            QueryAll,
            pages(&[
                page(ADA, &more("0r8A-1")),
                empty(&more("0r8A-2")),
                page(BOB, LAST),
            ]),
            &[Rows(2)],
        ),
        mode(
            "more, but not where",
            QueryAll,
            pages(&[page(ADA, r#""done":false"#)]),
            &[FailedAfter(1)],
        )
        .says(&["1 row"]),
        mode(
            "more, and null for where",
            QueryAll,
            pages(&[page(ADA, r#""done":false,"nextRecordsUrl":null"#)]),
            &[FailedAfter(1)],
        ),
        mode(
            "fewer rows than the total",
            QueryAll,
            pages(&[page(ADA, LAST)]),
            &[Rows(1)],
        ),
        mode(
            "a total of -1",
            QueryAll,
            pages(&[page(ADA, LAST).replace("3214", "-1")]),
            &[Rows(1)],
        ),
    ]
}

fn places() -> Vec<Mode> {
    let next = |url: &str| {
        let first = page(ADA, &format!(r#""done":false,"nextRecordsUrl":"{url}""#));
        vec![until_close(200, "", &first), json(200, &page(BOB, LAST))]
    };
    let refused = |name, url: &str| mode(name, QueryAll, next(url), &[FailedAfter(1)]).requests(1);
    vec![
        mode(
            "a next page of another version",
            QueryAll,
            next("/services/data/v59.0/query/0r8A-1"),
            &[Rows(2)],
        ),
        mode(
            "a whole address of the same host",
            QueryAll,
            next("{server}/services/data/v63.0/query/0r8A-1"),
            &[Rows(2)],
        ),
        refused(
            "another host",
            "https://evil.example/services/data/v63.0/query/0r8A-1",
        ),
        refused(
            "another host without a scheme",
            "//evil.example/services/data/v63.0/query/0r8A-1",
        ),
        refused("another resource", "/setup/home"),
        refused("up and away", "/services/data/../../setup/home"),
    ]
}

fn sessions() -> Vec<Mode> {
    let expired = r#"[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]"#;
    vec![
        mode(
            "a locator that ended with its session",
            QueryAll,
            vec![json(200, &page(ADA, &more("0r8A-1"))), json(401, expired)],
            &[FailedAfter(1)],
        )
        .password(3)
        .attempts(3)
        .requests(3)
        .never_says(&["scope"]),
        mode(
            "a locator that is not known any more",
            QueryAll,
            vec![
                json(200, &page(ADA, &more("0r8A-1"))),
                json(400, r#"[{"errorCode":"INVALID_QUERY_LOCATOR","message":"invalid query locator"}]"#),
            ],
            &[FailedAfter(1)],
        )
        .says(&["1 row", "cursor"])
        .never_says(&["which it does two days"]),
        mode(
            "no session is good for REST",
            QueryAll,
            vec![json(
                401,
                r#"[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]"#,
            )],
            &[FailedAfter(0)],
        )
        .password(2)
        .attempts(3)
        .requests(1),
    ]
}

fn bodies() -> Vec<Mode> {
    let last = page(ADA, LAST);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(last.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let encoded = |name: &str| {
        vec![with_headers(
            200,
            &format!("Content-Encoding: {name}\r\n"),
            &packed,
        )]
    };
    vec![
        mode(
            "a byte order mark",
            QueryAll,
            vec![json(200, &format!("\u{feff}{last}"))],
            &[Rows(1)],
        ),
        mode("gzip", QueryAll, encoded("gzip"), &[Rows(1)]),
        mode("GZIP", QueryAll, encoded("GZIP"), &[Rows(1)]),
        mode("x-gzip", QueryAll, encoded("x-gzip"), &[Rows(1)]),
        mode(
            "the second page is cut off, then whole",
            QueryAll,
            vec![
                json(200, &page(ADA, &more("0r8A-1"))),
                until_close(200, "", &last[..40]),
                json(200, &page(BOB, LAST)),
            ],
            &[Rows(2)],
        )
        .attempts(3),
        mode(
            "the second page is a web page",
            QueryAll,
            vec![
                json(200, &page(ADA, &more("0r8A-1"))),
                with_headers(200, "Content-Type: text/html\r\n", b"<html></html>"),
            ],
            &[FailedAfter(1)],
        ),
        mode(
            "records that are no list",
            QueryAll,
            vec![json(200, r#"{"totalSize":1,"done":true,"records":{}}"#)],
            &[FailedAfter(0)],
        ),
        mode(
            "records of another object",
            QueryAll,
            vec![json(200, &last.replace("\"Contact\"", "\"Account\""))],
            &[FailedAfter(0)],
        ),
        mode(
            "a page that does not say whether it is the last",
            QueryAll,
            vec![json(200, r#"{"totalSize":0,"records":[]}"#)],
            &[FailedAfter(0)],
        ),
        mode(
            "not a page",
            QueryAll,
            vec![json(200, "{}")],
            &[FailedAfter(0)],
        ),
        mode(
            "a count that is not known",
            Count,
            vec![json(200, r#"{"totalSize":-1,"done":true,"records":[]}"#)],
            &[FailedAfter(0)],
        ),
    ]
}
