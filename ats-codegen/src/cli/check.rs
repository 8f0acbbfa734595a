//! `check`: is the crate what the schemas say, or are the schemas what an org says?
//!
//! It writes nothing but what it found.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use clap::Args;

use super::comparison::Findings;
use super::failure::Failure;
use super::shared_options::{DriftFormat, Generation, GenerationArgs};
use crate::drift::{self, Change, Kind};
use crate::names::Names;
use crate::write::FileChange;

const EXAMPLES: &str = "\
Examples:
  ats-codegen check                             the crate against the schemas, offline
  ats-codegen check --org my-org                the schemas against an org of the sf CLI
  ats-codegen check --org my-org --format github

Exit status: 0 the same, 1 drift, 2 could not tell.
Nothing is overwritten; the command that mends it is printed.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    #[command(flatten)]
    generation: GenerationArgs,
    #[cfg(feature = "fetch")]
    #[command(flatten)]
    org: super::org_options::OrgOptions,
    /// How to report.
    #[arg(long, value_enum, default_value_t = DriftFormat::Human)]
    format: DriftFormat,
}

impl Check {
    pub(super) fn is_github(&self) -> bool {
        self.format == DriftFormat::Github
    }

    pub(super) fn run(&self) -> Result<u8, Failure> {
        #[cfg(feature = "fetch")]
        if self.org.is_given() {
            return self.against_org(self.generation.resolve());
        }
        self.offline(&self.generation.resolve())
    }

    /// The crate against the schemas.
    fn offline(&self, generation: &Generation) -> Result<u8, Failure> {
        let out = &generation.out;
        if !out.join("Cargo.toml").is_file() {
            return Err(Failure::NoCrate {
                path: out.clone(),
                command: generation.command(),
            });
        }
        let pending = generation.generator().pending()?;
        let mut changes = Vec::new();
        let mut files = HashMap::new();
        for (change, path) in compare(&pending.files) {
            files.insert(change.object.clone(), out.join(path).display().to_string());
            changes.push(change);
        }
        drift::sort(&mut changes);
        let objects = pending.report.objects.len();
        let mut findings = Findings::new(objects, changes, pending.report.warnings);
        if findings.drift {
            findings.command = Some(generation.command());
        }
        let same = format!(
            "{} is what {} says: {objects} objects",
            out.display(),
            generation.schemas.display()
        );
        findings.tell(self.format, &same, |object| files.get(object).cloned())
    }

    /// The schemas against the org.
    #[cfg(feature = "fetch")]
    fn against_org(&self, mut generation: Generation) -> Result<u8, Failure> {
        use super::comparison::{Side, file_of};
        use crate::fetch::{Asked, Permissions};

        let schemas = generation.schemas.clone();
        let given = generation.permission_set.as_deref();
        let given = given.map(|it| it.to_string_lossy().into_owned());
        let recorded = Asked::of(&schemas)?;
        // A set of the org is taken off the org's answer only: what the schemas have of it is
        // what this is about. A file is what `generate` is given.
        if let Some(given) = &given
            && Permissions::given(given)?.is_named()
        {
            generation.permission_set = None;
        }
        let old = Side::folder(&schemas, generation.permission_set.as_deref())?;
        let asked = Asked {
            permission_set: given.or_else(|| recorded.permission_set.clone()),
            ..recorded.clone()
        };
        let names: Vec<String> = old.describes.iter().map(|it| it.name.clone()).collect();
        let fetched = self.org.describes(names.clone(), &generation, &asked)?;
        let mut warnings = old.warnings;
        warnings.extend(fetched.warnings);
        let changes = drift::compare(&old.describes, &fetched.describes);
        let mut findings = Findings::new(old.describes.len(), changes, warnings);
        findings.api_calls = Some(fetched.api_calls);
        if findings.drift {
            let config = generation.config.as_deref();
            let again = match generation.permission_set {
                Some(_) => &recorded,
                None => &asked,
            };
            // Objects that are gone from the org would otherwise stay in the folder.
            let there = |name: &String| fetched.describes.iter().any(|it| it.name == *name);
            let prune = !names.iter().all(there);
            let fetch = (self.org).fetch_command(&schemas, &names, config, again, prune)?;
            findings.command = Some(format!("{fetch} && {}", generation.command()));
        }
        let same = format!(
            "{} is what the org says: {} objects, {} API calls",
            schemas.display(),
            old.describes.len(),
            fetched.api_calls
        );
        findings.tell(self.format, &same, |object| file_of(&schemas, object))
    }
}

/// Compares the files of the crate. Returns each change with its file.
fn compare(files: &[FileChange]) -> Vec<(Change, &str)> {
    let mut changes = Vec::new();
    let (mut olds, mut news) = (BTreeMap::new(), BTreeMap::new());
    for file in files {
        // It repeats the command by which the crate was generated, which may be spelled in many
        // ways, and lists what the modules say.
        if file.path == "README.md" {
            continue;
        }
        let (old, new) = (module(file, &file.old), module(file, &file.new));
        if old.is_none() && new.is_none() {
            changes.push((differs(&file.path), file.path.as_str()));
        }
        olds.extend(old.map(|it| (it.describe.name.clone(), (it, file.path.as_str()))));
        news.extend(new.map(|it| (it.describe.name.clone(), (it, file.path.as_str()))));
    }
    let objects: BTreeSet<String> = olds.keys().chain(news.keys()).cloned().collect();
    for object in objects {
        let (old, new) = (olds.remove(&object), news.remove(&object));
        let Some(path) = new.as_ref().or(old.as_ref()).map(|(_, path)| *path) else {
            continue;
        };
        let describes = |it: &Option<(drift::Module, &str)>| {
            it.iter()
                .map(|(it, _)| it.describe.clone())
                .collect::<Vec<_>>()
        };
        let mut found = drift::compare(&describes(&old), &describes(&new));
        if let (Some((old, _)), Some((new, _))) = (old, new) {
            let names = |it| Names::of_modules([(object.clone(), it)].into());
            found.extend(drift::renamed(&names(old.names), &names(new.names)));
            if found.is_empty() {
                let mut change = differs(path);
                change.object = object;
                found.push(change);
            }
        }
        changes.extend(found.into_iter().map(|change| (change, path)));
    }
    changes
}

/// Reads what a file has or would have, if it is a module.
fn module(file: &FileChange, text: &Option<String>) -> Option<drift::Module> {
    let mut module = drift::read_module(text.as_deref()?)?;
    let path = Path::new(&file.path).file_stem()?;
    module.names.module = path.to_string_lossy().into_owned();
    Some(module)
}

/// A file that differs in its words, in something no rule is about.
fn differs(path: &str) -> Change {
    let message = format!("{path} is not what the generator writes");
    Change::compatible(&shown(path), Kind::Text, message)
}

fn shown(path: &str) -> String {
    let name = Path::new(path).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
