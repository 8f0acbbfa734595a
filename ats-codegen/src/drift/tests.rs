mod picklists;

use ats_schema::describe::Describe;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::change::Ability;
use super::*;

fn object(fields: Value, more: Value) -> Describe {
    let mut all = json!({"name": "bpats__Job__c", "label": "Job", "fields": fields});
    for (key, value) in more.as_object().unwrap() {
        all[key] = value.clone();
    }
    Describe::parse(all.to_string().as_bytes()).unwrap()
}

/// A field with every flag set, and what differs.
fn field(more: Value) -> Value {
    let mut all = json!({
        "name": "F__c", "label": "F", "type": "string", "length": 40, "nillable": true,
        "createable": true, "updateable": true, "filterable": true, "sortable": true,
        "groupable": true, "aggregatable": true
    });
    for (key, value) in more.as_object().unwrap() {
        all[key] = value.clone();
    }
    all
}

fn between(old: Value, new: Value) -> Vec<Change> {
    let one = |it: Value| object(json!([field(it)]), json!({}));
    compare(&[one(old)], &[one(new)])
}

/// The one change, as `kind severity: message`.
fn one(changes: &[Change]) -> String {
    let [change] = changes else {
        panic!("{changes:#?}")
    };
    format!("{} {}: {}", change.what, change.severity, change.message)
}

#[track_caller]
fn field_change(old: Value, new: Value, expected: &str) {
    let changes = between(old, new);
    assert_eq!(one(&changes), expected);
    assert_eq!(changes[0].place(), "bpats__Job__c.F__c");
}

/// A change and its opposite.
#[track_caller]
fn both_ways(old: Value, new: Value, there: &str, back: &str) {
    field_change(old.clone(), new.clone(), there);
    field_change(new, old, back);
}

#[test]
fn nothing_changed() {
    assert_eq!(between(json!({}), json!({})), []);
}

#[test]
fn a_field_that_goes_or_comes() {
    let with = object(json!([field(json!({}))]), json!({}));
    let without = object(json!([]), json!({}));
    let gone = compare(std::slice::from_ref(&with), std::slice::from_ref(&without));
    assert_eq!(
        one(&gone),
        "field-gone breaking: the field is gone, or this user does not see it"
    );
    let added = compare(std::slice::from_ref(&without), &[with]);
    assert_eq!(
        one(&added),
        "field-added compatible: the field is new (string)"
    );
    let required = object(json!([field(json!({"nillable": false}))]), json!({}));
    assert_eq!(
        one(&compare(&[without], &[required])),
        "field-added breaking: the field is new, and no record can be created without it (string)"
    );
}

#[test]
fn a_field_that_was_probably_renamed() {
    let named = |name: &str| object(json!([field(json!({"name": name}))]), json!({}));
    let changes = compare(
        &[named("bpats__Job_Titel__c")],
        &[named("bpats__Job_Title__c")],
    );
    assert_eq!(changes.len(), 2);
    assert!(
        changes[0]
            .message
            .ends_with("was it renamed to `bpats__Job_Title__c`?"),
        "{}",
        changes[0].message
    );
}

#[test]
fn letter_case_is_no_other_name_but_matters() {
    field_change(
        json!({"name": "f__c"}),
        json!({}),
        "respelled breaking: it was spelled `f__c`",
    );
}

#[test]
fn types() {
    field_change(
        json!({}),
        json!({"type": "textarea"}),
        "type-changed breaking: the type is textarea, was string",
    );
    // A type hurts whichever way it changes.
    field_change(
        json!({"type": "picklist"}),
        json!({"type": "multipicklist"}),
        "type-changed breaking: the type is multipicklist, was picklist",
    );
}

