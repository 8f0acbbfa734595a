//! What `soql!` and `derive(Select)` know of an object: its describe in the compact form, with the
//! Rust names and types that were decided here.

use std::collections::{HashMap, HashSet};

use ats_schema::schema::Object as Schema;

use super::context::Context;
use super::data::Field;

/// The compact schema of an object whose fields are `fields`.
pub(super) fn schema(context: &Context<'_>, fields: &[Field]) -> Schema {
    let describe = &context.source.describe;
    let mut schema =
        Schema::from_describe(describe, |field| context.source.partial.contains(field));
    schema.rust_type = Some(context.own.type_name.clone());
    // Names count without regard to case, and the first of two counts, as in the schema.
    let mut places: HashMap<String, usize> = HashMap::with_capacity(fields.len());
    for (at, field) in fields.iter().enumerate() {
        places.entry(field.api.to_ascii_lowercase()).or_insert(at);
    }
    for field in &mut schema.fields {
        let Some(&at) = places.get(&field.name.to_ascii_lowercase()) else {
            continue;
        };
        field.rust_name = Some(fields[at].ident.clone());
        field.rust_type = Some(fields[at].ty.rust());
        let parent = describe.fields[at].relationship_name.as_ref();
        field.rust_parent = parent.and_then(|it| context.own.parents.get(it)).cloned();
    }
    for child in &mut schema.children {
        child.rust_name = context.own.children.get(&child.relationship).cloned();
    }
    // What SOQL cannot name, no query asks for; of two relationships with one name the first counts.
    schema.fields.retain(|field| is_name(&field.name));
    let mut seen = HashSet::new();
    (schema.children).retain(|child| {
        is_name(&child.relationship) && seen.insert(child.relationship.to_ascii_lowercase())
    });
    schema
}

/// Whether SOQL takes this for a name: an ASCII letter, then ASCII letters, digits and `_`.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
