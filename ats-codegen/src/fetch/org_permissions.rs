//! What an org says a permission set allows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ats_client::{ApiVersion, Client, ClientError, KnownDescribe, Soql};
use ats_core::record::UntypedRecord;
use ats_schema::describe::{Describe, FieldPermission, ObjectPermission, PermissionSet};
use ats_schema::names::nearest;
use ats_schema::rules::literal;
use serde::Deserialize;

use super::describe_requests::Asker;
use super::error::FetchError;
use crate::describe_files;
use crate::error::Error;

/// Knows `FIELDS(STANDARD)`, and tells fields by their names and not by those of their
/// relationships.
///
/// Source: SOQL and SOSL Reference, *FIELDS()* (51.0); Object Reference, *FieldPermissions*
/// (50.0).
const OLDEST: ApiVersion = ApiVersion::new(51);

/// A permission set that was asked for: a file, or one of the org's.
#[derive(Clone, Debug)]
pub struct Permissions {
    /// The path or the name, as it was given.
    pub(super) given: String,
    /// What the file says; `None` where the org is to be asked.
    set: Option<PermissionSet>,
}

impl Permissions {
    /// From a path or a name: a path is what is a file, or looks like that of one.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] or [`Error::File`] when it is a path of no permission set.
    pub fn given(text: &str) -> Result<Self, Error> {
        let path = Path::new(text);
        let is_path = path.is_file() || text.contains(['/', '\\']) || text.ends_with(".json");
        if is_path {
            return Self::file(path);
        }
        Ok(Self {
            given: text.to_owned(),
            set: None,
        })
    }

    /// From a file.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] or [`Error::File`].
    pub fn file(path: &Path) -> Result<Self, Error> {
        Ok(Self {
            given: path.display().to_string(),
            set: Some(describe_files::permission_set(path)?),
        })
    }

    /// Whether it is one of the org's.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        self.set.is_none()
    }

    /// Refuses a version of the API that cannot tell, before anybody signs in.
    pub(super) fn check(&self, version: Option<ApiVersion>) -> Result<(), FetchError> {
        match version {
            Some(version) if self.is_named() => new_enough(version),
            _ => Ok(()),
        }
    }

    /// What it allows.
    pub(super) async fn resolve(&self, asker: &Asker) -> Result<PermissionSet, FetchError> {
        match &self.set {
            Some(set) => Ok(set.clone()),
            None => ask(asker, &self.given).await,
        }
    }
}

fn new_enough(version: ApiVersion) -> Result<(), FetchError> {
    if version < OLDEST {
        return Err(FetchError::Options(format!(
            "--permission-set by name needs version {OLDEST} of the API or later, and this is \
             {version}; give a later --api-version, or a file"
        )));
    }
    Ok(())
}

/// Asks for a permission set by its API name, which may have the namespace of its package before
/// it, or by its label. Three API calls, and one for each 2,000 fields after the first.
async fn ask(asker: &Asker, name: &str) -> Result<PermissionSet, FetchError> {
    new_enough(asker.client.version())?;
    let of_set = of_set(name);
    let objects = format!(
        "SELECT FIELDS(STANDARD), Parent.Name, Parent.NamespacePrefix FROM ObjectPermissions \
         WHERE {of_set}"
    );
    let fields = format!(
        "SELECT ParentId, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions \
         WHERE {of_set}"
    );
    let (permissionable, mut objects, mut fields) = tokio::try_join!(
        permissionable(asker),
        rows(asker, &objects),
        rows(asker, &fields)
    )?;
    if objects.is_empty() && fields.is_empty() {
        is_there(asker, name).await?;
    }
    let mut parents: BTreeMap<String, String> = (objects.iter())
        .map(|row| (text(row, "ParentId"), parent(row)))
        .collect();
    if parents.len() > 1 {
        // The label of one may be the name of another.
        parents.retain(|_, it| it.eq_ignore_ascii_case(name));
        let [id] = Vec::from_iter(parents.keys())[..] else {
            let mut found: Vec<String> = objects.iter().map(parent).collect();
            found.sort();
            found.dedup();
            return Err(FetchError::SeveralPermissionSets {
                name: name.to_owned(),
                found,
            });
        };
        objects.retain(|row| text(row, "ParentId") == *id);
        fields.retain(|row| text(row, "ParentId") == *id);
    }
    let mut set = PermissionSet::of_org(name.to_owned(), permissionable);
    for row in &objects {
        let allowed = ObjectPermission {
            read: flag(row, "PermissionsRead"),
            create: flag(row, "PermissionsCreate"),
            edit: flag(row, "PermissionsEdit"),
            delete: flag(row, "PermissionsDelete"),
            view_all_records: flag(row, "PermissionsViewAllRecords"),
            modify_all_records: flag(row, "PermissionsModifyAllRecords"),
            view_all_fields: flag(row, "PermissionsViewAllFields"),
        };
        set.allow(&text(row, "SobjectType"), allowed);
    }
    for row in &fields {
        let allowed = FieldPermission {
            read: flag(row, "PermissionsRead"),
            edit: flag(row, "PermissionsEdit"),
        };
        set.allow_field(&text(row, "Field"), allowed);
    }
    Ok(set)
}

