//! The four permission sets of the guide.

use std::collections::BTreeSet;

use ats_tests::{json_files, schemas};
use serde::Deserialize;

use crate::json;
use crate::names::WITHOUT_SCHEMA;

/// What a user with the set Asymbl ATS User may read and not write: the guide's table of it.
const USER_READS_ONLY: [&str; 6] = [
    "bpats__ATS_Action_Link__c",
    "bpats__ATS_Action__c",
    "bpats__ATS_Template_Stage__c",
    "bpats__ATS_Template__c",
    "bpats__Interview_Template_Detail__c",
    "bpats__Interview_Template__c",
];

/// What an external interviewer may create.
const GIVES_FEEDBACK: [&str; 4] = [
    "bpats__Interview_Feedback__c",
    "bpats__Interview_Topic_Feedback__c",
    "bpats__Interview_Topic__c",
    "bpats__Interview__c",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PermissionSet {
    label: String,
    name: String,
    description: String,
    decisions: Vec<String>,
    inherits: Vec<String>,
    object_permissions: Vec<ObjectPermission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "Salesforce's metadata has these six"
)]
struct ObjectPermission {
    object: String,
    allow_read: bool,
    allow_create: bool,
    allow_edit: bool,
    allow_delete: bool,
    view_all_records: bool,
    modify_all_records: bool,
}

#[test]
fn permission_sets_name_objects_we_know() {
    let schemas = schemas();
    let files = json_files("schemas/permission-sets");
    assert_eq!(
        files,
        [
            "Asymbl_ATS_Admin",
            "Asymbl_ATS_Job_Portal",
            "Asymbl_ATS_User",
            "External_Interview_Feedback",
        ]
    );
    let known = |object: &str| schemas.contains_key(object) || WITHOUT_SCHEMA.contains(&object);
    for file in files {
        let set: PermissionSet = json(&format!("schemas/permission-sets/{file}.json"));
        assert_eq!(set.name, file);
        assert_eq!(set.label.replace(' ', "_"), file);
        assert!(
            !set.description.is_empty() && !set.decisions.is_empty(),
            "{file}"
        );
        let mut seen = BTreeSet::new();
        for object in set
            .inherits
            .iter()
            .chain(set.object_permissions.iter().map(|it| &it.object))
        {
            assert!(known(object), "{file}: {object}");
            assert!(seen.insert(object), "{file}: {object} twice");
        }
        for it in &set.object_permissions {
            // Salesforce's own rule: each of them needs those before it.
            let place = format!("{file}: {}", it.object);
            assert!(it.allow_read, "{place}");
            assert!(it.allow_edit || !it.allow_delete, "{place}");
            assert!(
                !it.modify_all_records
                    || (it.view_all_records && it.allow_edit && it.allow_delete && it.allow_create),
                "{place}"
            );
            match file.as_str() {
                "Asymbl_ATS_Admin" => assert!(it.allow_delete && it.modify_all_records, "{place}"),
                // “users assigned to this permission set do not have Delete access to any objects”
                "Asymbl_ATS_User" => {
                    let reads_only = USER_READS_ONLY.contains(&it.object.as_str());
                    assert!(!it.allow_delete, "{place}");
                    assert_eq!(it.allow_create, !reads_only, "{place}");
                    assert_eq!(it.allow_edit, !reads_only, "{place}");
                }
                "Asymbl_ATS_Job_Portal" => {
                    let applies = it.object == "bpats__Job_Board_Application__c";
                    assert_eq!(it.allow_create, applies, "{place}");
                }
                _ => {
                    let gives = GIVES_FEEDBACK.contains(&it.object.as_str());
                    assert_eq!(it.allow_create, gives, "{place}");
                }
            }
        }
        if file == "Asymbl_ATS_Admin" {
            assert!(schemas.keys().all(|object| seen.contains(object)), "{file}");
        }
    }
}
