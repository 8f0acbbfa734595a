//! Files.

use serde_json::json;

use crate::error::ApiError;
use crate::org::testing::{Do, V63, map, real_org, single};

#[test]
fn a_first_version_makes_its_document_and_shares_it() {
    let org = real_org();
    let contact = org.made("Contact", json!({ "LastName": "Brandt" }));
    let id = org.made(
        "ContentVersion",
        json!({
            "PathOnClient": "C:\\cv\\Zoë Brandt.PDF", "VersionData": "aGVsbG8=",
            "FirstPublishLocationId": contact,
        }),
    );
    let version = org.get("ContentVersion", &id);
    for (name, value) in [
        ("Title", json!("Zoë Brandt")),
        ("FileExtension", json!("pdf")),
        ("FileType", json!("PDF")),
        ("ContentSize", json!(5)),
        ("VersionNumber", json!("1")),
        ("IsLatest", json!(true)),
        (
            "VersionData",
            json!(format!(
                "/services/data/v63.0/sobjects/ContentVersion/{id}/VersionData"
            )),
        ),
    ] {
        assert_eq!(version[name], value, "{name}");
    }
    let document = version["ContentDocumentId"].as_str().unwrap().to_owned();
    let record = org.get("ContentDocument", &document);
    assert_eq!(record["Title"], "Zoë Brandt");
    assert_eq!(record["LatestPublishedVersionId"], json!(id));
    let links: Vec<(String, String)> = org
        .0
        .read(|connection| -> Result<_, ApiError> {
            let sql = "SELECT LinkedEntityId, ShareType FROM ContentDocumentLink \
                       WHERE ContentDocumentId = ?1 AND IsDeleted = 0 ORDER BY Id";
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([&document], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert_eq!(
        links,
        [
            (org.0.admin_id(), "I".to_owned()),
            (contact, "V".to_owned())
        ]
    );

    // A second version takes the place of the first.
    let fields = map(json!({ "PathOnClient": "b.txt", "ContentDocumentId": document }));
    let blob = Some(("VersionData", b"longer text".to_vec()));
    let second = org
        .tx(|tx| tx.create_with("ContentVersion", &fields, blob))
        .unwrap();
    assert_eq!(org.get("ContentVersion", &id)["IsLatest"], json!(false));
    assert_eq!(org.get("ContentVersion", &second)["VersionNumber"], "2");
    let record = org.get("ContentDocument", &document);
    assert_eq!(
        (&record["Title"], &record["ContentSize"]),
        (&json!("b"), &json!(11))
    );
    org.update("ContentVersion", &second, json!({ "Title": "New" }))
        .unwrap();
    assert_eq!(org.get("ContentDocument", &document)["Title"], "New");

    // A version cannot be deleted; its document takes all of them along.
    let error = single(org.delete(&second).unwrap_err());
    assert_eq!(error.code, "INVALID_TYPE_FOR_OPERATION");
    org.delete(&document).unwrap();
    let gone = org.tx(|tx| tx.reader().retrieve("ContentVersion", &id, None, V63));
    assert_eq!(single(gone.unwrap_err()).code, "ENTITY_IS_DELETED");
}

#[test]
fn a_refused_version_leaves_no_document() {
    let org = real_org();
    let error = org.refused("ContentVersion", json!({ "VersionData": "aGk=" }));
    assert_eq!(error.message, "Required fields are missing: [PathOnClient]");
    // Even if the caller goes on with the transaction.
    let documents: i64 = org
        .tx(|tx| {
            let body = json!({
                "PathOnClient": "a.txt", "FirstPublishLocationId": "003Em0000000777",
            });
            let error = single(tx.create("ContentVersion", &map(body)).unwrap_err());
            assert_eq!(error.code, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY");
            let sql = "SELECT count(*) FROM ContentDocument";
            let count = tx.connection().query_row(sql, [], |row| row.get(0));
            Ok(count.map_err(ApiError::from)?)
        })
        .unwrap();
    assert_eq!(documents, 0);
}
