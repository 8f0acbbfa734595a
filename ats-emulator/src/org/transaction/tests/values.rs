//! Values: what fields take, what they keep, what the org fills in.

use serde_json::{Value, json};

use crate::error::ApiError;
use crate::org::testing::{Do, V63, map, org, real_org, schemas, single};
use crate::org::{Org, OrgOptions};

fn thing(changes: Value) -> Value {
    let mut body = json!({ "Must__c": "x" });
    for (key, value) in map(changes) {
        body[key] = value;
    }
    body
}

/// Code, message and fields of a refusal.
fn told(error: &ApiError) -> (&str, &str, Vec<&str>) {
    let fields = error.fields.iter().map(String::as_str).collect();
    (error.code, &error.message, fields)
}

#[test]
fn every_kind_of_value_comes_back() {
    let org = org();
    let parent = org.made("Parent__c", json!({ "Name": "P" }));
    let id = org.made(
        "Thing__c",
        thing(json!({
            "attributes": { "type": "Thing__c" },
            "text__C": "  Zoë \n", "Int__c": 1234, "Money__c": 12.345, "Day__c": "2024-02-29",
            "Moment__c": "2025-04-29T23:45:00.750-02:30", "Time__c": "18:30:00Z",
            "Email__c": "a.b+c@example.co.uk", "Check__c": false, "Bytes__c": "aGk=",
            "Status__c": "Open", "Free__c": "Anything", "Many__c": "B; A;B",
            "Parent__c": &parent[..15], "Elsewhere__c": "006000000000001AAA",
        })),
    );
    let record = org.get("Thing__c", &id);
    let expected = json!({
        "Text__c": "Zoë", "Must__c": "x", "Int__c": 1234, "Money__c": 12.35,
        "Day__c": "2024-02-29", "Moment__c": "2025-04-30T02:15:00.000+0000",
        "Time__c": "18:30:00.000Z", "Email__c": "a.b+c@example.co.uk", "Check__c": false,
        "Bytes__c": format!("/services/data/v63.0/sobjects/Thing__c/{id}/Bytes__c"),
        "Status__c": "Open", "Free__c": "Anything", "Many__c": "B;A", "Parent__c": parent,
        "Elsewhere__c": "006000000000001AAA", "Computed__c": null,
    });
    for (name, value) in map(expected) {
        assert_eq!(record[&name], value, "{name}");
    }
    let attributes = json!({
        "type": "Thing__c", "url": format!("/services/data/v63.0/sobjects/Thing__c/{id}"),
    });
    assert_eq!(record["attributes"], attributes);
    let bytes = org.fetch(|reader| reader.blob("Thing__c", &id, "Bytes__c"));
    assert_eq!(bytes.unwrap().as_deref(), Some(&b"hi"[..]));
}

#[test]
fn what_was_not_given_is_filled_in() {
    let org = org();
    let id = org.made("Thing__c", thing(json!({ "Text__c": " \t" })));
    let record = org.get("Thing__c", &id);
    for (name, value) in [
        ("Name", json!("THI-0001")),
        ("Default__c", json!("preset")),
        ("Check__c", json!(true)),
        ("Plain_Check__c", json!(false)),
        ("Text__c", Value::Null),
        ("OwnerId", json!(org.0.admin_id())),
        ("CreatedById", json!(org.0.admin_id())),
        ("IsDeleted", json!(false)),
        ("CreatedDate", record["SystemModstamp"].clone()),
    ] {
        assert_eq!(record[name], value, "{name}");
    }
    assert!(
        record["CreatedDate"]
            .as_str()
            .unwrap()
            .ends_with(".000+0000")
    );
    // An explicit null asks for no value, where none is allowed for the default.
    let id = org.made(
        "Thing__c",
        thing(json!({ "Default__c": null, "OwnerId": null })),
    );
    let record = org.get("Thing__c", &id);
    assert_eq!(record["Default__c"], Value::Null);
    assert_eq!(record["OwnerId"], json!(org.0.admin_id()));
    assert_eq!(record["Name"], "THI-0002");
    // A record of a custom object without a name is called by its Id.
    let id = org.made("Parent__c", json!({}));
    assert_eq!(org.get("Parent__c", &id)["Name"], json!(id));
}

