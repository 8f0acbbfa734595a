//! The objects that every org has and no schema needs to bring: enough of User,
//! Organization and the like for references to hold and for what tools ask at login.
//!
//! Written in short form here and turned into full describes, so that one path serves them
//! and those of the schemas. A describe of the same name in the schemas takes their place.

use ats_schema::describe::Describe;
use serde_json::{Value, json};

use super::open_error::OpenError;
use super::schema_files::DescribeSource;

/// The objects in short form; the head of the file explains it.
const OBJECTS: &str = include_str!("objects.txt");

struct BuiltinObject {
    name: &'static str,
    label: &'static str,
    plural: &'static str,
    prefix: &'static str,
    flags: &'static str,
    fields: Vec<&'static str>,
    children: Vec<&'static str>,
}

/// Every object has it, so that no short form lists it.
const ID: &str = "Id | Record ID | id | 18 | rdk";

/// Objects of the schemas whose access follows from the records they belong to: no permission
/// set allows anything on them, and the describe of ObjectPermissions does not list them.
const FOLLOWS_OTHERS: [&str; 2] = ["ContentVersion", "EmailMessage"];

/// Returns true for an object of the setup, which only administrators see.
///
/// DescribeSource: Object Reference, *ObjectPermissions*: “only users with the View Setup and
/// Configuration permission can access this object”.
pub(super) fn is_setup(name: &str) -> bool {
    let object = objects().find(|it| it.name == name);
    object.is_some_and(|it| it.flags.contains('s'))
}

/// The describes of all built-in objects; `others` are the names of the schemas' objects,
/// to which a file can be attached.
pub(super) fn describes(others: &[String]) -> Result<Vec<DescribeSource>, OpenError> {
    objects()
        .map(|object| {
            let raw = object.describe(others);
            let bytes = raw.to_string();
            let describe =
                Describe::parse(bytes.as_bytes()).map_err(|error| OpenError::Describe {
                    file: format!("the built-in describe of {}", object.name),
                    error: Box::new(error),
                })?;
            Ok(DescribeSource { describe, raw })
        })
        .collect()
}

fn objects() -> impl Iterator<Item = BuiltinObject> {
    let objects = OBJECTS.split("\n\n").filter(|text| !text.starts_with('#'));
    objects.map(|text| {
        let (head, lines) = text.split_once('\n').unwrap_or((text, ""));
        let [name, label, plural, prefix, flags] = columns(head);
        let lines = lines.lines().map(str::trim);
        let (children, fields) = lines.partition(|line| line.starts_with('>'));
        BuiltinObject {
            name,
            label,
            plural,
            prefix,
            flags,
            fields,
            children,
        }
    })
}

/// The columns of a line; those that are left out are empty.
fn columns<const N: usize>(line: &str) -> [&str; N] {
    let mut columns = line.split('|').map(str::trim);
    std::array::from_fn(|_| columns.next().unwrap_or_default())
}

impl BuiltinObject {
    fn describe(&self, others: &[String]) -> Value {
        let base = format!("/services/data/v63.0/sobjects/{}", self.name);
        let lines = std::iter::once(&ID).chain(&self.fields);
        let fields: Vec<Value> = lines.map(|line| field(line, others)).collect();
        let children: Vec<Value> = self.children.iter().map(|line| child(line)).collect();
        let has = |flag| self.flags.contains(flag);
        let mut describe = template(OBJECT_KEYS);
        let layout = format!("{base}/describe/layouts/012000000000000AAA");
        let everything = format!("All {}", self.plural.to_lowercase());
        for (key, value) in [
            ("childRelationships", Value::Array(children)),
            ("createable", json!(has('c'))),
            ("deletable", json!(has('d'))),
            ("fields", Value::Array(fields)),
            ("keyPrefix", json!(self.prefix)),
            ("label", json!(self.label)),
            ("labelPlural", json!(self.plural)),
            ("name", json!(self.name)),
            ("undeletable", json!(has('d'))),
            ("updateable", json!(has('u'))),
        ] {
            describe[key] = value;
        }
        describe["recordTypeInfos"][0]["urls"] = json!({ "layout": layout });
        describe["supportedScopes"][0]["label"] = json!(everything);
        describe["urls"] = json!({
            "rowTemplate": format!("{base}/{{ID}}"),
            "describe": format!("{base}/describe"),
            "sobject": base,
        });
        describe
    }
}

