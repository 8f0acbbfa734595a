//! Orgs to query, and queries of them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use ats_schema::names::field_ident;
use serde_json::Value;

/// A generated crate, and what can be asked of it.
pub struct Org {
    package: String,
    folder: PathBuf,
    features: Vec<String>,
    objects: usize,
    queried: Vec<Object>,
}

struct Object {
    name: String,
    /// The API names of fields that are texts.
    texts: Vec<String>,
    /// The relationships to objects that have a type, and a text field of each.
    parents: Vec<(String, String)>,
}

/// A query, and what it selects.
pub struct Query {
    object: String,
    columns: Vec<String>,
    filter: String,
}

impl Org {
    /// The bundled schemas, and the crate that was generated from them.
    ///
    /// # Errors
    ///
    /// If a schema cannot be read.
    pub fn bundled(repository: &Path) -> Result<Self, Box<dyn Error>> {
        let described = describes(&repository.join("schemas"))?;
        Ok(Self {
            package: "ats-generated".to_owned(),
            folder: repository.join("ats-generated"),
            features: Vec::new(),
            objects: described.len(),
            queried: queried(&described),
        })
    }

    /// An org of so many objects, each a copy of a bundled one by another name, and the crate that
    /// the generator makes of it, with the features of the first objects switched on.
    ///
    /// # Errors
    ///
    /// If a file cannot be written or the generator fails.
    pub fn large(repository: &Path, folder: &Path, objects: usize) -> Result<Self, Box<dyn Error>> {
        let mut described = describes(&repository.join("schemas"))?;
        let bundled = described.len();
        let schemas = folder.join("schemas");
        fs::create_dir_all(&schemas)?;
        for number in bundled..objects {
            let mut copy = described[number % bundled].clone();
            copy["name"] = format!("Copy_{number}__c").into();
            copy["label"] = format!("Copy {number}").into();
            described.push(copy);
        }
        for describe in &described {
            let name = describe["name"]
                .as_str()
                .ok_or("an object without a name")?;
            let file = schemas.join(format!("{name}.json"));
            if !file.exists() {
                fs::write(file, describe.to_string())?;
            }
        }
        let crate_folder = folder.join("large-org");
        let status = Command::new(env!("CARGO"))
            .current_dir(repository)
            .args([
                "run",
                "--quiet",
                "--release",
                "-p",
                "ats-codegen",
                "--no-default-features",
            ])
            .args(["--", "generate", "--crate-name", "large-org", "--schemas"])
            .arg(&schemas)
            .arg("--out")
            .arg(&crate_folder)
            .stdout(std::process::Stdio::null())
            .status()?;
        if !status.success() {
            return Err(format!("generating the large org failed: {status}").into());
        }
        let described = &described[..bundled];
        // The bundled objects have the same features there.
        let manifest = fs::read_to_string(repository.join("ats-generated/Cargo.toml"))?;
        let features = manifest
            .lines()
            .skip_while(|line| !line.starts_with("full = ["))
            .skip(1)
            .take_while(|line| line.starts_with(' '))
            .map(|line| line.trim().trim_matches(['"', ',']).to_owned())
            .collect();
        Ok(Self {
            package: "large-org".to_owned(),
            folder: crate_folder,
            features,
            objects,
            queried: queried(described),
        })
    }

    /// The package's name.
    #[must_use]
    pub fn package(&self) -> &str {
        &self.package
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The features to switch on.
    #[must_use]
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// How many objects it has.
    #[must_use]
    pub const fn objects(&self) -> usize {
        self.objects
    }

    /// So many queries, no two alike: of each object in turn, four to eight fields, every third with
    /// a field of a parent, each with a value to be bound.
    #[must_use]
    pub fn queries(&self, count: usize) -> Vec<Query> {
        (0..count)
            .map(|number| {
                let object = &self.queried[number % self.queried.len()];
                let round = number / self.queried.len();
                let texts = &object.texts;
                let fields = (4 + number % 5).min(texts.len());
                let mut columns: Vec<String> = (0..fields)
                    .map(|at| texts[(at + round) % texts.len()].clone())
                    .collect();
                if number % 3 == 0
                    && let Some((parent, field)) =
                        object.parents.get(round % object.parents.len().max(1))
                {
                    columns.push(format!("{parent}.{field}"));
                }
                Query {
                    object: object.name.clone(),
                    filter: columns[0].clone(),
                    columns,
                }
            })
            .collect()
    }
}

impl Query {
    /// The SOQL: with a bind, or with a place for `format!`.
    #[must_use]
    pub fn text(&self, bind: bool) -> String {
        let value = if bind { ":name" } else { "'{}'" };
        format!(
            "SELECT {} FROM {} WHERE {} = {value}",
            self.columns.join(", "),
            self.object,
            self.filter
        )
    }

