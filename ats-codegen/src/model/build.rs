//! Describe + names → model.

use ats_schema::describe::{Field as Described, FieldType};
use ats_schema::rules::id;

use super::context::{Context, Generated};
use super::data::{Field, Model, Object, Operations, RecordType, Ty, TypeRef};
use super::{documentation, picklist, query_schema, relations};
use crate::conventions::EXTRA_FIELD;
use crate::error::Warning;
use crate::field_kind::{Reference, is_enum, reference};
use crate::fixups::{FixedDescribe, Hidden};
use crate::names::Names;
use crate::parallel;

/// Builds the model of the objects that are generated.
pub(crate) fn build(
    describes: &[FixedDescribe],
    names: &Names,
    hidden: Hidden,
) -> (Model, Vec<Warning>) {
    let generated = Generated::new(describes, names);
    let built = parallel::map(describes, |_, source| object(source, &generated));
    let mut objects = Vec::with_capacity(built.len());
    let mut warnings = Vec::new();
    for (object, more) in built {
        objects.push(object);
        warnings.extend(more);
    }
    objects.sort_by(|a, b| a.module.cmp(&b.module));
    let markers = generated.markers();
    let model = Model {
        objects,
        markers,
        hidden,
    };
    (model, warnings)
}

fn object(source: &FixedDescribe, generated: &Generated<'_>) -> (Object, Vec<Warning>) {
    let describe = &source.describe;
    let api = describe.name.as_str();
    let own = (generated.names_of(api)).expect("everything that is described has names");
    let context = Context {
        source,
        generated,
        own,
    };
    let mut warnings = source.warnings.clone();
    let fields: Vec<Field> = describe
        .fields
        .iter()
        .map(|field| {
            let partial = source.partial.contains(&field.name);
            let mut found = Vec::new();
            let field = build_field(&context, field, partial, &mut found);
            if !source.noted.contains(&field.api) {
                warnings.append(&mut found);
            }
            field
        })
        .collect();
    let schema = query_schema::schema(&context, &fields);
    let record_types = record_types(&context, &mut warnings);
    let label = describe.label.clone().filter(|it| !it.trim().is_empty());
    let operations = operations(source);
    let label = label.unwrap_or_else(|| api.to_owned());
    let object = Object {
        api: api.to_owned(),
        key_prefix: describe.key_prefix.clone().filter(|it| !it.is_empty()),
        module: own.module.clone(),
        feature: own.feature.clone(),
        needs: relations::needs(&context, !record_types.is_empty()),
        type_name: own.type_name.clone(),
        new_name: None,
        update_name: None,
        operations,
        file: source.file.clone(),
        api_version: source.api_version.clone(),
        fields,
        parents: relations::parents(&context),
        children: relations::children(&context),
        extra: EXTRA_FIELD.to_owned(),
        picklists: picklist::enums(&context),
        polymorphic: relations::polymorphic(&context),
        record_types,
        record_type: context.type_ref("RecordType"),
        schema,
        doc: documentation::object(&label, api, operations),
        label,
    };
    (object, warnings)
}

fn operations(source: &FixedDescribe) -> Operations {
    let describe = &source.describe;
    Operations {
        query: describe.is_queryable(),
        retrieve: describe.is_retrieveable(),
        create: describe.is_createable(),
        update: describe.is_updateable(),
        delete: describe.is_deletable(),
    }
}

fn build_field(
    context: &Context<'_>,
    field: &Described,
    partial: bool,
    warnings: &mut Vec<Warning>,
) -> Field {
    let object = &context.source.describe.name;
    let mut warn = |message: String| {
        warnings.push(Warning::field(object, &field.name, message));
    };
    let ty = value_type(context, field, &mut warn);
    let required = context.source.required.contains(&field.name);
    let operations = operations(context.source);
    let label = if field.label.trim().is_empty() {
        field.name.clone()
    } else {
        field.label.clone()
    };
    Field {
        api: field.name.clone(),
        ident: context.own.fields[&field.name].clone(),
        flags: flags(field, required),
        digits: (ty == Ty::Number && field.precision > 0).then_some((field.precision, field.scale)),
        controlled_by: (field.dependent_picklist && is_enum(field))
            .then(|| field.controller_name.clone())
            .flatten(),
        doc: documentation::field(
            &label,
            field,
            documentation::Known {
                is_required: required,
                is_partial: partial,
                is_upsert_key: operations.create && operations.update && field.is_upsert_key(),
            },
        ),
        label,
        ty,
    }
}

