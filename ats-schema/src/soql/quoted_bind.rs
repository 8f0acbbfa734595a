//! Texts that are written like binds, `':name'` and `'{name}'`: refused where binds are written, so
//! an escape says that the text is meant.

/// Returns the body of a text and the name in it, if it is `:name` or `{name}` and nothing else.
pub(super) fn of_text(body: &str) -> Option<(&str, &str)> {
    let braces = || body.strip_prefix('{')?.strip_suffix('}');
    let name = body.strip_prefix(':').or_else(braces)?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some((body, name))
}

/// Returns the first such text between the wildcards of a `LIKE` pattern.
pub(super) fn in_pattern(body: &str) -> Option<(&str, &str)> {
    let mut parts = body.split('%');
    parts.find_map(|part| of_text(part.trim_start_matches('_')))
}

/// Returns the escape sequence of the first character.
pub(super) fn escape(written: &str) -> &'static str {
    match written.starts_with(':') {
        true => r"\u003A",
        false => r"\u007B",
    }
}

/// Escapes what [`of_text`] or [`in_pattern`] finds in the body of a literal.
pub(super) fn escaped(body: &str, find: fn(&str) -> Option<(&str, &str)>) -> String {
    let mut out = body.to_owned();
    while let Some((written, _)) = find(&out) {
        let start = written.as_ptr().addr() - out.as_ptr().addr();
        let escape = escape(written);
        out.replace_range(start..=start, escape);
    }
    out
}
