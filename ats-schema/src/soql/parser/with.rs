//! The `WITH` clause.

use super::super::ast::{
    ComparisonOperator, Condition, DataCategory, DataCategorySelector, LiteralKind, Setting, With,
    WithKind,
};
use super::super::error::{SoqlError, SoqlErrorKind as Kind};
use super::super::lexer::{Token, TokenKind};
use super::{Parser, Result};

/// What a query in Apex may do.
const MODES: [(&str, WithKind); 3] = [
    ("SECURITY_ENFORCED", WithKind::SecurityEnforced),
    ("USER_MODE", WithKind::UserMode),
    ("SYSTEM_MODE", WithKind::SystemMode),
];

impl Parser<'_> {
    pub(super) fn with(&mut self) -> Result<Option<With>> {
        if !self.at_word("WITH") {
            return Ok(None);
        }
        let first = self.one_with()?;
        let goes_on = matches!(first.kind, WithKind::DataCategory(_))
            && MODES.iter().any(|(mode, _)| self.at_words("WITH", mode));
        if !goes_on {
            return Ok(Some(first));
        }
        let second = self.one_with()?;
        let span = first.span.to(second.span);
        let kind = WithKind::Several(vec![first, second]);
        Ok(Some(With { kind, span }))
    }

    fn one_with(&mut self) -> Result<With> {
        let start = self.bump()?.span;
        for (word, kind) in MODES {
            if !self.at_word(word) {
                continue;
            }
            if !self.dialect.has_access_modes() {
                let message = format!("WITH {word} is only for Apex");
                return Err(self.refuse(Kind::ApexOnly, message).with_help(
                    "leave it out: the REST API always asks as the user who is logged in",
                ));
            }
            let span = start.to(self.bump()?.span);
            return Ok(With { kind, span });
        }
        let kind = if self.at_words("DATA", "CATEGORY") {
            self.bump()?;
            self.bump()?;
            WithKind::DataCategory(self.data_categories()?)
        } else if self.at_word("RecordVisibilityContext") {
            self.bump()?;
            self.expect(TokenKind::Open, "(")?;
            let settings = self.list("setting", Self::setting)?;
            self.expect(TokenKind::Close, ", or )")?;
            WithKind::RecordVisibility(settings)
        } else {
            WithKind::Filter(self.with_filter()?)
        };
        let span = start.to(self.last);
        Ok(With { kind, span })
    }

    fn with_filter(&mut self) -> Result<Condition> {
        let word = self.token;
        let goes_on = |token: Token| matches!(token.kind, TokenKind::Equal | TokenKind::Dot);
        if self.at(TokenKind::Word) && !self.peek().is_some_and(goes_on) {
            let error = self.expected("DATA CATEGORY, or a field and =");
            let mode = self.text(word.span).to_ascii_uppercase().ends_with("_MODE");
            return Err(match mode {
                true => error.with_help("the modes are USER_MODE and SYSTEM_MODE, in Apex"),
                false => error,
            });
        }
        let condition = self.condition()?;
        match &condition {
            Condition::Comparison(comparison)
                if comparison.operator == ComparisonOperator::Equal =>
            {
                Ok(condition)
            }
            other => {
                let message = "WITH takes a single field = value";
                Err(SoqlError::new(Kind::Unexpected, other.span(), message))
            }
        }
    }

    fn data_categories(&mut self) -> Result<Vec<DataCategory>> {
        let mut categories = vec![self.data_category()?];
        while self.eat_word("AND")? {
            categories.push(self.data_category()?);
        }
        if self.at_word("OR") {
            let message = "data categories are joined by AND only";
            return Err(self.refuse(Kind::Unexpected, message));
        }
        Ok(categories)
    }

    fn data_category(&mut self) -> Result<DataCategory> {
        let group = self.name("a data category group")?;
        let selector = self.eat_one_of(DataCategorySelector::ALL, DataCategorySelector::as_str)?;
        let Some(selector) = selector else {
            return Err(self.expected("AT, ABOVE, BELOW or ABOVE_OR_BELOW"));
        };
        let categories = if self.eat(TokenKind::Open)? {
            let names = self.list("category", |parser| parser.name("a category"))?;
            self.expect(TokenKind::Close, ", or )")?;
            names
        } else {
            vec![self.name("a category")?]
        };
        let span = group.span.to(self.last);
        Ok(DataCategory {
            group,
            selector,
            categories,
            span,
        })
    }

    fn setting(&mut self) -> Result<Setting> {
        let name = self.name("a setting")?;
        self.expect(TokenKind::Equal, "=")?;
        let value = self.literal()?;
        if !matches!(value.kind, LiteralKind::Boolean(_) | LiteralKind::Number(_)) {
            let message = "a setting is a number, true or false";
            return Err(SoqlError::new(Kind::Unexpected, value.span, message));
        }
        let span = name.span.to(value.span);
        Ok(Setting { name, value, span })
    }
}
