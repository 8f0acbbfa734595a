//! Conditions.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

/// A condition on records of `O`: what stands in `WHERE`.
///
/// Conditions are put together with [`and`](Self::and), [`or`](Self::or) and `!`, or with `&` and
/// `|`; parentheses are set where SOQL needs them, which does not rank `AND` above `OR` but refuses
/// to mix them.
pub struct Filter<O> {
    text: String,
    shape: Shape,
    object: PhantomData<fn() -> O>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Simple,
    And,
    Or,
    Not,
}

impl<O> Filter<O> {
    fn new(text: String, shape: Shape) -> Self {
        Self {
            text,
            shape,
            object: PhantomData,
        }
    }

    pub(super) fn simple(text: String) -> Self {
        Self::new(text, Shape::Simple)
    }

    /// Matches no record: an id is never null.
    pub(super) fn never() -> Self {
        Self::simple("Id = null".to_owned())
    }

    /// Matches every record.
    pub(super) fn always() -> Self {
        Self::simple("Id != null".to_owned())
    }

    fn join(self, shape: Shape, word: &str, other: Self) -> Self {
        let text = format!("{} {word} {}", self.operand(shape), other.operand(shape));
        Self::new(text, shape)
    }

    /// The text as an operand of AND or OR.
    fn operand(self, outer: Shape) -> String {
        if self.shape == Shape::Simple || (self.shape == outer && outer != Shape::Not) {
            self.text
        } else {
            format!("({})", self.text)
        }
    }

    /// Both conditions hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.join(Shape::And, "AND", other)
    }

    /// At least one of the conditions holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.join(Shape::Or, "OR", other)
    }
}

impl<O> BitAnd for Filter<O> {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<O> BitOr for Filter<O> {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// The condition does not hold.
impl<O> Not for Filter<O> {
    type Output = Self;
    fn not(self) -> Self {
        Self::new(format!("NOT {}", self.operand(Shape::Not)), Shape::Not)
    }
}

impl<O> Clone for Filter<O> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone(), self.shape)
    }
}

impl<O> fmt::Display for Filter<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<O> fmt::Debug for Filter<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", self.text)
    }
}
