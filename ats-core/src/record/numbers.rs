//! Lists of numbers in tables.

use std::fmt;

/// A constant list of numbers, four bytes each, the lowest first.
///
/// The derive prints such a list as one byte string. To the compiler that is one literal, and the
/// numbers one by one are an expression each to check, of which a crate of generated objects holds
/// thousands.
#[derive(Clone, Copy)]
pub struct Numbers(pub(crate) &'static [u8]);

impl Numbers {
    /// Bytes as the numbers they are: here and not once for each table, which the compiler would
    /// evaluate one by one.
    #[inline]
    const fn chunks(self) -> &'static [[u8; 4]] {
        self.0.as_chunks().0
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.chunks().len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number at an index.
    ///
    /// # Panics
    ///
    /// Past the end.
    #[inline]
    #[must_use]
    pub const fn at(&self, index: usize) -> u32 {
        u32::from_le_bytes(self.chunks()[index])
    }

    /// The number at an index; past the end, `None`.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<u32> {
        let bytes = self.chunks().get(index)?;
        Some(u32::from_le_bytes(*bytes))
    }

    /// The numbers, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> + Clone + use<> {
        let chunks = self.chunks().iter();
        chunks.map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// The index of a number that compares equal, of numbers in that order.
    pub(super) fn find(&self, compare: impl Fn(u32) -> std::cmp::Ordering) -> Option<usize> {
        let found = (self.chunks()).binary_search_by(|bytes| compare(u32::from_le_bytes(*bytes)));
        found.ok()
    }
}

impl fmt::Debug for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn the_lowest_byte_comes_first() {
        let numbers = Numbers(b"\x01\0\0\0\x02\x01\0\0\0\0\0\x01");
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [1, 258, 1 << 24]);
        assert_eq!((numbers.at(1), numbers.get(3)), (258, None));
        assert_eq!(numbers.find(|number| number.cmp(&258)), Some(1));
    }
}