#[test]
fn lengths_and_digits() {
    both_ways(
        json!({}),
        json!({"length": 30}),
        "shorter breaking: at most 30 characters, was 40",
        "longer compatible: at most 40 characters, was 30",
    );
    let number = |precision: u32, scale: u32| json!({"type": "currency", "length": 0, "precision": precision, "scale": scale});
    both_ways(
        number(18, 2),
        number(16, 2),
        "fewer-digits breaking: at most 14 digits and 2 decimals, was 16 digits and 2 decimals",
        "more-digits compatible: at most 16 digits and 2 decimals, was 14 digits and 2 decimals",
    );
    // As many digits in all, but another number no longer fits.
    assert_eq!(
        between(number(18, 2), number(18, 4))[0].severity,
        Severity::Breaking
    );
    field_change(
        json!({"type": "int", "length": 0, "digits": 9}),
        json!({"type": "int", "length": 0, "digits": 5}),
        "fewer-digits breaking: at most 5 digits and 0 decimals, was 9 digits and 0 decimals",
    );
}

#[test]
fn what_can_be_done_with_a_field() {
    for (flag, what, done) in [
        ("createable", "createable", "set in a create"),
        ("updateable", "updateable", "set in an update"),
        ("filterable", "filterable", "filtered by"),
        ("sortable", "sortable", "sorted by"),
        ("groupable", "groupable", "grouped by"),
        (
            "aggregatable",
            "aggregatable",
            "used in an aggregate function",
        ),
    ] {
        both_ways(
            json!({}),
            json!({flag: false}),
            &format!("no-longer-{what} breaking: it can no longer be {done}"),
            &format!("now-{what} compatible: it can now be {done}"),
        );
    }
    both_ways(
        json!({"idLookup": true}),
        json!({}),
        "no-longer-upsert-key breaking: it can no longer be the key of an upsert",
        "now-upsert-key compatible: it can now be the key of an upsert",
    );
    both_ways(
        json!({}),
        json!({"unique": true}),
        "now-unique breaking: no two records may have the same value any more",
        "no-longer-unique compatible: several records may have the same value",
    );
}

#[test]
fn what_must_have_a_value() {
    both_ways(
        json!({}),
        json!({"nillable": false}),
        "became-required breaking: it became required: a create without it is refused",
        "no-longer-required compatible: a create may leave it out",
    );
    // Filled in by the org: no create needs it, but no update may empty it.
    both_ways(
        json!({"defaultedOnCreate": true}),
        json!({"defaultedOnCreate": true, "nillable": false}),
        "no-longer-nillable breaking: it can no longer be set to null",
        "now-nillable compatible: it can be set to null",
    );
    // What nobody writes, nobody empties.
    let formula = |nillable: bool| json!({"createable": false, "updateable": false, "calculated": true, "nillable": nillable});
    assert_eq!(between(formula(true), formula(false)), []);
}