/// The condition that rows are of a set.
fn of_set(name: &str) -> String {
    let quoted = |text: &str| {
        let mut out = String::new();
        // Writing to a text does not fail.
        let _ = literal::write_text(&mut out, text);
        out
    };
    let by_label = format!("Parent.Name = {0} OR Parent.Label = {0}", quoted(name));
    // A name has no two underscores in a row but those after a namespace.
    match name.split_once("__") {
        Some((namespace, name)) => format!(
            "{by_label} OR (Parent.NamespacePrefix = {} AND Parent.Name = {})",
            quoted(namespace),
            quoted(name)
        ),
        None => by_label,
    }
}

/// The objects on which permission sets say anything: the access to others, such as files,
/// follows from elsewhere.
async fn permissionable(asker: &Asker) -> Result<BTreeSet<String>, FetchError> {
    asker.count();
    let described = asker
        .client
        .describe_raw("ObjectPermissions", KnownDescribe::default());
    let described = described.await.map_err(refused)?;
    let json = described.map(|it| it.json).unwrap_or_default();
    let unreadable = |why: String| FetchError::NotDescribe {
        object: "ObjectPermissions".to_owned(),
        why,
    };
    let describe = Describe::parse(&json).map_err(|it| unreadable(it.to_string()))?;
    let field = describe
        .field("SobjectType")
        .ok_or_else(|| unreadable("it has no field `SobjectType`".to_owned()))?;
    let values = field.picklist_values.iter();
    Ok(values.map(|it| it.value.clone()).collect())
}

/// That a set which allows nothing is there all the same.
async fn is_there(asker: &Asker, name: &str) -> Result<(), FetchError> {
    let all =
        "SELECT Name, Label, NamespacePrefix FROM PermissionSet WHERE IsOwnedByProfile = false";
    let all = rows(asker, all).await?;
    let mut names = Vec::new();
    for row in &all {
        let namespace = Some(text(row, "NamespacePrefix")).filter(|it| !it.is_empty());
        let api = api_name(namespace, text(row, "Name"));
        names.extend([api, text(row, "Name"), text(row, "Label")]);
    }
    if names.iter().any(|it| it.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    Err(FetchError::NoPermissionSet {
        name: name.to_owned(),
        nearest: nearest(name, names.iter().map(String::as_str)).map(str::to_owned),
    })
}

/// All rows of a query.
async fn rows(asker: &Asker, soql: &str) -> Result<Vec<UntypedRecord>, FetchError> {
    let client: &Client = &asker.client;
    asker.count();
    let query = Soql::<UntypedRecord>::new(Cow::Borrowed(soql));
    let mut page = client.query(query).await.map_err(refused)?;
    let mut rows = std::mem::take(&mut page.records);
    while page.next_records_url.is_some() {
        asker.count();
        let Some(next) = client.next_page(&page).await.map_err(refused)? else {
            break;
        };
        page = next;
        rows.append(&mut page.records);
    }
    Ok(rows)
}

fn refused(error: ClientError) -> FetchError {
    let unseen = match &error {
        ClientError::Api(failure) => {
            let codes = ["INVALID_TYPE", "NOT_FOUND", "INVALID_FIELD"];
            failure
                .errors
                .iter()
                .any(|it| codes.contains(&it.code.as_str()))
        }
        _ => false,
    };
    if unseen {
        FetchError::PermissionSetsUnseen(error)
    } else {
        FetchError::client("cannot read the permission set")(error)
    }
}

/// The API name of the set that a row is of, with its namespace.
fn parent(row: &UntypedRecord) -> String {
    let parent = row.get("Parent").and_then(|it| it.parse::<Parent>().ok());
    parent.map_or_else(String::new, |it| api_name(it.namespace_prefix, it.name))
}

fn api_name(namespace: Option<String>, name: String) -> String {
    match namespace {
        Some(namespace) => format!("{namespace}__{name}"),
        None => name,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parent {
    name: String,
    #[serde(default)]
    namespace_prefix: Option<String>,
}

/// A column; empty where it is null or was not selected.
fn text(row: &UntypedRecord, column: &str) -> String {
    let value = row
        .get(column)
        .and_then(|it| it.parse::<Option<String>>().ok());
    value.flatten().unwrap_or_default()
}

fn flag(row: &UntypedRecord, column: &str) -> bool {
    row.get(column).is_some_and(|it| it.as_str() == "true")
}

#[cfg(test)]
mod tests {
    use super::of_set;

    #[test]
    fn a_set_is_asked_for_by_name_namespace_and_label() {
        assert_eq!(
            of_set("It's mine"),
            r"Parent.Name = 'It\'s mine' OR Parent.Label = 'It\'s mine'"
        );
        assert!(
            of_set("bpats__Portal")
                .ends_with("OR (Parent.NamespacePrefix = 'bpats' AND Parent.Name = 'Portal')")
        );
    }
}
