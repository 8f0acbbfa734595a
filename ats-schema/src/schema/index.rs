//! The names of a generated crate's objects, and where the [compact text](super::compact) of each
//! is: what the macros look an object up in.
//!
//! # Format, version 1
//!
//! The first line is `ats-index 1`, and after `|` the fingerprint of what follows. Each further line
//! is an object: its API name and, where the crate has a type for it, after `|` each, the name of the
//! macro that holds its compact text, the name of that type, and the fingerprint of that text.
//! Objects that are only referred to have an API name alone, or after it `||` and the reason why the
//! crate has no type for them.
//!
//! Texts with the same fingerprint are the same: a macro need not read what it has read. Whoever
//! writes an index decides what a fingerprint is; one that is left out says nothing. A macro that
//! has read an index is passed its [head](Index::head) alone.
//!
//! ```
//! use ats_schema::schema::index::Index;
//!
//! let index = Index::parse("ats-index 1|9c\nbpats__Job__c|__ats_job|Job|4f\nUser\n")?;
//! assert_eq!(index.entry("BPATS__JOB__C").unwrap().holder.as_deref(), Some("__ats_job"));
//! assert_eq!(index.entry("User").unwrap().holder, None);
//! # Ok::<(), ats_schema::schema::index::IndexError>(())
//! ```

use std::error::Error;
use std::fmt;

/// The version of the format that this crate reads and writes.
pub const VERSION: u32 = 1;

const HEAD: &str = "ats-index ";

/// The objects of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Of the entries; may be empty.
    pub fingerprint: String,
    /// In the order of the text.
    pub entries: Vec<Entry>,
}

/// An object of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The API name.
    pub name: String,
    /// The macro that holds its compact text; `None` for an object that has no type in the crate.
    pub holder: Option<String>,
    /// The name of its type, at the root of the crate.
    pub rust_type: Option<String>,
    /// The fingerprint of its compact text.
    pub fingerprint: Option<String>,
    /// The reason why the crate has no type for it, for a message to people.
    pub reason: Option<String>,
}

/// Why a text is no index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexError(String);

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for IndexError {}

impl Index {
    /// Reads the text; the inverse of `to_string`.
    ///
    /// # Errors
    ///
    /// If it is no index, or one of another version.
    pub fn parse(text: &str) -> Result<Self, IndexError> {
        let mut lines = text.lines();
        let head = lines.next().and_then(|line| line.strip_prefix(HEAD));
        let head = head.map(|it| it.split_once('|').unwrap_or((it, "")));
        let fingerprint = match head {
            Some((version, fingerprint)) if version == VERSION.to_string() => fingerprint,
            Some((version, _)) => {
                return Err(IndexError(format!(
                    "an index of version {version}, and version {VERSION} is read here: generate \
                     the crate anew with the ats-codegen of this version"
                )));
            }
            None => {
                return Err(IndexError(
                    "not an index of objects: it does not begin with `ats-index`".to_owned(),
                ));
            }
        };
        let entry = |line: &str| {
            if let Some((name, reason)) = line.split_once("||") {
                return Entry {
                    name: name.to_owned(),
                    reason: Some(reason.to_owned()),
                    ..Entry::default()
                };
            }
            let mut columns = line.split('|');
            let mut column = || columns.next().map(str::to_owned);
            Entry {
                name: column().unwrap_or_default(),
                holder: column(),
                rust_type: column(),
                fingerprint: column(),
                reason: None,
            }
        };
        Ok(Self {
            fingerprint: fingerprint.to_owned(),
            entries: lines.map(entry).collect(),
        })
    }

    /// The first line, without its end.
    #[must_use]
    pub fn head(&self) -> String {
        match self.fingerprint.as_str() {
            "" => format!("{HEAD}{VERSION}"),
            fingerprint => format!("{HEAD}{VERSION}|{fingerprint}"),
        }
    }

    /// The object of this API name, in any letter case.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
    }
}

/// The text. Names that are no names (with a line break or `|` in them) are left out.
impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.head())?;
        let is_name = |text: &str| !text.contains(['|', '\n', '\r']);
        for entry in self.entries.iter().filter(|entry| is_name(&entry.name)) {
            f.write_str(&entry.name)?;
            for column in [&entry.holder, &entry.rust_type, &entry.fingerprint]
                .into_iter()
                .flatten()
            {
                write!(f, "|{column}")?;
            }
            if let (None, Some(reason)) = (&entry.holder, &entry.reason) {
                write!(f, "||{}", reason.replace(['\n', '\r'], " "))?;
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let entry = |name: &str, holder: Option<&str>, rust_type: Option<&str>| Entry {
            name: name.to_owned(),
            holder: holder.map(str::to_owned),
            rust_type: rust_type.map(str::to_owned),
            fingerprint: rust_type.map(|_| "4f".to_owned()),
            reason: None,
        };
        let hidden = Entry {
            reason: Some("hidden by a|b".to_owned()),
            ..entry("Job__c", None, None)
        };
        let account = entry("Account", Some("__ats_account"), Some("Account"));
        let index = Index {
            fingerprint: "9c".to_owned(),
            entries: vec![account, hidden, entry("User", None, None)],
        };
        let text = index.to_string();
        assert_eq!(
            text,
            "ats-index 1|9c\nAccount|__ats_account|Account|4f\nJob__c||hidden by a|b\nUser\n"
        );
        assert_eq!(Index::parse(&text).unwrap(), index);
    }

    #[test]
    fn another_version_says_what_to_do() {
        let error = Index::parse("ats-index 9\n").unwrap_err().to_string();
        assert!(error.contains("generate the crate anew"), "{error}");
        assert!(Index::parse("").is_err() && Index::parse("Account").is_err());
    }

    #[test]
    fn a_name_that_is_none_ends_no_line() {
        let index = Index {
            fingerprint: String::new(),
            entries: vec![Entry {
                name: "a\nb|c".to_owned(),
                ..Entry::default()
            }],
        };
        assert_eq!(index.to_string(), "ats-index 1\n");
    }
}