/// A user who may not create a record may set none of its fields in one: that goes without saying.
#[test]
fn what_an_object_does_not_allow_is_told_once() {
    let describe = |may: bool| {
        let json = json!({"name": "A", "createable": may, "updateable": may, "fields": [
            {"name": "F", "type": "string", "createable": may, "updateable": may}]});
        Describe::parse(json.to_string().as_bytes()).unwrap()
    };
    let whats = |old: bool, new: bool| {
        let changes = compare(&[describe(old)], &[describe(new)]);
        changes
            .iter()
            .map(|it| it.field.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(whats(true, false), [None, None]);
    assert_eq!(whats(false, true), [None, None]);
}

#[test]
fn what_can_be_done_with_an_object() {
    for (flag, what, done) in [
        ("createable", "createable", "created"),
        ("updateable", "updateable", "updated"),
        ("deletable", "deletable", "deleted"),
        ("queryable", "queryable", "queried"),
        ("retrieveable", "retrieveable", "fetched by id"),
    ] {
        let may = object(json!([]), json!({flag: true}));
        let may_not = object(json!([]), json!({flag: false}));
        let lost = compare(std::slice::from_ref(&may), std::slice::from_ref(&may_not));
        assert_eq!(
            one(&lost),
            format!("no-longer-{what} breaking: its records may no longer be {done} by this user")
        );
        assert_eq!(lost[0].place(), "bpats__Job__c");
        let gained = compare(&[may_not], std::slice::from_ref(&may));
        assert_eq!(
            one(&gained),
            format!("now-{what} compatible: its records may now be {done}")
        );
        // Not to say it is no ban.
        assert_eq!(compare(&[may], &[object(json!([]), json!({}))]), []);
    }
}

#[test]
fn objects_that_go_or_come() {
    let job = object(json!([field(json!({}))]), json!({}));
    let gone = compare(std::slice::from_ref(&job), &[]);
    assert!(one(&gone).starts_with("object-gone breaking:"));
    assert_eq!(
        one(&compare(&[], &[job])),
        "object-added compatible: the object is new, with 1 field"
    );
}

#[test]
fn references() {
    let reference = |targets: &[&str], name: Value| json!({"type": "reference", "referenceTo": targets, "relationshipName": name});
    let user = || reference(&["User"], json!("Owner"));
    let both = || reference(&["User", "Group"], json!("Owner"));
    both_ways(
        user(),
        both(),
        // From one to two the type is another.
        "target-added breaking: it refers to `Group`, too",
        "target-removed breaking: it no longer refers to `Group`",
    );
    field_change(
        both(),
        reference(&["User", "Group", "Queue"], json!("Owner")),
        "target-added compatible: it refers to `Queue`, too",
    );
    field_change(
        user(),
        reference(&["User"], json!("Boss")),
        "relationship-gone breaking: its relationship is `Boss`, was `Owner`",
    );
    both_ways(
        user(),
        reference(&["User"], Value::Null),
        "relationship-gone breaking: its relationship `Owner` is gone",
        "relationship-added compatible: its record can be queried by `Owner`",
    );
}

#[test]
fn children() {
    let with = |child: Value| object(json!([]), json!({"childRelationships": [child]}));
    let child = |more: Value| {
        let mut all = json!({"childSObject": "X__c", "field": "J__c", "relationshipName": "Xs__r"});
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        with(all)
    };
    let none = object(json!([]), json!({}));
    let gone = compare(&[child(json!({}))], std::slice::from_ref(&none));
    assert_eq!(
        one(&gone),
        "relationship-gone breaking: the child relationship `Xs__r` (`X__c.J__c`) is gone"
    );
    assert!(
        one(&compare(&[none], &[child(json!({}))])).starts_with("relationship-added compatible")
    );
    for rule in ["restrictedDelete", "cascadeDelete"] {
        let changes = compare(&[child(json!({}))], &[child(json!({rule: true}))]);
        assert!(
            one(&changes).starts_with("delete-rule breaking"),
            "{changes:?}"
        );
    }
    let changes = compare(
        &[child(json!({}))],
        &[child(json!({"childSObject": "Y__c"}))],
    );
    assert!(one(&changes).ends_with("leads to `Y__c.J__c`, was `X__c.J__c`"));
}

#[test]
fn words_do_not_hurt() {
    for (key, what) in [
        ("label", "wording-changed"),
        ("inlineHelpText", "wording-changed"),
        ("defaultValue", "default-changed"),
    ] {
        let changes = between(json!({key: "one"}), json!({key: "other"}));
        assert!(
            one(&changes).starts_with(&format!("{what} compatible")),
            "{changes:?}"
        );
    }
    let prefix = |it: &str| object(json!([]), json!({"keyPrefix": it}));
    assert!(
        one(&compare(&[prefix("a01")], &[prefix("a0M")])).starts_with("prefix-changed compatible")
    );
}

#[test]
fn annotations_end_where_they_should() {
    let mut change = Change::breaking("O,1", Kind::Text, "50 %\n::error::mine");
    change.field = Some("F:1".into());
    let text = github(&[change], |_| Some("a,b.json".into()));
    assert_eq!(
        text,
        "::error file=a%2Cb.json,title=O%2C1.F%3A1 (text)::breaking: 50 %25%0A::error::mine\n"
    );
}

#[test]
fn kinds_are_words_in_json() {
    let change = Change::breaking("A", Kind::Lost(Ability::Filter), "m").field("f");
    assert_eq!(
        serde_json::to_string(&change).unwrap(),
        r#"{"object":"A","field":"f","what":"no-longer-filterable","severity":"breaking","message":"m"}"#
    );
}

/// Every module that is generated from the bundled schemas says again what its describe says, as
/// far as a struct can say it.
#[test]
fn generated_modules_are_read_back() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ats-generated/src");
    let mut modules = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if path.ends_with("lib.rs") || path.ends_with("__off.rs") {
            assert!(read_module(&text).is_none());
            continue;
        }
        modules += 1;
        let module = read_module(&text).unwrap_or_else(|| panic!("{}", path.display()));
        let name = &module.describe.name;
        let json = format!("{}/../schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let described = Describe::parse(&std::fs::read(json).unwrap()).unwrap();
        assert_eq!(
            module.describe.fields.len(),
            described.fields.len(),
            "{name}"
        );
        for field in &module.describe.fields {
            let same = described.field(&field.name).unwrap();
            let what = format!("{name}.{}", field.name);
            assert_eq!(field.is_createable(), same.is_createable(), "{what}");
            assert_eq!(field.is_updateable(), same.is_updateable(), "{what}");
            assert_eq!(field.is_filterable(), same.is_filterable(), "{what}");
            if field.field_type == ats_schema::describe::FieldType::String {
                assert_eq!(field.length, same.length, "{what}");
            }
            if !field.picklist_values.is_empty() {
                assert_eq!(
                    field.picklist_values.len(),
                    same.picklist_values.len(),
                    "{what}"
                );
            }
        }
        assert_eq!(module.describe.deletable, described.deletable, "{name}");
    }
    assert_eq!(modules, 33);
}

prop_compose! {
    fn any_field()(
        name in "[A-C]__c", length in 1_u32..4, kind in 0_usize..3, flags in any::<[bool; 6]>(),
        values in proptest::collection::vec("[A-C]", 0..3),
    ) -> Value {
        let kinds = ["string", "picklist", "textarea"];
        let values: Vec<Value> = values.iter().map(|it| json!({"value": it, "active": flags[5]})).collect();
        field(json!({
            "name": name, "length": length, "type": kinds[kind],
            "createable": flags[0], "nillable": flags[1], "filterable": flags[2],
            "unique": flags[3], "restrictedPicklist": flags[4], "picklistValues": values,
        }))
    }
}

proptest! {
    #[test]
    fn nothing_differs_from_itself_and_no_order_matters(
        fields in proptest::collection::vec(any_field(), 0..5),
    ) {
        let one = object(json!(fields), json!({}));
        prop_assert_eq!(compare(std::slice::from_ref(&one), std::slice::from_ref(&one)), vec![]);
    }

    #[test]
    fn what_changed_one_way_changed_the_other(
        old in proptest::collection::vec(any_field(), 0..5),
        new in proptest::collection::vec(any_field(), 0..5),
    ) {
        let (old, new) = (object(json!(old), json!({})), object(json!(new), json!({})));
        let there = compare(std::slice::from_ref(&old), std::slice::from_ref(&new));
        let back = compare(&[new], &[old]);
        let places = |changes: &[Change]| -> std::collections::BTreeSet<String> {
            changes.iter().map(Change::place).collect()
        };
        prop_assert_eq!(places(&there), places(&back));
    }

    #[test]
    fn any_text_is_a_module_or_none(text in "\\PC{0,200}") {
        let _ = read_module(&text);
    }
}

#[test]
fn a_shorter_field_breaks_what_is_sent() {
    let describe = |length: u32| {
        let text = format!(
            r#"{{"name": "Contact", "fields": [{{"name": "FirstName", "length": {length}}}]}}"#
        );
        Describe::parse(text.as_bytes()).unwrap()
    };
    let changes = compare(&[describe(40)], &[describe(30)]);
    assert_eq!(changes[0].place(), "Contact.FirstName");
    assert_eq!(changes[0].severity, Severity::Breaking);
    assert_eq!(changes[0].message, "at most 30 characters, was 40");
}
