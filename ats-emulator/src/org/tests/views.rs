//! Objects and fields that users see, and operations they are allowed.

use serde_json::json;

use crate::org::testing::{Do, V63, open, real_org, schemas, single};
use crate::org::{Actor, Org, OrgOptions};
use crate::version::ApiVersion;

fn with_set(set: &str) -> (Org, Actor) {
    let mut schemas = schemas();
    schemas
        .add_permission_set(set.as_bytes(), "Set", "Set.json")
        .unwrap();
    let (org, admin) = open(OrgOptions::new(schemas));
    let view = org.view(Some("set")).unwrap();
    let user_id = admin.user_id;
    (org, Actor { user_id, view })
}

#[test]
fn a_set_hides_and_forbids() {
    let user = with_set(
        r#"{"objectPermissions": [
            {"object": "Parent__c", "allowRead": true, "allowCreate": true},
            {"object": "Child__c", "allowRead": true, "allowEdit": true, "allowDelete": true},
            {"object": "Person", "allowRead": false, "allowCreate": true},
            {"object": "Unheard_Of__c", "allowRead": true}
        ], "inherits": ["Thing__c"], "fieldPermissions": [
            {"field": "Parent__c.Loose_Key__c", "readable": false},
            {"field": "Parent__c.Key__c", "readable": true, "editable": false}
        ]}"#,
    );
    let (org, actor) = &user;
    assert_eq!(
        org.warning("set").unwrap(),
        "permission set Set names objects for which there is no schema, so nobody sees them: \
         Unheard_Of__c"
    );
    let view = &actor.view;
    assert!(view.object("Person").is_none());
    assert!(view.object("User").is_some());
    assert!(view.object("Thing__c").unwrap().access.deletable);
    let parent = view.object("parent__C").unwrap();
    assert!(parent.access.createable && !parent.access.updateable && !parent.access.deletable);
    assert!(parent.field("Loose_Key__c").is_none());

    let describe = view.describe("Parent__c", ApiVersion::new(59)).unwrap();
    let names: Vec<&str> = describe["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"Key__c") && !names.contains(&"Loose_Key__c"));
    assert_eq!(describe["createable"], json!(true));
    assert_eq!(describe["updateable"], json!(false));
    assert_eq!(
        describe["urls"]["sobject"],
        "/services/data/v59.0/sobjects/Parent__c"
    );
    let global = view.describe_global(ApiVersion::new(59));
    let listed = global["sobjects"].as_array().unwrap();
    assert!(listed.iter().all(|object| object["name"] != "Person"));

    let told = |error: crate::error::ApiError| (error.code, error.message);
    let id = user.made("Parent__c", json!({ "Name": "P" }));
    assert_eq!(
        told(single(
            user.update("Parent__c", &id, json!({})).unwrap_err()
        )),
        (
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            "entity type cannot be updated: Parent".to_owned()
        )
    );
    assert_eq!(
        told(user.refused("Child__c", json!({}))).1,
        "entity type cannot be inserted: Child"
    );
    assert_eq!(
        told(single(user.delete(&id).unwrap_err())),
        (
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id".to_owned()
        )
    );
    assert_eq!(user.refused("Person", json!({})).code, "INVALID_TYPE");
    assert_eq!(
        user.refused("Parent__c", json!({ "Loose_Key__c": "x" }))
            .code,
        "INVALID_FIELD"
    );
    assert_eq!(
        user.refused("Parent__c", json!({ "Key__c": "x" })).code,
        "INVALID_FIELD_FOR_INSERT_UPDATE"
    );
    assert_eq!(
        user.refused("Organization", json!({})).code,
        "INVALID_TYPE_FOR_OPERATION"
    );
}

#[test]
fn an_unknown_set_is_told_with_those_there_are() {
    let (org, _) = real_org();
    let error = org.view(Some("Nobody")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no permission set `Nobody`: there are Asymbl_ATS_Admin, Asymbl_ATS_Job_Portal, \
         Asymbl_ATS_User, External_Interview_Feedback"
    );
}

#[test]
fn the_portal_submits_applications_and_nothing_else() {
    let (org, admin) = real_org();
    let view = org.view(Some("Asymbl_ATS_Job_Portal")).unwrap();
    let user_id = org.user("portal@example.com").unwrap();
    assert_eq!(org.user("Portal@Example.com").unwrap(), user_id);
    let portal = (
        org.clone(),
        Actor {
            user_id: user_id.clone(),
            view,
        },
    );
    let admin = (org, admin);
    let job = admin.made("bpats__Job__c", json!({ "Name": "Nurse" }));
    let id = portal.made(
        "bpats__Job_Board_Application__c",
        json!({ "bpats__Job__c": job }),
    );
    let record = admin.get("bpats__Job_Board_Application__c", &id);
    assert_eq!(record["CreatedById"], json!(user_id));
    assert_eq!(record["OwnerId"], json!(user_id));
    let error = portal.refused("bpats__Job__c", json!({}));
    assert_eq!(error.code, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY");
    assert!(portal.1.view.object("Contact").is_none());
    assert!(
        portal
            .1
            .view
            .object("ContentVersion")
            .unwrap()
            .access
            .createable
    );
}

#[test]
fn describes_of_the_admin_are_those_of_the_schemas() {
    let (org, admin) = real_org();
    for object in org.schema().objects() {
        let described = admin.view.describe(&object.name, V63).unwrap();
        if !object.is_builtin {
            assert_eq!(described, object.raw, "{}", object.name);
        }
    }
    assert_eq!(org.warning("Asymbl_ATS_Job_Portal"), None);
}

#[test]
fn demonstration_records_are_made_once_and_the_same() {
    let (org, admin) = real_org();
    let written = org.write_demo_records().unwrap();
    assert!(written > 50, "{written}");
    assert_eq!(org.write_demo_records().unwrap(), 0);
    let (other, _) = real_org();
    other.write_demo_records().unwrap();
    let dump = |org: &Org| -> Vec<(String, String)> {
        org.read(|connection| -> Result<_, crate::error::ApiError> {
            let sql = "SELECT Id, Name FROM bpats__Job__c ORDER BY Id";
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap()
    };
    assert_eq!(dump(&org), dump(&other));
    let (id, _) = dump(&org).remove(3);
    let job = (org, admin).get("bpats__Job__c", &id);
    assert_eq!(job["bpats__Is_Closed__c"], json!(true));
    assert_eq!(job["bpats__Job_Number__c"], "JOB-0004");
    assert_eq!(job["bpats__Salary__c"], json!(128_000.0));
}

#[test]
fn a_demonstration_fits_the_schemas_there_are() {
    let (org, _) = open(OrgOptions::new(schemas()));
    assert_eq!(org.write_demo_records().unwrap(), 0);
}