#[test]
fn refusals_in_the_words_of_salesforce() {
    let org = org();
    let long = "candidate test";
    let cases = [
        (
            json!({ "Must__c": "" }),
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [Must__c]",
            vec!["Must__c"],
        ),
        (
            json!({ "Text__c": long }),
            "STRING_TOO_LONG",
            "Text: data value too large: candidate test (max length=10)",
            vec!["Text__c"],
        ),
        (
            json!({ "Status__c": "Test" }),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Status: bad value for restricted picklist field: Test",
            vec!["Status__c"],
        ),
        (
            json!({ "Status__c": "Old" }),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Status: bad value for restricted picklist field: Old",
            vec!["Status__c"],
        ),
        (
            json!({ "Many__c": "A;D" }),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Many: bad value for restricted picklist field: D",
            vec!["Many__c"],
        ),
        (
            json!({ "Email__c": "no at" }),
            "INVALID_EMAIL_ADDRESS",
            "Email: invalid email address: no at",
            vec!["Email__c"],
        ),
        (
            json!({ "Money__c": 10000 }),
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Money: value outside of valid range on numeric field: 10000",
            vec!["Money__c"],
        ),
        (
            json!({ "Int__c": 12345 }),
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Int: value outside of valid range on numeric field: 12345",
            vec!["Int__c"],
        ),
        (
            json!({ "Day__c": "1699-12-31" }),
            "FIELD_INTEGRITY_EXCEPTION",
            "Day: invalid date: 1699-12-31",
            vec!["Day__c"],
        ),
        (
            json!({ "Check__c": null }),
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            "Check: value not of required type: ",
            vec!["Check__c"],
        ),
        (
            json!({ "No__c": 1 }),
            "INVALID_FIELD",
            "No such column 'No__c' on sobject of type Thing__c",
            vec![],
        ),
        (
            json!({ "Computed__c": "x", "Name": "n" }),
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: Computed__c, Name. Please check the security settings \
          of this field and verify that it is read/write for your profile or permission set.",
            vec!["Computed__c", "Name"],
        ),
        (
            json!({ "Id": "a02Em0000000001" }),
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "cannot specify Id in an insert call",
            vec!["Id"],
        ),
        (
            json!({ "Parent__c": "nonsense" }),
            "MALFORMED_ID",
            "Parent: id value of incorrect type: nonsense",
            vec!["Parent__c"],
        ),
        (
            json!({ "Parent__c": "a02Em0000000001AAA" }),
            "MALFORMED_ID",
            "Parent: id value of incorrect type: a02Em0000000001AAA",
            vec!["Parent__c"],
        ),
        (
            json!({ "Parent__c": "a02Em0000000001" }),
            "FIELD_INTEGRITY_EXCEPTION",
            "Parent: id value of incorrect type: a02Em0000000001IAA",
            vec!["Parent__c"],
        ),
        (
            json!({ "Elsewhere__c": "a01Em0000000001" }),
            "FIELD_INTEGRITY_EXCEPTION",
            "Elsewhere: id value of incorrect type: a01Em0000000001IAA",
            vec!["Elsewhere__c"],
        ),
        (
            json!({ "Parent__c": "a01Em0000000009" }),
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "insufficient access rights on cross-reference id: a01Em0000000009",
            vec![],
        ),
    ];
    for (changes, code, message, fields) in cases {
        let error = org.refused("Thing__c", thing(changes));
        assert_eq!(told(&error), (code, message, fields));
        assert_eq!(error.status, 400, "{message}");
    }
    let error = org.refused("Nothing__c", json!({}));
    assert_eq!(
        told(&error),
        (
            "INVALID_TYPE",
            "sObject type 'Nothing__c' is not supported.",
            vec![]
        )
    );
}

#[test]
fn wrong_kinds_of_json() {
    let org = org();
    for (name, value, what) in [
        ("Day__c", json!("x"), "date from VALUE_STRING value x"),
        (
            "Moment__c",
            json!("2025-04-29"),
            "datetime from VALUE_STRING value 2025-04-29",
        ),
        ("Text__c", json!(5), "string from VALUE_NUMBER_INT value 5"),
        (
            "Check__c",
            json!("yes"),
            "boolean from VALUE_STRING value yes",
        ),
        (
            "Int__c",
            json!(1.5),
            "int from VALUE_NUMBER_FLOAT value 1.5",
        ),
        (
            "Money__c",
            json!("1,000"),
            "currency from VALUE_STRING value 1,000",
        ),
        ("Money__c", json!([1]), "currency from START_ARRAY value ["),
        ("Status__c", json!({}), "picklist from START_OBJECT value {"),
        ("Bytes__c", json!("%%"), "base64 from VALUE_STRING value %%"),
    ] {
        let error = org.refused("Thing__c", thing(json!({ name: value })));
        assert_eq!(error.code, "JSON_PARSER_ERROR");
        let expected = format!(
            "Cannot deserialize instance of {what} or request may be missing a required field \
             at [line:1, column:2]"
        );
        assert_eq!(error.message, expected);
    }
    let id = org.made(
        "Thing__c",
        thing(json!({ "Money__c": "12.5", "Check__c": "FALSE" })),
    );
    let record = org.get("Thing__c", &id);
    assert_eq!(
        (&record["Money__c"], &record["Check__c"]),
        (&json!(12.5), &json!(false))
    );
}

