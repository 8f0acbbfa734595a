//! An org: opening it, its views, reading and writing.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::demo_records;
use super::initial_records;
use super::open_error::OpenError;
use super::permission_set_records;
use super::record_id::record_id;
use super::schema::Schema;
use super::schema_files::SchemaFiles;
use super::transaction::Transaction;
use super::visible_schema::{Actor, VisibleSchema};
use crate::error::{ApiError, ApiErrors};
use crate::store::{Clock, DISK_FULL, LOCK_WAIT, Store, StoreError};

/// The parts of an org.
#[derive(Debug)]
pub(crate) struct OrgOptions {
    /// Objects, permission sets, provenance.
    pub(crate) schemas: SchemaFiles,
    /// The file that keeps the records; none keeps them in memory.
    pub(crate) db: Option<PathBuf>,
    /// The time a writer waits for its turn before it is refused with `UNABLE_TO_LOCK_ROW`.
    pub(crate) lock_wait: Duration,
}

impl OrgOptions {
    /// An org of these schemas, in memory, as patient as Salesforce.
    pub(crate) fn new(schemas: SchemaFiles) -> Self {
        Self {
            schemas,
            db: None,
            lock_wait: LOCK_WAIT,
        }
    }
}

/// An org: cheap to clone, one set of records.
#[derive(Clone)]
pub(crate) struct Org(Arc<Inner>);

struct Inner {
    schema: Arc<Schema>,
    schemas: SchemaFiles,
    store: Store,
    clock: Clock,
    views: Mutex<HashMap<Option<String>, Arc<VisibleSchema>>>,
}

impl Org {
    /// Opens an org: creates its tables, or opens those of its file, and adds the built-in
    /// records that are missing.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: two schemas of one name, a file that is not an org's, a damaged one,
    /// one that cannot be read or written.
    pub(crate) fn open(options: OrgOptions) -> Result<Self, OpenError> {
        let OrgOptions {
            mut schemas,
            db,
            lock_wait,
        } = options;
        let schema = Arc::new(Schema::build(&mut schemas)?);
        let objects = schema.objects().iter();
        let tables: Vec<_> = objects.map(|object| object.table_definition()).collect();
        let store = Store::open(&tables, db.as_deref(), lock_wait)?;
        drop(tables);
        let org = Self(Arc::new(Inner {
            clock: Clock::default(),
            views: Mutex::new(HashMap::new()),
            schema,
            schemas,
            store,
        }));
        org.write_initial_records()?;
        Ok(org)
    }

    /// Writes the initial records that are missing. Every org opens through here, so that a file
    /// made by an earlier release gets what came later.
    fn write_initial_records(&self) -> Result<(), OpenError> {
        let (schema, sets) = (&self.0.schema, self.0.schemas.permission_sets());
        self.write(&self.admin()?, |tx| {
            initial_records::write(tx, &self.admin_id(), &self.organization_id())?;
            permission_set_records::write(tx, schema, sets)
        })
        .map_err(|error: ApiError| match self.0.store.file() {
            Some(path) if error.code == DISK_FULL => StoreError::DiskFull {
                path: path.to_owned(),
            }
            .into(),
            _ => OpenError::InitialRecords {
                message: error.message,
            },
        })
    }

    /// Writes the demonstration records, unless they exist; returns how many it wrote.
    ///
    /// # Errors
    ///
    /// Those of a schema that demands what these records do not have: a snapshot of an org may
    /// require fields of its own.
    pub(crate) fn write_demo_records(&self) -> Result<usize, ApiErrors> {
        let admin = self.admin().map_err(ApiError::unexpected)?;
        self.write(&admin, demo_records::write)
    }

    /// All objects of the org, whoever may see them.
    pub(crate) fn schema(&self) -> &Schema {
        &self.0.schema
    }

    /// The warning about objects that a permission set names without a schema, if there are any.
    pub(crate) fn warning(&self, permission_set: &str) -> Option<String> {
        self.0.schemas.warning(permission_set)
    }

    /// The schema as a user with this permission set sees it; without one, as the describes say.
    ///
    /// # Errors
    ///
    /// An unknown permission set; the message lists the known ones.
    pub(crate) fn view(
        &self,
        permission_set: Option<&str>,
    ) -> Result<Arc<VisibleSchema>, OpenError> {
        let key = permission_set.map(str::to_ascii_lowercase);
        let mut views = self.0.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = views.get(&key) {
            return Ok(Arc::clone(view));
        }
        let set = permission_set
            .map(|name| self.0.schemas.permission_set(name))
            .transpose()?;
        let view = Arc::new(VisibleSchema::new(Arc::clone(&self.0.schema), set));
        views.insert(key, Arc::clone(&view));
        Ok(view)
    }

    /// The Id of the one Organization.
    pub(crate) fn organization_id(&self) -> String {
        self.first_id("Organization")
    }

    /// The Id of the administrator, the first User.
    pub(crate) fn admin_id(&self) -> String {
        self.first_id("User")
    }

    fn first_id(&self, object: &str) -> String {
        let object = self.schema().object(object);
        record_id(object.map_or("000", |object| &object.prefix), 1)
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

    /// Returns the Id of the User who signs in by this name, created if there is none yet. The
    /// names are compared without regard to letter case.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn user(&self, username: &str) -> Result<String, ApiError> {
        let find = |connection: &Connection| initial_records::find_user(connection, username);
        if let Some(id) = self.read(find)? {
            return Ok(id);
        }
        let admin = self.admin().map_err(ApiError::unexpected)?;
        self.write(&admin, |tx| match find(tx.connection())? {
            Some(id) => Ok(id),
            None => initial_records::create_user(tx, None, username),
        })
    }

    /// Runs one transaction: what `f` wrote is visible to all when this returns `Ok`, on disk if
    /// the org has a file; and undone when `f` returns `Err` or panics.
    ///
    /// Writers take turns. Do not call [`write`](Self::write) or [`read`](Self::read) from
    /// within `f`: use [`Transaction::connection`].
    ///
    /// # Errors
    ///
    /// Those of `f`; `UNABLE_TO_LOCK_ROW` after waiting too long for its turn;
    /// `STORAGE_LIMIT_EXCEEDED` when the disk is full.
    pub(crate) fn write<R, E: From<ApiError>>(
        &self,
        actor: &Actor,
        f: impl FnOnce(&mut Transaction<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        self.0.store.write(|connection| {
            let now = self.0.clock.now();
            let mut tx = Transaction::new(&self.0.schema, connection, actor, now);
            let result = f(&mut tx)?;
            tx.finish()?;
            Ok(result)
        })
    }

    /// Runs `f` on one consistent state of the committed records.
    ///
    /// # Errors
    ///
    /// Those of `f`; `UNABLE_TO_LOCK_ROW` when no connection got free in time.
    pub(crate) fn read<R, E: From<ApiError>>(
        &self,
        f: impl FnOnce(&Connection) -> Result<R, E>,
    ) -> Result<R, E> {
        self.0.store.read(f)
    }
}
