//! The order of columns, learned from the first records of a page.

use super::input::Shape;
use crate::table::Table;

/// What a page's records so far have taught of those that follow.
#[derive(Default)]
pub(crate) struct Columns {
    /// The columns in their order.
    pub(super) known: Vec<Known>,
    /// The same of parents and children, by their slot.
    nested: Vec<(usize, Self)>,
}

/// A column that the records before had in the same place.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) slot: usize,
    pub(super) shape: Shape,
}

impl Columns {
    /// A record has this column in this place.
    pub(super) fn learn(
        &mut self,
        column: usize,
        slot: usize,
        table: &'static Table,
        shape: Shape,
    ) {
        match self.known.get(column) {
            Some(known) if known.slot == slot => return,
            _ => self.known.truncate(column),
        }
        self.known.push(Known {
            name: table.names[slot],
            slot,
            shape,
        });
    }

    pub(super) fn nested(&mut self, slot: usize) -> &mut Self {
        let known = self.nested.iter().position(|(of, _)| *of == slot);
        let at = known.unwrap_or(self.nested.len());
        if known.is_none() {
            self.nested.push((slot, Self::default()));
        }
        &mut self.nested[at].1
    }
}
