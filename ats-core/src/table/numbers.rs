//! Lists of numbers in tables.

use std::fmt;

/// A constant list of numbers below 2²⁸: four characters each, of seven bits, the lowest first.
///
/// The derive prints such a list as one text. To the compiler that is one literal, and the numbers
/// one by one are an expression each to check, of which a crate of generated objects holds
/// thousands. (Bytes would have to be made a slice of first, which is an expression again.)
#[derive(Clone, Copy)]
pub struct Numbers(&'static [u8]);

impl Numbers {
    /// The numbers that a text holds.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self(text.as_bytes())
    }

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
        number(self.chunks()[index])
    }

    /// The number at an index; past the end, `None`.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<u32> {
        let bytes = self.chunks().get(index)?;
        Some(number(*bytes))
    }

    /// The numbers, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> + Clone + use<> {
        let chunks = self.chunks().iter();
        chunks.map(|bytes| number(*bytes))
    }

    /// The index of a number that compares equal, of numbers in that order.
    pub(super) fn find(&self, compare: impl Fn(u32) -> std::cmp::Ordering) -> Option<usize> {
        let found = (self.chunks()).binary_search_by(|bytes| compare(number(*bytes)));
        found.ok()
    }
}

/// The number that four characters stand for.
#[inline]
const fn number(characters: [u8; 4]) -> u32 {
    let bits = u32::from_le_bytes(characters);
    bits & 0x7F | bits >> 1 & 0x3F80 | bits >> 2 & 0x1F_C000 | bits >> 3 & 0xFE0_0000
}

/// The four characters for a number, of tables written by hand.
pub(crate) const fn characters(number: u32) -> [u8; 4] {
    let bits =
        number << 3 & 0x7F00_0000 | number << 2 & 0x7F_0000 | number << 1 & 0x7F00 | number & 0x7F;
    bits.to_le_bytes()
}

/// The characters of some numbers as a list of them, for tables written by hand.
pub(crate) const fn numbers(characters: &[[u8; 4]]) -> &str {
    let Ok(numbers) = std::str::from_utf8(characters.as_flattened()) else {
        panic!("a character of a number has seven bits");
    };
    numbers
}

impl fmt::Debug for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, characters};

    #[test]
    fn the_lowest_byte_comes_first() {
        let numbers = Numbers::new("\x01\0\0\0\x02\x02\0\0\0\0\0\x08");
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [1, 258, 1 << 24]);
        assert_eq!((numbers.at(1), numbers.get(3)), (258, None));
        assert_eq!(numbers.find(|number| number.cmp(&258)), Some(1));
    }

    #[test]
    fn each_bit_has_its_place() {
        for number in (0..28).map(|bit| 1 << bit).chain([0, (1 << 28) - 1]) {
            let characters = characters(number);
            assert!(characters.is_ascii());
            assert_eq!(super::number(characters), number);
        }
    }
}
