//! Connections that break, bodies that never end, redirects: whether the request was carried out.

use std::io::Write as _;
use std::time::Duration;

use crate::http2::{
    self, ENHANCE_YOUR_CALM, Frame, INTERNAL_ERROR, NO_ERROR, REFUSED_STREAM, frame,
};
use crate::mode::Call::{Create, CreateTwo, QueryAll, SignIn, Update};
use crate::mode::Reported::{Done, FailedAfter, NotDone, Refused, Unknown};
use crate::mode::{Mode, mode};
use crate::server::{Answer, Protocol, Step, json, raw, until_close, with_headers};

const CREATED: &str = r#"{"id":"003Em00000cqRQ3IAM","success":true,"errors":[]}"#;

pub fn modes() -> Vec<Mode> {
    let mut modes = connections();
    modes.extend(bodies());
    modes.extend(redirects());
    modes.extend(http2());
    modes
}

fn connections() -> Vec<Mode> {
    let create = |name, steps: Answer| mode(name, Create, vec![steps], &[Unknown]).attempts(3);
    vec![
        mode("TLS: create", Create, vec![json(201, CREATED)], &[Done]).over(Protocol::Tls),
        create("closed before the answer", vec![Step::Close]),
        create("reset before the answer", vec![Step::Reset]),
        create("reset before the answer, over TLS", vec![Step::Reset]).over(Protocol::Tls),
        create(
            "closed within the status line",
            vec![raw("HTTP/1.1 20"), Step::Close],
        ),
        create(
            "reset within the headers",
            vec![raw("HTTP/1.1 201 Created\r\nContent-"), Step::Reset],
        ),
        create(
            "closed after the headers",
            vec![
                raw("HTTP/1.1 201 Created\r\nContent-Length: 60\r\n\r\n"),
                Step::Close,
            ],
        ),
        create(
            "reset within the body",
            vec![
                raw("HTTP/1.1 201 Created\r\nContent-Length: 60\r\n\r\n{\"id\":"),
                Step::Reset,
            ],
        ),
        create(
            "closed within a chunk",
            vec![
                raw("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"id\":"),
                Step::Close,
            ],
        ),
        create(
            "cut off without a length",
            until_close(201, "", r#"{"id":"003Em00000cqRQ3IAM","succ"#),
        ),
        create(
            "cut off without a length, over TLS",
            until_close(201, "", r#"{"id":"003Em00000cqRQ3IAM","succ"#),
        )
        .over(Protocol::Tls),
        create(
            "silence",
            vec![Step::Wait(Duration::from_secs(4)), Step::Close],
        ),
        create(
            "silence within the body",
            vec![
                raw("HTTP/1.1 201 Created\r\nContent-Length: 60\r\n\r\n{\"id\":"),
                Step::Wait(Duration::from_secs(4)),
                Step::Close,
            ],
        ),
        create(
            "another protocol",
            vec![raw("220 mail.example ESMTP\r\n"), Step::Close],
        ),
        create("HTTP/0.9", vec![raw(CREATED), Step::Close]),
        mode(
            "100, then the answer",
            Create,
            vec![
                [
                    vec![raw("HTTP/1.1 100 Continue\r\n\r\n")],
                    json(201, CREATED),
                ]
                .concat(),
            ],
            &[Done],
        ),
        mode(
            "closed before the answer, to an update, then done",
            Update,
            vec![vec![Step::Close], with_headers(204, "", b"")],
            &[Done],
        )
        .attempts(3),
        mode(
            "closed before the answer, to a collection",
            CreateTwo,
            vec![vec![Step::Close]],
            &[Unknown, Unknown],
        )
        .attempts(3),
        mode("reset while signing in", SignIn, Vec::new(), &[NotDone])
            .sign_ins(vec![vec![Step::Reset]]),
    ]
}

fn bodies() -> Vec<Mode> {
    let create = |name, steps: Answer| mode(name, Create, vec![steps], &[Unknown]).attempts(3);
    let chunk = vec![b'x'; 64 << 10];
    let packed = |body: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    };
    let half = packed(CREATED.as_bytes());
    vec![
        create(
            "a length that is too small",
            vec![
                raw(&format!(
                    "HTTP/1.1 201 X\r\nContent-Length: 20\r\n\r\n{CREATED}"
                )),
                Step::Close,
            ],
        ),
        create(
            "a length that is too large",
            vec![
                raw(&format!(
                    "HTTP/1.1 201 X\r\nContent-Length: 2000\r\n\r\n{CREATED}"
                )),
                Step::Close,
            ],
        ),
        create(
            "a length of 2 GB",
            vec![
                raw("HTTP/1.1 201 X\r\nContent-Length: 2000000000\r\n\r\n{"),
                Step::Close,
            ],
        ),
        create(
            "two lengths that differ",
            vec![
                raw("HTTP/1.1 201 X\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{}"),
                Step::Close,
            ],
        ),
        create(
            "a length that is no number",
            vec![
                raw("HTTP/1.1 201 X\r\nContent-Length: many\r\n\r\n{}"),
                Step::Close,
            ],
        ),
        create(
            "a body without an end",
            vec![
                raw("HTTP/1.1 201 X\r\nConnection: close\r\n\r\n"),
                Step::Endless(chunk, 64 << 20),
                Step::Close,
            ],
        ),
        create(
            "headers without an end",
            vec![
                raw("HTTP/1.1 201 X\r\n"),
                Step::Endless(b"X-Header: 0123456789\r\n".repeat(500), 16 << 20),
                Step::Close,
            ],
        ),
        create(
            "a small body that unpacks to 64 MiB",
            with_headers(
                201,
                "Content-Encoding: gzip\r\n",
                &packed(&vec![b' '; 64 << 20]),
            ),
        ),
        create(
            "half of a packed body",
            with_headers(201, "Content-Encoding: gzip\r\n", &half[..half.len() / 2]),
        ),
        create(
            "a packed body that is not packed",
            with_headers(201, "Content-Encoding: gzip\r\n", CREATED.as_bytes()),
        ),
        mode(
            "a packed body",
            Create,
            vec![with_headers(201, "Content-Encoding: gzip\r\n", &half)],
            &[Done],
        ),
        create("not UTF-8", with_headers(201, "", b"{\"id\":\"\xff\xfe\"}")),
        create("NUL bytes", with_headers(201, "", &[0; 40])),
        create("nested 100,000 deep", json(201, &"[".repeat(100_000))),
        mode(
            "a query's body without an end",
            QueryAll,
            vec![vec![
                raw("HTTP/1.1 200 X\r\nConnection: close\r\n\r\n{\"totalSize\":1,\"records\":["),
                Step::Endless(b"null,".repeat(10_000), 64 << 20),
                Step::Close,
            ]],
            &[FailedAfter(0)],
        ),
    ]
}

fn redirects() -> Vec<Mode> {
    let to =
        |status, location: &str| with_headers(status, &format!("Location: {location}\r\n"), b"");
    vec![
        mode(
            "create: 301",
            Create,
            vec![to(301, "https://evil.example/")],
            &[Refused],
        ),
        mode(
            "create: 307 to the same host",
            Create,
            vec![to(307, "/again")],
            &[Refused],
        ),
        mode("create: 308", Create, vec![to(308, "/again")], &[Refused]),
        // What was carried out is often answered so (RFC 9110, section 15.4.4).
        mode("create: 303", Create, vec![to(303, "/done")], &[Unknown]),
        mode(
            "create: 303 without a location",
            Create,
            vec![json(303, "")],
            &[Unknown],
        ),
        mode("create: 302", Create, vec![to(302, "/done")], &[Unknown]),
        mode(
            "query: redirects in a circle",
            QueryAll,
            vec![to(302, "/services/data/v63.0/query")],
            &[FailedAfter(0)],
        )
        .requests(6),
        mode(
            "query: a redirect to another host",
            QueryAll,
            vec![to(302, "https://evil.example/")],
            &[FailedAfter(0)],
        ),
    ]
}

fn http2() -> Vec<Mode> {
    let over = |name, answers: Vec<Answer>, reported| {
        mode(name, Create, answers, &[reported]).over(Protocol::Http2)
    };
    let reset = |code| vec![frame(Frame::Reset(code))];
    let go_away = |code, processed| vec![frame(Frame::GoAway { code, processed }), Step::Close];
    vec![
        over("HTTP/2: create", vec![http2::json(201, CREATED)], Done),
        over(
            "HTTP/2: a refused stream",
            vec![reset(REFUSED_STREAM)],
            NotDone,
        ),
        over(
            "HTTP/2: a refused stream, then done",
            vec![reset(REFUSED_STREAM), http2::json(201, CREATED)],
            Done,
        )
        .attempts(3),
        over(
            "HTTP/2: three refused streams",
            vec![reset(REFUSED_STREAM)],
            NotDone,
        )
        .attempts(3)
        .requests(3),
        over(
            "HTTP/2: a stream that failed",
            vec![reset(INTERNAL_ERROR)],
            Unknown,
        )
        .attempts(3),
        over(
            "HTTP/2: refused after the head",
            vec![vec![
                frame(Frame::Head(201)),
                frame(Frame::Reset(REFUSED_STREAM)),
            ]],
            Unknown,
        )
        .attempts(3),
        over(
            "HTTP/2: reset within the body",
            vec![vec![
                frame(Frame::Head(201)),
                frame(Frame::Data(b"{\"id\":".to_vec(), false)),
                frame(Frame::Reset(INTERNAL_ERROR)),
            ]],
            Unknown,
        )
        .attempts(3),
        over(
            "HTTP/2: gone away before this stream",
            vec![go_away(NO_ERROR, false)],
            NotDone,
        ),
        over(
            "HTTP/2: gone away with an error before this stream",
            vec![go_away(ENHANCE_YOUR_CALM, false)],
            NotDone,
        ),
        over(
            "HTTP/2: gone away before this stream, then done",
            vec![go_away(NO_ERROR, false), http2::json(201, CREATED)],
            Done,
        )
        .attempts(3),
        over(
            "HTTP/2: gone away after this stream",
            vec![go_away(NO_ERROR, true)],
            Unknown,
        )
        .attempts(3),
        over(
            "HTTP/2: gone away with an error after this stream",
            vec![go_away(INTERNAL_ERROR, true)],
            Unknown,
        )
        .attempts(3),
        over(
            "HTTP/2: gone away after this stream, with its answer",
            vec![
                [
                    vec![frame(Frame::GoAway {
                        code: NO_ERROR,
                        processed: true,
                    })],
                    http2::json(201, CREATED),
                ]
                .concat(),
            ],
            Done,
        ),
        over("HTTP/2: closed", vec![vec![Step::Close]], Unknown).attempts(3),
        over("HTTP/2: reset", vec![vec![Step::Reset]], Unknown).attempts(3),
        over(
            "HTTP/2: silence",
            vec![vec![Step::Wait(Duration::from_secs(4)), Step::Close]],
            Unknown,
        )
        .attempts(3),
    ]
}
