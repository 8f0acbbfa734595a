//! Tokens to a query, by recursive descent with one token in hand.
//!
//! The grammar is that of *SOQL and SOSL Reference, SOQL SELECT Syntax*. Which words may be
//! names, where `NOT` may stand and what a semi-join may hold is not in the reference: it is
//! as the parser does that Salesforce publishes for its own editors
//! (`@salesforce/soql-common` on npm).

mod clause;
mod condition;
mod name;
mod select;
mod value;
mod with;

use super::ast::{Query, Span};
use super::dialect::Dialect;
use super::error::{SoqlError, SoqlErrorKind as Kind};
use super::lexer::{Lexer, Token, TokenKind};

/// How deep parentheses, subqueries and functions may stand inside each other.
///
/// A subquery counts as much as five of the others. It is our own limit: it keeps everything
/// that walks a [`Query`] from overflowing the stack, also the 2 MiB one of a thread.
/// Salesforce documents five levels of subqueries and no limit for parentheses.
pub const MAX_DEPTH: u32 = 100;

/// How many levels a subquery counts as: it takes that much more of the stack.
const QUERY_DEPTH: u32 = 5;

type Result<T> = std::result::Result<T, SoqlError>;

/// Reads a query.
///
/// Takes time and memory in proportion to the length of the text.
///
/// # Errors
///
/// [`SoqlError`] at the first mistake.
///
/// ```
/// use ats_schema::soql::{Dialect, parse};
///
/// let query = parse("select Name from Account where Rating in ('Hot', 'Warm')", Dialect::Rest)?;
/// assert_eq!(query.to_string(), "SELECT Name FROM Account WHERE Rating IN ('Hot', 'Warm')");
///
/// let error = parse("SELECT Name FROM Account WHERE Id = :id", Dialect::Rest).unwrap_err();
/// assert_eq!(error.message(), "binds are not for the REST API, only for Apex and soql!");
/// # Ok::<(), ats_schema::soql::SoqlError>(())
/// ```
pub fn parse(source: &str, dialect: Dialect) -> Result<Query> {
    if u32::try_from(source.len()).is_err() {
        let message = "the query is longer than 4 GiB";
        return Err(SoqlError::new(Kind::TooLong, Span::NONE, message));
    }
    let mut parser = Parser::new(source, dialect)?;
    if parser.at(TokenKind::End) {
        let message = "there is no query";
        return Err(SoqlError::new(Kind::Empty, parser.token.span, message));
    }
    let query = parser.query(Place::Top)?;
    if !parser.at(TokenKind::End) {
        return Err(parser.after_the_last_clause(&query, Place::Top));
    }
    Ok(query)
}

/// Where a query stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the whole text.
    Top,
    /// In the `SELECT` list of another.
    Child,
    /// On the right of `IN`.
    SemiJoin,
}

