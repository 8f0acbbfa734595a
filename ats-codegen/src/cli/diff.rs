//! `diff`: what differs between two snapshots, two orgs, or two users of one org?

use std::path::Path;

use clap::Args;

use super::comparison::{Findings, Side, file_of};
use super::failure::Failure;
use super::shared_options::DriftFormat;
use crate::drift::{self, Change};
use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  ats-codegen diff schemas-before schemas
  ats-codegen diff org:staging org:production
  ats-codegen diff schemas org:production
  ats-codegen diff org:admin org:portal         two users of one org, by their sf aliases
  ats-codegen diff schemas schemas --new-permission-set \\
      schemas/permission-sets/Asymbl_ATS_Job_Portal.json
                                                what does the Job Portal user not see?
  ats-codegen diff org:admin org:admin --new-permission-set Asymbl_ATS_Job_Portal
                                                the same, by what the org says of the set

Exit status: 0 the same, 1 they differ, 2 could not tell.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Diff {
    /// What there was: a folder of describes, or org:ALIAS.
    #[arg(value_name = "OLD")]
    old: String,
    /// What there is: a folder of describes, or org:ALIAS.
    #[arg(value_name = "NEW")]
    new: String,
    /// OLD as the users of this permission set see it: a file, or for an org a name in it.
    #[arg(long, value_name = "FILE|NAME")]
    old_permission_set: Option<String>,
    /// NEW as the users of this permission set see it, likewise.
    #[arg(long, value_name = "FILE|NAME")]
    new_permission_set: Option<String>,
    /// API names of the objects to compare. Otherwise a folder says which objects an org is
    /// asked for, and two orgs are asked for what the configuration selects, else for those of
    /// the integration guide.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    objects: Vec<String>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = DriftFormat::Human)]
    format: DriftFormat,
}

impl Diff {
    pub(super) fn is_github(&self) -> bool {
        self.format == DriftFormat::Github
    }

    pub(super) fn run(&self) -> Result<u8, Failure> {
        let (old_set, new_set) = (
            self.old_permission_set.as_deref(),
            self.new_permission_set.as_deref(),
        );
        // A folder says which objects an org is asked for.
        let old = self.folder(&self.old, old_set)?;
        let new = self.folder(&self.new, new_set)?;
        let names = old.as_ref().or(new.as_ref()).map(names);
        let mut api_calls = None;
        let old = self.side(old, &self.old, old_set, names.clone(), &mut api_calls)?;
        let new = self.side(new, &self.new, new_set, names, &mut api_calls)?;
        self.check_objects(&old, &new)?;
        let mut warnings = old.warnings;
        warnings.extend(new.warnings);
        let mut changes = drift::compare(&old.describes, &new.describes);
        if let (Some(old_names), Some(new_names)) = (&old.names, &new.names) {
            let is_compared = |change: &Change| {
                let mut all = new.describes.iter();
                all.any(|it| it.name == change.object)
            };
            changes.extend(
                drift::renamed(old_names, new_names)
                    .into_iter()
                    .filter(is_compared),
            );
            drift::sort(&mut changes);
        }
        let objects = old.describes.len().max(new.describes.len());
        let mut findings = Findings::new(objects, changes, warnings);
        findings.api_calls = api_calls;
        let same = format!(
            "{} and {} say the same: {objects} objects",
            self.old, self.new
        );
        findings.tell(self.format, &same, |object| {
            file_of(Path::new(&self.new), object)
        })
    }

    /// Refuses objects that neither side has: two sides without one are not the same.
    fn check_objects(&self, old: &Side, new: &Side) -> Result<(), Failure> {
        let mut known = names(old);
        known.extend(names(new));
        let is_known = |name: &str| known.iter().any(|it| it.eq_ignore_ascii_case(name));
        match self.objects.iter().find(|it| !is_known(it.trim())) {
            Some(name) => Err(Failure::from(Error::UnknownObject {
                name: name.clone(),
                nearest: None,
            })),
            None => Ok(()),
        }
    }

    /// A side that is a folder.
    fn folder(&self, side: &str, set: Option<&str>) -> Result<Option<Side>, Failure> {
        if alias(side).is_some() {
            return Ok(None);
        }
        let mut folder = Side::folder(Path::new(side), set.map(Path::new))?;
        if !self.objects.is_empty() {
            let asked = |name: &String| {
                let mut all = self.objects.iter();
                all.any(|it| it.trim().eq_ignore_ascii_case(name))
            };
            folder.describes.retain(|it| asked(&it.name));
        }
        Ok(Some(folder))
    }

    #[cfg(feature = "fetch")]
    fn side(
        &self,
        folder: Option<Side>,
        side: &str,
        set: Option<&str>,
        names: Option<Vec<String>>,
        api_calls: &mut Option<u64>,
    ) -> Result<Side, Failure> {
        let Some(alias) = alias(side).filter(|_| folder.is_none()) else {
            return folder.ok_or_else(|| Error::Nothing(format!("{side} is no folder")).into());
        };
        let names = if self.objects.is_empty() {
            names
        } else {
            Some(self.objects.clone())
        };
        let fetched = super::org_options::describes_of(alias, names, set)?;
        *api_calls.get_or_insert(0) += fetched.api_calls;
        Ok(Side {
            describes: fetched.describes,
            names: None,
            warnings: fetched.warnings,
        })
    }

    #[cfg(not(feature = "fetch"))]
    fn side(
        &self,
        folder: Option<Side>,
        side: &str,
        _set: Option<&str>,
        _names: Option<Vec<String>>,
        _api_calls: &mut Option<u64>,
    ) -> Result<Side, Failure> {
        folder.ok_or_else(|| {
            Error::Nothing(format!(
                "{side} is an org, and this program was built without the feature `fetch`"
            ))
            .into()
        })
    }
}

/// The alias of `org:ALIAS`.
fn alias(side: &str) -> Option<&str> {
    side.strip_prefix("org:")
}

fn names(side: &Side) -> Vec<String> {
    side.describes.iter().map(|it| it.name.clone()).collect()
}