/// The keys of an object's describe, in their order, with the values of most.
const OBJECT_KEYS: &str = r#"{
    "actionOverrides": [], "activateable": false, "associateEntityType": null,
    "associateParentEntity": null, "childRelationships": [], "compactLayoutable": false,
    "createable": false, "custom": false, "customSetting": false, "deepCloneable": false,
    "defaultImplementation": null, "deletable": false, "deprecatedAndHidden": false,
    "extendedBy": null, "extendsInterfaces": null, "feedEnabled": false, "fields": [],
    "hasSubtypes": false, "implementedBy": null, "implementsInterfaces": null,
    "isInterface": false, "isSubtype": false, "keyPrefix": null, "label": "",
    "labelPlural": "", "layoutable": false, "listviewable": null, "lookupLayoutable": null,
    "mergeable": false, "mruEnabled": false, "name": "", "namedLayoutInfos": [],
    "networkScopeFieldName": null, "queryable": true,
    "recordTypeInfos": [{
        "active": true, "available": true, "defaultRecordTypeMapping": true,
        "developerName": "Master", "master": true, "name": "Master",
        "recordTypeId": "012000000000000AAA", "urls": {}
    }],
    "replicateable": true, "retrieveable": true, "searchLayoutable": false,
    "searchable": false, "sobjectDescribeOption": "FULL",
    "supportedScopes": [{ "label": "", "name": "everything" }],
    "triggerable": false, "undeletable": false, "updateable": false, "urls": {}
}"#;

/// The keys of a field's describe, in their order, with the values of most.
const FIELD_KEYS: &str = r#"{
    "aggregatable": true, "aiPredictionField": false, "autoNumber": false, "byteLength": 0,
    "calculated": false, "calculatedFormula": null, "cascadeDelete": false,
    "caseSensitive": false, "compoundFieldName": null, "controllerName": null,
    "createable": false, "custom": false, "defaultValue": null, "defaultValueFormula": null,
    "defaultedOnCreate": false, "dependentPicklist": false, "deprecatedAndHidden": false,
    "digits": 0, "displayLocationInDecimal": false, "encrypted": false, "externalId": false,
    "extraTypeInfo": null, "filterable": true, "filteredLookupInfo": null,
    "formulaTreatNullNumberAsZero": false, "groupable": true, "highScaleNumber": false,
    "htmlFormatted": false, "idLookup": false, "inlineHelpText": null, "label": "",
    "length": 0, "mask": null, "maskType": null, "name": "", "nameField": false,
    "namePointing": false, "nillable": false, "permissionable": false, "picklistValues": [],
    "polymorphicForeignKey": false, "precision": 0, "queryByDistance": false,
    "referenceTargetField": null, "referenceTo": [], "relationshipName": null,
    "relationshipOrder": null, "restrictedDelete": false, "restrictedPicklist": false,
    "scale": 0, "searchPrefilterable": false, "soapType": "xsd:string", "sortable": true,
    "type": "string", "unique": false, "updateable": false, "writeRequiresMasterRead": false
}"#;

