//! Record Ids: 15 case-sensitive characters and three that check their case.
//!
//! "Each of the 15 characters can be a numeric digit (0-9), a lowercase letter (a-z), or an
//! uppercase letter (A-Z)"; "all API calls return an 18-character ID that's case-safe … The
//! extra 3 characters at the end of the ID encode the case of the preceding 15 characters"
//! (Object Reference for the Salesforce Platform, *Field Types, ID Field Type*). Each of the
//! three stands for five characters.
//!
//! The check characters know letter case and nothing else: a mistyped digit goes unseen.
//! They do catch the commonest slips of copying, a letter O for a zero among them.

use std::error::Error;
use std::fmt;

/// Check characters by the number they stand for: bit *n* set when character *n* of the
/// block is an upper-case letter.
const CHECKS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Characters people and scanners mistake for one another, each way.
const LOOK_ALIKES: [(u8, u8); 7] = [
    (b'O', b'0'),
    (b'o', b'0'),
    (b'I', b'1'),
    (b'l', b'1'),
    (b'S', b'5'),
    (b'B', b'8'),
    (b'Z', b'2'),
];

/// Reads an Id of 15 or 18 characters and gives its 18-character form.
///
/// To 15 characters the three check characters are added; of 18 they are checked. Nothing
/// is repaired, because Salesforce does not either: "if you manually change the case of an
/// 18-character ID, Salesforce detects that the three extra characters don't match the case
/// of the preceding characters and returns an error" (*ID Field Type*, as above). But there
/// may be a [suggestion](IdError::suggestion). Works in `const` items.
///
/// # Errors
///
/// [`IdError`], which says what is wrong with the text.
///
/// ```
/// use ats_schema::rules::id;
///
/// const JOB: [u8; 18] = match id::parse("a0MEm000004fFnB") {
///     Ok(id) => id,
///     Err(_) => panic!("not an Id"),
/// };
/// assert_eq!(&JOB, b"a0MEm000004fFnBMAU");
/// assert!(id::parse("aOMEm000004fFnBMAU").is_err());
/// ```
pub const fn parse(text: &str) -> Result<[u8; 18], IdError> {
    let bytes = text.as_bytes();
    let mut characters = 0;
    let mut wrong = None;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] & 0xC0 != 0x80 {
            characters += 1;
            if wrong.is_none() && !bytes[at].is_ascii_alphanumeric() {
                wrong = Some(IdError::Character {
                    position: characters,
                    found: character_at(bytes, at),
                });
            }
        }
        at += 1;
    }
    if characters != 15 && characters != 18 {
        return Err(IdError::Length { found: characters });
    }
    if let Some(error) = wrong {
        return Err(error);
    }

    let mut first = [0; 15];
    at = 0;
    while at < 15 {
        first[at] = bytes[at];
        at += 1;
    }
    let expected = suffix(&first);

    let mut id = [0; 18];
    at = 0;
    while at < 18 {
        id[at] = if at < 15 {
            first[at]
        } else {
            expected[at - 15]
        };
        at += 1;
    }
    if characters == 15 {
        return Ok(id);
    }
    let found = [bytes[15], bytes[16], bytes[17]];
    if found[0] == expected[0] && found[1] == expected[1] && found[2] == expected[2] {
        Ok(id)
    } else {
        Err(IdError::Suffix { expected, found })
    }
}

/// The character whose first byte is `bytes[at]`; `str::chars` is not `const`.
const fn character_at(bytes: &[u8], at: usize) -> char {
    let first = bytes[at] as u32;
    let (mut code, length) = match first {
        0..=0x7F => (first, 1),
        0x80..=0xDF => (first & 0x1F, 2),
        0xE0..=0xEF => (first & 0x0F, 3),
        _ => (first & 0x07, 4),
    };
    let mut next = 1;
    while next < length && at + next < bytes.len() {
        code = code << 6 | (bytes[at + next] & 0x3F) as u32;
        next += 1;
    }
    match char::from_u32(code) {
        Some(found) => found,
        None => char::REPLACEMENT_CHARACTER,
    }
}

