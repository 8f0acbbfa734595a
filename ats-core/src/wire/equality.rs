//! Equality of fields and records of any type.

use super::output::{Lent, Output};
use super::record::{Fields, Record, extra};

/// Whether two sets of fields, of the same type, are equal.
#[inline(never)]
pub(crate) fn eq_fields(a: &dyn Fields, b: &dyn Fields) -> bool {
    (0..a.table().names.len()).all(|slot| eq_lent(a.field(slot), b.field(slot)))
        && extra(a) == extra(b)
}

/// Whether two records are of one object, and equal. What is of a type and what is of none differ,
/// whatever the one without says that it is.
#[inline(never)]
pub(crate) fn eq_records(a: &dyn Record, b: &dyn Record) -> bool {
    a.table().object == b.table().object && a.object() == b.object() && eq_fields(a, b)
}

fn eq_lent(a: Lent<'_>, b: Lent<'_>) -> bool {
    a.is_resent() == b.is_resent() && eq_output(&a.put(), &b.put())
}

/// Whether two values are equal, which they are if they are written alike: one comparison for all
/// types of fields.
pub(crate) fn eq_output(a: &Output<'_>, b: &Output<'_>) -> bool {
    match (a, b) {
        (Output::Absent, Output::Absent) | (Output::Null, Output::Null) => true,
        (Output::Bool(a), Output::Bool(b)) => a == b,
        (Output::Int(a), Output::Int(b)) => a == b,
        (Output::Float(a), Output::Float(b)) => a == b,
        (Output::Decimal(a), Output::Decimal(b)) => a == b,
        (Output::Str { text: a, .. }, Output::Str { text: b, .. })
        | (Output::Plain { text: a, .. }, Output::Plain { text: b, .. }) => a == b,
        (Output::Owned { text: a, .. }, Output::Owned { text: b, .. }) => a == b,
        (Output::Bytes(a), Output::Bytes(b)) => a == b,
        (Output::Json(a), Output::Json(b)) => a == b,
        (Output::Record(a), Output::Record(b)) => eq_records(*a, *b),
        (Output::Records(a), Output::Records(b)) => {
            a.head() == b.head()
                && a.len() == b.len()
                && (0..a.len()).all(|i| eq_records(a.get(i), b.get(i)))
        }
        _ => false,
    }
}
