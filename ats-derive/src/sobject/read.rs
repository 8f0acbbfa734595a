//! The record as read: its table, its columns.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::parse::{Field, Flags, Kind, Object};
use crate::attr;

/// The table and `impl SObject`.
pub(super) fn sobject(object: &Object) -> TokenStream {
    let Object {
        ident,
        name,
        label,
        fields,
        ..
    } = object;
    let names = texts(fields.iter().map(|field| field.name.as_str()));
    let labels = texts(fields.iter().map(|field| field.label.as_str()));
    let flags = fields
        .iter()
        .map(|field| Literal::u32_unsuffixed(field.bits()));
    let sorted = sorted(fields);
    let dependents = fields
        .iter()
        .enumerate()
        .filter_map(|(slot, field)| dependent(fields, slot, field));
    let prefix = match &object.prefix {
        Some(prefix) => quote!(::core::option::Option::Some(#prefix)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::SObject for #ident {
            const TABLE: &'static __rt::Table = &__rt::Table::new(
                (#name, #label, #prefix),
                #names,
                #labels,
                &[#(#flags),*],
                &[#(#sorted),*],
                &[#(#dependents),*],
            );
        }
    }
}

/// Texts as one literal, and where each ends in it: a list of literals costs the compiler far more.
pub(crate) fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> TokenStream {
    let mut all = String::new();
    let ends: Vec<_> = texts
        .map(|text| {
            all.push_str(text);
            Literal::usize_unsuffixed(all.len())
        })
        .collect();
    quote!(__rt::Texts::new(#all, &[#(#ends),*]))
}

/// The slots by length of name, then by name: the order in which the runtime searches.
fn sorted(fields: &[Field]) -> impl Iterator<Item = Literal> {
    let mut slots: Vec<usize> = (0..fields.len()).collect();
    slots.sort_by_key(|slot| (fields[*slot].name.len(), &fields[*slot].name));
    slots.into_iter().map(Literal::usize_unsuffixed)
}

/// The table's entry for a dependent picklist.
fn dependent(fields: &[Field], slot: usize, field: &Field) -> Option<TokenStream> {
    let (controller, span) = field.controller?;
    let controlling = &fields[controller].ty;
    let controller = Literal::usize_unsuffixed(controller);
    let slot = Literal::usize_unsuffixed(slot);
    let ty = &field.ty;
    // Several values at once are not checked: the org's rule for them is not documented.
    let is_multi = attr::is_named(ty, "MultiPicklist");
    let span = Span::call_site().located_at(span);
    (!is_multi)
        .then(|| quote_spanned!(span=> (#controller, #slot, __rt::is_pair::<#ty, #controlling>)))
}

/// `impl Fields`, `impl Record`, `Debug` and serde's traits.
pub(super) fn record(object: &Object) -> TokenStream {
    let ident = &object.ident;
    let field_arms = object.fields.iter().enumerate().map(|(slot, field)| {
        let (slot, span, field) = (
            Literal::usize_unsuffixed(slot),
            field.ty_span(),
            &field.ident,
        );
        let value = quote_spanned!(span=> &self.#field);
        quote!(#slot => #value,)
    });
    let slot_arms = object.fields.iter().enumerate().map(|(slot, field)| {
        let (slot, span, field) = (
            Literal::usize_unsuffixed(slot),
            field.ty_span(),
            &field.ident,
        );
        let value = quote_spanned!(span=> &mut self.#field);
        quote!(#slot => #value,)
    });
    let field_body = lending(&field_arms.collect::<Vec<_>>(), &[]);
    let slot_body = if object.fields.is_empty() {
        quote! {
            let _ = slot;
            ::core::option::Option::None
        }
    } else {
        quote! {
            ::core::option::Option::Some(match slot {
                #(#slot_arms)*
                _ => return ::core::option::Option::None,
            })
        }
    };
    let (extra, extra_mut) = match &object.extra {
        Some(extra) => (
            quote!(::core::option::Option::Some(&self.#extra)),
            quote!(::core::option::Option::Some(&mut self.#extra)),
        ),
        None => (
            quote!(::core::option::Option::None),
            quote!(::core::option::Option::None),
        ),
    };
    let debug = debug(&object.ident);
    let idents = object.fields.iter().map(|field| &field.ident);
    let extra_ident = object.extra.iter();
    quote! {
        #[automatically_derived]
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                Self {
                    #(#idents: ::core::option::Option::None,)*
                    #(#extra_ident: __rt::Extra::new(),)*
                }
            }
        }
        #[automatically_derived]
        impl ::core::clone::Clone for #ident {
            fn clone(&self) -> Self {
                let mut copy = Self::default();
                __rt::copy_fields(self, &mut copy);
                copy
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::Fields for #ident {
            fn table(&self) -> &'static __rt::Table {
                <Self as __rt::SObject>::TABLE
            }
            fn field(&self, slot: usize) -> __rt::Lent<'_> {
                #field_body
            }
            fn extra(&self) -> ::core::option::Option<&__rt::Extra> {
                #extra
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::Record for #ident {
            fn slot(&mut self, slot: usize) -> ::core::option::Option<&mut dyn __rt::Slot> {
                #slot_body
            }
            fn extra_mut(&mut self) -> ::core::option::Option<&mut __rt::Extra> {
                #extra_mut
            }
        }
        #debug
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::RelatedRecord for #ident {
            fn boxed() -> __rt::Boxed {
                __rt::Boxed::new::<Self>()
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::Serialize for #ident {
            fn serialize<S: __rt::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                __rt::serialize_fields(self, serializer)
            }
        }
        #[automatically_derived]
        impl<'de> __rt::Deserialize<'de> for #ident {
            fn deserialize<D: __rt::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                __rt::deserialize_record(deserializer)
            }
        }
    }
}

/// The body of `Fields::field`, of arms that lend a field and arms that give a value outright.
///
/// The former are coerced to one trait object: half the work, for the compiler, of a call in each.
pub(super) fn lending(lent: &[TokenStream], given: &[TokenStream]) -> TokenStream {
    match (lent, given) {
        // A `match` with no arm but the last would be unreachable code, and so on.
        ([], []) => quote! {
            let _ = slot;
            __rt::Lent::Absent
        },
        ([], _) => quote! {
            match slot {
                #(#given)*
                _ => __rt::Lent::Absent,
            }
        },
        _ => quote! {
            let field: &dyn __rt::Lend = match slot {
                #(#lent)*
                _ => return match slot {
                    #(#given)*
                    _ => __rt::Lent::Absent,
                },
            };
            field.lend()
        },
    }
}

/// `Debug` and `PartialEq` by way of the table.
pub(super) fn debug(ident: &proc_macro2::Ident) -> TokenStream {
    let name = ident.to_string();
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __rt::debug_fields(#name, self, f)
            }
        }
        #[automatically_derived]
        impl ::core::cmp::PartialEq for #ident {
            fn eq(&self, other: &Self) -> bool {
                __rt::eq_fields(self, other)
            }
        }
    }
}

/// The constants for columns and relationships.
pub(super) fn columns(object: &Object) -> TokenStream {
    let Object { ident, vis, .. } = object;
    let constants = object.fields.iter().enumerate().map(|(slot, field)| {
        let (slot, docs, name) = (
            Literal::usize_unsuffixed(slot),
            &field.summary,
            field.constant(),
        );
        let ty = &field.ty;
        match field.kind {
            Kind::Column => {
                let flags = &field.flags;
                let caps = caps(flags);
                quote_spanned! {field.span()=>
                    #docs
                    #vis const #name: __rt::Column<Self, #ty, __rt::caps::#caps> =
                        __rt::Column::new(#slot);
                }
            }
            Kind::Parent => {
                let parent = field.related();
                quote_spanned! {field.span()=>
                    #docs
                    #vis const #name: __rt::Parent<Self, #parent> = __rt::Parent::new(#slot);
                }
            }
            Kind::Children => {
                let child = field.related();
                quote_spanned! {field.span()=>
                    #docs
                    #vis const #name: __rt::ChildRelationship<Self, #child> =
                        __rt::ChildRelationship::new(#slot);
                }
            }
        }
    });
    quote! {
        #[allow(dead_code)]
        impl #ident {
            #(#constants)*
        }
    }
}

/// The runtime's name for a combination of capabilities.
fn caps(flags: &Flags) -> Ident {
    let letters = [
        (flags.filter, 'F'),
        (flags.sort, 'S'),
        (flags.group, 'G'),
        (flags.aggregate, 'A'),
    ];
    let name: String = letters
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, letter)| letter)
        .collect();
    Ident::new(
        if name.is_empty() { "Nothing" } else { &name },
        Span::call_site(),
    )
}
