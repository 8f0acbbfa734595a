//! The JSON of records.

use serde_json::{Value, json};

use super::{Fixture, OPTIONS};
use crate::query::RunOptions;
use crate::version::ApiVersion;

fn url(object: &str, id: &Value) -> String {
    format!(
        "/services/data/v63.0/sobjects/{object}/{}",
        id.as_str().unwrap()
    )
}

#[test]
fn records_spell_fields_as_the_describe_does() {
    let fixture = Fixture::new();
    let soql = "select id, NAME, annualrevenue, NumberOfEmployees, industry, IsDeleted \
                from account where Name = 'acme'";
    let json = fixture.json(soql, OPTIONS).unwrap();
    let answer: Value = serde_json::from_str(&json).unwrap();
    let id = &answer["records"][0]["Id"];
    let url = url("Account", id);
    // Byte for byte, since the order of keys is part of the shape.
    assert_eq!(
        json,
        format!(
            r#"{{"totalSize":1,"done":true,"records":[{{"attributes":{{"type":"Account","url":"{url}"}},"Id":{id},"Name":"Acme","AnnualRevenue":1000.0,"NumberOfEmployees":50,"Industry":"Banking","IsDeleted":false}}]}}"#
        )
    );
}

#[test]
fn nothing_found() {
    let fixture = Fixture::empty();
    assert_eq!(
        fixture.query("SELECT Name FROM Account"),
        json!({ "totalSize": 0, "done": true, "records": [] })
    );
}

#[test]
fn counts() {
    let fixture = Fixture::new();
    let count = |soql: &str| {
        let answer = fixture.query(soql);
        assert_eq!(answer["done"], true);
        assert_eq!(answer["records"], json!([]));
        answer["totalSize"].clone()
    };
    assert_eq!(count("SELECT COUNT() FROM Account"), 3);
    assert_eq!(
        count("SELECT COUNT() FROM Account WHERE Industry != null"),
        2
    );
    assert_eq!(count("SELECT COUNT() FROM Account LIMIT 2"), 2);
    assert_eq!(
        count("SELECT COUNT() FROM Contact c, c.Account a WHERE a.Name = 'acme'"),
        2
    );
}

#[test]
fn parents_are_objects_or_null() {
    let fixture = Fixture::new();
    let answer = fixture.query(
        "SELECT LastName, Account.Name, Account.Id, Account.Parent.Name FROM Contact ORDER BY LastName",
    );
    let ada = &answer["records"][0];
    assert_eq!(ada["Account"]["attributes"]["type"], "Account");
    assert_eq!(
        ada["Account"]["attributes"]["url"],
        url("Account", &ada["Account"]["Id"])
    );
    assert_eq!(ada["Account"]["Name"], "Acme");
    assert_eq!(ada["Account"]["Parent"], Value::Null);
    let carol = &answer["records"][2];
    assert_eq!(carol["Account"], Value::Null);

    let answer =
        fixture.query("SELECT a.Name, a.Parent.Name FROM Account a WHERE a.Parent.Name = 'Acme'");
    assert_eq!(answer["records"][0]["Parent"]["Name"], "Acme");
}

#[test]
fn children_are_results_or_null() {
    let fixture = Fixture::new();
    let answer = fixture.query(
        "SELECT Name, (SELECT LastName FROM Account.Contacts ORDER BY LastName DESC LIMIT 1), \
         (SELECT Name FROM bpats__Jobs__r WHERE bpats__Account__r.Name != 'nobody') \
         FROM Account ORDER BY Name",
    );
    let contacts = &answer["records"][0]["Contacts"];
    assert_eq!(contacts["totalSize"], 1);
    assert_eq!(contacts["done"], true);
    assert_eq!(contacts["records"][0]["LastName"], "O'Neil");
    assert_eq!(contacts["records"][0]["attributes"]["type"], "Contact");
    assert_eq!(answer["records"][1]["Contacts"], Value::Null);
    assert_eq!(
        answer["records"][1]["bpats__Jobs__r"]["records"][0]["Name"],
        "Waiter"
    );
    assert_eq!(answer["records"][2]["bpats__Jobs__r"], Value::Null);
}

#[test]
fn children_of_children() {
    let fixture = Fixture::new();
    let soql = "SELECT Name, (SELECT Name, (SELECT Name FROM bpats__Jobs__r) FROM ChildAccounts) \
                FROM Account WHERE Name = 'Acme'";
    let answer = fixture.query(soql);
    let child = &answer["records"][0]["ChildAccounts"]["records"][0];
    assert_eq!(child["Name"], "acme labs");
    assert_eq!(child["bpats__Jobs__r"]["records"][0]["Name"], "Waiter");

    let old = RunOptions {
        version: ApiVersion::new(57),
        ..OPTIONS
    };
    let error = fixture.run(soql, old).unwrap_err();
    assert_eq!(error.code, "MALFORMED_QUERY");
}

