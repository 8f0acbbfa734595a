//! From the struct's tokens to what they say.

use ats_schema::names::nearest;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident};
use syn::spanned::Spanned as _;
use syn::{Attribute, DataStruct, DeriveInput, Fields, LitInt, LitStr, Path};

use super::ty::FieldType;
use crate::attr::{self, Errors};

/// An object, as its struct states it.
pub(super) struct Object {
    pub(super) ident: Ident,
    pub(super) vis: TokenStream,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) prefix: Option<String>,
    pub(super) can: Can,
    pub(super) names: Names,
    pub(super) fields: Vec<Field>,
    pub(super) extra: Option<Ident>,
    krate: Option<Path>,
}

/// What may be done with the object.
#[derive(Default)]
pub(super) struct Can {
    pub(super) query: bool,
    pub(super) retrieve: bool,
    pub(super) create: bool,
    pub(super) update: bool,
    pub(super) delete: bool,
    pub(super) undelete: bool,
}

impl Can {
    /// Takes an operation by its name; `false` if there is none of this name.
    pub(super) fn set(&mut self, word: &str) -> bool {
        match word {
            "query" => self.query = true,
            "retrieve" => self.retrieve = true,
            "create" => self.create = true,
            "update" => self.update = true,
            "delete" => self.delete = true,
            "undelete" => self.undelete = true,
            _ => return false,
        }
        true
    }
}

/// The names of the types that the derive adds.
pub(super) struct Names {
    pub(super) new: Ident,
    pub(super) required: Ident,
    pub(super) changes: Ident,
    pub(super) key: Ident,
}

/// A column or a relationship. Its place in [`Object::fields`] is its slot.
pub(super) struct Field {
    pub(super) ident: Ident,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) flags: Flags,
    pub(super) digits: (u8, u8),
    /// The slot of the controlling field, and where it is named.
    pub(super) controller: Option<(usize, Span)>,
    /// The field's type without its `Option`.
    pub(super) ty: FieldType,
    /// Where the field stands, for tokens that the derive adds: errors point there, while lints
    /// that a user turns on know that it is not the user's code.
    pub(super) span: Span,
    /// The first line of the doc comment.
    pub(super) summary: Vec<TokenTree>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Column,
    Parent,
    Children,
}

#[derive(Default)]
pub(super) struct Flags {
    pub(super) create: bool,
    pub(super) update: bool,
    pub(super) required: bool,
    pub(super) nillable: bool,
    pub(super) filter: bool,
    pub(super) sort: bool,
    pub(super) group: bool,
    pub(super) aggregate: bool,
    pub(super) external_key: bool,
    pub(super) email: bool,
}

const OBJECT: &[&str] = &[
    "name",
    "label",
    "prefix",
    "query",
    "retrieve",
    "create",
    "update",
    "delete",
    "undelete",
    "new",
    "changes",
    "required_type",
    "key",
    "crate",
];

const FIELD: &[&str] = &[
    "name",
    "label",
    "create",
    "update",
    "required",
    "nillable",
    "filter",
    "sort",
    "group",
    "aggregate",
    "external_key",
    "email",
    "precision",
    "scale",
    "controlled_by",
    "parent",
    "children",
    "extra",
];

impl Object {
    /// What the attributes of the struct or enum say.
    pub(super) fn marker(input: &DeriveInput) -> syn::Result<Self> {
        let mut errors = Errors::default();
        let object = Self::attributes(input, &mut errors);
        errors.finish()?;
        Ok(object)
    }

