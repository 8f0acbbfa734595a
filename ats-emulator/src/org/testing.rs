//! Small orgs for tests.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Actor, Org, OrgOptions, RecordReader, SchemaFiles, Transaction};
use crate::error::{ApiError, ApiErrors};
use crate::version::ApiVersion;

/// The version of requests in tests.
pub(super) const V63: ApiVersion = ApiVersion::new(63);

/// An object of two fields of every kind of rule, its parent, and children of every kind of
/// delete.
pub(super) fn schemas() -> SchemaFiles {
    let mut schemas = SchemaFiles::default();
    for describe in [parent(), thing(), person(), child()] {
        let name = describe["name"].to_string();
        let bytes = describe.to_string();
        schemas.add_describe(bytes.as_bytes(), &name).unwrap();
    }
    schemas
}

/// The schemas of this repository.
pub(super) fn real_schemas() -> SchemaFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    SchemaFiles::load(&folder).unwrap()
}

pub(super) fn org() -> (Org, Actor) {
    open(OrgOptions::new(schemas()))
}

pub(super) fn real_org() -> (Org, Actor) {
    open(OrgOptions::new(real_schemas()))
}

pub(super) fn open(options: OrgOptions) -> (Org, Actor) {
    let org = Org::open(options).unwrap();
    let admin = org.admin().unwrap();
    (org, admin)
}

pub(super) fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

