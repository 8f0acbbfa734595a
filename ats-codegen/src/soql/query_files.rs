//! Where queries stand in files.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

/// A query and where it is from.
pub(crate) struct Unit<'a> {
    /// The file, for messages.
    pub(crate) file: Cow<'a, str>,
    /// What lines and columns are counted in.
    pub(crate) text: Cow<'a, str>,
    /// The byte of it at which the query begins.
    pub(crate) offset: usize,
    pub(crate) query: Cow<'a, str>,
    pub(crate) is_apex: bool,
}

/// The queries of a file.
pub(crate) fn units<'a>(name: &'a str, text: &'a str) -> Vec<Unit<'a>> {
    // A byte order mark is no mistake, only Windows.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let extension = Path::new(name).extension();
    let extension = extension.and_then(|it| it.to_str()).map(str::to_lowercase);
    let is_apex = match extension.as_deref() {
        Some("cls" | "trigger" | "apex") => true,
        Some("soql") => false,
        _ if text.trim_start().starts_with('"') => return json_lines(name, text),
        _ => !starts_with_select(after_header(text)) && text.contains('['),
    };
    let pieces = if is_apex {
        in_brackets(text)
    } else {
        between_semicolons(text)
    };
    let unit = |(offset, query): (usize, &'a str)| Unit {
        file: Cow::Borrowed(name),
        text: Cow::Borrowed(text),
        offset,
        query: match is_apex {
            true => without_comments(query),
            false => Cow::Borrowed(query),
        },
        is_apex,
    };
    pieces.into_iter().map(unit).collect()
}

/// One JSON string a line. What is none is taken as it stands, and refused as a query.
fn json_lines<'a>(name: &'a str, text: &'a str) -> Vec<Unit<'a>> {
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let query = from_json(line);
            Unit {
                file: Cow::Owned(format!("{name}:{number}")),
                text: query.clone(),
                offset: 0,
                query,
                is_apex: false,
            }
        })
        .collect()
}

/// The text of a JSON string; anything else as it stands.
pub(crate) fn from_json(line: &str) -> Cow<'_, str> {
    match line.trim_start().starts_with('"') {
        true => serde_json::from_str(line).map_or(Cow::Borrowed(line), Cow::Owned),
        false => Cow::Borrowed(line),
    }
}

fn starts_with_select(text: &str) -> bool {
    let word = text.get(..6);
    let after = text.as_bytes().get(6);
    word.is_some_and(|word| word.eq_ignore_ascii_case("select"))
        && after.is_none_or(|c| !c.is_ascii_alphanumeric() && *c != b'_')
}

/// Skips blank lines and the `//` lines that Salesforce's own editor allows above a query and
/// removes before it runs one (forcedotcom/soql-tooling, pull request 132).
fn after_header(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with("//") {
        rest = match rest.split_once('\n') {
            Some((_, rest)) => rest.trim_start(),
            None => "",
        };
    }
    rest
}

/// The queries between semicolons, and those that begin with a `SELECT` at the beginning of a
/// line and outside of parentheses: no query has one further on. `//` lines above a query are
/// left out. A file without a query is an empty query: somebody who checks it wants to know.
fn between_semicolons(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut line_begins = true;
    let mut code = Code::new(text);
    code.has_comments = true;
    while let Some((at, byte)) = code.next() {
        // In code, bytes that are compared here are characters of their own.
        if line_begins && depth == 0 && text.is_char_boundary(at) && starts_with_select(&text[at..])
        {
            let header = start_of_header(text, &code.comments, at);
            pieces.push((start, header.max(start)));
            start = header.max(start);
        }
        line_begins = byte == b'\n' || (line_begins && byte.is_ascii_whitespace());
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b';' => {
                pieces.push((start, at));
                start = at + 1;
                depth = 0;
                line_begins = true;
            }
            _ => {}
        }
    }
    pieces.push((start, text.len()));
    let query = |(start, end): (usize, usize)| {
        let query = after_header(&text[start..end]);
        (end - query.len(), query.trim_end())
    };
    let mut found: Vec<_> = pieces.into_iter().map(query).collect();
    if found.iter().any(|(_, query)| !query.is_empty()) {
        found.retain(|(_, query)| !query.is_empty());
    } else {
        found.drain(..found.len() - 1);
    }
    found
}

