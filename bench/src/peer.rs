//! The same models under `serde_derive`: what the generator might have printed instead.
//!
//! One struct to read, one to create and one to update an object, and the picklists, each with
//! `Serialize` and `Deserialize` where it is written and read. Wherever a choice had to be made it
//! was made in `serde_derive`'s favour; README.md lists them.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};
use syn::{Attribute, Item, ItemEnum, Type};

use crate::model::{self, Field, File, Model, Object};

/// What the peer's fields are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The same types, by way of `peer-values`: checked ids, exact numbers, dates, open enums.
    Same,
    /// What is quickest to write: `String`, `f64`, enums that lose what they do not list.
    Plain,
}

/// The files of the peer's crate: their names and texts.
///
/// # Errors
///
/// If what would be written is no Rust; the sources then hold something the contract does not.
pub fn files(model: &Model, style: Style) -> syn::Result<Vec<(String, String)>> {
    let emit = Emit {
        style,
        root: quote!(crate),
    };
    let files = model.files.iter().map(|file| {
        let text = print(emit.items(&file.syntax.items))?;
        let allow = if file.name == "lib.rs" {
            "#![allow(unused)]\n\n"
        } else {
            ""
        };
        Ok((file.name.clone(), format!("{allow}{text}")))
    });
    files.collect()
}

