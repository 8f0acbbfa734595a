//! SOQL string literals: the one way text gets into a query.
//!
//! The escape sequences are those of *SOQL and SOSL Reference, Quoted String Escape
//! Sequences*: `\n \r \t \b \f \" \' \\ \uXXXX`, the letters in either case (but not the
//! `u`), and, "LIKE expression only", `\_` and `\%`. "If you use a backslash character in
//! any other context, an error occurs."
//!
//! That page calls `\b` "bell", which is U+0007; the *Apex Developer Guide, Primitive Data
//! Types* has "the same escape sequences as SOQL strings: `\b` (backspace)", which is U+0008.
//! So nothing here writes `\b`: every control character without an undisputed sequence is
//! written as `\uXXXX`. Read, `\b` is the backspace it is in Apex, Java and JSON.

use std::error::Error;
use std::fmt;

/// Writes `text` as a quoted SOQL string literal.
///
/// # Errors
///
/// Only those of `out`.
///
/// ```
/// let mut soql = String::from("SELECT Id FROM Contact WHERE LastName = ");
/// ats_schema::rules::literal::write_text(&mut soql, r"O'Hara")?;
/// assert_eq!(soql, r"SELECT Id FROM Contact WHERE LastName = 'O\'Hara'");
/// # Ok::<(), std::fmt::Error>(())
/// ```
pub fn write_text(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    out.write_char('\'')?;
    write_body(out, text, false)?;
    out.write_char('\'')
}

/// Where in a value the text given to [`write_like`] is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Like {
    /// The value is the text: `'text'`.
    Equals,
    /// The value begins with the text: `'text%'`.
    StartsWith,
    /// The value ends with the text: `'%text'`.
    EndsWith,
    /// The text is anywhere in the value: `'%text%'`.
    Contains,
}

/// Writes a quoted literal for the right side of `LIKE` that finds `text` itself, its `%`
/// and `_` included.
///
/// *Not certain:* a backslash in `text` is written `\\`, as in any literal; the reference
/// says of `LIKE` only "don't use the backslash character in a search except to escape a
/// special character" (*SOQL and SOSL Reference, Comparison Operators*).
///
/// # Errors
///
/// Only those of `out`.
///
/// ```
/// use ats_schema::rules::literal::{Like, write_like};
///
/// let mut pattern = String::new();
/// write_like(&mut pattern, "100%", Like::StartsWith)?;
/// assert_eq!(pattern, r"'100\%%'");
/// # Ok::<(), std::fmt::Error>(())
/// ```
pub fn write_like(out: &mut impl fmt::Write, text: &str, like: Like) -> fmt::Result {
    out.write_char('\'')?;
    if matches!(like, Like::EndsWith | Like::Contains) {
        out.write_char('%')?;
    }
    write_body(out, text, true)?;
    if matches!(like, Like::StartsWith | Like::Contains) {
        out.write_char('%')?;
    }
    out.write_char('\'')
}

fn write_body(out: &mut impl fmt::Write, text: &str, like: bool) -> fmt::Result {
    // What needs no escape is written in as long pieces as there are.
    let mut written = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '\'' => "\\'",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{c}' => "\\f",
            '%' if like => "\\%",
            '_' if like => "\\_",
            c if c.is_control() => "",
            _ => continue,
        };
        out.write_str(&text[written..at])?;
        written = at + c.len_utf8();
        if escape.is_empty() {
            write!(out, "\\u{:04X}", u32::from(c))?;
        } else {
            out.write_str(escape)?;
        }
    }
    out.write_str(&text[written..])
}

/// Reads a whole literal, its two quotes included: the inverse of [`write_text`].
///
/// # Errors
///
/// [`LiteralError`] when a quote is missing at either end, or as [`unescape`].
///
/// ```
/// use ats_schema::rules::literal::parse_text;
///
/// assert_eq!(parse_text(r"'Bob\'s BBQ'")?, "Bob's BBQ");
/// assert_eq!(
///     parse_text("'Bob's BBQ'").unwrap_err().to_string(),
///     r"a quote inside the text at byte 4: write it as \'",
/// );
/// # Ok::<(), ats_schema::rules::literal::LiteralError>(())
/// ```
pub fn parse_text(literal: &str) -> Result<String, LiteralError> {
    let Some(rest) = literal.strip_prefix('\'') else {
        return Err(LiteralError::new(0, LiteralErrorKind::NoOpeningQuote));
    };
    let shift = |error: LiteralError| LiteralError::new(error.position + 1, error.kind);
    match rest.strip_suffix('\'') {
        Some(body) => unescape(body).map_err(shift),
        // Errors inside come first; they are why the end was not found.
        None => unescape(rest).map_err(shift).and(Err(LiteralError::new(
            literal.len(),
            LiteralErrorKind::NoClosingQuote,
        ))),
    }
}