/// The beginning of the `//` lines directly above the query at `select`.
fn start_of_header(text: &str, comments: &[Range<usize>], select: usize) -> usize {
    let mut start = select;
    for comment in comments.iter().rev() {
        let line = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
        let is_above = text[comment.end..start].trim().is_empty();
        let is_alone = text[line..comment.start].trim().is_empty();
        if !is_above || !is_alone || !text[comment.clone()].starts_with("//") {
            break;
        }
        start = line;
    }
    start
}

/// The queries in `[SELECT …]`. Those that Apex puts together from texts are not found.
fn in_brackets(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut code = Code::new(text);
    code.has_comments = true;
    while let Some((at, byte)) = code.next() {
        // Only after this is it known that a character ends here.
        if byte != b'[' {
            continue;
        }
        let query = text[at + 1..].trim_start();
        if !starts_with_select(query) {
            continue;
        }
        let start = text.len() - query.len();
        // Binds may have brackets of their own: `:ids[0]`.
        let mut depth = 1;
        let mut end = text.len();
        for (at, byte) in code.by_ref() {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                end = at;
                break;
            }
        }
        found.push((start, text[start..end].trim_end()));
    }
    found
}

/// A query in Apex as Salesforce reads it: Apex has comments, and SOQL has none. Blanks stand
/// for them, so that every place stays where it is.
fn without_comments(query: &str) -> Cow<'_, str> {
    let mut kept = vec![true; query.len()];
    let mut code = Code::new(query);
    code.has_comments = true;
    while code.next().is_some() {}
    for comment in &code.comments {
        kept[comment.clone()].fill(false);
    }
    if code.comments.is_empty() {
        return Cow::Borrowed(query);
    }
    let mut text = String::with_capacity(query.len());
    for (at, c) in query.char_indices() {
        match kept[at] || c == '\n' {
            true => text.push(c),
            false => text.extend(std::iter::repeat_n(' ', c.len_utf8())),
        }
    }
    Cow::Owned(text)
}

/// The bytes of a text that are neither in quotes nor in comments.
struct Code<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether `//` and `/*` begin comments, as in Apex.
    has_comments: bool,
    /// The comments so far.
    comments: Vec<Range<usize>>,
}

impl<'a> Code<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            has_comments: false,
            comments: Vec::new(),
        }
    }

    fn skip_until(&mut self, is_end: impl Fn(&[u8]) -> bool) {
        while self.at < self.bytes.len() && !is_end(&self.bytes[self.at..]) {
            self.at += 1;
        }
    }

    fn skip_quoted(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                // A text ends with its line, so that one quote too many spoils only that.
                b'\'' | b'\n' => return,
                _ => {}
            }
        }
    }
}

