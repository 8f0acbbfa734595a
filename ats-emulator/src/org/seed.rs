//! The records every org has from the start.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;

use super::open_error::OpenError;
use super::tx::record_id;
use super::{Actor, Org, Tx, store};
use crate::error::ApiError;

/// The name by which the administrator signs in, unless there is another.
const ADMIN: &str = "admin@example.com";

impl Org {
    /// The Id of the one Organization.
    pub(crate) fn organization_id(&self) -> String {
        self.first_id("Organization")
    }

    /// The Id of the administrator, who is there from the start.
    pub(crate) fn admin_id(&self) -> String {
        self.first_id("User")
    }

    /// The administrator, who sees and may do what the describes say.
    ///
    /// # Errors
    ///
    /// None in practice: the view without a permission set always exists.
    pub(crate) fn admin(&self) -> Result<Actor, OpenError> {
        Ok(Actor {
            user_id: self.admin_id(),
            view: self.view(None)?,
        })
    }

    /// The Id of the User who signs in by this name, made if there is none yet. The names
    /// are compared without regard to letter case.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn user(&self, username: &str) -> Result<String, ApiError> {
        if let Some(id) = self.read(|connection| find_user(connection, username))? {
            return Ok(id);
        }
        let admin = self
            .admin()
            .map_err(|error| ApiError::new(500, "UNKNOWN_EXCEPTION", error.to_string()))?;
        self.write(&admin, |tx| match find_user(tx.connection(), username)? {
            Some(id) => Ok(id),
            None => create_user(tx, None, username),
        })
    }

    fn first_id(&self, object: &str) -> String {
        let object = self.schema().object(object);
        record_id(object.map_or("000", |object| &object.prefix), 1)
    }

    /// Writes what is missing. Every org opens through here, so that a file made by an
    /// earlier release gets what came later.
    pub(super) fn seed(&self) -> Result<(), OpenError> {
        let admin = self.admin()?;
        self.write(&admin, |tx| {
            seed(tx, &self.admin_id(), &self.organization_id())?;
            self.seed_permission_sets(tx)
        })
        .map_err(|error: ApiError| match self.file() {
            Some(path) if error.code == store::DISK_FULL => OpenError::DiskFull {
                path: path.to_owned(),
            },
            _ => OpenError::Seed {
                message: error.message,
            },
        })
    }
}

fn seed(tx: &mut Tx<'_>, admin: &str, organization: &str) -> Result<(), ApiError> {
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
    if !is_there(tx, "User", admin)? {
        // The sequence starts with the administrator.
        create_user(tx, Some(admin), ADMIN)?;
        let users = tx.object("User")?;
        tx.skip_to(users, 2)?;
    }
    add_first(tx, "Group", &group_values)?;
    seed_record_types(tx)
}

/// The record types that the describes list.
fn seed_record_types(tx: &mut Tx<'_>) -> Result<(), ApiError> {
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

fn is_there(tx: &Tx<'_>, object: &str, id: &str) -> Result<bool, ApiError> {
    let table = &tx.object(object)?.table;
    let sql = format!("SELECT 1 FROM {table} WHERE Id = ?1");
    Ok(tx.connection().prepare_cached(&sql)?.exists([id])?)
}

fn add(tx: &mut Tx<'_>, object: &str, id: &str, values: &[(&str, Sql)]) -> Result<(), ApiError> {
    if !is_there(tx, object, id)? {
        let object = tx.object(object)?;
        tx.create_raw(object, Some(id), values)?;
    }
    Ok(())
}

/// Adds the first record of an object.
fn add_first(tx: &mut Tx<'_>, object: &str, values: &[(&str, Sql)]) -> Result<(), ApiError> {
    let of = tx.object(object)?;
    let id = record_id(&of.prefix, 1);
    add(tx, object, &id, values)?;
    tx.skip_to(of, 2)
}

fn find_user(
    connection: &rusqlite::Connection,
    username: &str,
) -> Result<Option<String>, ApiError> {
    let id = connection
        .prepare_cached("SELECT Id FROM \"User\" WHERE Username = ?1 COLLATE sf_nocase")?
        .query_row([username], |row| row.get(0))
        .optional()?;
    Ok(id)
}

fn create_user(tx: &mut Tx<'_>, id: Option<&str>, username: &str) -> Result<String, ApiError> {
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