    /// A function that sends the query and uses each column of its rows.
    #[must_use]
    pub fn used_rows(&self, number: usize, text: &str) -> String {
        let mut uses = String::new();
        for column in &self.columns {
            let value = match column.split_once('.') {
                None => format!("row.{}", field(column)),
                Some((parent, column)) => format!(
                    "row.{}.as_ref().map(|it| &it.{})",
                    field(parent),
                    field(column)
                ),
            };
            // Writing to a `String` does not fail.
            let _ = write!(uses, " let _ = write!(out, \"{{:?}};\", {value});");
        }
        format!(
            "fn query_{number}(name: &str, org: &dyn Fn(&str) -> String) -> String {{ \
             use std::fmt::Write as _; let mut out = String::new(); \
             for row in send(org::soql!({text:?}), org) {{{uses} }} out }}\n"
        )
    }

    /// A function that sends the text and uses each column of the records, by its name in the JSON.
    #[must_use]
    pub fn used_values(&self, number: usize, text: &str) -> String {
        let mut uses = String::new();
        for column in &self.columns {
            let path: String = (column.split('.'))
                .map(|name| format!("[{name:?}]"))
                .collect();
            let value = format!("record{path}.as_str()");
            let _ = write!(uses, " let _ = write!(out, \"{{:?}};\", {value});");
        }
        format!(
            "fn query_{number}(name: &str, org: &dyn Fn(&str) -> String) -> String {{ \
             use std::fmt::Write as _; let mut out = String::new(); \
             let answer = org(&format!({text:?}, name.replace('\\'', \"\\\\'\"))); \
             let answer: serde_json::Value = serde_json::from_str(&answer).unwrap_or_default(); \
             for record in answer[\"records\"].as_array().into_iter().flatten() {{{uses} }} out }}\n"
        )
    }

    /// Structs under `serde_derive` for the rows.
    #[must_use]
    pub fn structs(&self, number: usize) -> String {
        let (mut members, mut inner) = (String::new(), String::new());
        for (at, column) in self.columns.iter().enumerate() {
            // Writing to a `String` does not fail.
            let _ = match column.split_once('.') {
                None => write!(
                    members,
                    "#[serde(rename = {column:?})] f{at}: Option<String>, "
                ),
                Some((parent, field)) => {
                    let _ = writeln!(
                        inner,
                        "#[derive(Clone, Debug, PartialEq, serde::Deserialize)] struct Parent{number} \
                         {{ #[serde(rename = {field:?})] field: Option<String> }}"
                    );
                    write!(
                        members,
                        "#[serde(rename = {parent:?})] f{at}: Option<Parent{number}>, "
                    )
                }
            };
        }
        format!(
            "#[derive(Clone, Debug, PartialEq, serde::Deserialize)] struct Row{number} {{ {members}}}\n{inner}"
        )
    }
}

/// The field of a row for a column or parent.
fn field(key: &str) -> String {
    let name = key.strip_prefix("bpats__").unwrap_or(key);
    let name = name
        .strip_suffix("__c")
        .or_else(|| name.strip_suffix("__r"))
        .unwrap_or(name);
    field_ident(name)
}

fn describes(folder: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut described = Vec::new();
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        if file.extension().is_some_and(|it| it == "json") {
            let describe: Value = serde_json::from_slice(&fs::read(&file)?)?;
            if describe["fields"].is_array() {
                described.push(describe);
            }
        }
    }
    Ok(described)
}

fn queried(described: &[Value]) -> Vec<Object> {
    let known: Vec<&str> = described
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let objects = described.iter().map(|describe| {
        let fields = describe["fields"].as_array().map_or(&[][..], Vec::as_slice);
        let filterable = |field: &&Value| field["filterable"] == true;
        let texts = fields
            .iter()
            .filter(filterable)
            .filter(|it| it["type"] == "string")
            // The field of a row whose name another one takes has a longer one.
            .filter(|it| {
                let is_same =
                    |other: &&Value| field(&text(&other["name"])) == field(&text(&it["name"]));
                fields.iter().filter(is_same).count() == 1
            });
        let parents = fields.iter().filter_map(|field| {
            let targets = field["referenceTo"].as_array()?;
            let is_known = matches!(targets.as_slice(), [one] if known.contains(&one.as_str()?));
            let relationship = field["relationshipName"].as_str()?;
            is_known.then(|| (relationship.to_owned(), "Name".to_owned()))
        });
        Object {
            name: text(&describe["name"]),
            texts: texts.map(|field| text(&field["name"])).collect(),
            parents: parents.collect(),
        }
    });
    objects.filter(|object| !object.texts.is_empty()).collect()
}
