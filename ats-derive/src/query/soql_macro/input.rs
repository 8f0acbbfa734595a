//! What `soql!` takes.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Token, Visibility};

/// What stands between the parentheses of `soql!`.
pub(super) struct Input {
    /// The struct that the row is to be.
    pub(super) named: Option<Named>,
    pub(super) query: LitStr,
    pub(super) overrides: Vec<Override>,
    /// `allow(never_matches)`.
    pub(super) never_matches: bool,
}

/// `pub struct OpenJob =`
pub(super) struct Named {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) ident: Ident,
}

/// `account.name: String`, or `name: !`.
pub(super) struct Override {
    pub(super) path: Vec<Ident>,
    pub(super) ty: OverrideType,
}

pub(super) enum OverrideType {
    /// `!`: never null.
    Never,
    /// `?`: perhaps null.
    Maybe,
    Type(TokenStream),
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let named = Named::parse(input)?;
        let query = match input.parse::<LitStr>() {
            Ok(query) => query,
            Err(error) => {
                let message = "soql! takes a query as one string literal, with binds in it: \
                               soql!(\"SELECT Name FROM bpats__Job__c WHERE Id = :id\")";
                return Err(syn::Error::new(error.span(), message));
            }
        };
        let mut it = Self {
            named,
            query,
            overrides: Vec::new(),
            never_matches: false,
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if input.peek(Ident::peek_any) && input.peek2(syn::token::Paren) {
                it.allow(input)?;
            } else {
                it.overrides.push(input.parse()?);
            }
        }
        Ok(it)
    }
}

impl Named {
    fn parse(input: ParseStream<'_>) -> syn::Result<Option<Self>> {
        let is_item =
            input.peek(Token![#]) || input.peek(Token![pub]) || input.peek(Token![struct]);
        if !is_item {
            return Ok(None);
        }
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![struct]>()?;
        let ident: Ident = input.parse()?;
        if ident != ident.unraw() {
            let message = "the row's name cannot be a raw identifier, because the names of other types are made from it";
            return Err(syn::Error::new(ident.span(), message));
        }
        input.parse::<Token![=]>()?;
        Ok(Some(Self { attrs, vis, ident }))
    }
}

impl Input {
    fn allow(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name: Ident = input.parse()?;
        let content;
        syn::parenthesized!(content in input);
        let what: Ident = content.parse()?;
        if name != "allow" || what != "never_matches" || !content.is_empty() {
            let message = "the only thing to be allowed is allow(never_matches)";
            return Err(syn::Error::new(name.span(), message));
        }
        self.never_matches = true;
        Ok(())
    }
}

impl Parse for Override {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut path = vec![input.call(Ident::parse_any)?];
        while input.parse::<Option<Token![.]>>()?.is_some() {
            path.push(input.call(Ident::parse_any)?);
        }
        input.parse::<Token![:]>()?;
        let ty = if input.parse::<Option<Token![!]>>()?.is_some() {
            OverrideType::Never
        } else if input.parse::<Option<Token![?]>>()?.is_some() {
            OverrideType::Maybe
        } else {
            let mut ty = TokenStream::new();
            let mut depth = 0_u32;
            while !input.is_empty() && (depth > 0 || !input.peek(Token![,])) {
                let token: TokenTree = input.parse()?;
                match &token {
                    TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
                    TokenTree::Punct(punct) if punct.as_char() == '>' => {
                        depth = depth.saturating_sub(1);
                    }
                    _ => {}
                }
                ty.extend([token]);
            }
            // Checked only: the tokens themselves are printed.
            syn::parse2::<syn::Type>(ty.clone())?;
            OverrideType::Type(ty)
        };
        Ok(Self { path, ty })
    }
}
