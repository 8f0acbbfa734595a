//! Between records and JSON: reading and writing values by the tables of their objects.
//!
//! Records are reached through `dyn`, so that this code exists once, whatever the number of objects.

mod attributes;
mod debug;
mod equality;
mod extra;
mod input;
mod json;
mod learned_columns;
mod number;
mod output;
mod raw_json;
mod read;
mod read_error;
mod record;
mod text_seed;
mod write;

pub use extra::Extra;
pub use input::{Input, Mismatch, Shape};
pub use number::{NotFinite, Number, NumberError};
pub use output::{Fault, Lend, Lent, Output, Put};
pub use raw_json::RawJson;
pub use read::deserialize_record;
pub use read_error::ReadError;
pub use record::{Fields, Nested, PageHead, Poly, Record, RecordList, Slot, extra};
pub use write::serialize_derived;

pub(crate) use debug::{DebugOutput, debug_fields};
pub(crate) use equality::{eq_fields, eq_output, eq_records};
pub(crate) use input::Characters;
pub(crate) use json::{object_of, read_list, read_record};
pub(crate) use read::{PageVisitor, deserialize_slot};
pub(crate) use record::EXTRA;
pub(crate) use write::{OnWire, serialize_list, serialize_output};
