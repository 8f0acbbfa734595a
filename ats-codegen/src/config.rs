//! `ats-codegen.toml`: what no describe says, and what should be otherwise.
//!
//! ```toml
//! [generate]
//! objects = ["Contact", "bpats__Job__c"]
//! crate-name = "my-org"
//!
//! [objects."bpats__Job__c"]
//! name = "Job"
//! required.add = ["bpats__Job_Title__c"]
//!
//! [objects."bpats__Job__c".fields."bpats__Titel__c"]
//! name = "title"
//!
//! [picklists]
//! open = ["bpats__Job__c.bpats__Status__c"]
//! ```
//!
//! Every entry must still be needed: one that names nothing, or changes nothing any more, is
//! an error, so that the file never says what is not so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ats_schema::names::nearest;
use serde::Deserialize;

use crate::error::{Error, hint};

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Where describes come from.
    #[serde(default)]
    pub org: OrgConfig,
    /// Which describes are fetched.
    #[serde(default)]
    pub fetch: FetchConfig,
    /// What is generated.
    #[serde(default)]
    pub generate: Generate,
    /// Changes to single objects, by API name.
    #[serde(default)]
    pub objects: BTreeMap<String, ObjectConfig>,
    /// Changes to picklists.
    #[serde(default)]
    pub picklists: PicklistConfig,
}

/// Where describes come from. It holds no secret: those come from the environment or from
/// files that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OrgConfig {
    /// An alias or user name of the Salesforce CLI, `embedded` or `env`.
    #[serde(default)]
    pub alias: Option<String>,
    /// How to sign in without the CLI: `client-credentials`, `jwt`, `refresh-token` or
    /// `password`.
    #[serde(default)]
    pub auth: Option<String>,
    /// Where to sign in.
    #[serde(default)]
    pub login_url: Option<String>,
    /// The connected app's consumer key.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The user to sign in as.
    #[serde(default)]
    pub username: Option<String>,
    /// The file of the private key, PEM.
    #[serde(default)]
    pub jwt_key_file: Option<PathBuf>,
    /// The file that holds the connected app's consumer secret.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// The file that holds the password, with the security token.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// The file that holds the refresh token.
    #[serde(default)]
    pub refresh_token_file: Option<PathBuf>,
}

/// Which describes are fetched; without any selection the 33 objects of the integration guide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FetchConfig {
    /// API names of objects.
    #[serde(default)]
    pub objects: Vec<String>,
    /// A regular expression: objects whose API name it finds.
    #[serde(default, rename = "match")]
    pub pattern: Option<String>,
    /// The objects of a managed package, by its namespace.
    #[serde(default)]
    pub namespace: Option<String>,
    /// Every object that the user sees.
    #[serde(default)]
    pub all: bool,
    /// The objects that those refer to, too: `true`, or how many levels of them.
    #[serde(default)]
    pub with_parents: Parents,
    /// The version of the API, `63.0`.
    #[serde(default)]
    pub api_version: Option<String>,
    /// With `--scope fields-used`: of these objects only these fields, and what they need.
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// How far references are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected true, false or a number of levels from 1 to 5"
)]
pub enum Parents {
    /// To the objects that the selected ones refer to, or not at all.
    Direct(bool),
    /// So many levels.
    Levels(#[serde(deserialize_with = "levels")] u8),
}

impl Default for Parents {
    fn default() -> Self {
        Self::Direct(false)
    }
}

impl Parents {
    /// The most levels: as far as a query goes.
    ///
    /// Source: SOQL and SOSL Reference, *Relationship Query Limitations*: five levels from child
    /// to parent.
    pub(crate) const MOST: u8 = 5;

    /// How many levels.
    #[cfg(feature = "fetch")]
    #[must_use]
    pub fn levels(self) -> u8 {
        match self {
            Self::Direct(yes) => u8::from(yes),
            Self::Levels(levels) => levels,
        }
    }
}

fn levels<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let levels = u8::deserialize(deserializer)?;
    if (1..=Parents::MOST).contains(&levels) {
        Ok(levels)
    } else {
        Err(serde::de::Error::custom("too many levels"))
    }
}