#[test]
fn all_refused_values_are_told_at_once() {
    let org = org();
    let body = thing(json!({ "Text__c": "12345678901", "Status__c": "Test" }));
    let errors = org.create("Thing__c", body).unwrap_err();
    let codes: Vec<&str> = errors.iter().map(|error| error.code).collect();
    assert_eq!(
        codes,
        ["STRING_TOO_LONG", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"]
    );
}

#[test]
fn dependent_values() {
    let org = org();
    let refused = |status: Value| {
        org.refused(
            "Thing__c",
            thing(json!({ "Status__c": status, "Reason__c": "Filled" })),
        )
    };
    let message = "Reason: bad value for restricted picklist field: Filled";
    assert_eq!(refused(json!("Open")).message, message);
    assert_eq!(refused(Value::Null).message, message);
    let body = thing(json!({ "Status__c": "Closed", "Reason__c": "Filled" }));
    let id = org.made("Thing__c", body);
    // The controlling value may be the one that is already there.
    org.update("Thing__c", &id, json!({ "Reason__c": "Any" }))
        .unwrap();
    org.update("Thing__c", &id, json!({ "Reason__c": "Filled" }))
        .unwrap();
    let open = json!({ "Status__c": "Open", "Reason__c": "Filled" });
    let error = single(org.update("Thing__c", &id, open).unwrap_err());
    assert_eq!(error.message, message);
}

/// `CO` is a state of Mexico and of the United States.
#[test]
fn a_dependent_value_that_is_listed_once_for_each_controlling_value() {
    let describe = json!({
        "name": "Place__c", "createable": true, "queryable": true, "keyPrefix": "a0Z",
        "fields": [
            {"name": "Id", "type": "id", "length": 18},
            {"name": "Country__c", "type": "picklist", "createable": true, "nillable": true,
             "picklistValues": [{"value": "BR", "active": true}, {"value": "MX", "active": true},
                {"value": "US", "active": true}]},
            {"name": "State__c", "type": "picklist", "createable": true, "nillable": true,
             "restrictedPicklist": true, "dependentPicklist": true, "controllerName": "Country__c",
             "picklistValues": [{"value": "CO", "active": true, "validFor": "QAAA"},
                {"value": "CO", "active": true, "validFor": "IAAA"}]},
        ],
    });
    let mut schemas = schemas();
    schemas
        .add_describe(describe.to_string().as_bytes(), "Place__c.json")
        .unwrap();
    let org = Org::open(OrgOptions::new(schemas)).unwrap();
    let org = (org.clone(), org.admin().unwrap());
    for country in ["MX", "US"] {
        org.made(
            "Place__c",
            json!({ "Country__c": country, "State__c": "CO" }),
        );
    }
    org.refused("Place__c", json!({ "Country__c": "BR", "State__c": "CO" }));
}

#[test]
fn partly_known_picklists_are_open() {
    let mut schemas = schemas();
    let provenance = br#"{"objects": {"Thing__c": {"fields": {
        "Partial__c": {"source": "documented", "values": "partial"}
    }}}}"#;
    schemas
        .add_provenance(provenance, "provenance.json")
        .unwrap();
    let open = Org::open(OrgOptions::new(schemas)).unwrap();
    let open = (open.clone(), open.admin().unwrap());
    open.made("Thing__c", thing(json!({ "Partial__c": "Unheard of" })));
    let error = org().refused("Thing__c", thing(json!({ "Partial__c": "Unheard of" })));
    assert_eq!(error.code, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
}

#[test]
fn updates() {
    let org = org();
    let id = org.made(
        "Thing__c",
        thing(json!({ "Text__c": "a", "Fixed__c": "f" })),
    );
    let refused = |body: Value| single(org.update("Thing__c", &id, body).unwrap_err());
    assert_eq!(
        refused(json!({ "Must__c": null })).code,
        "REQUIRED_FIELD_MISSING"
    );
    assert_eq!(
        refused(json!({ "Fixed__c": "g" })).code,
        "INVALID_FIELD_FOR_INSERT_UPDATE"
    );
    assert_eq!(
        refused(json!({ "Id": id })).message,
        "The Id field should not be specified in the sobject data."
    );
    assert_eq!(
        refused(json!({ "OwnerId": null })).message,
        "Owner ID: owner cannot be blank"
    );

    org.update(
        "Thing__c",
        &id[..15],
        json!({ "Text__c": "b", "Money__c": 1 }),
    )
    .unwrap();
    org.update("Thing__c", &id, json!({ "Money__c": null }))
        .unwrap();
    let record = org.get("Thing__c", &id);
    assert_eq!(
        (&record["Text__c"], &record["Money__c"]),
        (&json!("b"), &Value::Null)
    );
    assert_eq!(record["Fixed__c"], "f");

    let error = single(
        org.update("Thing__c", "a02Em000000zzzz", json!({}))
            .unwrap_err(),
    );
    assert_eq!(
        (error.status, error.code),
        (404, "INVALID_CROSS_REFERENCE_KEY")
    );
    let error = single(org.update("Thing__c", "junk", json!({})).unwrap_err());
    assert_eq!(told(&error), ("MALFORMED_ID", "bad id junk", vec![]));
    let parent = org.made("Parent__c", json!({}));
    let error = single(org.update("Thing__c", &parent, json!({})).unwrap_err());
    assert_eq!(
        error.message,
        format!("Thing ID: id value of incorrect type: {parent}")
    );
}

