//! Matches the results of a response to the records of its request.
//!
//! Salesforce documents that the results are in the order of the records. Where they carry the ids
//! that were sent, that is checked, and a response in another order is matched by the ids.

use std::collections::HashMap;
use std::str::FromStr as _;

use ats_core::record::SObject;
use ats_core::value::{AnyObject, Id};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::http::InvalidBody;
use crate::send::record_id;

/// Returns the position of each record's result, or `None` where the response does not say which result
/// is the record's. `sent` are the ids that were sent, one for each record; creates and upserts send
/// none.
///
/// There must be as many results as records.
pub(super) fn positions(
    results: &[&RawValue],
    sent: &[Option<Id<AnyObject>>],
) -> Vec<Option<usize>> {
    let found: Vec<_> = results.iter().map(|result| result_id(result)).collect();
    let differs = |(sent, found): (&Option<_>, &Option<_>)| {
        sent.is_some() && found.is_some() && sent != found
    };
    if !sent.iter().zip(&found).any(differs) {
        return (0..results.len()).map(Some).collect();
    }
    let by_id = index(&found);
    let sent_by_id = index(sent);
    let mut positions = vec![None; sent.len()];
    let mut without_result = Vec::new();
    for (record, id) in sent.iter().enumerate() {
        let Some(id) = id else { continue };
        match (by_id.get(id).map(Vec::as_slice), sent_by_id[id].as_slice()) {
            (Some([position]), [_]) => positions[record] = Some(*position),
            (None, _) => without_result.push(record),
            // Two records with one id, or two results for one record: ambiguous.
            _ => {}
        }
    }
    let without_id: Vec<_> = (0..found.len())
        .filter(|position| found[*position].is_none())
        .collect();
    if let ([record], [position]) = (&*without_result, &*without_id) {
        positions[*record] = Some(*position);
    }
    positions
}

/// Returns the positions of each id.
fn index(ids: &[Option<Id<AnyObject>>]) -> HashMap<Id<AnyObject>, Vec<usize>> {
    let mut positions: HashMap<_, Vec<usize>> = HashMap::new();
    for (position, id) in ids.iter().enumerate() {
        if let Some(id) = id {
            positions.entry(*id).or_default().push(position);
        }
    }
    positions
}

/// Puts records in the order of the ids that were sent for them; `None` stands for a record that was
/// not found.
///
/// The org answers in that order, with nulls. Records in another order are matched by their ids.
pub(super) fn in_order_of<'a, T: SObject>(
    ids: &[Id<T>],
    records: &[Option<&'a RawValue>],
) -> Result<Vec<Option<&'a RawValue>>, InvalidBody> {
    let mut by_id = HashMap::new();
    let mut in_order = true;
    for (id, record) in ids.iter().zip(records) {
        let Some(record) = record else { continue };
        // A record that does not say its id is matched by its position.
        let found = record_id(record.get(), T::TABLE)?.unwrap_or_else(|| id.cast());
        in_order &= found == id.cast();
        by_id.insert(found, *record);
    }
    if in_order {
        return Ok(records.to_vec());
    }
    let found = by_id.len();
    let ordered: Vec<_> = ids.iter().map(|id| by_id.remove(&id.cast())).collect();
    if found == records.iter().flatten().count() && by_id.is_empty() {
        Ok(ordered)
    } else {
        Err(InvalidBody::from(
            "it holds records that were not requested, or one of them several times",
        ))
    }
}

/// Returns the id of a save result, if it has one.
pub(super) fn result_id(result: &RawValue) -> Option<Id<AnyObject>> {
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

    fn positions_of(results: &[Option<usize>], sent: &[usize]) -> Vec<Option<usize>> {
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
        positions(&results, &sent)
    }

    #[test]
    fn results_are_matched_by_id_and_never_guessed() {
        // As documented: in order, with or without ids.
        assert_eq!(positions_of(&[None, Some(2)], &[1, 2]), [Some(0), Some(1)]);
        assert_eq!(
            positions_of(&[Some(7), Some(7)], &[7, 7]),
            [Some(0), Some(1)]
        );
        // Reordered; one without an id can only belong to the one that is left.
        assert_eq!(
            positions_of(&[Some(2), Some(1)], &[1, 2]),
            [Some(1), Some(0)]
        );
        assert_eq!(positions_of(&[Some(2), None], &[1, 2]), [Some(1), Some(0)]);
        // Two that are left are not told apart, nor are two results for one record.
        assert_eq!(
            positions_of(&[None, Some(1), None], &[1, 2, 3]),
            [Some(1), None, None]
        );
        assert_eq!(positions_of(&[Some(2), Some(2)], &[1, 2]), [None, None]);
        // An id that was not sent.
        assert_eq!(positions_of(&[Some(9), Some(2)], &[1, 2]), [None, Some(1)]);
    }

    proptest! {
        #[test]
        fn any_order_is_put_right(order in Just((0..20_usize).collect::<Vec<_>>()).prop_shuffle()) {
            let results: Vec<_> = order.iter().copied().map(Some).collect();
            let sent: Vec<_> = (0..20).collect();
            let positions = positions_of(&results, &sent);
            for (record, position) in positions.into_iter().enumerate() {
                prop_assert_eq!(order[position.unwrap()], record);
            }
        }
    }
}
