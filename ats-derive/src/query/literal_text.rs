//! String literals that hold what the macro is told.

/// What a literal holds of an index. Its key is its first line, if that has a fingerprint.
pub(super) enum Passed<'a> {
    Head(&'a str),
    Whole(Option<&'a str>),
}

impl<'a> Passed<'a> {
    pub(super) fn of(literal: &'a str) -> Self {
        let inner = literal.strip_prefix('"').unwrap_or(literal);
        let inner = inner.strip_prefix("\\\n").unwrap_or(inner);
        // What ends the line is written as `\n`, and neither a version nor a fingerprint is escaped.
        let end = inner.find(['\\', '"']).unwrap_or(inner.len());
        let (head, rest) = inner.split_at(end);
        match rest {
            "\"" => Self::Head(head),
            _ => Self::Whole(head.contains('|').then_some(head)),
        }
    }
}

/// The API name of the object that a literal holds the schema of.
pub(super) fn object_name(literal: &str) -> Option<&str> {
    let literal = literal.strip_prefix('"')?;
    let line = literal.strip_prefix("\\\n").unwrap_or(literal);
    let mut columns = line.strip_prefix("ats-object ")?.split('|');
    columns.nth(1)
}

/// The text of a string literal; nothing for another token, which then is neither schema nor query.
pub(super) fn text(source: &str) -> String {
    plain(source).unwrap_or_else(|| {
        let literal = syn::parse_str::<syn::LitStr>(source);
        literal.map_or_else(|_| String::new(), |literal| literal.value())
    })
}

/// The text of a string literal that has no other escapes than nearly all that the generator writes:
/// `syn` reads each twice, character by character, which was most of what reading a schema took.
fn plain(source: &str) -> Option<String> {
    let inner = source.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escaped = &rest[at + 1..];
        rest = match escaped.as_bytes().first()? {
            b'\n' => escaped.trim_start_matches([' ', '\t', '\n', '\r']),
            other => {
                out.push(match other {
                    b'n' => '\n',
                    b'\\' => '\\',
                    b'"' => '"',
                    b'\'' => '\'',
                    _ => return None,
                });
                &escaped[1..]
            }
        };
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use proc_macro2::Literal;
    use proptest::prelude::*;

    use super::{Passed, plain, text};

    proptest! {
        #[test]
        fn a_literal_is_its_text(line in r#"[a-z\\"'\n\t|é\u{202e} ]{0,12}"#) {
            let printed = Literal::string(&line).to_string();
            prop_assert_eq!(text(&printed), line.as_str());
            let over_lines = format!("\"\\\n  {}", &printed[1..]);
            prop_assert_eq!(text(&over_lines), line.trim_start_matches(' '));
        }
    }

    #[test]
    fn what_the_generator_writes_is_plain() {
        let literal = r#""\
ats-index 1|9c\n\
It's a \"name\" \\ |\n\
""#;
        let expected = "ats-index 1|9c\nIt's a \"name\" \\ |\n";
        assert_eq!(plain(literal).as_deref(), Some(expected));
        assert_eq!(plain(r#""\u{41}""#), None);
        assert_eq!(text(r#""\u{41}\x20""#), "A ");
        assert_eq!((text("1"), text("r\"a\"")), (String::new(), "a".to_owned()));
    }

    #[test]
    fn an_index_is_known_by_its_first_line() {
        let of = |literal: &'static str| match Passed::of(literal) {
            Passed::Head(head) => (false, Some(head)),
            Passed::Whole(head) => (true, head),
        };
        let head = Some("ats-index 1|9c");
        assert_eq!(of(r#""ats-index 1|9c""#), (false, head));
        assert_eq!(of(r#""ats-index 1|9c\n""#), (true, head));
        assert_eq!(of("\"\\\nats-index 1|9c\\n\\\nUser\\n\""), (true, head));
        assert_eq!(of(r#""ats-index 1\nUser\n""#), (true, None));
        assert_eq!(of("1"), (true, None));
    }
}
