//! The Ids of records.

use ats_schema::rules::id;

/// The instance, between the prefix and the number of an Id: the guide's own Ids have `Em`.
const INSTANCE: &str = "Em";

/// The Id with this number: `a0M` + `Em` + the number in base 62 + check characters. Ids of one
/// object sort in the order in which they were created.
pub(super) fn record_id(prefix: &str, number: i64) -> String {
    let number = base62(number.unsigned_abs(), 10);
    let text = format!("{prefix}{INSTANCE}{number}");
    // Too long only past 62^10 records.
    full_id(&text).unwrap_or(text)
}

/// The 18-character form of an Id; none for other text.
pub(crate) fn full_id(text: &str) -> Option<String> {
    let id = id::parse(text).ok()?;
    Some(id.iter().copied().map(char::from).collect())
}

/// A number in base 62, digits in ASCII order so that texts sort as the numbers do.
pub(crate) fn base62(mut number: u64, width: usize) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::with_capacity(width);
    while number > 0 || digits.len() < width {
        let digit = usize::try_from(number % 62).unwrap_or_default();
        digits.push(char::from(DIGITS[digit]));
        number /= 62;
    }
    digits.iter().rev().collect()
}
