//! Records as elements of a request about several.

use ats_core::prelude::*;
use ats_core::record::{element, set};

/// An object with an external key and a child.
#[derive(SObject)]
#[sobject(name = "Skill__c", label = "Skill", query, create, update)]
struct Skill {
    #[sobject(name = "Title__c", label = "Title", create, update, required)]
    title: Option<Text<20>>,
    #[sobject(name = "Code__c", create, update, nillable, external_key)]
    code: Option<Text<20>>,
    #[sobject(name = "Tests__r", children)]
    tests: Option<Children<SkillTest>>,
}

#[derive(SObject)]
#[sobject(name = "Skill_Test__c", query, create, update)]
struct SkillTest {
    #[sobject(name = "Note__c", create, update, nillable)]
    note: Option<Text<20>>,
}

fn skill(title: &str) -> NewSkill {
    NewSkill::new(SkillRequired {
        title: title.try_into().unwrap(),
    })
}

#[test]
fn create_carries_the_type() {
    assert_eq!(
        element::create(&skill("a \"b\"")).unwrap(),
        r#"{"attributes":{"type":"Skill__c"},"Title__c":"a \"b\""}"#
    );
    assert_eq!(
        element::create(&NewSkillTest::new()).unwrap(),
        r#"{"attributes":{"type":"Skill_Test__c"}}"#
    );
    assert!(
        element::create(&skill(" ")).is_err(),
        "a required field is blank"
    );
}

#[test]
fn update_carries_the_id() {
    let id: Id<Skill> = "a0MEm000004fFnBMAU".parse().unwrap();
    let changes = SkillUpdate {
        title: set(text!(Skill::TITLE, "welding")),
        ..Default::default()
    };
    assert_eq!(
        element::update(id, &changes).unwrap(),
        r#"{"attributes":{"type":"Skill__c"},"id":"a0MEm000004fFnBMAU","Title__c":"welding"}"#
    );
    assert!(element::is_empty(&SkillUpdate::default()));
    assert!(!element::is_empty(&changes));
}

#[test]
fn upsert_carries_the_key_once() {
    let new = NewSkill {
        code: Some("other".try_into().unwrap()),
        ..skill("welding")
    };
    let key = SkillKey::Code("w\"1".try_into().unwrap());
    assert_eq!(
        element::upsert(&key, &new).unwrap(),
        (
            "Code__c",
            r#"{"attributes":{"type":"Skill__c"},"Code__c":"w\"1","Title__c":"welding"}"#
                .to_owned()
        )
    );
    assert_eq!(format!("{key:?}"), r#"SkillKey { Code__c: "w\"1" }"#);
    let blank = SkillKey::Code("".try_into().unwrap());
    assert_eq!(key, key.clone());
    assert_ne!(key, blank);
    assert!(element::upsert(&blank, &new).is_err());
}

#[test]
fn a_tree_nests_its_children() {
    let fields = NewSkillTest::new().to_json().unwrap();
    let child = element::tree::<SkillTest>("ref2", &fields, &[]);
    let fields = skill("welding").to_json().unwrap();
    assert_eq!(
        element::tree::<Skill>("ref1", &fields, &[(Skill::TESTS.name(), vec![child])]),
        concat!(
            r#"{"attributes":{"type":"Skill__c","referenceId":"ref1"},"Title__c":"welding","#,
            r#""Tests__r":{"records":[{"attributes":{"type":"Skill_Test__c","referenceId":"ref2"}}]}}"#
        )
    );
    assert_eq!(
        element::tree::<SkillTest>("a\",\"x\":\"", "{}", &[("Tests__r", vec![])]),
        r#"{"attributes":{"type":"Skill_Test__c","referenceId":"a___x___"}}"#
    );
}

#[test]
fn names_and_counts() {
    assert_eq!(element::field_names::<Skill>(), ["Title__c", "Code__c"]);
    let query = Skill::select()
        .children(Skill::TESTS, SkillTest::select())
        .limit(5);
    assert_eq!(
        query.to_count_soql(),
        "SELECT COUNT() FROM Skill__c LIMIT 5"
    );
}
