//! Bringing describes from an org: cheap in API calls, and all or nothing.
//!
//! | module | does |
//! |---|---|
//! | `login` | finds out how the org is held, and signs in |
//! | `sf` | asks the Salesforce CLI |
//! | `selection` | selects the objects |
//! | `org_permissions` | reads what a permission set of the org allows |
//! | `describe_requests` | requests describes, 25 to a call, only those that have changed |
//! | `normalized_describe` | prints the same text whenever the org says the same |
//! | `snapshot` | records which org and user the folder is of |
//! | `save` | decides which files change and which are kept |
//!
//! The folder changes as a whole: see the module `folder_replacement`.

mod describe_requests;
mod error;
mod login;
mod normalized_describe;
mod org_permissions;
mod progress;
mod report;
mod save;
mod selection;
mod sf;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ats_client::{ApiVersion, ObjectSummary};
use ats_schema::describe::{Describe, ObjectPermission, PermissionSet};

use self::describe_requests::{Asker, Take, Told};
pub use self::error::FetchError;
pub use self::login::Login;
use self::normalized_describe::{Normal, View, normal};
pub use self::org_permissions::Permissions;
use self::progress::Progress;
pub use self::report::FetchReport;
pub use self::selection::{GUIDE, Missing, Selection};
pub use self::sf::{SignedIn, list as signed_in};
pub(crate) use self::snapshot::Asked;
use self::snapshot::{Entry, Origin, Snapshot, check_files, file_name, hash};
use crate::conventions::PROVENANCE_FILE;
use crate::folder_replacement::{FolderLock, FolderReplacement, recover};
use crate::parallel;

/// What to fetch, from where.
#[derive(Clone, Debug, Default)]
pub struct Fetch {
    /// How the org is held.
    pub login: Login,
    /// Which objects.
    pub selection: Selection,
    /// Whether only a part of the folder is asked for, and the rest stays.
    pub partial: bool,
    /// Whether to ask for everything, changed or not.
    pub full: bool,
    /// Whether a folder that `fetch` did not write is replaced.
    pub replace: bool,
    /// Removes the describes of objects that were selected and not found; otherwise they are kept
    /// and reported.
    pub prune: bool,
    /// The version of the API; else the snapshot's, else the CLI's, else the org's latest.
    pub api_version: Option<ApiVersion>,
    /// Only these fields of these objects.
    pub fields: Option<BTreeMap<String, Vec<String>>>,
    /// What this permission set forbids is taken off.
    pub permission_set: Option<Permissions>,
    /// Whether to tell on standard error how far it is.
    pub progress: bool,
}

/// Describes that were fetched and not saved.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Described {
    /// The describes, by name.
    pub describes: Vec<Describe>,
    /// The API calls it took, signing in not among them.
    pub api_calls: u64,
}

impl Fetch {
    /// From an org, with the defaults of the command line.
    #[must_use]
    pub fn new(login: Login) -> Self {
        Self {
            login,
            ..Self::default()
        }
    }

    /// Saves the describes in a folder, as a whole or not at all. Blocks; Ctrl-C stops it and
    /// leaves the folder as it was.
    ///
    /// # Errors
    ///
    /// [`FetchError`]; then the folder is as it was.
    pub fn save(&self, dir: impl Into<PathBuf>) -> Result<FetchReport, FetchError> {
        let start = Instant::now();
        let dir = dir.into();
        {
            // A change that a killed run began is part of what was there before.
            let _turn = FolderLock::wait(&dir).map_err(FetchError::save(&dir))?;
            recover(&dir).map_err(FetchError::save(&dir))?;
        }
        let before = Snapshot::read(&dir)?;
        let foreign = before.is_none() && !describes_in(&dir).is_empty();
        if foreign && !self.replace {
            return Err(FetchError::NotOurs(dir));
        }
        // A folder that is not a snapshot, such as that of a project, stays the same folder.
        let keep_folder = before.is_none() && !foreign && !is_empty(&dir);
        // Made before the runtime and gone after it: threads that still write do so there.
        let swap = FolderReplacement::begin(&dir, keep_folder).map_err(FetchError::save(&dir))?;
        let gathered = run(self.gather(Target {
            dir: &dir,
            staging: swap.dir(),
            before: before.as_ref(),
        }))?;
        let mut report = self.finish(&dir, swap, before.as_ref(), gathered)?;
        report.seconds = start.elapsed().as_secs_f64();
        Ok(report)
    }

