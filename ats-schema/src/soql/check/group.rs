//! Queries that give groups: `GROUP BY`, `HAVING`, aggregate functions.

use std::collections::HashSet;

use super::expr::{Expr, Scope, Source};
use super::finding::Finding;
use super::report::{Column, Type};
use super::rule::{GroupUsage, Rule, Suggestion};
use super::{Checker, Seen, allowed, innermost};
use crate::rules::soql_limits::MAX_TOTALS;
use crate::schema::ValueKind;
use crate::soql::ast::{Condition, Function, GroupBy, GroupKind, Operand, SelectItem, SetValues};

/// What a query groups by.
pub(super) struct Grouping {
    kind: GroupKind,
    keys: HashSet<String>,
    /// Whether all of it could be made out: else nothing is known not to be grouped by.
    is_whole: bool,
}

impl<'s> Checker<'s> {
    pub(super) fn group_by(
        &mut self,
        scope: &mut Scope<'s>,
        group_by: &GroupBy,
        selected: &[SelectItem],
    ) -> Grouping {
        let mut grouping = Grouping {
            kind: group_by.kind,
            keys: HashSet::new(),
            is_whole: true,
        };
        let has_totals = group_by.kind != GroupKind::Plain;
        if has_totals && group_by.items.len() > MAX_TOTALS {
            self.find(Rule::TooManyTotals, group_by.span);
        }
        for operand in &group_by.items {
            let Some(expr) = self.operand(scope, operand) else {
                self.suggest_aliased(operand, selected);
                grouping.is_whole = false;
                continue;
            };
            let is_date_part = expr.is_computed()
                && matches!(operand, Operand::Call(call) if call.function.is_date());
            let groupable = match expr.source {
                _ if expr.is_computed() => is_date_part,
                Source::Virtual(_) => false,
                Source::Field(_, field) => allowed::is_groupable(field),
                Source::OfTarget(..)
                | Source::TypeOfTarget(_)
                | Source::Common(_)
                | Source::Unknown => true,
            };
            if !groupable {
                let subject = expr.subject();
                self.find(Rule::NotGroupable { subject }, operand.span());
            }
            grouping.keys.insert(expr.key);
        }
        grouping
    }

    /// Suggests the expression itself where an unknown field is its alias.
    fn suggest_aliased(&mut self, operand: &Operand, selected: &[SelectItem]) {
        let Operand::Field(path) = operand else {
            return;
        };
        let Some(name) = path.as_name().filter(|_| self.options.suggestions) else {
            return;
        };
        let aliased = selected.iter().find_map(|item| match item {
            SelectItem::Expr(item) => {
                let alias = item.alias.as_ref()?;
                alias.is(&name.text).then_some(&item.expr)
            }
            _ => None,
        });
        let of_name = |finding: &&mut Finding| finding.span() == name.span;
        if let Some(expr) = aliased
            && let Some(finding) = self.findings.last_mut().filter(of_name)
        {
            let call = expr.as_call();
            finding.suggest(Suggestion::Aliased {
                alias: name.text.clone(),
                expr: expr.to_string(),
                is_aggregate: call.is_some_and(|call| call.function.is_aggregate()),
            });
        }
    }

