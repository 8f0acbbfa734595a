//! `WHERE`.

use super::expr::{Expr, Scope};
use super::report::{Expects, Type};
use super::rules::{self, Kind};
use super::{Checker, text};
use crate::soql::ast::{
    Comparison, ComparisonOperator, Condition, Function, LiteralKind, Membership, Operand,
    SetOperator, SetValues, Value,
};

/// Where a condition stands, for the rules of semi-joins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    And,
    Or,
    Not,
    SemiJoin,
}

impl<'s> Checker<'s> {
    pub(super) fn filter(&mut self, scope: &mut Scope<'s>, condition: &Condition) {
        self.filter_within(scope, condition, Within::And);
    }

    pub(super) fn filter_within(
        &mut self,
        scope: &mut Scope<'s>,
        condition: &Condition,
        within: Within,
    ) {
        // What is furthest out counts.
        let deeper = |here| if within == Within::And { here } else { within };
        match condition {
            Condition::And(junction) => {
                for condition in &junction.conditions {
                    self.filter_within(scope, condition, within);
                }
            }
            Condition::Or(junction) => {
                for condition in &junction.conditions {
                    self.filter_within(scope, condition, deeper(Within::Or));
                }
            }
            Condition::Not(negation) => {
                self.filter_within(scope, &negation.condition, deeper(Within::Not));
            }
            Condition::Comparison(comparison) => {
                let left = self.filterable(scope, &comparison.left);
                self.comparison(comparison, left.as_ref());
            }
            Condition::Membership(membership) => {
                let left = self.filterable(scope, &membership.left);
                match &membership.right {
                    SetValues::Query { query, span } => {
                        self.semi_join(scope, membership, left.as_ref(), query, (within, *span));
                    }
                    _ => self.membership(membership, left.as_ref()),
                }
            }
        }
    }

