//! Semi-joins and anti-joins: `Id IN (SELECT AccountId FROM Contact)`.

use super::expr::{Expr, Place, Scope};
use super::filter::Within;
use super::rules::{self, Kind};
use super::{Checker, is_aggregate};
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
            Within::Or => self.find(rules::semi_join_with_or(span)),
            Within::Not => self.find(rules::semi_join_with_not(span)),
            Within::SemiJoin => return self.find(rules::semi_join_nested(span)),
        }
        self.counts.semi_joins += 1;
        if self.counts.semi_joins > rules::MAX_SEMI_JOINS {
            self.find(rules::too_many_semi_joins(span));
        }
        if let Some(expr) = left
            && !matches!(expr.kind, Kind::Id | Kind::Any)
        {
            let what = Self::not_an_id(left, &membership.left);
            self.find(rules::semi_join_left(&what, membership.left.span()));
        }
        let Some(from) = query.from.first() else {
            return;
        };
        let root = self.root(from);
        if let (Place::Known(outer), Place::Known(inner)) = (scope.root, root)
            && std::ptr::eq(outer, inner)
        {
            self.find(rules::semi_join_of_same(&inner.name, from.path.span));
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
            return self.find(rules::semi_join_select("this", query.span));
        };
        let Some(expr) = self.operand(scope, &item.expr) else {
            return;
        };
        let is_id = matches!(expr.kind, Kind::Id | Kind::Any);
        if !is_id || expr.is_computed || is_aggregate(query) {
            let what = Self::not_an_id(Some(&expr), &item.expr);
            self.find(rules::semi_join_select(&what, item.span));
        }
    }
}
