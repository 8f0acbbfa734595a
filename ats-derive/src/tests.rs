//! What the derives make of the examples in `docs/contract.md`, and what they say of mistakes.

mod grammar;
mod properties;

use proc_macro2::TokenStream;
use syn::DeriveInput;

type Derive = fn(DeriveInput) -> syn::Result<TokenStream>;

/// The expansion, printed.
fn expand(derive: Derive, input: &str) -> String {
    let tokens = derive(syn::parse_str(input).unwrap()).unwrap();
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

/// The error messages.
fn errors(derive: Derive, input: &str) -> Vec<String> {
    let error = derive(syn::parse_str(input).unwrap()).unwrap_err();
    error.into_iter().map(|error| error.to_string()).collect()
}

/// The Rust examples of the contract, in order.
fn examples() -> Vec<String> {
    let contract = include_str!("../../docs/contract.md");
    let blocks = contract.split("```rust\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_contract_is_kept() {
    let [object, marker, picklist, polymorphic] = examples().try_into().unwrap();
    insta::assert_snapshot!("object", expand(crate::sobject::derive, &object));
    insta::assert_snapshot!("marker", expand(crate::sobject::derive, &marker));
    insta::assert_snapshot!("picklist", expand(crate::picklist::derive, &picklist));
    insta::assert_snapshot!(
        "polymorphic",
        expand(crate::polymorphic::derive, &polymorphic)
    );
}

#[test]
fn a_dependent_picklist_has_a_controller() {
    let expansion = expand(
        crate::picklist::derive,
        r#"#[picklist(controlled_by = Country)] enum State {
            #[picklist("CA", label = "California", valid_for = "gAAA")] Ca,
            #[picklist(unlisted)] Other(String),
        }"#,
    );
    assert!(
        expansion.contains("type Controller = Country;"),
        "{expansion}"
    );
    assert!(expansion.contains(r#"const VALID_FOR: &'static [&'static str] = &["gAAA"];"#));
    let set = r#"ValueSet::new(
            &["CA"],
            &["California"],
            &[],
            false,
        );"#;
    assert!(expansion.contains(set), "{expansion}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let errors = errors(
        crate::sobject::derive,
        r#"#[sobject(label = "Job", qurey)] struct Job {
            #[sobject(name = "Id", fliter)] id: Option<Id<Job>>,
            #[sobject(label = "Name")] name: Option<String>,
            #[sobject(name = "Open__c")] open: bool,
            #[sobject(name = "Title__c", required)] title: Option<String>,
            #[sobject(name = "title__c")] title_too: Option<String>,
            #[sobject(name = "State__c", controlled_by = "Titel__c")] state: Option<State>,
            #[sobject(name = "Account__r", parent, create)] account: Option<Related<Account>>,
            #[sobject(extra)] extra: Extra,
            #[sobject(extra)] more: Extra,
        }"#,
    );
    assert_eq!(
        errors,
        [
            "unknown attribute `qurey`; did you mean `query`?",
            "the object's API name is missing: `#[sobject(name = \"Job__c\")]`",
            "unknown attribute `fliter`; did you mean `filter`?",
            "the field's API name is missing: `#[sobject(name = \"…\")]`, or `#[sobject(extra)]` for \
             the one that takes what no other field names",
            "a record's fields are `Option`s: a query brings the fields it selected",
            "`required` is about creating: add `create`, or drop it",
            "a relationship is not written; its lookup field is",
            "`extra` takes what no other field names already",
            "`title` has the API name `title__c` already; letter case does not tell names apart",
            "no field has the API name `Titel__c`; did you mean `Title__c`?",
        ],
    );
}

#[test]
fn what_is_derived_for_the_wrong_thing() {
    for (derive, input, message) in [
        (
            crate::sobject::derive as Derive,
            "enum Job { A }",
            "`SObject` is derived for a struct",
        ),
        (
            crate::sobject::derive,
            "union Job { a: u8 }",
            "`SObject` is derived for a struct",
        ),
        (
            crate::sobject::derive,
            "struct Job<T> { a: T }",
            "cannot have generic parameters",
        ),
        (
            crate::sobject::derive,
            r#"#[sobject(name = "J")] struct Job(u8);"#,
            "fields have names",
        ),
        (
            crate::picklist::derive,
            "struct Status;",
            "`Picklist` is derived for an enum",
        ),
        (
            crate::picklist::derive,
            r#"enum S { #[picklist("A")] A }"#,
            "a variant for values it does not list",
        ),
        (
            crate::picklist::derive,
            r#"enum S { A, #[picklist(unlisted)] B(String) }"#,
            "a plain one with its value",
        ),
        (
            crate::polymorphic::derive,
            "struct Owner;",
            "`Polymorphic` is derived for an enum",
        ),
        (
            crate::polymorphic::derive,
            r#"enum O { #[polymorphic("A")] A(Box<A>) }"#,
            "a variant for objects it does not name",
        ),
        (
            crate::polymorphic::derive,
            r#"enum O { A, #[polymorphic(othr)] B(Box<A>) }"#,
            "did you mean `other`?",
        ),
    ] {
        let errors = errors(derive, input);
        assert!(
            errors.iter().any(|error| error.contains(message)),
            "{input}: {errors:?}"
        );
    }
}
