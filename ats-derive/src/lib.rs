//! The macros of `ats-core`, which re-exports and documents them.
//!
//! Each is a shell over functions from tokens to tokens, which ordinary tests call. What they
//! accept and what they add is fixed in `docs/contract.md`.

mod attr;
mod nesting;
mod picklist;
mod polymorphic;
mod query;
mod sobject;
mod standard_traits;
#[cfg(test)]
mod tests;
mod text;

use proc_macro::TokenStream;

/// Makes a struct the records of a Salesforce object, or an empty enum the name of one.
///
/// The struct is the record as read, each field an `Option` with `#[sobject(name = "…")]`. The
/// derive adds the SOQL builder (`Job::select()`), a constant a column (`Job::STATUS`), the types to
/// write with (`NewJob`, `JobUpdate`) and the CRUD traits of what is listed.
///
/// | on the struct | |
/// |---|---|
/// | `name = "…"` | API name |
/// | `label = "…"`, `prefix = "…"` | label, key prefix |
/// | `query`, `retrieve`, `create`, `update`, `delete` | what may be done |
/// | `new = "…"`, `changes = "…"`, `required_type = "…"`, `key = "…"` | other names for the derived types |
/// | `crate = "…"` | path to `ats_core` |
///
/// | on a field | |
/// |---|---|
/// | `name = "…"` | API name of the field or relationship |
/// | `label = "…"` | label |
/// | `create`, `update`, `required`, `nillable` | when it may be set, must be, may be null |
/// | `filter`, `sort`, `group`, `aggregate` | where it may stand in SOQL |
/// | `external_key` | may be the key of an upsert |
/// | `precision = 18, scale = 2` | digits of a number |
/// | `controlled_by = "…"` | the controlling field of a dependent picklist |
/// | `parent`, `children` | a relationship |
/// | `extra` | takes what no other field names |
#[proc_macro_derive(SObject, attributes(sobject))]
pub fn derive_sobject(input: TokenStream) -> TokenStream {
    told(sobject::expand(input.into()))
}

/// Makes an enum a picklist.
///
/// Each variant states its value: `#[picklist("On Site")]`, with `label = "…"` where the label
/// differs and `inactive` where it may no longer be chosen. The last variant, marked
/// `#[picklist(unlisted)]`, takes what the others do not name: `Unknown(Unlisted)` makes the
/// picklist restricted, `Other(String)` open.
///
/// A dependent picklist has `#[picklist(controlled_by = Country)]` on the enum and
/// `valid_for = "gAAA"`, the describe's bitmap, on each variant.
#[proc_macro_derive(Picklist, attributes(picklist))]
pub fn derive_picklist(input: TokenStream) -> TokenStream {
    told(picklist::expand(input.into()))
}

/// Makes an enum the records that a polymorphic lookup may refer to.
///
/// Each variant holds a `Related` record and states its object: `#[polymorphic("Contact")]`. The last,
/// marked `#[polymorphic(other)]`, holds a `Box<UntypedRecord>`.
/// `#[polymorphic(refers_to(User, Group))]` on the enum names objects without a variant. The derive adds
/// `Clone`, `PartialEq` and `Debug` too.
#[proc_macro_derive(Polymorphic, attributes(polymorphic))]
pub fn derive_polymorphic(input: TokenStream) -> TokenStream {
    told(polymorphic::expand(input.into()))
}

/// Makes a struct the rows of a query: its fields are what is selected.
///
/// See `ats_core::query::Row`.
///
/// | on the struct | |
/// |---|---|
/// | `Job` | the object, as its type is imported |
///
/// | on a field | |
/// |---|---|
/// | (nothing) | the field, parent or child relationship of this Rust name |
/// | `status` | that of another name |
/// | `account.name`, `"bpats__Account__r.Name"` | a field of a parent |
/// | `count`, `count = id`, `count_distinct = …`, `sum = …`, `avg = …`, `min = …`, `max = …` | an aggregate; all other fields are grouped by |
#[proc_macro_derive(Select, attributes(select))]
pub fn derive_select(input: TokenStream) -> TokenStream {
    told(query::derive_select(input.into()))
}

/// What macros of generated crates call: not for anyone else.
#[doc(hidden)]
#[proc_macro]
pub fn ask(input: TokenStream) -> TokenStream {
    told(query::ask(input.into()))
}

/// The expansion, or what is wrong with the item.
fn told(expansion: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    expansion
        .unwrap_or_else(|error| error.into_compile_error())
        .into()
}
