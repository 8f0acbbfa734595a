//! Compares the values of a picklist.

use std::collections::{HashMap, HashSet};

use ats_core::record::PicklistValues;
use ats_schema::describe::Field;

use super::difference::{DifferenceKind, Found, Severity, listed};

pub(super) fn compare(
    expected: &PicklistValues,
    field: &Field,
    is_written: bool,
    found: &mut Found<'_>,
) {
    let actual: HashMap<&str, bool> = (field.picklist_values.iter())
        .map(|entry| (entry.value.as_str(), entry.active))
        .collect();
    let sent_but = |state: Option<bool>| {
        let active = expected.iter().filter(|(_, is_active)| *is_active);
        let values = active.map(|(value, _)| value);
        let values = values.filter(|value| actual.get(value).copied() == state);
        values.collect::<Vec<_>>()
    };
    let is_refused = field.restricted_picklist && is_written;
    let severity = if is_refused {
        Severity::Breaks
    } else {
        Severity::Info
    };
    let removed = sent_but(None);
    if !removed.is_empty() {
        let mut message = format!("the org does not list {}", listed(removed));
        if is_refused {
            message += "; it refuses values that it does not list";
        }
        found.add(severity, DifferenceKind::ValueRemoved, message);
    }
    let inactive = sent_but(Some(false));
    if !inactive.is_empty() {
        let mut message = format!("inactive in the org: {}", listed(inactive));
        if is_refused {
            message += "; it refuses inactive values";
        }
        found.add(severity, DifferenceKind::ValueDeactivated, message);
    }
    // The type of an open picklist takes any value. It may be open only because not all values were known
    // when it was generated, so nothing follows from a picklist that the org restricts.
    if expected.is_restricted() {
        let known: HashSet<&str> = expected.iter().map(|(value, _)| value).collect();
        let entries = field.picklist_values.iter().filter(|entry| entry.active);
        let values = entries.map(|entry| entry.value.as_str());
        let added: Vec<&str> = values.filter(|value| !known.contains(value)).collect();
        if !added.is_empty() {
            let message = format!(
                "the org also lists {}; the type reads such values as unlisted",
                listed(added)
            );
            found.inform(DifferenceKind::ValueAdded, message);
        }
    }
}
