//! From the struct's tokens to what they say.

use std::collections::{HashMap, HashSet};

use ats_schema::names::nearest;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident};
use syn::ext::IdentExt as _;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned as _;
use syn::{Attribute, DataStruct, DeriveInput, Fields, LitInt, LitStr, Path};

use super::ty::FieldType;
use crate::attr::{self, Errors, Given};

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
    /// The name of the field's constant.
    pub(super) constant: Ident,
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

/// Attributes that have a value, and so are given once.
const VALUED: &[&str] = &[
    "name",
    "label",
    "prefix",
    "new",
    "changes",
    "required_type",
    "key",
    "crate",
    "precision",
    "scale",
    "controlled_by",
];

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
        // What the names are made of: an identifier cannot begin with `r#` in the middle.
        let stem = ident.unraw();
        Self {
            vis,
            name: String::new(),
            label: String::new(),
            prefix: None,
            can: Can::default(),
            names: Names {
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

    fn attributes(input: &DeriveInput, errors: &mut Errors) -> Self {
        let ident = &input.ident;
        let mut object = Self::called(ident.clone(), input.vis.to_token_stream());
        let mut named = false;
        let mut given = Given::default();
        for attr in sobject_attributes(&input.attrs) {
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

    /// What the fields say together. `controllers` are the slots of dependent picklists, and the
    /// fields they name.
    pub(super) fn check(&mut self, controllers: &[(usize, Controller)], errors: &mut Errors) {
        self.check_fields(errors);
        self.check_names(errors);
        self.find_controllers(controllers, errors);
    }

    fn check_fields(&self, errors: &mut Errors) {
        if self.fields.len() > usize::from(u16::MAX) {
            errors.at(
                self.ident.span(),
                "more fields than a record table has slots for",
            );
        }
        let mut names = HashMap::new();
        let mut constants = HashMap::new();
        for field in &self.fields {
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
    fn check_names(&self, errors: &mut Errors) {
        let Can { create, update, .. } = self.can;
        let has = |is: fn(&Flags) -> bool| self.fields.iter().any(|field| is(&field.flags));
        let required = create && has(|flags| flags.create && flags.required);
        let key = create && update && has(|flags| flags.external_key);
        let made = [
            (true, &self.ident),
            (create, &self.names.new),
            (required, &self.names.required),
            (update, &self.names.changes),
            (key, &self.names.key),
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
        for field in self
            .fields
            .iter()
            .filter(|field| key && field.flags.external_key)
        {
            let ident = &field.ident;
            let message = match field.variant() {
                None => format!(
                    "`{ident}` cannot name a variant of `{}`: rename the field so that it begins with \
                     a letter",
                    self.names.key
                ),
                Some(variant) => match variants.insert(variant.clone(), ident) {
                    Some(before) => format!(
                        "`{before}` has the variant `{}::{variant}` already: rename one of the two \
                         fields",
                        self.names.key
                    ),
                    None => continue,
                },
            };
            errors.at(ident.span(), message);
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

/// The number of digits of `precision = 18`.
fn digits(meta: &ParseNestedMeta<'_>) -> syn::Result<u8> {
    let number: LitInt = meta.value()?.parse()?;
    number.base10_parse().map_err(|_| {
        let message = format!("`{number}` is not a number of digits: it is from 0 to 255");
        syn::Error::new(number.span(), message)
    })
}

/// The name of a field's constant, where its lints know that it is not the user's code: `type_` →
/// `TYPE`. `None` for a field that is nothing but underscores.
fn constant(field: &Ident) -> Option<Ident> {
    let text = field.to_string();
    let text = text.strip_prefix("r#").unwrap_or(&text);
    let text = text.trim_end_matches('_').to_ascii_uppercase();
    let span = Span::call_site().located_at(field.span());
    (!text.is_empty()).then(|| Ident::new(&text, span))
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
    /// Both `parent` and `children` were given.
    is_both: bool,
}

impl FieldAttributes {
    fn parse(attrs: &[Attribute], ident: &Ident, errors: &mut Errors) -> Option<Self> {
        let mut out = Self::default();
        let mut named = false;
        let mut given = Given::default();
        let mut scale_at = ident.span();
        for attr in sobject_attributes(attrs) {
            let result = attr.parse_nested_meta(|meta| {
                let Some(key) = meta.path.get_ident().map(ToString::to_string) else {
                    return Err(attr::unknown(&meta, FIELD));
                };
                if VALUED.contains(&key.as_str()) {
                    given.once(&meta, &key)?;
                }
                match key.as_str() {
                    "name" => out.name = Some(attr::api_name(&meta)?),
                    "label" => out.label = attr::string(&meta)?,
                    word if out.set(word) => {}
                    "precision" => out.precision = digits(&meta)?,
                    "scale" => {
                        out.scale = digits(&meta)?;
                        scale_at = meta.path.span();
                    }
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
        if out.scale > out.precision {
            let message = format!(
                "a number with {} digits cannot have {} of them after the point: `precision` is the \
                 number of all digits",
                out.precision, out.scale
            );
            errors.at(scale_at, message);
        }
        if out.extra && out.name.is_some() {
            let message = "`extra` takes what no other field names, and has no API name: drop \
                           `name`, or `extra`";
            errors.at(ident.span(), message);
            return None;
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
            "parent" => {
                self.is_both |= self.kind == Kind::Children;
                self.kind = Kind::Parent;
            }
            "children" => {
                self.is_both |= self.kind == Kind::Parent;
                self.kind = Kind::Children;
            }
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
        let Some(constant) = constant(&ident) else {
            errors.at(
                ident.span(),
                format!(
                    "`{ident}` gives no name for the field's constant: rename the field, so that it \
                     has a letter or digit"
                ),
            );
            return None;
        };
        if self.is_both {
            errors.at(
                ident.span(),
                "a relationship is `parent` or `children`: drop one of the two",
            );
        }
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
            constant,
        })
    }
}

impl Field {
    /// The name of the field's variant in `…Key`: `external_id` → `ExternalId`. `None` where that
    /// is no name of Rust.
    pub(super) fn variant(&self) -> Option<Ident> {
        let mut out = String::new();
        for word in self.ident.to_string().trim_start_matches("r#").split('_') {
            let mut letters = word.chars();
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            out.extend(letters);
        }
        let mut variant: Ident = syn::parse_str(&out).ok()?;
        variant.set_span(self.span);
        Some(variant)
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
