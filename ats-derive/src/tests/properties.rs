//! Properties of the derives that hold for every input.

use proc_macro2::TokenStream;
use proptest::prelude::*;

use super::grammar;

type Expand = fn(TokenStream) -> syn::Result<TokenStream>;

/// Every derive, by its name.
pub(super) const DERIVES: [(&str, Expand); 4] = [
    ("SObject", crate::sobject::expand),
    ("Picklist", crate::picklist::expand),
    ("Polymorphic", crate::polymorphic::expand),
    ("Select", crate::query::derive_select),
];

/// Runs every derive on a text. The output must be items, or errors with a message.
fn look_at(source: &str) {
    let Ok(input) = source.parse::<TokenStream>() else {
        return;
    };
    for (name, expand) in DERIVES {
        let output = match expand(input.clone()) {
            Ok(output) => output,
            Err(error) => {
                for error in error.clone() {
                    assert!(!error.to_string().is_empty(), "{name}: {source}");
                }
                error.into_compile_error()
            }
        };
        let file = syn::parse2::<syn::File>(output.clone())
            .unwrap_or_else(|error| panic!("{name}: {source}\n{error}: {output}"));
        assert!(!file.items.is_empty(), "{name}: nothing of {source}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_item_gives_items_or_errors(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        look_at(&grammar::item(&bytes));
    }

    #[test]
    fn every_text_gives_items_or_errors(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        look_at(&grammar::pieces(&bytes));
    }

    #[test]
    fn any_text_gives_items_or_errors(source in "\\PC{0,80}") {
        look_at(&source);
    }
}

/// The grammar makes items that the derives take, not mistakes alone.
#[test]
fn some_items_are_derived_for() {
    let mut derived = [0; 4];
    let mut seed = 1_u32;
    for _ in 0..4_000 {
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .take(40)
        .collect();
        let Ok(input) = grammar::item(&bytes).parse::<TokenStream>() else {
            continue;
        };
        for (count, (_, expand)) in derived.iter_mut().zip(DERIVES) {
            *count += u32::from(expand(input.clone()).is_ok());
        }
    }
    assert!(derived.iter().all(|&count| count > 0), "{derived:?}");
}

/// Generated code for orgs with odd names, types and sizes.
const GENERATED: [&str; 17] = [
    include_str!("../../../fixtures/hostile/duplicate-fields/expected.rs"),
    include_str!("../../../fixtures/names/digits-and-unicode/expected.rs"),
    include_str!("../../../fixtures/names/duplicate-children/expected.rs"),
    include_str!("../../../fixtures/names/keywords/expected.rs"),
    include_str!("../../../fixtures/names/objects-differ-by-case/expected.rs"),
    include_str!("../../../fixtures/names/reference-without-relationship/expected.rs"),
    include_str!("../../../fixtures/names/relationship-equals-field/expected.rs"),
    include_str!("../../../fixtures/names/same-snake/expected.rs"),
    include_str!("../../../fixtures/old/nulls/expected.rs"),
    include_str!("../../../fixtures/old/v20/expected.rs"),
    include_str!("../../../fixtures/old/v39/expected.rs"),
    include_str!("../../../fixtures/old/v67-ish/expected.rs"),
    include_str!("../../../fixtures/size/no-id/expected.rs"),
    include_str!("../../../fixtures/size/one-field/expected.rs"),
    include_str!("../../../fixtures/size/read-only/expected.rs"),
    include_str!("../../../fixtures/size/zero-fields/expected.rs"),
    include_str!("../../../fixtures/types/odd-numbers/expected.rs"),
];

/// The derives accept everything that the generator writes.
#[test]
fn what_the_generator_writes_is_derived_for() {
    let derived: usize = GENERATED.iter().map(|source| derive_all(source)).sum();
    assert!(derived > 20, "{derived}");
}

/// Derives for each item of a file what it derives; says for how many.
fn derive_all(source: &str) -> usize {
    let mut derived = 0;
    let mut items = syn::parse_file(source).unwrap().items;
    while let Some(mut item) = items.pop() {
        let attrs = match &mut item {
            syn::Item::Struct(item) => std::mem::take(&mut item.attrs),
            syn::Item::Enum(item) => std::mem::take(&mut item.attrs),
            syn::Item::Mod(module) => {
                items.extend(
                    module
                        .content
                        .take()
                        .into_iter()
                        .flat_map(|(_, items)| items),
                );
                continue;
            }
            _ => continue,
        };
        let (derives, attrs): (Vec<_>, Vec<_>) = attrs
            .into_iter()
            .partition(|attr| attr.path().is_ident("derive"));
        let derives: String = derives
            .iter()
            .map(|attr| quote::quote!(#attr).to_string())
            .collect();
        for (name, expand) in DERIVES {
            if derives.contains(name) {
                let input = quote::quote!(#(#attrs)* #item);
                if let Err(error) = expand(input) {
                    panic!("{name}: {error}");
                }
                derived += 1;
            }
        }
    }
    derived
}
