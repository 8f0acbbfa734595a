//! Parsing the struct or empty enum that derives `SObject`.

use ats_schema::names::nearest;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{DataStruct, DeriveInput, Fields};

use super::check;
use super::field_type::FieldType;
use super::model::{DerivedNames, Object, Operations};
use super::parse_field::FieldAttributes;
use crate::attr::{self, Errors, Given};

/// Attributes of the struct that have a value, and so are given once.
const VALUED: &[&str] = &[
    "name",
    "label",
    "prefix",
    "new",
    "changes",
    "required_type",
    "key",
    "crate",
];

/// All attributes of the struct.
const OBJECT: &[&str] = &[
    "name",
    "label",
    "prefix",
    "query",
    "retrieve",
    "create",
    "update",
    "delete",
    "new",
    "changes",
    "required_type",
    "key",
    "crate",
];

/// Parses an empty enum, which only names an object.
pub(super) fn parse_marker(input: &DeriveInput) -> syn::Result<Object> {
    let mut errors = Errors::default();
    let object = parse_attributes(input, &mut errors);
    errors.finish()?;
    Ok(object)
}

/// Parses a struct.
pub(super) fn parse_struct(input: &DeriveInput, data: &DataStruct) -> syn::Result<Object> {
    let mut errors = Errors::default();
    let mut object = parse_attributes(input, &mut errors);
    if matches!(data.fields, Fields::Unnamed(_)) {
        let message = "an sObject's fields have names: `struct Skill { name: Option<Text<80>> }`";
        errors.push(syn::Error::new_spanned(&data.fields, message));
    }
    let mut controllers = Vec::new();
    for field in &data.fields {
        let Some(ident) = field.ident.clone() else {
            continue;
        };
        match FieldAttributes::parse(&field.attrs, &ident, &mut errors) {
            Some(attributes) if attributes.extra => {
                let span = ident.span();
                if let Some(before) = object.extra.replace(ident) {
                    errors.at(
                        span,
                        format!("`{before}` takes what no other field names already"),
                    );
                }
            }
            Some(attributes) => {
                let slot = object.fields.len();
                if let Some(controller) = &attributes.controlled_by {
                    controllers.push((slot, controller.clone()));
                }
                let Some(ty) = attr::inside(&field.ty, "Option") else {
                    errors.at(
                        field.ty.span(),
                        "a record's fields are `Option`s: a query brings the fields it selected",
                    );
                    continue;
                };
                let summary = attr::summary(&field.attrs).into_iter().collect();
                let ty = FieldType::new(ty);
                if let Some(field) = attributes.into_field(ident, ty, summary, &mut errors) {
                    object.fields.push(field);
                }
            }
            None => {}
        }
    }
    check::check(&mut object, &controllers, &mut errors);
    errors.finish()?;
    Ok(object)
}

/// Returns an object of which only the Rust name is known.
fn named(ident: Ident, vis: TokenStream) -> Object {
    // What the names are made of: an identifier cannot begin with `r#` in the middle.
    let stem = ident.unraw();
    Object {
        vis,
        name: String::new(),
        label: String::new(),
        prefix: None,
        can: Operations::default(),
        names: DerivedNames {
            new: format_ident!("New{stem}"),
            required: format_ident!("{stem}Required"),
            changes: format_ident!("{stem}Update"),
            key: format_ident!("{stem}Key"),
        },
        fields: Vec::new(),
        extra: None,
        krate: None,
        ident,
    }
}

/// Parses the `#[sobject(…)]` attributes of the struct or enum.
fn parse_attributes(input: &DeriveInput, errors: &mut Errors) -> Object {
    let ident = &input.ident;
    let mut object = named(ident.clone(), input.vis.to_token_stream());
    let mut named = false;
    let mut given = Given::default();
    for attr in attr::named(&input.attrs, "sobject") {
        let result = attr.parse_nested_meta(|meta| {
            let Some(key) = meta.path.get_ident().map(ToString::to_string) else {
                return Err(attr::unknown(&meta, OBJECT));
            };
            if VALUED.contains(&key.as_str()) {
                named |= key == "name";
                given.once(&meta, &key)?;
            }
            match key.as_str() {
                "name" => object.name = attr::api_name(&meta)?,
                "label" => object.label = attr::string(&meta)?,
                "prefix" => object.prefix = Some(attr::prefix(&meta)?),
                word if object.can.set(word) => {}
                "new" => object.names.new = attr::type_name(&meta)?,
                "changes" => object.names.changes = attr::type_name(&meta)?,
                "required_type" => {
                    object.names.required = attr::type_name(&meta)?;
                }
                "key" => object.names.key = attr::type_name(&meta)?,
                "crate" => object.krate = Some(attr::krate(&meta)?),
                _ => {
                    named |= nearest(&key, OBJECT.iter().copied()) == Some("name");
                    errors.push(attr::unknown(&meta, OBJECT));
                    attr::skip(&meta)?;
                }
            }
            Ok(())
        });
        errors.take(result);
    }
    if object.name.is_empty() && !named {
        errors.at(
            ident.span(),
            format!("the object's API name is missing: `#[sobject(name = \"{ident}__c\")]`"),
        );
    }
    if object.label.is_empty() {
        object.label.clone_from(&object.name);
    }
    object
}
