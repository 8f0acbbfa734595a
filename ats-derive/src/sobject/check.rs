//! Checks of an object's fields and names against each other.

use std::collections::{HashMap, HashSet};

use ats_schema::names::nearest;

use super::model::{Flags, Object, Operations};
use super::parse_field::Controller;
use crate::attr::Errors;

/// Checks the fields and names, and finds the controlling field of each dependent picklist.
/// `controllers` are the slots of dependent picklists, and the fields they name.
pub(super) fn check(object: &mut Object, controllers: &[(usize, Controller)], errors: &mut Errors) {
    check_fields(object, errors);
    check_names(object, errors);
    find_controllers(object, controllers, errors);
}

fn check_fields(object: &Object, errors: &mut Errors) {
    if object.fields.len() > usize::from(u16::MAX) {
        errors.at(
            object.ident.span(),
            "more fields than a record table has slots for",
        );
    }
    let mut names = HashMap::new();
    let mut constants = HashMap::new();
    for field in &object.fields {
        if let Some(before) = constants.insert(&field.constant, &field.ident) {
            errors.at(
                field.ident.span(),
                format!(
                    "`{before}` and `{}` both give the constant `{}`: rename one of them",
                    field.ident, field.constant
                ),
            );
        }
        if let Some(before) = names.insert(field.name.to_ascii_lowercase(), &field.ident) {
            errors.at(
                field.ident.span(),
                format!(
                    "`{before}` has the API name `{}` already; letter case does not tell names apart",
                    field.name
                ),
            );
        }
    }
}

/// Checks that the derived types have different names, and so the variants of the key.
fn check_names(object: &Object, errors: &mut Errors) {
    let Operations { create, update, .. } = object.can;
    let has = |is: fn(&Flags) -> bool| object.fields.iter().any(|field| is(&field.flags));
    let required = create && has(|flags| flags.create && flags.required);
    let key = create && update && has(|flags| flags.external_key);
    let made = [
        (true, &object.ident),
        (create, &object.names.new),
        (required, &object.names.required),
        (update, &object.names.changes),
        (key, &object.names.key),
    ];
    let mut types = HashSet::new();
    for (_, name) in made.iter().filter(|(is_made, _)| *is_made) {
        if !types.insert(*name) {
            let message = format!(
                "two types would be called `{name}`: give one of them another name, with \
                 `new`, `required_type`, `changes` or `key`"
            );
            errors.at(name.span(), message);
        }
    }
    let mut variants = HashMap::new();
    for field in object
        .fields
        .iter()
        .filter(|field| key && field.flags.external_key)
    {
        let ident = &field.ident;
        let message = match field.variant() {
            None => format!(
                "`{ident}` cannot name a variant of `{}`: rename the field so that it begins with \
                 a letter",
                object.names.key
            ),
            Some(variant) => match variants.insert(variant.clone(), ident) {
                Some(before) => format!(
                    "`{before}` has the variant `{}::{variant}` already: rename one of the two \
                     fields",
                    object.names.key
                ),
                None => continue,
            },
        };
        errors.at(ident.span(), message);
    }
}

fn find_controllers(object: &mut Object, controllers: &[(usize, Controller)], errors: &mut Errors) {
    for (slot, (wanted, span)) in controllers {
        let found = object.fields.iter().position(|field| field.name == *wanted);
        if found.is_none() {
            let names = object.fields.iter().map(|field| field.name.as_str());
            let hint = nearest(wanted, names)
                .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            errors.at(*span, format!("no field has the API name `{wanted}`{hint}"));
        }
        if let Some(field) = object.fields.get_mut(*slot) {
            field.controller = found.map(|slot| (slot, *span));
        }
    }
}
