//! Each kind of difference: an org whose describe of Job was changed, and the lines that are reported.

use ats_client::Severity;
use ats_core::record::ExpectedObject;
use ats_emulator::Emulator;
use ats_generated::Job;
use serde_json::{Value, json};

use crate::client;

/// A change of the describe.
type Change = fn(&mut Value);

fn find<'a>(object: &'a mut Value, list: &str, key: &str, name: &str) -> &'a mut Value {
    let entries = object[list].as_array_mut().expect(list);
    let found = entries.iter_mut().find(|it| it[key] == name);
    found.unwrap_or_else(|| panic!("no {name} among {list}"))
}

fn field<'a>(object: &'a mut Value, name: &str) -> &'a mut Value {
    find(object, "fields", "name", name)
}

fn remove(object: &mut Value, list: &str, key: &str, name: &str) {
    find(object, list, key, name);
    let entries = object[list].as_array_mut().expect(list);
    entries.retain(|it| it[key] != name);
}

fn add_field(object: &mut Value, name: &str, nillable: bool) {
    let mut new = field(object, "bpats__Job_Title__c").clone();
    new["name"] = json!(name);
    new["label"] = json!(name);
    new["nillable"] = json!(nillable);
    let fields = object["fields"].as_array_mut().expect("fields");
    fields.push(new);
}

fn value<'a>(object: &'a mut Value, name: &str) -> &'a mut Value {
    let priority = field(object, "bpats__Priority__c");
    find(priority, "picklistValues", "value", name)
}

