//! The rules by which types and fields are compared.

use ats_core::prelude::*;
use ats_core::record::ExpectedObject;
use ats_schema::describe::{Describe, FieldType};
use serde_json::{Value, json};

use super::compare_object::compare;
use super::difference::{Difference, Severity, sort};

#[derive(SObject)]
#[sobject(name = "Skill__c")]
#[sobject(query, create, update)]
struct Skill {
    #[sobject(name = "Text__c", create, update, nillable)]
    text: Option<Text<80>>,
    #[sobject(name = "String__c", create, update, nillable)]
    string: Option<String>,
    #[sobject(name = "Flag__c", create, update)]
    flag: Option<bool>,
    #[sobject(name = "Whole__c", create, update, nillable)]
    whole: Option<i64>,
    #[sobject(
        name = "Number__c",
        create,
        update,
        nillable,
        precision = 18,
        scale = 2
    )]
    number: Option<Number>,
    #[sobject(name = "Day__c", create, update, nillable)]
    day: Option<Date>,
    #[sobject(name = "Moment__c", create, update, nillable)]
    moment: Option<DateTime>,
    #[sobject(name = "Clock__c", create, update, nillable)]
    clock: Option<Time>,
    #[sobject(name = "Body__c", create, nillable)]
    body: Option<Blob>,
    #[sobject(name = "Address__c", nillable)]
    address: Option<Box<Address>>,
    #[sobject(name = "Place__c", nillable)]
    place: Option<Box<Location>>,
    #[sobject(name = "Json__c", nillable)]
    json: Option<RawJson>,
    #[sobject(name = "Contact__c", create, update, nillable)]
    contact: Option<Id<Contact>>,
    #[sobject(name = "Any__c", create, update, nillable)]
    any: Option<Id<AnyObject>>,
    #[sobject(name = "Level__c", create, update, nillable)]
    level: Option<Level>,
    #[sobject(name = "Levels__c", create, update, nillable)]
    levels: Option<MultiPicklist<Level>>,
    #[sobject(name = "Owner__r", parent)]
    owner: Option<Owner>,
    #[sobject(name = "Parent__r", parent)]
    parent: Option<Related<Skill>>,
    #[sobject(name = "Parts__r", children)]
    parts: Option<Children<Skill>>,
}

#[derive(SObject)]
#[sobject(name = "Contact")]
enum Contact {}

#[derive(Picklist)]
enum Level {
    #[picklist("Low")]
    Low,
    #[picklist("Old", inactive)]
    Old,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

#[derive(Polymorphic)]
#[polymorphic(refers_to(Contact))]
enum Owner {
    #[polymorphic("Skill__c")]
    Skill(Related<Skill>),
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
}

/// A field of the type, the name and type of the org's, and what the type suits besides.
const FIELDS: &[(&str, &str)] = &[
    ("Text__c", "string"),
    ("String__c", "textarea"),
    ("Flag__c", "boolean"),
    ("Whole__c", "int"),
    ("Number__c", "double"),
    ("Day__c", "date"),
    ("Moment__c", "datetime"),
    ("Clock__c", "time"),
    ("Body__c", "base64"),
    ("Address__c", "address"),
    ("Place__c", "location"),
    ("Json__c", "json"),
    ("Contact__c", "reference"),
    ("Any__c", "reference"),
    ("Level__c", "picklist"),
    ("Levels__c", "multipicklist"),
    ("OwnerId", "reference"),
    ("Parent__c", "reference"),
];

/// The describe of an org that has what the type expects.
fn describe() -> Value {
    let fields = FIELDS.iter().map(|(name, ty)| {
        let is_picklist = ty.ends_with("picklist");
        let mut field = json!({
            "name": name, "type": ty, "nillable": *ty != "boolean", "createable": true,
            "updateable": *ty != "base64", "defaultedOnCreate": *ty == "boolean",
            "restrictedPicklist": is_picklist,
        });
        match *ty {
            "string" => field["length"] = json!(80),
            "double" => (field["precision"], field["scale"]) = (json!(18), json!(2)),
            _ if is_picklist => {
                field["picklistValues"] = json!([
                    {"value": "Low", "active": true}, {"value": "Old", "active": false},
                ]);
            }
            _ => {}
        }
        match *name {
            "Contact__c" => field["referenceTo"] = json!(["Contact"]),
            "Any__c" => field["referenceTo"] = json!(["Account", "Contact"]),
            "OwnerId" => {
                field["referenceTo"] = json!(["Group", "User"]);
                field["relationshipName"] = json!("Owner__r");
            }
            "Parent__c" => {
                field["referenceTo"] = json!(["Skill__c"]);
                field["relationshipName"] = json!("Parent__r");
            }
            _ => {}
        }
        field
    });
    json!({
        "name": "Skill__c", "fields": fields.collect::<Vec<_>>(),
        "childRelationships": [
            {"childSObject": "Skill__c", "field": "Parent__c", "relationshipName": "Parts__r"},
        ],
    })
}

fn field<'a>(describe: &'a mut Value, name: &str) -> &'a mut Value {
    let fields = describe["fields"].as_array_mut().unwrap();
    fields.iter_mut().find(|it| it["name"] == name).unwrap()
}