/// A template as JSON; the tests see to it that both can be read.
fn template(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// A full field of a describe, all 57 keys of it, from its line.
fn field(line: &str, others: &[String]) -> Value {
    let [name, label, kind, length, flags, values] = columns(line);
    let length: u32 = length.parse().unwrap_or_default();
    let values = values.split(',').map(str::trim);
    let has = |flag| flags.contains(flag);
    let reference = kind == "reference";
    let picklist = kind == "picklist";
    let long = length > 255;
    let text = matches!(kind, "string" | "textarea" | "email" | "phone" | "picklist");
    let mut reference_to: Vec<&str> = Vec::new();
    let mut entries = Vec::new();
    let mut default = if kind == "boolean" {
        json!(false)
    } else {
        Value::Null
    };
    for value in values.filter(|value| !value.is_empty()) {
        if value == "ANY" && reference {
            reference_to.extend(others.iter().map(String::as_str));
        } else if value == "ANY" {
            let mut names: Vec<&str> = others.iter().map(String::as_str).collect();
            names.retain(|name| !FOLLOWS_OTHERS.contains(name));
            entries.extend(names.into_iter().map(|name| entry(name, false)));
        } else if reference {
            reference_to.push(value);
        } else {
            let (value, is_default) = match value.strip_prefix('=') {
                Some(value) => (value, true),
                None => (value, false),
            };
            if is_default {
                default = json!(value);
            }
            entries.push(entry(value, is_default));
        }
    }
    let soap = match kind {
        "id" | "reference" => "tns:ID",
        "boolean" => "xsd:boolean",
        "int" => "xsd:int",
        "datetime" => "xsd:dateTime",
        _ => "xsd:string",
    };
    let polymorphic = reference_to.len() > 1;
    let only_if = |condition: bool, value: &str| condition.then(|| value.to_owned());
    let mut field = template(FIELD_KEYS);
    for (key, value) in [
        ("aggregatable", json!(kind != "boolean")),
        ("byteLength", json!(if text { length * 3 } else { length })),
        ("cascadeDelete", json!(has('x'))),
        ("compoundFieldName", json!(only_if(has('p'), "Name"))),
        ("createable", json!(has('c'))),
        ("defaultValue", default),
        ("defaultedOnCreate", json!(has('d'))),
        ("digits", json!(if kind == "int" { 9 } else { 0 })),
        (
            "extraTypeInfo",
            json!(only_if(kind == "textarea", "plaintextarea")),
        ),
        ("filterable", json!(!(kind == "textarea" && long))),
        ("groupable", json!(kind != "datetime" && !long)),
        ("idLookup", json!(has('k'))),
        ("label", json!(label)),
        ("length", json!(length)),
        ("name", json!(name)),
        ("nameField", json!(has('n'))),
        ("namePointing", json!(polymorphic)),
        ("nillable", json!(!has('r'))),
        ("picklistValues", Value::Array(entries)),
        ("polymorphicForeignKey", json!(polymorphic)),
        ("referenceTo", json!(reference_to)),
        (
            "relationshipName",
            json!(only_if(reference, name.trim_end_matches("Id"))),
        ),
        ("restrictedPicklist", json!(picklist)),
        ("searchPrefilterable", json!(reference)),
        ("soapType", json!(soap)),
        ("sortable", json!(!(kind == "textarea" && long))),
        ("type", json!(kind)),
        ("unique", json!(has('*'))),
        ("updateable", json!(has('u'))),
    ] {
        field[key] = value;
    }
    field
}

fn child(line: &str) -> Value {
    let [object, field, name] = columns(line.trim_start_matches("> "));
    json!({
        "cascadeDelete": true, "childSObject": object, "deprecatedAndHidden": false,
        "field": field, "junctionIdListNames": [], "junctionReferenceTo": [],
        "relationshipName": name, "restrictedDelete": false,
    })
}

fn entry(value: &str, is_default: bool) -> Value {
    json!({
        "active": true, "defaultValue": is_default, "label": value, "validFor": null,
        "value": value,
    })
}

#[cfg(test)]
mod tests {
    use ats_schema::describe::FieldType;

    use super::*;

    #[test]
    fn are_whole_describes() {
        let sources = describes(&["Account".to_owned()]).unwrap();
        assert_eq!(sources.len(), objects().count());
        for source in sources {
            let describe = &source.describe;
            assert!(describe.field("Id").is_some(), "{}", describe.name);
            for field in source.raw["fields"].as_array().unwrap() {
                assert_eq!(field.as_object().unwrap().len(), 57, "{}", describe.name);
            }
        }
    }

    #[test]
    fn every_line_is_whole() {
        for object in objects() {
            for line in object.fields {
                let parts: Vec<&str> = line.split('|').map(str::trim).collect();
                assert!((4..=6).contains(&parts.len()), "{line}");
                assert!(parts[3].parse::<u32>().is_ok(), "{line}");
                let flags = parts.get(4).unwrap_or(&"");
                assert!(
                    flags.chars().all(|flag| "rdcunkxp*".contains(flag)),
                    "{line}"
                );
                let known = FieldType::ALL
                    .iter()
                    .any(|known| known.as_str() == parts[2]);
                assert!(known, "{line}");
            }
        }
    }

    #[test]
    fn a_file_can_be_attached_to_every_object() {
        let sources = describes(&["Account".to_owned()]).unwrap();
        let link = sources
            .iter()
            .find(|source| source.describe.name == "ContentDocumentLink")
            .unwrap();
        let entity = link.describe.field("LinkedEntityId").unwrap();
        assert_eq!(entity.reference_to, ["User", "Group", "Account"]);
        assert!(entity.cascade_delete && entity.polymorphic_foreign_key);
    }
}
