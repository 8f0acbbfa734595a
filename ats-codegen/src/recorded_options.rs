//! The options by which a crate was generated, in its manifest.
//!
//! `[package.metadata.ats-codegen]` keeps them, so that `check` compares with the same and `generate`
//! takes them again. Paths are relative to the crate. A path that was given as absolute is one
//! machine's, and is not recorded.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::conventions::MARK;
use crate::paths::{as_typed, relative};

/// Options of `generate`; paths are relative to the crate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct RecordedOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) schemas: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) config: Option<PathBuf>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) objects: Vec<String>,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub(crate) pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) permission_set: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crate_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ats_core_path: Option<PathBuf>,
}

/// The part of a manifest that is read.
#[derive(Deserialize)]
struct Manifest {
    package: Package,
}

#[derive(Deserialize)]
struct Package {
    metadata: Metadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    ats_codegen: RecordedOptions,
}

impl RecordedOptions {
    /// Reads what a generated crate records; `None` where there is no such crate, or it was generated
    /// before options were recorded.
    pub(crate) fn read(crate_dir: &Path) -> Option<Self> {
        let text = fs::read_to_string(crate_dir.join("Cargo.toml")).ok()?;
        if !text.lines().take(3).any(|line| line.contains(MARK)) {
            return None;
        }
        let manifest: Manifest = toml::from_str(&text).ok()?;
        let mut recorded = manifest.package.metadata.ats_codegen;
        for path in recorded.path_options().into_iter().flatten() {
            *path = from_here(&crate_dir.join(&path));
        }
        Some(recorded)
    }

    /// The same, with paths relative to the crate.
    pub(crate) fn relative_to(mut self, crate_dir: &Path) -> Self {
        let crate_dir = as_typed(crate_dir);
        for option in self.path_options() {
            *option = (option.take())
                .filter(|path| path.is_relative())
                .map(|path| relative(&crate_dir, &as_typed(&path)));
        }
        self
    }

    fn path_options(&mut self) -> [&mut Option<PathBuf>; 4] {
        [
            &mut self.schemas,
            &mut self.config,
            &mut self.permission_set,
            &mut self.ats_core_path,
        ]
    }
}

/// The path as it would be typed in the current folder.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    relative(&as_typed(&here), &as_typed(path))
}
