use proptest::prelude::*;

use super::*;

fn text(text: &str) -> String {
    let mut out = String::new();
    write_text(&mut out, text).unwrap();
    out
}

fn like(text: &str, like: Like) -> String {
    let mut out = String::new();
    write_like(&mut out, text, like).unwrap();
    out
}

#[test]
fn writes_the_documented_sequences() {
    assert_eq!(text("a'b\\c\nd\re\tf\u{c}g"), r"'a\'b\\c\nd\re\tf\fg'");
    assert_eq!(
        text("\0\u{7}\u{8}\u{7f}\u{85}"),
        r"'\u0000\u0007\u0008\u007F\u0085'"
    );
    assert_eq!(text("100%_ \" 😀"), "'100%_ \" 😀'");
    assert_eq!(like("100%_", Like::Contains), r"'%100\%\_%'");
    assert_eq!(like("a", Like::EndsWith), "'%a'");
    assert_eq!(like("", Like::Equals), "''");
}

#[test]
fn reads_the_documented_sequences() {
    assert_eq!(
        unescape(r#"\n\N\r\R\t\T\b\B\f\F\"\'\\\u00e9"#).unwrap(),
        "\n\n\r\r\t\t\u{8}\u{8}\u{c}\u{c}\"'\\é"
    );
    assert_eq!(
        parse_like("Ter%").unwrap(),
        [LikePart::Text("Ter".into()), LikePart::Many]
    );
    assert_eq!(
        parse_like(r"Ter\%").unwrap(),
        [LikePart::Text("Ter%".into())]
    );
    assert_eq!(
        parse_like(r"_\_%%").unwrap(),
        [
            LikePart::One,
            LikePart::Text("_".into()),
            LikePart::Many,
            LikePart::Many
        ]
    );
    assert_eq!(parse_like("").unwrap(), []);
}

#[test]
fn refusals() {
    let cases = [
        ("abc'", "a text literal begins with '"),
        ("'abc", "the closing ' is missing"),
        ("'", "the closing ' is missing"),
        (
            r"'abc\'",
            r"a backslash at byte 4 escapes nothing: write it as \\",
        ),
        (
            r"'C:\dir'",
            r"SOQL knows no escape sequence \d (byte 3): write a backslash as \\",
        ),
        (
            r"'100\%'",
            r"\% (byte 4) is only for LIKE: elsewhere write % alone",
        ),
        (r"'\u12'", r"\u at byte 1 needs four hexadecimal digits"),
        (r"'\u+123'", r"\u at byte 1 needs four hexadecimal digits"),
        (r"'\u12é4'", r"\u at byte 1 needs four hexadecimal digits"),
        (
            r"'\ud83d'",
            r"\uD83D at byte 1 is half of a surrogate pair, its other half is missing",
        ),
        (
            r"'\ude00\ud83d'",
            r"\uDE00 at byte 1 is half of a surrogate pair, its other half is missing",
        ),
        (
            "'It's'",
            r"a quote inside the text at byte 3: write it as \'",
        ),
    ];
    for (literal, message) in cases {
        assert_eq!(
            parse_text(literal).unwrap_err().to_string(),
            message,
            "{literal}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_round_trips(value in any::<String>()) {
        let literal = text(&value);
        prop_assert_eq!(parse_text(&literal), Ok(value));
    }

    #[test]
    fn no_quote_or_control_character_escapes(value in "[\\PC\\pC'\\\\]*") {
        for literal in [text(&value), like(&value, Like::Contains)] {
            let body = &literal[1..literal.len() - 1];
            let mut escaped = false;
            for c in body.chars() {
                prop_assert!(!c.is_control());
                prop_assert!(c != '\'' || escaped);
                escaped = c == '\\' && !escaped;
            }
            prop_assert!(!escaped);
        }
    }

    #[test]
    fn any_pattern_round_trips(value in "[\\PC%_\\\\']*") {
        let pattern = like(&value, Like::Contains);
        let parts = parse_like(&pattern[1..pattern.len() - 1]).unwrap();
        let mut expected = vec![LikePart::Many];
        if !value.is_empty() {
            expected.push(LikePart::Text(value));
        }
        expected.push(LikePart::Many);
        prop_assert_eq!(parts, expected);
    }

    #[test]
    fn any_body_is_answered(body in r#"([\\'%_a-zA-Z0-9é]|\\u[dD][89a-fA-F][0-9]{2})*"#) {
        if let Err(error) = unescape(&body) {
            prop_assert!(body.is_char_boundary(error.position()));
        }
        if let Err(error) = parse_text(&body) {
            prop_assert!(body.is_char_boundary(error.position()));
        }
        let _ = parse_like(&body);
    }
}
