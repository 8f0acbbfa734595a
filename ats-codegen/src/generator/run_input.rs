//! The input of a run besides the describes, and the names that follow from it.

use std::path::{Path, PathBuf};

use ats_schema::describe::{PermissionSet, Provenance};

use super::Generator;
use crate::config::Config;
use crate::conventions::CONFIG_FILE;
use crate::describe_files::{self, Folder};
use crate::error::Error;
use crate::fixups::{Choices, FixedDescribe};
use crate::names::lock_file::LockFile;
use crate::names::{self, Names};
use crate::report::NamesReport;

/// Everything that was read before the describes, which an unchanged run does not parse.
pub(super) struct RunInput {
    pub(super) config: Config,
    pub(super) config_text: String,
    pub(super) config_path: PathBuf,
    pub(super) permission_set: Option<PermissionSet>,
    pub(super) folder: Folder,
    pub(super) provenance: Provenance,
    /// The hash of its file.
    pub(super) provenance_hash: String,
    pub(super) names_lock: LockFile,
}

impl RunInput {
    pub(super) fn read(generator: &Generator) -> Result<Self, Error> {
        let config_path = generator
            .config
            .clone()
            .unwrap_or_else(|| CONFIG_FILE.into());
        let (config, config_text) = if generator.config.is_some() || config_path.exists() {
            Config::read(&config_path)?
        } else {
            (Config::default(), String::new())
        };
        let permission_set = (generator.permission_set.as_deref())
            .map(describe_files::permission_set)
            .transpose()?;
        let folder = describe_files::list(&generator.schemas)?;
        let (provenance, provenance_hash) = describe_files::provenance(&folder)?;
        Ok(Self {
            config,
            config_text,
            config_path,
            permission_set,
            folder,
            provenance,
            provenance_hash,
            names_lock: LockFile::read(&generator.schemas)?,
        })
    }

    pub(super) fn choices<'a>(&'a self, generator: &'a Generator) -> Choices<'a> {
        Choices {
            config: &self.config,
            config_path: &self.config_path,
            objects: &generator.objects,
            pattern: generator.pattern.as_deref(),
            permission_set: self.permission_set.as_ref(),
        }
    }

    pub(super) fn assign_names(
        &self,
        described: &[FixedDescribe],
        ignores_lock: bool,
    ) -> Result<Named, Error> {
        let locked = self.names_lock.parse()?;
        let kept = locked.as_ref().filter(|_| !ignores_lock);
        let names = names::assign(described, &self.config, kept).map_err(|problems| {
            // Without a configuration it is the lock that gives one name twice.
            let path = match self.config_text.is_empty() {
                true => self.names_lock.path.clone(),
                false => self.config_path.clone(),
            };
            Error::Config { path, problems }
        })?;
        Ok(Named { locked, names })
    }

    /// Refuses names that the lock does not have.
    pub(super) fn check_locked(&self, named: &Named) -> Result<(), Error> {
        if named.is_locked() {
            return Ok(());
        }
        let old = named.locked.clone().unwrap_or_default();
        let schemas = self.names_lock.path.parent().unwrap_or(Path::new("."));
        Err(Error::Names {
            path: self.names_lock.path.clone(),
            is_missing: named.locked.is_none(),
            differences: names::differences(&old, &named.names),
            command: format!("ats-codegen generate --schemas {}", schemas.display()),
        })
    }

    /// A hash of everything besides the describes that decides what is written.
    pub(super) fn options(&self, generator: &Generator, package: &str, names: &str) -> String {
        let mut hash = blake3::Hasher::new();
        let mut add = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        add(self.config_text.as_bytes());
        add(package.as_bytes());
        add(names.as_bytes());
        add(format!("{:?}{:?}", generator.objects, generator.pattern).as_bytes());
        add(generator.command().as_bytes());
        add(self.provenance_hash.as_bytes());
        add(format!("{:?}", self.permission_set).as_bytes());
        hash.finalize().to_hex().to_string()
    }
}

/// The names of everything in the folder.
pub(super) struct Named {
    /// Those of the lock as it is.
    pub(super) locked: Option<Names>,
    pub(super) names: Names,
}

impl Named {
    /// Returns true if the lock has every name.
    pub(super) fn is_locked(&self) -> bool {
        self.locked.as_ref() == Some(&self.names)
    }

    pub(super) fn report(&self) -> NamesReport {
        match &self.locked {
            Some(_) if self.is_locked() => NamesReport::default(),
            Some(locked) => NamesReport {
                is_new: false,
                added: names::added(locked, &self.names).len(),
                renamed: (names::renamed(locked, &self.names).iter())
                    .map(ToString::to_string)
                    .collect(),
            },
            None => NamesReport {
                is_new: true,
                added: self.names.count(),
                renamed: Vec::new(),
            },
        }
    }
}