#[test]
fn polymorphic_parents_are_names_or_typed() {
    let fixture = Fixture::new();
    let answer = fixture.query(
        "SELECT Owner.Name, Owner.Type, \
         (SELECT Id FROM bpats__Interviews__r) FROM bpats__Job__c LIMIT 1",
    );
    let owner = &answer["records"][0]["Owner"];
    assert_eq!(owner["attributes"]["type"], "Name");
    assert!(
        owner["attributes"]["url"]
            .as_str()
            .unwrap()
            .starts_with("/services/data/v63.0/sobjects/User/005")
    );
    assert_eq!(owner["Type"], "User");
    assert!(owner["Name"].is_string());

    let answer = fixture.query(
        "SELECT TYPEOF Owner WHEN User THEN Username, Email WHEN Group THEN Name ELSE Name END \
         FROM bpats__Job__c LIMIT 1",
    );
    let owner = &answer["records"][0]["Owner"];
    assert_eq!(owner["attributes"]["type"], "User");
    assert!(owner["Username"].is_string());

    let answer = fixture
        .query("SELECT TYPEOF Owner WHEN Group THEN Name ELSE Name END FROM bpats__Job__c LIMIT 1");
    let owner = &answer["records"][0]["Owner"];
    assert_eq!(owner["attributes"]["type"], "User");
    assert!(owner["Name"].is_string());

    let answer =
        fixture.query("SELECT TYPEOF Owner WHEN Group THEN Name END FROM bpats__Job__c LIMIT 1");
    assert_eq!(answer["records"][0]["Owner"], Value::Null);

    // A field of the Name object that no object here has.
    let answer = fixture.query("SELECT Owner.NameOrAlias FROM bpats__Job__c LIMIT 1");
    let owner = answer["records"][0]["Owner"].as_object().unwrap();
    assert!(owner.contains_key("NameOrAlias"), "{owner:?}");
    let none = fixture.lines("SELECT Id FROM bpats__Job__c WHERE Owner.NameOrAlias = 'x'");
    assert!(none.is_empty());
}

#[test]
fn compound_fields() {
    let fixture = Fixture::new();
    let answer = fixture.query("SELECT BillingAddress FROM Account ORDER BY Name");
    let address = &answer["records"][0]["BillingAddress"];
    assert_eq!(address["city"], "Austin");
    assert_eq!(address["latitude"], 30.2672);
    assert_eq!(address["street"], Value::Null);
    assert_eq!(answer["records"][1]["BillingAddress"], Value::Null);
}

#[test]
fn all_fields() {
    let fixture = Fixture::new();
    let answer = fixture.query("SELECT FIELDS(ALL) FROM Account ORDER BY Name LIMIT 1");
    let record = answer["records"][0].as_object().unwrap();
    let described = fixture.org.schema().object("Account").unwrap();
    assert_eq!(record.len(), described.fields.len() + 1);
    let answer = fixture.query("SELECT FIELDS(STANDARD) FROM Thing__c");
    let keys: Vec<_> = answer["records"][0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["attributes", "Id", "IsDeleted", "SystemModstamp", "Name"]
    );
    let answer = fixture.query("SELECT Name, FIELDS(CUSTOM) FROM Thing__c LIMIT 200");
    assert_eq!(answer["records"][0]["Share__c"], 12.5);
}

#[test]
fn labels_and_formats() {
    let fixture = Fixture::new();
    assert_eq!(
        fixture.lines("SELECT toLabel(Many__c), FORMAT(Share__c) shown, FORMAT(Time__c) FROM Thing__c WHERE Name = 'One'"),
        ["Apple;Berry 12.5% 9:30 AM"]
    );
    assert_eq!(
        fixture.lines(
            "SELECT FORMAT(bpats__Start_Date__c), convertCurrency(bpats__Pay_Rate__c), \
             FORMAT(convertCurrency(bpats__Pay_Rate__c)) rate \
             FROM bpats__Job__c WHERE Name = 'Cook'"
        ),
        ["5/14/2025 0.1 $0.10"]
    );
    assert_eq!(
        fixture.lines("SELECT FORMAT(AnnualRevenue) FROM Account WHERE Name = 'Acme'"),
        ["$1,000"]
    );
}

#[test]
fn distances() {
    let fixture = Fixture::new();
    let lines = fixture.lines(
        "SELECT Name, DISTANCE(BillingAddress, GEOLOCATION(32.7767, -96.797), 'mi') away \
         FROM Account WHERE Name = 'Acme'",
    );
    let miles: f64 = lines[0].split(' ').nth(1).unwrap().parse().unwrap();
    assert!((miles - 182.0).abs() < 3.0, "{miles}");
}

