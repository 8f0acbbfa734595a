//! What the integration guide says of objects and fields.

use std::collections::BTreeMap;

use ats_tests::schemas;

use crate::names::GUIDE_OBJECTS;
use crate::{every_field, field, values};

#[test]
fn required_fields_are_those_of_the_guide_and_the_package() {
    // The guide, “Create Records”: Required Fields. What no describe says, the generator knows; that it
    // does is a test of `generated`.
    let guide = [
        "bpats__Contact__c",
        "bpats__Email__c",
        "bpats__First_Name__c",
        "bpats__Job__c",
        "bpats__Last_Name__c",
    ];
    let application = "bpats__Job_Board_Application__c";
    let schemas = schemas();
    for name in guide {
        let field = field(&schemas, application, name);
        assert!(
            field.is_createable() && !field.is_required_on_create(),
            "{name}"
        );
    }
    let required: Vec<String> = every_field(&schemas)
        .filter(|(_, field)| field.is_required_on_create())
        .map(|(object, field)| format!("{object}.{}", field.name))
        .collect();
    assert_eq!(
        required,
        [
            "Account.Name",
            "Contact.LastName",
            "ContentVersion.ContentDocumentId",
            "ContentVersion.Title",
            "EmailMessage.Status",
            "bpats__ATS_Action_Link__c.bpats__ATS_Action__c",
            "bpats__ATS_Applicant__c.bpats__Stage__c",
            "bpats__ATS_Stage__c.bpats__Sequence__c",
            "bpats__ATS_Template_Stage__c.bpats__ATS_Template__c",
            "bpats__ATS_Timeline_Child__c.bpats__ATS_Timeline_Configuration__c",
            "bpats__Contact_List__c.bpats__Type__c",
            "bpats__Interview_Feedback__c.bpats__Interview__c",
            "bpats__Interview_Template_Detail__c.bpats__Interview_Plan_Template__c",
            "bpats__Interview_Topic_Feedback__c.bpats__Feedback__c",
            "bpats__Interview_Topic_Feedback__c.bpats__Topic__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Credit_Percentage__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Placement_Credit_Template__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Type__c",
            "bpats__Placement_Credit__c.bpats__Placement__c",
            "bpats__Purchase_Order__c.bpats__Account__c",
            "bpats__Work_Site_Location__c.bpats__Account__c",
        ]
    );
}

#[test]
fn the_samples_of_the_guide_hold() {
    let schemas = schemas();
    // STRING_TOO_LONG: “First Name: data value too large … (max length=40)”, fields: FirstName.
    let first_name = field(&schemas, "Contact", "FirstName");
    assert_eq!(
        (first_name.length, first_name.label.as_str()),
        (40, "First Name")
    );
    // REQUIRED_FIELD_MISSING: “Required fields are missing: [LastName]”.
    assert!(field(&schemas, "Contact", "LastName").is_required_on_create());
    // INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: “Status: bad value for restricted picklist field”.
    let status = field(&schemas, "bpats__Job__c", "bpats__Status__c");
    assert!(status.restricted_picklist && status.label == "Status");
    assert!(!values(status).contains(&"Test"));
    // “This query filters only Jobs whose status is Open.”
    assert!(values(status).contains(&"Open"));

    // The describe that the guide shows.
    let children: BTreeMap<&str, (&str, &str)> = schemas["bpats__Job__c"]
        .child_relationships
        .iter()
        .filter_map(|child| {
            let name = child.relationship_name.as_deref()?;
            Some((name, (child.child_sobject.as_str(), child.field.as_str())))
        })
        .collect();
    for (relationship, child) in [
        ("bpats__ATS_Stages__r", "bpats__ATS_Stage__c"),
        ("bpats__Interviews__r", "bpats__Interview__c"),
        (
            "bpats__Job_Board_Applications__r",
            "bpats__Job_Board_Application__c",
        ),
    ] {
        assert_eq!(children[relationship], (child, "bpats__Job__c"));
    }

    // Every field that a query or a body of the guide names, once its misprints are put right:
    // `bpats__Job_c`, `bpats_Job_Title__c`, and names without their namespace.
    for (object, fields) in [
        (
            "bpats__Job__c",
            &[
                "Id",
                "Name",
                "CreatedDate",
                "bpats__End_Date__c",
                "bpats__Job_Title__c",
                "bpats__Status__c",
            ][..],
        ),
        (
            "bpats__Job_Board_Application__c",
            &[
                "Name",
                "bpats__Contact__c",
                "bpats__Email__c",
                "bpats__First_Name__c",
                "bpats__Job__c",
                "bpats__Last_Name__c",
            ],
        ),
        ("Contact", &["FirstName", "LastName"]),
    ] {
        for name in fields {
            field(&schemas, object, name);
        }
    }
    for (object, name, target) in [
        (
            "bpats__Job_Board_Application__c",
            "bpats__Contact__c",
            "Contact",
        ),
        (
            "bpats__Job_Board_Application__c",
            "bpats__Job__c",
            "bpats__Job__c",
        ),
    ] {
        assert_eq!(field(&schemas, object, name).reference_to, [target]);
    }
}

#[test]
fn every_package_name_the_guide_mentions_exists() {
    // Every word of the guide that begins with `bpats__`, but `bpats__Job_c`, a misprint.
    let mentioned = [
        "bpats__Contact__c",
        "bpats__Email__c",
        "bpats__End_Date__c",
        "bpats__First_Name__c",
        "bpats__Job_Title__c",
        "bpats__Last_Name__c",
        "bpats__Status__c",
    ];
    let schemas = schemas();
    let exists = |name: &str| {
        schemas.contains_key(name) || every_field(&schemas).any(|(_, field)| field.name == name)
    };
    let objects = GUIDE_OBJECTS.iter().map(|(_, name)| *name);
    for name in mentioned.into_iter().chain(objects) {
        assert!(exists(name), "{name}");
    }
    assert!(!exists("bpats__Job_c"));
}
