//! Short ways to build the pieces of a syntax tree.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, AttrStyle, Attribute, Expr, ExprLit, Fields, FieldsNamed,
    FieldsUnnamed, File, GenericArgument, Generics, Item, Lit, LitInt, LitStr, MacroDelimiter,
    Meta, MetaList, MetaNameValue, Path, PathArguments, PathSegment, Type, TypePath, Visibility,
};

/// An identifier. `name` was made by [`crate::names`], so it is ASCII letters, digits and
/// underscores and no keyword; what is no identifier is a bug, and panics here rather than
/// reach a file.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

pub(super) fn path(segments: &[&str]) -> Path {
    Path {
        leading_colon: None,
        segments: segments
            .iter()
            .map(|segment| PathSegment::from(ident(segment)))
            .collect(),
    }
}

pub(super) fn type_path(segments: &[&str]) -> Type {
    Type::Path(TypePath {
        attrs: Vec::new(),
        qself: None,
        path: path(segments),
    })
}

/// A type from its text: a path, or a name with one type or number as its argument.
pub(super) fn parse_type(text: &str) -> Type {
    let argument = text.split_once('<').zip(text.strip_suffix('>'));
    let Some(((name, _), whole)) = argument else {
        return type_path(&text.split("::").collect::<Vec<_>>());
    };
    let inner = &whole[name.len() + 1..];
    let argument = if inner.bytes().all(|byte| byte.is_ascii_digit()) {
        let literal = Lit::Int(LitInt::new(inner, Span::call_site()));
        GenericArgument::Const(literal_expr(literal))
    } else {
        GenericArgument::Type(parse_type(inner))
    };
    generic_of(name, argument)
}

fn generic_of(name: &str, argument: GenericArgument) -> Type {
    let mut args = Punctuated::new();
    args.push_value(argument);
    let mut segments = Punctuated::new();
    segments.push_value(PathSegment {
        ident: ident(name),
        arguments: PathArguments::AngleBracketed(AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: <_>::default(),
            args,
            gt_token: <_>::default(),
        }),
    });
    Type::Path(TypePath {
        attrs: Vec::new(),
        qself: None,
        path: Path {
            leading_colon: None,
            segments,
        },
    })
}

pub(super) fn literal_expr(lit: Lit) -> Expr {
    Expr::Lit(ExprLit {
        attrs: Vec::new(),
        lit,
    })
}

pub(super) fn string_expr(value: &str) -> Expr {
    literal_expr(Lit::Str(LitStr::new(value, Span::call_site())))
}

/// `#[name(tokens)]`.
pub(super) fn attribute(name: &[&str], tokens: TokenStream) -> Attribute {
    meta(
        Meta::List(MetaList {
            path: path(name),
            delimiter: MacroDelimiter::Paren(<_>::default()),
            tokens,
        }),
        AttrStyle::Outer,
    )
}

/// `#[name]`.
pub(super) fn attribute_path(name: &[&str]) -> Attribute {
    meta(Meta::Path(path(name)), AttrStyle::Outer)
}

/// `/// line`.
pub(super) fn doc_line(line: &str, style: AttrStyle) -> Attribute {
    name_value("doc", line, style)
}

/// `#[name = "value"]`.
pub(super) fn name_value(name: &str, value: &str, style: AttrStyle) -> Attribute {
    let name_value = MetaNameValue {
        path: path(&[name]),
        eq_token: <_>::default(),
        value: string_expr(value),
    };
    meta(Meta::NameValue(name_value), style)
}

/// `#![…]` of `#[…]`.
pub(super) fn with_style(mut attribute: Attribute, style: AttrStyle) -> Attribute {
    attribute.style = style;
    attribute
}

fn meta(meta: Meta, style: AttrStyle) -> Attribute {
    Attribute {
        pound_token: <_>::default(),
        style,
        bracket_token: <_>::default(),
        meta,
    }
}

/// `#[derive(A, B)]`.
pub(super) fn derive(traits: &[&str]) -> Attribute {
    let mut tokens = Vec::with_capacity(traits.len() * 2);
    for (at, name) in traits.iter().enumerate() {
        if at > 0 {
            tokens.push(punct(','));
        }
        tokens.push(ident(name).into());
    }
    attribute(&["derive"], tokens.into_iter().collect())
}