/// One transaction of one user of an org, and what it comes to.
pub(super) trait Do {
    fn create(&self, object: &str, body: Value) -> Result<String, ApiErrors>;
    fn update(&self, object: &str, id: &str, body: Value) -> Result<(), ApiErrors>;
    fn get(&self, object: &str, id: &str) -> Map<String, Value>;
    fn tx<R>(
        &self,
        f: impl FnOnce(&mut Transaction<'_>) -> Result<R, ApiErrors>,
    ) -> Result<R, ApiErrors>;
    fn fetch<R>(
        &self,
        f: impl FnOnce(RecordReader<'_>) -> Result<R, ApiErrors>,
    ) -> Result<R, ApiErrors>;

    fn made(&self, object: &str, body: Value) -> String {
        self.create(object, body).unwrap()
    }

    fn refused(&self, object: &str, body: Value) -> ApiError {
        single(self.create(object, body).unwrap_err())
    }

    fn delete(&self, id: &str) -> Result<(), ApiErrors> {
        self.tx(|tx| tx.delete(None, id))
    }
}

impl Do for (Org, Actor) {
    fn create(&self, object: &str, body: Value) -> Result<String, ApiErrors> {
        self.tx(|tx| tx.create(object, &map(body)))
    }

    fn update(&self, object: &str, id: &str, body: Value) -> Result<(), ApiErrors> {
        self.tx(|tx| tx.update(object, id, &map(body)))
    }

    fn get(&self, object: &str, id: &str) -> Map<String, Value> {
        self.fetch(|reader| reader.retrieve(object, id, None, V63))
            .unwrap()
    }

    fn fetch<R>(
        &self,
        f: impl FnOnce(RecordReader<'_>) -> Result<R, ApiErrors>,
    ) -> Result<R, ApiErrors> {
        self.0
            .read(|connection| f(RecordReader::new(connection, &self.1.view)))
    }

    fn tx<R>(
        &self,
        f: impl FnOnce(&mut Transaction<'_>) -> Result<R, ApiErrors>,
    ) -> Result<R, ApiErrors> {
        self.0.write(&self.1, f)
    }
}

pub(super) fn single(mut errors: ApiErrors) -> ApiError {
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.remove(0)
}

/// A describe of these fields and the system fields.
pub(super) fn describe(name: &str, prefix: &str, fields: Vec<Value>) -> Value {
    let system = [
        field("Id", "id", json!({ "idLookup": true })),
        field("IsDeleted", "boolean", json!({})),
        field("CreatedDate", "datetime", json!({})),
        field(
            "CreatedById",
            "reference",
            json!({ "referenceTo": ["User"] }),
        ),
        field("LastModifiedDate", "datetime", json!({})),
        field(
            "LastModifiedById",
            "reference",
            json!({ "referenceTo": ["User"] }),
        ),
        field("SystemModstamp", "datetime", json!({})),
    ];
    let system = system.into_iter().map(|mut field| {
        for key in ["createable", "updateable", "nillable"] {
            field[key] = json!(false);
        }
        field["defaultedOnCreate"] = json!(true);
        field
    });
    let fields: Vec<Value> = system.chain(fields).collect();
    json!({
        "name": name, "label": name.trim_end_matches("__c").replace('_', " "),
        "labelPlural": format!("{}s", name.trim_end_matches("__c")), "keyPrefix": prefix,
        "createable": true, "updateable": true, "deletable": true, "undeletable": true,
        "queryable": true, "retrieveable": true, "fields": fields,
        "urls": { "sobject": format!("/services/data/v63.0/sobjects/{name}") },
    })
}

/// A field that anyone may write and that may be empty, with changes.
pub(super) fn field(name: &str, kind: &str, changes: Value) -> Value {
    let length = match kind {
        "id" | "reference" => 18,
        "string" => 10,
        "picklist" | "textarea" | "email" | "multipicklist" => 255,
        _ => 0,
    };
    let mut field = json!({
        "name": name, "label": name.trim_end_matches("__c").replace('_', " "), "type": kind,
        "length": length, "createable": true, "updateable": true, "nillable": true,
    });
    if kind == "reference" {
        field["relationshipName"] = json!(name.replace("__c", "__r").trim_end_matches("Id"));
    }
    for (key, value) in map(changes) {
        field[key] = value;
    }
    field
}

fn values(values: &[&str]) -> Value {
    values
        .iter()
        .map(|value| json!({ "value": value, "label": value, "active": *value != "Old" }))
        .collect()
}

fn parent() -> Value {
    let fields = vec![
        field(
            "Name",
            "string",
            json!({
                "length": 80, "nameField": true, "defaultedOnCreate": true,
            }),
        ),
        field(
            "Key__c",
            "string",
            json!({
                "externalId": true, "unique": true, "idLookup": true, "label": "Key",
            }),
        ),
        field(
            "Loose_Key__c",
            "string",
            json!({ "externalId": true, "idLookup": true }),
        ),
    ];
    describe("Parent__c", "a01", fields)
}

fn thing() -> Value {
    let fields = vec![
        field(
            "OwnerId",
            "reference",
            json!({
                "referenceTo": ["Group", "User"], "defaultedOnCreate": true, "nillable": false,
                "label": "Owner ID",
            }),
        ),
        field(
            "Name",
            "string",
            json!({
                "length": 80, "nameField": true, "autoNumber": true, "createable": false,
                "updateable": false, "nillable": false, "defaultedOnCreate": true,
            }),
        ),
        field("Text__c", "string", json!({})),
        field("Must__c", "string", json!({ "nillable": false })),
        field("Fixed__c", "string", json!({ "updateable": false })),
        field(
            "Computed__c",
            "string",
            json!({
                "createable": false, "updateable": false, "calculated": true,
            }),
        ),
        field(
            "Default__c",
            "string",
            json!({
                "defaultValueFormula": "\"preset\"", "defaultedOnCreate": true,
            }),
        ),
        field(
            "Check__c",
            "boolean",
            json!({
                "nillable": false, "defaultedOnCreate": true, "defaultValue": "true",
            }),
        ),
        field(
            "Plain_Check__c",
            "boolean",
            json!({
                "nillable": false, "defaultedOnCreate": true,
            }),
        ),
        field("Int__c", "int", json!({ "digits": 4 })),
        field(
            "Money__c",
            "currency",
            json!({ "precision": 6, "scale": 2 }),
        ),
        field("Day__c", "date", json!({})),
        field("Moment__c", "datetime", json!({})),
        field("Time__c", "time", json!({})),
        field("Email__c", "email", json!({ "label": "Email" })),
        field("Bytes__c", "base64", json!({})),
        field(
            "Status__c",
            "picklist",
            json!({
                "restrictedPicklist": true, "picklistValues": values(&["Open", "Closed", "Old"]),
            }),
        ),
        field(
            "Partial__c",
            "picklist",
            json!({
                "restrictedPicklist": true, "picklistValues": values(&["Known"]),
            }),
        ),
        field(
            "Free__c",
            "picklist",
            json!({ "picklistValues": values(&["One"]) }),
        ),
        field(
            "Reason__c",
            "picklist",
            json!({
                "restrictedPicklist": true, "dependentPicklist": true, "controllerName": "Status__c",
                "picklistValues": [
                    { "value": "Filled", "active": true, "validFor": "QAAA" },
                    { "value": "Any", "active": true, "validFor": "4AAA" },
                ],
            }),
        ),
        field(
            "Many__c",
            "multipicklist",
            json!({
                "restrictedPicklist": true, "picklistValues": values(&["A", "B", "C"]),
            }),
        ),
        field(
            "Exact__c",
            "string",
            json!({ "unique": true, "caseSensitive": true }),
        ),
        field("Unique__c", "string", json!({ "unique": true })),
        field(
            "Parent__c",
            "reference",
            json!({ "referenceTo": ["Parent__c"] }),
        ),
        field(
            "Elsewhere__c",
            "reference",
            json!({ "referenceTo": ["Opportunity"] }),
        ),
    ];
    describe("Thing__c", "a02", fields)
}

fn person() -> Value {
    let part = json!({ "compoundFieldName": "Name", "length": 40 });
    let address = json!({ "compoundFieldName": "MailingAddress", "length": 40 });
    let fields = vec![
        field(
            "LastName",
            "string",
            json!({
                "compoundFieldName": "Name", "nillable": false, "length": 80, "label": "Last Name",
            }),
        ),
        field("FirstName", "string", part.clone()),
        field("Salutation", "string", part),
        field(
            "Name",
            "string",
            json!({
                "length": 121, "nameField": true, "createable": false, "updateable": false,
                "nillable": false,
            }),
        ),
        field("MailingCity", "string", address.clone()),
        field("MailingStreet", "textarea", address),
        field(
            "MailingAddress",
            "address",
            json!({ "createable": false, "updateable": false }),
        ),
    ];
    describe("Person", "003", fields)
}

fn child() -> Value {
    let fields = vec![
        field(
            "Name",
            "string",
            json!({
                "length": 80, "nameField": true, "defaultedOnCreate": true,
            }),
        ),
        field(
            "Master__c",
            "reference",
            json!({
                "referenceTo": ["Parent__c"], "cascadeDelete": true,
            }),
        ),
        field(
            "Guard__c",
            "reference",
            json!({
                "referenceTo": ["Parent__c"], "restrictedDelete": true,
            }),
        ),
        field(
            "Lookup__c",
            "reference",
            json!({ "referenceTo": ["Parent__c", "Person"] }),
        ),
        field(
            "Of_Thing__c",
            "reference",
            json!({
                "referenceTo": ["Thing__c"], "cascadeDelete": true,
            }),
        ),
        field("Key__c", "string", json!({ "unique": true })),
    ];
    describe("Child__c", "a03", fields)
}
