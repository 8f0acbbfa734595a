//! Enums of picklist values.

use ats_schema::describe::{Field, FieldType};

use super::context::Context;
use super::data::{Picklist, Variant};
use super::documentation;
use crate::field_kind::is_enum;
use crate::names;

/// The variant for values a restricted picklist does not list.
const UNKNOWN: &str = "Unknown";

/// The variant for values an open picklist does not list.
const OTHER: &str = "Other";

/// The enums of an object's picklists, in the order of its fields.
pub(super) fn enums(context: &Context<'_>) -> Vec<Picklist> {
    let describe = &context.source.describe;
    describe
        .fields
        .iter()
        .zip(&context.own.enums)
        .filter(|(field, _)| is_enum(field))
        .filter_map(|(field, name)| {
            let partial = context.source.partial.contains(&field.name);
            Some(build(context, field, name.as_deref()?, partial))
        })
        .collect()
}

fn build(context: &Context<'_>, field: &Field, name: &str, partial: bool) -> Picklist {
    let restricted = field.restricted_picklist && !partial;
    let rest = if restricted { UNKNOWN } else { OTHER };
    let values = field.picklist_values.iter().map(|it| it.value.as_str());
    let idents = names::variants(values, rest);
    let controlled_by = controller(context, field);
    let variants = field
        .picklist_values
        .iter()
        .zip(idents)
        .map(|(entry, ident)| Variant {
            ident,
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
        rest: rest.to_owned(),
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
        _ => context.own.enums[at].clone(),
    }
}