struct Parser<'a> {
    source: &'a str,
    dialect: Dialect,
    lexer: Lexer<'a>,
    /// The token in hand, not yet taken.
    token: Token,
    /// The one that was taken last.
    last: Span,
    depth: u32,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, dialect: Dialect) -> Result<Self> {
        let mut lexer = Lexer::new(source);
        let token = lexer.next()?;
        Ok(Self {
            source,
            dialect,
            lexer,
            token,
            last: Span::NONE,
            depth: 0,
        })
    }

    fn text(&self, span: Span) -> &'a str {
        self.source.get(span.range()).unwrap_or_default()
    }

    fn at(&self, kind: TokenKind) -> bool {
        self.token.kind == kind
    }

    /// Whether the token in hand is this word.
    fn at_word(&self, word: &str) -> bool {
        self.is_word(self.token, word)
    }

    fn is_word(&self, token: Token, word: &str) -> bool {
        token.kind == TokenKind::Word && self.text(token.span).eq_ignore_ascii_case(word)
    }

    /// Whether these two words are next.
    fn at_words(&self, first: &str, second: &str) -> bool {
        self.at_word(first) && self.peek().is_some_and(|token| self.is_word(token, second))
    }

    /// The token after the one in hand, when there is a good one.
    fn peek(&self) -> Option<Token> {
        let mut lexer = self.lexer;
        lexer.next().ok()
    }

    /// Whether the token after the one in hand is a word, and not the `FROM` of the clause.
    fn peek_is_name(&self) -> bool {
        let mut lexer = self.lexer;
        let (Ok(word), Ok(next)) = (lexer.next(), lexer.next()) else {
            return false;
        };
        let dotted = next.kind == TokenKind::Dot && next.span.start == word.span.end;
        word.kind == TokenKind::Word && (dotted || !self.is_word(word, "FROM"))
    }

    fn peek_is(&self, kind: TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    /// Takes the token in hand.
    fn bump(&mut self) -> Result<Token> {
        let next = self.lexer.next()?;
        let token = std::mem::replace(&mut self.token, next);
        self.last = token.span;
        Ok(token)
    }

    fn eat(&mut self, kind: TokenKind) -> Result<bool> {
        let found = self.at(kind);
        if found {
            self.bump()?;
        }
        Ok(found)
    }

    fn eat_word(&mut self, word: &str) -> Result<bool> {
        let found = self.at_word(word);
        if found {
            self.bump()?;
        }
        Ok(found)
    }

    /// Reads one of several words; `text` is how each is written.
    fn eat_one_of<K: Copy>(&mut self, all: &[K], text: fn(K) -> &'static str) -> Result<Option<K>> {
        let found = all.iter().copied().find(|&word| self.at_word(text(word)));
        if found.is_some() {
            self.bump()?;
        }
        Ok(found)
    }

    fn expect(&mut self, kind: TokenKind, what: &str) -> Result<Span> {
        if self.at(kind) {
            return Ok(self.bump()?.span);
        }
        Err(self.expected(what))
    }

    fn expect_word(&mut self, word: &str) -> Result<Span> {
        if self.at_word(word) {
            return Ok(self.bump()?.span);
        }
        Err(self.expected(word))
    }

    /// Whether the token in hand begins where the last one ended.
    fn adjoins(&self) -> bool {
        self.token.span.start == self.last.end
    }

    /// Runs `f` one level deeper.
    fn nested<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.deeper(1, f)
    }

    fn deeper<T>(&mut self, levels: u32, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth + levels > MAX_DEPTH {
            let message =
                format!("more than {MAX_DEPTH} levels of parentheses, functions or subqueries");
            return Err(SoqlError::new(Kind::TooDeep, self.token.span, message)
                .with_help("a subquery counts as five levels"));
        }
        self.depth += levels;
        let result = f(self);
        self.depth -= levels;
        result
    }

    /// A query in parentheses.
    fn inner_query(&mut self, place: Place) -> Result<Box<Query>> {
        self.deeper(QUERY_DEPTH, |parser| parser.query(place).map(Box::new))
    }

    /// Reads what `f` reads, and again after every comma; `wanted` names it.
    fn list<T>(
        &mut self,
        wanted: &str,
        mut f: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut items = vec![f(self)?];
        while self.at(TokenKind::Comma) {
            let comma = self.bump()?.span;
            let ends = match self.token.kind {
                TokenKind::Close | TokenKind::End | TokenKind::Comma => true,
                TokenKind::Word => self.at_clause(),
                _ => false,
            };
            if ends {
                let message = format!("a comma with no {wanted} after it");
                return Err(SoqlError::new(Kind::TrailingComma, comma, message)
                    .stumbling_at(self.token.span)
                    .with_help("leave the comma out, or say what is missing"));
            }
            items.push(f(self)?);
        }
        Ok(items)
    }

    /// An error at the token in hand, where `what` had to be.
    #[cold]
    fn expected(&self, what: &str) -> SoqlError {
        let span = self.token.span;
        match self.token.kind {
            TokenKind::End => {
                let message = format!("expected {what}, but the query ends here");
                SoqlError::new(Kind::UnexpectedEnd, span, message)
            }
            kind => {
                let found = shorten(self.text(span));
                let message = format!("expected {what}, found {found}");
                let error = SoqlError::new(Kind::Unexpected, span, message);
                let quoted = self.text(self.last).starts_with('\'');
                if quoted && self.adjoins() && matches!(kind, TokenKind::Word | TokenKind::Text) {
                    return error.with_help("a quote inside a text is written \\'");
                }
                error
            }
        }
    }

    /// An error over the token in hand.
    fn refuse(&self, kind: Kind, message: impl Into<String>) -> SoqlError {
        SoqlError::new(kind, self.token.span, message.into())
    }
}

/// As much of a text as goes well into a message.
fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