/// The three check characters of a 15-character Id.
///
/// ```
/// assert_eq!(&ats_schema::rules::id::suffix(b"a0MEm000004fFnB"), b"MAU");
/// ```
#[must_use]
pub const fn suffix(first15: &[u8; 15]) -> [u8; 3] {
    let mut suffix = [0; 3];
    let mut block = 0;
    while block < 3 {
        let mut bits = 0;
        let mut at = 0;
        while at < 5 {
            bits |= (first15[block * 5 + at].is_ascii_uppercase() as usize) << at;
            at += 1;
        }
        suffix[block] = CHECKS[bits];
        block += 1;
    }
    suffix
}

/// The first three characters, which tell the object: `003` is a Contact in every org.
///
/// The prefixes of custom objects differ from org to org, so that only the describe of the
/// connected org can say which object `a0M` is ("keyPrefix", SOAP API Developer Guide,
/// *DescribeSObjectResult*).
///
/// ```
/// use ats_schema::rules::id;
///
/// assert_eq!(&id::key_prefix(&id::parse("003Em00000cqRQ3IAM")?), b"003");
/// # Ok::<(), id::IdError>(())
/// ```
#[must_use]
pub const fn key_prefix(id: &[u8; 18]) -> [u8; 3] {
    [id[0], id[1], id[2]]
}

/// Why a text is not an Id.
///
/// Small, `Copy`, and made in `const` code; so it does not hold the text. Give it back
/// with [`explain`](Self::explain) or [`InvalidId::new`] for the message people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdError {
    /// Not 15 and not 18 characters long.
    Length {
        /// How many characters the text has.
        found: usize,
    },
    /// A character that is neither an ASCII digit nor an ASCII letter.
    Character {
        /// Which one, counted from 1.
        position: usize,
        /// The character.
        found: char,
    },
    /// The last three characters do not belong to the first fifteen.
    Suffix {
        /// What the first fifteen characters call for.
        expected: [u8; 3],
        /// What stands there, always ASCII letters and digits.
        found: [u8; 3],
    },
}

impl IdError {
    /// Which of the three blocks (characters 1–5, 6–10 and 11–15) disagree with their
    /// check character; all `false` unless the error is [`IdError::Suffix`].
    ///
    /// ```
    /// let error = ats_schema::rules::id::parse("003Ec00000jUEMbIAK").unwrap_err();
    /// assert_eq!(error.blocks(), [false, false, true]);
    /// ```
    #[must_use]
    pub const fn blocks(&self) -> [bool; 3] {
        match self {
            Self::Suffix { expected, found } => [
                expected[0] != found[0],
                expected[1] != found[1],
                expected[2] != found[2],
            ],
            Self::Length { .. } | Self::Character { .. } => [false; 3],
        }
    }

