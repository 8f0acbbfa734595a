//! Quirks of describes, mended one function each before anything else looks at them.
//!
//! What `ats-codegen.toml` changes is in [`overrides`]. A mended quirk is a warning.

mod overrides;
mod picklists;

use std::collections::HashSet;

use ats_schema::describe::{Describe, Field, FieldType};

pub(crate) use self::overrides::apply;
use crate::error::Warning;

/// Mends every quirk of a describe and says what it did.
pub(crate) fn mend(describe: &mut Describe) -> Vec<Warning> {
    let mut warnings = Vec::new();
    same_field_twice(describe, &mut warnings);
    picklists::unusable_values(describe, &mut warnings);
    picklists::unknown_controllers(describe, &mut warnings);
    for field in &mut describe.fields {
        more_decimals_than_digits(&describe.name, field, &mut warnings);
        same_target_twice(field);
        compound_is_read_only(field);
    }
    same_relationship_twice(describe, &mut warnings);
    unsaid_operations(describe, &mut warnings);
    warnings
}

/// A field that is described twice, as in merged or hand-edited files: the first stays.
/// Letter case does not tell fields apart in an org.
fn same_field_twice(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let mut seen = HashSet::new();
    let object = &describe.name;
    describe.fields.retain(|field| {
        let first = seen.insert(field.name.to_ascii_lowercase());
        if !first {
            let message = "described twice; the second is left out";
            warnings.push(Warning::field(object, &field.name, message));
        }
        first
    });
}

/// A number with more decimals than digits, which no number can have: its digits are left
/// unchecked.
fn more_decimals_than_digits(object: &str, field: &mut Field, warnings: &mut Vec<Warning>) {
    let number = matches!(
        field.field_type,
        FieldType::Double | FieldType::Currency | FieldType::Percent
    );
    // 255 is what a table entry holds; Salesforce has 18 digits at most.
    if number && (field.scale > field.precision || field.precision > 255) {
        warnings.push(Warning::field(
            object,
            &field.name,
            format!(
                "{} digits of which {} are decimals make no number; digits are not checked",
                field.precision, field.scale
            ),
        ));
        field.precision = 0;
        field.scale = 0;
    }
}

/// A target that a reference names twice.
fn same_target_twice(field: &mut Field) {
    let mut seen = HashSet::new();
    field
        .reference_to
        .retain(|target| seen.insert(target.clone()));
}

/// A compound field cannot be written, whatever its flags say: only its parts can (*Object
/// Reference, Compound Fields*: "compound fields are read-only").
fn compound_is_read_only(field: &mut Field) {
    if matches!(field.field_type, FieldType::Address | FieldType::Location) {
        field.createable = false;
        field.updateable = false;
    }
}

/// Relationships that cannot be told apart from what the answer holds already, because they
/// have the name of a field or of one another: the first stays, in the order of fields,
/// parents, then children by object and field.
fn same_relationship_twice(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let object = &describe.name;
    let mut seen: HashSet<String> = describe
        .fields
        .iter()
        .map(|field| field.name.to_ascii_lowercase())
        .collect();
    for field in &mut describe.fields {
        if field.relationship_name.as_deref() == Some("") {
            field.relationship_name = None;
        }
        let Some(name) = &field.relationship_name else {
            continue;
        };
        if !seen.insert(name.to_ascii_lowercase()) {
            let message = format!("the relationship name `{name}` is taken; it has no field");
            warnings.push(Warning::field(object, &field.name, message));
            field.relationship_name = None;
        }
    }
    describe.child_relationships.sort_by(|a, b| {
        (&a.child_sobject, &a.field, &a.relationship_name).cmp(&(
            &b.child_sobject,
            &b.field,
            &b.relationship_name,
        ))
    });
    describe.child_relationships.retain(|child| {
        let Some(name) = child.relationship_name.as_deref().filter(|it| !it.is_empty()) else {
            return false;
        };
        let first = seen.insert(name.to_ascii_lowercase());
        if !first {
            let message = format!(
                "the child relationship `{name}` from {}.{} has a name that is taken; it has no field",
                child.child_sobject, child.field
            );
            warnings.push(Warning::object(object, message));
        }
        first
    });
}

/// What a user may do with the object is not said, as in cut files: everything is taken to
/// be allowed.
fn unsaid_operations(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let mut unsaid = Vec::new();
    for (name, flag) in [
        ("queryable", &mut describe.queryable),
        ("retrieveable", &mut describe.retrieveable),
        ("createable", &mut describe.createable),
        ("updateable", &mut describe.updateable),
        ("deletable", &mut describe.deletable),
    ] {
        if flag.is_none() {
            *flag = Some(true);
            unsaid.push(name);
        }
    }
    // Old versions do not say it, and nobody misses it.
    describe.undeletable.get_or_insert(false);
    if !unsaid.is_empty() {
        let message = format!(
            "the describe does not say whether it is {}; taken as allowed",
            unsaid.join(", ")
        );
        warnings.push(Warning::object(&describe.name, message));
    }
}

#[cfg(test)]
mod tests;
