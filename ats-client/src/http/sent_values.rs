//! The values and secrets that a request sent, and that its response may repeat.

use std::borrow::Cow;
use std::sync::OnceLock;

use ats_core::record::Table;
use ats_schema::rules::literal;
use secrecy::SecretString;
use serde_json::Value;

use super::mask::Mask;
use crate::error::is_id;

/// The texts that a request sent.
#[derive(Default)]
pub(crate) struct SentValues<'a> {
    /// The body: the JSON of a record or of several, or anything else.
    pub(crate) body: &'a [u8],
    /// The path and the query of the address, percent-encoded.
    path: &'a str,
    /// Passwords, keys and tokens.
    secrets: &'a [SecretString],
    /// The table of the object. A value that is one of its names is printed, because the messages
    /// about the object are full of them.
    table: Option<&'static Table>,
    /// Made once, for all errors of a response.
    mask: OnceLock<Mask>,
}

impl<'a> SentValues<'a> {
    pub(crate) fn new(body: &'a [u8], path: &'a str, secrets: &'a [SecretString]) -> Self {
        Self {
            body,
            path,
            secrets,
            ..Self::default()
        }
    }

    pub(crate) const fn of_object(mut self, table: Option<&'static Table>) -> Self {
        self.table = table;
        self
    }

    /// The texts that must not be printed from the response: the secrets and every value that was sent.
    pub(crate) fn mask(&self) -> &Mask {
        self.mask.get_or_init(|| self.values())
    }

    fn values(&self) -> Mask {
        let mut values = Values {
            mask: self.secrets(),
            table: self.table,
        };
        match serde_json::from_slice(self.body) {
            Ok(json) => values.json(&json, ""),
            Err(_) => {
                let beginning = &self.body[..self.body.len().min(MOST_WORDS)];
                values.words(&String::from_utf8_lossy(beginning));
            }
        }
        values.path(self.path);
        values.mask
    }

    /// The secrets alone.
    pub(super) fn secrets(&self) -> Mask {
        let mut mask = Mask::default();
        for secret in self.secrets {
            mask.secret(secret);
        }
        mask
    }
}

/// The bytes of a body in an unknown format that are searched for values.
const MOST_WORDS: usize = 4 << 20;

struct Values<'a> {
    mask: Mask,
    table: Option<&'a Table>,
}

impl Values<'_> {
    fn value(&mut self, value: &str) {
        if !self.table.is_some_and(|table| is_name(table, value)) {
            self.mask.value(value);
        }
    }

    /// The values of a JSON body. `key` is the key that it stands under.
    fn json(&mut self, json: &Value, key: &str) {
        match json {
            // Names of objects, methods and references, which the API requires.
            Value::String(_) if matches!(key, "referenceId" | "method") => {}
            Value::String(text) if text.starts_with("/services/") => self.path(text),
            Value::String(text) => self.value(text),
            Value::Number(number) => self.mask.number(&number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.json(item, key)),
            Value::Object(object) => {
                // `{"ids": […], "fields": […]}` requests records, and holds names only.
                let requests = object.contains_key("ids");
                for (key, value) in object {
                    if key != "attributes" && !(requests && key == "fields") {
                        self.json(value, key);
                    }
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// The values of a body in another format, such as CSV or a form.
    fn words(&mut self, text: &str) {
        for word in text.split(|c: char| c.is_control() || ",;&=<>\"".contains(c)) {
            self.value(&decoded(word));
        }
    }

    /// The values of an address: the literals of a query, an external key, parameters.
    fn path(&mut self, path: &str) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut segments = path.split('/').skip_while(|segment| *segment != "sobjects");
        // sobjects/<object>/<field>/<value>, but sobjects/<object>/<id>/<relationship>
        if let (Some(field), Some(key)) = (segments.nth(2), segments.next())
            && !is_id(field)
        {
            self.value(&decoded(key));
        }
        for parameter in query.split('&') {
            match parameter.split_once('=') {
                Some(("q", soql)) => self.soql(&decoded(soql)),
                Some(("fields" | "ids" | "allOrNone", _)) | None => {}
                Some((_, value)) => self.value(&decoded(value)),
            }
        }
    }

    /// The literals of a query, which need not be valid, and the terms of a search (`FIND {…}`).
    fn soql(&mut self, soql: &str) {
        for term in soql.split('{').skip(1) {
            self.value(term.split('}').next().unwrap_or_default());
        }
        let mut rest = soql;
        let mut is_pattern = false;
        while let Some((plain, quoted)) = rest.split_once('\'') {
            self.plain(plain);
            // In a list, the literals after the first one follow a comma.
            is_pattern = follows_like(plain) || is_pattern && plain.trim() == ",";
            let end = end_of_literal(quoted);
            let body = &quoted[..end];
            let text = literal::unescape(body).map_or(Cow::Borrowed(body), Cow::Owned);
            self.value(&text);
            self.value(body);
            if is_pattern {
                for piece in text.split(['%', '_']) {
                    self.value(piece);
                }
            }
            rest = quoted.get(end + 1..).unwrap_or_default();
        }
        self.plain(rest);
    }

    /// Numbers and dates outside quotes.
    fn plain(&mut self, soql: &str) {
        let words = soql.split(|c: char| c.is_whitespace() || "(),<>=!:".contains(c));
        // A time of day is divided at its colons, and masked piece by piece.
        for word in words.filter(|word| word.contains(|c: char| c.is_ascii_digit())) {
            if word.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c)) {
                self.mask.number(word.trim_start_matches(['+', '-']));
            }
        }
    }
}

