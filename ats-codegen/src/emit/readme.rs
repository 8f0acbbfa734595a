//! `README.md` of the generated crate.

use std::fmt::Write as _;

use super::{doc_comments, manifest};
use crate::model::{Doc, Model, Object, Span};
use crate::package::Package;

/// The text of `README.md`, without its header.
pub(super) fn readme(package: &Package, model: &Model, command: &str) -> String {
    let mut text = format!(
        "# {}\n\n\
         The objects of a Salesforce org as Rust types: lengths, picklists, required fields and\n\
         permissions are part of the types, so what the org would refuse does not compile.\n\n\
         This crate is written by `ats-codegen`; changes made by hand are overwritten. To bring it\n\
         up to date with the org, run where it was run before:\n\n\
         ```console\n{command}\n```\n",
        package.name
    );
    text.push_str(&example(package, model));
    let _ = writeln!(
        text,
        "\n## Features\n\n\
         One per object; an object switches on the objects its lookups point to. `full` is all of\n\
         them, `default` is {}.\n",
        default(package, model)
    );
    if model.objects.is_empty() {
        return text;
    }
    let _ = writeln!(text, "| feature | type | object |\n|---|---|---|");
    for it in &model.objects {
        let label = doc_comments::lines(&Doc::line(vec![
            Span::Text(it.label.clone()),
            Span::Plain(" ".into()),
            Span::Code(it.api.replace('|', "\u{2758}")),
        ]))
        .concat();
        let _ = writeln!(text, "| `{}` | `{}` |{label} |", it.feature, it.type_name);
    }
    text
}

fn default(package: &Package, model: &Model) -> String {
    let on = manifest::default_features(package, model);
    match &on[..] {
        [] => "none of them".to_owned(),
        [one] if one == manifest::FULL => "all of them, too".to_owned(),
        on => format!("`{}`", on.join("`, `")),
    }
}

/// A query to begin with: of contacts, where there are any.
fn example(package: &Package, model: &Model) -> String {
    let queryable = |it: &&Object| it.operations.query;
    let mut objects = model.objects.iter().filter(queryable);
    let contact = objects.clone().find(|it| it.api == "Contact");
    let Some(object) = contact.or_else(|| objects.next()) else {
        return String::new();
    };
    let name = &object.type_name;
    let has = |ident: &str, flags: &[&str]| {
        let field = object.fields.iter().find(|it| it.ident == ident);
        field.is_some_and(|it| flags.iter().all(|flag| it.flags.contains(flag)))
    };
    let steps = if has("id", &[]) && has("name", &["sort"]) {
        format!("    .fields(({name}::ID, {name}::NAME))\n    .order_by({name}::NAME.asc())\n")
    } else {
        "    .all_fields()\n".to_owned()
    };
    format!(
        "\n```rust\nuse {}::{name};\n\n\
         let soql = {name}::select()\n{steps}    .limit(10)\n    .to_soql();\n```\n",
        package.name.replace('-', "_")
    )
}