    /// The `SELECT` list of a query that gives groups.
    pub(super) fn group_columns(
        &mut self,
        scope: &mut Scope<'s>,
        items: &[SelectItem],
        grouping: Option<&Grouping>,
    ) -> Vec<Column<'s>> {
        let mut columns: Vec<Column<'s>> = Vec::with_capacity(items.len());
        let mut names = Seen::default();
        let mut unnamed = 0;
        for item in items {
            let item = match item {
                SelectItem::Expr(item) => item,
                SelectItem::Fields(item) => {
                    let field = self.first_not_grouped(scope, grouping);
                    self.find(Rule::FieldsInGroup { field }, item.span);
                    continue;
                }
                SelectItem::Subquery(item) => {
                    self.find(Rule::AggregateInChildren, item.span);
                    continue;
                }
                SelectItem::Typeof(item) => {
                    self.find(Rule::TypeofInGroup, item.span);
                    continue;
                }
            };
            let expr = self.group_expr(scope, &item.expr, grouping, GroupUsage::Selected);
            let name = match (&item.alias, &item.expr, &expr) {
                (Some(alias), _, _) => alias.text.clone(),
                (None, Operand::Field(path), Some(expr)) => expr.name(Some(path)),
                (None, Operand::Field(_), None) => continue,
                (None, Operand::Call(_), _) => {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                }
            };
            // Salesforce calls a name an alias here even if nobody wrote one.
            if !names.insert(&name) {
                let name = name.clone();
                self.find(Rule::DuplicateAlias { name }, item.span);
            }
            let Some(expr) = expr else { continue };
            let is_grouped = |grouping: &Grouping| grouping.keys.contains(&expr.field_key);
            if matches!(
                expr.functions.last(),
                Some(Function::Count | Function::CountDistinct)
            ) && grouping.is_some_and(is_grouped)
            {
                let field = innermost(&item.expr);
                self.find(Rule::GroupedAndAggregated { field }, item.span);
            }
            if let Some(alias) = &item.alias {
                scope.select(alias, &expr);
            }
            columns.push(expr.column_named(name, item.span));
        }
        columns
    }

    /// Returns the first field of the object that a query does not group by.
    fn first_not_grouped(&self, scope: &Scope<'s>, grouping: Option<&Grouping>) -> Option<String> {
        let is_grouped = |name: &str| {
            let key = name.to_ascii_lowercase();
            grouping.is_some_and(|grouping| grouping.keys.contains(&key))
        };
        let mut fields = scope.root.object()?.fields.iter();
        let field = fields.find(|field| !is_grouped(&field.name))?;
        Some(field.name.clone())
    }

    /// A value of a group: an aggregate, or what is grouped by.
    pub(super) fn group_expr(
        &mut self,
        scope: &mut Scope<'s>,
        operand: &Operand,
        grouping: Option<&Grouping>,
        usage: GroupUsage,
    ) -> Option<Expr<'s>> {
        if let Operand::Field(path) = operand
            && let Some(expr) = scope.selected(path)
        {
            return Some(Expr {
                span: path.span,
                ..expr.clone()
            });
        }
        let span = operand.span();
        if let Operand::Call(call) = operand
            && call.function == Function::Grouping
        {
            let has_totals = grouping.is_some_and(|grouping| grouping.kind != GroupKind::Plain);
            if !has_totals {
                self.find(Rule::GroupingWithoutRollup, span);
                return None;
            }
            let expr = self.argument(scope, call)?;
            self.check_grouped(&expr, operand, grouping, usage)?;
            let mut expr = expr.within(Function::Grouping, ValueKind::Int, Type::Integer);
            expr.nullable = false;
            expr.is_aggregate = true;
            return Some(expr);
        }
        let mut expr = self.operand(scope, operand)?;
        if expr.is_aggregate {
            return Some(expr);
        }
        self.check_grouped(&expr, operand, grouping, usage)?;
        let has_totals = grouping.is_some_and(|grouping| grouping.kind != GroupKind::Plain);
        // Parents are not nested in groups, and a subtotal is a row without a value.
        expr.nullable |= has_totals || expr.key.contains('.');
        Some(expr)
    }

    fn check_grouped(
        &mut self,
        expr: &Expr<'s>,
        operand: &Operand,
        grouping: Option<&Grouping>,
        usage: GroupUsage,
    ) -> Option<()> {
        let is_whole = grouping.is_none_or(|grouping| grouping.is_whole);
        // A date field may be grouped by itself instead of by the function (*Date Functions*).
        let is_date_part = matches!(expr.functions.as_slice(), [function] if function.is_date());
        let is_grouped = grouping.is_some_and(|grouping| {
            let keys = &grouping.keys;
            keys.contains(&expr.key) || (is_date_part && keys.contains(&expr.field_key))
        });
        if is_grouped {
            return Some(());
        }
        if is_whole {
            let rule = Rule::NotGrouped {
                expr: operand.to_string(),
                field: innermost(operand),
                usage,
                has_groups: grouping.is_some(),
            };
            self.find(rule, operand.span());
        }
        None
    }

    pub(super) fn having(
        &mut self,
        scope: &mut Scope<'s>,
        condition: &Condition,
        grouping: Option<&Grouping>,
    ) {
        match condition {
            Condition::And(junction) | Condition::Or(junction) => {
                for condition in &junction.conditions {
                    self.having(scope, condition, grouping);
                }
            }
            Condition::Not(negation) => self.having(scope, &negation.condition, grouping),
            Condition::Comparison(comparison) => {
                let left = self.group_expr(scope, &comparison.left, grouping, GroupUsage::Compared);
                self.comparison(comparison, left.as_ref());
            }
            Condition::Membership(membership) => {
                let left = self.group_expr(scope, &membership.left, grouping, GroupUsage::Compared);
                match &membership.right {
                    SetValues::Query { span, .. } => self.find(Rule::SemiJoinInHaving, *span),
                    _ => self.membership(membership, left.as_ref()),
                }
            }
        }
    }
}
