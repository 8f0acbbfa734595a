//! Every Rust name that a program can write, for everything in the folder of describes.
//!
//! Names are public API of the crates that are generated, so they never change by themselves. The
//! rule is [`ats_schema::names::Scope`]; here is only what it is applied to. [`lock_file`] keeps what
//! was given once. Names do not depend on which objects are generated, so that all crates from one
//! folder agree.

pub(crate) mod lock_file;
mod member_names;
mod object_names;
mod place;
mod type_names;
mod value_names;

pub(crate) use self::object_names::ObjectNames;
pub(crate) use self::place::{Place, Renamed};
pub(crate) use self::type_names::{RECORD_TYPE, references};
pub(crate) use self::value_names::{OTHER, rest_variant, targets};

use std::collections::{BTreeMap, BTreeSet};

use ats_schema::names::ApiName;
use serde::{Deserialize, Serialize};

use crate::config::{Config, ObjectConfig};
use crate::fixups::FixedDescribe;
use crate::parallel;

/// The namespace of the package that this product is about.
const HOME_NAMESPACE: &str = "bpats";

/// Every name that was ever given: those of what is described, and of what was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Names {
    /// The version of the format.
    version: u32,
    /// The package whose names are the shortest after Salesforce's own; empty for none. Chosen once.
    home_namespace: String,
    /// The types in `ids` of objects that fields refer to, by API name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) ids: BTreeMap<String, String>,
    /// By API name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) objects: BTreeMap<String, ObjectNames>,
}

impl Names {
    /// The version of the format that this generator writes.
    const VERSION: u32 = 1;

    fn home(&self) -> Option<&str> {
        Some(self.home_namespace.as_str()).filter(|it| !it.is_empty())
    }

    fn new(describes: &[FixedDescribe]) -> Self {
        let mut namespaces =
            (describes.iter()).map(|it| ApiName::parse(&it.describe.name).namespace);
        let has_home = namespaces.any(|it| it == Some(HOME_NAMESPACE));
        Self {
            version: Self::VERSION,
            home_namespace: if has_home { HOME_NAMESPACE } else { "" }.to_owned(),
            ..Self::default()
        }
    }

    /// The names in the modules of objects, by API name.
    pub(crate) fn of_modules(objects: BTreeMap<String, ObjectNames>) -> Self {
        Self {
            objects,
            ..Self::default()
        }
    }

    /// Returns the number of names.
    pub(crate) fn count(&self) -> usize {
        let objects = self.objects.values().map(ObjectNames::count);
        self.ids.len() + objects.sum::<usize>()
    }

    /// Returns every name with the place of what has it: `bpats__Job__c.bpats__Status__c`.
    pub(crate) fn by_place(&self) -> BTreeMap<Place, &str> {
        let mut places = BTreeMap::new();
        for (api, name) in &self.ids {
            places.insert(Place::new("id type", api, None), name.as_str());
        }
        for (api, object) in &self.objects {
            object.add_places(api, &mut places);
        }
        places
    }
}

/// Returns what has a name in `new` alone.
pub(crate) fn added(old: &Names, new: &Names) -> Vec<Place> {
    let olds = old.by_place();
    let news = new.by_place().into_keys();
    news.filter(|place| !olds.contains_key(place)).collect()
}

/// Returns in words what `new` has more than `old`, or otherwise.
pub(crate) fn differences(old: &Names, new: &Names) -> Vec<String> {
    let added = added(old, new);
    let added = added.iter().map(|place| format!("no name of the {place}"));
    let renamed = renamed(old, new);
    added
        .chain(renamed.iter().map(ToString::to_string))
        .collect()
}

/// Returns the names of `new` that `old` has otherwise. What only one of them has is left out.
pub(crate) fn renamed(old: &Names, new: &Names) -> Vec<Renamed> {
    let olds = old.by_place();
    let changed = new.by_place().into_iter().filter_map(|(place, new)| {
        let old = (*olds.get(&place)?).to_owned();
        (old != new).then(|| Renamed {
            place,
            old,
            new: new.to_owned(),
        })
    });
    changed.collect()
}

/// Assigns every name; those of `locked` stay, and names of the configuration come before both.
///
/// # Errors
///
/// Names of the configuration or the lock that cannot all be.
pub(crate) fn assign(
    describes: &[FixedDescribe],
    config: &Config,
    locked: Option<&Names>,
) -> Result<Names, Vec<String>> {
    let mut names = locked.cloned().unwrap_or_else(|| Names::new(describes));
    names.version = Names::VERSION;
    let home = names.home().map(str::to_owned);
    let home = home.as_deref();
    let assigned = parallel::map(describes, |_, fixed| {
        let locked = names.objects.get(&fixed.describe.name);
        assign_members(fixed, config, locked, home)
    });
    let mut problems = Vec::new();
    for (fixed, result) in describes.iter().zip(assigned) {
        match result {
            Ok(object) => {
                names.objects.insert(fixed.describe.name.clone(), object);
            }
            Err(more) => problems.extend(more),
        }
    }
    let described: BTreeSet<&str> = describes
        .iter()
        .map(|it| it.describe.name.as_str())
        .collect();
    problems.extend(type_names::modules(&mut names.objects, &described, home));
    problems.extend(type_names::types(
        &mut names.objects,
        describes,
        config,
        home,
    ));
    problems.extend(type_names::ids(&mut names.ids, describes, home));
    if problems.is_empty() {
        Ok(names)
    } else {
        Err(problems)
    }
}

/// Names all that one object has; its type, module and enums are named beside those of the others.
fn assign_members(
    fixed: &FixedDescribe,
    config: &Config,
    locked: Option<&ObjectNames>,
    home: Option<&str>,
) -> Result<ObjectNames, Vec<String>> {
    let describe = &fixed.describe;
    let nothing = ObjectConfig::default();
    let configured = config.object(&describe.name).unwrap_or(&nothing);
    let mut names = locked.cloned().unwrap_or_default();
    let mut problems = member_names::assign(&mut names, describe, configured, home);
    problems.extend(value_names::assign(&mut names, fixed, config));
    if problems.is_empty() {
        Ok(names)
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests;
