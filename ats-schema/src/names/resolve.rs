//! The one rule by which names that would be the same are told apart.

use std::collections::{BTreeMap, BTreeSet};

use super::ApiName;
use super::ident::MAX_LENGTH;

/// Something that needs an identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item<'a> {
    /// The API name, or the picklist value: what tells it from the others.
    pub api_name: &'a str,
    /// Whether it is Salesforce's own, and so has the first right to a short name.
    pub standard: bool,
    /// The identifiers it would like, best first; see
    /// [`object_candidates`](super::object_candidates) and its like. At least one.
    pub candidates: Vec<String>,
}

impl<'a> Item<'a> {
    /// An object, a field or a relationship; standard if its name has neither namespace nor
    /// suffix.
    #[must_use]
    pub fn new(api_name: &'a str, candidates: Vec<String>) -> Self {
        Self {
            api_name,
            standard: ApiName::parse(api_name).is_standard(),
            candidates,
        }
    }
}

/// Gives every item an identifier no other item has and that is not in `reserved`; the
/// identifiers come in the order of the items.
///
/// The rule, which no order of the items changes:
///
/// 1. Every item begins with its first candidate.
/// 2. Where several items meet at one identifier, the one standard item among them keeps
///    it. All others that have a next candidate move on to it; also if there is no standard
///    item, or several. At a reserved identifier all move on.
/// 3. That is repeated until nobody can move.
/// 4. Items that still meet have run out of candidates. All but the one standard item get
///    their last one with a number, in the order of their API names.
///
/// ```
/// use ats_schema::names::{Item, field_candidates, resolve};
///
/// let items = ["Name", "Name__c", "MyField__c", "My_Field__c"]
///     .map(|name| Item::new(name, field_candidates(name)));
/// assert_eq!(resolve(&items, &[]), ["name", "name_c", "myfield_c", "my_field_c"]);
/// ```
#[must_use]
pub fn resolve(items: &[Item<'_>], reserved: &[&str]) -> Vec<String> {
    let reserved: BTreeSet<&str> = reserved.iter().copied().collect();
    // Which candidate each item is at; one that has run out is beyond the last.
    let mut level = vec![0; items.len()];
    let groups = loop {
        let groups = meet(items, &level);
        let mut moved = false;
        for (ident, members) in &groups {
            let keeper = match &members[..] {
                _ if reserved.contains(ident) => None,
                [only] => Some(*only),
                several => {
                    let mut standard = several.iter().filter(|&&item| items[item].standard);
                    standard
                        .next()
                        .copied()
                        .filter(|_| standard.next().is_none())
                }
            };
            let others = members.iter().filter(|&&item| Some(item) != keeper);
            let can_move = |item: usize| level[item] + 1 < items[item].candidates.len();
            let movable: Vec<usize> = others.clone().copied().filter(|&n| can_move(n)).collect();
            let moving = if movable.is_empty() {
                others.copied().collect()
            } else {
                movable
            };
            for item in moving {
                level[item] += 1;
                moved = true;
            }
        }
        if !moved {
            break groups;
        }
    };

    let mut idents = vec![String::new(); items.len()];
    let mut used: BTreeSet<String> = reserved.into_iter().map(str::to_owned).collect();
    for (ident, members) in groups {
        for item in members {
            idents[item] = ident.to_owned();
        }
        used.insert(ident.to_owned());
    }
    let mut rest: Vec<usize> = (0..items.len())
        .filter(|&item| level[item] >= items[item].candidates.len())
        .collect();
    rest.sort_by_key(|&item| &items[item]);
    // Each base goes on counting where the last item with it stopped.
    let mut counters: BTreeMap<&str, usize> = BTreeMap::new();
    for item in rest {
        let base = items[item].candidates.last().map_or("x", |last| last);
        let counter = counters.entry(base).or_default();
        idents[item] = loop {
            *counter += 1;
            let ident = numbered(base, *counter);
            if used.insert(ident.clone()) {
                break ident;
            }
        };
    }
    idents
}

/// The items that have candidates left, by the one they are at.
fn meet<'a>(items: &'a [Item<'_>], level: &[usize]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (item, level) in level.iter().enumerate() {
        if let Some(ident) = items[item].candidates.get(*level) {
            groups.entry(ident).or_default().push(item);
        }
    }
    groups
}

