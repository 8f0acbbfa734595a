//! Conditions.

use super::super::ast::{
    Comparison, ComparisonOperator, Condition, Junction, Literal, LiteralKind, Membership,
    Negation, SetOperator, SetValues, Span, Value,
};
use super::super::error::{SoqlError, SoqlErrorKind as Kind};
use super::super::lexer::TokenKind;
use super::{Parser, Place, Result, shorten};

impl Parser<'_> {
    /// One condition, or several with one and the same of `AND` and `OR` between them.
    pub(super) fn condition(&mut self) -> Result<Condition> {
        if self.at_word("NOT") && self.at_reserved() {
            return self.negation();
        }
        let first = self.simple_condition()?;
        let all = self.at_word("AND");
        if !all && !self.at_word("OR") {
            return Ok(first);
        }
        let (word, other) = if all { ("AND", "OR") } else { ("OR", "AND") };
        let start = first.span();
        let mut conditions = vec![first];
        while self.eat_word(word)? {
            if self.at_word("NOT") && self.at_reserved() {
                let message = format!("NOT after {word} needs parentheses around it");
                return Err(self
                    .refuse(Kind::BareNot, message)
                    .with_help(format!("write {word} (NOT …)")));
            }
            conditions.push(self.simple_condition()?);
        }
        let span = start.to(self.last);
        if self.at_word(other) {
            let message = "AND and OR are mixed without parentheses";
            let before = shorten(self.text(span));
            return Err(self
                .refuse(Kind::MixedAndOr, message)
                .with_help(format!("say which goes first: ({before}) {other} …")));
        }
        let junction = Junction { conditions, span };
        Ok(match all {
            true => Condition::And(junction),
            false => Condition::Or(junction),
        })
    }

    fn negation(&mut self) -> Result<Condition> {
        let start = self.bump()?.span;
        if self.at_word("NOT") && self.at_reserved() {
            let message = "NOT after NOT needs parentheses around it";
            return Err(self
                .refuse(Kind::BareNot, message)
                .with_help("write NOT (NOT …)"));
        }
        let condition = Box::new(self.simple_condition()?);
        let span = start.to(self.last);
        for word in ["AND", "OR"] {
            if self.at_word(word) {
                let message = format!("NOT before {word} needs parentheses around it");
                let before = shorten(self.text(span));
                return Err(self
                    .refuse(Kind::BareNot, message)
                    .with_help(format!("write ({before}) {word} …")));
            }
        }
        Ok(Condition::Not(Negation { condition, span }))
    }

    /// A condition in parentheses, or a comparison.
    fn simple_condition(&mut self) -> Result<Condition> {
        if !self.at(TokenKind::Open) {
            return self.comparison();
        }
        self.bump()?;
        let condition = self.nested(Self::condition)?;
        self.expect(TokenKind::Close, "AND, OR or )")?;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition> {
        let left = self.operand("a field")?;
        let operator_span = self.token.span;
        if let Some(operator) = self.set_operator()? {
            let operator_span = operator_span.to(self.last);
            let right = self.set_values(operator)?;
            let span = left.span().to(right.span());
            return Ok(Condition::Membership(Membership {
                left,
                operator,
                operator_span,
                right,
                span,
            }));
        }
        let operator = self.comparison_operator()?;
        let right = self.value(operator == ComparisonOperator::Like)?;
        let span = left.span().to(right.span());
        self.refuse_arithmetic(&right)?;
        Ok(Condition::Comparison(Comparison {
            left,
            operator,
            operator_span,
            right,
            span,
        }))
    }

    fn set_operator(&mut self) -> Result<Option<SetOperator>> {
        if self.at_word("NOT") {
            return self.not_in().map(Some);
        }
        self.eat_one_of(SetOperator::ALL, SetOperator::as_str)
    }

    fn not_in(&mut self) -> Result<SetOperator> {
        let not = self.bump()?.span;
        if self.eat_word("IN")? {
            return Ok(SetOperator::NotIn);
        }
        let foreign = |span, operator: &str, help: &'static str| {
            let message = format!("{operator} is not an operator of SOQL");
            Err(SoqlError::new(Kind::ForeignOperator, span, message).with_help(help))
        };
        let span = not.to(self.token.span);
        if self.at_word("LIKE") {
            return foreign(span, "NOT LIKE", "write (NOT field LIKE …)");
        }
        if self.at_word("INCLUDES") {
            return foreign(span, "NOT INCLUDES", "write EXCLUDES");
        }
        if self.at_word("EXCLUDES") {
            return foreign(span, "NOT EXCLUDES", "write INCLUDES");
        }
        Err(self.expected("IN"))
    }

    fn comparison_operator(&mut self) -> Result<ComparisonOperator> {
        let mut operator = match self.token.kind {
            TokenKind::Equal => ComparisonOperator::Equal,
            TokenKind::NotEqual => ComparisonOperator::NotEqual,
            TokenKind::Less => ComparisonOperator::Less,
            TokenKind::LessOrEqual => ComparisonOperator::LessOrEqual,
            TokenKind::Greater => ComparisonOperator::Greater,
            TokenKind::GreaterOrEqual => ComparisonOperator::GreaterOrEqual,
            TokenKind::Word if self.at_word("LIKE") => ComparisonOperator::Like,
            _ => return Err(self.no_operator()),
        };
        self.bump()?;
        // Salesforce's grammar takes `< =` for `<=`.
        if self.at(TokenKind::Equal) {
            operator = match operator {
                ComparisonOperator::Less => ComparisonOperator::LessOrEqual,
                ComparisonOperator::Greater => ComparisonOperator::GreaterOrEqual,
                _ => return Err(self.expected("a value")),
            };
            self.bump()?;
        }
        Ok(operator)
    }

    #[cold]
    fn no_operator(&self) -> SoqlError {
        let help = if self.at_word("IS") {
            "write = null, or != null"
        } else if self.at_word("BETWEEN") {
            "write >= … AND <= …"
        } else if self.at_word("CONTAINS") {
            "write LIKE '%…%'"
        } else {
            return self.expected("an operator such as =, LIKE or IN");
        };
        let word = self.text(self.token.span);
        let message = format!("{word} is not an operator of SOQL");
        self.refuse(Kind::ForeignOperator, message).with_help(help)
    }

    fn set_values(&mut self, operator: SetOperator) -> Result<SetValues> {
        let word = operator.as_str();
        let join = matches!(operator, SetOperator::In | SetOperator::NotIn);
        if self.at(TokenKind::Colon) && join {
            return self.bind().map(SetValues::Bind);
        }
        if !self.at(TokenKind::Open) {
            let error = self.expected("(");
            return Err(match self.token.kind {
                TokenKind::End => error,
                TokenKind::Colon => error.with_help(format!("write {word} (:…)")),
                _ => error.with_help(format!("write {word} ('a', 'b'), with parentheses")),
            });
        }
        let open = self.bump()?.span;
        if self.at_word("SELECT") {
            return self.semi_join(join, open);
        }
        if self.at(TokenKind::Close) {
            let span = open.to(self.token.span);
            let message = format!("{word} needs at least one value");
            return Err(
                SoqlError::new(Kind::EmptyList, span, message).stumbling_at(self.token.span)
            );
        }
        let values = self.list("value", |parser| parser.value(false))?;
        let span = open.to(self.expect(TokenKind::Close, ", or )")?);
        Ok(SetValues::List { values, span })
    }

    fn semi_join(&mut self, join: bool, open: Span) -> Result<SetValues> {
        if !join {
            let message = "only IN and NOT IN take a subquery";
            return Err(self.refuse(Kind::SemiJoin, message));
        }
        let query = self.inner_query(Place::SemiJoin)?;
        if !self.at(TokenKind::Close) {
            return Err(self.after_the_last_clause(&query, Place::SemiJoin));
        }
        let span = open.to(self.bump()?.span);
        Ok(SetValues::Query { query, span })
    }

    /// `like`: the value is on the right of `LIKE`.
    fn value(&mut self, like: bool) -> Result<Value> {
        match self.token.kind {
            TokenKind::Colon => return self.bind().map(Value::Bind),
            TokenKind::Open => {
                let error = self.expected("a value");
                return Err(
                    if self
                        .peek()
                        .is_some_and(|token| self.is_word(token, "SELECT"))
                    {
                        error.with_help("compare with a subquery by IN or NOT IN")
                    } else {
                        error.with_help("several values in parentheses are for IN and NOT IN")
                    },
                );
            }
            _ => {}
        }
        if like && self.at(TokenKind::Text) {
            let span = self.bump()?.span;
            self.refuse_quoted_bind(span, true)?;
            let kind = LiteralKind::Pattern(self.pattern(span)?);
            return Ok(Value::Literal(Literal { kind, span }));
        }
        self.literal().map(Value::Literal)
    }

    /// A sum, or the rest of one, where a value has ended.
    fn refuse_arithmetic(&self, value: &Value) -> Result<()> {
        let (TokenKind::Plus | TokenKind::Minus | TokenKind::Star) = self.token.kind else {
            return Ok(());
        };
        if let Value::Literal(Literal {
            kind: LiteralKind::RelativeDate(_),
            ..
        }) = value
        {
            let help = match self.token.kind {
                TokenKind::Minus => {
                    "write `LAST_N_DAYS:30` for the days since, or `N_DAYS_AGO:30` for that day"
                }
                _ => "write `NEXT_N_DAYS:30` for the days until then",
            };
            let message = "SOQL does not calculate with dates";
            return Err(self.refuse(Kind::Unexpected, message).with_help(help));
        }
        let help = match self.dialect.has_binds() {
            true => "in a bind, put the expression in parentheses: :(…)",
            false => "calculate the value before the query",
        };
        let message = "SOQL does not calculate";
        Err(self.refuse(Kind::Unexpected, message).with_help(help))
    }
}
