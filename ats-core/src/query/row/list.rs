//! Records that become rows while they are read.

use super::cells::Cells;
use super::row_trait::{Row, table};
use super::rows::Rows;
use super::unfit::Unfit;
use crate::table::Table;
use crate::wire::{Fields, Lent, PageHead, Record, RecordList, Slot};

/// A record that is being read.
#[doc(hidden)]
pub struct RawRow<R: Row>(R::Raw);

impl<R: Row> Default for RawRow<R> {
    fn default() -> Self {
        Self(R::Raw::default())
    }
}

impl<R: Row> RawRow<R> {
    pub(super) fn build(mut self) -> Result<R, Unfit> {
        self.0.finish(table::<R>(), 0)?;
        R::build(self.0)
    }
}

impl<R: Row> Fields for RawRow<R> {
    fn table(&self) -> &'static Table {
        table::<R>()
    }
    fn field(&self, _: usize) -> Lent<'_> {
        // Rows are only read.
        Lent::Absent
    }
}

impl<R: Row> Record for RawRow<R> {
    fn slot(&mut self, slot: usize) -> Option<&mut dyn Slot> {
        self.0.cell(slot)
    }
}

/// Rows of a page. A record becomes a row when the next one begins, so that only one is there
/// in both forms.
pub struct RowList<R: Row> {
    head: PageHead,
    rows: Vec<R>,
    /// The record that is being read.
    raw: RawRow<R>,
    is_reading: bool,
    unfit: Option<Unfit>,
}

impl<R: Row> Default for RowList<R> {
    fn default() -> Self {
        Self {
            head: PageHead {
                done: true,
                ..PageHead::default()
            },
            rows: Vec::new(),
            raw: RawRow::default(),
            is_reading: false,
            unfit: None,
        }
    }
}

impl<R: Row> RowList<R> {
    /// The record that was read is complete.
    fn complete(&mut self) {
        if std::mem::take(&mut self.is_reading) {
            match std::mem::take(&mut self.raw).build() {
                Ok(row) => self.rows.push(row),
                // The first mistake is the one to tell.
                Err(unfit) => drop(self.unfit.get_or_insert(unfit)),
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<Rows<R>, Unfit> {
        self.complete();
        match self.unfit {
            Some(unfit) => Err(unfit),
            None => Ok(Rows::new(self.rows, self.head)),
        }
    }
}

impl<R: Row> RecordList for RowList<R> {
    fn push(&mut self) -> &mut dyn Record {
        self.complete();
        self.is_reading = true;
        &mut self.raw
    }
    fn pop(&mut self) {
        self.is_reading = false;
    }
    fn set_head(&mut self, head: PageHead) {
        self.head = head;
    }
    fn head(&self) -> PageHead {
        self.head.clone()
    }
    fn len(&self) -> usize {
        self.rows.len()
    }
    fn get(&self, _: usize) -> &dyn Record {
        &self.raw
    }
}
