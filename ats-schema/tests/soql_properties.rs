//! SOQL on random input: nothing panics, and every query reads back as it was printed.

mod soql_generator;

use ats_schema::rules::literal::write_text;
use ats_schema::soql::ast::{LiteralKind, Query, Value};
use ats_schema::soql::visit::Visit;
use ats_schema::soql::{Dialect, Span, parse, salesforce_message};
use proptest::prelude::*;

/// Pieces of queries, in any order: more of the parser than random characters reach.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "SELECT",
            "FROM",
            "WHERE",
            "GROUP",
            "BY",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FOR",
            "UPDATE",
            "VIEW",
            "ALL",
            "ROWS",
            "WITH",
            "DATA",
            "CATEGORY",
            "AT",
            "USING",
            "SCOPE",
            "TYPEOF",
            "WHEN",
            "THEN",
            "ELSE",
            "END",
            "AND",
            "OR",
            "NOT",
            "IN",
            "LIKE",
            "INCLUDES",
            "ASC",
            "NULLS",
            "LAST",
            "ROLLUP",
            "FIELDS",
            "COUNT",
            "MAX",
            "DISTANCE",
            "GEOLOCATION",
            "null",
            "TODAY",
            "LAST_N_DAYS",
            "Id",
            "Account",
            "a",
            ",",
            ".",
            ":",
            "(",
            ")",
            "=",
            "!=",
            "<",
            ">=",
            "+",
            "-",
            "*",
            "1",
            "2.5",
            ".5",
            "2025-01-01",
            "2025-01-01T00:00:00Z",
            "12:00:00Z",
            "USD5",
            "'x'",
            "'",
            "\\",
            ":x",
            ":{",
            "}",
            "[",
            "]",
            "é",
            "“",
            "\"",
            "\u{a0}",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,3}",
    ];
    let blank = prop::sample::select(vec!["", " ", "\n"]);
    prop::collection::vec((piece, blank), 0..40).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, blank)| piece + blank)
            .collect()
    })
}

/// Parses, and shows the error if there is one.
fn try_everything(source: &str) {
    for dialect in [Dialect::Rest, Dialect::Apex, Dialect::Macro] {
        match parse(source, dialect) {
            Ok(query) => {
                let printed = query.to_string();
                assert_eq!(parse(&printed, dialect).as_ref(), Ok(&query), "{printed}");
            }
            Err(error) => {
                let span = error.span().range();
                assert!(source.get(span.clone()).is_some(), "{span:?} of {source:?}");
                assert!(!error.render(source).is_empty());
                assert!(!error.salesforce_message(source).is_empty());
                // Not even an error of another text may bring this down.
                assert!(!error.render("é").is_empty());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(source in any::<String>()) {
        try_everything(&source);
    }

    #[test]
    fn any_place_of_any_text_can_be_shown(source in any::<String>(), at in 0_u32..80) {
        let shown = salesforce_message(&source, Span::new(at, at + 1), "said");
        prop_assert!(shown.ends_with("\nsaid"));
        prop_assert_eq!(shown.matches('\n').count(), 4, "{}", shown);
    }

    #[test]
    fn any_condition_is_read_or_refused(condition in "\\PC*") {
        try_everything(&format!("SELECT Id FROM A WHERE {condition}"));
        try_everything(&format!("SELECT Id FROM A WHERE a = {condition}"));
    }

    #[test]
    fn any_pieces_are_read_or_refused(source in pieces()) {
        try_everything(&source);
        try_everything(&format!("SELECT Id FROM A WHERE a = 1 {source}"));
    }

    #[test]
    fn a_printed_query_reads_back_as_itself(query in soql_generator::query()) {
        let printed = query.to_string();
        match parse(&printed, Dialect::Either) {
            Ok(again) => prop_assert_eq!(again, query, "{}", printed),
            Err(error) => prop_assert!(false, "{}", error.render(&printed)),
        }
    }

    #[test]
    fn a_query_cut_short_is_refused_in_words(query in soql_generator::query(), at in any::<prop::sample::Index>()) {
        let printed = query.to_string();
        let mut end = at.index(printed.len());
        while !printed.is_char_boundary(end) {
            end -= 1;
        }
        try_everything(&printed[..end]);
    }

    #[test]
    fn spans_cover_what_they_name(query in soql_generator::query()) {
        let source = query.to_string();
        let query = parse(&source, Dialect::Either).unwrap();
        let mut spans = Spans(&source);
        spans.query(&query);
    }

    #[test]
    fn any_text_goes_into_a_query_and_comes_out(text in any::<String>()) {
        let mut source = String::from("SELECT Id FROM A WHERE a = ");
        write_text(&mut source, &text).unwrap();
        let query = parse(&source, Dialect::Rest).unwrap();
        let mut texts = Texts(Vec::new());
        texts.query(&query);
        prop_assert_eq!(texts.0, [text]);
    }
}

/// The text of each node's span, read alone, is the node.
struct Spans<'s>(&'s str);

impl<'a> Visit<'a> for Spans<'_> {
    fn query(&mut self, query: &'a Query) {
        assert_eq!(query.span.text(self.0), query.to_string());
        ats_schema::soql::visit::walk_query(self, query);
    }

    fn source(&mut self, source: &'a ats_schema::soql::ast::Source) {
        assert_eq!(source.span.text(self.0), source.to_string());
    }

    fn condition(&mut self, condition: &'a ats_schema::soql::ast::Condition) {
        // The parentheses around the first and last part belong to no node.
        let text = condition.span().text(self.0);
        assert!(condition.to_string().contains(text), "{text}");
        ats_schema::soql::visit::walk_condition(self, condition);
    }

    fn operand(&mut self, operand: &'a ats_schema::soql::ast::Operand) {
        assert_eq!(operand.span().text(self.0), operand.to_string());
    }

    fn value(&mut self, value: &'a Value) {
        assert_eq!(value.span().text(self.0), value.to_string());
    }
}

struct Texts(Vec<String>);

impl<'a> Visit<'a> for Texts {
    fn literal(&mut self, literal: &'a ats_schema::soql::ast::Literal) {
        if let LiteralKind::Text(text) = &literal.kind {
            self.0.push(text.clone());
        }
    }
}