/// `#[cfg(feature = "…")]`.
pub(super) fn cfg_feature(feature: &str) -> Attribute {
    let tokens = [
        ident("feature").into(),
        punct('='),
        Literal::string(feature).into(),
    ];
    attribute(&["cfg"], tokens.into_iter().collect())
}

pub(super) fn punct(ch: char) -> TokenTree {
    Punct::new(ch, Spacing::Alone).into()
}

pub(super) fn parenthesized(tokens: Vec<TokenTree>) -> TokenTree {
    Group::new(Delimiter::Parenthesis, tokens.into_iter().collect()).into()
}

pub(super) fn public() -> Visibility {
    Visibility::Public(<_>::default())
}

pub(super) fn named_fields(fields: impl IntoIterator<Item = syn::Field>) -> Fields {
    let mut named = Punctuated::new();
    for field in fields {
        named.push(field);
    }
    Fields::Named(FieldsNamed {
        brace_token: <_>::default(),
        named,
    })
}

/// `(Type)` of a variant.
pub(super) fn unnamed_field(ty: Type) -> Fields {
    let mut unnamed = Punctuated::new();
    unnamed.push_value(syn::Field {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        modifiers: <_>::default(),
        ident: None,
        colon_token: None,
        ty,
        default: None,
    });
    Fields::Unnamed(FieldsUnnamed {
        paren_token: <_>::default(),
        unnamed,
    })
}

pub(super) fn field(attrs: Vec<Attribute>, name: &str, ty: Type) -> syn::Field {
    syn::Field {
        attrs,
        vis: public(),
        modifiers: <_>::default(),
        ident: Some(ident(name)),
        colon_token: Some(<_>::default()),
        ty,
        default: None,
    }
}

pub(super) fn enumeration(
    attrs: Vec<Attribute>,
    name: &str,
    variants: impl IntoIterator<Item = syn::Variant>,
) -> Item {
    let mut list = Punctuated::new();
    for variant in variants {
        list.push(variant);
    }
    Item::Enum(syn::ItemEnum {
        attrs,
        vis: public(),
        enum_token: <_>::default(),
        ident: ident(name),
        generics: Generics::default(),
        brace_token: <_>::default(),
        variants: list,
    })
}

pub(super) fn variant(attrs: Vec<Attribute>, name: &str, fields: Fields) -> syn::Variant {
    syn::Variant {
        attrs,
        ident: ident(name),
        fields,
        discriminant: None,
    }
}

/// `use a::b::C;`, with `*` for everything.
pub(super) fn use_item(attrs: Vec<Attribute>, vis: Visibility, segments: &[&str]) -> Item {
    let (last, path) = segments.split_last().expect("an import has a last segment");
    let mut tree = if *last == "*" {
        syn::UseTree::Glob(syn::UseGlob {
            star_token: <_>::default(),
        })
    } else {
        syn::UseTree::Name(syn::UseName { ident: ident(last) })
    };
    for segment in path.iter().rev() {
        tree = syn::UseTree::Path(syn::UsePath {
            ident: ident(segment),
            colon2_token: <_>::default(),
            tree: Box::new(tree),
        });
    }
    Item::Use(syn::ItemUse {
        attrs,
        vis,
        use_token: <_>::default(),
        leading_colon: None,
        tree,
        semi_token: <_>::default(),
    })
}

/// `pub mod name;` or `pub mod name { … }`.
pub(super) fn module(attrs: Vec<Attribute>, name: &str, content: Option<Vec<Item>>) -> Item {
    let semi = content.is_none().then(<_>::default);
    Item::Mod(syn::ItemMod {
        attrs,
        vis: public(),
        unsafety: None,
        mod_token: <_>::default(),
        ident: ident(name),
        content: content.map(|items| (<_>::default(), items)),
        semi,
    })
}

/// Prints groups of items with a blank line between groups, which prettyplease does not
/// put.
pub(super) fn print(groups: Vec<Vec<Item>>) -> String {
    let mut text = String::new();
    for items in groups {
        if items.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&prettyplease::unparse(&File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items,
        }));
    }
    text
}

/// Prints attributes and comments that stand at the top of a file.
pub(super) fn print_inner(attrs: Vec<Attribute>) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs,
        items: Vec::new(),
    })
}