#[test]
fn orders() {
    let fixture = Fixture::new();
    for (clause, expected) in [
        ("Name", ["Acme", "acme labs", "Zenith 100%"]),
        ("Name DESC", ["Zenith 100%", "acme labs", "Acme"]),
        ("AnnualRevenue", ["Zenith 100%", "acme labs", "Acme"]),
        ("AnnualRevenue DESC", ["Zenith 100%", "Acme", "acme labs"]),
        (
            "AnnualRevenue NULLS LAST",
            ["acme labs", "Acme", "Zenith 100%"],
        ),
        (
            "AnnualRevenue DESC NULLS LAST",
            ["Acme", "acme labs", "Zenith 100%"],
        ),
        // Hot comes before Warm in the picklist, and after it in neither alphabet.
        ("Rating NULLS LAST", ["acme labs", "Acme", "Zenith 100%"]),
        (
            "Rating DESC NULLS LAST",
            ["Acme", "acme labs", "Zenith 100%"],
        ),
        (
            "Parent.Name DESC NULLS LAST, Name DESC",
            ["acme labs", "Zenith 100%", "Acme"],
        ),
        (
            "Owner.Name, Name DESC",
            ["Zenith 100%", "acme labs", "Acme"],
        ),
    ] {
        let soql = format!("SELECT Name FROM Account ORDER BY {clause}");
        assert_eq!(fixture.lines(&soql), expected, "{clause}");
    }
}

#[test]
fn limits_and_offsets() {
    let fixture = Fixture::new();
    let names =
        |clause: &str| fixture.lines(&format!("SELECT Name FROM Account ORDER BY Name {clause}"));
    assert_eq!(names("LIMIT 2"), ["Acme", "acme labs"]);
    assert_eq!(names("LIMIT 2 OFFSET 2"), ["Zenith 100%"]);
    assert_eq!(names("OFFSET 1"), ["acme labs", "Zenith 100%"]);
    assert!(names("LIMIT 0").is_empty());
    assert_eq!(names("FOR VIEW").len(), 3);
    assert_eq!(names("LIMIT 5 FOR REFERENCE").len(), 3);
    assert_eq!(
        fixture.lines("SELECT Name FROM Account FOR UPDATE").len(),
        3
    );
}

#[test]
fn deleted_records_are_for_query_all() {
    let fixture = Fixture::new();
    let id = fixture
        .lines("SELECT Id FROM Contact WHERE LastName = 'Smith'")
        .remove(0);
    fixture.delete(&id);
    let soql = "SELECT LastName, IsDeleted FROM Contact WHERE LastName = 'smith'";
    assert!(fixture.lines(soql).is_empty());
    let all = RunOptions {
        all: true,
        ..OPTIONS
    };
    let answer = fixture.run(soql, all).unwrap();
    assert_eq!(answer["records"][0]["IsDeleted"], true);
}

#[test]
fn explains_and_columns() {
    let fixture = Fixture::new();
    let soql = "SELECT Name FROM Account WHERE Name = 'Acme' AND Industry = 'Banking'";
    let (queries, actor) = (&fixture.queries, &fixture.actor);
    let explained = fixture
        .org
        .read(|connection| queries.explain(connection, actor, soql, OPTIONS));
    let explained: Value = serde_json::from_str(&explained.unwrap()).unwrap();
    let plan = &explained["plans"][0];
    assert_eq!(plan["sobjectType"], "Account");
    assert_eq!(plan["sobjectCardinality"], 3);
    let index = explained["plans"]
        .as_array()
        .unwrap()
        .iter()
        .find(|plan| plan["leadingOperationType"] == "Index")
        .unwrap();
    assert_eq!(index["cardinality"], 1);
    assert_eq!(index["fields"], json!(["Name"]));
    assert_eq!(plan["notes"][1]["fields"], json!(["Industry"]));

    let soql = "SELECT Id, Name, Parent.Name, (SELECT LastName FROM Contacts) FROM Account";
    let columns = fixture
        .queries
        .columns(&fixture.actor, soql, OPTIONS)
        .unwrap();
    let columns: Value = serde_json::from_str(&columns).unwrap();
    assert_eq!(columns["entityName"], "Account");
    assert_eq!(columns["idSelected"], true);
    assert_eq!(columns["keyPrefix"], "001");
    let metadata = &columns["columnMetadata"];
    assert_eq!(metadata[1]["apexType"], "String");
    assert_eq!(metadata[2]["joinColumns"][0]["columnName"], "Name");
    assert_eq!(metadata[3]["joinColumns"][0]["columnName"], "LastName");
}

#[test]
fn files_are_answered_by_their_path() {
    let fixture = Fixture::new();
    fixture.create(
        "ContentVersion",
        json!({ "Title": "Resume", "PathOnClient": "resume.txt", "VersionData": "aGVsbG8=" }),
    );
    let answer = fixture.query("SELECT Id, VersionData FROM ContentVersion");
    let record = &answer["records"][0];
    let path = format!("{}/VersionData", url("ContentVersion", &record["Id"]));
    assert_eq!(record["VersionData"], path);
}
