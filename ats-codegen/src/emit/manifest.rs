//! `Cargo.toml` of the generated crate.

use std::fmt::Write as _;

use serde::Deserialize;

use crate::model::Model;

/// Lowest Rust version that a generated crate builds with: that of `ats-core`.
const RUST_VERSION: &str = "1.88";

/// What stands in `Cargo.toml` beside the objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The package's name.
    pub name: String,
    /// The package's version.
    pub version: String,
    /// The package's license, an SPDX expression.
    pub license: Option<String>,
    /// Where `ats-core` comes from.
    pub core: Dependency,
    /// Features that are on unless switched off.
    pub default_features: Vec<String>,
    /// Whether the package is a workspace of its own, because it lies inside one that does
    /// not list it.
    pub own_workspace: bool,
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
    fn entries(&self) -> impl Iterator<Item = (&'static str, &str)> {
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

/// The text of `Cargo.toml`, without its header.
#[must_use]
pub fn manifest(manifest: &Manifest, model: &Model) -> String {
    let mut text = String::new();
    let out = &mut text;
    let _ = writeln!(out, "[package]");
    let _ = writeln!(out, "name = {}", quoted(&manifest.name));
    let _ = writeln!(
        out,
        "description = \"The objects of a Salesforce org as Rust types\""
    );
    let _ = writeln!(out, "version = {}", quoted(&manifest.version));
    let _ = writeln!(out, "edition = \"2024\"");
    let _ = writeln!(out, "rust-version = {}", quoted(RUST_VERSION));
    if let Some(license) = &manifest.license {
        let _ = writeln!(out, "license = {}", quoted(license));
    }
    let _ = writeln!(out, "\n[features]");
    list(out, "default", &manifest.default_features);
    let mut objects: Vec<_> = model.objects.iter().collect();
    objects.sort_by(|a, b| a.feature.cmp(&b.feature));
    let all: Vec<String> = objects.iter().map(|it| it.feature.clone()).collect();
    let _ = writeln!(out, "# every object");
    list(out, "full", &all);
    for object in objects {
        list(out, &object.feature, &object.needs);
    }
    let _ = writeln!(out, "\n[dependencies]");
    let _ = writeln!(
        out,
        "# what generated code stands on: values, records, queries, the derive macros"
    );
    let entries: Vec<String> = manifest
        .core
        .entries()
        .map(|(key, value)| format!("{key} = {}", quoted(value)))
        .collect();
    let _ = writeln!(out, "ats-core = {{ {} }}", entries.join(", "));
    if manifest.own_workspace {
        let _ = writeln!(
            out,
            "\n# a workspace of its own: the one around this folder does not list it\n[workspace]"
        );
    }
    text
}

/// `name = […]`, on one line where it fits.
fn list(out: &mut String, name: &str, values: &[String]) {
    let quoted: Vec<String> = values.iter().map(|it| self::quoted(it)).collect();
    let line = format!("{} = [{}]", key(name), quoted.join(", "));
    if line.chars().count() <= 100 {
        let _ = writeln!(out, "{line}");
        return;
    }
    let _ = writeln!(out, "{} = [", key(name));
    for value in quoted {
        let _ = writeln!(out, "    {value},");
    }
    let _ = writeln!(out, "]");
}

fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn quoted(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_generated_crate_needs_the_rust_version_of_ats_core() {
        let core: toml::Table = include_str!("../../../ats-core/Cargo.toml")
            .parse()
            .unwrap();
        assert_eq!(
            core["package"]["rust-version"].as_str(),
            Some(super::RUST_VERSION)
        );
    }
}
