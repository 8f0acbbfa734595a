//! Parents, children, and what polymorphic lookups refer to.

use super::context::Context;
use super::data::{Child, Parent, Polymorphic, Target, TypeRef};
use super::documentation;
use crate::field_kind::{Reference, reference};
use crate::names::{self, OTHER};

/// The parent records: those whose type is in the crate, and every polymorphic one.
pub(super) fn parents(context: &Context<'_>) -> Vec<Parent> {
    let describe = &context.source.describe;
    let mut parents = Vec::new();
    for field in &describe.fields {
        let Some(api) = &field.relationship_name else {
            continue;
        };
        let Some(ident) = context.own.parents.get(api) else {
            continue;
        };
        let (target, polymorphic) = match reference(field) {
            Some(Reference::One(target)) if context.is_generated(target) => {
                (context.type_ref(target), false)
            }
            Some(Reference::External) => match &field.reference_to[..] {
                [one] if context.is_generated(one) => (context.type_ref(one), false),
                _ => continue,
            },
            Some(Reference::Many(_)) => {
                let name = context
                    .own
                    .enums
                    .get(&field.name)
                    .cloned()
                    .unwrap_or_default();
                (TypeRef::Local(name), true)
            }
            Some(Reference::One(_) | Reference::Any) | None => continue,
        };
        parents.push(Parent {
            api: api.clone(),
            ident: ident.clone(),
            target,
            polymorphic,
            doc: documentation::parent(field, &context.own.fields[&field.name]),
        });
    }
    parents
}

/// The child relationships from objects in the crate.
pub(super) fn children(context: &Context<'_>) -> Vec<Child> {
    let describe = &context.source.describe;
    describe
        .child_relationships
        .iter()
        .filter(|child| context.is_generated(&child.child_sobject))
        .filter_map(|child| {
            let api = child.relationship_name.clone()?;
            Some(Child {
                ident: context.own.children.get(&api)?.clone(),
                api,
                target: context.type_ref(&child.child_sobject),
                feature: context.feature(&child.child_sobject),
                doc: documentation::child(child),
            })
        })
        .collect()
}

/// The enums of polymorphic lookups.
pub(super) fn polymorphic(context: &Context<'_>) -> Vec<Polymorphic> {
    let describe = &context.source.describe;
    let mut enums = Vec::new();
    for field in &describe.fields {
        let Some(Reference::Many(targets)) = reference(field) else {
            continue;
        };
        let mut markers = Vec::new();
        let mut found = Vec::new();
        for api in targets {
            match context.type_ref(api) {
                TypeRef::Marker(name) => markers.push(name),
                TypeRef::Any => {}
                TypeRef::Local(name) | TypeRef::Object(name) => found.push((api, name)),
            }
        }
        markers.sort_unstable();
        found.sort_unstable();
        let types: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        let variants = found
            .iter()
            .zip(names::targets(&types))
            .map(|((api, _), ident)| Target {
                ident,
                api: (*api).clone(),
                label: context.generated.label_of(api),
                target: context.type_ref(api),
                feature: context.feature(api),
            })
            .collect();
        enums.push(Polymorphic {
            type_name: context
                .own
                .enums
                .get(&field.name)
                .cloned()
                .unwrap_or_default(),
            markers,
            variants,
            rest: OTHER.to_owned(),
            doc: documentation::polymorphic(context, field),
        });
    }
    enums
}

/// The features an object needs: those of the types it names without a `cfg`.
pub(super) fn needs(context: &Context<'_>, record_types: bool) -> Vec<String> {
    let mut needs = Vec::new();
    for field in &context.source.describe.fields {
        match reference(field) {
            Some(Reference::One(target)) => needs.extend(context.feature(target)),
            Some(Reference::External) => {
                needs.extend(
                    field
                        .reference_to
                        .iter()
                        .filter_map(|it| context.feature(it)),
                );
            }
            _ => {}
        }
    }
    if record_types {
        needs.extend(context.feature(names::RECORD_TYPE));
    }
    needs.sort_unstable();
    needs.dedup();
    needs
}
