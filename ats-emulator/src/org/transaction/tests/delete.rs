//! Deletes, and what they do to other records.

use serde_json::json;

use crate::org::replication;
use crate::org::testing::{Do, V63, org, single};

#[test]
fn cascades_and_clears() {
    let org = org();
    let parent = org.made("Parent__c", json!({ "Name": "P" }));
    let child = org.made("Child__c", json!({ "Master__c": parent }));
    let other = org.made("Child__c", json!({ "Lookup__c": parent }));

    org.delete(&parent[..15]).unwrap();
    for (object, id) in [("Parent__c", &parent), ("Child__c", &child)] {
        let gone = org
            .tx(|tx| tx.reader().retrieve(object, id, None, V63))
            .unwrap_err();
        let gone = single(gone);
        assert_eq!((gone.status, gone.code), (404, "ENTITY_IS_DELETED"));
    }
    assert_eq!(org.get("Child__c", &other)["Lookup__c"], json!(null));
    assert_eq!(
        single(org.delete(&parent).unwrap_err()).code,
        "ENTITY_IS_DELETED"
    );
    let update = org.update("Parent__c", &parent, json!({})).unwrap_err();
    assert_eq!(single(update).code, "ENTITY_IS_DELETED");
    let reference = org.refused("Child__c", json!({ "Lookup__c": parent }));
    assert_eq!(reference.code, "ENTITY_IS_DELETED");
}

#[test]
fn restricts() {
    let org = org();
    let parent = org.made("Parent__c", json!({ "Name": "P" }));
    let child = org.made("Child__c", json!({ "Name": "C", "Guard__c": parent }));
    let error = single(org.delete(&parent).unwrap_err());
    assert_eq!(
        (error.code, error.message.as_str()),
        (
            "DELETE_FAILED",
            "Your attempt to delete P could not be completed because it is associated with the \
             following childs.: C\n"
        )
    );
    // What goes anyway restricts nothing.
    org.update("Child__c", &child, json!({ "Master__c": parent }))
        .unwrap();
    org.delete(&parent).unwrap();
}

#[test]
fn ids_that_lead_nowhere() {
    let org = org();
    let told = |object: Option<&str>, id: &str| {
        let error = single(org.tx(|tx| tx.delete(object, id)).unwrap_err());
        (error.status, error.code)
    };
    assert_eq!(told(None, "junk"), (400, "MALFORMED_ID"));
    let nothing = (404, "INVALID_CROSS_REFERENCE_KEY");
    assert_eq!(told(None, "a01Em0000000099"), nothing);
    assert_eq!(told(None, "zzzEm0000000099"), nothing);
    assert_eq!(
        told(Some("Person"), "a01Em0000000099"),
        (400, "MALFORMED_ID")
    );
    let user = org.0.admin_id();
    assert_eq!(told(None, &user), (400, "INVALID_TYPE_FOR_OPERATION"));
}

#[test]
fn what_changed_in_a_span_of_time() {
    let org = org();
    let kept = org.made("Parent__c", json!({}));
    let gone = org.made("Parent__c", json!({}));
    org.delete(&gone).unwrap();
    let object = org.0.schema().object("Parent__c").unwrap();
    let span = |start: &str, end: &str| {
        org.0
            .read(|connection| -> Result<_, crate::error::ApiError> {
                let updated = replication::updated(connection, object, start, end)?;
                let deleted = replication::deleted(connection, object, start, end)?;
                Ok((updated, deleted))
            })
            .unwrap()
    };
    let (updated, deleted) = span(
        "2000-01-01T00:00:00.000+0000",
        "4000-01-01T00:00:00.000+0000",
    );
    assert_eq!(updated, [kept]);
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0].0, gone);
    let (updated, deleted) = span(
        "2000-01-01T00:00:00.000+0000",
        "2001-01-01T00:00:00.000+0000",
    );
    assert!(updated.is_empty() && deleted.is_empty());
}
