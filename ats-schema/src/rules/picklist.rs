//! Dependent picklists and multi-select picklists.

use std::error::Error;
use std::fmt;

use super::text;

/// Whether an entry of a dependent picklist may be chosen while the controlling field has
/// its value number `index`.
///
/// `bitmap` is the entry's `validFor`: "each bit indicates a controlling field value for
/// which the `PicklistEntry` is valid. Read the bits from left to right" (SOAP API Developer
/// Guide, *DescribeSObjectResult, About Dependent Picklists*). It comes as base64; bit *n*,
/// counted from the most significant bit of the first byte, stands for entry *n* of the
/// controlling field's `picklistValues`, and for a controlling checkbox 0 is unchecked and 1
/// checked, as in that page's sample. Nothing is allocated. A text that is not base64, or too short to
/// hold the bit, allows nothing.
///
/// ```
/// use ats_schema::rules::picklist::valid_for;
///
/// assert!(valid_for("gAAA", 0));
/// assert!(!valid_for("gAAA", 1));
/// assert!(valid_for("YAAA", 1) && valid_for("YAAA", 2));
/// ```
#[must_use]
pub const fn valid_for(bitmap: &str, index: usize) -> bool {
    let bytes = bitmap.as_bytes();
    let data = data_length(bytes);
    // Each base64 character holds six bits.
    let at = index / 6;
    if !is_base64(bytes, data) || at >= data {
        return false;
    }
    // The bits after the last whole byte are padding.
    if index / 8 >= data * 6 / 8 {
        return false;
    }
    match sextet(bytes[at]) {
        Some(value) => value >> (5 - index % 6) & 1 == 1,
        None => false,
    }
}

/// Every index for which [`valid_for`] holds, in ascending order.
///
/// # Errors
///
/// [`BitmapError`] when `bitmap` is not base64.
///
/// ```
/// use ats_schema::rules::picklist::bits;
///
/// assert_eq!(bits("4AAA")?, [0, 1, 2]);
/// # Ok::<(), ats_schema::rules::picklist::BitmapError>(())
/// ```
pub fn bits(bitmap: &str) -> Result<Vec<usize>, BitmapError> {
    let bytes = bitmap.as_bytes();
    let data = data_length(bytes);
    if !is_base64(bytes, data) {
        let position = bytes[..data].iter().position(|&b| sextet(b).is_none());
        return Err(BitmapError {
            position: position.unwrap_or(data),
        });
    }
    let count = data * 6 / 8 * 8;
    Ok((0..count).filter(|&n| valid_for(bitmap, n)).collect())
}

/// The inverse of [`bits`]: a bitmap of at least three bytes, as Salesforce writes them.
///
/// ```
/// use ats_schema::rules::picklist::bitmap;
///
/// assert_eq!(bitmap([0, 1, 2]), "4AAA");
/// ```
pub fn bitmap(bits: impl IntoIterator<Item = usize>) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut sextets = vec![0_u8; 4];
    for bit in bits {
        let position = bit / 6;
        if position >= sextets.len() {
            sextets.resize((position + 1).next_multiple_of(4), 0);
        }
        sextets[position] |= 1 << (5 - bit % 6);
    }
    sextets
        .iter()
        .map(|&sextet| char::from(ALPHABET[usize::from(sextet)]))
        .collect()
}

/// Returns a bitmap for which [`valid_for`] holds where it holds for one of two. Salesforce cuts each
/// bitmap after its last bit, so that their lengths differ. One that is not base64 allows nothing.
///
/// ```
/// use ats_schema::rules::picklist::{bits, union};
///
/// assert_eq!(bits(&union("gAAA", "AAAAgAAA"))?, [0, 24]);
/// # Ok::<(), ats_schema::rules::picklist::BitmapError>(())
/// ```
#[must_use]
pub fn union(bitmap: &str, other: &str) -> String {
    let both = [bitmap, other].map(|it| bits(it).unwrap_or_default());
    self::bitmap(both.concat())
}

/// A `validFor` that is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitmapError {
    position: usize,
}

impl BitmapError {
    /// The byte at which the text stops being base64, counted from 0; the length of its
    /// data when it is cut off.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for BitmapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "validFor is not base64 from byte {} on", self.position)
    }
}

impl Error for BitmapError {}

/// How many bytes there are before the `=` that pad base64 to a multiple of four.
const fn data_length(bytes: &[u8]) -> usize {
    let mut length = bytes.len();
    while length > 0 && bytes[length - 1] == b'=' {
        length -= 1;
    }
    length
}

const fn is_base64(bytes: &[u8], data: usize) -> bool {
    // One character alone would hold less than a byte.
    if data % 4 == 1 || bytes.len() - data > 2 {
        return false;
    }
    let mut at = 0;
    while at < data {
        if sextet(bytes[at]).is_none() {
            return false;
        }
        at += 1;
    }
    true
}

const fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// The values of a multi-select picklist, as the API sends them: `A;B;C`.
///
/// "Selections are maintained as a string containing a series of attributes delimited by
/// semicolons" (Object Reference for the Salesforce Platform, *Field Types, Multi-Select
/// Picklist Field Type*). There is no escape, so no value can hold a semicolon. White space
/// around a value, as in that page's example, and empty pieces are left out; the order is
/// kept.
///
/// ```
/// use ats_schema::rules::picklist::split_values;
///
/// assert_eq!(split_values("Rust;Go; C++").collect::<Vec<_>>(), ["Rust", "Go", "C++"]);
/// assert_eq!(split_values("").count(), 0);
/// ```
pub fn split_values(text: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    text.split(';')
        .map(text::trim)
        .filter(|value| !value.is_empty())
}

