//! Any text goes into a query and comes out as it was, alone and in a pattern; any literal is
//! read or refused at a place in it.

#![no_main]

use ats_schema::rules::literal::{
    Like, LikePart, parse_like, parse_text, unescape, write_like, write_text,
};
use ats_schema::soql::ast::{Condition, LiteralKind, Value};
use ats_schema::soql::{Dialect, parse};
use libfuzzer_sys::fuzz_target;

/// The literal on the right of the only condition.
fn literal(condition: &str) -> LiteralKind {
    let source = format!("SELECT Id FROM A WHERE a {condition}");
    let query =
        parse(&source, Dialect::Rest).unwrap_or_else(|error| panic!("{}", error.render(&source)));
    let Some(Condition::Comparison(comparison)) = query.filter else {
        panic!("{source}");
    };
    match comparison.right {
        Value::Literal(literal) => literal.kind,
        Value::Bind(bind) => panic!("{bind:?}"),
    }
}

fuzz_target!(|text: &str| {
    let mut written = String::new();
    write_text(&mut written, text).expect("a string");
    assert_eq!(parse_text(&written).as_deref(), Ok(text), "{written}");
    assert_eq!(
        literal(&format!("= {written}")),
        LiteralKind::Text(text.to_owned())
    );

    for (like, before, after) in [
        (Like::Equals, 0, 0),
        (Like::StartsWith, 0, 1),
        (Like::EndsWith, 1, 0),
        (Like::Contains, 1, 1),
    ] {
        let mut written = String::new();
        write_like(&mut written, text, like).expect("a string");
        let middle = (!text.is_empty()).then(|| LikePart::Text(text.to_owned()));
        let many = |times| std::iter::repeat_n(LikePart::Many, times);
        let wanted: Vec<LikePart> = many(before).chain(middle).chain(many(after)).collect();
        assert_eq!(
            literal(&format!("LIKE {written}")),
            LiteralKind::Pattern(wanted)
        );
    }

    for position in [
        unescape(text).err().map(|error| error.position()),
        parse_like(text).err().map(|error| error.position()),
        parse_text(text).err().map(|error| error.position()),
    ] {
        assert!(
            position.is_none_or(|at| text.is_char_boundary(at)),
            "{position:?}"
        );
    }
});
