//! Files: a ContentVersion is the record that users create, a ContentDocument the file that all its
//! versions belong to (Object Reference, *ContentVersion*: to create a document, one creates a
//! version without its `ContentDocumentId`).

use rusqlite::types::Value as Sql;

use super::errors;
use super::state::{Row, Transaction, text};
use crate::error::{ApiError, ApiErrors};
use crate::org::schema::Object;

impl Transaction<'_> {
    /// Creates a version: of the document it names, or of a new one that is shared with its owner
    /// and with the record in `FirstPublishLocationId`.
    pub(super) fn create_version(
        &mut self,
        object: &Object,
        mut row: Row,
    ) -> Result<String, ApiErrors> {
        let Some(documents) = self.schema.object("ContentDocument") else {
            return Err(errors::unknown_object("ContentDocument").into());
        };
        let given = |row: &Row, name: &str| -> Option<String> {
            let value = row[object.field_index(name)?].as_ref()?;
            text(value).map(str::to_owned)
        };
        let set = |row: &mut Row, name: &str, value: Sql| {
            if let Some(index) = object.field_index(name) {
                row[index] = Some(value);
            }
        };

        let path = given(&row, "PathOnClient");
        let file = path.as_deref().map(file_name);
        if given(&row, "Title").is_none()
            && let Some(file) = file
        {
            // A file without a title is called by its name, without its extension.
            let title = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            let title = if title.is_empty() { file } else { title };
            set(&mut row, "Title", Sql::Text(title.to_owned()));
        }
        let extension = file.and_then(extension);
        let size = object
            .field_index("VersionData")
            .and_then(|index| match &row[index] {
                Some(Sql::Blob(bytes)) => i64::try_from(bytes.len()).ok(),
                _ => None,
            })
            .unwrap_or(0);
        if let Some(extension) = &extension {
            set(&mut row, "FileExtension", Sql::Text(extension.clone()));
        }
        let kind = file_type(extension.as_deref());
        set(&mut row, "FileType", Sql::Text(kind.clone()));
        set(&mut row, "ContentSize", Sql::Integer(size));
        set(&mut row, "IsLatest", Sql::Integer(1));
        set(&mut row, "PublishStatus", Sql::Text("P".to_owned()));
        if given(&row, "ContentModifiedDate").is_none() {
            set(&mut row, "ContentModifiedDate", Sql::Text(self.now.clone()));
        }
        let who = Sql::Text(self.actor.user_id.clone());
        set(&mut row, "ContentModifiedById", who);

        if path.is_none() && given(&row, "ContentUrl").is_none() {
            return Err(errors::required(vec!["PathOnClient".to_owned()]).into());
        }
        let earlier = given(&row, "ContentDocumentId");
        let id = self.new_id(object)?;
        let mut values = vec![
            ("FileType", Sql::Text(kind)),
            ("ContentSize", Sql::Integer(size)),
            ("LatestPublishedVersionId", Sql::Text(id.clone())),
            ("ContentModifiedDate", Sql::Text(self.now.clone())),
        ];
        values.extend(extension.map(|extension| ("FileExtension", Sql::Text(extension))));
        values.extend(given(&row, "Title").map(|title| ("Title", Sql::Text(title))));

        // The document must be there before the version that refers to it is checked.
        self.savepoint(|tx| {
            let (document, number) = match &earlier {
                Some(document) => (document.clone(), tx.last_version(object, document)? + 1),
                None => (tx.create_raw(documents, None, &values)?, 1),
            };
            set(&mut row, "ContentDocumentId", Sql::Text(document.clone()));
            set(&mut row, "VersionNumber", Sql::Text(number.to_string()));
            tx.complete(object, &id, &mut row)?;
            tx.check(object, None, &row)?;
            if earlier.is_some() {
                tx.retire(object, &document)?;
                tx.update_raw(documents, &document, &values)?;
            } else {
                tx.share(&document, given(&row, "FirstPublishLocationId"))?;
            }
            tx.insert(object, &id, &row)?;
            Ok(id)
        })
    }

    /// Keeps the document's title, and the size of its latest version, in step.
    pub(super) fn update_version(
        &mut self,
        object: &Object,
        id: &str,
        row: &mut Row,
    ) -> Result<(), ApiError> {
        let Some(documents) = self.schema.object("ContentDocument") else {
            return Ok(());
        };
        let mut values = Vec::new();
        if let Some(Some(title @ Sql::Text(_))) = object.field_index("Title").map(|at| &row[at]) {
            values.push(("Title", title.clone()));
        }
        if let Some(Some(Sql::Blob(bytes))) = object.field_index("VersionData").map(|at| &row[at]) {
            let size = Sql::Integer(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
            if let Some(at) = object.field_index("ContentSize") {
                row[at] = Some(size.clone());
            }
            values.push(("ContentSize", size));
        }
        let (Some(latest), Some(of)) =
            (object.field("IsLatest"), object.field("ContentDocumentId"))
        else {
            return Ok(());
        };
        if values.is_empty() || self.stored(object, id, latest)? != Sql::Integer(1) {
            return Ok(());
        }
        match self.stored(object, id, of)? {
            Sql::Text(document) => self.update_raw(documents, &document, &values),
            _ => Ok(()),
        }
    }

    fn last_version(&self, object: &Object, document: &str) -> Result<i64, ApiError> {
        let table = &object.table;
        let sql = format!(
            "SELECT max(CAST(VersionNumber AS INTEGER)) FROM {table} WHERE ContentDocumentId = ?1"
        );
        let last: Option<i64> = self
            .connection
            .prepare_cached(&sql)?
            .query_row([document], |row| row.get(0))?;
        Ok(last.unwrap_or(0))
    }

    fn retire(&self, object: &Object, document: &str) -> Result<(), ApiError> {
        if object.field("IsLatest").is_none() {
            return Ok(());
        }
        let table = &object.table;
        let sql = format!("UPDATE {table} SET IsLatest = 0 WHERE ContentDocumentId = ?1");
        self.connection.prepare_cached(&sql)?.execute([document])?;
        Ok(())
    }

    /// Shares a new document with its owner (`I`, inferred) and with the place it was
    /// published to (`V`, viewer), as an org does.
    fn share(&mut self, document: &str, place: Option<String>) -> Result<(), ApiError> {
        let Some(links) = self.schema.object("ContentDocumentLink") else {
            return Ok(());
        };
        let owner = self.actor.user_id.clone();
        let place = place.filter(|place| *place != owner);
        let mut shares = vec![(owner, "I")];
        shares.extend(place.map(|place| (place, "V")));
        for (entity, kind) in shares {
            let values = [
                ("LinkedEntityId", Sql::Text(entity)),
                ("ContentDocumentId", Sql::Text(document.to_owned())),
                ("ShareType", Sql::Text(kind.to_owned())),
                ("Visibility", Sql::Text("AllUsers".to_owned())),
            ];
            self.create_raw(links, None, &values)?;
        }
        Ok(())
    }
}

