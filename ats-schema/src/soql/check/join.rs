//! Semi-joins and anti-joins: `Id IN (SELECT AccountId FROM Contact)`.

use super::expr::{Expr, Place, Scope};
use super::filter::{Within, id_operand};
use super::rule::Rule;
use super::{Checker, allowed, is_aggregate};
use crate::rules::soql_limits::MAX_SEMI_JOINS;
use crate::schema::{FieldType, ValueKind};
use crate::soql::Span;
use crate::soql::ast::{Membership, Operand, Query, SelectItem};

impl<'s> Checker<'s> {
    pub(super) fn semi_join(
        &mut self,
        scope: &Scope<'s>,
        membership: &Membership,
        left: Option<&Expr<'s>>,
        query: &Query,
        (within, span): (Within, Span),
    ) {
        match within {
            Within::And => {}
            Within::Or => self.find(Rule::SemiJoinWithOr, span),
            Within::Not => self.find(Rule::SemiJoinWithNot, span),
            Within::SemiJoin => return self.find(Rule::SemiJoinNested, span),
        }
        self.counts.semi_joins += 1;
        if self.counts.semi_joins > MAX_SEMI_JOINS {
            self.find(Rule::TooManySemiJoins, span);
        }
        if let Some(expr) = left
            && !matches!(expr.kind, ValueKind::Id | ValueKind::Any)
        {
            let operand = id_operand(left, &membership.left);
            self.find(Rule::SemiJoinLeft { operand }, membership.left.span());
        }
        self.check_path(scope, &membership.left, false);
        let Some(from) = query.from.first() else {
            return;
        };
        let root = self.root(from);
        if let (Place::Known(outer), Place::Known(inner)) = (scope.root, root)
            && std::ptr::eq(outer, inner)
        {
            let object = inner.name.clone();
            self.find(Rule::SemiJoinOfSame { object }, from.path.span);
        }
        if let Some(name) = root.name()
            && !allowed::is_in_semi_joins(name)
        {
            let object = name.to_owned();
            self.find(Rule::SemiJoinObject { object }, from.path.span);
        }
        let mut inner = Scope::new(root);
        self.aliases(&mut inner, &query.from);
        self.selected_id(&mut inner, left, query);
        if let Some(condition) = &query.filter {
            self.filter_within(&mut inner, condition, Within::SemiJoin);
        }
        self.counts.parents += inner.joins.len();
    }

    /// What the query of a semi-join selects.
    fn selected_id(&mut self, scope: &mut Scope<'s>, left: Option<&Expr<'s>>, query: &Query) {
        let [SelectItem::Expr(item)] = query.select.items() else {
            return self.find(Rule::SemiJoinSelect { operand: None }, query.span);
        };
        let Some(expr) = self.operand(scope, &item.expr) else {
            return;
        };
        let is_id = matches!(expr.kind, ValueKind::Id | ValueKind::Any);
        if !is_id || expr.is_computed() || is_aggregate(query) {
            let operand = Some(id_operand(Some(&expr), &item.expr));
            return self.find(Rule::SemiJoinSelect { operand }, item.span);
        }
        self.check_path(scope, &item.expr, true);
        let Some(left) = left else {
            return;
        };
        let (left_targets, selected_targets) = (targets(left), targets(&expr));
        let is_shared = left_targets.iter().any(|target| {
            let is = |other: &String| other.eq_ignore_ascii_case(target);
            selected_targets.iter().any(is)
        });
        if !is_shared && !left_targets.is_empty() && !selected_targets.is_empty() {
            let rule = Rule::SemiJoinOfOther {
                left: left.subject(),
                left_targets: left_targets.to_vec(),
                selected: expr.subject(),
                selected_targets: selected_targets.to_vec(),
            };
            self.find(rule, item.span);
        }
    }

    /// Finds a path of relationships, which neither side of a semi-join can be.
    fn check_path(&mut self, scope: &Scope<'s>, operand: &Operand, is_selected: bool) {
        if let Operand::Field(path) = operand
            && scope.without_alias(path).len() > 1
        {
            let rule = Rule::SemiJoinPath {
                path: path.to_string(),
                is_selected,
            };
            self.find(rule, path.span);
        }
    }
}

/// Returns the objects whose Ids a field holds; none where that is not known.
fn targets<'s>(expr: &Expr<'s>) -> &'s [String] {
    match expr.typed() {
        Some((object, field)) if field.kind == FieldType::Id => std::slice::from_ref(&object.name),
        Some((_, field)) => &field.targets,
        None => &[],
    }
}
