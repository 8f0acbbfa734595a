//! Records as the reader and the writer see them: fields by slot, behind `dyn`.

use std::any::Any;

use super::extra::Extra;
use super::input::{Input, Mismatch, Shape};
use super::output::Lent;
use crate::table::{FieldKind, Table};

/// Something with the fields of an object: a record, one to create, an update.
pub trait Fields {
    #[doc(hidden)]
    fn table(&self) -> &'static Table;
    /// The field in a slot, or past all slots what has no field; what the type leaves out is absent.
    #[doc(hidden)]
    fn field(&self, slot: usize) -> Lent<'_>;
}

/// A record as read.
pub trait Record: Fields {
    /// Where to read the field in a slot into, or past all slots what has no field; else `None`.
    #[doc(hidden)]
    fn slot(&mut self, slot: usize) -> Option<&mut dyn Slot>;
    /// The object's API name.
    #[doc(hidden)]
    fn object(&self) -> &str {
        self.table().object
    }
    /// Told the object's API name, for records whose type does not know it.
    #[doc(hidden)]
    fn set_object(&mut self, object: &str) {
        let _ = object;
    }
}

/// What a page says besides its records.
#[doc(hidden)]
#[derive(Clone, Default, PartialEq)]
pub struct PageHead {
    pub total_size: Option<u64>,
    pub done: bool,
    pub next_records_url: Option<String>,
}

/// A list of records of any type.
#[doc(hidden)]
pub trait RecordList {
    fn push(&mut self) -> &mut dyn Record;
    fn pop(&mut self);
    fn set_head(&mut self, head: PageHead);
    fn head(&self) -> PageHead;
    fn len(&self) -> usize;
    fn get(&self, index: usize) -> &dyn Record;
}

/// Where a record is read into whose object the record itself tells.
#[doc(hidden)]
pub trait Poly {
    fn choose(&mut self, object: &str) -> &mut dyn Record;
}

/// Where a value of [`Shape::Nested`] is read into.
#[doc(hidden)]
pub enum Nested<'a> {
    Record(&'a mut dyn Record),
    List(&'a mut dyn RecordList),
    Poly(&'a mut dyn Poly),
}

/// [`Value::read`](crate::value::Value::read) as an object: how a record lends a field to be read into.
#[doc(hidden)]
pub trait Slot {
    fn shape(&self) -> Shape;
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch>;
    fn nested(&mut self) -> Option<Nested<'_>>;
    fn copy(&mut self, from: &dyn Any);
    /// [`Value::kind`](crate::value::Value::kind).
    fn kind(&self) -> FieldKind {
        FieldKind::Unknown
    }
    /// Where to put what has no field, if this is the place.
    #[inline]
    fn extra(&mut self) -> Option<&mut Extra> {
        None
    }
}

/// The slot past all others, of what has no field of its own; the derive prints the number.
pub(crate) const EXTRA: usize = 65_535;

/// What a record holds that its type does not name.
#[doc(hidden)]
pub fn extra(fields: &dyn Fields) -> Option<&Extra> {
    match fields.field(EXTRA) {
        Lent::Extra(extra) => Some(extra),
        _ => None,
    }
}

/// Where to put what has no slot, if that is to be kept.
pub(crate) fn extra_mut(record: &mut dyn Record) -> Option<&mut Extra> {
    record.slot(EXTRA)?.extra()
}

// It is no field: no column is read into it as a whole.
impl Slot for Extra {
    fn shape(&self) -> Shape {
        Shape::Raw
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        Err(Mismatch::new("columns without a field", input))
    }
    fn nested(&mut self) -> Option<Nested<'_>> {
        None
    }
    fn copy(&mut self, from: &dyn Any) {
        if let Some(from) = from.downcast_ref::<Self>() {
            self.clone_from(from);
        }
    }
    fn extra(&mut self) -> Option<&mut Extra> {
        Some(self)
    }
}
