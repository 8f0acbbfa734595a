//! Describes of the objects of `objects.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

/// The fields that every object has.
const COMMON: &str = "
Id id
IsDeleted boolean
CreatedDate datetime
CreatedById reference User
LastModifiedDate datetime
LastModifiedById reference User
SystemModstamp datetime
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    prefix: Option<String>,
    fields: String,
    #[serde(default)]
    children: BTreeMap<String, String>,
    #[serde(default)]
    wide: usize,
}

/// Returns the describes in JSON.
pub fn describes() -> Vec<Value> {
    let text = ats_tests::text("tests/tests/soql_by_the_book/objects.toml");
    let objects: BTreeMap<String, Object> = toml::from_str(&text).expect("objects.toml");
    objects
        .iter()
        .map(|(name, object)| describe(name, object))
        .collect()
}

fn describe(name: &str, object: &Object) -> Value {
    let wide = (1..=object.wide).map(|n| format!("Parent{n}__c reference Account"));
    let wide: Vec<String> = wide.collect();
    let lines = COMMON
        .lines()
        .chain(object.fields.lines())
        .chain(wide.iter().map(String::as_str));
    let fields: Vec<Value> = lines.filter(|line| !line.is_empty()).map(field).collect();
    let child = |(relationship, target): (&String, &String)| {
        let (child, field) = target.split_once('.').expect("Object.Field");
        json!({ "childSObject": child, "field": field, "relationshipName": relationship })
    };
    json!({
        "name": name, "label": name, "keyPrefix": object.prefix, "queryable": true,
        "createable": true, "updateable": true, "deletable": true, "fields": fields,
        "childRelationships": object.children.iter().map(child).collect::<Vec<_>>(),
    })
}

fn field(line: &str) -> Value {
    let mut parts = line.splitn(3, ' ');
    let mut next = || parts.next().unwrap_or_default();
    let (name, kind, rest) = (next(), next(), next());
    let custom = name.ends_with("__c");
    let long = kind == "longtext";
    let list: Vec<&str> = rest.split(", ").filter(|item| !item.is_empty()).collect();
    let hidden = long || matches!(kind, "base64" | "encryptedstring" | "anyType");
    let kind = if long { "textarea" } else { kind };
    let mut field = json!({
        "name": name, "label": name, "type": kind, "custom": custom,
        "length": if long { 32_000 } else { 255 }, "nillable": kind != "id",
        "filterable": !hidden,
        "sortable": !hidden && !matches!(kind, "multipicklist" | "location"),
        "createable": kind != "id", "updateable": kind != "id",
        "nameField": rest == "name", "calculated": rest == "formula",
    });
    if kind == "reference" {
        let polymorphic = list.len() > 1;
        let relationship = match custom {
            true => format!("{}r", name.trim_end_matches('c')),
            false => name.trim_end_matches("Id").to_owned(),
        };
        field["referenceTo"] = json!(list);
        field["relationshipName"] = json!(relationship);
        field["polymorphicForeignKey"] = json!(polymorphic);
        field["namePointing"] = json!(polymorphic);
    } else if matches!(kind, "picklist" | "multipicklist") {
        let values = list
            .iter()
            .map(|value| json!({ "value": value, "label": value, "active": true }));
        field["picklistValues"] = values.collect();
    } else if let Some(place) = name
        .strip_suffix("__Latitude__s")
        .or(name.strip_suffix("__Longitude__s"))
    {
        field["compoundFieldName"] = json!(format!("{place}__c"));
    }
    field
}