fn value_type(context: &Context<'_>, field: &Described, warn: &mut impl FnMut(String)) -> Ty {
    let own_enum = || {
        context
            .own
            .enums
            .get(&field.name)
            .cloned()
            .unwrap_or_default()
    };
    match &field.field_type {
        FieldType::Id => Ty::Id(TypeRef::Local(context.own.type_name.clone())),
        FieldType::Reference => match reference(field) {
            Some(Reference::One(target)) => Ty::Id(context.type_ref(target)),
            Some(Reference::Many(_)) => Ty::Id(TypeRef::Local(own_enum())),
            Some(Reference::Any) => {
                warn("refers to no object that was described; its id is one of any object".into());
                Ty::Id(TypeRef::Any)
            }
            Some(Reference::External) | None => text(field),
        },
        FieldType::Picklist if is_enum(field) => Ty::Picklist(own_enum()),
        FieldType::MultiPicklist if is_enum(field) => Ty::MultiPicklist(own_enum()),
        FieldType::Picklist | FieldType::MultiPicklist => {
            warn("a picklist without values; generated as text".into());
            text(field)
        }
        FieldType::String
        | FieldType::Textarea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::EncryptedString
        | FieldType::Combobox => text(field),
        FieldType::Boolean => Ty::Bool,
        FieldType::Int | FieldType::Long => Ty::Int,
        FieldType::Double | FieldType::Currency | FieldType::Percent => Ty::Number,
        FieldType::Date => Ty::Date,
        FieldType::DateTime => Ty::DateTime,
        FieldType::Time => Ty::Time,
        FieldType::Address => Ty::Address,
        FieldType::Location => Ty::Location,
        FieldType::Base64 => Ty::Blob,
        FieldType::AnyType
        | FieldType::Json
        | FieldType::ComplexValue
        | FieldType::DataCategoryGroupReference => Ty::RawJson,
        other => {
            warn(format!(
                "the type `{other}` is not known; generated as raw JSON"
            ));
            Ty::RawJson
        }
    }
}

fn text(field: &Described) -> Ty {
    match field.length {
        0 => Ty::String,
        length => Ty::Text(length),
    }
}

/// The flags of the contract, in its order.
fn flags(field: &Described, required: bool) -> Vec<&'static str> {
    [
        (field.is_createable(), "create"),
        (field.is_updateable(), "update"),
        (required, "required"),
        (field.is_nillable(), "nillable"),
        (field.is_filterable(), "filter"),
        (field.is_sortable(), "sort"),
        (field.is_groupable(), "group"),
        (field.is_aggregatable(), "aggregate"),
        (field.is_upsert_key(), "external_key"),
        (field.field_type == FieldType::Email, "email"),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .map(|(_, name)| name)
    .collect()
}

/// Record types but the master one, which every object has and nobody names.
fn record_types(context: &Context<'_>, warnings: &mut Vec<Warning>) -> Vec<RecordType> {
    let describe = &context.source.describe;
    let mut seen = std::collections::BTreeSet::new();
    let usable: Vec<_> = describe
        .record_type_infos
        .iter()
        .filter(|it| !it.master)
        .filter_map(|info| {
            // Developer names came with API version 43.0.
            let name = info.developer_name.as_deref().unwrap_or(&info.name);
            let text = info.record_type_id.as_deref().unwrap_or_default();
            match id::parse(text) {
                Ok(id) if seen.insert(name) => {
                    Some((info, name, String::from_utf8_lossy(&id).into_owned()))
                }
                Ok(_) => None,
                Err(error) => {
                    let message =
                        format!("invalid ID `{text}` of the record type `{name}`: {error}");
                    warnings.push(Warning::object(&describe.name, message));
                    None
                }
            }
        })
        .collect();
    usable
        .into_iter()
        .map(|(info, name, id)| RecordType {
            ident: context.own.record_types[name].clone(),
            id,
            doc: documentation::record_type(info, name),
        })
        .collect()
}
