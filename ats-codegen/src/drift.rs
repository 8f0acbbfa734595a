//! What changed between two descriptions of an org, and whether it hurts.
//!
//! One pure function, [`compare`], from two lists of describes to a list of [`Change`]s. What a
//! permission set hides or forbids is taken off the describes before, so that the same
//! comparison tells two snapshots, two orgs, and two users of one org apart.
//!
//! A change is *breaking* when a program that was right with the old description may be wrong
//! with the new one: it no longer compiles once the crate is generated again, or the org refuses
//! a call that it used to accept. Everything else is *compatible*, since reading forgives: more
//! fields, longer texts and new picklist values are read without loss by programs that know
//! nothing of them.

mod change;
mod field;
mod generated_module;
mod object;
mod picklist;
mod render;
#[cfg(test)]
mod tests;

use ats_schema::describe::Describe;
use ats_schema::names::nearest;

use crate::names::{self, Names, Renamed};
use crate::printable;

pub use self::change::{Change, Kind, Severity};
use self::change::{added, by_name, hint_of_rename, plural};
pub(crate) use self::generated_module::{Module, read_module};
pub(crate) use self::render::{github, human, one_line};

/// What changed from `old` to `new`: by object, then field, then what hurts first; the order of
/// the describes and of their fields does not matter.
#[must_use]
pub fn compare(old: &[Describe], new: &[Describe]) -> Vec<Change> {
    let olds = by_name(old, |it| &it.name);
    let news = by_name(new, |it| &it.name);
    let mut changes = Vec::new();
    for (name, before) in &olds {
        match news.get(name) {
            Some(after) => object::compare(before, after, &mut changes),
            None => {
                let candidates = added(&olds, &news).map(|it| it.name.as_str());
                let hint = nearest(&before.name, candidates);
                changes.push(Change::breaking(
                    &before.name,
                    Kind::ObjectGone,
                    format!(
                        "the object is gone, or this user does not see it{}",
                        hint_of_rename(hint)
                    ),
                ));
            }
        }
    }
    for object in added(&olds, &news) {
        let count = object.fields.len();
        changes.push(Change::compatible(
            &object.name,
            Kind::ObjectAdded,
            format!("the object is new, with {count} field{}", plural(count)),
        ));
    }
    sort(&mut changes);
    changes
}

/// Returns what has another Rust name.
pub(crate) fn renamed(old: &Names, new: &Names) -> Vec<Change> {
    let renamed = names::renamed(old, new).into_iter();
    renamed
        .map(|Renamed { place, old, new }| {
            let what = match (place.kind, &place.value) {
                (kind, Some(value)) => {
                    format!("the Rust {kind} of its value `{}`", printable::name(value))
                }
                ("type" | "field", None) => "its Rust name".to_owned(),
                (kind, None) => format!("the Rust name of its {kind}"),
            };
            let message = format!("{what} is `{new}`, was `{old}`");
            let mut change = Change::breaking(&place.object, Kind::Renamed, message);
            change.field = place.member;
            change
        })
        .collect()
}

/// Sorts by object, then field, then what hurts first.
pub(crate) fn sort(changes: &mut [Change]) {
    changes.sort_by(|a, b| {
        let key = |it: &Change| (it.object.clone(), it.field.clone(), it.severity, it.what);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
