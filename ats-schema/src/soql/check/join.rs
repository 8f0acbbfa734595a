//! Semi-joins and anti-joins: `Id IN (SELECT AccountId FROM Contact)`.

use super::expr::{Expr, Place, Scope};
use super::filter::{Within, id_operand};
use super::rule::Rule;
use super::{Checker, is_aggregate};
use crate::rules::soql_limits::MAX_SEMI_JOINS;
use crate::schema::ValueKind;
use crate::soql::Span;
use crate::soql::ast::{Membership, Query, SelectItem};

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
        let mut inner = Scope::new(root);
        self.aliases(&mut inner, &query.from);
        self.selected_id(&mut inner, query);
        if let Some(condition) = &query.filter {
            self.filter_within(&mut inner, condition, Within::SemiJoin);
        }
        self.counts.parents += inner.joins.len();
    }

    /// What the query of a semi-join selects.
    fn selected_id(&mut self, scope: &mut Scope<'s>, query: &Query) {
        let [SelectItem::Expr(item)] = query.select.items() else {
            return self.find(Rule::SemiJoinSelect { operand: None }, query.span);
        };
        let Some(expr) = self.operand(scope, &item.expr) else {
            return;
        };
        let is_id = matches!(expr.kind, ValueKind::Id | ValueKind::Any);
        if !is_id || expr.is_computed() || is_aggregate(query) {
            let operand = Some(id_operand(Some(&expr), &item.expr));
            self.find(Rule::SemiJoinSelect { operand }, item.span);
        }
    }
}
