//! The one rule by which names that would be the same are told apart.

use std::collections::{BTreeMap, BTreeSet};

use super::ident::MAX_LENGTH;
use super::suffix::{suffixes, with_suffix};
use super::{ApiName, Precedence};

/// Something that needs an identifier.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// The API name, or the picklist value.
    pub api_name: &'a str,
    /// Items of higher precedence are named first, whatever else there is.
    pub precedence: Precedence,
    /// The identifiers it would like, best first; see
    /// [`object_candidates`](super::object_candidates) and its like. At least one.
    pub candidates: Vec<String>,
    /// Returns everything that an identifier takes up: itself, and what is derived from it.
    pub claims: fn(&str) -> Vec<String>,
    /// The longest identifier made for it once its candidates are used up.
    pub max_length: usize,
}

impl<'a> Item<'a> {
    /// An object, a field or a relationship, with the precedence of its API name.
    #[must_use]
    pub fn new(api_name: &'a str, home: Option<&str>, candidates: Vec<String>) -> Self {
        Self {
            precedence: ApiName::parse(api_name).precedence(home),
            ..Self::equal(api_name, candidates)
        }
    }

    /// One of several that have the same precedence, such as the values of a picklist.
    #[must_use]
    pub fn equal(api_name: &'a str, candidates: Vec<String>) -> Self {
        Self {
            api_name,
            precedence: Precedence::Standard,
            candidates,
            claims: |identifier| vec![identifier.to_owned()],
            max_length: MAX_LENGTH,
        }
    }

    /// The identifier at a level: a candidate or, beyond the last, that with a suffix. The position
    /// counts only for items of one API name, which nothing else tells apart.
    fn identifier(&self, level: usize, position: usize) -> String {
        if let Some(candidate) = self.candidates.get(level) {
            return candidate.clone();
        }
        let base = self.candidates.last().map_or("x", String::as_str);
        let suffixes = suffixes(base, self.api_name);
        let suffix = match suffixes.get(level - self.candidates.len()) {
            Some(suffix) => suffix.clone(),
            None => format!("{}{position}", suffixes.concat()),
        };
        with_suffix(base, &suffix, self.max_length)
    }
}

