//! Names, paths and calls of functions.

use super::super::ast::{Argument, Call, Function, Name, Operand, Path, Span};
use super::super::dialect::Dialect;
use super::super::error::{SoqlError, SoqlErrorKind as Kind};
use super::super::lexer::{Token, TokenKind};
use super::{Parser, Result, shorten};
use crate::names::nearest;

/// Words that are no names, unless a dot binds them to one: `SELECT Limit.Id` is good.
///
/// `GROUP` and `ORDER` are not among them: both are objects.
const RESERVED: [&str; 29] = [
    "AND", "AS", "ASC", "BY", "CUBE", "DESC", "ELSE", "EXCLUDES", "FALSE", "FIRST", "FOR", "FROM",
    "HAVING", "IN", "INCLUDES", "LAST", "LIKE", "LIMIT", "NOT", "NULL", "NULLS", "OR", "ROLLUP",
    "SELECT", "TRUE", "UPDATE", "USING", "WHERE", "WITH",
];

impl Parser<'_> {
    /// Whether the word in hand cannot be a name.
    pub(super) fn at_reserved(&self) -> bool {
        if !self.at(TokenKind::Word) {
            return false;
        }
        let word = self.text(self.token.span);
        // Most words are names, and longer than all of these.
        let mut words = RESERVED.iter();
        if word.len() > 8 || !words.any(|reserved| reserved.eq_ignore_ascii_case(word)) {
            return false;
        }
        let end = self.token.span.end;
        let dotted = |token: Token| token.kind == TokenKind::Dot && token.span.start == end;
        !self.peek().is_some_and(dotted)
    }

    /// A name that is not a keyword; `what` says of what.
    pub(super) fn name(&mut self, what: &str) -> Result<Name> {
        if !self.at(TokenKind::Word) {
            return Err(self.expected(what));
        }
        if self.at_reserved() {
            let word = self.text(self.token.span);
            let message = format!("expected {what}, found the keyword {word}");
            return Err(self.refuse(Kind::ReservedWord, message));
        }
        self.any_name()
    }

    fn any_name(&mut self) -> Result<Name> {
        let span = self.bump()?.span;
        let text = self.text(span).to_owned();
        Ok(Name { text, span })
    }

    /// Names with dots between them.
    pub(super) fn path(&mut self, what: &str) -> Result<Path> {
        let first = self.name(what)?;
        let mut span = first.span;
        let mut segments = vec![first];
        while self.at(TokenKind::Dot) && self.adjoins() {
            self.bump()?;
            if !self.at(TokenKind::Word) {
                return Err(self.expected("a name after the dot"));
            }
            let name = self.any_name()?;
            span = span.to(name.span);
            segments.push(name);
        }
        Ok(Path { segments, span })
    }

    /// A field or a call.
    pub(super) fn operand(&mut self, what: &str) -> Result<Operand> {
        if self.at(TokenKind::Word) && !self.at_reserved() && self.peek_is(TokenKind::Open) {
            let call = self.call()?;
            if call.function == Function::Geolocation {
                let message = "GEOLOCATION stands only inside DISTANCE";
                return Err(SoqlError::new(Kind::WrongArguments, call.span, message)
                    .with_help("write DISTANCE(field, GEOLOCATION(37.8, -122.4), 'mi')"));
            }
            return Ok(Operand::Call(call));
        }
        Ok(Operand::Field(self.path(what)?))
    }

    fn call(&mut self) -> Result<Call> {
        let name = self.token.span;
        let Some(function) = Function::from_name(self.text(name)) else {
            return Err(self.unknown_function());
        };
        self.bump()?;
        self.nested(|parser| parser.arguments(function, name))
    }

    fn arguments(&mut self, function: Function, name: Span) -> Result<Call> {
        self.expect(TokenKind::Open, "(")?;
        let mut arguments = Vec::new();
        if !self.at(TokenKind::Close) {
            arguments = self.list("argument", |parser| parser.argument(function))?;
        }
        let span = name.to(self.expect(TokenKind::Close, ")")?);
        if arguments.len() != function.arguments() {
            let message = format!(
                "{function} takes {}, found {}",
                count(function.arguments()),
                arguments.len()
            );
            let error = SoqlError::new(Kind::WrongArguments, span, message);
            return Err(match (function, arguments.len()) {
                (Function::Count, 0) => error.with_help(
                    "COUNT() can only be selected, with nothing beside it; elsewhere write \
                     COUNT(Id)",
                ),
                (Function::Distance, _) => {
                    error.with_help("write DISTANCE(field, GEOLOCATION(37.8, -122.4), 'mi')")
                }
                _ => error,
            });
        }
        let call = Call {
            function,
            name,
            arguments,
            span,
        };
        self.check_arguments(&call)?;
        Ok(call)
    }

    fn argument(&mut self, function: Function) -> Result<Argument> {
        match self.token.kind {
            TokenKind::Word if self.peek_is(TokenKind::Open) => self.call().map(Argument::Call),
            TokenKind::Word => {
                if function == Function::Count && self.at_word("DISTINCT") {
                    return Err(self
                        .refuse(Kind::ForeignClause, "SOQL has no DISTINCT")
                        .with_help("write COUNT_DISTINCT(field)"));
                }
                self.path("a field").map(Argument::Field)
            }
            TokenKind::Colon => self.bind().map(Argument::Bind),
            TokenKind::Star => Err(self
                .refuse(Kind::ForeignClause, format!("{function} takes no *"))
                .with_help("write COUNT(), or COUNT(Id) beside other fields")),
            TokenKind::Number | TokenKind::Plus | TokenKind::Minus | TokenKind::Text => {
                self.literal().map(Argument::Literal)
            }
            _ => Err(self.expected("a field")),
        }
    }

    /// Whether the arguments are of the kinds the function takes. Which type a field is of
    /// is not known here.
    fn check_arguments(&self, call: &Call) -> Result<()> {
        use super::super::ast::LiteralKind::{Number, Text};
        let wrong = |argument: &Argument, wanted: &str| {
            let found = shorten(self.text(argument.span()));
            let message = format!("{} wants {wanted} here, found {found}", call.function);
            Err(SoqlError::new(
                Kind::WrongArguments,
                argument.span(),
                message,
            ))
        };
        for (index, argument) in call.arguments.iter().enumerate() {
            match (call.function, index, argument) {
                // *Location-Based SOQL Queries*: "Apex bind variables aren't supported for the
                // units parameter". What `soql!` binds is text when it is sent.
                (Function::Distance, 2, Argument::Bind(_)) if self.dialect == Dialect::Apex => {
                    return wrong(argument, "'mi' or 'km' itself");
                }
                (Function::Distance, 0, Argument::Field(_))
                | (Function::Distance, 1 | 2, Argument::Bind(_))
                | (Function::Geolocation, _, Argument::Bind(_)) => {}
                (Function::Distance, 0, _) => return wrong(argument, "a location field"),
                (Function::Distance, 1, Argument::Call(inner))
                    if inner.function == Function::Geolocation => {}
                (Function::Distance, 1, _) => return wrong(argument, "GEOLOCATION(…)"),
                (Function::Distance, _, Argument::Literal(literal)) => match &literal.kind {
                    Text(unit) if is_unit(unit) => {}
                    _ => return wrong(argument, "'mi' or 'km'"),
                },
                (Function::Distance, ..) => return wrong(argument, "'mi' or 'km'"),
                (Function::Geolocation, _, Argument::Literal(literal))
                    if matches!(literal.kind, Number(_)) => {}
                (Function::Geolocation, ..) => return wrong(argument, "a number"),
                (_, _, Argument::Call(inner)) if inner.function == Function::Geolocation => {
                    return wrong(argument, "a field");
                }
                (_, _, Argument::Field(_) | Argument::Call(_)) => {}
                (_, _, Argument::Literal(_) | Argument::Bind(_)) => {
                    return wrong(argument, "a field");
                }
            }
        }
        Ok(())
    }

    #[cold]
    fn unknown_function(&self) -> SoqlError {
        let name = self.text(self.token.span);
        let mut lexer = self.lexer;
        let inside = lexer.next().and_then(|_| lexer.next());
        if inside.is_ok_and(|token| self.is_word(token, "SELECT")) {
            let message = format!(
                "expected a comma between {} and the subquery",
                shorten(name)
            );
            return self.refuse(Kind::Unexpected, message);
        }
        let message = format!("SOQL has no function {}", shorten(name));
        let error = self.refuse(Kind::UnknownFunction, message);
        if name.eq_ignore_ascii_case("FIELDS") {
            return error.with_help("FIELDS can only be selected");
        }
        if name.eq_ignore_ascii_case("FORMULA") {
            let message = "`FORMULA()` is a beta feature of Salesforce, not supported here";
            return self
                .refuse(Kind::UnknownFunction, message)
                .with_help("compare a formula field of the object instead");
        }
        // No slip of the finger makes a name much longer.
        let near = match name.len() {
            ..40 => nearest(name, Function::ALL.iter().map(|function| function.as_str())),
            _ => None,
        };
        match near {
            Some(name) => error.with_help(format!("did you mean {name}?")),
            None => error,
        }
    }
}

/// Whether `DISTANCE` measures in it. Salesforce's grammar does not tell cases apart.
fn is_unit(text: &str) -> bool {
    ["mi", "km"]
        .iter()
        .any(|unit| text.eq_ignore_ascii_case(unit))
}

fn count(arguments: usize) -> &'static str {
    match arguments {
        1 => "one argument",
        2 => "two arguments",
        _ => "three arguments",
    }
}
