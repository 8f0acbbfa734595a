//! Reads what an org is made of: describes, permission sets, provenance.

use std::fs;
use std::path::{Path, PathBuf};

use ats_schema::describe::{Describe, PermissionSet, Provenance};
use serde::Deserialize;
use serde_json::Value;

use super::open_error::OpenError;

/// Everything an org is made of, read and not yet joined.
#[derive(Debug, Default)]
pub(crate) struct SchemaFiles {
    describes: Vec<DescribeSource>,
    permission_sets: Vec<PermissionSet>,
    provenance: Provenance,
    /// The objects that each permission set names in vain, by its name.
    unknown: Vec<(String, Vec<String>)>,
}

/// A describe, typed for the rules and as it came for the describe call.
#[derive(Debug)]
pub(super) struct DescribeSource {
    pub(super) describe: Describe,
    pub(super) raw: Value,
}

impl SchemaFiles {
    /// Reads a folder: `<Object>.json` each a describe, `provenance.json` if it is there,
    /// and `permission-sets/*.json`. In the order of the file names.
    ///
    /// # Errors
    ///
    /// The first file that cannot be read, or that there is no describe.
    pub(crate) fn load(folder: &Path) -> Result<Self, OpenError> {
        let mut schemas = Self::default();
        for path in json_files(folder)? {
            let bytes = read(&path)?;
            let shown = path.display().to_string();
            if path
                .file_name()
                .is_some_and(|name| name == "provenance.json")
            {
                schemas.add_provenance(&bytes, &shown)?;
            } else {
                schemas.add_describe(&bytes, &shown)?;
            }
        }
        if schemas.describes.is_empty() {
            return Err(OpenError::NoDescribes {
                path: folder.to_owned(),
            });
        }
        let sets = folder.join("permission-sets");
        if sets.is_dir() {
            for path in json_files(&sets)? {
                schemas.read_permission_set(&path)?;
            }
        }
        Ok(schemas)
    }

    /// Adds the describe of one object; `file` names it in errors.
    ///
    /// # Errors
    ///
    /// When it is not a describe.
    pub(crate) fn add_describe(&mut self, bytes: &[u8], file: &str) -> Result<(), OpenError> {
        let describe = Describe::parse(bytes).map_err(|error| OpenError::Describe {
            file: file.to_owned(),
            error: Box::new(error),
        })?;
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut raw: Value = parse(text, file)?;
        // As `sf sobject describe --json` wraps it.
        if raw.get("fields").is_none()
            && let Some(result) = raw.get_mut("result")
        {
            raw = result.take();
        }
        self.describes.push(DescribeSource { describe, raw });
        Ok(())
    }

    /// Adds the permission set in a file, whose name it has unless the file names it.
    pub(crate) fn read_permission_set(&mut self, path: &Path) -> Result<(), OpenError> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        self.add_permission_set(&read(path)?, &name, &path.display().to_string())
    }

    /// Adds a permission set; `name` is taken where it has none itself.
    ///
    /// # Errors
    ///
    /// When it is not JSON of that form.
    pub(crate) fn add_permission_set(
        &mut self,
        bytes: &[u8],
        name: &str,
        file: &str,
    ) -> Result<(), OpenError> {
        let mut set = PermissionSet::parse(bytes).map_err(not_json(file))?;
        if set.name.is_empty() {
            name.clone_into(&mut set.name);
        }
        if set.label.is_empty() {
            set.label.clone_from(&set.name);
        }
        self.permission_sets.push(set);
        Ok(())
    }

    /// Takes note of the picklists of which only some values are known: they are open,
    /// whatever the describe says.
    ///
    /// # Errors
    ///
    /// When it is not JSON of that form.
    pub(crate) fn add_provenance(&mut self, bytes: &[u8], file: &str) -> Result<(), OpenError> {
        self.provenance = Provenance::parse(bytes).map_err(not_json(file))?;
        Ok(())
    }

    /// What of a permission set is passed over, in one sentence.
    pub(super) fn warning(&self, permission_set: &str) -> Option<String> {
        let (name, objects) = self
            .unknown
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(permission_set))?;
        Some(format!(
            "permission set {name} names objects for which there is no schema, so nobody sees them: {}",
            objects.join(", ")
        ))
    }

    pub(super) fn take_describes(&mut self) -> Vec<DescribeSource> {
        std::mem::take(&mut self.describes)
    }

    pub(super) fn is_open_picklist(&self, object: &str, field: &str) -> bool {
        self.provenance.is_partial(object, field)
    }

    /// Takes note of the objects that permission sets name in vain.
    pub(super) fn note_unknown_objects(&mut self, known: impl Fn(&str) -> bool) {
        for set in &self.permission_sets {
            let objects = set.listed_objects().keys();
            let unknown: Vec<_> = objects.filter(|it| !known(it)).cloned().collect();
            if !unknown.is_empty() {
                self.unknown.push((set.name.clone(), unknown));
            }
        }
    }

    pub(super) fn permission_sets(&self) -> impl Iterator<Item = &PermissionSet> {
        self.permission_sets.iter()
    }

    pub(super) fn permission_set(&self, name: &str) -> Result<&PermissionSet, OpenError> {
        self.permission_sets()
            .find(|set| set.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| OpenError::NoPermissionSet {
                name: name.to_owned(),
                known: self.permission_sets().map(|set| set.name.clone()).collect(),
            })
    }
}

fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8], file: &str) -> Result<T, OpenError> {
    serde_json::from_slice(bytes).map_err(not_json(file))
}

fn not_json(file: &str) -> impl FnOnce(serde_json::Error) -> OpenError {
    let file = file.to_owned();
    |error| OpenError::Json { file, error }
}

fn read(path: &Path) -> Result<Vec<u8>, OpenError> {
    fs::read(path).map_err(|error| OpenError::Read {
        path: path.to_owned(),
        error,
    })
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let fail = |error| OpenError::Read {
        path: folder.to_owned(),
        error,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
