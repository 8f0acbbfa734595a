//! SOQL that is large or deep: time in proportion to its length, and no stack overflow.

use std::thread;
use std::time::{Duration, Instant};

use ats_schema::soql::{Dialect, MAX_DEPTH, SoqlErrorKind, parse};

/// What a query is wrapped in again and again, and what is innermost.
const NESTS: [(&str, &str, &str); 6] = [
    ("SELECT Id FROM A WHERE (", "a = 1", ")"),
    ("SELECT Id FROM A WHERE NOT (", "NOT a = 1", ")"),
    ("SELECT Id FROM A WHERE a IN (", "SELECT b FROM B", ")"),
    ("SELECT (", "SELECT Id FROM A", " FROM B) FROM A"),
    ("SELECT FORMAT(", "Id", ") FROM A"),
    ("SELECT Id FROM A ORDER BY FORMAT(", "Id", ") LIMIT 5"),
];

/// A query with something in itself, `depth` times.
fn nested(nest: usize, depth: usize) -> String {
    let (open, inner, close) = NESTS[nest];
    match nest {
        0 => format!(
            "SELECT Id FROM A WHERE {}a = 1{}",
            "(".repeat(depth),
            ")".repeat(depth)
        ),
        1 => {
            let open = "NOT (a = 1 OR (".repeat(depth / 2);
            let close = "))".repeat(depth / 2);
            format!("SELECT Id FROM A WHERE {open}b = 2{close}")
        }
        2 => {
            let open = "SELECT b FROM B WHERE c IN (".repeat(depth);
            format!("{open}{inner}{}", close.repeat(depth))
        }
        3 => format!("{}{inner}{}", open.repeat(depth), ") FROM A".repeat(depth)),
        _ => {
            let (before, call) = open.split_at(open.len() - "FORMAT(".len());
            let (one, after) = close.split_at(1);
            format!(
                "{before}{}{inner}{}{after}",
                call.repeat(depth),
                one.repeat(depth)
            )
        }
    }
}

/// How deep this nest may be.
fn most(nest: usize) -> usize {
    let depth = MAX_DEPTH as usize;
    match nest {
        2 | 3 => depth / 5,
        _ => depth,
    }
}

/// Runs on a stack of this many KiB.
fn on_a_stack_of(kib: usize, f: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(kib * 1024).spawn(f);
    thread.unwrap().join().unwrap();
}

#[test]
fn what_is_as_deep_as_allowed_needs_a_small_stack_only() {
    on_a_stack_of(1024, || {
        for nest in 0..NESTS.len() {
            let source = nested(nest, most(nest));
            let query = parse(&source, Dialect::Rest)
                .unwrap_or_else(|error| panic!("{}", error.render(&source)));
            let again = parse(&query.to_string(), Dialect::Rest).unwrap();
            assert_eq!(again, query.clone());
            assert!(!format!("{query:?}").is_empty());
            assert!(query.binds().is_empty());
        }
    });
}

#[test]
fn what_is_deeper_is_refused_in_words() {
    on_a_stack_of(1024, || {
        for (nest, (open, ..)) in NESTS.iter().enumerate() {
            for depth in [most(nest) + 2, 10_000] {
                let source = nested(nest, depth);
                let error = parse(&source, Dialect::Rest).unwrap_err();
                assert_eq!(error.kind(), SoqlErrorKind::TooDeep, "{error}");
                assert!(error.message().contains("100"), "{error}");
            }
            // Nor does it matter that nothing is closed.
            let source = open.repeat(10_000);
            assert!(parse(&source, Dialect::Rest).is_err());
        }
    });
}

/// A text of about `length` bytes, made of one of the pieces that could go wrong.
fn long(shape: usize, length: usize) -> String {
    let (before, piece, after) = [
        ("SELECT Id", ", Name", " FROM A"),
        ("SELECT a", ".a", " FROM A"),
        ("SELECT Id FROM A WHERE a = 'x'", " AND b = 'y'", ""),
        ("SELECT Id FROM A WHERE a IN ('x'", ", 'y\\'s'", ")"),
        ("SELECT Id FROM A WHERE a = '", "\\u00e9", "'"),
        ("SELECT Id FROM A WHERE a LIKE '", "%_x", "'"),
        ("SELECT Id FROM A WHERE a = ", "9", ""),
        ("SELECT Id", " \n", " FROM A"),
        ("SELECT Id FROM A WHERE a = :", "f([{'x'}]).", "g"),
        ("SELECT Id FROM A WHERE a = :", "(", ""),
        ("SELECT Id FROM A WHERE a = ", ":", ""),
        ("SELECT Id FROM A WHERE a IN (", ":x, ", ":y)"),
        ("SELECT Id FROM A WHERE ", "NOT ", "a = 1"),
        ("SELECT Id FROM A WHERE ", "(", ""),
        ("SELECT Id FROM A WHERE a = 1", ")", ""),
        ("", "SELECT ", ""),
        ("SELECT Id FROM A ", "'", ""),
        ("SELECT Id FROM A WHERE a = ", "“", ""),
        ("SELECT Id FROM A ORDER BY a", ", Limit.b DESC", ""),
        ("SELECT ", "x", "(Id) FROM A"),
        (
            "SELECT Id FROM A WITH DATA CATEGORY a AT b",
            " AND a AT b",
            "",
        ),
        ("SELECT TYPEOF a", " WHEN b THEN c", " END FROM A"),
        ("SELECT Id FROM A, a.B", ", a.B b", ""),
    ][shape];
    let times = length.saturating_sub(before.len()) / piece.len();
    format!("{before}{}{after}", piece.repeat(times))
}

const SHAPES: usize = 23;

#[test]
fn a_megabyte_takes_no_longer_than_its_length_allows() {
    let mut read = 0;
    for shape in 0..SHAPES {
        let source = long(shape, 1_000_000);
        let begin = Instant::now();
        match parse(&source, Dialect::Apex) {
            Ok(query) => {
                read += 1;
                assert!(query.to_string().starts_with("SELECT "));
            }
            Err(error) => {
                assert!(error.render(&source).len() < 2_000);
                assert!(error.message().len() < 500, "{error}");
                assert!(!error.salesforce_message(&source).is_empty());
            }
        }
        // In proportion it is a second on a slow machine; by the square it would be an hour.
        let time = begin.elapsed();
        assert!(time < Duration::from_secs(30), "shape {shape}: {time:?}");
    }
    assert_eq!(read, 14, "as many of the shapes are good queries");
}