    pub(super) fn parse(input: &DeriveInput, data: &DataStruct) -> syn::Result<Self> {
        let mut errors = Errors::default();
        let mut object = Self::attributes(input, &mut errors);
        if matches!(data.fields, Fields::Unnamed(_)) {
            let message =
                "an sObject's fields have names: `struct Skill { name: Option<Text<80>> }`";
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
                    let ty = FieldType::parsed(ty);
                    if let Some(field) = attributes.into_field(ident, ty, summary, &mut errors) {
                        object.fields.push(field);
                    }
                }
                None => {}
            }
        }
        object.check(&controllers, &mut errors);
        errors.finish()?;
        Ok(object)
    }

    /// An object of which only the Rust name is known.
    pub(super) fn called(ident: Ident, vis: TokenStream) -> Self {
        Self {
            vis,
            name: String::new(),
            label: String::new(),
            prefix: None,
            can: Can::default(),
            names: Names {
                new: format_ident!("New{ident}"),
                required: format_ident!("{ident}Required"),
                changes: format_ident!("{ident}Update"),
                key: format_ident!("{ident}Key"),
            },
            fields: Vec::new(),
            extra: None,
            krate: None,
            ident,
        }
    }

    fn attributes(input: &DeriveInput, errors: &mut Errors) -> Self {
        let ident = &input.ident;
        let mut object = Self::called(ident.clone(), input.vis.to_token_stream());
        let mut named = false;
        for attr in sobject_attributes(&input.attrs) {
            let result = attr.parse_nested_meta(|meta| {
                let Some(key) = meta.path.get_ident().map(ToString::to_string) else {
                    return Err(attr::unknown(&meta, OBJECT));
                };
                match key.as_str() {
                    "name" => {
                        named = true;
                        object.name = attr::string(&meta)?;
                    }
                    "label" => object.label = attr::string(&meta)?,
                    "prefix" => object.prefix = Some(attr::string(&meta)?),
                    word if object.can.set(word) => {}
                    "new" => object.names.new = attr::type_name(&meta)?,
                    "changes" => object.names.changes = attr::type_name(&meta)?,
                    "required_type" => {
                        object.names.required = attr::type_name(&meta)?;
                    }
                    "key" => object.names.key = attr::type_name(&meta)?,
                    "crate" => object.krate = Some(meta.value()?.parse::<LitStr>()?.parse()?),
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

    /// What the fields say together. `controllers` are the slots of dependent picklists, and the
    /// fields they name.
    pub(super) fn check(&mut self, controllers: &[(usize, Controller)], errors: &mut Errors) {
        self.check_fields(errors);
        self.find_controllers(controllers, errors);
    }

    fn check_fields(&self, errors: &mut Errors) {
        if self.fields.len() > usize::from(u16::MAX) {
            errors.at(
                self.ident.span(),
                "more fields than a record table has slots for",
            );
        }
        let mut names = std::collections::HashMap::new();
        for field in &self.fields {
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

    fn find_controllers(&mut self, controllers: &[(usize, Controller)], errors: &mut Errors) {
        for (slot, (wanted, span)) in controllers {
            let found = self.fields.iter().position(|field| field.name == *wanted);
            if found.is_none() {
                let names = self.fields.iter().map(|field| field.name.as_str());
                let hint = nearest(wanted, names)
                    .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
                errors.at(*span, format!("no field has the API name `{wanted}`{hint}"));
            }
            if let Some(field) = self.fields.get_mut(*slot) {
                field.controller = found.map(|slot| (slot, *span));
            }
        }
    }

    /// The path to the runtime of this contract.
    pub(super) fn rt(&self) -> TokenStream {
        attr::runtime(self.krate.as_ref())
    }
}

fn sobject_attributes(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("sobject"))
}

/// The API name of a controlling field, and where it is named.
pub(super) type Controller = (String, Span);

/// What a field's attributes say, not yet held against its type.
#[derive(Default)]
pub(super) struct FieldAttributes {
    pub(super) name: Option<String>,
    pub(super) label: String,
    pub(super) precision: u8,
    pub(super) scale: u8,
    pub(super) controlled_by: Option<Controller>,
    pub(super) extra: bool,
    kind: Kind,
    flags: Flags,
}

impl FieldAttributes {
    fn parse(attrs: &[Attribute], ident: &Ident, errors: &mut Errors) -> Option<Self> {
        let mut out = Self::default();
        let mut named = false;
        for attr in sobject_attributes(attrs) {
            let result = attr.parse_nested_meta(|meta| {
                let Some(key) = meta.path.get_ident().map(ToString::to_string) else {
                    return Err(attr::unknown(&meta, FIELD));
                };
                match key.as_str() {
                    "name" => out.name = Some(attr::string(&meta)?),
                    "label" => out.label = attr::string(&meta)?,
                    word if out.set(word) => {}
                    "precision" => {
                        out.precision = meta.value()?.parse::<LitInt>()?.base10_parse()?
                    }
                    "scale" => out.scale = meta.value()?.parse::<LitInt>()?.base10_parse()?,
                    "controlled_by" => {
                        let controller: LitStr = meta.value()?.parse()?;
                        out.controlled_by = Some((controller.value(), controller.span()));
                    }
                    _ => {
                        named |= nearest(&key, FIELD.iter().copied()) == Some("name");
                        errors.push(attr::unknown(&meta, FIELD));
                        attr::skip(&meta)?;
                    }
                }
                Ok(())
            });
            errors.take(result)?;
        }
        if out.name.is_none() && !out.extra {
            if named {
                return None;
            }
            errors.at(
                ident.span(),
                "the field's API name is missing: `#[sobject(name = \"…\")]`, or \
                 `#[sobject(extra)]` for the one that takes what no other field names",
            );
            return None;
        }
        Some(out)
    }

    /// Takes an attribute that has no value; `false` if there is none of this name.
    pub(super) fn set(&mut self, word: &str) -> bool {
        let flags = &mut self.flags;
        match word {
            "create" => flags.create = true,
            "update" => flags.update = true,
            "required" => flags.required = true,
            "nillable" => flags.nillable = true,
            "filter" => flags.filter = true,
            "sort" => flags.sort = true,
            "group" => flags.group = true,
            "aggregate" => flags.aggregate = true,
            "external_key" => flags.external_key = true,
            "email" => flags.email = true,
            "parent" => self.kind = Kind::Parent,
            "children" => self.kind = Kind::Children,
            "extra" => self.extra = true,
            _ => return false,
        }
        true
    }

    pub(super) fn into_field(
        self,
        ident: Ident,
        ty: FieldType,
        summary: Vec<TokenTree>,
        errors: &mut Errors,
    ) -> Option<Field> {
        let name = self.name?;
        if self.flags.required && !self.flags.create {
            errors.at(
                ident.span(),
                "`required` is about creating: add `create`, or drop it",
            );
        }
        if self.kind != Kind::Column && (self.flags.create || self.flags.update) {
            errors.at(
                ident.span(),
                "a relationship is not written; its lookup field is",
            );
        }
        Some(Field {
            summary,
            span: Span::call_site().located_at(ident.span()),
            label: if self.label == name {
                String::new()
            } else {
                self.label
            },
            ident,
            name,
            kind: self.kind,
            flags: self.flags,
            digits: (self.precision, self.scale),
            controller: None,
            ty,
        })
    }
}

impl Field {
    /// The name of the field's constant.
    pub(super) fn constant(&self) -> Ident {
        let text = self.ident.to_string();
        let text = text.strip_prefix("r#").unwrap_or(&text);
        Ident::new(&text.trim_end_matches('_').to_ascii_uppercase(), self.span)
    }

    /// The entry of the table's `flags`.
    pub(super) fn bits(&self) -> u32 {
        let flags = &self.flags;
        let bits = [
            flags.create,
            flags.update,
            flags.required,
            flags.nillable,
            flags.filter,
            flags.sort,
            flags.group,
            flags.aggregate,
            flags.external_key,
            self.kind == Kind::Parent,
            self.kind == Kind::Children,
            flags.email,
        ];
        let bits = bits
            .iter()
            .enumerate()
            .map(|(bit, set)| u32::from(*set) << bit)
            .sum::<u32>();
        bits | u32::from(self.digits.0) << 12 | u32::from(self.digits.1) << 20
    }
}