    /// The describes, without saving them. Always asks for everything. Blocks.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub fn describe(&self) -> Result<Described, FetchError> {
        let describes = Arc::new(Mutex::new(Vec::new()));
        let api_calls = run(async {
            self.check_permission_set(self.api_version)?;
            let connected = self
                .login
                .connect(self.login.way()?, self.api_version)
                .await?;
            let asker = Asker::new(connected.client.clone());
            let ((listed, _), set) = tokio::try_join!(asker.overview(), self.allowed(&asker))?;
            let (names, _) = selection::resolve(&self.selection, &listed, set.as_ref())?;
            let (into, view) = (Arc::clone(&describes), self.view(set));
            let take: Take = Arc::new(move |name, json| {
                let Normal { describe, .. } = normal(name, json, &view)?;
                lock(&into).push(describe);
                Ok(())
            });
            let progress = Progress::new(self.progress);
            progress.expect(names.len());
            let asked = names.into_iter().map(|it| (it, None)).collect();
            asker.describe(asked, &take, &progress).await?;
            progress.finish();
            Ok(asker.calls())
        })?;
        let mut describes = std::mem::take(&mut *lock(&describes));
        describes.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Described {
            describes,
            api_calls,
        })
    }

    /// What the permission set allows, if there is one.
    async fn allowed(&self, asker: &Asker) -> Result<Option<PermissionSet>, FetchError> {
        match &self.permission_set {
            Some(permissions) => permissions.resolve(asker).await.map(Some),
            None => Ok(None),
        }
    }

    fn view(&self, permission_set: Option<PermissionSet>) -> View {
        View {
            fields: self
                .fields
                .as_ref()
                .map(|it| it.clone().into_iter().collect()),
            permission_set,
        }
    }

    fn check_permission_set(&self, version: Option<ApiVersion>) -> Result<(), FetchError> {
        let set = self.permission_set.as_ref();
        set.map_or(Ok(()), |set| set.check(version))
    }

    async fn gather(&self, target: Target<'_>) -> Result<Gathered, FetchError> {
        let recorded = target.before.map(|it| it.origin.api_version.as_str());
        let recorded = recorded.and_then(|it| it.parse().ok());
        let version = self.api_version.or(recorded);
        self.check_permission_set(version)?;
        let way = self.login.way()?;
        let connected = self.login.connect(way, version).await?;
        let client = connected.client.clone();
        let asker = Asker::new(client.clone());
        let ((listed, who), set) = tokio::try_join!(asker.overview(), self.allowed(&asker))?;
        let view = self.view(set.clone());
        let origin = Origin {
            org_id: who.organization_id,
            user_id: who.user_id,
            language: who.language,
            api_version: client.version().to_string(),
            view: view.hash(),
        };
        let parents = Arc::new(Mutex::new(BTreeSet::new()));
        let found = Arc::clone(&parents);
        let (into, kept) = (target.staging.to_owned(), target.dir.to_owned());
        let take: Take = Arc::new(move |name, json| {
            let Normal { text, describe } = normal(name, json, &view)?;
            lock(&found).extend(parents_of(&describe));
            FolderReplacement::write(&into, &file_name(name), &text)
                .map_err(FetchError::save(&kept))
        });
        let mut warnings = Vec::new();
        let difference = target.before.and_then(|it| it.origin.difference(&origin));
        let (mut names, missing) = selection::resolve(&self.selection, &listed, set.as_ref())?;
        if let Some(what) = difference {
            let asked = |name: &String| {
                let refused = missing
                    .iter()
                    .any(|it| it.object.eq_ignore_ascii_case(name));
                refused || names.contains(name)
            };
            let mut saved = target.before.iter().flat_map(|it| it.objects.keys());
            if self.partial && !saved.all(asked) {
                let path = target.dir.to_owned();
                return Err(FetchError::Mixed { path, what });
            }
            if matches!(what, "org" | "user") && origin.is_known() {
                warnings.push(format!("the snapshot was that of another {what}"));
            }
        }
        let known = match target.before {
            Some(before) if difference.is_none() && origin.is_known() && !self.full => {
                known(before, target.dir, &listed, set.as_ref())
            }
            _ => BTreeMap::new(),
        };
        let progress = Progress::new(self.progress);
        let mut told = BTreeMap::new();
        let readable = |name: &str| {
            let is_listed = listed.iter().any(|it| it.name == name);
            is_listed && set.as_ref().is_none_or(|it| it.on_object(name).read)
        };
        let mut levels = self.selection.parents;
        loop {
            check_files(told.keys().chain(&names))?;
            progress.expect(names.len());
            let asked = names.iter().map(|it| (it.clone(), known.get(it).cloned()));
            let answers = asker.describe(asked.collect(), &take, &progress).await?;
            if levels > 0 {
                // Of what was not sent again the saved describe says it.
                for (name, _) in answers.iter().filter(|(_, it)| matches!(it, Told::Same)) {
                    let bytes = fs::read(target.dir.join(file_name(name))).unwrap_or_default();
                    if let Ok(describe) = Describe::parse(&bytes) {
                        lock(&parents).extend(parents_of(&describe));
                    }
                }
            }
            told.extend(answers);
            let wanted = std::mem::take(&mut *lock(&parents));
            names = wanted
                .into_iter()
                .filter(|it| !told.contains_key(it) && readable(it))
                .collect();
            if levels == 0 || names.is_empty() {
                break;
            }
            levels -= 1;
        }
        progress.finish();
        Ok(Gathered {
            api_calls: asker.calls(),
            usage: client.api_usage().map(|it| (it.used, it.limit)),
            // An org that does not say who it is may be the same one.
            replaces: difference.filter(|_| origin.is_known()),
            known,
            origin,
            told,
            missing,
            warnings,
        })
    }
}

