//! Enums of the shape that the generator prints, read token by token. All others, and all mistakes, are
//! left to a parser.

use std::collections::HashSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{Picklist, Value, runtime};
use crate::scan::{attributes, group, is_punct, string, visibility};

/// A picklist that no other controls.
pub(super) fn picklist(input: TokenStream) -> Option<Picklist> {
    let mut tokens = input.into_iter();
    let (attributes, next) = attributes(&mut tokens, "picklist", false)?;
    if attributes.first.is_some() {
        return None;
    }
    let mut serde = false;
    for (word, value) in &attributes.said {
        if word != "serde" || value.is_some() {
            return None;
        }
        serde = true;
    }
    let (_, keyword) = visibility(&mut tokens, next)?;
    let (Some(TokenTree::Ident(ident)), Some(body), None) =
        (tokens.next(), tokens.next(), tokens.next())
    else {
        return None;
    };
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
        rt: runtime(),
        values,
        controller: None,
        unlisted,
        restricted,
        serde,
    })
}

enum Variant {
    Listed(Value),
    /// The variant for all other values, and whether it makes the picklist restricted.
    Unlisted(proc_macro2::Ident, bool),
}

/// A variant, with the comma after it.
fn variant(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<Variant> {
    let (attributes, next) = attributes(tokens, "picklist", false)?;
    let TokenTree::Ident(ident) = next else {
        return None;
    };
    let (mut label, mut inactive, mut unlisted) = (None, false, false);
    for (word, value) in attributes.said {
        match (word.to_string().as_str(), value) {
            ("label", Some(value)) => label = Some(string(value)?),
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
        (Some(value), None) if !unlisted => {
            let value = string(value)?;
            Some(Variant::Listed(Value {
                ident,
                label: label
                    .filter(|label| !label.is_empty())
                    .unwrap_or_else(|| value.clone()),
                value,
                inactive,
                valid_for: None,
            }))
        }
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
