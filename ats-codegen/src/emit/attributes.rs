//! `#[sobject(…)]` and its like, packed so that both printers agree.
//!
//! rustfmt breaks an attribute whose arguments are wider than 70 columns
//! (`attr_fn_like_width`), prettyplease one whose line is longer than 89 bytes. Below both
//! limits they print the same bytes. Arguments are therefore packed into as many attributes
//! as it takes; the few that are too long alone are printed by prettyplease and marked
//! `#[rustfmt::skip]`.

use proc_macro2::{Ident, Literal, Span, TokenTree};
use syn::Attribute;

use super::syntax_tree;

/// Widest text between the parentheses of one attribute.
const WIDEST: usize = 66;

/// Longest line of a field or constant that both printers leave alone, indent included.
pub(super) const LONGEST_LINE: usize = 88;

/// One argument of an attribute, with its printed width.
pub(super) struct Argument {
    tokens: Vec<TokenTree>,
    width: usize,
}

impl Argument {
    /// `name`.
    pub(super) fn flag(name: &str) -> Self {
        Self {
            tokens: vec![syntax_tree::ident(name).into()],
            width: name.len(),
        }
    }

    /// `"value"`.
    pub(super) fn string(value: &str) -> Self {
        let literal = Literal::string(value);
        let width = literal.to_string().len();
        Self {
            tokens: vec![literal.into()],
            width,
        }
    }

    /// `name = "value"`.
    pub(super) fn text(name: &str, value: &str) -> Self {
        Self::string(value).named(name)
    }

    /// `name = 7`.
    pub(super) fn number(name: &str, value: u32) -> Self {
        let literal = Literal::u32_unsuffixed(value);
        let width = literal.to_string().len();
        Self {
            tokens: vec![literal.into()],
            width,
        }
        .named(name)
    }

    /// `name = path::to::Type`.
    pub(super) fn type_path(name: &str, segments: &[&str]) -> Self {
        Self::path(segments).named(name)
    }

    /// `path::to::Type`.
    pub(super) fn path(segments: &[&str]) -> Self {
        let mut tokens = Vec::new();
        let mut width = 0;
        for (at, segment) in segments.iter().enumerate() {
            if at > 0 {
                let joint = proc_macro2::Punct::new(':', proc_macro2::Spacing::Joint);
                tokens.push(joint.into());
                tokens.push(syntax_tree::punct(':'));
                width += 2;
            }
            let ident = syntax_tree::ident(segment);
            width += segment.len();
            tokens.push(ident.into());
        }
        Self { tokens, width }
    }

    /// Two arguments that stay together.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.tokens.push(syntax_tree::punct(','));
        self.tokens.extend(other.tokens);
        self.width += 2 + other.width;
        self
    }

    fn named(mut self, name: &str) -> Self {
        let ident = Ident::new(name, Span::call_site());
        self.tokens
            .splice(0..0, [ident.into(), syntax_tree::punct('=')]);
        self.width += name.len() + 3;
        self
    }
}

/// Packs arguments, in order, into attributes called `name`; says whether one is too wide
/// for the printers to agree on.
pub(super) fn pack(name: &str, arguments: Vec<Argument>, into: &mut Vec<Attribute>) -> bool {
    let mut wide = false;
    let mut tokens: Vec<TokenTree> = Vec::new();
    let mut width = 0;
    for argument in arguments {
        wide |= argument.width > WIDEST;
        if width > 0 && width + 2 + argument.width > WIDEST {
            let full = std::mem::take(&mut tokens);
            into.push(syntax_tree::attribute(&[name], full.into_iter().collect()));
            width = 0;
        }
        if width > 0 {
            tokens.push(syntax_tree::punct(','));
            width += 2;
        }
        width += argument.width;
        tokens.extend(argument.tokens);
    }
    if !tokens.is_empty() {
        into.push(syntax_tree::attribute(
            &[name],
            tokens.into_iter().collect(),
        ));
    }
    wide
}

/// Puts paths into one `#[name(list(a, b))]`; says whether it is too wide for the printers to
/// agree on.
///
/// There is only one attribute however many paths there are: rustc expands the helper attributes
/// of an item one inside the other, and its recursion limit is 128.
pub(super) fn list(
    name: &str,
    list: &str,
    paths: Vec<Argument>,
    into: &mut Vec<Attribute>,
) -> bool {
    if paths.is_empty() {
        return false;
    }
    let mut group: Vec<TokenTree> = Vec::new();
    let mut width = list.len() + 2;
    for (position, path) in paths.into_iter().enumerate() {
        if position > 0 {
            group.push(syntax_tree::punct(','));
            width += 2;
        }
        width += path.width;
        group.extend(path.tokens);
    }
    let tokens = [
        syntax_tree::ident(list).into(),
        syntax_tree::parenthesized(group),
    ];
    into.push(syntax_tree::attribute(
        &[name],
        tokens.into_iter().collect(),
    ));
    width > WIDEST
}

/// `#[rustfmt::skip]`.
pub(super) fn skip() -> Attribute {
    syntax_tree::attribute_path(&["rustfmt", "skip"])
}