    /// The right Id the writer of `text` may have meant.
    ///
    /// For check characters that disagree: the same Id with one look-alike (O and 0, I or
    /// l and 1, S and 5, B and 8, Z and 2) changed in each wrong block, else one letter's
    /// case, else the case of the block as its check character tells it. For a wrong
    /// length: the Id without quotes or white space around it. `None` when there is no
    /// such Id. It is a guess for a message, not to be sent.
    ///
    /// ```
    /// use ats_schema::rules::id::parse;
    ///
    /// // A spreadsheet made everything lower case.
    /// let text = "a0mem000004ffnbMAU";
    /// let error = parse(text).unwrap_err();
    /// assert_eq!(error.suggestion(text).as_deref(), Some("a0MEm000004fFnBMAU"));
    /// ```
    #[must_use]
    pub fn suggestion(&self, text: &str) -> Option<String> {
        match self {
            Self::Length { .. } | Self::Character { .. } => {
                let inner = text.trim_matches(|c: char| {
                    c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '<' | '>' | ',' | ';')
                });
                (inner != text && parse(inner).is_ok()).then(|| inner.to_owned())
            }
            Self::Suffix { expected, found } => {
                let mut id: [u8; 18] = text.as_bytes().try_into().ok()?;
                if found.to_ascii_uppercase() == *expected {
                    id[15..].copy_from_slice(expected);
                } else {
                    for (block, wrong) in self.blocks().into_iter().enumerate() {
                        if wrong {
                            let range = block * 5..block * 5 + 5;
                            mend_block(&mut id[range], found[block])?;
                        }
                    }
                }
                let id = str::from_utf8(&id).ok()?;
                parse(id).is_ok().then(|| id.to_owned())
            }
        }
    }

    /// The whole story for people: the text, what is wrong with it, and a suggestion.
    ///
    /// ```
    /// let text = "aOMEm000004fFnBMAU";
    /// let error = ats_schema::rules::id::parse(text).unwrap_err();
    /// assert_eq!(
    ///     error.explain(text),
    ///     "`aOMEm000004fFnBMAU` is not a Salesforce Id: its check characters disagree: \
    ///      characters 1-5 `aOMEm` call for `O` as character 16, found `M`; \
    ///      did you mean `a0MEm000004fFnBMAU`?",
    /// );
    /// ```
    #[must_use]
    pub fn explain(&self, text: &str) -> String {
        InvalidId::new(text, *self).to_string()
    }

    /// Writes what is wrong, with pieces of the text where it is at hand.
    fn describe(&self, f: &mut fmt::Formatter<'_>, text: Option<&str>) -> fmt::Result {
        match *self {
            Self::Length { found: 0 } => f.write_str("it is empty"),
            Self::Length { found } => {
                let s = if found == 1 { "" } else { "s" };
                write!(f, "it has {found} character{s}, an Id has 15 or 18")
            }
            Self::Character { position, found } => write!(
                f,
                "character {position} is {found:?}, not a digit or a letter A-Z"
            ),
            Self::Suffix { expected, found } => {
                f.write_str("its check characters disagree: ")?;
                let mut separator = "";
                for (block, wrong) in self.blocks().into_iter().enumerate() {
                    if !wrong {
                        continue;
                    }
                    let (first, last) = (block * 5 + 1, block * 5 + 5);
                    write!(f, "{separator}characters {first}-{last}")?;
                    if let Some(part) = text.and_then(|text| text.get(first - 1..last)) {
                        write!(f, " `{part}`")?;
                    }
                    write!(
                        f,
                        " call for `{}` as character {}, found `{}`",
                        char::from(expected[block]),
                        block + 16,
                        char::from(found[block]),
                    )?;
                    separator = "; ";
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a Salesforce Id: ")?;
        self.describe(f, None)
    }
}

impl Error for IdError {}

/// An [`IdError`] together with the text it is about.
///
/// Texts of more than 40 characters are kept shortened, so that a whole request body
/// passed by mistake does not end up in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidId {
    text: Box<str>,
    error: IdError,
    suggestion: Option<Box<str>>,
}

impl InvalidId {
    /// Joins the error and the text that was parsed.
    #[must_use]
    pub fn new(text: &str, error: IdError) -> Self {
        let shown = match text.char_indices().nth(40) {
            Some((end, _)) => format!("{}…", &text[..end]).into(),
            None => text.into(),
        };
        Self {
            text: shown,
            error,
            suggestion: error.suggestion(text).map(Into::into),
        }
    }

    /// What was refused, shortened if it was long.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn error(&self) -> IdError {
        self.error
    }

    /// See [`IdError::suggestion`].
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Escaped, because the text may hold line breaks or control characters.
        write!(f, "`{}` is not a Salesforce Id: ", self.text.escape_debug())?;
        self.error.describe(f, Some(&self.text))?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, "; did you mean `{suggestion}`?")?;
        }
        Ok(())
    }
}

impl Error for InvalidId {}

/// Which characters of a block of five its check character says are upper case.
fn upper_case(check: u8) -> Option<[bool; 5]> {
    let bits = CHECKS.iter().position(|&c| c == check)?;
    Some(std::array::from_fn(|at| bits >> at & 1 == 1))
}

/// Changes `block` to the likeliest one that agrees with `check`.
fn mend_block(block: &mut [u8], check: u8) -> Option<()> {
    let upper = upper_case(check.to_ascii_uppercase())?;
    let agrees = |block: &[u8]| {
        block
            .iter()
            .zip(upper)
            .all(|(c, upper)| c.is_ascii_uppercase() == upper)
    };
    let look_alike = |c: u8| {
        LOOK_ALIKES
            .into_iter()
            .filter_map(move |(letter, digit)| match c {
                _ if c == letter => Some(digit),
                _ if c == digit => Some(letter),
                _ => None,
            })
    };

    for at in 0..block.len() {
        let original = block[at];
        for other in look_alike(original) {
            block[at] = other;
            if agrees(block) {
                return Some(());
            }
        }
        block[at] = original;
    }
    // One letter's case and the case of several are the same change.
    for (c, upper) in block.iter_mut().zip(upper) {
        if upper {
            c.make_ascii_uppercase();
        } else {
            c.make_ascii_lowercase();
        }
    }
    agrees(block).then_some(())
}

#[cfg(test)]
mod tests;