/// `base` with a number that cannot be taken for a part of it.
fn numbered(base: &str, number: usize) -> String {
    let number = number.to_string();
    let room = MAX_LENGTH.saturating_sub(number.len() + 1);
    let base = match base.char_indices().nth(room) {
        Some((end, _)) => &base[..end],
        None => base,
    };
    let base = base.trim_end_matches('_');
    if base.ends_with(|c: char| c.is_ascii_digit()) {
        format!("{base}_{number}")
    } else {
        format!("{base}{number}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::{
        field_candidates, lookup_candidates, object_candidates, reserved, variant_candidates,
    };
    use super::*;

    fn fields(names: &[&str]) -> Vec<String> {
        let items: Vec<_> = names
            .iter()
            .map(|name| Item::new(name, field_candidates(name)))
            .collect();
        resolve(&items, &[])
    }

    #[test]
    fn the_known_collisions() {
        assert_eq!(fields(&["Name__c", "Name"]), ["name_c", "name"]);
        assert_eq!(
            fields(&["Name", "Name__c", "bpats__Name__c", "x__Name__c"]),
            ["name", "name_c", "bpats_name", "x_name"]
        );
        assert_eq!(
            fields(&["MyField__c", "My_Field__c"]),
            ["myfield_c", "my_field_c"]
        );
        // A third field already has what one of two would move to.
        assert_eq!(
            fields(&["a__Job__c", "Job__c", "a_Job__c"]),
            ["a_job_c2", "job_c", "a_job_c1"]
        );

        let objects = ["Job__c", "bpats__Job__c", "x__Job__c", "Option"];
        let items = objects.map(|name| Item::new(name, object_candidates(name)));
        assert_eq!(
            resolve(&items, reserved::PRELUDE),
            ["JobC", "BpatsJob", "XJob", "Option1"]
        );

        // A lookup and its relationship, beside a field that is already called so.
        let items = [
            Item::new("bpats__Job__c", lookup_candidates("bpats__Job__c")),
            Item::new("bpats__Job__r", field_candidates("bpats__Job__r")),
            Item::new("Job__c", field_candidates("Job__c")),
            Item::new("Job_Id__c", field_candidates("Job_Id__c")),
        ];
        assert_eq!(
            resolve(&items, &[]),
            ["bpats_job_id", "bpats_job", "job_c", "job_id_c"]
        );
    }

    #[test]
    fn picklist_values() {
        let values = ["Open", "open", "A-B", "A/B", "A B", "1-5", "1.5", "", "?"];
        let items = values.map(|value| Item {
            api_name: value,
            standard: false,
            candidates: variant_candidates(value),
        });
        assert_eq!(
            resolve(&items, &[]),
            [
                "Open1", "Open2", "ADashB", "ASlashB", "AB", "N1Dash5", "N1Dot5", "Empty", "Value"
            ]
        );
    }

    #[test]
    fn no_items_and_no_candidates() {
        assert!(resolve(&[], &["a"]).is_empty());
        let item = Item::new("A", Vec::new());
        assert_eq!(resolve(&[item.clone(), item], &["x1"]), ["x2", "x3"]);
    }

    #[test]
    fn numbers_stay_within_the_longest_identifier() {
        let long = "a".repeat(MAX_LENGTH);
        let items = [
            Item::new("A", vec![long.clone()]),
            Item::new("B", vec![long]),
        ];
        for ident in resolve(&items, &[]) {
            assert!(ident.len() <= MAX_LENGTH);
        }
    }

    prop_compose! {
        /// Few letters, so that much collides; duplicates of one name, too.
        fn any_items()(
            names in proptest::collection::vec(
                "([ab]__)?([AaBb]|_[Aa]){1,3}(__c|__r)?|[\\PC]{0,3}", 0..12),
        ) -> Vec<String> {
            names
        }
    }

    fn items(names: &[String], style: usize) -> Vec<Item<'_>> {
        let candidates = [field_candidates, object_candidates, variant_candidates][style];
        names
            .iter()
            .map(|name| Item::new(name, candidates(name)))
            .collect()
    }

    proptest! {
        #[test]
        fn every_item_has_an_identifier_of_its_own(
            names in any_items(),
            style in 0..3usize,
            taken in proptest::collection::vec(select(vec!["a", "A", "a_b", "AB", "Value"]), 0..3),
        ) {
            let idents = resolve(&items(&names, style), &taken);
            prop_assert_eq!(idents.len(), names.len());
            let distinct: BTreeSet<_> = idents.iter().collect();
            prop_assert_eq!(distinct.len(), names.len(), "{:?}", idents);
            for ident in &idents {
                prop_assert!(!taken.contains(&ident.as_str()));
                prop_assert!(syn::parse_str::<syn::Ident>(ident).is_ok(), "{}", ident);
            }
        }

        #[test]
        fn order_does_not_matter(
            (names, shuffled) in any_items()
                .prop_flat_map(|names| (Just(names.clone()), Just(names).prop_shuffle())),
            style in 0..3usize,
        ) {
            let named = |names: &[String]| {
                let idents = resolve(&items(names, style), &["a"]);
                let mut named: Vec<_> = names.iter().cloned().zip(idents).collect();
                named.sort();
                named
            };
            prop_assert_eq!(named(&names), named(&shuffled));
        }

        #[test]
        fn one_standard_item_keeps_its_name(names in any_items()) {
            let mut names = names;
            names.retain(|name| name.contains("__"));
            names.push("Name".to_owned());
            names.push("Name__c".to_owned());
            let idents = resolve(&items(&names, 0), &[]);
            let at = names.iter().position(|name| name == "Name").unwrap();
            prop_assert_eq!(&idents[at], "name");
        }

        #[test]
        fn what_collides_with_nothing_is_left_alone(names in any_items(), other in "[x-z]{3}") {
            let before = resolve(&items(&names, 0), &[]);
            let mut more = names.clone();
            more.push(other);
            let after = resolve(&items(&more, 0), &[]);
            prop_assert_eq!(&before[..], &after[..names.len()]);
        }
    }
}
