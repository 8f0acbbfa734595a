//! The rows of the table.

use ats_schema::soql::Dialect;
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    row: Vec<Row>,
}

/// An example of SOQL with its documented outcome; `README.md` explains the keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub page: String,
    #[serde(rename = "from", default)]
    _from: From,
    pub query: String,
    fill: Option<Fill>,
    #[serde(default = "latest")]
    pub version: u32,
    pub dialect: Option<String>,
    pub expect: Expect,
    pub code: Option<String>,
    pub assumed_code: Option<String>,
    pub message: Option<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
    #[serde(default)]
    pub today: Today,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum From {
    #[default]
    Query,
    Sentence,
    Posted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    Ok,
    Refused,
}

/// Replaces `{}` in a long query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fill {
    text: String,
    count: usize,
    between: String,
}

/// The outcomes that differ from the documented one.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Today {
    pub checker: Option<String>,
    pub emulator: Option<String>,
}

fn latest() -> u32 {
    63
}

impl Row {
    /// Returns the whole text of the query.
    pub fn text(&self) -> String {
        let Some(fill) = &self.fill else {
            return self.query.clone();
        };
        let texts = (1..=fill.count).map(|n| fill.text.replace("{n}", &n.to_string()));
        let texts: Vec<String> = texts.collect();
        self.query.replace("{}", &texts.join(&fill.between))
    }

    pub fn dialect(&self) -> Dialect {
        match self.dialect.as_deref() {
            None => Dialect::Rest,
            Some("apex") => Dialect::Apex,
            Some(other) => panic!("unknown dialect {other}"),
        }
    }

    /// Returns the documented outcome: `ok` or an error code.
    pub fn expected(&self) -> &str {
        let code = self.code.as_deref().or(self.assumed_code.as_deref());
        code.unwrap_or("ok")
    }
}

/// Reads all rows, file by file.
pub fn all() -> Vec<Row> {
    let folder = ats_tests::path("tests/tests/soql_by_the_book/rows");
    let entries = std::fs::read_dir(folder).expect("the folder of the rows");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file of rows");
        match toml::from_str::<Table>(&text) {
            Ok(table) => rows.extend(table.row),
            Err(error) => panic!("{}: {error}", file.display()),
        }
    }
    rows
}