/// The peer in one file, for `include!` in a module whose path is `root`.
///
/// # Errors
///
/// As [`files`].
pub fn single_file(model: &Model, style: Style, root: &str) -> syn::Result<String> {
    let root = root.parse::<TokenStream>()?;
    let emit = Emit { style, root };
    let mut all = TokenStream::new();
    for File { name, syntax } in &model.files {
        let items = emit.items(&syntax.items);
        if name == "lib.rs" {
            let own = items.into_iter().filter(|item| !is_declaration(item));
            all.extend(own.map(|item| item.to_token_stream()));
        } else {
            let module = format_ident!("{}", name.trim_end_matches(".rs").replace('/', "_"));
            all.extend(quote!(pub mod #module { #(#items)* }));
        }
    }
    print(vec![Item::Verbatim(all)])
}

fn print(items: Vec<Item>) -> syn::Result<String> {
    let tokens = quote!(#(#items)*);
    Ok(prettyplease::unparse(&syn::parse2(tokens)?))
}

/// `pub mod contact;`, whose content is elsewhere.
fn is_declaration(item: &Item) -> bool {
    match item {
        Item::Mod(item) => item.content.is_none(),
        Item::Verbatim(tokens) => {
            matches!(syn::parse2(tokens.clone()), Ok(Item::Mod(item)) if item.content.is_none())
        }
        _ => false,
    }
}

struct Emit {
    style: Style,
    root: TokenStream,
}

impl Emit {
    fn items(&self, items: &[Item]) -> Vec<Item> {
        let items = items.iter().map(|item| self.item(item));
        items
            .map(|item| Item::Verbatim(self.rooted(item)))
            .collect()
    }

    fn item(&self, item: &Item) -> TokenStream {
        match item {
            // What queries are checked against, which serde knows nothing of.
            Item::Macro(_) => TokenStream::new(),
            // The peers do without the list of objects and the prelude.
            Item::Const(_) => TokenStream::new(),
            Item::Mod(item) if item.ident == "prelude" => TokenStream::new(),
            Item::Use(item) => match item.tree.to_token_stream().to_string() {
                tree if tree.starts_with("__ats_") => TokenStream::new(),
                tree if !tree.starts_with("ats_core") => {
                    let (vis, tree) = (&item.vis, &item.tree);
                    quote!(#vis use #tree;)
                }
                tree if tree.ends_with('*') => quote! {
                    use peer_values::*;
                    use serde::{Deserialize, Serialize};
                },
                _ => TokenStream::new(),
            },
            Item::Mod(item) => {
                let (vis, ident) = (&item.vis, &item.ident);
                match &item.content {
                    Some((_, items)) => {
                        let items = items.iter().map(|item| self.item(item));
                        quote!(#vis mod #ident { #(#items)* })
                    }
                    None => quote!(#vis mod #ident;),
                }
            }
            Item::Struct(item) => match model::object(item) {
                Some(object) => self.object(&object, &docs(&item.attrs)),
                None => item.to_token_stream(),
            },
            Item::Enum(item) if model::derives(&item.attrs, "Picklist") => self.picklist(item),
            Item::Enum(item) if model::derives(&item.attrs, "Polymorphic") => {
                // An enum by `derive` would have to be untagged, which reads each record by
                // trial and doubles the code of every variant.
                let ident = &item.ident;
                quote!(pub type #ident = Box<UntypedRecord>;)
            }
            Item::Enum(item) if item.variants.is_empty() => {
                let (docs, ident) = (docs(&item.attrs), &item.ident);
                quote!(#(#docs)* pub enum #ident {})
            }
            Item::Impl(_) if self.style == Style::Plain => TokenStream::new(),
            other => other.to_token_stream(),
        }
    }

    fn object(&self, object: &Object, docs: &[Attribute]) -> TokenStream {
        let Object { ident, fields, .. } = object;
        let members = fields.iter().map(|field| {
            let Field { ident, docs, .. } = field;
            let (ty, serde) = (self.ty(&field.ty), serde(field, "Option::is_none"));
            quote!(#(#docs)* #serde pub #ident: Option<#ty>,)
        });
        let new = object.can("create").then(|| self.new_record(object));
        let update = object.can("update").then(|| self.update(object));
        let key = object.has_key().then(|| self.key(object));
        quote! {
            #(#docs)*
            #[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
            pub struct #ident {
                #(#members)*
            }
            #new
            #update
            #key
        }
    }

    /// `New…` and `…Required`.
    fn new_record(&self, object: &Object) -> TokenStream {
        let (new, required) = (&object.names.new, &object.names.required);
        let members = object.with("create").map(|field| {
            let (ident, doc, ty) = (&field.ident, field.docs.first(), self.ty(&field.ty));
            if field.is("required") {
                let api = &field.api;
                quote!(#doc #[serde(rename = #api)] pub #ident: #ty,)
            } else {
                let serde = serde(field, "Option::is_none");
                quote!(#doc #serde pub #ident: Option<#ty>,)
            }
        });
        let must: Vec<_> = object
            .with("create")
            .filter(|it| it.is("required"))
            .collect();
        let idents: Vec<_> = must.iter().map(|field| &field.ident).collect();
        let types = must.iter().map(|field| self.ty(&field.ty));
        let optional = object.with("create").filter(|it| !it.is("required"));
        let optional = optional.map(|field| &field.ident);
        let (default, rest) = if must.is_empty() {
            let rest = quote! {
                impl #new {
                    #[must_use]
                    pub fn new() -> Self {
                        Self::default()
                    }
                }
            };
            (quote!(Default,), rest)
        } else {
            let rest = quote! {
                #[derive(Clone, Debug, PartialEq)]
                pub struct #required { #(pub #idents: #types,)* }
                impl #new {
                    #[must_use]
                    pub fn new(required: #required) -> Self {
                        let #required { #(#idents),* } = required;
                        Self { #(#idents,)* #(#optional: None,)* }
                    }
                }
            };
            (TokenStream::new(), rest)
        };
        quote! {
            #[derive(Clone, #default PartialEq, Debug, Serialize)]
            pub struct #new {
                #(#members)*
            }
            #rest
        }
    }

    /// `…Update`.
    fn update(&self, object: &Object) -> TokenStream {
        let (ident, update) = (&object.ident, &object.names.update);
        let members = object.with("update").map(|field| {
            let (ident, doc, ty) = (&field.ident, field.docs.first(), self.ty(&field.ty));
            if field.is("nillable") {
                let serde = serde(field, "Patch::is_leave");
                quote!(#doc #serde pub #ident: Patch<#ty>,)
            } else {
                let serde = serde(field, "Change::is_leave");
                quote!(#doc #serde pub #ident: Change<#ty>,)
            }
        });
        quote! {
            #[derive(Clone, Default, PartialEq, Debug, Serialize)]
            pub struct #update {
                #(#members)*
            }
            impl #ident {
                #[must_use]
                pub fn into_update(self) -> #update {
                    #update::default()
                }
            }
        }
    }

    /// `…Key`.
    fn key(&self, object: &Object) -> TokenStream {
        let key = &object.names.key;
        let variants = object.with("external_key").map(|field| {
            let (doc, ty) = (field.docs.first(), self.ty(&field.ty));
            let variant = variant(&field.ident);
            quote!(#doc #variant(#ty),)
        });
        quote! {
            #[derive(Clone, Debug, PartialEq, Serialize)]
            #[serde(untagged)]
            pub enum #key {
                #(#variants)*
            }
        }
    }

    fn picklist(&self, item: &ItemEnum) -> TokenStream {
        let (enum_docs, ident) = (docs(&item.attrs), &item.ident);
        let variants = item.variants.iter().map(|variant| {
            let (docs, ident, fields) = (docs(&variant.attrs), &variant.ident, &variant.fields);
            match (model::picklist_value(&variant.attrs), self.style) {
                (Some((value, _)), _) => quote!(#(#docs)* #[serde(rename = #value)] #ident,),
                (None, Style::Same) => quote!(#(#docs)* #[serde(untagged)] #ident #fields,),
                (None, Style::Plain) => quote!(#(#docs)* #[serde(other)] #ident,),
            }
        });
        quote! {
            #(#enum_docs)*
            #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
            pub enum #ident {
                #(#variants)*
            }
        }
    }

    fn ty(&self, ty: &Type) -> TokenStream {
        if self.style == Style::Plain {
            match model::name_of(ty).as_str() {
                "Id" | "Text" | "Date" | "DateTime" | "Time" | "Blob" | "MultiPicklist" => {
                    return quote!(String);
                }
                "Number" => return quote!(f64),
                _ => {}
            }
        }
        ty.to_token_stream()
    }

    /// The tokens, with `crate` replaced by the root.
    fn rooted(&self, tokens: TokenStream) -> TokenStream {
        let trees = tokens.into_iter().map(|tree| match tree {
            TokenTree::Ident(ident) if ident == "crate" => self.root.clone(),
            TokenTree::Group(group) => {
                let inner = self.rooted(group.stream());
                TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner)).into()
            }
            other => other.into(),
        });
        trees.collect()
    }
}

fn serde(field: &Field, skip: &str) -> TokenStream {
    let api = &field.api;
    quote!(#[serde(rename = #api, skip_serializing_if = #skip)])
}

fn docs(attrs: &[Attribute]) -> Vec<Attribute> {
    let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
    docs.cloned().collect()
}

/// `external_id` → `ExternalId`, as the derive does.
fn variant(ident: &Ident) -> Ident {
    let mut out = String::new();
    for word in ident.to_string().trim_start_matches("r#").split('_') {
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.extend(letters);
    }
    format_ident!("{out}")
}