/// Undoes the escape sequences in the body of a literal, the text between its quotes.
///
/// `\%` and `\_` are refused: they belong to `LIKE`, see [`parse_like`].
///
/// # Errors
///
/// [`LiteralError`] at a quote that is not escaped, a sequence SOQL does not know, or half
/// of a surrogate pair.
///
/// ```
/// use ats_schema::rules::literal::unescape;
///
/// assert_eq!(unescape(r"caf\u00e9 \ud83d\ude00")?, "café 😀");
/// assert!(unescape(r"C:\dir").is_err());
/// # Ok::<(), ats_schema::rules::literal::LiteralError>(())
/// ```
pub fn unescape(body: &str) -> Result<String, LiteralError> {
    let mut text = String::with_capacity(body.len());
    let mut reader = Reader { body, at: 0 };
    while let Some((start, token)) = reader.next()? {
        match token {
            Token::Plain(piece) => text.push_str(piece),
            Token::Escaped(c) => text.push(c),
            Token::Wildcard(c) => {
                return Err(LiteralError::new(start, LiteralErrorKind::LikeOnly(c)));
            }
        }
    }
    Ok(text)
}

/// A piece of the pattern on the right side of `LIKE`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LikePart {
    /// This text, never empty. Letter case counts as the field has it: "a case-sensitive
    /// match for case-sensitive fields, and a case-insensitive match for case-insensitive
    /// fields" (*SOQL and SOSL Reference, Comparison Operators*).
    Text(String),
    /// `_`: exactly one character.
    One,
    /// `%`: any number of characters, none included.
    Many,
}

/// Takes the body of a `LIKE` pattern, the text between its quotes, apart: the inverse of
/// [`write_like`].
///
/// # Errors
///
/// As [`unescape`], except that `\%` and `\_` are the plain characters.
///
/// ```
/// use ats_schema::rules::literal::{LikePart, parse_like};
///
/// assert_eq!(parse_like(r"Ter\%%")?, [LikePart::Text("Ter%".into()), LikePart::Many]);
/// # Ok::<(), ats_schema::rules::literal::LiteralError>(())
/// ```
pub fn parse_like(body: &str) -> Result<Vec<LikePart>, LiteralError> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut reader = Reader { body, at: 0 };
    while let Some((_, token)) = reader.next()? {
        match token {
            Token::Escaped(c) | Token::Wildcard(c) => text.push(c),
            Token::Plain(piece) => {
                for c in piece.chars() {
                    let part = match c {
                        '%' => LikePart::Many,
                        '_' => LikePart::One,
                        _ => {
                            text.push(c);
                            continue;
                        }
                    };
                    if !text.is_empty() {
                        parts.push(LikePart::Text(std::mem::take(&mut text)));
                    }
                    parts.push(part);
                }
            }
        }
    }
    if !text.is_empty() {
        parts.push(LikePart::Text(text));
    }
    Ok(parts)
}

/// Why a text is not a SOQL string literal, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiteralError {
    position: usize,
    kind: LiteralErrorKind,
}

/// What is wrong with a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LiteralErrorKind {
    /// The literal does not begin with a single quote.
    NoOpeningQuote,
    /// The literal does not end with a single quote.
    NoClosingQuote,
    /// A single quote inside the text without a backslash before it.
    BareQuote,
    /// A backslash with nothing after it.
    LoneBackslash,
    /// A backslash before a character that makes no sequence.
    UnknownEscape(char),
    /// `\%` or `\_` outside `LIKE`.
    LikeOnly(char),
    /// `\u` without four hexadecimal digits.
    ShortUnicode,
    /// `\uD800` to `\uDFFF` without its other half.
    LoneSurrogate(u16),
}

impl LiteralError {
    const fn new(position: usize, kind: LiteralErrorKind) -> Self {
        Self { position, kind }
    }

    /// The byte at which the mistake begins, counted from 0 in the text that was given.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// What is wrong there.
    #[must_use]
    pub const fn kind(&self) -> LiteralErrorKind {
        self.kind
    }
}

