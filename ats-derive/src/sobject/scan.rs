//! Structs of the shape that the generator prints, read token by token.
//!
//! `cargo check` runs a derive unoptimized, and there a parser of all of Rust takes several times as
//! long as one of this shape. What is not of this shape is left to [`parse`](super::parse), and
//! so are all mistakes: nothing is reported from here.

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};
use syn::Lit;

use super::parse::{FieldAttributes, Object};
use super::ty::{FieldType, is_punct};
use crate::attr::Errors;

/// An object, and whether it is only named: an empty enum.
pub(super) fn object(input: TokenStream) -> Option<(Object, bool)> {
    let mut tokens = input.into_iter();
    let (attributes, next) = attributes(&mut tokens, false)?;
    let (vis, next) = visibility(&mut tokens, next)?;
    let TokenTree::Ident(keyword) = next else {
        return None;
    };
    let TokenTree::Ident(ident) = tokens.next()? else {
        return None;
    };
    let body = group(&tokens.next()?, Delimiter::Brace)?;
    if tokens.next().is_some() {
        return None;
    }
    let mut object = Object::called(ident, vis);
    for (word, value) in attributes.said {
        match (word.to_string().as_str(), value) {
            ("name", Some(value)) => object.name = string(value)?,
            ("label", Some(value)) => object.label = string(value)?,
            ("prefix", Some(value)) => object.prefix = Some(string(value)?),
            (word, None) if object.can.set(word) => {}
            _ => return None,
        }
    }
    if object.name.is_empty() {
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
        let (attributes, next) = attributes(&mut tokens, true)?;
        let (_, next) = visibility(&mut tokens, next)?;
        let TokenTree::Ident(ident) = next else {
            return None;
        };
        if !is_punct(&tokens.next()?, ':') {
            return None;
        }
        let ty = until_comma(&mut tokens)?;
        let summary = attributes.summary;
        let attributes = field(attributes.said)?;
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
            ("name", Some(value)) => out.name = Some(string(value)?),
            ("label", Some(value)) => out.label = string(value)?,
            ("precision", Some(value)) => out.precision = value.to_string().parse().ok()?,
            ("scale", Some(value)) => out.scale = value.to_string().parse().ok()?,
            ("controlled_by", Some(value)) => {
                let span = value.span();
                out.controlled_by = Some((string(value)?, span));
            }
            (word, None) if out.set(word) => {}
            _ => return None,
        }
    }
    (out.name.is_some() || out.extra).then_some(out)
}

/// The attributes before an item or a field.
#[derive(Default)]
struct Attributes {
    /// The words of all `#[sobject(…)]`, with their values.
    said: Vec<(Ident, Option<Literal>)>,
    /// The first line of the doc comment, if it is wanted.
    summary: Vec<TokenTree>,
}

/// The attributes, and the token after them.
fn attributes(
    tokens: &mut impl Iterator<Item = TokenTree>,
    with_summary: bool,
) -> Option<(Attributes, TokenTree)> {
    let mut out = Attributes::default();
    loop {
        let hash = tokens.next()?;
        if !is_punct(&hash, '#') {
            return Some((out, hash));
        }
        let attribute = tokens.next()?;
        let mut inside = group(&attribute, Delimiter::Bracket)?.into_iter();
        let TokenTree::Ident(name) = inside.next()? else {
            continue;
        };
        if name == "doc" {
            if with_summary && out.summary.is_empty() {
                out.summary = vec![hash, attribute];
            }
        } else if name == "sobject" {
            words(
                group(&inside.next()?, Delimiter::Parenthesis)?.into_iter(),
                &mut out.said,
            )?;
        }
    }
}

/// `word, word = literal, …`
fn words(mut tokens: IntoIter, said: &mut Vec<(Ident, Option<Literal>)>) -> Option<()> {
    while let Some(token) = tokens.next() {
        let TokenTree::Ident(word) = token else {
            return None;
        };
        let mut value = None;
        let mut next = tokens.next();
        if next.as_ref().is_some_and(|next| is_punct(next, '=')) {
            let Some(TokenTree::Literal(literal)) = tokens.next() else {
                return None;
            };
            value = Some(literal);
            next = tokens.next();
        }
        said.push((word, value));
        if next.is_some_and(|next| !is_punct(&next, ',')) {
            return None;
        }
    }
    Some(())
}

/// `pub` or `pub(…)` or nothing, and the token after it.
fn visibility(
    tokens: &mut impl Iterator<Item = TokenTree>,
    first: TokenTree,
) -> Option<(TokenStream, TokenTree)> {
    if !matches!(&first, TokenTree::Ident(ident) if ident == "pub") {
        return Some((TokenStream::new(), first));
    }
    let mut vis = TokenStream::from(first);
    let next = tokens.next()?;
    if group(&next, Delimiter::Parenthesis).is_none() {
        return Some((vis, next));
    }
    vis.extend([next]);
    Some((vis, tokens.next()?))
}

/// The tokens of a type, up to the comma after it.
fn until_comma(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<Vec<TokenTree>> {
    let (mut out, mut depth) = (Vec::new(), 0_u32);
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                ',' if depth == 0 => break,
                '<' => depth += 1,
                '>' => depth = depth.checked_sub(1)?,
                ':' | ',' => {}
                _ => return None,
            }
        }
        out.push(token);
    }
    Some(out)
}

fn group(token: &TokenTree, delimiter: Delimiter) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group.stream()),
        _ => None,
    }
}

/// The text of a string literal.
fn string(literal: Literal) -> Option<String> {
    let shown = literal.to_string();
    let plain = shown
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match plain {
        Some(text) if !text.contains('\\') => Some(text.to_owned()),
        _ => match Lit::new(literal) {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
    }
}
