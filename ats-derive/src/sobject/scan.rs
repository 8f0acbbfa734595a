//! Structs of the shape that the generator prints, read token by token. All others, and all mistakes,
//! are left to [`parse`](super::parse).

use ats_schema::rules::api_name::{is_api_name, is_key_prefix};
use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};

use super::parse::{FieldAttributes, Object};
use super::ty::FieldType;
use crate::attr::Errors;
use crate::scan::{attributes, group, is_punct, name, string, until_comma, visibility};

/// An object, and whether it is only named: an empty enum.
pub(super) fn object(input: TokenStream) -> Option<(Object, bool)> {
    let mut tokens = input.into_iter();
    let (attributes, next) = attributes(&mut tokens, "sobject", false)?;
    let (vis, next) = visibility(&mut tokens, next)?;
    let TokenTree::Ident(keyword) = next else {
        return None;
    };
    let ident = name(tokens.next()?)?;
    let body = group(&tokens.next()?, Delimiter::Brace)?;
    if tokens.next().is_some() {
        return None;
    }
    let mut object = Object::called(ident, vis);
    for (word, value) in attributes.words()? {
        match (word.to_string().as_str(), value) {
            ("name", Some(value)) if object.name.is_empty() => object.name = string(value)?,
            ("label", Some(value)) if object.label.is_empty() => object.label = string(value)?,
            ("prefix", Some(value)) if object.prefix.is_none() => {
                object.prefix = Some(string(value).filter(|prefix| is_key_prefix(prefix))?);
            }
            (word, None) if object.can.set(word) => {}
            _ => return None,
        }
    }
    if !is_api_name(&object.name) {
        return None;
    }
    if object.label.is_empty() {
        object.label.clone_from(&object.name);
    }
    if keyword == "enum" {
        return body.is_empty().then_some((object, true));
    }
    if keyword != "struct" {
        return None;
    }
    fields(&mut object, body)?;
    Some((object, false))
}

fn fields(object: &mut Object, body: TokenStream) -> Option<()> {
    let mut errors = Errors::default();
    let mut controllers = Vec::new();
    let mut tokens = body.into_iter().peekable();
    while tokens.peek().is_some() {
        let (mut attributes, next) = attributes(&mut tokens, "sobject", true)?;
        let (_, next) = visibility(&mut tokens, next)?;
        let ident = name(next)?;
        if !is_punct(&tokens.next()?, ':') {
            return None;
        }
        let ty = until_comma(&mut tokens)?;
        let summary = std::mem::take(&mut attributes.summary);
        let attributes = field(attributes.words()?)?;
        if attributes.extra {
            if object.extra.replace(ident).is_some() {
                return None;
            }
            continue;
        }
        if let Some(controller) = &attributes.controlled_by {
            controllers.push((object.fields.len(), controller.clone()));
        }
        let ty = FieldType::optional(&ty)?;
        let field = attributes.into_field(ident, ty, summary, &mut errors)?;
        object.fields.push(field);
    }
    object.check(&controllers, &mut errors);
    errors.finish().ok()
}

fn field(said: Vec<(Ident, Option<Literal>)>) -> Option<FieldAttributes> {
    let mut out = FieldAttributes::default();
    for (word, value) in said {
        match (word.to_string().as_str(), value) {
            ("name", Some(value)) if out.name.is_none() => {
                out.name = Some(string(value).filter(|name| is_api_name(name))?);
            }
            ("label", Some(value)) if out.label.is_empty() => out.label = string(value)?,
            ("precision", Some(value)) if out.precision == 0 => {
                out.precision = value.to_string().parse().ok()?;
            }
            ("scale", Some(value)) if out.scale == 0 => {
                out.scale = value.to_string().parse().ok()?;
            }
            ("controlled_by", Some(value)) if out.controlled_by.is_none() => {
                let span = value.span();
                out.controlled_by = Some((string(value)?, span));
            }
            (word, None) if out.set(word) => {}
            _ => return None,
        }
    }
    // What these say together is looked at by the parser.
    let is_whole = out.name.is_some() != out.extra && out.scale <= out.precision;
    is_whole.then_some(out)
}
