//! The records every org has from the start.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;

use super::record_id::record_id;
use super::transaction::Transaction;
use crate::error::ApiError;

/// The name by which the administrator signs in, unless there is another.
const ADMIN: &str = "admin@example.com";

/// Writes the initial records that are missing.
pub(super) fn write(
    tx: &mut Transaction<'_>,
    admin: &str,
    organization: &str,
) -> Result<(), ApiError> {
    let text = |text: &str| Sql::Text(text.to_owned());
    let organization_values = [
        ("Name", text("Asymbl Demo")),
        ("OrganizationType", text("Developer Edition")),
        ("InstanceName", text("LOCAL")),
        ("IsSandbox", Sql::Integer(1)),
        ("DefaultLocaleSidKey", text("en_US")),
        ("LanguageLocaleKey", text("en_US")),
        ("TimeZoneSidKey", text("America/Los_Angeles")),
        ("Country", text("US")),
        ("FiscalYearStartMonth", Sql::Integer(1)),
    ];
    let profile_values = [
        ("Name", text("System Administrator")),
        ("UserType", text("Standard")),
    ];
    let group_values = [
        ("Name", text("All Internal Users")),
        ("DeveloperName", text("AllInternalUsers")),
        ("Type", text("Organization")),
    ];
    add(tx, "Organization", organization, &organization_values)?;
    add_first(tx, "Profile", &profile_values)?;
    if !exists(tx, "User", admin)? {
        // The sequence starts with the administrator.
        create_user(tx, Some(admin), ADMIN)?;
        let users = tx.object("User")?;
        tx.skip_to(users, 2)?;
    }
    add_first(tx, "Group", &group_values)?;
    write_record_types(tx)
}

/// The record types that the describes list.
fn write_record_types(tx: &mut Transaction<'_>) -> Result<(), ApiError> {
    let mut types = Vec::new();
    for object in tx.schema().objects() {
        for info in &object.describe.record_type_infos {
            if let Some(id) = &info.record_type_id
                && !info.master
            {
                let name = info.developer_name.as_ref().unwrap_or(&info.name);
                types.push((
                    id.clone(),
                    object.name.clone(),
                    info.name.clone(),
                    name.clone(),
                ));
            }
        }
    }
    for (id, object, name, developer_name) in types {
        let values = [
            ("Name", Sql::Text(name)),
            ("DeveloperName", Sql::Text(developer_name)),
            ("SobjectType", Sql::Text(object)),
            ("IsActive", Sql::Integer(1)),
        ];
        add(tx, "RecordType", &id, &values)?;
    }
    Ok(())
}

fn exists(tx: &Transaction<'_>, object: &str, id: &str) -> Result<bool, ApiError> {
    let table = &tx.object(object)?.table;
    let sql = format!("SELECT 1 FROM {table} WHERE Id = ?1");
    Ok(tx.connection().prepare_cached(&sql)?.exists([id])?)
}

fn add(
    tx: &mut Transaction<'_>,
    object: &str,
    id: &str,
    values: &[(&str, Sql)],
) -> Result<(), ApiError> {
    if !exists(tx, object, id)? {
        let object = tx.object(object)?;
        tx.create_raw(object, Some(id), values)?;
    }
    Ok(())
}

/// Adds the first record of an object.
fn add_first(
    tx: &mut Transaction<'_>,
    object: &str,
    values: &[(&str, Sql)],
) -> Result<(), ApiError> {
    let of = tx.object(object)?;
    let id = record_id(&of.prefix, 1);
    add(tx, object, &id, values)?;
    tx.skip_to(of, 2)
}

/// The Id of the User with this name, in any letter case.
pub(super) fn find_user(
    connection: &rusqlite::Connection,
    username: &str,
) -> Result<Option<String>, ApiError> {
    let id = connection
        .prepare_cached("SELECT Id FROM \"User\" WHERE Username = ?1 COLLATE sf_nocase")?
        .query_row([username], |row| row.get(0))
        .optional()?;
    Ok(id)
}

/// Creates a User; the one with a given Id is the administrator.
pub(super) fn create_user(
    tx: &mut Transaction<'_>,
    id: Option<&str>,
    username: &str,
) -> Result<String, ApiError> {
    let text = |text: &str| Sql::Text(text.to_owned());
    let local = username.split('@').next().unwrap_or(username);
    let is_admin = id.is_some();
    let (first, last) = if is_admin {
        ("Ada", "Admin")
    } else {
        ("", local)
    };
    let profiles = tx.object("Profile")?;
    let mut values = vec![
        ("Username", text(username)),
        ("LastName", text(last)),
        ("Email", text(username)),
        ("Alias", Sql::Text(local.chars().take(8).collect())),
        ("CommunityNickname", text(local)),
        ("IsActive", Sql::Integer(1)),
        ("TimeZoneSidKey", text("America/Los_Angeles")),
        ("LocaleSidKey", text("en_US")),
        ("EmailEncodingKey", text("UTF-8")),
        ("LanguageLocaleKey", text("en_US")),
        ("UserType", text("Standard")),
        ("ProfileId", Sql::Text(record_id(&profiles.prefix, 1))),
    ];
    if !first.is_empty() {
        values.push(("FirstName", text(first)));
    }
    let users = tx.object("User")?;
    tx.create_raw(users, id, &values)
}
