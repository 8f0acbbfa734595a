//! Tokens with spans of their own, put one after the other.
//!
//! As `quote` has it, a stream for each field put into a greater one costs a call of the compiler
//! each time; here all fields go into one list.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Tokens, each with the span that was last [set](Self::at).
pub(super) struct TokenList {
    trees: Vec<TokenTree>,
    span: Span,
}

impl TokenList {
    pub(super) fn new() -> Self {
        Self {
            trees: Vec::new(),
            span: Span::call_site(),
        }
    }

    /// Where the tokens that follow stand.
    pub(super) fn at(&mut self, span: Span) -> &mut Self {
        self.span = span;
        self
    }

    /// Words and signs, between spaces.
    pub(super) fn text(&mut self, words: &str) -> &mut Self {
        for word in words.split(' ') {
            if word.starts_with(|first: char| first == '_' || first.is_alphabetic()) {
                self.trees.push(Ident::new(word, self.span).into());
                continue;
            }
            let mut signs = word.chars().peekable();
            while let Some(sign) = signs.next() {
                let spacing = match signs.peek() {
                    Some(_) => Spacing::Joint,
                    None => Spacing::Alone,
                };
                let mut punct = Punct::new(sign, spacing);
                punct.set_span(self.span);
                self.trees.push(punct.into());
            }
        }
        self
    }

    pub(super) fn ident(&mut self, ident: &Ident) -> &mut Self {
        self.trees.push(ident.clone().into());
        self
    }

    pub(super) fn number(&mut self, number: usize) -> &mut Self {
        let mut literal = Literal::usize_unsuffixed(number);
        literal.set_span(self.span);
        self.trees.push(literal.into());
        self
    }

    /// A number in parentheses.
    pub(super) fn arguments(&mut self, number: usize) -> &mut Self {
        let mut literal = Literal::usize_unsuffixed(number);
        literal.set_span(self.span);
        let stream = TokenTree::from(literal).into();
        let mut group = Group::new(Delimiter::Parenthesis, stream);
        group.set_span(self.span);
        self.trees.push(group.into());
        self
    }

    /// Tokens that have their spans.
    pub(super) fn trees(&mut self, trees: &[TokenTree]) -> &mut Self {
        self.trees.extend_from_slice(trees);
        self
    }

    pub(super) fn stream(self) -> TokenStream {
        self.trees.into_iter().collect()
    }
}
