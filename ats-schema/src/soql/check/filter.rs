//! `WHERE`.

use super::expr::{Expr, Scope, Source};
use super::report::{Expects, Type};
use super::rule::{FunctionPlace, IdOperand, Rule};
use super::{Checker, allowed, innermost};
use crate::schema::ValueKind;
use crate::soql::Span;
use crate::soql::ast::{
    Argument, Comparison, ComparisonOperator, Condition, Function, Literal, LiteralKind,
    Membership, Operand, SetOperator, SetValues, Value,
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
        if let Some(function) = misplaced(operand, &[Function::ConvertCurrency]) {
            self.misplaced(function, FunctionPlace::Where, span);
            return None;
        }
        let expr = self.operand(scope, operand)?;
        if let (Operand::Call(call), Source::Field(object, field)) = (operand, expr.source)
            && call.function == Function::ToLabel
            && (object.name.as_str(), field.name.as_str()) == ("RecordType", "Name")
        {
            self.misplaced(call.function, FunctionPlace::WhereOfRecordType, span);
            return None;
        }
        if expr.is_aggregate {
            if let Some(&function) = expr.functions.last() {
                let field = innermost(operand);
                self.find(Rule::AggregateInWhere { function, field }, span);
            }
            return None;
        }
        let is_refused = |field| !allowed::is_filterable(field);
        if expr.is_virtual() || expr.column().is_some_and(is_refused) {
            let subject = expr.subject();
            self.find(Rule::NotFilterable { subject }, span);
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
                self.order_of_null(comparison);
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
                self.find_of(Rule::DistanceOperator, span, expr.span);
            }
            return suits;
        }
        let is_order = !is_equality(operator) && operator != ComparisonOperator::Like;
        if expr.kind == ValueKind::Picklist && is_order {
            let rule = Rule::PicklistOrder {
                subject: expr.subject(),
                operator: operator.as_str(),
            };
            self.find(rule, span);
            return true;
        }
        let suits = match expr.kind {
            ValueKind::Text | ValueKind::Picklist | ValueKind::Any => true,
            _ if operator == ComparisonOperator::Like => false,
            ValueKind::Boolean | ValueKind::MultiPicklist => is_equality(operator),
            _ => true,
        };
        if !suits {
            self.invalid_operator(expr, operator.as_str(), span);
        }
        suits
    }

    fn invalid_operator(&mut self, expr: &Expr<'s>, operator: &'static str, span: Span) {
        let subject = expr.subject();
        self.find_of(Rule::InvalidOperator { subject, operator }, span, expr.span);
    }

    fn order_of_null(&mut self, comparison: &Comparison) {
        let operator = comparison.operator.as_str();
        self.find(Rule::NeverNull { operator }, comparison.span);
    }

    fn like(&mut self, comparison: &Comparison, expr: &Expr<'s>) {
        match &comparison.right {
            Value::Bind(bind) => self.bind(bind, Expects::Pattern, false),
            Value::Literal(literal) => match &literal.kind {
                LiteralKind::Pattern(parts) => self.pattern(expr, parts, literal.span),
                LiteralKind::Null => self.order_of_null(comparison),
                _ => self.not_of_kind(expr, literal),
            },
        }
    }

    pub(super) fn membership(&mut self, membership: &Membership, left: Option<&Expr<'s>>) {
        let left = left.filter(|expr| self.set_operator_suits(membership, expr));
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
                self.check_currencies(values);
                for value in values {
                    match (value, left) {
                        (Value::Bind(bind), _) => self.bind(bind, wanted, false),
                        (Value::Literal(literal), Some(expr)) => match literal.kind {
                            LiteralKind::Null => {}
                            _ => self.literal(expr, literal, how),
                        },
                        (Value::Literal(_), None) => {}
                    }
                }
            }
        }
    }

    /// Finds an amount with a currency beside one without.
    fn check_currencies(&mut self, values: &[Value]) {
        let mut literals = values.iter().filter_map(|value| match value {
            Value::Literal(literal) => Some(literal),
            Value::Bind(_) => None,
        });
        let is_plain = |literal: &Literal| matches!(literal.kind, LiteralKind::Number(_));
        let currency = literals
            .clone()
            .find(|literal| matches!(literal.kind, LiteralKind::Currency { .. }));
        if let Some(currency) = currency
            && literals.any(is_plain)
        {
            self.find(Rule::CurrencyLiteral { is_mixed: true }, currency.span);
        }
    }

    pub(super) fn misplaced(&mut self, function: Function, place: FunctionPlace, span: Span) {
        self.find(Rule::MisplacedFunction { function, place }, span);
    }

    fn set_operator_suits(&mut self, membership: &Membership, expr: &Expr<'s>) -> bool {
        let operator = membership.operator;
        let is_set = is_set_operator(operator);
        let is_distance =
            matches!(&membership.left, Operand::Call(call) if call.function == Function::Distance);
        let suits =
            expr.kind == ValueKind::Any || is_set == (expr.kind == ValueKind::MultiPicklist);
        let suits = suits && !is_distance;
        if !suits {
            self.invalid_operator(expr, operator.as_str(), membership.operator_span);
        }
        suits
    }
}

/// Returns the first of these functions that an operand consists of.
pub(super) fn misplaced(operand: &Operand, functions: &[Function]) -> Option<Function> {
    let mut call = operand.as_call();
    while let Some(outer) = call {
        if functions.contains(&outer.function) {
            return Some(outer.function);
        }
        call = match outer.arguments.first() {
            Some(Argument::Call(inner)) => Some(inner),
            _ => None,
        };
    }
    None
}

/// A field or function that a rule about Ids forbids.
pub(super) fn id_operand(expr: Option<&Expr<'_>>, operand: &Operand) -> IdOperand {
    match expr {
        Some(expr) if !expr.is_computed() => IdOperand::Field(expr.subject()),
        _ => IdOperand::Call(operand.to_string()),
    }
}

/// How a literal is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Matching {
    Equal,
    Unequal,
    Order,
}

fn is_set_operator(operator: SetOperator) -> bool {
    matches!(operator, SetOperator::Includes | SetOperator::Excludes)
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
            Source::Field(object, field) if !expr.is_computed() => {
                Expects::Value(Type::Field(object, field))
            }
            _ => Expects::Value(Type::Text),
        },
        (false, value) => Expects::Value(value),
    }
}
