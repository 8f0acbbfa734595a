//! What an email field takes.

/// Whether an email field takes `text`; white space around it does not count, since it is not
/// stored.
///
/// Salesforce "supports the full range of characters as documented in the RFCs", those of other
/// scripts included; "consecutive period characters are allowed in the middle and at the end of
/// the local part, but not at the beginning" (Salesforce Help 000384328, *Salesforce Email
/// Address Format Technical Standards Validation*). Before the `@` stand the characters of RFC
/// 5322's `atext` and periods; after it letters, digits and dashes (Salesforce Help 000001145,
/// *How does Salesforce qualify an email address?*), in labels that a period parts from one
/// another, of which there are at least two.
///
/// *Not certain:* the second article also allows comments in parentheses; quoted local parts and
/// addresses in brackets are in the RFCs. What holds one of `"`, `(` or `[` is therefore not
/// judged, and taken.
///
/// ```
/// use ats_schema::rules::email::is_email;
///
/// const _: () = assert!(is_email("ada.lovelace+jobs@example.com"));
/// assert!(!is_email("ada at example.com"));
/// assert!(!is_email("ada@example"));
/// ```
#[must_use]
pub const fn is_email(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut start, mut end) = (0, bytes.len());
    while start < end && bytes[start] <= b' ' {
        start += 1;
    }
    while end > start && bytes[end - 1] <= b' ' {
        end -= 1;
    }
    let mut at_sign = None;
    let mut dots = 0;
    // Where the label under way began.
    let mut label = start;
    let mut at = start;
    while at < end {
        match bytes[at] {
            b'"' | b'(' | b'[' => return true,
            b'@' if at_sign.is_none() && at > start => {
                at_sign = Some(at);
                label = at + 1;
            }
            b'.' => match at_sign {
                None if at == start => return false,
                Some(_) if at == label => return false,
                Some(_) => {
                    dots += 1;
                    label = at + 1;
                }
                None => {}
            },
            b'-' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => {}
            byte if at_sign.is_none() && is_atext(byte) => {}
            _ => return false,
        }
        at += 1;
    }
    at_sign.is_some() && dots > 0 && label < end
}

/// The punctuation of RFC 5322's `atext`.
const fn is_atext(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'#'
            | b'$'
            | b'%'
            | b'&'
            | b'\''
            | b'*'
            | b'+'
            | b'-'
            | b'/'
            | b'='
            | b'?'
            | b'^'
            | b'_'
            | b'`'
            | b'{'
            | b'|'
            | b'}'
            | b'~'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses() {
        for good in [
            "a@b.co",
            "a.b+c@x-y.example",
            "o'hara@example.com",
            "zoë@exämple.de",
            " a@b.co\n",
            // The two that the article shows, for providers in Japan.
            "a..a@test.jp",
            "a..@test.jp",
            // Not judged.
            "\"a b\"@example.com",
            "ada@(work)example.com",
            "ada@[192.0.2.1]",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.co",
            "a@",
            "a@b",
            "a b@c.de",
            "a@b..c",
            "a@.b.co",
            "a@b@c.de",
            "a@b.co.",
            ".a@test.jp",
            "a@b_c.de",
            "a,b@c.de",
            "a@b.co, c@d.co",
            "mailto:a@b.co",
            "<a@b.co>",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            if is_email(&text) && !text.contains(['"', '(', '[']) {
                prop_assert_eq!(text.matches('@').count(), 1);
            }
        }
    }
}