impl fmt::Display for LiteralError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.position;
        match self.kind {
            LiteralErrorKind::NoOpeningQuote => f.write_str("a text literal begins with '"),
            LiteralErrorKind::NoClosingQuote => f.write_str("the closing ' is missing"),
            LiteralErrorKind::BareQuote => {
                write!(f, r"a quote inside the text at byte {at}: write it as \'")
            }
            LiteralErrorKind::LoneBackslash => {
                write!(
                    f,
                    r"a backslash at byte {at} escapes nothing: write it as \\"
                )
            }
            LiteralErrorKind::UnknownEscape(c) => write!(
                f,
                r"SOQL knows no escape sequence \{} (byte {at}): write a backslash as \\",
                c.escape_debug()
            ),
            LiteralErrorKind::LikeOnly(c) => write!(
                f,
                r"\{c} (byte {at}) is only for LIKE: elsewhere write {c} alone"
            ),
            LiteralErrorKind::ShortUnicode => {
                write!(f, r"\u at byte {at} needs four hexadecimal digits")
            }
            LiteralErrorKind::LoneSurrogate(unit) => write!(
                f,
                r"\u{unit:04X} at byte {at} is half of a surrogate pair, its other half is missing"
            ),
        }
    }
}

impl Error for LiteralError {}

/// A stretch of a literal's body.
enum Token<'a> {
    /// Characters that stand for themselves, or are wildcards of `LIKE`.
    Plain(&'a str),
    /// The character of an escape sequence.
    Escaped(char),
    /// The `%` or `_` of the sequences only `LIKE` has.
    Wildcard(char),
}

struct Reader<'a> {
    body: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The next token and the byte at which it begins.
    fn next(&mut self) -> Result<Option<(usize, Token<'a>)>, LiteralError> {
        let start = self.at;
        let rest = &self.body[start..];
        let token = match rest.find(['\\', '\'']) {
            _ if rest.is_empty() => return Ok(None),
            Some(0) if rest.starts_with('\'') => {
                return Err(LiteralError::new(start, LiteralErrorKind::BareQuote));
            }
            Some(0) => self.escape(&rest[1..])?,
            end => {
                let plain = &rest[..end.unwrap_or(rest.len())];
                self.at += plain.len();
                Token::Plain(plain)
            }
        };
        Ok(Some((start, token)))
    }

    /// The sequence whose backslash is at `self.at`, before `rest`.
    fn escape(&mut self, rest: &str) -> Result<Token<'a>, LiteralError> {
        let fail = |kind| LiteralError::new(self.at, kind);
        let Some(c) = rest.chars().next() else {
            return Err(fail(LiteralErrorKind::LoneBackslash));
        };
        let token = match c {
            'n' | 'N' => Token::Escaped('\n'),
            'r' | 'R' => Token::Escaped('\r'),
            't' | 'T' => Token::Escaped('\t'),
            'b' | 'B' => Token::Escaped('\u{8}'),
            'f' | 'F' => Token::Escaped('\u{c}'),
            '"' | '\'' | '\\' => Token::Escaped(c),
            '%' | '_' => Token::Wildcard(c),
            'u' | 'U' => {
                let (c, length) = unicode(rest).map_err(fail)?;
                self.at += length;
                return Ok(Token::Escaped(c));
            }
            _ => return Err(fail(LiteralErrorKind::UnknownEscape(c))),
        };
        self.at += 2;
        Ok(token)
    }
}

/// The character of the `uXXXX`, or `uXXXX\uXXXX`, at the beginning of `rest`, and how many
/// bytes it takes with its first backslash.
fn unicode(rest: &str) -> Result<(char, usize), LiteralErrorKind> {
    let unit = |rest: &str| {
        let digits = rest.strip_prefix(['u', 'U'])?.get(..4)?;
        // `from_str_radix` would take a sign.
        let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(rest).ok_or(LiteralErrorKind::ShortUnicode)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Ok((c, 6));
    }
    let second = rest.get(5..).and_then(|rest| rest.strip_prefix('\\'));
    second
        .and_then(unit)
        .and_then(|second| char::decode_utf16([first, second]).next()?.ok())
        .map(|c| (c, 12))
        .ok_or(LiteralErrorKind::LoneSurrogate(first))
}

#[cfg(test)]
mod tests;
