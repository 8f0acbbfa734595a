//! `Debug` of fields and records of any type.

use std::fmt;

use super::output::Output;
use super::record::{Fields, Record, RecordList, extra};

/// Prints the fields that have a value, by API name.
#[inline(never)]
pub(crate) fn debug_fields(
    name: &str,
    fields: &dyn Fields,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (slot, name) in fields.table().names.iter().enumerate() {
        match fields.field(slot).put() {
            Output::Absent => {}
            value => {
                out.field(name, &DebugOutput(&value));
            }
        }
    }
    for (name, value) in extra(fields).into_iter().flat_map(|extra| extra.iter()) {
        out.field(name, value);
    }
    out.finish()
}

pub(crate) struct DebugOutput<'a>(pub(crate) &'a Output<'a>);

impl fmt::Debug for DebugOutput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_output(self.0, f)
    }
}

/// Prints what a field would send.
fn debug_output(output: &Output<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match output {
        Output::Absent => f.write_str("-"),
        Output::Null => f.write_str("null"),
        Output::Bool(value) => fmt::Debug::fmt(value, f),
        Output::Int(value) => fmt::Debug::fmt(value, f),
        Output::Float(value) => fmt::Debug::fmt(value, f),
        Output::Decimal(value) => fmt::Debug::fmt(value, f),
        Output::Str { text, .. } | Output::Plain { text, .. } => fmt::Debug::fmt(text, f),
        Output::Owned { text, .. } => fmt::Debug::fmt(text, f),
        Output::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
        Output::Json(json) => fmt::Debug::fmt(json, f),
        Output::Record(record) => debug_fields(record.object(), *record, f),
        Output::Records(records) => f.debug_list().entries(entries(*records)).finish(),
    }
}

struct DebugRecord<'a>(&'a dyn Record);

impl fmt::Debug for DebugRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_fields(self.0.object(), self.0, f)
    }
}

fn entries(records: &dyn RecordList) -> impl Iterator<Item = DebugRecord<'_>> {
    (0..records.len()).map(|i| DebugRecord(records.get(i)))
}

impl fmt::Debug for dyn Record + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_fields(self.object(), self, f)
    }
}

impl fmt::Debug for dyn RecordList + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(entries(self)).finish()
    }
}
