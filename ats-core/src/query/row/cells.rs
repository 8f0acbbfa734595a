//! What a row is read into.

use std::any::Any;

use super::list::{RawRow, RowList};
use super::{Row, Rows, Unfit};
use crate::value::{Input, Mismatch, Nested, Shape, Slot};

/// The cells of a row: a tuple of them, or two such ([`Wide`]) where there are many.
#[doc(hidden)]
pub trait Cells: Default + Send + 'static {
    /// How many there are.
    const LEN: usize;

    /// Where to read the cell in a slot into.
    fn cell(&mut self, slot: usize) -> Option<&mut dyn Slot>;
}

macro_rules! tuples {
    ($($len:literal: $($cell:ident $slot:tt)*;)*) => {$(
        impl<$($cell: Slot + Default + Send + 'static),*> Cells for ($($cell,)*) {
            const LEN: usize = $len;

            fn cell(&mut self, slot: usize) -> Option<&mut dyn Slot> {
                match slot {
                    $($slot => Some(&mut self.$slot),)*
                    _ => None,
                }
            }
        }
    )*};
}

tuples! {
    0: ;
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
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
}

/// What a parent is read into.
#[doc(hidden)]
pub struct ParentCell<P: Row>(Option<Box<RawRow<P>>>);

impl<P: Row> Default for ParentCell<P> {
    fn default() -> Self {
        Self(None)
    }
}

impl<P: Row> ParentCell<P> {
    pub(super) fn build(self) -> Result<Option<P>, Unfit> {
        self.0.map(|raw| raw.build()).transpose()
    }
}

impl<P: Row> Slot for ParentCell<P> {
    fn shape(&self) -> Shape {
        Shape::Nested
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        self.0 = None;
        null(input)
    }
    fn nested(&mut self) -> Option<Nested<'_>> {
        Some(Nested::Record(&mut **self.0.insert(Box::default())))
    }
    fn copy(&mut self, _: &dyn Any) {}
}

/// What children are read into.
#[doc(hidden)]
pub struct ChildrenCell<K: Row>(Option<Box<RowList<K>>>);

impl<K: Row> Default for ChildrenCell<K> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: Row> ChildrenCell<K> {
    pub(super) fn build(self) -> Result<Rows<K>, Unfit> {
        self.0
            .map_or_else(|| Ok(Rows::default()), |list| list.finish())
    }
}

impl<K: Row> Slot for ChildrenCell<K> {
    fn shape(&self) -> Shape {
        Shape::Nested
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        self.0 = None;
        null(input)
    }
    fn nested(&mut self) -> Option<Nested<'_>> {
        Some(Nested::List(&mut **self.0.insert(Box::default())))
    }
    fn copy(&mut self, _: &dyn Any) {}
}

/// The only scalar that stands where a record or records do.
fn null(input: Input<'_>) -> Result<(), Mismatch> {
    match input {
        Input::Null => Ok(()),
        other => Err(Mismatch::new("a record", other)),
    }
}