/// Identifiers of one scope: the fields of a struct, the types of a crate.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which these identifiers are taken.
    #[must_use]
    pub fn new<T: Into<String>>(reserved: impl IntoIterator<Item = T>) -> Self {
        Self {
            taken: reserved.into_iter().map(Into::into).collect(),
        }
    }

    /// Takes identifiers. Returns the first of them that was taken already.
    pub fn reserve(&mut self, identifiers: impl IntoIterator<Item = String>) -> Option<String> {
        let mut taken = None;
        for identifier in identifiers {
            if !self.taken.insert(identifier.clone()) {
                taken.get_or_insert(identifier);
            }
        }
        taken
    }

    /// Gives every item an identifier that is not taken, and takes it. The identifiers are in the
    /// order of the items.
    ///
    /// The rule depends neither on the order of the items nor, for an item, on those of lower
    /// [`Precedence`]:
    ///
    /// 1. Items of one precedence are named together, the highest first.
    /// 2. Each begins with its first candidate.
    /// 3. At an identifier that is taken, or that several items would have, each of them that has
    ///    another candidate moves on to it; if none has one, each gets a suffix that is derived from
    ///    its own API name.
    /// 4. That is repeated until nobody has to move.
    ///
    /// ```
    /// use ats_schema::names::{Item, Scope, field_candidates};
    ///
    /// let items = ["Name", "bpats__Name__c", "Name__c", "MyField__c", "My_Field__c"]
    ///     .map(|name| Item::new(name, Some("bpats"), field_candidates(name)));
    /// assert_eq!(
    ///     Scope::default().assign(&items),
    ///     ["name", "bpats_name", "name_c", "myfield_c", "my_field_c"]
    /// );
    /// ```
    pub fn assign(&mut self, items: &[Item<'_>]) -> Vec<String> {
        let [identifiers] = self.assign_kinds([items]);
        identifiers
    }

    /// The same for several kinds of items: of one precedence, those of the first kind are named
    /// first.
    pub fn assign_kinds<const N: usize>(&mut self, kinds: [&[Item<'_>]; N]) -> [Vec<String>; N] {
        let mut identifiers = kinds.map(|items| vec![String::new(); items.len()]);
        for precedence in Precedence::ALL {
            for (kind, items) in kinds.iter().enumerate() {
                let is_equal = |position: &usize| items[*position].precedence == precedence;
                let positions: Vec<usize> = (0..items.len()).filter(is_equal).collect();
                let equals: Vec<&Item<'_>> = positions.iter().map(|&it| &items[it]).collect();
                for (position, identifier) in positions.into_iter().zip(self.choose(&equals)) {
                    self.taken.extend((items[position].claims)(&identifier));
                    identifiers[kind][position] = identifier;
                }
            }
        }
        identifiers
    }

    /// Chooses identifiers for items of one precedence.
    fn choose(&self, items: &[&Item<'_>]) -> Vec<String> {
        let mut levels = vec![0; items.len()];
        let mut identifiers: Vec<String> = items.iter().map(|item| item.identifier(0, 0)).collect();
        loop {
            let mut claimants: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (position, item) in items.iter().enumerate() {
                for claim in (item.claims)(&identifiers[position]) {
                    claimants.entry(claim).or_default().push(position);
                }
            }
            let mut moving = BTreeSet::new();
            for (claim, members) in claimants {
                if members.len() == 1 && !self.taken.contains(&claim) {
                    continue;
                }
                let can_move =
                    |&&member: &&usize| levels[member] + 1 < items[member].candidates.len();
                let movable: Vec<usize> = members.iter().filter(can_move).copied().collect();
                moving.extend(if movable.is_empty() { members } else { movable });
            }
            if moving.is_empty() {
                return identifiers;
            }
            for position in moving {
                levels[position] += 1;
                identifiers[position] = items[position].identifier(levels[position], position);
            }
        }
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

    const HOME: Option<&str> = Some("bpats");

    fn fields(names: &[&str]) -> Vec<String> {
        let items: Vec<_> = names
            .iter()
            .map(|name| Item::new(name, HOME, field_candidates(name)))
            .collect();
        Scope::default().assign(&items)
    }

    #[test]
    fn the_known_collisions() {
        assert_eq!(fields(&["Name__c", "Name"]), ["name_c", "name"]);
        assert_eq!(
            fields(&["Name", "Name__c", "bpats__Name__c", "x__Name__c"]),
            ["name", "name_c", "bpats_name", "x_name"]
        );
        // The package of the crate keeps what the org's own field would like.
        assert_eq!(
            fields(&["Status__c", "bpats__Status__c", "x__Status__c"]),
            ["status_c", "status", "x_status"]
        );
        assert_eq!(
            fields(&["MyField__c", "My_Field__c"]),
            ["myfield_c", "my_field_c"]
        );
        // Each of two has nothing else to move to.
        assert_eq!(
            fields(&["a__Job__c", "Job__c", "a_Job__c"]),
            ["job", "job_c", "a_job"]
        );

        let objects = ["Job__c", "bpats__Job__c", "x__Job__c", "Option"];
        let items = objects.map(|name| Item::new(name, HOME, object_candidates(name)));
        assert_eq!(
            Scope::new(reserved::PRELUDE.iter().copied()).assign(&items),
            ["JobC", "Job", "XJob", "OptionX3716"]
        );

        // A lookup and its relationship, beside a field that is already called so.
        let items = [
            Item::new("bpats__Job__c", HOME, lookup_candidates("bpats__Job__c")),
            Item::new("bpats__Job__r", HOME, field_candidates("bpats__Job__r")),
            Item::new("Job__c", HOME, field_candidates("Job__c")),
            Item::new("Job_Id__c", HOME, field_candidates("Job_Id__c")),
        ];
        assert_eq!(
            Scope::default().assign(&items),
            ["job_id", "job", "job_c", "job_id_c"]
        );
    }

    #[test]
    fn picklist_values() {
        let values = [
            "Open", "open", "A-B", "A/B", "A B", "1-5", "1.5", "", "?", "是", "事",
        ];
        let items = values.map(|value| Item::equal(value, variant_candidates(value)));
        assert_eq!(
            Scope::default().assign(&items),
            [
                "OpenX2393",
                "OpenX9641",
                "ADashB",
                "ASlashB",
                "AB",
                "N1Dash5",
                "N1Dot5",
                "Empty",
                "Question",
                "ShiU662F",
                "ShiU4E8B"
            ]
        );
        // What is in conflict keeps its suffix, however many others there are.
        let items = ["世", "是", "事"].map(|value| Item::equal(value, variant_candidates(value)));
        assert_eq!(
            Scope::default().assign(&items),
            ["ShiU4E16", "ShiU662F", "ShiU4E8B"]
        );
    }

    #[test]
    fn no_items_no_candidates_and_one_name_twice() {
        assert!(Scope::default().assign(&[]).is_empty());
        let item = Item::equal("A", Vec::new());
        let idents = Scope::default().assign(&[item.clone(), item]);
        assert_ne!(idents[0], idents[1]);
    }

    #[test]
    fn suffixes_stay_within_the_longest_identifier() {
        let long = "a".repeat(MAX_LENGTH);
        let items = [
            Item::equal("A", vec![long.clone()]),
            Item::equal("B", vec![long]),
        ];
        for ident in Scope::default().assign(&items) {
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
            .map(|name| Item::new(name, Some("a"), candidates(name)))
            .collect()
    }

    proptest! {
        #[test]
        fn every_item_has_an_identifier_of_its_own(
            names in any_items(),
            style in 0..3usize,
            taken in proptest::collection::vec(select(vec!["a", "A", "a_b", "AB", "Value"]), 0..3),
        ) {
            let idents = Scope::new(taken.iter().copied()).assign(&items(&names, style));
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
            (names, shuffled) in any_items().prop_flat_map(|mut names| {
                names.sort();
                names.dedup();
                (Just(names.clone()), Just(names).prop_shuffle())
            }),
            style in 0..3usize,
        ) {
            let named = |names: &[String]| {
                let idents = Scope::new(["a"]).assign(&items(names, style));
                let mut named: Vec<_> = names.iter().cloned().zip(idents).collect();
                named.sort();
                named
            };
            prop_assert_eq!(named(&names), named(&shuffled));
        }

        #[test]
        fn additions_of_lower_precedence_rename_nothing(
            names in any_items(),
            added in any_items(),
            style in 0..3usize,
        ) {
            let all: Vec<String> = names.iter().chain(&added).cloned().collect();
            let before = Scope::default().assign(&items(&names, style));
            let items = items(&all, style);
            let lowest = items[..names.len()].iter().map(|it| it.precedence).max();
            let lower = items[names.len()..].iter().filter(|it| Some(it.precedence) > lowest);
            let kept: Vec<Item<'_>> = items[..names.len()].iter().chain(lower).cloned().collect();
            let after = Scope::default().assign(&kept);
            prop_assert_eq!(&before[..], &after[..names.len()]);
        }

        #[test]
        fn what_collides_with_nothing_is_left_alone(names in any_items(), other in "[x-z]{3}") {
            let before = Scope::default().assign(&items(&names, 0));
            let mut more = names.clone();
            more.push(other);
            let after = Scope::default().assign(&items(&more, 0));
            prop_assert_eq!(&before[..], &after[..names.len()]);
        }
    }
}