impl Iterator for Code<'_> {
    type Item = (usize, u8);

    fn next(&mut self) -> Option<(usize, u8)> {
        loop {
            let at = self.at;
            let rest = self.bytes.get(at..)?;
            let byte = *rest.first()?;
            self.at += 1;
            if byte == b'\'' {
                self.skip_quoted();
            } else if self.has_comments && rest.starts_with(b"//") {
                self.skip_until(|rest| rest.starts_with(b"\n"));
                self.comments.push(at..self.at);
            } else if self.has_comments && rest.starts_with(b"/*") {
                self.at += 1;
                self.skip_until(|rest| rest.starts_with(b"*/"));
                self.at = self.bytes.len().min(self.at + 2);
                self.comments.push(at..self.at);
            } else {
                return Some((at, byte));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(name: &str, text: &str) -> Vec<(usize, String)> {
        let units = units(name, text);
        let units = units.into_iter();
        units.map(|it| (it.offset, it.query.into_owned())).collect()
    }

    #[test]
    fn apex() {
        let text = "// [SELECT no]\nString s = '[SELECT no] \\' ['; /* [SELECT no] */\n\
                    List<Job__c> a = [ select Id FROM Job__c WHERE Id = :ids[0] AND Name = ']' ];\n\
                    Integer b = rows[0]; selected[SELECT(1)]; [FIND 'x'];";
        let found = found("A.cls", text);
        let queries: Vec<&str> = found.iter().map(|(_, query)| query.as_str()).collect();
        // Letters of several bytes, which a slice must not cut.
        assert_eq!(super::units("A.cls", "é[é").len(), 0);
        assert_eq!(
            queries,
            [
                "select Id FROM Job__c WHERE Id = :ids[0] AND Name = ']'",
                "SELECT(1)"
            ]
        );
        for (offset, query) in &found {
            assert!(text[*offset..].starts_with(query.as_str()));
        }
    }

    #[test]
    fn apex_has_comments() {
        let text = "x = [SELECT Id, // é, ];\n  Name /* '] */ FROM A WHERE b = '//' // end\n];";
        let [unit] = &units("A.cls", text)[..] else {
            panic!("one query");
        };
        assert_eq!(unit.query.find("Name"), text[unit.offset..].find("Name"));
        let words: Vec<&str> = unit.query.split_whitespace().collect();
        assert_eq!(words.join(" "), "SELECT Id, Name FROM A WHERE b = '//'");
    }

    #[test]
    fn a_select_that_begins_a_line_begins_a_query() {
        let text = "SELECT Id FROM A\nselect Id, (\nSELECT Id FROM Bs) FROM A\n\n  SELECT\nSelected FROM C";
        let found = found("a.soql", text);
        let queries: Vec<&str> = found.iter().map(|(_, query)| query.as_str()).collect();
        assert_eq!(
            queries,
            [
                "SELECT Id FROM A",
                "select Id, (\nSELECT Id FROM Bs) FROM A",
                "SELECT\nSelected FROM C"
            ]
        );
    }

    #[test]
    fn queries() {
        assert_eq!(
            found(
                "a.soql",
                "\n SELECT Id FROM A WHERE B = 'a;b' ;\n\nSELECT Id\nFROM C;\n"
            ),
            [
                (2, "SELECT Id FROM A WHERE B = 'a;b'".to_owned()),
                (38, "SELECT Id\nFROM C".to_owned())
            ]
        );
        assert_eq!(found("a.soql", " "), [(1, String::new())]);
        assert_eq!(found("a.soql", "// none\n"), [(8, String::new())]);
        assert_eq!(found("<stdin>", "SELECT Id FROM A").len(), 1);
        assert_eq!(found("<stdin>", "x = [SELECT Id FROM A]")[0].0, 5);
    }

    #[test]
    fn header_lines_are_no_part_of_a_query() {
        let text = "// it's [1]; SELECT\r\n\n  // é\n SELECT Id\nFROM A\n\n// second;\n// of two\nSELECT Id FROM B;\n// last";
        for name in ["a.soql", "<stdin>"] {
            let found = found(name, text);
            let queries: Vec<&str> = found.iter().map(|(_, query)| query.as_str()).collect();
            assert_eq!(queries, ["SELECT Id\nFROM A", "SELECT Id FROM B"], "{name}");
            for (offset, query) in &found {
                assert!(text[*offset..].starts_with(query.as_str()));
            }
        }
        // Only above a query: Salesforce's editor sends the others with it.
        for text in ["SELECT Id // all\nFROM A", "SELECT Id FROM A\n// end"] {
            assert_eq!(found("a.soql", text), [(0, text.to_owned())]);
        }
    }

    #[test]
    fn json() {
        let units = units("<stdin>", "\"SELECT Id\\nFROM A\"\n\n\"broken\n");
        assert_eq!(units[0].query, "SELECT Id\nFROM A");
        assert_eq!(units[0].file, "<stdin>:1");
        assert_eq!(
            (&*units[1].query, &*units[1].file),
            ("\"broken", "<stdin>:3")
        );
    }

    proptest! {
        #[test]
        fn offsets_are_those_of_the_file(
            text in "([\\[\\]'; \n/*\\\\é]|select |Id){0,40}",
            apex in any::<bool>(),
        ) {
            let name = if apex { "a.cls" } else { "a.soql" };
            for unit in units(name, &text) {
                let (query, rest) = (&*unit.query, &text[unit.offset..]);
                prop_assert!(rest.len() >= query.len());
                let mut pairs = query.bytes().zip(rest.bytes());
                prop_assert!(pairs.all(|(a, b)| a == b || (apex && a == b' ')), "{query}");
            }
        }
    }
}
