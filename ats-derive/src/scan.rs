//! Reading items of the shapes that the generator prints, token by token.
//!
//! `cargo check` runs a derive unoptimized, and there a parser of all of Rust takes several times as
//! long as one of these shapes. What is of no such shape is left to a parser, and so are all mistakes:
//! nothing is reported from here.

use ats_schema::names::reserved::is_keyword;
use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Ident, Literal, Spacing, TokenStream, TokenTree};
use syn::Lit;

/// The attributes before an item, a field or a variant.
#[derive(Default)]
pub(crate) struct Attributes {
    /// The literal that the derive's attribute begins with, if it does.
    pub(crate) first: Option<Literal>,
    /// The words of all the derive's attributes, with their values.
    pub(crate) said: Vec<(Ident, Option<Literal>)>,
    /// The first line of the doc comment, if it is wanted.
    pub(crate) summary: Vec<TokenTree>,
}

impl Attributes {
    /// The words, where the attribute is nothing but words.
    pub(crate) fn words(self) -> Option<Vec<(Ident, Option<Literal>)>> {
        self.first.is_none().then_some(self.said)
    }
}

/// The attributes, and the token after them. `named` is that of the derive.
pub(crate) fn attributes(
    tokens: &mut impl Iterator<Item = TokenTree>,
    named: &str,
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
        } else if name == named {
            let inside = group(&inside.next()?, Delimiter::Parenthesis)?;
            words(inside.into_iter(), &mut out)?;
        }
    }
}

/// `word, word = literal, …`, which may begin with a literal alone.
fn words(mut tokens: IntoIter, out: &mut Attributes) -> Option<()> {
    while let Some(token) = tokens.next() {
        let next = match token {
            TokenTree::Ident(word) => {
                let mut value = None;
                let mut next = tokens.next();
                if next.as_ref().is_some_and(|next| is_punct(next, '=')) {
                    let Some(TokenTree::Literal(literal)) = tokens.next() else {
                        return None;
                    };
                    value = Some(literal);
                    next = tokens.next();
                }
                out.said.push((word, value));
                next
            }
            TokenTree::Literal(first) if out.first.is_none() && out.said.is_empty() => {
                out.first = Some(first);
                tokens.next()
            }
            _ => return None,
        };
        if next.is_some_and(|next| !is_punct(&next, ',')) {
            return None;
        }
    }
    Some(())
}

/// `pub` or `pub(…)` or nothing, and the token after it.
pub(crate) fn visibility(
    tokens: &mut impl Iterator<Item = TokenTree>,
    first: TokenTree,
) -> Option<(TokenStream, TokenTree)> {
    if !matches!(&first, TokenTree::Ident(ident) if ident == "pub") {
        return Some((TokenStream::new(), first));
    }
    let mut vis = TokenStream::from(first);
    let next = tokens.next()?;
    let Some(within) = group(&next, Delimiter::Parenthesis) else {
        return Some((vis, next));
    };
    let mut within = within.into_iter();
    match (within.next(), within.next()) {
        (Some(TokenTree::Ident(word)), None) if word == "crate" || word == "super" => {
            vis.extend([next]);
            Some((vis, tokens.next()?))
        }
        _ => None,
    }
}

/// A name: an identifier that is no keyword.
pub(crate) fn name(token: TokenTree) -> Option<Ident> {
    match token {
        TokenTree::Ident(ident) => {
            let text = ident.to_string();
            (text != "_" && !is_keyword(&text)).then_some(ident)
        }
        _ => None,
    }
}

/// Returns true for a path whose arguments are paths or whole numbers:
/// `a::B<c::D<40>>`.
pub(crate) fn is_type_path(tokens: &[TokenTree]) -> bool {
    // The tokens allowed next.
    #[derive(PartialEq)]
    enum Next {
        /// A name, or a number as an argument.
        Start,
        /// A name, after `::`.
        Name,
        /// The second colon.
        Colon,
        /// `::`, `<`, or the end of what a name began.
        AfterName,
        /// The end of what arguments ended.
        AfterArguments,
    }
    let (mut next, mut depth) = (Next::Start, 0_u32);
    for token in tokens {
        next = match token {
            TokenTree::Ident(ident) if next == Next::Start || next == Next::Name => {
                let text = ident.to_string();
                let is_root = ["crate", "self", "super", "Self"].contains(&text.as_str());
                if text == "_" || (is_keyword(&text) && !is_root) {
                    return false;
                }
                Next::AfterName
            }
            TokenTree::Literal(number) if next == Next::Start && depth > 0 => {
                if !number.to_string().bytes().all(|byte| byte.is_ascii_digit()) {
                    return false;
                }
                Next::AfterArguments
            }
            TokenTree::Punct(punct) => match (punct.as_char(), &next) {
                (':', Next::AfterName) if punct.spacing() == Spacing::Joint => Next::Colon,
                (':', Next::Colon) => Next::Name,
                ('<', Next::AfterName) => {
                    depth += 1;
                    Next::Start
                }
                ('>', Next::AfterName | Next::AfterArguments) if depth > 0 => {
                    depth -= 1;
                    Next::AfterArguments
                }
                _ => return false,
            },
            _ => return false,
        };
    }
    depth == 0 && matches!(next, Next::AfterName | Next::AfterArguments)
}

/// The tokens of a type, up to the comma after it.
pub(crate) fn until_comma(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<Vec<TokenTree>> {
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

pub(crate) fn group(token: &TokenTree, delimiter: Delimiter) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group.stream()),
        _ => None,
    }
}

/// The text of a string literal.
pub(crate) fn string(literal: Literal) -> Option<String> {
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

pub(crate) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}