/// Returns true if a name is that of an object or of one of its fields, or the label of either.
pub(super) fn is_name(table: &Table, name: &str) -> bool {
    let is = |known: &str| known.eq_ignore_ascii_case(name.trim());
    is(table.object)
        || is(table.label)
        || (0..table.names.len()).any(|slot| is(table.names[slot]) || is(table.label_of(slot)))
}

/// Returns true if the part of a query before a literal ends with `LIKE`.
fn follows_like(plain: &str) -> bool {
    let last = plain
        .split(|c: char| c.is_whitespace() || c == '(')
        .rfind(|word| !word.is_empty());
    last.is_some_and(|word| word.eq_ignore_ascii_case("like"))
}

/// The place of the quote that ends a literal, or of the query's end.
fn end_of_literal(quoted: &str) -> usize {
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => return at,
            _ => {}
        }
    }
    quoted.len()
}

/// Undoes percent-encoding and `+` for a space; what is not UTF-8 then is replaced.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match (
            first,
            digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()),
        ) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use ats_core::record::SObject as _;
    use ats_generated::Contact;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn mask(body: &str, path: &str) -> Mask {
        let sent = SentValues::new(body.as_bytes(), path, &[]).of_object(Some(Contact::TABLE));
        sent.values()
    }

    #[test]
    fn values_are_found_and_names_are_not() {
        let record = json!({
            "attributes": { "type": "Contact", "referenceId": "reference1" },
            "LastName": "Lovelace", "Salary__c": 123_456, "Active__c": true, "AccountId": "001Em00000SWb1PIAT",
            "Contacts": { "records": [{ "FirstName": "Annabella" }] },
            "Title": "Last Name",
        });
        let tree = json!({ "records": [record.clone()] }).to_string();
        for body in [record.to_string(), tree] {
            let said =
                "Contact reference1 Lovelace 123456 true 001Em00000SWb1PIAT Annabella, Last Name";
            assert_eq!(
                mask(&body, "").hide(said),
                "Contact reference1 … … true 001Em00000SWb1PIAT …, Last Name"
            );
        }
        let retrieve = json!({ "ids": ["003Em00000cqRQ3IAM"], "fields": ["Salutation__c"] });
        assert_eq!(
            mask(&retrieve.to_string(), "").hide("Salutation__c"),
            "Salutation__c"
        );
        let csv = "LastName,Email\nLovelace,\"ada@example.com\"\n";
        assert_eq!(mask(csv, "").hide("Lovelace ada@example.com"), "… …");
        let form = "name=Ada+Lovelace&mail=ada%40example.com";
        assert_eq!(mask(form, "").hide("Ada Lovelace, ada@example.com"), "…, …");
    }

    #[test]
    fn literals_of_queries_are_found() {
        let soql = r"SELECT Id FROM Contact WHERE LastName = 'O\'Brien' AND Email LIKE 'ada.l%'
            AND Birthdate = 1815-12-10 AND Salary__c > 123456.78 AND Name IN ('Byron') AND Title = 'cut o";
        let path = format!("query?q={}", crate::http::encode(soql));
        let said = "Contact LastName O'Brien ada.l@example.com 1815-12-10 123456.78 Byron, cut o";
        let hidden = "Contact LastName … …@example.com … … …, …";
        assert_eq!(mask("", &path).hide(said), hidden);
        // A long query is sent through `composite`.
        let wrapped = json!({ "compositeRequest": [{
            "method": "GET", "url": format!("/services/data/v63.0/{path}"), "referenceId": "query",
        }]});
        assert_eq!(mask(&wrapped.to_string(), "").hide(said), hidden);
        assert_eq!(
            mask("", "search/?q=FIND%20%7BLovelace%7D").hide("Lovelace"),
            "…"
        );
        assert_eq!(
            mask("", "sobjects/Contact/Email/ada%40example.com").hide("ada@example.com"),
            "…"
        );
        assert_eq!(
            mask("", "sobjects/Contact/describe?x=Lovelace").hide("describe Lovelace"),
            "describe …"
        );
    }

    #[test]
    fn only_patterns_are_divided_at_wildcards() {
        let hide = |condition: &str, text: &str| {
            let soql = format!("SELECT Id FROM Contact WHERE {condition}");
            mask("", &format!("query?q={}", crate::http::encode(&soql))).hide(text)
        };
        let text = "a draft of a letter, a draft_of_letter";
        assert_eq!(
            hide("Title = 'draft_of_letter'", text),
            "a draft of a letter, a …"
        );
        for pattern in ["LIKE 'draft_%letter'", "like('draft_%letter')"] {
            assert_eq!(
                hide(&format!("Title {pattern}"), text),
                "a … of a …, a draft_of_letter"
            );
        }
        assert_eq!(
            hide(
                "Title LIKE ('x%' , 'draft%') AND Name IN ('of_it%', 'letter%')",
                text
            ),
            "a … of a letter, a draft_of_letter"
        );
    }

    #[test]
    fn what_follows_an_id_in_an_address_is_a_name() {
        for (object, name) in [("Contact", "Account__r"), ("ContentVersion", "VersionData")] {
            let path = format!("/services/data/v63.0/sobjects/{object}/003Em00000cqRQ3IAM/{name}");
            assert_eq!(mask("", &path).hide(name), name);
        }
        let key = "/services/data/v63.0/sobjects/Contact/Key__c/VersionData";
        assert_eq!(mask("", key).hide("VersionData"), "…");
    }

    proptest! {
        #[test]
        fn any_request_is_read_without_panic(body in any::<Vec<u8>>(), path in any::<String>()) {
            let _ = SentValues::new(&body, &path, &[]).mask().hide(&path);
        }
    }
}