/// The most values that one multi-select picklist field of a record can have; more are refused
/// with `TOO_MANY_ENUM_VALUE` (Salesforce Help, *Field Types*: "up to 100 values").
pub const MAX_SELECTED_VALUES: usize = 100;

/// Writes values as one multi-select text, the inverse of [`split_values`].
///
/// What is not a [value](is_value) would not be read back: check where values come from
/// outside.
///
/// # Errors
///
/// Only those of `out`.
///
/// ```
/// use ats_schema::rules::picklist::write_values;
///
/// let mut text = String::new();
/// write_values(&mut text, ["Rust", "Go"])?;
/// assert_eq!(text, "Rust;Go");
/// # Ok::<(), std::fmt::Error>(())
/// ```
pub fn write_values<'a>(
    out: &mut impl fmt::Write,
    values: impl IntoIterator<Item = &'a str>,
) -> fmt::Result {
    let mut separator = "";
    for value in values {
        out.write_str(separator)?;
        out.write_str(value)?;
        separator = ";";
    }
    Ok(())
}

/// Whether `value` can be one value of a multi-select picklist: not empty, without the
/// semicolon that separates values, and without white space around it, which Salesforce does
/// not store ([`rules::text`](crate::rules::text::is_blank)).
#[must_use]
pub fn is_value(value: &str) -> bool {
    !value.is_empty() && !value.contains(';') && text::trim(value) == value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_observed_bitmaps() {
        let cases: [(&str, &[usize]); 7] = [
            ("gAAA", &[0]),
            ("QAAA", &[1]),
            ("IAAA", &[2]),
            ("YAAA", &[1, 2]),
            ("4AAA", &[0, 1, 2]),
            ("AAAB", &[23]),
            ("", &[]),
        ];
        for (bitmap, indices) in cases {
            assert_eq!(bits(bitmap).unwrap(), indices, "{bitmap}");
        }
    }

    #[test]
    fn malformed_bitmaps_allow_nothing() {
        for (bitmap, position) in [("g", 1), ("g===", 1), ("gA A", 2), ("gAé", 2), ("gAAAA", 5)] {
            assert_eq!(bits(bitmap).unwrap_err().position(), position, "{bitmap}");
            assert!(!valid_for(bitmap, 0), "{bitmap}");
        }
        assert!(!valid_for("gAAA", usize::MAX));
        assert_eq!(
            bits("?").unwrap_err().to_string(),
            "validFor is not base64 from byte 0 on"
        );
    }

    /// Straight from RFC 4648, with padding.
    fn base64(data: &[u8]) -> String {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for chunk in data.chunks(3) {
            let byte = |n| u32::from(*chunk.get(n).unwrap_or(&0));
            let word = byte(0) << 16 | byte(1) << 8 | byte(2);
            for n in 0..4 {
                if n <= chunk.len() {
                    text.push(ALPHABET[(word >> (18 - 6 * n) & 63) as usize].into());
                } else {
                    text.push('=');
                }
            }
        }
        text
    }

    #[test]
    fn bitmaps_round_trip() {
        for set in [
            vec![],
            vec![0],
            vec![1, 2],
            vec![23],
            vec![24, 47],
            vec![3, 100],
        ] {
            let bitmap = bitmap(set.iter().copied());
            assert_eq!(bits(&bitmap).unwrap(), set, "{bitmap}");
        }
        assert_eq!(bitmap([0]), "gAAA");
        assert_eq!(union("gAAA", "gAAA"), "gAAA");
        assert_eq!(union("not base64", "gAAA"), "gAAA");
    }

    proptest! {
        #[test]
        fn bits_are_the_documented_test(data in proptest::collection::vec(any::<u8>(), 0..40)) {
            // The test Salesforce's own sample makes.
            let expected: Vec<usize> = (0..data.len() * 8)
                .filter(|n| data[n >> 3] & (0x80 >> (n % 8)) != 0)
                .collect();
            let bitmap = base64(&data);
            prop_assert_eq!(bits(&bitmap).unwrap(), expected.clone());
            prop_assert_eq!(bits(bitmap.trim_end_matches('=')).unwrap(), expected);
        }

        #[test]
        fn any_bitmap_is_answered(bitmap in any::<String>(), index in any::<usize>()) {
            let valid = valid_for(&bitmap, index);
            let listed = bits(&bitmap).is_ok_and(|bits| bits.contains(&index));
            prop_assert_eq!(valid, listed);
        }

        #[test]
        fn values_round_trip(
            values in proptest::collection::vec("[!-:<-~é東]([^;]{0,4}[!-:<-~é東])?", 0..5),
        ) {
            prop_assert!(values.iter().all(|value| is_value(value)));
            let mut text = String::new();
            write_values(&mut text, values.iter().map(String::as_str)).unwrap();
            prop_assert_eq!(split_values(&text).collect::<Vec<_>>(), values);
        }
    }
}