#[test]
fn what_was_read_may_be_sent_back() {
    let org = org();
    let id = org.made("Thing__c", thing(json!({ "Status__c": "Open" })));
    // As if the value had been made inactive after the record got it.
    org.tx(|tx| {
        let sql = "UPDATE Thing__c SET Status__c = 'Old'";
        tx.connection().execute(sql, []).map_err(ApiError::from)?;
        Ok(())
    })
    .unwrap();
    org.update(
        "Thing__c",
        &id,
        json!({ "Status__c": "Old", "Text__c": "n" }),
    )
    .unwrap();
    assert_eq!(org.get("Thing__c", &id)["Text__c"], "n");
}

#[test]
fn names_and_addresses_of_people() {
    let org = org();
    assert_eq!(
        told(&org.refused("Person", json!({ "FirstName": "A" }))),
        (
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [LastName]",
            vec!["LastName"]
        )
    );
    let id = org.made(
        "Person",
        json!({
            "Salutation": "Ms.", "FirstName": "Ada", "LastName": "King", "MailingCity": "London",
        }),
    );
    let record = org.get("Person", &id);
    assert_eq!(record["Name"], "Ada King");
    assert_eq!(
        record["MailingAddress"],
        json!({
            "city": "London", "country": null, "geocodeAccuracy": null, "latitude": null,
            "longitude": null, "postalCode": null, "state": null, "street": null,
        })
    );
    let changes = json!({ "LastName": "Lovelace", "MailingCity": null });
    org.update("Person", &id, changes).unwrap();
    let record = org.get("Person", &id);
    assert_eq!(record["Name"], "Ada Lovelace");
    assert_eq!(record["MailingAddress"], Value::Null);
    org.update("Person", &id, json!({ "FirstName": null }))
        .unwrap();
    assert_eq!(org.get("Person", &id)["Name"], "Lovelace");
}

#[test]
fn the_samples_of_the_guide() {
    let org = real_org();
    let error = org.refused("Contact", json!({ "FirstName": "candidate" }));
    assert_eq!(
        error.to_result(),
        json!({
            "statusCode": "REQUIRED_FIELD_MISSING",
            "message": "Required fields are missing: [LastName]", "fields": ["LastName"],
        })
    );
    let first = "candidate test ".repeat(21);
    let body = json!({ "FirstName": first, "LastName": "x" });
    let error = org.refused("Contact", body);
    let message = format!(
        "First Name: data value too large: {} (max length=40)",
        first.trim_end()
    );
    assert_eq!(
        told(&error),
        ("STRING_TOO_LONG", message.as_str(), vec!["FirstName"])
    );
    // Of the job's status only one value is public, so that any is taken.
    org.made("bpats__Job__c", json!({ "bpats__Status__c": "Test" }));
}

#[test]
fn fields_asked_for_come_in_their_order_with_the_id() {
    let org = org();
    let id = org.made("Thing__c", thing(json!({ "Text__c": "a" })));
    let names =
        |fields: &[&str]| org.fetch(|reader| reader.retrieve("thing__c", &id, Some(fields), V63));
    let record = names(&["text__c", "Must__c", "Text__c"]).unwrap();
    let keys: Vec<&String> = record.keys().collect();
    assert_eq!(keys, ["attributes", "Text__c", "Must__c", "Id"]);
    assert_eq!(single(names(&["No"]).unwrap_err()).code, "INVALID_FIELD");
    let get = |id: &str| {
        org.fetch(|reader| reader.retrieve("Thing__c", id, None, V63))
            .unwrap_err()
    };
    let error = single(get("junk"));
    assert_eq!((error.status, error.code), (404, "NOT_FOUND"));
    assert!(error.message.ends_with("not accessible: junk"));
}
