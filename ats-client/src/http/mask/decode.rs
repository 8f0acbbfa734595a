//! Reads a server's text in every notation in which it may repeat a value.

/// A text, with the characters that each of its places may stand for.
pub(super) struct Decoded {
    pub(super) chars: Vec<char>,
    readings: Vec<Vec<Reading>>,
}

/// A character that a place of a text may stand for.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// In lower case.
    pub(super) character: char,
    /// The place after it.
    pub(super) after: usize,
    /// The number of backslashes that are read as this one; 0 for other characters.
    pub(super) backslashes: usize,
}

impl Decoded {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<_> = text.chars().collect();
        let text = Text {
            runs: ends_of_runs(&chars),
            chars: &chars,
        };
        let readings = (0..chars.len()).map(|at| text.readings(at)).collect();
        Self { chars, readings }
    }

    /// Returns the characters that a place may stand for; none after the end.
    pub(super) fn at(&self, place: usize) -> &[Reading] {
        self.readings.get(place).map_or(&[], Vec::as_slice)
    }
}

/// Returns the end of the run of backslashes at each place, which is the place itself where there is no
/// backslash. Computed once, because a text may be one long run.
fn ends_of_runs(chars: &[char]) -> Vec<usize> {
    let mut ends = vec![chars.len(); chars.len() + 1];
    for (at, c) in chars.iter().enumerate().rev() {
        ends[at] = if *c == '\\' { ends[at + 1] } else { at };
    }
    ends
}

struct Text<'a> {
    chars: &'a [char],
    runs: Vec<usize>,
}

impl Text<'_> {
    fn readings(&self, at: usize) -> Vec<Reading> {
        let first = self.chars[at];
        if first == '\\' {
            return self.backslash(at);
        }
        let mut found = vec![(first, at + 1)];
        match first {
            '+' => found.push((' ', at + 1)),
            '%' => found.extend((0..3).filter_map(|more| percent(self.chars, at, more))),
            '&' => found.extend(entity(self.chars, at)),
            _ => {}
        }
        found.into_iter().map(reading).collect()
    }

    /// Decodes `\\`, `\n`, `\'`, `\u00e9` and the like, of JSON and of SOQL, escaped more than once too.
    fn backslash(&self, at: usize) -> Vec<Reading> {
        let end = self.runs[at];
        // Not escaped, a backslash is one; escaped once, two; escaped again, four.
        let mut found: Vec<_> = [1, 2, 4, 8]
            .into_iter()
            .filter(|backslashes| at + backslashes <= end)
            .map(|backslashes| Reading {
                character: '\\',
                after: at + backslashes,
                backslashes,
            })
            .collect();
        let decoded = match self.chars.get(end) {
            Some('n') => Some(('\n', end + 1)),
            Some('r') => Some(('\r', end + 1)),
            Some('t') => Some(('\t', end + 1)),
            Some('b') => Some(('\u{8}', end + 1)),
            Some('f') => Some(('\u{c}', end + 1)),
            Some(c @ ('"' | '\'' | '/')) => Some((*c, end + 1)),
            Some('u') => self.unicode(end),
            _ => None,
        };
        found.extend(decoded.map(reading));
        found
    }

    /// Decodes `u00e9`, or the two halves of a character beyond U+FFFF.
    fn unicode(&self, at: usize) -> Option<(char, usize)> {
        let unit = |at| -> Option<u16> { u16::try_from(hex(self.chars, at, 4)?).ok() };
        let first = unit(at + 1)?;
        if let Some(decoded) = char::from_u32(first.into()) {
            return Some((decoded, at + 5));
        }
        let next = *self.runs.get(at + 5)?;
        let second = (self.chars.get(next) == Some(&'u')).then(|| unit(next + 1))??;
        let decoded = char::decode_utf16([first, second]).next()?.ok()?;
        Some((decoded, next + 5))
    }
}

fn reading((character, after): (char, usize)) -> Reading {
    Reading {
        character: lower(character),
        after,
        backslashes: 0,
    }
}

/// Decodes `%C3%A9`, in letters of either case, and encoded so many times more (`%25C3%25A9`).
fn percent(text: &[char], at: usize, more: usize) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut at = at;
    for length in 1..=4 {
        let (byte, after) = percent_byte(text, at, more)?;
        bytes[length - 1] = byte;
        at = after;
        if let Ok(decoded) = std::str::from_utf8(&bytes[..length]) {
            return decoded.chars().next().map(|c| (c, at));
        }
    }
    None
}

fn percent_byte(text: &[char], at: usize, more: usize) -> Option<(u8, usize)> {
    let digits = at + 1 + 2 * more;
    let signs = text.get(at + 1..digits)?.chunks(2);
    if text.get(at) != Some(&'%') || signs.into_iter().any(|sign| sign != ['2', '5']) {
        return None;
    }
    let byte = u8::try_from(hex(text, digits, 2)?).ok()?;
    Some((byte, digits + 2))
}

/// Reads a number of so many hexadecimal digits.
pub(super) fn hex(text: &[char], at: usize, digits: usize) -> Option<u32> {
    text.get(at..at + digits)?
        .iter()
        .try_fold(0, |number, c| Some(number * 16 + c.to_digit(16)?))
}

/// Decodes `&amp;`, `&#39;`, `&#x27;`.
fn entity(text: &[char], at: usize) -> Option<(char, usize)> {
    let length = text[at..].iter().take(10).position(|c| *c == ';')?;
    let name: String = text[at + 1..at + length].iter().collect();
    let decoded = match &*name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((decoded, at + length + 1))
}

/// Lower case, of characters that have one of a single character.
pub(super) fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}
