//! Two describes of one picklist.
//!
//! Whether a value hurts when it goes depends on what the org does with values that are not
//! listed. A restricted picklist refuses them. An open one takes them, so a program goes on
//! running; but its enum loses a variant, and code that names it does not compile once the crate
//! is generated again. Both are breaking, in different words. A value that was only switched off
//! keeps its variant: that hurts where the org then refuses it, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use ats_schema::describe::{Describe, Field, FieldType, PicklistEntry};
use ats_schema::rules::picklist::valid_for;

use super::change::{Kind, Severity, listed};
use super::field::Found;

pub(super) fn compare(
    (old_object, new_object): (&Describe, &Describe),
    old: &Field,
    new: &Field,
    found: &mut Found<'_>,
) {
    restriction(old, new, found);
    values(old, new, found);
    let (before, after) = (
        Dependency::of(old_object, old),
        Dependency::of(new_object, new),
    );
    dependency(before, after, found);
}

fn restriction(old: &Field, new: &Field, found: &mut Found<'_>) {
    match (old.restricted_picklist, new.restricted_picklist) {
        (false, true) => found.breaking(
            Kind::NowRestricted,
            "values that are not listed are refused now",
        ),
        (true, false) => found.compatible(
            Kind::NoLongerRestricted,
            "values that are not listed are accepted now",
        ),
        _ => {}
    }
}

fn entries(field: &Field) -> BTreeMap<&str, &PicklistEntry> {
    let entries = field.picklist_values.iter();
    entries.map(|it| (it.value.as_str(), it)).collect()
}

fn values(old: &Field, new: &Field, found: &mut Found<'_>) {
    let (olds, news) = (entries(old), entries(new));
    for (value, before) in &olds {
        let Some(after) = news.get(value) else {
            // An inactive value that goes leaves records behind that are read as unlisted.
            let message = if !before.active {
                format!("the inactive value `{value}` is gone")
            } else if new.restricted_picklist {
                format!("the value `{value}` is gone, and the org refuses it")
            } else {
                format!(
                    "the value `{value}` is gone; the org takes it still, but its variant goes \
                     when the crate is generated"
                )
            };
            found.breaking(Kind::ValueRemoved, message);
            continue;
        };
        match (before.active, after.active) {
            (true, false) if new.restricted_picklist => found.breaking(
                Kind::ValueDeactivated,
                format!("the value `{value}` is no longer active, and the org refuses it"),
            ),
            (true, false) => found.compatible(
                Kind::ValueDeactivated,
                format!("the value `{value}` is no longer active; the org takes it still"),
            ),
            (false, true) => found.compatible(
                Kind::ValueActivated,
                format!("the value `{value}` is active again"),
            ),
            _ => {}
        }
        let label = |it: &PicklistEntry| it.label.clone().unwrap_or_else(|| it.value.clone());
        if label(before) != label(after) {
            let (before, after) = (label(before), label(after));
            let message = format!("the label of `{value}` is “{after}”, was “{before}”");
            found.compatible(Kind::WordingChanged, message);
        }
    }
    for value in news.keys().filter(|it| !olds.contains_key(*it)) {
        found.compatible(Kind::ValueAdded, format!("the value `{value}` is new"));
    }
    let default = |field: &Field| {
        let entry = field.picklist_values.iter().find(|it| it.default_value);
        entry.map(|it| it.value.clone())
    };
    let (before, after) = (default(old), default(new));
    // Described a second time by `defaultValue` in some versions; then it is told there.
    if before != after && old.default_value == new.default_value {
        let words = |it: Option<String>| it.map_or_else(|| "none".into(), |it| format!("`{it}`"));
        let message = format!("the default is {}, was {}", words(after), words(before));
        found.compatible(Kind::DefaultChanged, message);
    }
}

/// Which values may be chosen with which values of the controlling field. By name: a new value
/// of the controlling field moves all bits of the bitmaps behind it, and changes nothing.
struct Dependency<'a> {
    controller: &'a str,
    values: BTreeSet<&'a str>,
    pairs: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Dependency<'a> {
    fn of(object: &'a Describe, field: &'a Field) -> Option<Self> {
        if !field.dependent_picklist {
            return None;
        }
        let controller = object.field(field.controller_name.as_deref()?)?;
        let values: Vec<&str> = match controller.field_type {
            FieldType::Boolean => vec!["false", "true"],
            _ => {
                let entries = controller.picklist_values.iter();
                entries.map(|it| it.value.as_str()).collect()
            }
        };
        let pairs = field.picklist_values.iter().map(|entry| {
            let bitmap = entry.valid_for.as_deref().unwrap_or_default();
            let allowed = values.iter().enumerate();
            let allowed = allowed.filter(|(at, _)| valid_for(bitmap, *at));
            (entry.value.as_str(), allowed.map(|(_, it)| *it).collect())
        });
        Some(Self {
            controller: &controller.name,
            values: values.iter().copied().collect(),
            pairs: pairs.collect(),
        })
    }
}

fn dependency(old: Option<Dependency<'_>>, new: Option<Dependency<'_>>, found: &mut Found<'_>) {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (None, None) => return,
        (None, Some(new)) => {
            let message = format!(
                "which values may be chosen depends on `{}` now",
                new.controller
            );
            return found.breaking(Kind::DependencyNarrowed, message);
        }
        (Some(old), None) => {
            let message = format!(
                "which values may be chosen no longer depends on `{}`",
                old.controller
            );
            return found.compatible(Kind::DependencyWidened, message);
        }
    };
    if !old.controller.eq_ignore_ascii_case(new.controller) {
        let message = format!(
            "which values may be chosen depends on `{}`, was `{}`",
            new.controller, old.controller
        );
        return found.breaking(Kind::DependencyNarrowed, message);
    }
    for (value, before) in &old.pairs {
        // A value that is gone has been told already, here and of the controlling field.
        let Some(after) = new.pairs.get(value) else {
            continue;
        };
        let mut tell = |severity, kind, names: Vec<&str>, words: &str| {
            if !names.is_empty() {
                let message = format!(
                    "`{value}` may {words} be chosen with {} of `{}`",
                    listed(&names),
                    new.controller
                );
                found.add(severity, kind, message);
            }
        };
        let lost = before.difference(after).copied();
        let lost = lost.filter(|it| new.values.contains(it)).collect();
        tell(
            Severity::Breaking,
            Kind::DependencyNarrowed,
            lost,
            "no longer",
        );
        let gained = after.difference(before).copied().collect();
        tell(Severity::Compatible, Kind::DependencyWidened, gained, "now");
    }
}