/// A change, and the first lines of the differences that it makes.
const CASES: &[(Change, &[&str])] = &[
    (|_| {}, &[]),
    (
        |job| job["queryable"] = json!(false),
        &["breaks: `bpats__Job__c`: this user may not query records of the object"],
    ),
    (
        |job| job["retrieveable"] = json!(false),
        &["breaks: `bpats__Job__c`: this user may not retrieve records of the object"],
    ),
    (
        // Its fields cannot be set in a create either, which follows from it.
        |job| job["createable"] = json!(false),
        &["breaks: `bpats__Job__c`: this user may not create records of the object"],
    ),
    (
        |job| job["updateable"] = json!(false),
        &["breaks: `bpats__Job__c`: this user may not update records of the object"],
    ),
    (
        |job| job["deletable"] = json!(false),
        &["breaks: `bpats__Job__c`: this user may not delete records of the object"],
    ),
    (
        |job| remove(job, "fields", "name", "bpats__Job_Title__c"),
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the object has no such field, or this user does not \
             see it",
        ],
    ),
    (
        |job| field(job, "bpats__Job_Title__c")["name"] = json!("bpats__Job_title__c"),
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the org spells the field `bpats__Job_title__c`, and \
             its values are read by that name",
        ],
    ),
    (
        |job| add_field(job, "Budget__c", true),
        &["info: `bpats__Job__c.Budget__c`: the type does not have this field (string)"],
    ),
    (
        |job| add_field(job, "Budget__c", false),
        &[
            "breaks: `bpats__Job__c.Budget__c`: the type does not have this field (string), and the org refuses \
             a create without it",
        ],
    ),
    (
        |job| field(job, "bpats__Job_Title__c")["createable"] = json!(false),
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: this user cannot have the field set in a create",
        ],
    ),
    (
        |job| field(job, "bpats__Job_Title__c")["updateable"] = json!(false),
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: this user cannot have the field set in an update",
        ],
    ),
    (
        |job| {
            let title = field(job, "bpats__Job_Title__c");
            for key in ["filterable", "sortable", "groupable", "aggregatable"] {
                title[key] = json!(false);
            }
        },
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the field cannot be used in WHERE",
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the field cannot be used in ORDER BY",
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the field cannot be used in GROUP BY",
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the field cannot be used in an aggregate function",
        ],
    ),
    (
        |job| field(job, "Name")["idLookup"] = json!(false),
        &["breaks: `bpats__Job__c.Name`: the field cannot be the key of an upsert"],
    ),
    (
        |job| field(job, "bpats__End_Date__c")["type"] = json!("datetime"),
        &[
            "breaks: `bpats__Job__c.bpats__End_Date__c`: the field's type is `datetime`; the type expects \
             `date`",
        ],
    ),
    (
        |job| field(job, "bpats__Job_Title__c")["length"] = json!(40),
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the org keeps 40 characters; the type sends up to \
             80",
        ],
    ),
    (
        |job| field(job, "bpats__Job_Title__c")["length"] = json!(1000),
        &[
            "info: `bpats__Job__c.bpats__Job_Title__c`: the org keeps 1000 characters; the type sends up to \
             80",
        ],
    ),
    (
        |job| field(job, "bpats__Estimated_Revenue__c")["precision"] = json!(8),
        &[
            "breaks: `bpats__Job__c.bpats__Estimated_Revenue__c`: the org keeps 6 digits before and 2 after the \
             decimal point; the type sends up to 8 digits before and 2 after the decimal point",
        ],
    ),
    (
        |job| field(job, "bpats__Estimated_Revenue__c")["precision"] = json!(12),
        &[
            "info: `bpats__Job__c.bpats__Estimated_Revenue__c`: the org keeps 10 digits before and 2 after the \
             decimal point; the type sends up to 8 digits before and 2 after the decimal point",
        ],
    ),
    (
        |job| field(job, "bpats__Job_Title__c")["nillable"] = json!(false),
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the org refuses a create without this field; the type \
             lets it be left out",
        ],
    ),
    (
        |job| {
            let title = field(job, "bpats__Job_Title__c");
            title["nillable"] = json!(false);
            title["defaultedOnCreate"] = json!(true);
        },
        &[
            "breaks: `bpats__Job__c.bpats__Job_Title__c`: the field cannot be set to null; the type lets it be",
        ],
    ),
    (
        |job| value(job, "High")["value"] = json!("Urgent"),
        &[
            "breaks: `bpats__Job__c.bpats__Priority__c`: the org does not list `High`; it refuses values that it does not list",
            "info: `bpats__Job__c.bpats__Priority__c`: the org also lists `Urgent`; the type reads such values as unlisted",
        ],
    ),
    (
        |job| value(job, "High")["active"] = json!(false),
        &[
            "breaks: `bpats__Job__c.bpats__Priority__c`: inactive in the org: `High`; it refuses inactive values",
        ],
    ),
    (
        |job| {
            value(job, "High")["active"] = json!(false);
            field(job, "bpats__Priority__c")["restrictedPicklist"] = json!(false);
        },
        &["info: `bpats__Job__c.bpats__Priority__c`: inactive in the org: `High`"],
    ),
    (
        // All values of the status are not known, so its type takes any: another value is no difference.
        |job| {
            let status = field(job, "bpats__Status__c");
            let mut value = status["picklistValues"][0].clone();
            value["value"] = json!("Frozen");
            let values = status["picklistValues"].as_array_mut().expect("values");
            values.push(value);
        },
        &[],
    ),
    (
        |job| field(job, "bpats__Account__c")["referenceTo"] = json!(["Contact"]),
        &[
            "breaks: `bpats__Job__c.bpats__Account__c`: the lookup refers to `Contact`; the type expects \
             `Account`",
        ],
    ),
    (
        |job| field(job, "bpats__Account__c")["referenceTo"] = json!(["Account", "Contact"]),
        &[
            "warning: `bpats__Job__c.bpats__Account__c`: the lookup also refers to `Contact`; the type takes \
             each id for one of `Account`",
        ],
    ),
    (
        |job| field(job, "OwnerId")["referenceTo"] = json!(["User"]),
        &["warning: `bpats__Job__c.OwnerId`: the lookup does not refer to `Group`"],
    ),
    (
        |job| field(job, "bpats__Account__c")["relationshipName"] = Value::Null,
        &[
            "breaks: `bpats__Job__c.bpats__Account__r`: the object has no such parent relationship, or this \
             user does not see it",
        ],
    ),
    (
        |job| {
            remove(
                job,
                "childRelationships",
                "relationshipName",
                "bpats__Interviews__r",
            )
        },
        &[
            "breaks: `bpats__Job__c.bpats__Interviews__r`: the object has no such child relationship, or this \
             user does not see it",
        ],
    ),
];

#[tokio::test]
async fn each_kind_of_difference_is_reported() {
    let job = ats_tests::text("schemas/bpats__Job__c.json");
    let account = ats_tests::text("schemas/Account.json");
    for (number, (change, expected)) in CASES.iter().enumerate() {
        let mut json: Value = serde_json::from_str(&job).expect("JSON");
        change(&mut json);
        let org = Emulator::builder()
            .describe(json.to_string())
            .describe(account.clone());
        let org = org.start().await.expect("an org");
        let client = client(&org).await;
        let objects = [ExpectedObject::of::<Job>()];
        let verification = client.verify(&objects).await.expect("a comparison");
        let differences = verification.differences().iter();
        let lines: Vec<String> = differences
            .map(|it| it.to_string().lines().next().expect("a line").to_owned())
            .collect();
        assert_eq!(lines, *expected, "case {number}");
        let breaks = expected.iter().any(|line| line.starts_with("breaks"));
        assert_eq!(verification.is_compatible(), !breaks, "case {number}");
        assert_eq!(
            verification.is_identical(),
            expected.is_empty(),
            "case {number}"
        );
        for difference in verification.differences() {
            let is_info = difference.severity == Severity::Info;
            assert_eq!(difference.help().is_none(), is_info, "{difference}");
        }
        assert_eq!(verification.api_calls(), 1);
    }
}
