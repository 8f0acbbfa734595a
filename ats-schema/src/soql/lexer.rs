//! Characters to tokens.
//!
//! Tokens are made one at a time as the parser asks, because a bind is an expression of
//! another language, and only the parser knows when one begins.

use super::error::{SoqlError, SoqlErrorKind as Kind};
use super::span::Span;

/// What a token is; its text is in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or keyword: `[A-Za-z][A-Za-z0-9_]*`.
    Word,
    /// `12`, `12.5`, `.5`; no sign.
    Number,
    /// Digits with the `-`, `:`, `T`, `Z` of a date, a time, or both.
    Moment,
    /// A text with both quotes.
    Text,
    Comma,
    Dot,
    Colon,
    Open,
    Close,
    Plus,
    Minus,
    Star,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// The end of the text.
    End,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// The rest of the source.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// `source` must be shorter than 4 GiB.
    pub(super) const fn new(source: &'a str) -> Self {
        Self { source, at: 0 }
    }

    /// The same source from this byte on.
    pub(super) const fn from(self, at: usize) -> Self {
        Self {
            source: self.source,
            at,
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.byte(0).is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(offset(start), offset(end))
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token, SoqlError> {
        self.skip(|byte| byte.is_ascii_whitespace() || byte == 0xb);
        let start = self.at;
        let kind = self.kind()?;
        Ok(Token {
            kind,
            span: self.span(start, self.at),
        })
    }

    fn kind(&mut self) -> Result<TokenKind, SoqlError> {
        let Some(byte) = self.byte(0) else {
            return Ok(TokenKind::End);
        };
        let second = self.byte(1);
        let kind = match (byte, second) {
            (b'A'..=b'Z' | b'a'..=b'z', _) => {
                self.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                return Ok(TokenKind::Word);
            }
            (b'0'..=b'9', _) | (b'.', Some(b'0'..=b'9')) => return Ok(self.number()),
            (b'\'', _) => return self.text(),
            (b'-', Some(b'-')) | (b'/', Some(b'/' | b'*')) => return Err(self.comment()),
            (b'=', Some(b'=')) => {
                let second = self.span(self.at + 1, self.at + 2);
                let error = self.foreign("==", "write a single =");
                return Err(error.stumbling_at(second));
            }
            (b'&', Some(b'&')) => return Err(self.foreign("&&", "write AND")),
            (b'|', Some(b'|')) => return Err(self.foreign("||", "write OR")),
            (b'!', Some(b'=')) | (b'<', Some(b'>')) => return Ok(self.two(TokenKind::NotEqual)),
            (b'!', _) => return Err(self.foreign("!", "write NOT, or != for not equal")),
            (b'<', Some(b'=')) => return Ok(self.two(TokenKind::LessOrEqual)),
            (b'>', Some(b'=')) => return Ok(self.two(TokenKind::GreaterOrEqual)),
            (b'<', _) => TokenKind::Less,
            (b'>', _) => TokenKind::Greater,
            (b'=', _) => TokenKind::Equal,
            (b',', _) => TokenKind::Comma,
            (b'.', _) => TokenKind::Dot,
            (b':', _) => TokenKind::Colon,
            (b'(', _) => TokenKind::Open,
            (b')', _) => TokenKind::Close,
            (b'+', _) => TokenKind::Plus,
            (b'-', _) => TokenKind::Minus,
            (b'*', _) => TokenKind::Star,
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(kind)
    }

    const fn two(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 2;
        kind
    }

    /// A number, a date, a time, or a date and time.
    fn number(&mut self) -> TokenKind {
        self.skip(|byte| byte.is_ascii_digit());
        let digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
        match self.byte(0) {
            Some(b'-') if digit(self.byte(1)) => {
                self.skip(|byte| byte.is_ascii_digit() || byte == b'-');
                if matches!(self.byte(0), Some(b'T' | b't')) && digit(self.byte(1)) {
                    self.at += 1;
                    self.time();
                }
                TokenKind::Moment
            }
            Some(b':') if digit(self.byte(1)) => {
                self.time();
                TokenKind::Moment
            }
            Some(b'.') if digit(self.byte(1)) => {
                self.at += 1;
                self.skip(|byte| byte.is_ascii_digit());
                TokenKind::Number
            }
            _ => TokenKind::Number,
        }
    }

    /// A time of day with its zone.
    fn time(&mut self) {
        self.skip(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
        match self.byte(0) {
            Some(b'Z' | b'z') => self.at += 1,
            Some(b'+' | b'-') if self.byte(1).is_some_and(|byte| byte.is_ascii_digit()) => {
                self.at += 1;
                self.skip(|byte| byte.is_ascii_digit() || byte == b':');
            }
            _ => {}
        }
    }

    /// A text up to the quote that ends it.
    fn text(&mut self) -> Result<TokenKind, SoqlError> {
        let start = self.at;
        match end_of_quoted(self.source.as_bytes(), start) {
            Some(end) => {
                self.at = end;
                Ok(TokenKind::Text)
            }
            None => {
                let message = "this text has no closing quote";
                let span = self.span(start, self.source.len());
                Err(SoqlError::new(Kind::UnterminatedText, span, message)
                    .with_help("end it with '; a quote inside it is written \\'"))
            }
        }
    }

    fn comment(&self) -> SoqlError {
        let span = self.span(self.at, self.at + 2);
        SoqlError::new(Kind::Comment, span, "SOQL has no comments").with_help("leave it out")
    }

    fn foreign(&self, operator: &str, help: &'static str) -> SoqlError {
        let span = self.span(self.at, self.at + operator.len());
        let message = format!("{operator} is not an operator of SOQL");
        SoqlError::new(Kind::ForeignOperator, span, message).with_help(help)
    }

    #[cold]
    fn unexpected(&self) -> SoqlError {
        let c = self.rest().chars().next().unwrap_or('\u{fffd}');
        let span = self.span(self.at, self.at + c.len_utf8());
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{b4}'
            | '\u{ff07}' => SoqlError::new(
                Kind::CurlyQuote,
                span,
                format!("these are curly quotes: {c}"),
            )
            .with_help("write straight ones: '"),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{ab}'
            | '\u{bb}' | '\u{ff02}' => SoqlError::new(
                Kind::CurlyQuote,
                span,
                format!("these are curly quotes: {c}"),
            )
            .with_help("write straight single ones: '"),
            '"' => SoqlError::new(Kind::DoubleQuote, span, "SOQL has no double quotes")
                .with_help("write single quotes around a text, and none around a name"),
            '`' => SoqlError::new(Kind::DoubleQuote, span, "SOQL has no backquotes")
                .with_help("write single quotes around a text, and none around a name"),
            ';' => SoqlError::new(Kind::UnexpectedCharacter, span, "a query does not end in ;")
                .with_help("leave it out"),
            c if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}') => {
                let message = format!("this blank is not a plain one: U+{:04X}", u32::from(c));
                SoqlError::new(Kind::UnexpectedCharacter, span, message)
                    .with_help("type it anew, it was copied from somewhere")
            }
            c => {
                let message = format!("unexpected character {c:?}");
                SoqlError::new(Kind::UnexpectedCharacter, span, message)
            }
        }
    }

    /// Where the bind expression that begins at `self.at` starts and ends; `colon` is its
    /// colon.
    ///
    /// That is names with dots between them, each with any number of `(…)` and `[…]` behind
    /// it, or one pair of parentheses or braces with anything between them. `apex` has more:
    /// blanks between these, `new`, and a text or a query to begin with (*Apex Developer
    /// Guide, Using Apex Variables in SOQL and SOSL Queries*).
    pub(super) fn bind(mut self, colon: Span, apex: bool) -> Result<(usize, usize), SoqlError> {
        self.skip(|byte| byte.is_ascii_whitespace());
        let start = self.at;
        match self.byte(0) {
            Some(b'{') => return Ok((start, self.balanced(colon)?)),
            Some(b'(') => self.at = self.balanced(colon)?,
            Some(b'[') if apex => self.at = self.balanced(colon)?,
            Some(b'\'') if apex => {
                let end = end_of_quoted(self.source.as_bytes(), start);
                self.at = end.ok_or_else(|| unclosed(colon))?;
            }
            _ => {
                self.bound_name(colon)?;
                let is_new = self.source[start..self.at].eq_ignore_ascii_case("new");
                if apex && is_new {
                    self.constructor(colon)?;
                }
            }
        }
        loop {
            let end = self.at;
            if apex {
                self.skip(|byte| byte.is_ascii_whitespace());
            }
            match (self.byte(0), self.byte(1)) {
                (Some(b'(' | b'['), _) => {
                    self.at = self.balanced(colon)?;
                    continue;
                }
                (Some(b'.'), _) => self.at += 1,
                (Some(b':'), Some(b':')) | (Some(b'?'), Some(b'.')) => self.at += 2,
                _ => return Ok((start, end)),
            }
            if apex {
                self.skip(|byte| byte.is_ascii_whitespace());
            }
            self.bound_name(colon)?;
        }
    }

    /// A name of another language.
    fn bound_name(&mut self, colon: Span) -> Result<(), SoqlError> {
        let begins = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        if !self.byte(0).is_some_and(begins) {
            let message = "a bind is : and a name";
            return Err(SoqlError::new(Kind::BadBind, colon, message)
                .with_help("write :name, or :{ … } around an expression"));
        }
        self.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        Ok(())
    }

    /// What follows `new` in Apex: `Map<Id, Account>(accounts)`, `String[]{'a', 'b'}`. Nothing
    /// if `new` is a name.
    fn constructor(&mut self, colon: Span) -> Result<(), SoqlError> {
        let mut ahead = *self;
        let blanks = |lexer: &mut Self| lexer.skip(|byte| byte.is_ascii_whitespace());
        blanks(&mut ahead);
        let start = ahead.at;
        if start == self.at || ahead.bound_name(colon).is_err() {
            return Ok(());
        }
        let word = &ahead.source[start..ahead.at];
        if ["AND", "OR"]
            .iter()
            .any(|next| word.eq_ignore_ascii_case(next))
        {
            return Ok(());
        }
        ahead.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
        blanks(&mut ahead);
        if ahead.byte(0) == Some(b'<') {
            let mut depth = 0_usize;
            while let Some(byte) = ahead.byte(0) {
                match byte {
                    b'<' => depth += 1,
                    b'>' => depth -= 1,
                    b',' | b'.' | b'_' => {}
                    byte if byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() => {}
                    _ => break,
                }
                ahead.at += 1;
                if depth == 0 {
                    break;
                }
            }
            blanks(&mut ahead);
        }
        while let Some(b'(' | b'[' | b'{') = ahead.byte(0) {
            ahead.at = ahead.balanced(colon)?;
            *self = ahead;
            blanks(&mut ahead);
        }
        Ok(())
    }

    /// The byte after the bracket that closes the one at `self.at`.
    fn balanced(&self, colon: Span) -> Result<usize, SoqlError> {
        let bytes = self.source.as_bytes();
        let mut at = self.at;
        let mut open = Vec::new();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'(' => open.push(b')'),
                b'[' => open.push(b']'),
                b'{' => open.push(b'}'),
                b')' | b']' | b'}' => {
                    if open.pop() != Some(byte) {
                        break;
                    }
                    if open.is_empty() {
                        return Ok(at + 1);
                    }
                }
                b'\'' | b'"' => {
                    let Some(end) = end_of_quoted(bytes, at) else {
                        break;
                    };
                    at = end;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        Err(unclosed(colon))
    }
}

fn unclosed(colon: Span) -> SoqlError {
    let message = "a bracket or quote in this bind is not closed";
    SoqlError::new(Kind::BadBind, colon, message)
}

/// The byte after the quote that closes the one at `start`.
fn end_of_quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start)?;
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}
