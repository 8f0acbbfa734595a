//! `Clone` and `PartialEq` for everything with fields, by way of the table.

use super::object::{Fields, Record};

/// Whether two sets of fields, of the same type, are equal.
#[doc(hidden)]
pub fn eq_fields(a: &dyn Fields, b: &dyn Fields) -> bool {
    let slots = 0..a.table().names.len();
    slots
        .into_iter()
        .all(|slot| a.field(slot).is_equal(b.field(slot).as_any()))
        && a.extra() == b.extra()
}

/// A copy of a record.
#[doc(hidden)]
pub fn clone_fields<T: Record + Default>(record: &T) -> T {
    let mut copy = T::default();
    copy_fields(record, &mut copy);
    copy
}

/// Not generic, so that it exists once.
fn copy_fields(from: &dyn Fields, to: &mut dyn Record) {
    for slot in 0..from.table().names.len() {
        if let Some(to) = to.slot(slot) {
            to.copy(from.field(slot).as_any());
        }
    }
    if let (Some(from), Some(to)) = (from.extra(), to.extra_mut()) {
        to.clone_from(from);
    }
}