fn compared(describe: &Value) -> Vec<Difference> {
    let describe = Describe::parse(describe.to_string().as_bytes()).unwrap();
    let mut differences = Vec::new();
    let skill = ExpectedObject::of::<Skill>();
    compare(&skill, Some(&describe), &mut differences);
    sort(&mut differences);
    differences
}

/// The differences of a changed describe but for the fields that the type does not have.
fn changed(change: impl FnOnce(&mut Value)) -> Vec<Difference> {
    let mut describe = describe();
    change(&mut describe);
    let mut differences = compared(&describe);
    differences.retain(|it| it.kind.to_string() != "field-added");
    differences
}

#[test]
fn fields_that_the_type_leaves_out_are_information() {
    let differences = compared(&describe());
    let shown: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "info: `Skill__c.OwnerId`: the type does not have this field (reference)",
            "info: `Skill__c.Parent__c`: the type does not have this field (reference)",
        ]
    );
    assert!(changed(|_| {}).is_empty());
}

/// Every type of field in the place of each: only what suits the Rust type is no difference.
#[test]
fn each_type_of_field_suits_certain_types() {
    let text = [
        "string",
        "textarea",
        "email",
        "phone",
        "url",
        "encryptedstring",
        "combobox",
        "datacategorygroupreference",
        "picklist",
        "multipicklist",
    ];
    // What of another type is read or written, though not always.
    let warned = |name: &str| -> &[&str] {
        match name {
            // An e-mail address is a text of its own.
            "Text__c" | "String__c" => &["email", "id", "reference"],
            "Number__c" => &["int", "long"],
            "Level__c" => &[
                "string",
                "textarea",
                "email",
                "phone",
                "url",
                "encryptedstring",
                "combobox",
                "datacategorygroupreference",
            ],
            _ => &[],
        }
    };
    let fits = |name: &str, ty: &str| match name {
        "Text__c" | "String__c" => text.contains(&ty),
        "Json__c" => true,
        "Whole__c" => ["int", "long", "double", "currency", "percent"].contains(&ty),
        "Number__c" => ["double", "currency", "percent"].contains(&ty),
        "Contact__c" | "Any__c" => ["id", "reference"].contains(&ty),
        _ => FIELDS.contains(&(name, ty)),
    };
    for (name, _) in FIELDS
        .iter()
        .filter(|(name, _)| !["OwnerId", "Parent__c"].contains(name))
    {
        for ty in FieldType::ALL.iter().map(FieldType::as_str) {
            let differences = changed(|describe| field(describe, name)["type"] = json!(ty));
            let severity = differences.iter().map(|it| it.severity).max();
            let expected = if ["anyType", "json", "complexvalue"].contains(&ty) {
                None
            } else if warned(name).contains(&ty) {
                Some(Severity::Warning)
            } else if fits(name, ty) {
                None
            } else {
                Some(Severity::Breaks)
            };
            // A describe of a picklist with values lists them for any type here.
            assert_eq!(severity, expected, "{name} as {ty}: {differences:?}");
        }
    }
}

