//! What a row is read into.

use std::any::Any;

use super::list::{RawRow, RowList};
use super::row_trait::Row;
use super::rows::Rows;
use super::unfit::{Misfit, Unfit};
use crate::table::Table;
use crate::value::Value;
use crate::wire::{Input, Mismatch, Nested, Shape, Slot};

/// What one item of the `SELECT` list is read into.
#[doc(hidden)]
pub trait Cell: Slot + Default + Send + 'static {
    /// The record is complete: what was read becomes what the row takes.
    fn finish(&mut self) -> Result<(), Unfit> {
        Ok(())
    }
}

impl<T: Value + Send + 'static> Cell for Option<T> {}

/// A cell that is never null once the record is complete.
#[doc(hidden)]
pub struct Needed<T>(pub Option<T>);

impl<T> Default for Needed<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Value> Slot for Needed<T> {
    fn shape(&self) -> Shape {
        T::SHAPE
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        self.0.set(input)
    }
    fn nested(&mut self) -> Option<Nested<'_>> {
        self.0.nested()
    }
    fn copy(&mut self, _: &dyn Any) {}
}

impl<T: Value + Send + 'static> Cell for Needed<T> {
    fn finish(&mut self) -> Result<(), Unfit> {
        match self.0 {
            Some(_) => Ok(()),
            None => Err(Unfit::at("", Misfit::NULL)),
        }
    }
}

/// The cells of a row: a tuple of them, or two such ([`Wide`]) where there are many.
#[doc(hidden)]
pub trait Cells: Default + Send + 'static {
    /// How many there are.
    const LEN: usize;

    /// Where to read the cell in a slot into.
    fn cell(&mut self, slot: usize) -> Option<&mut dyn Slot>;

    /// Finishes each cell; the first of them is in this slot of the table.
    fn finish(&mut self, table: &'static Table, first: usize) -> Result<(), Unfit>;
}

macro_rules! tuples {
    ($($len:literal: $($cell:ident $slot:tt)*;)*) => {$(
        impl<$($cell: Cell),*> Cells for ($($cell,)*) {
            const LEN: usize = $len;

            fn cell(&mut self, slot: usize) -> Option<&mut dyn Slot> {
                match slot {
                    $($slot => Some(&mut self.$slot),)*
                    _ => None,
                }
            }

            fn finish(&mut self, table: &'static Table, first: usize) -> Result<(), Unfit> {
                $(self.$slot.finish().map_err(|unfit| unfit.within(table, first + $slot))?;)*
                Ok(())
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}

/// Those of a query that has no rows.
impl Cells for () {
    const LEN: usize = 0;

    fn cell(&mut self, _: usize) -> Option<&mut dyn Slot> {
        None
    }
    fn finish(&mut self, _: &'static Table, _: usize) -> Result<(), Unfit> {
        Ok(())
    }
}

/// Cells, and further ones.
#[doc(hidden)]
#[derive(Default)]
pub struct Wide<A, B>(pub A, pub B);

impl<A: Cells, B: Cells> Cells for Wide<A, B> {
    const LEN: usize = A::LEN + B::LEN;

    fn cell(&mut self, slot: usize) -> Option<&mut dyn Slot> {
        if slot < A::LEN {
            self.0.cell(slot)
        } else {
            self.1.cell(slot - A::LEN)
        }
    }

    fn finish(&mut self, table: &'static Table, first: usize) -> Result<(), Unfit> {
        self.0.finish(table, first)?;
        self.1.finish(table, first + A::LEN)
    }
}

/// What a parent is read into.
#[doc(hidden)]
pub struct ParentCell<P: Row> {
    raw: Option<Box<RawRow<P>>>,
    /// Once the record is complete.
    pub row: Option<P>,
}

impl<P: Row> Default for ParentCell<P> {
    fn default() -> Self {
        Self {
            raw: None,
            row: None,
        }
    }
}

impl<P: Row> Slot for ParentCell<P> {
    fn shape(&self) -> Shape {
        Shape::Nested
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        self.raw = None;
        null(input)
    }
    fn nested(&mut self) -> Option<Nested<'_>> {
        Some(Nested::Record(&mut **self.raw.insert(Box::default())))
    }
    fn copy(&mut self, _: &dyn Any) {}
}

impl<P: Row> Cell for ParentCell<P> {
    fn finish(&mut self) -> Result<(), Unfit> {
        self.row = self.raw.take().map(|raw| raw.build()).transpose()?;
        Ok(())
    }
}

/// What children are read into.
#[doc(hidden)]
pub struct ChildrenCell<K: Row> {
    raw: Option<Box<RowList<K>>>,
    /// Once the record is complete.
    pub rows: Rows<K>,
}

impl<K: Row> Default for ChildrenCell<K> {
    fn default() -> Self {
        Self {
            raw: None,
            rows: Rows::default(),
        }
    }
}

impl<K: Row> Slot for ChildrenCell<K> {
    fn shape(&self) -> Shape {
        Shape::Nested
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        self.raw = None;
        null(input)
    }
    fn nested(&mut self) -> Option<Nested<'_>> {
        Some(Nested::List(&mut **self.raw.insert(Box::default())))
    }
    fn copy(&mut self, _: &dyn Any) {}
}

impl<K: Row> Cell for ChildrenCell<K> {
    fn finish(&mut self) -> Result<(), Unfit> {
        if let Some(list) = self.raw.take() {
            self.rows = list.finish()?;
        }
        Ok(())
    }
}

/// The only scalar that stands where a record or records do.
fn null(input: Input<'_>) -> Result<(), Mismatch> {
    match input {
        Input::Null => Ok(()),
        other => Err(Mismatch::new("a record", other)),
    }
}
