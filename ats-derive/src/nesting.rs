//! A limit on the nesting of an item.
//!
//! A parser of Rust calls itself for each level, and an overflow of the stack ends the compiler
//! without a message.

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{TokenStream, TokenTree};

/// The most levels of parentheses, type arguments, references and operators inside each other.
pub(crate) const MOST: usize = 64;

/// Refuses an item that is nested deeper than [`MOST`] levels, at the token that is too deep.
///
/// # Errors
///
/// If it is.
pub(crate) fn check(input: &TokenStream) -> syn::Result<()> {
    let mut groups = vec![Level::of(input.clone())];
    while let Some(level) = groups.last_mut() {
        let Some(token) = level.tokens.next() else {
            groups.pop();
            continue;
        };
        level.count(&token);
        let depth = level.depth;
        if depth > MOST || groups.len() > MOST {
            let message = format!(
                "this is nested deeper than {MOST} levels: give the inner type a name of its own \
                 (`type Inner = …;`)"
            );
            return Err(syn::Error::new(token.span(), message));
        }
        if let TokenTree::Group(group) = token {
            groups.push(Level::of(group.stream()));
        }
    }
    Ok(())
}

/// The tokens of a group that are left to look at.
struct Level {
    tokens: IntoIter,
    /// An upper bound for the levels open at this token: the signs and keywords since the last
    /// comma, less the closed ones.
    depth: usize,
    /// True after the first half of `->` or `=>`, whose `>` closes no level.
    is_arrow: bool,
}

impl Level {
    fn of(tokens: TokenStream) -> Self {
        Self {
            tokens: tokens.into_iter(),
            depth: 0,
            is_arrow: false,
        }
    }

    fn count(&mut self, token: &TokenTree) {
        let was_arrow = std::mem::take(&mut self.is_arrow);
        match token {
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' | ';' => self.depth = 0,
                '>' if !was_arrow => self.depth = self.depth.saturating_sub(1),
                // Paths, lifetimes and attributes.
                ':' | '\'' | '#' | '@' | '$' | '>' => {}
                sign => {
                    self.is_arrow = sign == '-' || sign == '=';
                    self.depth += 1;
                }
            },
            TokenTree::Ident(word)
                if ats_schema::names::reserved::is_keyword(&word.to_string()) =>
            {
                self.depth += 1;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(source: &str) -> bool {
        check(&source.parse().unwrap()).is_err()
    }

    #[test]
    fn what_people_write_is_not_deep() {
        let fields = "pub a: Option<Vec<&'static dyn Fn(u8) -> Box<u8>>>,".repeat(1000);
        assert!(!is_refused(&format!("pub struct A {{ {fields} }}")));
    }

    #[test]
    fn every_way_to_go_deep() {
        let deep = |start: &str, end: &str| {
            let (start, end) = (start.repeat(10_000), end.repeat(10_000));
            format!("struct A {{ a: {start} u8 {end} }}")
        };
        for (start, end) in [
            ("(", ")"),
            ("[", "]"),
            ("[u8; {", "}]"),
            ("Vec<", ">"),
            ("&", ""),
            ("&'a mut ", ""),
            ("*const ", ""),
            ("fn() -> ", ""),
            ("impl Fn() -> ", ""),
            ("", "+ 1"),
            ("", "as u8 "),
            ("return ", ""),
        ] {
            assert!(is_refused(&deep(start, end)), "{start} {end}");
        }
    }
}