/// What is generated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Generate {
    /// API names of the objects; all, where neither this nor `match` is given.
    #[serde(default)]
    pub objects: Vec<String>,
    /// A regular expression: objects whose API name it finds are generated, too.
    #[serde(default, rename = "match")]
    pub pattern: Option<String>,
    /// The package's name.
    #[serde(default)]
    pub crate_name: Option<String>,
    /// The package's version.
    #[serde(default)]
    pub version: Option<String>,
    /// The package's license, an SPDX expression.
    #[serde(default)]
    pub license: Option<String>,
    /// Which features are on unless switched off.
    #[serde(default)]
    pub default_features: Option<DefaultFeatures>,
    /// Where `ats-core` comes from.
    #[serde(default)]
    pub ats_core: Option<Dependency>,
}

/// Which features are on unless switched off.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected \"all\", \"none\" or a list of object API names"
)]
pub enum DefaultFeatures {
    /// `"all"` or `"none"`.
    Word(DefaultWord),
    /// Those of these objects, by API name.
    Objects(Vec<String>),
}

/// All features or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DefaultWord {
    /// Every object.
    All,
    /// No object.
    None,
}

/// Where a dependency comes from, in Cargo's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// A folder, relative to the generated crate.
    pub path: Option<String>,
    /// A repository.
    pub git: Option<String>,
    /// A commit of the repository.
    pub rev: Option<String>,
    /// A tag of the repository.
    pub tag: Option<String>,
    /// A branch of the repository.
    pub branch: Option<String>,
    /// A version.
    pub version: Option<String>,
}

impl Dependency {
    /// The keys and values, in the order Cargo's own documentation has them.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("path", &self.path),
            ("git", &self.git),
            ("rev", &self.rev),
            ("tag", &self.tag),
            ("branch", &self.branch),
            ("version", &self.version),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_deref()?)))
    }
}

/// Changes to one object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ObjectConfig {
    /// Its type.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it is left out.
    #[serde(default)]
    pub skip: bool,
    /// Which of its fields a create must have.
    #[serde(default)]
    pub required: Required,
    /// Changes to its fields, by API name.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldConfig>,
}

/// Which fields a create must have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Required {
    /// Required although the describe does not say so.
    #[serde(default)]
    pub add: Vec<String>,
    /// Not required although the describe says so.
    #[serde(default)]
    pub remove: Vec<String>,
}

/// Changes to one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldConfig {
    /// Its Rust name.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it is left out: read into `extra`, never written.
    #[serde(default)]
    pub skip: bool,
    /// Another type than the describe's.
    #[serde(default, rename = "type")]
    pub ty: Option<TypeOverride>,
}

/// A type a field can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeOverride {
    /// A plain text, for a picklist whose values do not matter.
    Text,
    /// Whatever JSON the org sends.
    Json,
}

/// Changes to picklists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PicklistConfig {
    /// Restricted picklists that are generated open, as `Object.Field`.
    #[serde(default)]
    pub open: Vec<String>,
}

impl Config {
    /// Reads the file, and returns its text too.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], or [`Error::File`] with the line and, for a misspelt key, the right
    /// one.
    pub fn read(path: &Path) -> Result<(Self, String), Error> {
        let text = fs::read_to_string(path).map_err(|cause| Error::Read {
            path: path.to_owned(),
            cause,
        })?;
        let config = Self::parse(&text).map_err(|message| Error::File {
            path: path.to_owned(),
            message,
        })?;
        Ok((config, text))
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    ///
    /// What is wrong and where, with the right key for a misspelt one.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| {
                let before = &text[..span.start.min(text.len())];
                format!("line {}: ", before.matches('\n').count() + 1)
            });
            let message = error.message();
            let advice = if message.starts_with("unknown field") && is_secret(message) {
                "; secrets do not belong in this file: set ATS_CLIENT_SECRET, ATS_PASSWORD or \
                 ATS_REFRESH_TOKEN, or name a file"
                    .to_owned()
            } else {
                hint(misspelt(message))
            };
            format!("{place}{message}{advice}")
        })
    }

    /// What it says about an object.
    #[must_use]
    pub fn object(&self, api: &str) -> Option<&ObjectConfig> {
        self.objects.get(api)
    }

    /// The entries about objects that are not described: problems where a described object of
    /// nearly that name shows a misprint, otherwise warnings, since one configuration may serve
    /// several orgs and users.
    #[must_use]
    pub fn unknown_objects(&self, described: &[&str]) -> (Vec<String>, Vec<String>) {
        let (mut problems, mut warnings) = (Vec::new(), Vec::new());
        let mut check = |place: &str, name: &str| {
            if !described.contains(&name) {
                let nearest = nearest(name, described.iter().copied());
                let message = format!("{place}: there is no describe of `{name}`{}", hint(nearest));
                match nearest {
                    Some(_) => problems.push(message),
                    None => warnings.push(message),
                }
            }
        };
        for name in self.objects.keys() {
            check(&format!("[objects.\"{name}\"]"), name);
        }
        for entry in &self.picklists.open {
            match entry.split_once('.') {
                Some((object, _)) => check("[picklists] open", object),
                None => check("[picklists] open (expected Object.Field)", entry),
            }
        }
        if let Some(DefaultFeatures::Objects(names)) = &self.generate.default_features {
            for name in names {
                check("[generate] default-features", name);
            }
        }
        (problems, warnings)
    }
}

