//! The same names as [`ats_schema::names::resolve`] gives, sooner.
//!
//! In most objects no two names meet, and then everything gets its first candidate. The
//! others, most of the work, are made only where names do meet.

use std::collections::BTreeSet;

use ats_schema::names::{ApiName, Item, field_candidates, field_ident, lookup_candidates, resolve};

use super::with_ending;

/// What a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// A field.
    Field,
    /// A field that holds an id.
    Lookup,
    /// The record that a field refers to.
    Parent,
    /// Records that refer to this one.
    Children,
}

/// Names for all of `items`, none of them in `taken`, to which they are added.
pub(super) fn reserve(items: &[(&str, Wish)], taken: &mut BTreeSet<String>) -> Vec<String> {
    let idents = firsts(items, taken).unwrap_or_else(|| {
        let items: Vec<Item<'_>> = items
            .iter()
            .map(|(name, wish)| Item::new(name, candidates(name, *wish)))
            .collect();
        let reserved: Vec<&str> = taken.iter().map(String::as_str).collect();
        resolve(&items, &reserved)
    });
    taken.extend(idents.iter().cloned());
    idents
}

/// Everything's first candidate, where none of them meet.
fn firsts(items: &[(&str, Wish)], taken: &BTreeSet<String>) -> Option<Vec<String>> {
    let idents: Vec<String> = items
        .iter()
        .map(|(name, wish)| first(name, *wish))
        .collect::<Option<_>>()?;
    let mut sorted: Vec<&String> = idents.iter().collect();
    sorted.sort_unstable();
    let meet = sorted.windows(2).any(|pair| pair[0] == pair[1])
        || idents.iter().any(|it| taken.contains(it));
    (!meet).then_some(idents)
}

fn candidates(name: &str, wish: Wish) -> Vec<String> {
    match wish {
        Wish::Field => field_candidates(name),
        Wish::Lookup => lookup_candidates(name),
        Wish::Parent => with_ending(field_candidates(name), "_record"),
        Wish::Children => with_ending(field_candidates(name), "_records"),
    }
}

/// The first of [`candidates`], for names that are neither long nor odd.
fn first(name: &str, wish: Wish) -> Option<String> {
    let parts = ApiName::parse(name);
    let plain = parts.suffix.is_none_or(|it| it.len() <= 3)
        && parts.base.len() <= 80
        && parts
            .base
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_')
        && parts.base.bytes().any(|it| it.is_ascii_alphanumeric());
    if !plain {
        return None;
    }
    let mut ident = field_ident(parts.base);
    if wish == Wish::Lookup {
        if ident.ends_with('_') {
            // A keyword, which it is no longer with what follows.
            ident.pop();
        }
        if ident != "id" && !ident.ends_with("_id") {
            ident.push_str("_id");
        }
    }
    Some(ident)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_candidate_is_the_first_candidate(
            name in "([a-z]{1,4}__)?[A-Za-z_0-9]{0,30}(Id|type|self|é|-)?(__c|__r|__History)?",
        ) {
            for wish in [Wish::Field, Wish::Lookup, Wish::Parent, Wish::Children] {
                if let Some(first) = first(&name, wish) {
                    prop_assert_eq!(&first, &candidates(&name, wish)[0], "{}", name);
                }
            }
        }
    }

    #[test]
    fn known_names() {
        for (name, wish, ident) in [
            ("bpats__First_Name__c", Wish::Field, "first_name"),
            ("Type", Wish::Field, "type_"),
            ("Type", Wish::Lookup, "type_id"),
            ("OwnerId", Wish::Lookup, "owner_id"),
            ("bpats__Job__c", Wish::Lookup, "job_id"),
            ("Id__c", Wish::Lookup, "id"),
        ] {
            assert_eq!(first(name, wish).as_deref(), Some(ident));
            assert_eq!(candidates(name, wish)[0], ident);
        }
    }
}
