//! Literals and binds.

use super::super::ast::RelativeDateKeyword as Keyword;
use super::super::ast::{Bind, Literal, LiteralKind, RelativeDate, Span};
use super::super::dialect::Dialect;
use super::super::error::{SoqlError, SoqlErrorKind as Kind};
use super::super::lexer::TokenKind;
use super::super::quoted_bind;
use super::{Parser, Result, shorten};
use crate::names::nearest;
use crate::rules::date::{DateError, parse_date, parse_date_time, parse_time};
use crate::rules::literal::{LikePart, LiteralError, parse_like, unescape};

impl Parser<'_> {
    /// A literal that is not the pattern of a `LIKE`.
    pub(super) fn literal(&mut self) -> Result<Literal> {
        let start = self.token.span;
        let kind = match self.token.kind {
            TokenKind::Text => {
                self.bump()?;
                self.refuse_quoted_bind(start, false)?;
                LiteralKind::Text(self.unquote(start)?)
            }
            TokenKind::Number => LiteralKind::Number(self.number("")?),
            TokenKind::Plus => {
                self.bump()?;
                LiteralKind::Number(self.number("")?)
            }
            TokenKind::Minus => {
                self.bump()?;
                LiteralKind::Number(self.number("-")?)
            }
            TokenKind::Moment => self.moment()?,
            TokenKind::Word => self.word()?,
            _ => return Err(self.expected("a value")),
        };
        let span = start.to(self.last);
        Ok(Literal { kind, span })
    }

    /// Digits, with what is wrong right behind them.
    fn number(&mut self, sign: &str) -> Result<String> {
        if !self.at(TokenKind::Number) {
            return Err(self.expected("a number"));
        }
        let span = self.bump()?.span;
        let digits = self.text(span);
        if self.adjoins() {
            let bad = |message: &'static str, help: &'static str| {
                let span = span.to(self.token.span);
                Err(SoqlError::new(Kind::BadNumber, span, message).with_help(help))
            };
            match self.token.kind {
                TokenKind::Dot => return bad("a number does not end in a point", "leave it out"),
                TokenKind::Number => return bad("a number has one point", "leave one out"),
                TokenKind::Word => {
                    let word = self.text(self.token.span).as_bytes();
                    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
                    if let [b'e' | b'E', exponent @ ..] = word
                        && digits(exponent)
                    {
                        return bad(
                            "SOQL has no numbers with an exponent",
                            "write all digits: 1500000 for 1.5e6",
                        );
                    }
                    if let [b'l' | b'L' | b'd' | b'D'] = word {
                        return bad("a number has no letter behind it", "leave it out");
                    }
                }
                _ => {}
            }
        }
        Ok(format!("{sign}{}", plain(digits)))
    }

    fn moment(&mut self) -> Result<LiteralKind> {
        let span = self.bump()?.span;
        // Only T and Z are letters here, and they may be small.
        let text = self.text(span).to_ascii_uppercase();
        let bad = |error: DateError| {
            let error = SoqlError::new(Kind::BadDate, span, error.to_string());
            let (_, time) = text.split_once('T').unwrap_or_default();
            if time.is_empty() || time.contains(['Z', '+', '-']) {
                return error;
            }
            error.with_help("a time needs its zone: Z for UTC, or such as +01:00")
        };
        // *SOQL and SOSL Reference, Date Formats and Date Literals in WHERE*, Minimum and Maximum
        // Dates.
        let out_of_range = || {
            let message = "Salesforce has dates from 1700-01-01 to 4000-12-31";
            SoqlError::new(Kind::BadDate, span, message)
        };
        if text.contains('T') {
            let moment = parse_date_time(&text).map_err(bad)?;
            let is_storable = moment.to_utc().date.is_storable();
            return is_storable
                .then_some(LiteralKind::DateTime(moment))
                .ok_or_else(out_of_range);
        }
        if text.contains(':') {
            if !text.ends_with('Z') {
                let message = "a time of day ends in Z: 15:45:00Z";
                return Err(SoqlError::new(Kind::BadDate, span, message));
            }
            return parse_time(&text).map(LiteralKind::Time).map_err(bad);
        }
        let date = parse_date(&text).map_err(bad)?;
        date.is_storable()
            .then_some(LiteralKind::Date(date))
            .ok_or_else(out_of_range)
    }

    /// `null`, `TRUE`, `TODAY`, `USD5000`.
    fn word(&mut self) -> Result<LiteralKind> {
        let text = self.text(self.token.span);
        let constant = [
            ("NULL", LiteralKind::Null),
            ("TRUE", LiteralKind::Boolean(true)),
            ("FALSE", LiteralKind::Boolean(false)),
        ];
        for (word, kind) in constant {
            if text.eq_ignore_ascii_case(word) {
                self.bump()?;
                return Ok(kind);
            }
        }
        if let Some(keyword) = RelativeDate::keyword(text) {
            return self.relative_date(keyword);
        }
        if let Some((code, digits)) = text.split_at_checked(3)
            && code.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return self.currency(code, digits);
        }
        if self.at_negative_amount() {
            return self.negative_amount();
        }
        Err(self.not_a_value())
    }

    /// Whether the word in hand is the currency of `USD-5000`.
    fn at_negative_amount(&self) -> bool {
        let word = self.token.span;
        let letters = self.text(word).as_bytes();
        if letters.len() != 3 || !letters.iter().all(u8::is_ascii_alphabetic) {
            return false;
        }
        let mut lexer = self.lexer;
        let (Ok(minus), Ok(digits)) = (lexer.next(), lexer.next()) else {
            return false;
        };
        minus.kind == TokenKind::Minus
            && digits.kind == TokenKind::Number
            && minus.span.start == word.end
            && digits.span.start == minus.span.end
    }

    /// A negative amount, allowed since Summer '24 in queries over the APIs and in dynamic SOQL,
    /// but not in the static SOQL of Apex. No page of Salesforce mentions it; the row in
    /// `soql_by_the_book` names where it was reported.
    fn negative_amount(&mut self) -> Result<LiteralKind> {
        let code = self.bump()?.span;
        if self.dialect == Dialect::Apex {
            let span = code.to(self.token.span);
            let message = "a negative amount in a currency is not allowed in static SOQL";
            return Err(SoqlError::new(Kind::BadNumber, span, message)
                .with_help("bind the amount, or run the query with Database.query"));
        }
        self.bump()?;
        Ok(LiteralKind::Currency {
            code: self.text(code).to_ascii_uppercase(),
            amount: self.number("-")?,
        })
    }

    fn currency(&mut self, code: &str, digits: &str) -> Result<LiteralKind> {
        let mut span = self.bump()?.span;
        if self.at(TokenKind::Number) && self.adjoins() {
            let fraction = self.token.span;
            if !self.text(fraction).starts_with('.') {
                return Err(self.expected("the end of the amount"));
            }
            self.bump()?;
            span = span.to(fraction);
        }
        if self.at(TokenKind::Dot) && self.adjoins() {
            let message = "a number does not end in a point";
            return Err(
                SoqlError::new(Kind::BadNumber, span.to(self.token.span), message)
                    .with_help("leave it out"),
            );
        }
        let amount = self.text(span).get(3..).unwrap_or(digits);
        Ok(LiteralKind::Currency {
            code: code.to_ascii_uppercase(),
            amount: plain(amount),
        })
    }

    fn relative_date(&mut self, keyword: Keyword) -> Result<LiteralKind> {
        let word = self.bump()?.span;
        if self.at(TokenKind::Open) {
            let name = self.text(word);
            let message = format!("`{name}` is not a function");
            return Err(SoqlError::new(Kind::BadDate, word, message)
                .stumbling_at(self.token.span)
                .with_help(format!("write `{name}` without parentheses")));
        }
        let (make, unit) = match keyword {
            Keyword::Plain(date) => {
                if self.at(TokenKind::Colon) {
                    let message = format!("{} takes no number", self.text(word));
                    return Err(self.refuse(Kind::BadDate, message));
                }
                return Ok(LiteralKind::RelativeDate(date));
            }
            Keyword::Counted(make, unit) => (make, unit),
        };
        let word = self.text(word);
        if !self.eat(TokenKind::Colon)? {
            let message = format!("{word} needs a number: {word}:30");
            return Err(SoqlError::new(Kind::BadDate, self.last, message));
        }
        if !self.at(TokenKind::Number) {
            return Err(self
                .expected("a number")
                .with_help(format!("write it out: {word}:30")));
        }
        let number = self.bump()?.span;
        let Ok(n) = self.text(number).parse() else {
            let found = shorten(self.text(number));
            let message = format!("{word} takes a whole number, found {found}");
            return Err(SoqlError::new(Kind::BadDate, number, message));
        };
        Ok(LiteralKind::RelativeDate(make(unit, n)))
    }

    /// A word where a value has to be.
    #[cold]
    fn not_a_value(&self) -> SoqlError {
        let word = shorten(self.text(self.token.span));
        if self.at_reserved() {
            return self.expected("a value");
        }
        let nearest = self.nearest_date();
        // Only a date literal has a number behind it.
        if self.peek_is(TokenKind::Colon) {
            let nearest = nearest.as_deref().unwrap_or("LAST_N_DAYS:30");
            return self
                .refuse(Kind::NotAValue, format!("unknown date literal `{word}`"))
                .with_help(format!("write `{nearest}`"));
        }
        let error = self.refuse(Kind::NotAValue, format!("{word} is not a value"));
        error.with_help(match nearest {
            Some(nearest) => {
                format!("write a text in single quotes: '{word}', or the date literal `{nearest}`")
            }
            None => {
                format!("write a text in single quotes: '{word}'; SOQL does not compare two fields")
            }
        })
    }

    /// The date literal that a word nearly is, with a number where it takes one.
    fn nearest_date(&self) -> Option<String> {
        let word = self.text(self.token.span);
        // No slip of the finger makes a name much longer.
        if word.len() > 40 {
            return None;
        }
        let names: Vec<String> = RelativeDate::names().collect();
        let words = names.iter().filter_map(|name| name.split(':').next());
        let found = nearest(word, words)?;
        let name = names
            .iter()
            .find(|name| name.split(':').next() == Some(found))?;
        Some(name.replace(":n", ":30"))
    }

    /// Refuses a quoted text that is written like a bind: the value would never be filled in.
    ///
    /// Only where binds are written, since a text that is sent as it is may hold a colon.
    pub(super) fn refuse_quoted_bind(&self, span: Span, like: bool) -> Result<()> {
        if !matches!(self.dialect, Dialect::Macro | Dialect::Apex) {
            return Ok(());
        }
        let text = body(self.text(span));
        let bind = match like {
            false => quoted_bind::of_text(text),
            true => quoted_bind::in_pattern(text),
        };
        let Some((written, name)) = bind else {
            return Ok(());
        };
        let macro_bind = self.dialect == Dialect::Macro;
        let found_by = match (macro_bind, text.strip_prefix('%'), text.strip_suffix('%')) {
            (true, Some(rest), Some(_)) if rest.strip_suffix('%') == Some(written) => "contains",
            (true, _, Some(rest)) if rest == written => "starts_with",
            (true, Some(rest), _) if rest == written => "ends_with",
            _ => "",
        };
        let wanted = match found_by {
            "" if written == text => format!("`:{name}` without quotes"),
            "" => format!("`LIKE :{name}`, with the wildcards in its value"),
            _ => format!("`LIKE :(LikePattern::{found_by}(&{name}))`"),
        };
        // A string literal of Rust needs the backslash twice.
        let backslash = if macro_bind { r"\" } else { "" };
        let escape = quoted_bind::escape(written);
        let message = format!("`{written}` in quotes is text, not a bind");
        Err(SoqlError::new(Kind::QuotedBind, span, message).with_help(format!(
            "write {wanted}; if this text is meant, write its first character as {backslash}{escape}"
        )))
    }

    fn unquote(&self, span: Span) -> Result<String> {
        unescape(body(self.text(span))).map_err(|error| self.bad_text(span, error))
    }

    /// The pattern of the text at `span`.
    pub(super) fn pattern(&self, span: Span) -> Result<Vec<LikePart>> {
        parse_like(body(self.text(span))).map_err(|error| self.bad_text(span, error))
    }

    fn bad_text(&self, span: Span, error: LiteralError) -> SoqlError {
        let inside = u32::try_from(error.position()).unwrap_or_default();
        let start = span.start + 1 + inside;
        // The backslash and what it stands before.
        let escaped = self.text(Span::new(start, span.end)).chars().nth(1);
        let length = escaped.map_or(1, |c| 1 + c.len_utf8());
        let end = start + u32::try_from(length).unwrap_or(1);
        // The position is in the span already.
        let message = error
            .to_string()
            .replace(&format!(" (byte {})", error.position()), "")
            .replace(&format!(" at byte {}", error.position()), "");
        SoqlError::new(Kind::BadText, Span::new(start, end), message)
    }

    /// A colon and an expression.
    pub(super) fn bind(&mut self) -> Result<Bind> {
        let colon = self.token.span;
        let (start, end) = self.lexer.bind(colon, self.dialect.binds_apex())?;
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span::new(colon.start, offset(end));
        if let Some(rest) = self.source[end..].strip_prefix('!')
            && rest.starts_with(['(', '[', '{'])
        {
            let name = &self.source[start..end];
            let message = format!("the macro call `{name}!` in a bind needs parentheses");
            return Err(SoqlError::new(Kind::BadBind, span, message)
                .stumbling_at(Span::new(offset(end), offset(end + 1)))
                .with_help(format!("write `:({name}!(…))`")));
        }
        if !self.dialect.has_binds() {
            let message = "binds are not for the REST API, only for Apex and soql!";
            return Err(
                SoqlError::new(Kind::BindInRest, span, message).with_help("write the value itself")
            );
        }
        self.lexer = self.lexer.from(end);
        self.token = self.lexer.next()?;
        self.last = span;
        let expr = self.text(Span::new(offset(start), offset(end))).to_owned();
        Ok(Bind { expr, span })
    }
}

/// What is between the quotes.
fn body(text: &str) -> &str {
    let text = text.strip_prefix('\'').unwrap_or(text);
    text.strip_suffix('\'').unwrap_or(text)
}

/// Unsigned digits in the form of [`LiteralKind::Number`].
fn plain(digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    match digits.as_bytes().first() {
        Some(b'0'..=b'9') => digits.to_owned(),
        _ => format!("0{digits}"),
    }
}
