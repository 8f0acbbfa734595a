//! `README.md` of the generated crate.

use std::fmt::Write as _;

use super::{Manifest, docs};
use crate::model::{Doc, Model, Object, Span};

/// The text of `README.md`, without its header.
#[must_use]
pub fn readme(manifest: &Manifest, model: &Model, command: &str) -> String {
    let mut text = format!(
        "# {}\n\n\
         The objects of a Salesforce org as Rust types: lengths, picklists, required fields and\n\
         permissions are part of the types, so what the org would refuse does not compile.\n\n\
         This crate is written by `ats-codegen`; changes made by hand are overwritten. To bring it\n\
         up to date with the org, run where it was run before:\n\n\
         ```console\n{command}\n```\n",
        manifest.name
    );
    if let Some(object) = example(model) {
        let name = &object.type_name;
        let _ = write!(
            text,
            "\n```rust\nuse {}::{name};\n\n\
             let query = {name}::select();\n```\n",
            manifest.name.replace('-', "_")
        );
    }
    let _ = writeln!(
        text,
        "\n## Features\n\n\
         One per object; an object switches on the objects its lookups point to. `full` is all of\n\
         them, `default` is {}.\n",
        default(manifest, model)
    );
    if model.objects.is_empty() {
        return text;
    }
    let _ = writeln!(text, "| feature | type | object |\n|---|---|---|");
    for it in &model.objects {
        let label = docs::lines(&Doc::line(vec![
            Span::Text(it.label.clone()),
            Span::Plain(" ".into()),
            Span::Code(it.api.replace('|', "\u{2758}")),
        ]))
        .concat();
        let _ = writeln!(text, "| `{}` | `{}` |{label} |", it.feature, it.type_name);
    }
    text
}

fn default(manifest: &Manifest, model: &Model) -> String {
    let on = &manifest.default_features;
    if on.is_empty() {
        "none of them".to_owned()
    } else if on.len() == model.objects.len() {
        "all of them, too".to_owned()
    } else {
        format!("`{}`", on.join("`, `"))
    }
}

fn example(model: &Model) -> Option<&Object> {
    model
        .objects
        .iter()
        .find(|it| it.operations.query && it.api == "Contact")
        .or_else(|| model.objects.iter().find(|it| it.operations.query))
}
