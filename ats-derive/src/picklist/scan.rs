//! Enums of the shape that the generator prints, read token by token. All others, and all mistakes, are
//! left to a parser.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::{Picklist, Value};
use crate::attr;
use crate::scan::{attributes, group, is_punct, name, string, visibility};

/// A picklist that no other controls.
pub(super) fn picklist(input: TokenStream) -> Option<Picklist> {
    let mut tokens = input.into_iter();
    let (attributes, next) = attributes(&mut tokens, "picklist", false)?;
    let said = attributes.words()?;
    if (said.iter()).any(|(word, value)| word != "serde" || value.is_some()) {
        return None;
    }
    let (_, keyword) = visibility(&mut tokens, next)?;
    let (Some(ident), Some(body), None) = (tokens.next(), tokens.next(), tokens.next()) else {
        return None;
    };
    let ident = name(ident)?;
    if !matches!(keyword, TokenTree::Ident(keyword) if keyword == "enum") {
        return None;
    }
    let (mut values, mut rest) = (Vec::new(), None);
    let mut tokens = group(&body, Delimiter::Brace)?.into_iter().peekable();
    while tokens.peek().is_some() {
        match variant(&mut tokens)? {
            Variant::Listed(value) => values.push(value),
            Variant::Unlisted(ident, restricted) if rest.is_none() => {
                rest = Some((ident, restricted));
            }
            Variant::Unlisted(..) => return None,
        }
    }
    let mut seen = HashSet::new();
    if !values.iter().all(|value| seen.insert(&*value.value)) {
        return None;
    }
    let (unlisted, restricted) = rest?;
    Some(Picklist {
        ident,
        rt: attr::runtime(None),
        values,
        controller: None,
        unlisted,
        restricted,
        serde: !said.is_empty(),
    })
}

enum Variant {
    Listed(Value),
    /// The variant for all other values, and whether it makes the picklist restricted.
    Unlisted(Ident, bool),
}

/// A variant, with the comma after it.
fn variant(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<Variant> {
    let (attributes, next) = attributes(tokens, "picklist", false)?;
    let ident = name(next)?;
    let (mut label, mut inactive, mut unlisted) = (None, false, false);
    for (word, value) in attributes.said {
        match (word.to_string().as_str(), value) {
            ("label", Some(value)) if label.is_none() => label = Some(string(value)?),
            ("inactive", None) => inactive = true,
            ("unlisted", None) => unlisted = true,
            _ => return None,
        }
    }
    let mut next = tokens.next();
    let payload = next
        .as_ref()
        .and_then(|next| group(next, Delimiter::Parenthesis));
    if payload.is_some() {
        next = tokens.next();
    }
    if next.is_some_and(|next| !is_punct(&next, ',')) {
        return None;
    }
    match (attributes.first, payload) {
        (Some(value), None) if !unlisted => Some(Variant::Listed(Value {
            ident,
            value: string(value)?,
            label: label.unwrap_or_default(),
            inactive,
            valid_for: None,
        })),
        (None, Some(payload)) if unlisted && label.is_none() && !inactive => {
            let mut payload = payload.into_iter();
            let (Some(TokenTree::Ident(ty)), None) = (payload.next(), payload.next()) else {
                return None;
            };
            Some(Variant::Unlisted(ident, ty == "Unlisted"))
        }
        _ => None,
    }
}
