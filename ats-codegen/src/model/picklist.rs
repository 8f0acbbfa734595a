//! Enums of picklist values.

use ats_schema::describe::{Field, FieldType};

use super::context::Context;
use super::data::{Picklist, Variant};
use super::documentation;
use crate::field_kind::is_enum;
use crate::names;

/// The enums of an object's picklists, in the order of its fields.
pub(super) fn enums(context: &Context<'_>) -> Vec<Picklist> {
    let describe = &context.source.describe;
    describe
        .fields
        .iter()
        .filter(|field| is_enum(field))
        .map(|field| {
            let partial = context.source.partial.contains(&field.name);
            build(context, field, &context.own.enums[&field.name], partial)
        })
        .collect()
}

fn build(context: &Context<'_>, field: &Field, name: &str, partial: bool) -> Picklist {
    let restricted = field.restricted_picklist && !partial;
    let names = &context.own.values[&field.name];
    let controlled_by = controller(context, field);
    let variants = field
        .picklist_values
        .iter()
        .map(|entry| Variant {
            ident: names[&entry.value].clone(),
            label: (entry.label.clone())
                .filter(|label| *label != entry.value && !label.trim().is_empty()),
            value: entry.value.clone(),
            active: entry.active,
            default: entry.default_value,
            // A dependent value without a bitmap may be chosen for nothing.
            valid_for: (controlled_by.as_ref())
                .map(|_| entry.valid_for.clone().unwrap_or_else(|| "AAAA".to_owned())),
        })
        .collect();
    Picklist {
        type_name: name.to_owned(),
        restricted,
        controlled_by,
        variants,
        rest: names::rest_variant(restricted, names),
        doc: documentation::picklist(context, field, restricted, partial),
    }
}

/// The controlling picklist's enum, or `bool` of a check box.
fn controller(context: &Context<'_>, field: &Field) -> Option<String> {
    if !field.dependent_picklist {
        return None;
    }
    let name = field.controller_name.as_deref()?;
    let fields = &context.source.describe.fields;
    let at = fields.iter().position(|it| it.name == name)?;
    match fields[at].field_type {
        FieldType::Boolean => Some("bool".to_owned()),
        _ => context.own.enums.get(name).cloned(),
    }
}
