//! Did you mean …?

use super::ApiName;

/// However long a name is, with more slips than these it is another name.
const MOST_SLIPS: usize = 4;

/// The candidate the writer of `wanted` most likely meant, or `None` when none is near.
///
/// Near is what takes few slips of the finger: a letter too many, too few, wrong, or two
/// swapped (optimal string alignment), at most one for every three letters and four in all.
/// Letter case does not count. A left-out namespace or suffix does not count, either: `Job` finds
/// `bpats__Job__c`. Of two that are as near, the one that needed less to be left out wins,
/// then the first in alphabetical order: never the order of `candidates`.
///
/// ```
/// use ats_schema::names::nearest;
///
/// let fields = ["Name", "bpats__Job_Title__c", "bpats__Status__c"];
/// assert_eq!(nearest("bpats_Job_Title__c", fields), Some("bpats__Job_Title__c"));
/// assert_eq!(nearest("Stauts", fields), Some("bpats__Status__c"));
/// assert_eq!(nearest("Salary", fields), None);
/// ```
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A namespace and a suffix are easy to get right, so they allow no further slips.
    let limit = (ApiName::parse(wanted).base.len() / 3).clamp(1, MOST_SLIPS);
    let wanted = folded(wanted);
    let mut best: Option<(usize, usize, &str)> = None;
    for candidate in candidates {
        for (left_out, form) in forms(candidate).into_iter().enumerate() {
            let Some(form) = form else { continue };
            let distance = distance(&wanted, &folded(&form), limit);
            let Some(distance) = distance else { continue };
            // Ordered by nearness, by how much was left out, then by name.
            let found = (distance, left_out, candidate);
            if best.is_none_or(|best| found < best) {
                best = Some(found);
            }
        }
    }
    best.map(|(_, _, candidate)| candidate)
}

/// The ways people write an API name: whole, and with parts left out.
fn forms(name: &str) -> [Option<String>; 4] {
    let ApiName {
        namespace,
        base,
        suffix,
    } = ApiName::parse(name);
    let bare = (namespace.is_some() || suffix.is_some()).then(|| base.to_owned());
    [
        Some(name.to_owned()),
        namespace
            .and(suffix)
            .map(|suffix| format!("{base}__{suffix}")),
        namespace.and_then(|namespace| suffix.map(|_| format!("{namespace}__{base}"))),
        bare,
    ]
}

fn folded(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The optimal string alignment distance of two texts, `None` if it is more than `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // Three rows of the table: two back for swaps, the last one, and the one being filled.
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row: Vec<usize> = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let changed = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row[j] = cost;
        }
        if row.iter().all(|&cost| cost > limit) {
            return None;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[b.len()]).filter(|&distance| distance <= limit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 8] = [
        "Account",
        "AccountId",
        "bpats__Job__c",
        "bpats__Job_Board_Application__c",
        "bpats__First_Name__c",
        "bpats__Last_Name__c",
        "Id",
        "Name",
    ];

    #[test]
    fn the_guides_misprints() {
        assert_eq!(nearest("bpats__Job_c", NAMES), Some("bpats__Job__c"));
        assert_eq!(nearest("Job__c", NAMES), Some("bpats__Job__c"));
        assert_eq!(
            nearest("First_Name__c", NAMES),
            Some("bpats__First_Name__c")
        );
        assert_eq!(
            nearest("JobBoardApplication", NAMES),
            Some("bpats__Job_Board_Application__c")
        );
    }

    #[test]
    fn slips() {
        assert_eq!(nearest("acount", NAMES), Some("Account"));
        assert_eq!(nearest("ACCOUNTID", NAMES), Some("AccountId"));
        assert_eq!(nearest("di", NAMES), Some("Id"));
        assert_eq!(nearest("Nmae", NAMES), Some("Name"));
        assert_eq!(nearest("LastName", NAMES), Some("bpats__Last_Name__c"));
        assert_eq!(nearest("", NAMES), None);
        assert_eq!(nearest("Opportunity", NAMES), None);
        assert_eq!(nearest("bpats__Cat__c", NAMES), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn a_whole_name_wins_over_one_with_parts_left_out() {
        assert_eq!(
            nearest("status", ["a__Status__c", "Status"]),
            Some("Status")
        );
        assert_eq!(nearest("Jab", ["Job__c", "Jib__c"]), Some("Jib__c"));
    }

    proptest! {
        #[test]
        fn order_does_not_matter(
            wanted in "[ab_]{0,6}",
            names in proptest::collection::vec("(n__)?[ab_]{1,6}(__c)?", 0..6).prop_shuffle(),
        ) {
            let mut sorted = names.clone();
            sorted.sort();
            prop_assert_eq!(
                nearest(&wanted, names.iter().map(String::as_str)),
                nearest(&wanted, sorted.iter().map(String::as_str))
            );
        }

        #[test]
        fn a_name_finds_itself(name in "[A-Za-z_]{1,12}", others in proptest::collection::vec("[A-Z_c]{0,9}", 0..5)) {
            let names = others.iter().map(String::as_str).chain([name.as_str()]);
            let found = nearest(&name, names).unwrap();
            prop_assert!(found.eq_ignore_ascii_case(&name) || ApiName::parse(found).suffix.is_some());
        }

        #[test]
        fn distance_is_a_distance(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            let (a, b) = (folded(&a), folded(&b));
            let there = distance(&a, &b, 9).unwrap();
            prop_assert_eq!(distance(&b, &a, 9), Some(there));
            prop_assert_eq!(there == 0, a == b);
            prop_assert!(there <= a.len().max(b.len()));
            if there > 0 {
                prop_assert_eq!(distance(&a, &b, there - 1), None);
            }
        }
    }
}
