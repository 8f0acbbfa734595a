//! Which result of a response belongs to which record of its request.
//!
//! Salesforce documents that the results are in the order of the records. Where they carry the ids
//! that were sent, that is checked, and a response in another order is matched by the ids.

use std::collections::HashMap;
use std::str::FromStr as _;

use ats_core::value::{AnyObject, Id};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Returns the place of each record's result, or `None` where the response does not say which result
/// is the record's. `sent` are the ids that were sent, one for each record; creates and upserts send
/// none.
///
/// There must be as many results as records.
pub(super) fn places(results: &[&RawValue], sent: &[Option<Id<AnyObject>>]) -> Vec<Option<usize>> {
    let found: Vec<_> = results.iter().map(|result| result_id(result)).collect();
    let differs = |(sent, found): (&Option<_>, &Option<_>)| {
        sent.is_some() && found.is_some() && sent != found
    };
    if !sent.iter().zip(&found).any(differs) {
        return (0..results.len()).map(Some).collect();
    }
    let by_id = index(&found);
    let sent_by_id = index(sent);
    let mut places = vec![None; sent.len()];
    let mut without_result = Vec::new();
    for (record, id) in sent.iter().enumerate() {
        let Some(id) = id else { continue };
        match (by_id.get(id).map(Vec::as_slice), sent_by_id[id].as_slice()) {
            (Some([place]), [_]) => places[record] = Some(*place),
            (None, _) => without_result.push(record),
            // One of two records, or two results for one: nobody can tell which.
            _ => {}
        }
    }
    let without_id: Vec<_> = (0..found.len())
        .filter(|place| found[*place].is_none())
        .collect();
    if let ([record], [place]) = (&*without_result, &*without_id) {
        places[*record] = Some(*place);
    }
    places
}

/// The places at which each id stands.
fn index(ids: &[Option<Id<AnyObject>>]) -> HashMap<Id<AnyObject>, Vec<usize>> {
    let mut places: HashMap<_, Vec<usize>> = HashMap::new();
    for (place, id) in ids.iter().enumerate() {
        if let Some(id) = id {
            places.entry(*id).or_default().push(place);
        }
    }
    places
}

fn result_id(result: &RawValue) -> Option<Id<AnyObject>> {
    #[derive(Deserialize)]
    struct Result {
        id: Option<String>,
    }
    let result: Result = serde_json::from_str(result.get()).ok()?;
    Id::from_str(&result.id?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: usize) -> Id<AnyObject> {
        format!("003Em{number:010}").parse().unwrap()
    }

    fn places_of(results: &[Option<usize>], sent: &[usize]) -> Vec<Option<usize>> {
        let texts: Vec<_> = results
            .iter()
            .map(|number| match number {
                Some(number) => format!(r#"{{"id":"{}"}}"#, id(*number)),
                None => "{}".to_owned(),
            })
            .collect();
        let results: Vec<&RawValue> = texts
            .iter()
            .map(|text| serde_json::from_str(text).unwrap())
            .collect();
        let sent: Vec<_> = sent.iter().map(|number| Some(id(*number))).collect();
        places(&results, &sent)
    }

    #[test]
    fn results_are_matched_by_id_and_never_guessed() {
        // As documented: in order, with or without ids.
        assert_eq!(places_of(&[None, Some(2)], &[1, 2]), [Some(0), Some(1)]);
        assert_eq!(places_of(&[Some(7), Some(7)], &[7, 7]), [Some(0), Some(1)]);
        // Reordered; one without an id can only belong to the one that is left.
        assert_eq!(places_of(&[Some(2), Some(1)], &[1, 2]), [Some(1), Some(0)]);
        assert_eq!(places_of(&[Some(2), None], &[1, 2]), [Some(1), Some(0)]);
        // Two that are left are not told apart, nor are two results for one record.
        assert_eq!(
            places_of(&[None, Some(1), None], &[1, 2, 3]),
            [Some(1), None, None]
        );
        assert_eq!(places_of(&[Some(2), Some(2)], &[1, 2]), [None, None]);
        // An id that was not sent.
        assert_eq!(places_of(&[Some(9), Some(2)], &[1, 2]), [None, Some(1)]);
    }

    proptest! {
        #[test]
        fn any_order_is_put_right(order in Just((0..20_usize).collect::<Vec<_>>()).prop_shuffle()) {
            let results: Vec<_> = order.iter().copied().map(Some).collect();
            let sent: Vec<_> = (0..20).collect();
            let places = places_of(&results, &sent);
            for (record, place) in places.into_iter().enumerate() {
                prop_assert_eq!(order[place.unwrap()], record);
            }
        }
    }
}
