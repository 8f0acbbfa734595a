//! The text of small crates, for reviewers.

use serde_json::json;

use super::{Playground, field, object};

#[test]
fn an_object_with_everything() {
    let playground = Playground::new();
    let mut job = object(
        "bpats__Job__c",
        json!([
            field(
                "Id",
                "id",
                &json!({"createable": false, "updateable": false, "nillable": false, "label": "Record ID", "length": 18})
            ),
            field(
                "OwnerId",
                "reference",
                &json!({"referenceTo": ["Group", "User", "Contact"], "relationshipName": "Owner", "polymorphicForeignKey": true, "label": "Owner ID"})
            ),
            field(
                "bpats__Title__c",
                "string",
                &json!({"length": 80, "nillable": false, "label": "Title", "inlineHelpText": "What the job is called.\nShown to candidates."})
            ),
            field(
                "bpats__Salary__c",
                "currency",
                &json!({"precision": 18, "scale": 2, "label": "Salary"})
            ),
            field(
                "bpats__Status__c",
                "picklist",
                &json!({"restrictedPicklist": true, "label": "Status", "defaultValue": "Open", "length": 255, "picklistValues": [
                    {"value": "Open", "label": "Open", "active": true, "defaultValue": true},
                    {"value": "On Hold", "label": "Paused", "active": true},
                    {"value": "Gone", "label": "Gone", "active": false},
                    {"value": "Unknown", "label": "Unknown", "active": true},
                ]})
            ),
            field(
                "bpats__Skills__c",
                "multipicklist",
                &json!({"label": "Skills", "length": 4099, "picklistValues": [
                    {"value": "C++", "label": "C++", "active": true}, {"value": "C#", "label": "C#", "active": true},
                ]})
            ),
            field(
                "bpats__Account__c",
                "reference",
                &json!({"referenceTo": ["Account"], "relationshipName": "bpats__Account__r", "label": "Account"})
            ),
            field(
                "bpats__Contact__c",
                "reference",
                &json!({"referenceTo": ["Contact"], "relationshipName": "bpats__Contact__r", "label": "Contact"})
            ),
            field(
                "bpats__Parent__c",
                "reference",
                &json!({"referenceTo": ["bpats__Job__c"], "relationshipName": "bpats__Parent__r", "label": "Parent"})
            ),
            field(
                "bpats__Key__c",
                "string",
                &json!({"length": 20, "externalId": true, "unique": true, "label": "Key"})
            ),
            field(
                "bpats__Margin__c",
                "percent",
                &json!({"precision": 5, "scale": 1, "calculated": true, "calculatedFormula": "1 - bpats__Cost__c", "createable": false, "updateable": false, "label": "Margin"})
            ),
        ]),
    );
    job["label"] = json!("Job");
    job["deletable"] = json!(false);
    job["childRelationships"] = json!([
        {"childSObject": "Contact", "field": "bpats__Job__c", "relationshipName": "bpats__Contacts__r"},
        {"childSObject": "bpats__Job__c", "field": "bpats__Parent__c", "relationshipName": "bpats__Jobs__r"},
        {"childSObject": "Task", "field": "WhatId", "relationshipName": "Tasks"},
    ]);
    job["recordTypeInfos"] = json!([
        {"name": "Master", "developerName": "Master", "recordTypeId": "012000000000000AAA", "master": true, "active": true},
        {"name": "Permanent", "developerName": "Perm", "recordTypeId": "012EM000000fake", "master": false, "active": true},
    ]);
    playground.describe("bpats__Job__c.json", &job);
    let contact = object(
        "Contact",
        json!([field(
            "LastName",
            "string",
            &json!({"length": 80, "nillable": false})
        )]),
    );
    playground.describe("Contact.json", &contact);
    playground
        .generator()
        .crate_name("jobs")
        .generate()
        .unwrap();
    insta::assert_snapshot!("job", playground.read("out/src/job.rs"));
    insta::assert_snapshot!("library", playground.read("out/src/lib.rs"));
    insta::assert_snapshot!("readme", playground.read("out/README.md"));
    let manifest = playground.read("out/Cargo.toml");
    // Where this checkout lies is nobody's business.
    let manifest = manifest
        .lines()
        .filter(|it| !it.starts_with("ats-core =") && !it.starts_with("# @generated"))
        .collect::<Vec<_>>()
        .join("\n");
    insta::assert_snapshot!("manifest", manifest);
}

#[test]
fn one_file_for_include() {
    let playground = Playground::new();
    playground.describe(
        "a.json",
        &object(
            "A__c",
            json!([field(
                "B__c",
                "reference",
                &json!({"referenceTo": ["B__c"], "relationshipName": "B__r"})
            )]),
        ),
    );
    let mut b = object("B__c", json!([]));
    b["childRelationships"] =
        json!([{"childSObject": "A__c", "field": "B__c", "relationshipName": "As__r"}]);
    playground.describe("b.json", &b);
    let file = playground.generator().out_file(playground.path("ats.rs"));
    let error = file.generate().unwrap_err().to_string();
    assert!(error.contains("names.lock does not exist"), "{error}");
    playground.generator().generate().unwrap();
    let report = file.generate().unwrap();
    assert_eq!((report.written, report.unchanged), (1, 0));
    let text = playground.read("ats.rs");
    let file = syn::parse_file(&text).unwrap();
    assert!(file.attrs.is_empty(), "inner attributes cannot be included");
    assert!(!text.contains("cfg("), "{text}");
    insta::assert_snapshot!("single_file", text);
}