/// The last piece of a path of any system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn extension(file: &str) -> Option<String> {
    let (stem, extension) = file.rsplit_once('.')?;
    let usable = !stem.is_empty() && !extension.is_empty() && extension.chars().count() <= 40;
    usable.then(|| extension.to_lowercase())
}

/// The type an org shows for an extension: a few have names of their own.
fn file_type(extension: Option<&str>) -> String {
    match extension {
        None => "UNKNOWN".to_owned(),
        Some("doc") => "WORD".to_owned(),
        Some("docx") => "WORD_X".to_owned(),
        Some("xls") => "EXCEL".to_owned(),
        Some("xlsx") => "EXCEL_X".to_owned(),
        Some("ppt") => "POWER_POINT".to_owned(),
        Some("pptx") => "POWER_POINT_X".to_owned(),
        Some("txt") => "TEXT".to_owned(),
        Some("jpeg") => "JPG".to_owned(),
        Some(other) => other.to_uppercase().chars().take(20).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_types_of_files() {
        assert_eq!(file_name(r"C:\cv\Zoë.PDF"), "Zoë.PDF");
        assert_eq!(file_name("cv/a.docx"), "a.docx");
        assert_eq!(extension("Zoë.PDF").as_deref(), Some("pdf"));
        assert_eq!(extension(".profile"), None);
        assert_eq!(extension("README"), None);
        assert_eq!(file_type(Some("docx")), "WORD_X");
        assert_eq!(file_type(Some("pdf")), "PDF");
        assert_eq!(file_type(None), "UNKNOWN");
    }
}
