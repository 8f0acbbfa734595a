//! What kind of field a field is, where its describe type alone does not say.

use ats_schema::describe::{Field, FieldType};

/// What a reference refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference<'a> {
    /// A record of an external object: its key is a text, no id.
    External,
    /// Nothing that the user may see.
    Any,
    /// Records of one object.
    One(&'a str),
    /// Records of several objects, or of whatever objects the org will have.
    Many(&'a [String]),
}

/// What `field` refers to; `None` when it is no reference.
pub(crate) fn reference(field: &Field) -> Option<Reference<'_>> {
    if field.field_type != FieldType::Reference {
        return None;
    }
    let external = |target: &String| target.ends_with("__x");
    let targets = &field.reference_to;
    Some(
        if field.reference_target_field.is_some() || targets.iter().any(external) {
            Reference::External
        } else {
            match &targets[..] {
                [] => Reference::Any,
                [one] if !field.polymorphic_foreign_key => Reference::One(one),
                many => Reference::Many(many),
            }
        },
    )
}

/// Whether `field` is a picklist that becomes an enum: one with values.
pub(crate) fn is_enum(field: &Field) -> bool {
    matches!(
        field.field_type,
        FieldType::Picklist | FieldType::MultiPicklist
    ) && !field.picklist_values.is_empty()
}
