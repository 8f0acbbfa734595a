//! Where in its source a piece of a query stands.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// A stretch of the source text of a query, in bytes: `start..end`.
///
/// **All spans are equal to each other**, and hash alike, so that `==` on two queries asks
/// whether they mean the same and not whether they were laid out the same. To compare
/// places, compare [`range`](Self::range)s.
///
/// A query made by hand instead of read from text has [`Span::NONE`] everywhere.
#[derive(Clone, Copy, Default)]
pub struct Span {
    /// The first byte, counted from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of what was never in a text: `0..0`.
    pub const NONE: Self = Self { start: 0, end: 0 };

    /// From `start` up to and without `end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// From the beginning of `self` to the end of `last`.
    #[must_use]
    pub const fn to(self, last: Self) -> Self {
        Self::new(self.start, last.end)
    }

    /// The empty span at the beginning of this one.
    #[must_use]
    pub const fn at_start(self) -> Self {
        Self::new(self.start, self.start)
    }

    /// The span in a text that has `bytes` more before this one's, such as the file a query
    /// stands in.
    #[must_use]
    pub fn shifted(self, bytes: usize) -> Self {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        Self::new(
            self.start.saturating_add(bytes),
            self.end.saturating_add(bytes),
        )
    }

    /// The line and column at which it begins in `source`, both counted from 1, the column
    /// in characters.
    #[must_use]
    pub fn line_column(self, source: &str) -> (usize, usize) {
        super::error::line_column(source, self)
    }

    /// As a range of byte offsets.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text in `source`; empty when the span is not of this source.
    ///
    /// ```
    /// use ats_schema::soql::{Dialect, parse};
    ///
    /// let source = "SELECT Id FROM Account";
    /// let query = parse(source, Dialect::Rest)?;
    /// assert_eq!(query.from[0].span.text(source), "Account");
    /// # Ok::<(), ats_schema::soql::SoqlError>(())
    /// ```
    #[must_use]
    pub fn text(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }
}

impl PartialEq for Span {
    /// Always true: see the type.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl Hash for Span {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
