//! Suffixes that a text derives from itself, so that no other text changes them.

/// Suffixes that tell a text from others with the same identifier, `base`; the shortest first.
///
/// A text of another script gets the code points of its letters, `是` the suffix `U662F`; any other
/// a hash of 4, 8 or 20 digits, since two texts may have the same shorter hash.
pub(super) fn suffixes(base: &str, text: &str) -> Vec<String> {
    let separator = match base {
        _ if base.starts_with(|first: char| first.is_ascii_lowercase()) => "_x",
        _ if base.contains(|letter: char| letter.is_ascii_lowercase()) => "X",
        _ if base.contains('_') => "_X",
        _ => "X",
    };
    let hash = fnv1a(text);
    let mut suffixes = Vec::new();
    let foreign: Vec<char> = text.chars().filter(|letter| !letter.is_ascii()).collect();
    if separator == "X" && (1..=3).contains(&foreign.len()) {
        let points = foreign
            .iter()
            .map(|&letter| format!("U{:X}", u32::from(letter)));
        suffixes.push(points.collect());
    }
    suffixes.push(format!("{separator}{:04}", hash % 10_000));
    suffixes.push(format!("{separator}{}", hash_digits(text)));
    suffixes.push(format!("{separator}{hash:020}"));
    suffixes
}

/// Appends a suffix, and shortens the identifier before it where both are too long.
pub(super) fn with_suffix(identifier: &str, suffix: &str, max_length: usize) -> String {
    let room = max_length.saturating_sub(suffix.len());
    let kept = identifier.get(..room).unwrap_or(identifier);
    format!("{}{suffix}", kept.trim_end_matches('_'))
}

/// Eight digits of the hash of a text.
pub(super) fn hash_digits(text: &str) -> String {
    // Hexadecimal letters would be words of their own in camel case.
    format!("{:08}", fnv1a(text) % 100_000_000)
}

/// The 64-bit FNV-1a hash: the same on every machine and in every version.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_of_all_kinds() {
        assert_eq!(suffixes("Shi", "是")[0], "U662F");
        assert_eq!(suffixes("Open", "open")[0], "X9641");
        assert_eq!(suffixes("my_field", "My_Field__c")[0], "_x1671");
        assert_eq!(suffixes("RECORD_TYPE_A", "A")[0], "_X4748");
        assert_eq!(with_suffix("my_field", "_x12", 9), "my_fi_x12");
        assert_eq!(with_suffix("my_field", "_x12", 7), "my_x12");
    }
}
