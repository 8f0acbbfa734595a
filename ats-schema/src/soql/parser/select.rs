//! The `SELECT` list.

use super::super::ast::{
    FieldsGroup, FieldsItem, Name, Path, Select, SelectExpr, SelectItem, Span, Subquery, Typeof,
    When,
};
use super::super::error::{SoqlError, SoqlErrorKind as Kind};
use super::super::lexer::TokenKind;
use super::{Parser, Place, Result, shorten};

impl Parser<'_> {
    pub(super) fn select(&mut self, place: Place) -> Result<Select> {
        if place == Place::SemiJoin {
            return self.semi_join_field();
        }
        if let Some(span) = self.count_star()? {
            return Ok(Select::Count(span));
        }
        if self.at_word("FROM") && self.at_reserved() {
            let message = "there is nothing between SELECT and FROM";
            return Err(self
                .refuse(Kind::Unexpected, message)
                .with_help("name the fields, or write FIELDS(ALL) with LIMIT 200"));
        }
        Ok(Select::Items(self.list("field", Self::select_item)?))
    }

    /// `COUNT()`, which is no function of anything.
    fn count_star(&mut self) -> Result<Option<Span>> {
        if !self.at_word("COUNT") {
            return Ok(None);
        }
        let mut lexer = self.lexer;
        let open = lexer.next()?;
        if open.kind != TokenKind::Open || lexer.next()?.kind != TokenKind::Close {
            return Ok(None);
        }
        let start = self.bump()?.span;
        self.bump()?;
        let span = start.to(self.bump()?.span);
        if self.at(TokenKind::Comma) || (self.at(TokenKind::Word) && !self.at_reserved()) {
            let message = "COUNT() stands alone: no other field, no alias";
            return Err(SoqlError::new(Kind::WrongArguments, span, message)
                .stumbling_at(self.token.span)
                .with_help("beside other fields write COUNT(Id)"));
        }
        Ok(Some(span))
    }

    /// What a semi-join selects: a single field.
    fn semi_join_field(&mut self) -> Result<Select> {
        let expr = self.operand("a field")?;
        let span = expr.span();
        if self.at(TokenKind::Comma) || (self.at(TokenKind::Word) && !self.at_reserved()) {
            let message = "a subquery after IN selects one field, without an alias";
            return Err(self.refuse(Kind::SemiJoin, message));
        }
        let alias = None;
        let item = SelectExpr { expr, alias, span };
        Ok(Select::Items(vec![SelectItem::Expr(item)]))
    }

    fn select_item(&mut self) -> Result<SelectItem> {
        match self.token.kind {
            TokenKind::Open => return self.subquery().map(SelectItem::Subquery),
            TokenKind::Star => {
                return Err(self
                    .refuse(Kind::ForeignClause, "SOQL has no SELECT *")
                    .with_help("name the fields, or write FIELDS(ALL) with LIMIT 200"));
            }
            TokenKind::Word => {}
            _ => return Err(self.expected("a field")),
        }
        if self.at_word("FIELDS") && self.peek_is(TokenKind::Open) {
            return self.fields().map(SelectItem::Fields);
        }
        // Both words may also be fields, and then FROM, a comma or the end follows.
        if self.at_word("TYPEOF") && self.peek_is_name() {
            return self.typeof_item().map(SelectItem::Typeof);
        }
        if self.at_word("DISTINCT") && self.peek_is_name() {
            return Err(self
                .refuse(Kind::ForeignClause, "SOQL has no DISTINCT")
                .with_help("write GROUP BY with the fields, or COUNT_DISTINCT(field)"));
        }
        let expr = self.operand("a field")?;
        let alias = self.select_alias()?;
        let span = expr.span().to(self.last);
        Ok(SelectItem::Expr(SelectExpr { expr, alias, span }))
    }

    fn select_alias(&mut self) -> Result<Option<Name>> {
        if self.at_word("AS") {
            let message = "SOQL has no AS between a field and its alias";
            return Err(self
                .refuse(Kind::ReservedWord, message)
                .with_help("write the alias right after the field"));
        }
        if self.at(TokenKind::Word) && !self.at_reserved() {
            return self.name("an alias").map(Some);
        }
        Ok(None)
    }

    fn subquery(&mut self) -> Result<Subquery> {
        let open = self.bump()?.span;
        if !self.at_word("SELECT") {
            let error = self.expected("SELECT");
            return Err(error.with_help("only a subquery stands in parentheses here"));
        }
        let query = self.inner_query(Place::Child)?;
        if !self.at(TokenKind::Close) {
            return Err(self.after_the_last_clause(&query, Place::Child));
        }
        self.bump()?;
        let alias = self.select_alias()?;
        let span = open.to(self.last);
        Ok(Subquery { query, alias, span })
    }

    fn fields(&mut self) -> Result<FieldsItem> {
        let start = self.bump()?.span;
        self.expect(TokenKind::Open, "(")?;
        let Some(group) = self.eat_one_of(FieldsGroup::ALL, FieldsGroup::as_str)? else {
            return Err(self.expected("ALL, STANDARD or CUSTOM"));
        };
        let span = start.to(self.expect(TokenKind::Close, ")")?);
        Ok(FieldsItem { group, span })
    }

    fn typeof_item(&mut self) -> Result<Typeof> {
        let start = self.bump()?.span;
        let relationship = self.path("a relationship")?;
        let mut whens = Vec::new();
        while self.at_word("WHEN") {
            let start = self.bump()?.span;
            let object = self.name("an object")?;
            self.expect_word("THEN")?;
            let fields = self.typeof_fields()?;
            let span = start.to(self.last);
            whens.push(When {
                object,
                fields,
                span,
            });
        }
        if whens.is_empty() {
            return Err(self.expected("WHEN"));
        }
        let otherwise = match self.eat_word("ELSE")? {
            true => Some(self.typeof_fields()?),
            false => None,
        };
        let span = start.to(self.expect_word("END")?);
        Ok(Typeof {
            relationship,
            whens,
            otherwise,
            span,
        })
    }

    fn typeof_fields(&mut self) -> Result<Vec<Path>> {
        self.list("field", |parser| {
            // A field may be called End, but then more of the list must follow.
            if parser.at_word("END") && !parser.peek_is(TokenKind::Dot) {
                return Err(parser.expected("a field"));
            }
            let path = parser.path("a field")?;
            if parser.at(TokenKind::Open) {
                let found = shorten(parser.text(path.span));
                let message = format!("TYPEOF takes fields only, found the function {found}");
                return Err(SoqlError::new(Kind::Unexpected, path.span, message));
            }
            Ok(path)
        })
    }
}
