//! A list that is too long for one query.

use std::collections::HashMap;

/// Where the values of a list stand in a query's text.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Where the first value begins.
    start: usize,
    /// Where each value ends.
    ends: Vec<usize>,
}

impl Split {
    pub(super) const fn new(start: usize, ends: Vec<usize>) -> Self {
        Self { start, ends }
    }

    /// Queries with a part of the list each, of at most `most` characters where that is possible.
    ///
    /// A value stands in one of them only, and values that differ in letter case stand together:
    /// text is compared without regard to case, so that otherwise a record could come twice.
    pub(in super::super) fn parts(&self, text: &str, most: usize) -> Vec<String> {
        let Some(&end) = self.ends.last() else {
            return Vec::new();
        };
        let (before, after) = (&text[..self.start], &text[end..]);
        let room = most.saturating_sub(before.chars().count() + after.chars().count());
        let mut parts = Vec::new();
        let (mut part, mut used) = (String::new(), 0);
        for group in self.groups(text) {
            let group = group.join(", ");
            let length = group.chars().count() + ", ".len();
            if used > 0 && used + length > room {
                parts.push(format!("{before}{part}{after}"));
                part.clear();
                used = 0;
            }
            if used > 0 {
                part.push_str(", ");
            }
            part.push_str(&group);
            used += length;
        }
        parts.push(format!("{before}{part}{after}"));
        parts
    }

    /// The values, each once, those that differ in letter case together.
    fn groups<'t>(&self, text: &'t str) -> Vec<Vec<&'t str>> {
        let mut groups: Vec<Vec<&str>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::with_capacity(self.ends.len());
        let mut start = self.start;
        for &end in &self.ends {
            let value = &text[start..end];
            start = end + ", ".len();
            let place = *places.entry(value.to_lowercase()).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            if !groups[place].contains(&value) {
                groups[place].push(value);
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::query::bind::split_list;
    use crate::query::operand::quoted;
    use crate::query::{Checked, NoRow};

    fn split(values: &[String], most: usize) -> Vec<String> {
        let query = Checked::<NoRow>::start("SELECT Id FROM Job WHERE ", false);
        let texts = ("Name IN", "Id = null");
        let after = " AND Open__c = true";
        split_list::<String, _, _>(query, texts, values, after).parts_of(most)
    }

    #[test]
    fn values_that_may_mean_the_same_stay_together() {
        let values = ["a", "b", "A", "a"].map(str::to_owned);
        assert_eq!(
            split(&values, 0),
            [
                "SELECT Id FROM Job WHERE Name IN ('a', 'A') AND Open__c = true",
                "SELECT Id FROM Job WHERE Name IN ('b') AND Open__c = true",
            ],
        );
        assert_eq!(split(&[], 0), [""; 0]);
    }

    proptest! {
        #[test]
        fn every_value_is_in_one_part(values in proptest::collection::vec("[a-z',é]{1,4}", 1..40)) {
            let parts = split(&values, 120);
            for value in &values {
                let literal = quoted(value);
                let quoted = [format!("({literal},"), format!("({literal})"), format!(" {literal},"), format!(" {literal})")];
                let found = parts.iter().filter(|part| quoted.iter().any(|it| part.contains(it)));
                prop_assert_eq!(found.count(), 1);
            }
            prop_assert!(parts.iter().all(|part| part.chars().count() <= 120));
        }
    }
}