/// Where a fetch goes.
struct Target<'a> {
    dir: &'a Path,
    staging: &'a Path,
    before: Option<&'a Snapshot>,
}

/// What an org said.
struct Gathered {
    origin: Origin,
    /// In what the snapshot so far differs, if nothing of it can stay.
    replaces: Option<&'static str>,
    told: BTreeMap<String, Told>,
    known: BTreeMap<String, Entry>,
    missing: Vec<Missing>,
    warnings: Vec<String>,
    api_calls: u64,
    usage: Option<(u64, u64)>,
}

/// What may be asked for conditionally: saved as it was fetched, and of an object on which the
/// user may do what the saved describe says. The org does not count a change of permissions as
/// one of the object.
fn known(
    before: &Snapshot,
    dir: &Path,
    listed: &[ObjectSummary],
    set: Option<&PermissionSet>,
) -> BTreeMap<String, Entry> {
    let entries: Vec<(&String, &Entry)> = before.objects.iter().collect();
    let kept = parallel::map(&entries, |_, (name, entry)| {
        let listed = listed.iter().find(|it| it.name == **name)?;
        let saved = fs::read(dir.join(file_name(name))).ok()?;
        // Edited by hand, or cut off.
        let intact = entry.is_conditional() && hash(&saved) == entry.hash;
        let saved = Describe::parse(&saved).ok().filter(|_| intact)?;
        agrees(listed, &saved, set).then(|| ((*name).clone(), (*entry).clone()))
    });
    kept.into_iter().flatten().collect()
}

fn agrees(listed: &ObjectSummary, saved: &Describe, set: Option<&PermissionSet>) -> bool {
    let allowed = set.map_or(ObjectPermission::ALL, |it| it.on_object(&saved.name));
    saved.createable == Some(listed.createable && allowed.create)
        && saved.updateable == Some(listed.updateable && allowed.edit)
        && saved.deletable == Some(listed.deletable && allowed.delete)
        && saved.queryable == Some(listed.queryable)
        && saved.retrieveable == Some(listed.retrieveable)
}

/// Runs to the end, or to Ctrl-C, or to a friendly request to end.
fn run<T>(work: impl Future<Output = Result<T, FetchError>>) -> Result<T, FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(FetchError::Start)?;
    runtime.block_on(async {
        tokio::select! {
            result = work => result,
            () = asked_to_stop() => Err(FetchError::Interrupted),
        }
    })
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                Ok(()) = tokio::signal::ctrl_c() => return,
            }
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Nobody can ask us.
        std::future::pending().await
    }
}

/// The objects that its references lead to, each to one: what may be anything, such as the
/// subject of a task, would bring half the org.
fn parents_of(describe: &Describe) -> Vec<String> {
    let single = describe
        .fields
        .iter()
        .filter(|it| it.reference_to.len() == 1);
    single.flat_map(|it| it.reference_to.clone()).collect()
}

/// Returns true if a folder is empty or missing.
fn is_empty(dir: &Path) -> bool {
    fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none())
}

/// Returns the names of the describes in a folder, and of the file that says where they came from.
/// Other JSON files are somebody else's.
fn describes_in(dir: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .filter(|entry| is_describe(&entry.path()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn is_describe(path: &Path) -> bool {
    #[derive(serde::Deserialize)]
    struct Describe {
        #[serde(rename = "name")]
        _name: String,
        #[serde(rename = "fields")]
        _fields: Vec<serde::de::IgnoredAny>,
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name == PROVENANCE_FILE {
        return true;
    }
    let is_json = name.to_ascii_lowercase().ends_with(".json");
    let text = if is_json { fs::read(path).ok() } else { None };
    text.is_some_and(|text| serde_json::from_slice::<Describe>(&text).is_ok())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
