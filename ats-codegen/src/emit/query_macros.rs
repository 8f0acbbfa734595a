//! The macros by which `soql!` and `derive(Select)` come by what they check: one an object, named
//! as its type is, and one that knows which objects there are.
//!
//! They are printed as text and marked `#[rustfmt::skip]`: what they hold is a long literal, one
//! line a field, and neither printer lays that out so that a person can read it. Every line of an
//! org goes through `Literal::string`, and so cannot end the literal.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ats_schema::schema::index::{Entry, Index};
use proc_macro2::Literal;

use crate::model::{Model, Object};
use crate::parallel;

/// The macro that holds an object's compact schema.
fn holder(object: &Object) -> String {
    format!("__ats_{}", object.module)
}

/// What stands at the end of an object's module.
pub(super) fn object(object: &Object) -> String {
    let (holder, name) = (holder(object), &object.type_name);
    let schema = lines(&object.schema.to_compact());
    let api = Literal::string(&object.api);
    format!(
        "
/// What `soql!` and `derive(Select)` know of `{name}`.
#[doc(hidden)]
#[macro_export]
#[rustfmt::skip]
macro_rules! {holder} {{
    (@ $job:ident $($input:tt)*) => {{
        $crate::__ats_index! {{ $job {{}} {api} $($input)* }}
    }};
    ($root:tt $index:tt $job:ident {{ $($known:tt)* }} $($input:tt)*) => {{
        $crate::__rt::v1::ask! {{ $root $index $job {{ $($known)* {schema} }} $($input)* }}
    }};
}}
#[doc(hidden)]
pub use {holder} as {name};
"
    )
}

/// The same for texts that are the same, and for no others that anybody comes across.
fn fingerprint(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// What stands at the end of `lib.rs`.
pub(super) fn library(model: &Model) -> String {
    let fingerprints = parallel::map(&model.objects, |_, it| fingerprint(&it.schema.to_compact()));
    let mut entries: Vec<Entry> = (model.objects.iter())
        .zip(fingerprints)
        .map(|(it, fingerprint)| Entry {
            name: it.api.clone(),
            holder: Some(holder(it)),
            rust_type: Some(it.type_name.clone()),
            fingerprint: Some(fingerprint),
            reason: None,
        })
        .collect();
    let markers = model.markers.iter().map(|it| it.api.as_str());
    let hidden = model.hidden.objects.iter().map(String::as_str);
    let without_type: BTreeSet<&str> = markers.chain(hidden).collect();
    entries.extend(without_type.into_iter().map(|name| Entry {
        name: name.to_owned(),
        reason: model.hidden.reason(name),
        ..Entry::default()
    }));
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    let mut index = Index {
        entries,
        ..Index::default()
    };
    index.fingerprint = fingerprint(&index.to_string());
    let head = Literal::string(&index.head());
    let index = lines(&index.to_string());
    format!(
        "
#[doc(hidden)]
pub use ats_core::__rt;

/// SOQL that is checked against this org's objects when the program is compiled.
///
/// See [`ats_core::query`] for what it takes and gives.
#[macro_export]
macro_rules! soql {{
    ($($query:tt)*) => {{
        $crate::__ats_index! {{ soql {{}} $($query)* }}
    }};
}}

/// Which objects there are, and which macro knows more of each: told in full where that is asked
/// for, and otherwise by its fingerprint, since a program has many queries and the list is long.
#[doc(hidden)]
#[macro_export]
#[rustfmt::skip]
macro_rules! __ats_index {{
    (@ $($state:tt)*) => {{
        $crate::__rt::v1::ask! {{ [$crate] {index} $($state)* }}
    }};
    ($($state:tt)*) => {{
        $crate::__rt::v1::ask! {{ [$crate] {head} $($state)* }}
    }};
}}
"
    )
}

/// The module that says of objects whose feature is off how to switch it on.
pub(super) fn off(model: &Model) -> String {
    let mut text = String::from(
        "//! What `soql!` says of objects whose feature is off. Their macros take the place of those in the
//! objects' modules.
",
    );
    for object in &model.objects {
        let (holder, feature) = (holder(object), &object.feature);
        let note = Literal::string(&format!("ats-off {feature}"));
        let api = Literal::string(&object.api);
        // Writing to a `String` does not fail.
        let _ = write!(
            text,
            "
#[cfg(not(feature = \"{feature}\"))]
#[doc(hidden)]
#[macro_export]
#[rustfmt::skip]
macro_rules! {holder} {{
    ($root:tt $index:tt $job:ident {{ $($known:tt)* }} $($input:tt)*) => {{
        $crate::__rt::v1::ask! {{ $root $index $job {{ $($known)* {api} {note} }} $($input)* }}
    }};
}}
"
        );
    }
    text
}

/// A text as a literal with a line of its own for each of its lines.
fn lines(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() * 5 / 4);
    literal.push_str("\"\\\n");
    for line in text.lines() {
        let quoted = Literal::string(line).to_string();
        let inner = quoted
            .strip_prefix('"')
            .and_then(|it| it.strip_suffix('"'))
            .unwrap_or_default();
        // White space at the start of a line is not part of a literal that goes on there.
        match inner.strip_prefix(' ') {
            Some(rest) => {
                literal.push_str("\\x20");
                literal.push_str(rest);
            }
            None => literal.push_str(inner),
        }
        literal.push_str("\\n\\\n");
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::lines;

    proptest! {
        #[test]
        fn a_literal_is_its_lines(text in "([ \\t]?[^\r\n]{0,12}\n){0,4}") {
            let literal: syn::LitStr = syn::parse_str(&lines(&text)).unwrap();
            prop_assert_eq!(literal.value(), text);
        }
    }
}