    /// The left side of a condition in `WHERE`.
    fn filterable(&mut self, scope: &mut Scope<'s>, operand: &Operand) -> Option<Expr<'s>> {
        let span = operand.span();
        let expr = self.operand(scope, operand)?;
        if expr.is_aggregate {
            let call = operand.as_call();
            let function = call.map_or("an aggregate function", |call| call.function.as_str());
            self.find(rules::aggregate_in_where(function, span));
            return None;
        }
        if let Some(field) = expr.column()
            && !rules::is_filterable(field)
        {
            self.find(rules::not_filterable(&expr.described(), field, span));
            return None;
        }
        Some(expr)
    }

    /// A comparison; its left side is `None` when there is a finding about it.
    pub(super) fn comparison(&mut self, comparison: &Comparison, left: Option<&Expr<'s>>) {
        let operator = comparison.operator;
        let Some(expr) = left.filter(|expr| self.operator_suits(comparison, expr)) else {
            if let Value::Bind(bind) = &comparison.right {
                self.bind(bind, Expects::Unclear, false);
            }
            return;
        };
        if operator == ComparisonOperator::Like {
            return self.like(comparison, expr);
        }
        let is_equality = is_equality(operator);
        let literal = match &comparison.right {
            Value::Bind(bind) => return self.bind(bind, expects(expr), false),
            Value::Literal(literal) => literal,
        };
        if literal.kind == LiteralKind::Null {
            if !is_equality {
                self.find(rules::order_of_null(operator.as_str(), comparison.span));
            } else if expr.kind == Kind::Boolean {
                self.find(rules::null_check_box(&expr.described(), comparison.span));
            }
            return;
        }
        let how = match (is_equality, operator) {
            (false, _) => Matching::Order,
            (true, ComparisonOperator::NotEqual) => Matching::Unequal,
            (true, _) => Matching::Equal,
        };
        self.literal(expr, literal, how);
    }

    /// Which operators suit which types.
    fn operator_suits(&mut self, comparison: &Comparison, expr: &Expr<'s>) -> bool {
        let operator = comparison.operator;
        let span = comparison.operator_span;
        if matches!(&comparison.left, Operand::Call(call) if call.function == Function::Distance) {
            let suits = matches!(
                operator,
                ComparisonOperator::Less | ComparisonOperator::Greater
            );
            if !suits {
                self.find(rules::distance_operator(span));
            }
            return suits;
        }
        let is_order = !is_equality(operator) && operator != ComparisonOperator::Like;
        if expr.kind == Kind::Picklist && is_order {
            self.find(rules::picklist_order(
                &expr.described(),
                operator.as_str(),
                span,
            ));
            return true;
        }
        let help = match (expr.kind, operator) {
            (Kind::Text | Kind::Picklist | Kind::Any, _) => return true,
            (Kind::Id, ComparisonOperator::Like) => "compare Ids with = or IN",
            (Kind::MultiPicklist, ComparisonOperator::Like) => "write INCLUDES ('value')",
            (_, ComparisonOperator::Like) => "LIKE is for texts",
            (Kind::Boolean, _) if !is_equality(operator) => "write = TRUE or = FALSE",
            (Kind::MultiPicklist, _) if !is_equality(operator) => {
                "write INCLUDES ('value') or EXCLUDES ('value')"
            }
            _ => return true,
        };
        let (described, is) = (expr.described(), expr.kind.words());
        let operator = operator.as_str();
        self.find(rules::invalid_operator(
            &described, is, operator, help, span,
        ));
        false
    }

    fn like(&mut self, comparison: &Comparison, expr: &Expr<'s>) {
        match &comparison.right {
            Value::Bind(bind) => self.bind(bind, Expects::Pattern, false),
            Value::Literal(literal) => match &literal.kind {
                LiteralKind::Pattern(parts) => self.pattern(expr, parts, literal.span),
                LiteralKind::Null => self.find(rules::order_of_null("LIKE", comparison.span)),
                _ => self.not_of_kind(expr, literal),
            },
        }
    }

    pub(super) fn membership(&mut self, membership: &Membership, left: Option<&Expr<'s>>) {
        let left = left.filter(|expr| self.set_operator_suits(membership, expr));
        let is_set = matches!(
            membership.operator,
            SetOperator::Includes | SetOperator::Excludes
        );
        let wanted = left.map_or(Expects::Unclear, expects);
        let how = match membership.operator {
            SetOperator::In | SetOperator::Includes => Matching::Equal,
            SetOperator::NotIn | SetOperator::Excludes => Matching::Unequal,
        };
        match &membership.right {
            SetValues::Bind(bind) => self.bind(bind, wanted, true),
            // The caller deals with it.
            SetValues::Query { .. } => {}
            SetValues::List { values, .. } => {
                for value in values {
                    match (value, left) {
                        (Value::Bind(bind), _) => self.bind(bind, wanted, false),
                        (Value::Literal(literal), Some(expr)) => match literal.kind {
                            LiteralKind::Null if is_set || expr.kind != Kind::Boolean => {}
                            LiteralKind::Null => {
                                let described = expr.described();
                                self.find(rules::null_check_box(&described, literal.span));
                            }
                            _ => self.literal(expr, literal, how),
                        },
                        (Value::Literal(_), None) => {}
                    }
                }
            }
        }
    }

    fn set_operator_suits(&mut self, membership: &Membership, expr: &Expr<'s>) -> bool {
        let operator = membership.operator;
        let is_set = matches!(operator, SetOperator::Includes | SetOperator::Excludes);
        let is_distance =
            matches!(&membership.left, Operand::Call(call) if call.function == Function::Distance);
        let suits = expr.kind == Kind::Any || is_set == (expr.kind == Kind::MultiPicklist);
        if suits && !is_distance {
            return true;
        }
        let help = match operator {
            _ if is_distance => "DISTANCE is compared with < or > only",
            SetOperator::In => "write INCLUDES",
            SetOperator::NotIn => "write EXCLUDES",
            SetOperator::Includes => "INCLUDES is for multi-select picklists: write IN",
            SetOperator::Excludes => "EXCLUDES is for multi-select picklists: write NOT IN",
        };
        let (described, is) = (expr.described(), expr.kind.words());
        let span = membership.operator_span;
        self.find(rules::invalid_operator(
            &described,
            is,
            operator.as_str(),
            help,
            span,
        ));
        false
    }

    /// A field or function in words that a rule about Ids forbids.
    pub(super) fn not_an_id(expr: Option<&Expr<'s>>, operand: &Operand) -> String {
        match expr {
            Some(expr) if !expr.is_computed => expr.described(),
            _ => text(operand),
        }
    }
}

/// How a literal is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Matching {
    Equal,
    Unequal,
    Order,
}

fn is_equality(operator: ComparisonOperator) -> bool {
    matches!(
        operator,
        ComparisonOperator::Equal | ComparisonOperator::NotEqual
    )
}

/// What may be given to be compared with a value.
fn expects<'s>(expr: &Expr<'s>) -> Expects<'s> {
    match (expr.is_label, expr.value) {
        (true, _) => Expects::Label,
        // FORMAT changes what is shown, not what is compared.
        (false, Type::Text) => match expr.source {
            super::expr::Source::Field(object, field) if !expr.is_computed => {
                Expects::Value(Type::Field(object, field))
            }
            _ => Expects::Value(Type::Text),
        },
        (false, value) => Expects::Value(value),
    }
}