/// Whether the key that serde does not know would be a secret.
fn is_secret(message: &str) -> bool {
    let key = message.split('`').nth(1).unwrap_or_default();
    matches!(
        key,
        "client-secret" | "password" | "refresh-token" | "access-token" | "jwt-key" | "secret"
    )
}

/// The key nearest to the one serde does not know, out of its own message: unknown field
/// `ojects`, expected one of `objects`, `match`.
fn misspelt(message: &str) -> Option<&str> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    if !message.starts_with("unknown") {
        return None;
    }
    nearest(wrong, quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_file() {
        let config = Config::parse(
            r#"
            [generate]
            objects = ["A"]
            match = "^B"
            crate-name = "c"
            version = "1.2.3"
            license = "MIT"
            default-features = "none"
            ats-core = { git = "https://x", tag = "v1" }
            [objects."A"]
            name = "Aa"
            required.add = ["x"]
            required.remove = ["y"]
            [objects."A".fields."z"]
            name = "zed"
            type = "text"
            [picklists]
            open = ["A.z"]
            "#,
        )
        .unwrap();
        assert_eq!(config.generate.pattern.as_deref(), Some("^B"));
        assert_eq!(config.objects["A"].required.add, ["x"]);
        assert_eq!(config.objects["A"].fields["z"].ty, Some(TypeOverride::Text));
        assert_eq!(config.picklists.open, ["A.z"]);
    }

    #[test]
    fn mistakes_are_named_with_what_was_meant() {
        let error = |text| Config::parse(text).unwrap_err();
        let message = error("[generate]\nojects = []");
        assert!(
            message.starts_with("line 2: unknown field `ojects`"),
            "{message}"
        );
        assert!(message.ends_with("did you mean `objects`?"), "{message}");
        assert!(error("[generate]\ndefault-features = 7").contains("\"all\", \"none\""));
        assert!(error("[org]\npassword = \"x\"").contains("ATS_PASSWORD"));
        assert!(error("[objects.A.fields.b]\ntype = \"txt\"").contains("did you mean `text`?"));
    }

    #[cfg(feature = "fetch")]
    #[test]
    fn parents_are_followed_a_level_or_a_few() {
        let levels = |value: &str| {
            let text = format!("[fetch]\nwith-parents = {value}");
            Config::parse(&text).map(|it| it.fetch.with_parents.levels())
        };
        assert_eq!(levels("true"), Ok(1));
        assert_eq!(levels("false"), Ok(0));
        assert_eq!(levels("3"), Ok(3));
        for wrong in ["0", "6", "\"all\""] {
            assert!(levels(wrong).unwrap_err().contains("from 1 to 5"));
        }
    }

    #[test]
    fn objects_that_are_not_there_are_named() {
        let config = Config::parse("[objects.\"bpats__Jobb__c\"]\nskip = true").unwrap();
        assert_eq!(
            config.unknown_objects(&["bpats__Job__c"]).0,
            [
                "[objects.\"bpats__Jobb__c\"]: there is no describe of `bpats__Jobb__c`; did you mean `bpats__Job__c`?"
            ]
        );
        let (problems, warnings) = config.unknown_objects(&["Account"]);
        assert!(problems.is_empty());
        assert_eq!(
            warnings,
            ["[objects.\"bpats__Jobb__c\"]: there is no describe of `bpats__Jobb__c`"]
        );
    }
}
