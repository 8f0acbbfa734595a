//! The org without HTTP: what objects there are, who sees what of them, the records in
//! SQLite, and every rule a describe states about them.
//!
//! | module | holds |
//! |---|---|
//! | `load` | describes, permission sets and provenance, from a folder or from memory |
//! | `builtin` | the describes of User, Organization and the like, which no folder needs to bring |
//! | `schema` | all objects and fields, ready for look-ups |
//! | `view` | what one user sees of the schema, as describes and as flags |
//! | `file` | checks of the path of an org's file |
//! | `store`, `lock`, `pool`, `tables`, `collate` | SQLite: connections, tables, orders |
//! | `value` | from a column to JSON |
//! | `tx` and what is under it | create, update, upsert, delete, retrieve |
//! | `replicate` | getUpdated and getDeleted |
//! | `seed`, `demo` | the records an org has from the start, and those of a demonstration |
//! | `sets` | the permission sets as records |
//!
//! Everything here blocks; HTTP calls it from blocking threads.

mod builtin;
mod clock;
mod collate;
mod demo;
mod file;
mod load;
mod lock;
mod open_error;
mod pool;
pub(crate) mod replicate;
mod schema;
mod seed;
mod sets;
mod store;
mod tables;
mod tx;
pub(crate) mod value;
mod view;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use crate::error::ApiError;

pub(crate) use self::load::Schemas;
pub(crate) use self::open_error::OpenError;
pub(crate) use self::schema::{Field, Object, Schema, Storage};
pub(crate) use self::tx::{Reader, Tx};
pub(crate) use self::view::{ObjectView, View};

use self::clock::Clock;
use self::store::Store;

/// How long a writer, or a reader, waits for its turn: "the request was waiting for a lock
/// for 10 seconds" is when Salesforce gives up with `UNABLE_TO_LOCK_ROW`.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// Several refusals of one record.
pub(crate) type ApiErrors = Vec<ApiError>;

impl From<ApiError> for ApiErrors {
    fn from(error: ApiError) -> Self {
        vec![error]
    }
}

/// What an org is made of.
#[derive(Debug)]
pub(crate) struct OrgOptions {
    /// Objects, permission sets, provenance.
    pub(crate) schemas: Schemas,
    /// The file that keeps the records; none keeps them in memory.
    pub(crate) db: Option<PathBuf>,
    /// How long a writer waits for its turn before it is refused with
    /// `UNABLE_TO_LOCK_ROW`.
    pub(crate) lock_wait: Duration,
}

impl OrgOptions {
    /// An org of these schemas, in memory, as patient as Salesforce.
    pub(crate) fn new(schemas: Schemas) -> Self {
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
    schemas: Schemas,
    store: Store,
    clock: Clock,
    views: Mutex<HashMap<Option<String>, Arc<View>>>,
}

/// Who does something: what they may see and do follows from their view.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// The 18-character Id of a User.
    pub(crate) user_id: String,
    /// What this user sees.
    pub(crate) view: Arc<View>,
}

impl Org {
    /// Opens an org: makes its tables, or opens those of its file, and puts the built-in
    /// records there if they are missing.
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
        let store = Store::open(&schema, db.as_deref(), lock_wait)?;
        let org = Self(Arc::new(Inner {
            clock: Clock::default(),
            views: Mutex::new(HashMap::new()),
            schema,
            schemas,
            store,
        }));
        org.seed()?;
        Ok(org)
    }

    /// The file that keeps the records, if one does.
    fn file(&self) -> Option<&std::path::Path> {
        self.0.store.file()
    }

    /// All objects of the org, whoever may see them.
    pub(crate) fn schema(&self) -> &Schema {
        &self.0.schema
    }

    /// What of a permission set is passed over, in one sentence.
    pub(crate) fn warning(&self, permission_set: &str) -> Option<String> {
        self.0.schemas.warning(permission_set)
    }

    /// What a user with this permission set sees; without one, what the describes say.
    ///
    /// # Errors
    ///
    /// When there is no permission set of that name; the message lists those there are.
    pub(crate) fn view(&self, permission_set: Option<&str>) -> Result<Arc<View>, OpenError> {
        let key = permission_set.map(str::to_ascii_lowercase);
        let mut views = self.0.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = views.get(&key) {
            return Ok(Arc::clone(view));
        }
        let set = permission_set
            .map(|name| self.0.schemas.permission_set(name))
            .transpose()?;
        let view = Arc::new(View::new(Arc::clone(&self.0.schema), set));
        views.insert(key, Arc::clone(&view));
        Ok(view)
    }

    /// One transaction: what `f` wrote is there for all when this answers `Ok`, on disk if
    /// the org has a file; and not there at all when `f` answers `Err` or panics.
    ///
    /// Writers take turns. Do not call [`write`](Self::write) or [`read`](Self::read) from
    /// within `f`: use [`Tx::connection`].
    ///
    /// # Errors
    ///
    /// Those of `f`; `UNABLE_TO_LOCK_ROW` when the turn did not come in time;
    /// `STORAGE_LIMIT_EXCEEDED` when the disk is full.
    pub(crate) fn write<R, E: From<ApiError>>(
        &self,
        who: &Actor,
        f: impl FnOnce(&mut Tx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        self.0.store.write(|connection| {
            let now = self.0.clock.now();
            let mut tx = Tx::new(&self.0.schema, connection, who, now);
            let answer = f(&mut tx)?;
            tx.finish()?;
            Ok(answer)
        })
    }

    /// One consistent look at what is committed.
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
