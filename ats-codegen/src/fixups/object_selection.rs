//! Selects the objects that are generated.

use std::collections::{BTreeSet, HashSet};

use ats_schema::describe::PermissionSet;
use ats_schema::names::nearest;
use regex::Regex;

use super::fixed_describe::FixedDescribe;
use crate::config::Config;
use crate::error::{Error, Warning};

/// Keeps the objects that the command line selects, else those of the configuration, else all.
pub(super) fn select(
    sources: &mut Vec<FixedDescribe>,
    described: &[&str],
    asked: (&[String], Option<&str>),
    config: &Config,
) -> Result<(), Error> {
    let (objects, pattern) = match asked {
        ([], None) => (
            &config.generate.objects[..],
            config.generate.pattern.as_deref(),
        ),
        asked => asked,
    };
    let skips = |object: &str| config.object(object).is_some_and(|it| it.skip);
    if let Some(name) = objects.iter().find(|it| !described.contains(&it.as_str())) {
        return Err(Error::UnknownObject {
            name: name.clone(),
            nearest: nearest(name, described.iter().copied()).map(str::to_owned),
        });
    }
    let regex = pattern
        .map(|pattern| {
            Regex::new(pattern).map_err(|cause| Error::Pattern {
                pattern: pattern.to_owned(),
                cause: Box::new(cause),
            })
        })
        .transpose()?;
    if objects.is_empty() && regex.is_none() {
        sources.retain(|it| !skips(&it.describe.name));
        return Ok(());
    }
    let asked: HashSet<&str> = objects.iter().map(String::as_str).collect();
    sources.retain(|it| {
        let name = it.describe.name.as_str();
        let found = asked.contains(name) || regex.as_ref().is_some_and(|it| it.is_match(name));
        found && !skips(name)
    });
    if sources.is_empty() {
        return Err(Error::Nothing(format!(
            "of {} described objects none is asked for",
            described.len()
        )));
    }
    Ok(())
}

/// Drops describes of an object without a name, which no org has.
pub(super) fn drop_unnamed(sources: &mut Vec<FixedDescribe>, warnings: &mut Vec<Warning>) {
    sources.retain(|source| {
        let named = !source.describe.name.trim().is_empty();
        if !named {
            let message = format!("{} names no object; it is left out", source.file);
            warnings.push(Warning::object("", message));
        }
        named
    });
}

/// The described objects that a permission set hides from its users.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hidden {
    /// The name of the set, or its label.
    pub permission_set: String,
    /// API names.
    pub objects: BTreeSet<String>,
}

impl Hidden {
    /// Returns the reason why an object cannot be used, if it is hidden.
    pub(crate) fn reason(&self, object: &str) -> Option<String> {
        self.objects.contains(object).then(|| {
            format!(
                "the permission set `{}`, for which the crate was generated, does not allow to read it",
                self.permission_set
            )
        })
    }
}

/// Removes from the describes what a permission set forbids. Returns the objects that it hides.
pub(super) fn restrict(
    sources: &mut Vec<FixedDescribe>,
    set: &PermissionSet,
    described: &[&str],
    warnings: &mut Vec<Warning>,
) -> Hidden {
    for object in set.readable_objects() {
        if !described.contains(&object) {
            let message = format!(
                "the permission set {} names it, but there is no describe of it; it is left out",
                set.name
            );
            warnings.push(Warning::object(object, message));
        }
    }
    sources.retain_mut(|source| {
        let is_readable = set.restrict(&mut source.describe);
        // What may not be set need not be.
        let createable = source
            .describe
            .fields
            .iter()
            .filter(|it| it.is_createable());
        let createable: HashSet<&str> = createable.map(|it| it.name.as_str()).collect();
        (source.required).retain(|name| createable.contains(name.as_str()));
        is_readable
    });
    let objects: BTreeSet<String> = (described.iter())
        .filter(|name| !set.on_object(name).read)
        .map(|name| (*name).to_owned())
        .collect();
    // A hidden object is not seen from its parents or children either, as in a snapshot of such a user.
    for source in sources {
        (source.describe.child_relationships)
            .retain(|child| !objects.contains(&child.child_sobject));
        for field in &mut source.describe.fields {
            let targets = &field.reference_to;
            if !targets.is_empty() && targets.iter().all(|it| objects.contains(it)) {
                field.relationship_name = None;
            }
        }
    }
    let permission_set = match set.label.is_empty() {
        true => set.name.clone(),
        false => set.label.clone(),
    };
    Hidden {
        permission_set,
        objects,
    }
}
