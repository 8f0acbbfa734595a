//! Commands that a person can paste.

use std::path::Path;

/// A command that is built word by word.
pub(super) struct Command(String);

impl Command {
    /// `ats-codegen …`, or what runs it in this checkout.
    pub(super) fn new(name: &str) -> Self {
        Self(format!("{} {name}", program()))
    }

    #[cfg(feature = "fetch")]
    pub(super) fn flag(&mut self, name: &str, yes: bool) {
        if yes {
            self.0.push(' ');
            self.0.push_str(name);
        }
    }

    pub(super) fn option(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.0.push(' ');
            self.0.push_str(name);
            self.word(value);
        }
    }

    pub(super) fn word(&mut self, value: &str) {
        self.0.push(' ');
        self.0.push_str(&quoted(value));
    }

    pub(super) fn path(&mut self, name: &str, value: Option<&Path>) {
        self.option(name, value.map(|it| it.to_string_lossy()).as_deref());
    }

    /// A path that has a default.
    pub(super) fn path_unless(&mut self, name: &str, value: &Path, default: &str) {
        if value != Path::new(default) {
            self.path(name, Some(value));
        }
    }

    pub(super) fn list(&mut self, name: &str, values: &[String]) {
        if !values.is_empty() {
            self.option(name, Some(&values.join(",")));
        }
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

/// How this program is called: cargo tells the programs it runs whose they are.
fn program() -> &'static str {
    match std::env::var_os("CARGO_PKG_NAME") {
        Some(name) if name == env!("CARGO_PKG_NAME") && cfg!(feature = "embedded") => {
            "cargo run -p ats-codegen --features embedded --"
        }
        Some(name) if name == env!("CARGO_PKG_NAME") => "cargo run -p ats-codegen --",
        _ => "ats-codegen",
    }
}

/// One word of a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |ch: char| ch.is_ascii_alphanumeric() || "-_./:,@=+%".contains(ch);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_where_a_shell_would_see_more() {
        assert_eq!(quoted("schemas/a-b"), "schemas/a-b");
        assert_eq!(quoted("^bpats__.*$"), "'^bpats__.*$'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
