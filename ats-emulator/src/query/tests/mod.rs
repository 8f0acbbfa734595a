//! Queries against an org of the repository's schemas and one small object more.

mod answers;
mod filters;
mod groups;
mod pages;
mod refusals;

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{MAX_PAGE, Queries, RunOptions};
use crate::error::ApiError;
use crate::org::{Actor, Org, OrgOptions, SchemaFiles};
use crate::version::ApiVersion;

/// An org with a few records.
struct Fixture {
    org: Org,
    actor: Actor,
    queries: Queries,
}

const OPTIONS: RunOptions = RunOptions {
    all: false,
    version: ApiVersion::new(63),
    batch: None,
    page: MAX_PAGE,
};

fn org() -> (Org, Actor) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let mut schemas = SchemaFiles::load(&folder).unwrap();
    let thing = thing().to_string();
    schemas.add_describe(thing.as_bytes(), "Thing__c").unwrap();
    let org = Org::open(OrgOptions::new(schemas)).unwrap();
    let actor = org.admin().unwrap();
    (org, actor)
}

/// What the schemas have none of: several choices, letter case, times, places.
fn thing() -> Value {
    let field = |name: &str, kind: &str, more: Value| {
        let mut field = json!({
            "name": name, "type": kind, "length": 80, "createable": true, "updateable": true,
            "nillable": true, "filterable": true, "sortable": true, "custom": true,
        });
        let more: Map<String, Value> = serde_json::from_value(more).unwrap();
        field.as_object_mut().unwrap().extend(more);
        field
    };
    let system = json!({ "createable": false, "updateable": false, "custom": false });
    json!({
        "name": "Thing__c", "label": "Thing", "keyPrefix": "x00",
        "createable": true, "updateable": true, "deletable": true, "queryable": true,
        "fields": [
            field("Id", "id", system.clone()),
            field("IsDeleted", "boolean", system.clone()),
            field("SystemModstamp", "datetime", system),
            field("Name", "string", json!({ "nameField": true, "custom": false })),
            field("Many__c", "multipicklist", json!({ "picklistValues": [
                { "value": "a", "label": "Apple", "active": true },
                { "value": "b", "label": "Berry", "active": true },
                { "value": "c", "label": "Cherry", "active": true },
            ] })),
            field("Exact__c", "string", json!({ "caseSensitive": true })),
            field("Time__c", "time", json!({})),
            field("Share__c", "percent", json!({ "precision": 5, "scale": 1 })),
            field("Site__c", "location", json!({ "createable": false, "updateable": false })),
            field("Site__Latitude__s", "double", json!({ "compoundFieldName": "Site__c" })),
            field("Site__Longitude__s", "double", json!({ "compoundFieldName": "Site__c" })),
        ],
    })
}

impl Fixture {
    fn empty() -> Self {
        let (org, actor) = org();
        let queries = Queries::new(None);
        Self {
            org,
            actor,
            queries,
        }
    }

    /// Three accounts, three contacts, three jobs, three things.
    fn new() -> Self {
        let fixture = Self::empty();
        let acme = fixture.create(
            "Account",
            json!({
                "Name": "Acme", "Industry": "Banking", "AnnualRevenue": 1000,
                "NumberOfEmployees": 50, "Rating": "Warm", "BillingCity": "Austin",
                "BillingLatitude": 30.2672, "BillingLongitude": -97.7431,
            }),
        );
        let labs = fixture.create(
            "Account",
            json!({
                "Name": "acme labs", "Industry": "Biotechnology", "AnnualRevenue": 250,
                "NumberOfEmployees": 5, "Rating": "Hot", "ParentId": acme,
            }),
        );
        fixture.create("Account", json!({ "Name": "Zenith 100%" }));
        for (first, last, account) in [
            ("Ada", "Lovelace", Some(&acme)),
            ("Bob", "O'Neil", Some(&acme)),
            ("Carol", "Smith", None),
        ] {
            fixture.create(
                "Contact",
                json!({ "FirstName": first, "LastName": last, "AccountId": account }),
            );
        }
        for (name, account, priority, start, active, rate) in [
            (
                "Cook",
                Some(&acme),
                Some("High"),
                Some("2025-05-14"),
                true,
                Some(0.1),
            ),
            (
                "Waiter",
                Some(&labs),
                Some("Low"),
                Some("2025-06-01"),
                false,
                Some(0.2),
            ),
            ("Clerk", None, None, None, false, None),
        ] {
            fixture.create(
                "bpats__Job__c",
                json!({
                    "Name": name, "bpats__Account__c": account, "bpats__Priority__c": priority,
                    "bpats__Start_Date__c": start, "bpats__Is_Active__c": active,
                    "bpats__Pay_Rate__c": rate, "bpats__Type__c": "Permanent",
                }),
            );
        }
        for (name, many, exact, time, share) in [
            (
                "One",
                Some("a;b"),
                Some("Key"),
                Some("09:30:00.000Z"),
                Some(12.5),
            ),
            (
                "Two",
                Some("b;c"),
                Some("key"),
                Some("17:00:00.000Z"),
                Some(50.0),
            ),
            ("Three", None, None, None, None),
        ] {
            fixture.create(
                "Thing__c",
                json!({
                    "Name": name, "Many__c": many, "Exact__c": exact, "Time__c": time,
                    "Share__c": share,
                }),
            );
        }
        fixture
    }

    fn create(&self, object: &str, body: Value) -> String {
        let body: Map<String, Value> = serde_json::from_value(body).unwrap();
        let created: Result<String, Vec<ApiError>> =
            self.org.write(&self.actor, |tx| tx.create(object, &body));
        created.unwrap()
    }

    fn delete(&self, id: &str) {
        let deleted: Result<(), Vec<ApiError>> =
            self.org.write(&self.actor, |tx| tx.delete(None, id));
        deleted.unwrap();
    }

    fn json(&self, soql: &str, options: RunOptions) -> Result<String, ApiError> {
        let (queries, actor) = (&self.queries, &self.actor);
        self.org
            .read(|connection| queries.run(connection, actor, soql, options))
    }

    fn run(&self, soql: &str, options: RunOptions) -> Result<Value, ApiError> {
        let json = self.json(soql, options)?;
        Ok(serde_json::from_str(&json).unwrap())
    }

    fn query(&self, soql: &str) -> Value {
        self.run(soql, OPTIONS)
            .unwrap_or_else(|error| panic!("{soql}: {}: {}", error.code, error.message))
    }

    /// The records without their attributes, each as one line.
    fn lines(&self, soql: &str) -> Vec<String> {
        let answer = self.query(soql);
        let records = answer["records"].as_array().unwrap().iter();
        let values = records.map(|record| {
            let values = record.as_object().unwrap().iter();
            let values = values.filter(|(key, _)| *key != "attributes");
            let values = values.map(|(_, value)| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            values.collect::<Vec<_>>().join(" ")
        });
        values.collect()
    }

    fn refused(&self, soql: &str) -> (&'static str, String) {
        match self.run(soql, OPTIONS) {
            Ok(answer) => panic!("{soql}: {answer}"),
            Err(error) => {
                assert_eq!(error.status, 400);
                (error.code, error.message)
            }
        }
    }
}
