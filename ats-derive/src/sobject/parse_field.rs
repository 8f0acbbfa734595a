//! Parsing the attributes of a field.

use ats_schema::names::nearest;
use proc_macro2::{Ident, Span, TokenTree};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned as _;
use syn::{Attribute, LitInt, LitStr};

use super::field_type::FieldType;
use super::model::{Field, FieldRole, Flags};
use crate::attr::{self, Errors, Given};

/// Attributes of a field that have a value, and so are given once.
const VALUED: &[&str] = &["name", "label", "precision", "scale", "controlled_by"];

/// All attributes of a field.
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

/// The API name of a controlling field, and where it is named.
pub(super) type Controller = (String, Span);

/// What a field's attributes say, not yet held against its type.
#[derive(Default)]
pub(super) struct FieldAttributes {
    name: Option<String>,
    label: String,
    precision: u8,
    scale: u8,
    pub(super) controlled_by: Option<Controller>,
    pub(super) extra: bool,
    role: FieldRole,
    flags: Flags,
    /// Both `parent` and `children` were given.
    is_both: bool,
}

impl FieldAttributes {
    pub(super) fn parse(attrs: &[Attribute], ident: &Ident, errors: &mut Errors) -> Option<Self> {
        let mut out = Self::default();
        let mut named = false;
        let mut given = Given::default();
        let mut scale_at = ident.span();
        for attr in attr::named(attrs, "sobject") {
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
    fn set(&mut self, word: &str) -> bool {
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
                self.is_both |= self.role == FieldRole::Children;
                self.role = FieldRole::Parent;
            }
            "children" => {
                self.is_both |= self.role == FieldRole::Parent;
                self.role = FieldRole::Children;
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
        if self.role != FieldRole::Column && (self.flags.create || self.flags.update) {
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
            role: self.role,
            flags: self.flags,
            digits: (self.precision, self.scale),
            controller: None,
            ty,
            constant,
        })
    }
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