#[test]
fn a_closed_picklist_refuses_texts() {
    let closed = changed(|describe| {
        let text = field(describe, "Text__c");
        text["type"] = json!("picklist");
        text["restrictedPicklist"] = json!(true);
        text["picklistValues"] = json!([{"value": "Low", "active": true}]);
    });
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0].severity, Severity::Warning);
}

#[test]
fn decimals_do_not_suit_whole_numbers() {
    let decimals = changed(|describe| {
        let whole = field(describe, "Whole__c");
        (whole["type"], whole["precision"], whole["scale"]) =
            (json!("double"), json!(18), json!(2));
    });
    assert_eq!(
        decimals[0].to_string(),
        "breaks: `Skill__c.Whole__c`: the field's type is `double`; the type expects a whole number\n  \
         help: deploy the field as the crate expects it, or generate the crate from this org"
    );
}

/// What cannot be written cannot fail for it.
#[test]
fn a_field_that_is_only_read_may_be_shorter() {
    let read_only = |describe: &mut Value| {
        (describe["createable"], describe["updateable"]) = (json!(false), json!(false));
        field(describe, "Text__c")["length"] = json!(20);
        field(describe, "Number__c")["precision"] = json!(5);
        field(describe, "Level__c")["picklistValues"] = json!([]);
        field(describe, "Day__c")["nillable"] = json!(false);
    };
    let differences = changed(read_only);
    let shown: Vec<_> = differences
        .iter()
        .map(|it| (it.severity, it.kind.to_string()))
        .collect();
    assert_eq!(
        shown,
        [
            (Severity::Breaks, "no-longer-createable".to_owned()),
            (Severity::Breaks, "no-longer-updateable".to_owned()),
            (Severity::Info, "value-removed".to_owned()),
            (Severity::Info, "fewer-digits".to_owned()),
            (Severity::Info, "shorter".to_owned()),
        ]
    );
}

#[test]
fn relationships_lead_to_objects() {
    let elsewhere = changed(|describe| {
        describe["childRelationships"][0]["childSObject"] = json!("Other__c");
        field(describe, "Parent__c")["referenceTo"] = json!(["Other__c"]);
        // A polymorphic parent takes any object.
        field(describe, "OwnerId")["referenceTo"] = json!(["Queue"]);
    });
    let shown: Vec<_> = elsewhere.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        shown,
        [
            "the lookup refers to `Other__c`; the type expects `Skill__c`",
            "the relationship leads to `Other__c`; the type expects `Skill__c`",
        ]
    );
}

/// The user may see none of the objects that a lookup refers to.
#[test]
fn a_lookup_without_visible_targets_is_no_difference() {
    assert!(
        changed(|describe| field(describe, "Contact__c")["referenceTo"] = json!([])).is_empty()
    );
}

#[test]
fn names_of_the_org_are_escaped() {
    let forged = changed(|describe| {
        field(describe, "Contact__c")["referenceTo"] = json!(["A\u{1b}[2J\nbreaks: forged"]);
    });
    let shown = forged[0].to_string();
    assert!(shown.contains(r"`A\u{1b}[2J\nbreaks: forged`"), "{shown}");
}

#[test]
fn a_hundred_values_are_cut() {
    let values: Vec<_> = (0..100)
        .map(|it| json!({"value": format!("v{it}"), "active": true}))
        .collect();
    let many = changed(|describe| {
        let level = field(describe, "Level__c");
        let listed = level["picklistValues"].as_array_mut().unwrap();
        listed.extend(values);
    });
    assert_eq!(
        many[0].message,
        "the org also lists `v0`, `v1`, `v2`, `v3`, `v4` and 95 more; the type reads such values as unlisted"
    );
}
