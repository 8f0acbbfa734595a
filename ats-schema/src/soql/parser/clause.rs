//! A query's clauses and their order.

use super::super::ast::{
    Direction, ForClause, ForKind, GroupBy, GroupKind, Name, Nulls, OrderBy, Query, RowCount,
    Source, Span, UpdateClause, UpdateKind,
};
use super::super::error::{SoqlError, SoqlErrorKind as Kind};
use super::super::lexer::TokenKind;
use super::{Parser, Place, Result};

/// The clauses in the order they must have. `FOR UPDATE` may also come last.
const ORDER: [&str; 12] = [
    "FROM", "USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "ALL", "FOR",
    "UPDATE",
];

/// The words before which other languages join tables.
const JOINS: [&str; 7] = ["JOIN", "INNER", "LEFT", "RIGHT", "FULL", "OUTER", "CROSS"];

impl Parser<'_> {
    pub(super) fn query(&mut self, place: Place) -> Result<Query> {
        if !self.at_word("SELECT") {
            if self.at_word("FIND") {
                let message = "this is SOSL, not SOQL";
                return Err(self.refuse(Kind::Unexpected, message).with_help(
                    "a SOQL query begins with SELECT; SOSL is sent to the search resource",
                ));
            }
            let error = self.expected("SELECT");
            let foreign = ["INSERT", "UPDATE", "DELETE", "UPSERT"];
            return Err(match foreign.iter().any(|word| self.at_word(word)) {
                true => error.with_help("SOQL only reads, and begins with SELECT"),
                false => error,
            });
        }
        let start = self.bump()?.span;
        let select = self.select(place)?;
        self.expect_from()?;
        let from = self.list("object", Self::source)?;
        let scope = self.scope()?;
        let filter = match self.eat_word("WHERE")? {
            true => Some(self.condition()?),
            false => None,
        };
        let with = self.with()?;
        let mut query = Query {
            span: start,
            select,
            from,
            scope,
            filter,
            with,
            group_by: None,
            having: None,
            order_by: Vec::new(),
            limit: None,
            offset: None,
            all_rows: None,
            for_clauses: Vec::new(),
            update: Vec::new(),
        };
        // Salesforce's grammar ends a semi-join here.
        if place != Place::SemiJoin {
            self.group_and_sort(&mut query)?;
            self.rows(&mut query)?;
        }
        query.span = start.to(self.last);
        Ok(query)
    }

    /// Whether the word in hand cannot be a name, because a clause begins with it.
    pub(super) fn at_clause(&self) -> bool {
        self.at_reserved() && ORDER.iter().any(|word| self.at_word(word))
    }

    fn expect_from(&mut self) -> Result<()> {
        if self.eat_word("FROM")? {
            return Ok(());
        }
        let clause = ORDER.iter().any(|word| self.at_word(word));
        if clause || matches!(self.token.kind, TokenKind::End | TokenKind::Close) {
            let message = "there is no FROM after the fields";
            return Err(self
                .refuse(Kind::MissingFrom, message)
                .with_help("write FROM and the object"));
        }
        let error = self.expected("FROM");
        Err(match self.token.kind {
            TokenKind::Word | TokenKind::Open => {
                error.with_help("is there a comma missing before it?")
            }
            _ => error,
        })
    }

    fn source(&mut self) -> Result<Source> {
        let path = self.path("an object")?;
        self.refuse_join()?;
        let alias = if self.eat_word("AS")? || self.at_source_alias() {
            Some(self.name("an alias")?)
        } else {
            None
        };
        let span = path.span.to(self.last);
        Ok(Source { path, alias, span })
    }

    /// Whether the word in hand is an alias and not the first word of a clause.
    fn at_source_alias(&self) -> bool {
        if !self.at(TokenKind::Word) || self.at_reserved() {
            return false;
        }
        let number = |token| matches!(token, TokenKind::Number | TokenKind::Colon);
        let clause = self.at_words("GROUP", "BY")
            || self.at_words("ORDER", "BY")
            || self.at_words("ALL", "ROWS")
            || (self.at_word("OFFSET") && self.peek().is_some_and(|token| number(token.kind)));
        !clause
    }

    fn refuse_join(&self) -> Result<()> {
        let joins = self.at_word("JOIN")
            || JOINS
                .iter()
                .any(|word| self.at_words(word, "JOIN") || self.at_words(word, "OUTER"));
        if !joins {
            return Ok(());
        }
        let message = "SOQL has no JOIN";
        Err(self.refuse(Kind::ForeignClause, message).with_help(
            "reach a parent's fields by its relationship, Account.Name, and children by a \
             subquery, (SELECT Id FROM Contacts)",
        ))
    }

    fn scope(&mut self) -> Result<Option<Name>> {
        if !self.eat_word("USING")? {
            return Ok(None);
        }
        self.expect_word("SCOPE")?;
        self.name("a scope").map(Some)
    }

    fn group_and_sort(&mut self, query: &mut Query) -> Result<()> {
        if self.at_words("GROUP", "BY") {
            let start = self.bump()?.span;
            self.bump()?;
            query.group_by = Some(self.group_by(start)?);
            if self.eat_word("HAVING")? {
                query.having = Some(self.condition()?);
            }
        } else if self.at_word("GROUP") {
            self.bump()?;
            return Err(self.expected("BY"));
        } else if self.at_word("HAVING") {
            let message = "HAVING needs a GROUP BY before it";
            return Err(self
                .refuse(Kind::ClauseOrder, message)
                .with_help("without groups, write the condition after WHERE"));
        }
        if self.eat_word("ORDER")? {
            self.expect_word("BY")?;
            query.order_by = self.list("field", Self::order_by)?;
        }
        Ok(())
    }

    fn group_by(&mut self, start: Span) -> Result<GroupBy> {
        let kind = self.subtotals().unwrap_or(GroupKind::Plain);
        let items = if kind == GroupKind::Plain {
            self.list("field", |parser| {
                if parser.subtotals().is_some() {
                    let message = "ROLLUP and CUBE do not stand beside other fields";
                    return Err(parser
                        .refuse(Kind::ReservedWord, message)
                        .with_help("put all fields into their parentheses"));
                }
                parser.operand("a field")
            })?
        } else {
            self.bump()?;
            self.expect(TokenKind::Open, "(")?;
            let items = self.list("field", |parser| parser.operand("a field"))?;
            self.expect(TokenKind::Close, ", or )")?;
            items
        };
        let span = start.to(self.last);
        Ok(GroupBy { kind, items, span })
    }

    fn subtotals(&self) -> Option<GroupKind> {
        if !self.at_reserved() {
            return None;
        }
        if self.at_word("ROLLUP") {
            return Some(GroupKind::Rollup);
        }
        self.at_word("CUBE").then_some(GroupKind::Cube)
    }

    fn order_by(&mut self) -> Result<OrderBy> {
        let expr = self.operand("a field")?;
        let direction = self.eat_one_of(Direction::ALL, Direction::as_str)?;
        let mut nulls = None;
        if self.eat_word("NULLS")? {
            nulls = self.eat_one_of(Nulls::ALL, Nulls::as_str)?;
            if nulls.is_none() {
                return Err(self.expected("FIRST or LAST"));
            }
            for word in ["ASC", "DESC"] {
                if self.at_word(word) {
                    let message = format!("{word} stands before NULLS");
                    return Err(self.refuse(Kind::ClauseOrder, message));
                }
            }
        }
        let span = expr.span().to(self.last);
        Ok(OrderBy {
            expr,
            direction,
            nulls,
            span,
        })
    }

    /// `LIMIT` and all that follows.
    fn rows(&mut self, query: &mut Query) -> Result<()> {
        if self.eat_word("LIMIT")? {
            query.limit = Some(self.row_count("LIMIT")?);
            if self.at(TokenKind::Comma) {
                let message = "LIMIT takes one number";
                return Err(self
                    .refuse(Kind::ForeignClause, message)
                    .with_help("write LIMIT 10 OFFSET 20 to skip 20"));
            }
        }
        if self.eat_word("OFFSET")? {
            query.offset = Some(self.row_count("OFFSET")?);
        }
        if self.at_words("ALL", "ROWS") {
            let all = self.bump()?.span;
            let span = all.to(self.token.span);
            if !self.dialect.has_all_rows() {
                let message = "ALL ROWS is only for Apex";
                return Err(SoqlError::new(Kind::ApexOnly, span, message)
                    .with_help("to get deleted records too, ask queryAll instead of query"));
            }
            self.bump()?;
            query.all_rows = Some(span);
        }
        self.for_clauses(query)?;
        if self.eat_word("UPDATE")? {
            query.update = self.list("word", Self::update)?;
            if self.at_words("FOR", "UPDATE") {
                self.for_clauses(query)?;
            }
        }
        Ok(())
    }

    fn row_count(&mut self, clause: &str) -> Result<RowCount> {
        if self.at(TokenKind::Colon) {
            return self.bind().map(RowCount::Bind);
        }
        if self.at(TokenKind::Minus) {
            let message = format!("{clause} cannot be negative");
            return Err(self.refuse(Kind::BadNumber, message));
        }
        let start = self.token.span;
        self.eat(TokenKind::Plus)?;
        if !self.at(TokenKind::Number) {
            return Err(self.expected("a whole number"));
        }
        let span = start.to(self.token.span);
        let digits = self.text(self.token.span);
        let Ok(value) = digits.parse() else {
            let message = match digits.contains('.') {
                true => format!("{clause} takes a whole number"),
                false => format!("the number after {clause} is too large"),
            };
            return Err(self.refuse(Kind::BadNumber, message));
        };
        self.bump()?;
        Ok(RowCount::Number { value, span })
    }

    fn for_clauses(&mut self, query: &mut Query) -> Result<()> {
        while self.at_word("FOR") {
            let start = self.bump()?.span;
            let is = |kind: &ForKind| self.at_word(kind.as_str());
            let Some(kind) = ForKind::ALL.iter().copied().find(is) else {
                return Err(self.expected("VIEW, REFERENCE or UPDATE"));
            };
            let span = start.to(self.token.span);
            let locks = |kind| kind == ForKind::Update;
            let clash = |other: &ForClause| locks(other.kind) == locks(kind);
            if query.for_clauses.iter().any(clash) {
                let message = match locks(kind) {
                    true => "a second FOR UPDATE",
                    false => "only one of FOR VIEW and FOR REFERENCE",
                };
                return Err(SoqlError::new(Kind::DuplicateClause, span, message));
            }
            self.bump()?;
            query.for_clauses.push(ForClause { kind, span });
        }
        Ok(())
    }

    fn update(&mut self) -> Result<UpdateClause> {
        let Some(kind) = self.eat_one_of(UpdateKind::ALL, UpdateKind::as_str)? else {
            return Err(self.expected("TRACKING or VIEWSTAT"));
        };
        let span = self.last;
        Ok(UpdateClause { kind, span })
    }

    /// Why what is in hand cannot follow `query`.
    #[cold]
    pub(super) fn after_the_last_clause(&self, query: &Query, place: Place) -> SoqlError {
        let clause = |word: &&&str| {
            self.at_word(word)
                && match **word {
                    "GROUP" | "ORDER" => self.at_words(word, "BY"),
                    "ALL" => self.at_words(word, "ROWS"),
                    _ => true,
                }
        };
        if let Some(word) = ORDER.iter().find(clause) {
            if place == Place::SemiJoin && !matches!(*word, "FROM" | "USING" | "WHERE" | "WITH") {
                let message = format!("a subquery after IN has no {word}");
                return self.refuse(Kind::SemiJoin, message);
            }
            return self.misplaced(word, query);
        }
        if let Err(join) = self.refuse_join() {
            return join;
        }
        if self.at(TokenKind::Close) && place == Place::Top {
            let message = "this parenthesis closes nothing";
            return self.refuse(Kind::Unexpected, message);
        }
        match place {
            Place::Top => self.expected("the end of the query"),
            Place::Child | Place::SemiJoin => self.expected(")"),
        }
    }

    /// The clause in hand comes too late, or again.
    fn misplaced(&self, word: &str, query: &Query) -> SoqlError {
        let present = [
            ("FROM", true),
            ("USING", query.scope.is_some()),
            ("WHERE", query.filter.is_some()),
            ("WITH", query.with.is_some()),
            ("GROUP", query.group_by.is_some()),
            ("HAVING", query.having.is_some()),
            ("ORDER", !query.order_by.is_empty()),
            ("LIMIT", query.limit.is_some()),
            ("OFFSET", query.offset.is_some()),
            ("ALL", query.all_rows.is_some()),
            ("FOR", !query.for_clauses.is_empty()),
            ("UPDATE", !query.update.is_empty()),
        ];
        if present.contains(&(word, true)) {
            let message = format!("a second {}", spelled(word));
            let error = self.refuse(Kind::DuplicateClause, message);
            return match word {
                "WHERE" => error.with_help("join the conditions by AND"),
                _ => error,
            };
        }
        let rank = |word: &str| ORDER.iter().position(|other| *other == word);
        let later = present
            .iter()
            .find(|(other, present)| *present && rank(other) > rank(word));
        match later {
            Some((other, _)) => {
                let (word, other) = (spelled(word), spelled(other));
                let message = format!("{word} must stand before {other}");
                self.refuse(Kind::ClauseOrder, message)
            }
            None => self.expected("the end of the query"),
        }
    }
}

/// A clause by all its words.
fn spelled(word: &str) -> &str {
    match word {
        "USING" => "USING SCOPE",
        "GROUP" => "GROUP BY",
        "ORDER" => "ORDER BY",
        "ALL" => "ALL ROWS",
        word => word,
    }
}
