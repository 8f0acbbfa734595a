//! An sObject, as its struct states it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Path;

use super::field_type::FieldType;
use crate::attr;

/// An sObject, as its struct states it.
pub(super) struct Object {
    pub(super) ident: Ident,
    pub(super) vis: TokenStream,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) prefix: Option<String>,
    pub(super) can: Operations,
    pub(super) names: DerivedNames,
    pub(super) fields: Vec<Field>,
    pub(super) extra: Option<Ident>,
    pub(super) krate: Option<Path>,
}

/// What may be done with the object.
#[derive(Default)]
pub(super) struct Operations {
    pub(super) query: bool,
    pub(super) retrieve: bool,
    pub(super) create: bool,
    pub(super) update: bool,
    pub(super) delete: bool,
}

impl Operations {
    /// Takes an operation by its name; `false` if there is none of this name.
    pub(super) fn set(&mut self, word: &str) -> bool {
        match word {
            "query" => self.query = true,
            "retrieve" => self.retrieve = true,
            "create" => self.create = true,
            "update" => self.update = true,
            "delete" => self.delete = true,
            _ => return false,
        }
        true
    }

    /// The bits of `ats_core::record::operations`.
    pub(super) fn bits(&self) -> u8 {
        let flags = [
            self.query,
            self.retrieve,
            self.create,
            self.update,
            self.delete,
        ];
        let bits = flags.iter().enumerate();
        bits.fold(0, |bits, (bit, is)| bits | u8::from(*is) << bit)
    }
}

/// The names of the types that the derive adds.
pub(super) struct DerivedNames {
    pub(super) new: Ident,
    pub(super) required: Ident,
    pub(super) changes: Ident,
    pub(super) key: Ident,
}

/// A column or a relationship. Its place in [`Object::fields`] is its slot.
pub(super) struct Field {
    pub(super) ident: Ident,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) role: FieldRole,
    pub(super) flags: Flags,
    pub(super) digits: (u8, u8),
    /// The slot of the controlling field, and where it is named.
    pub(super) controller: Option<(usize, Span)>,
    /// The field's type without its `Option`.
    pub(super) ty: FieldType,
    /// Where the field stands, for tokens that the derive adds: errors point there, while lints
    /// that a user turns on know that it is not the user's code.
    pub(super) span: Span,
    /// The first line of the doc comment.
    pub(super) summary: Vec<TokenTree>,
    /// The name of the field's constant.
    pub(super) constant: Ident,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum FieldRole {
    #[default]
    Column,
    Parent,
    Children,
}

#[derive(Default)]
pub(super) struct Flags {
    pub(super) create: bool,
    pub(super) update: bool,
    pub(super) required: bool,
    pub(super) nillable: bool,
    pub(super) filter: bool,
    pub(super) sort: bool,
    pub(super) group: bool,
    pub(super) aggregate: bool,
    pub(super) external_key: bool,
    pub(super) email: bool,
}

impl Object {
    /// The path to the runtime of this contract.
    pub(super) fn rt(&self) -> TokenStream {
        attr::runtime(self.krate.as_ref())
    }
}

impl Field {
    /// The name of the field's variant in `…Key`: `external_id` → `ExternalId`. `None` where that
    /// is no name of Rust.
    pub(super) fn variant(&self) -> Option<Ident> {
        let mut out = String::new();
        for word in self.ident.to_string().trim_start_matches("r#").split('_') {
            let mut letters = word.chars();
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            out.extend(letters);
        }
        let mut variant: Ident = syn::parse_str(&out).ok()?;
        variant.set_span(self.span);
        Some(variant)
    }

    /// The entry of the table's `flags`.
    pub(super) fn bits(&self) -> u32 {
        let flags = &self.flags;
        let bits = [
            flags.create,
            flags.update,
            flags.required,
            flags.nillable,
            flags.filter,
            flags.sort,
            flags.group,
            flags.aggregate,
            flags.external_key,
            self.role == FieldRole::Parent,
            self.role == FieldRole::Children,
            flags.email,
        ];
        let bits = bits
            .iter()
            .enumerate()
            .map(|(bit, set)| u32::from(*set) << bit)
            .sum::<u32>();
        bits | u32::from(self.digits.0) << 12 | u32::from(self.digits.1) << 20
    }
}
