//! What `soql!` and `derive(Select)` expand to, hop by hop.

use proc_macro2::TokenStream;

use super::ask;

const INDEX: &str = r#""ats-index 1\nAccount|__ats_account|Account\nTask\nbpats__Job__c|__ats_job|Job\nbpats__Offer__c|__ats_offer|Offer\n""#;

const JOB: &str = r#""ats-object 1|bpats__Job__c|Job|a0M|q|Job\nId|id|fsga|18||||||id|Id<@Job>\nName|string|fsgant|80||||||name|Text<80>\nbpats__Account__c|reference|fsganc|18||bpats__Account__r|Account|||account_id|Id<@Account>|account\nbpats__Status__c|picklist|fsganrc|255|||||Open,Closed|status|@JobStatus\n>bpats__Offers__r|bpats__Offer__c|bpats__Job__c|offers\n""#;

const ACCOUNT: &str = r#""ats-object 1|Account|Account|001|q|Account\nId|id|fsga|18||||||id|Id<@Account>\nName|string|fsgat|255||||||name|Text<255>\n""#;

/// The expansion of a question about objects that are known.
fn asked(job: &str, known: &[&str], input: &str) -> TokenStream {
    let known = known.join(" ");
    let question = format!("[crate] {INDEX} {job} {{ {known} }} {input}");
    ask(question.parse().unwrap()).unwrap()
}

fn printed(tokens: &TokenStream) -> String {
    let items = match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => file,
        // `soql!` stands where an expression does.
        Err(_) => syn::parse_quote!(fn query() { #tokens }),
    };
    prettyplease::unparse(&items)
}

const QUERY: &str =
    r#""SELECT Id, bpats__Account__r.Name FROM bpats__Job__c WHERE bpats__Status__c = :status""#;

#[test]
fn objects_are_asked_for_one_by_one() {
    let first = asked("soql", &[], QUERY).to_string();
    assert!(
        first.starts_with("crate :: __ats_job ! { [crate]"),
        "{first}"
    );
    let second = asked("soql", &[JOB], QUERY).to_string();
    assert!(second.starts_with("crate :: __ats_account !"), "{second}");
    // Everything is passed on.
    assert!(second.contains("bpats__Status__c|picklist") && second.contains(":status"));
}

#[test]
fn what_was_read_before_is_not_asked_for_again() {
    let asked = |index: &str, known: &str| {
        let question = format!("[crate] \"{index}\" soql {{ {known} }} \"SELECT Id FROM Lead\"");
        ask(question.parse().unwrap()).unwrap().to_string()
    };
    let lead = |label: &str| {
        format!(r#""ats-object 1|Lead|{label}|00Q|q|Lead\nId|id|fsga|18||||||id|Id<@Lead>\n""#)
    };
    let index = r"ats-index 1|a1\nLead|__ats_lead|Lead|b1\n";
    let hop = "crate :: __ats_lead ! {";
    assert!(asked(index, "").starts_with(hop));
    assert!(asked(index, &lead("Lead")).starts_with('{'));
    assert!(asked(index, "").starts_with('{'));
    // Another schema, and one of which nothing is said, are asked for.
    assert!(asked(r"ats-index 1|a2\nLead|__ats_lead|Lead|b2\n", "").starts_with(hop));
    assert!(asked(r"ats-index 1|a3\nLead|__ats_lead|Lead\n", "").starts_with(hop));
    assert!(asked(r"ats-index 1\nLead|__ats_lead|Lead\n", "").starts_with(hop));
}

#[test]
fn an_index_is_told_once() {
    let asked = |index: &str, known: &str| {
        let question = format!("[crate] {index} soql {{ {known} }} \"SELECT Id FROM Case\"");
        ask(question.parse().unwrap()).unwrap().to_string()
    };
    let head = r#""ats-index 1|c1""#;
    let whole = r#""ats-index 1|c1\nCase|__ats_case|Case|d1\n""#;
    let case = r#""ats-object 1|Case|Case|500|q|Case\nId|id|fsga|18||||||id|Id<@Case>\n""#;
    assert_eq!(
        asked(head, ""),
        r#"crate :: __ats_index ! { @ soql { } "SELECT Id FROM Case" }"#
    );
    // From then on its first line does.
    let hop = r#"crate :: __ats_case ! { [crate] "ats-index 1|c1" soql { }"#;
    assert!(asked(whole, "").starts_with(hop));
    assert!(asked(head, "").starts_with(hop));
    assert!(asked(head, case).starts_with('{'));
    assert!(asked(head, "").starts_with('{'));
}

#[test]
fn a_query_becomes_a_row_and_a_text() {
    insta::assert_snapshot!("soql", printed(&asked("soql", &[JOB, ACCOUNT], QUERY)));
}

#[test]
fn a_struct_becomes_a_row() {
    let input = r#""bpats__Job__c" {
        #[select(Job)]
        struct OpenJob {
            name: Option<String>,
            #[select(account.name)]
            company: Option<String>,
        }
    }"#;
    let hop = asked("select", &[JOB], input).to_string();
    assert!(hop.starts_with("crate :: __ats_account !"), "{hop}");
    insta::assert_snapshot!("select", printed(&asked("select", &[JOB, ACCOUNT], input)));
}

#[test]
fn an_object_whose_feature_is_off_says_which() {
    let off = r#""bpats__Offer__c" "ats-off offer""#;
    let expansion = asked("soql", &[off], r#""SELECT Id FROM bpats__Offer__c""#).to_string();
    assert!(
        expansion.contains("enable the feature `offer`"),
        "{expansion}"
    );
}

#[test]
fn a_crate_of_another_version_says_what_to_do() {
    for (index, known) in [
        (r#""ats-index 9\n""#, ""),
        (INDEX, r#""ats-object 9|Job""#),
        (INDEX, r#""what is this""#),
        ("1", ""),
    ] {
        let question = format!("[crate] {index} soql {{ {known} }} \"SELECT Id FROM Job\"");
        let error = ask(question.parse().unwrap()).unwrap_err().to_string();
        assert!(
            error.contains("generate it anew"),
            "{index} {known}: {error}"
        );
    }
    let question = format!("[crate] {INDEX} guess {{ }}");
    let error = ask(question.parse().unwrap()).unwrap_err().to_string();
    assert!(
        error.contains("`guess`") && error.contains("generate it anew"),
        "{error}"
    );
}
