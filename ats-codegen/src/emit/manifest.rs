//! `Cargo.toml` of the generated crate.

use std::fmt::Write as _;

use crate::config::{DefaultFeatures, DefaultWord};
use crate::model::Model;
use crate::package::Package;

/// Lowest Rust version that a generated crate builds with: that of `ats-core`.
const RUST_VERSION: &str = "1.88";

/// Objects up to which every feature is on by default.
const ALL_BY_DEFAULT: usize = 50;

/// The feature that switches on every object.
pub(super) const FULL: &str = "full";

/// The features that are on unless switched off.
pub(super) fn default_features(package: &Package, model: &Model) -> Vec<String> {
    match &package.default_features {
        Some(DefaultFeatures::Word(DefaultWord::All)) => vec![FULL.to_owned()],
        None if model.objects.len() <= ALL_BY_DEFAULT => vec![FULL.to_owned()],
        None | Some(DefaultFeatures::Word(DefaultWord::None)) => Vec::new(),
        Some(DefaultFeatures::Objects(names)) => model
            .objects
            .iter()
            .filter(|it| names.contains(&it.api))
            .map(|it| it.feature.clone())
            .collect(),
    }
}

/// The text of `Cargo.toml`, without its header.
pub(super) fn manifest(package: &Package, model: &Model) -> String {
    let mut text = String::new();
    let out = &mut text;
    let _ = writeln!(out, "[package]");
    let _ = writeln!(out, "name = {}", quoted(&package.name));
    let _ = writeln!(
        out,
        "description = \"The objects of a Salesforce org as Rust types\""
    );
    let _ = writeln!(out, "version = {}", quoted(&package.version));
    let _ = writeln!(out, "edition = \"2024\"");
    let _ = writeln!(out, "rust-version = {}", quoted(RUST_VERSION));
    if let Some(license) = &package.license {
        let _ = writeln!(out, "license = {}", quoted(license));
    }
    let options = toml::to_string(&package.options).expect("texts and lists of texts are TOML");
    let _ = writeln!(
        out,
        "\n# the options of `ats-codegen generate`, which takes them again\n\
         [package.metadata.ats-codegen]\n{}",
        options.trim_end()
    );
    let _ = writeln!(out, "\n[features]");
    list(out, "default", &default_features(package, model));
    let mut objects: Vec<_> = model.objects.iter().collect();
    objects.sort_by(|a, b| a.feature.cmp(&b.feature));
    let all: Vec<String> = objects.iter().map(|it| it.feature.clone()).collect();
    let _ = writeln!(out, "# every object");
    list(out, FULL, &all);
    for object in objects {
        list(out, &object.feature, &object.needs);
    }
    let _ = writeln!(out, "\n[dependencies]");
    let _ = writeln!(
        out,
        "# what generated code stands on: values, records, queries, the derive macros"
    );
    let entries: Vec<String> = package
        .core
        .entries()
        .map(|(key, value)| format!("{key} = {}", quoted(value)))
        .collect();
    let _ = writeln!(out, "ats-core = {{ {} }}", entries.join(", "));
    if package.own_workspace {
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
