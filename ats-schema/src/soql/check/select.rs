//! The `SELECT` list of a query that gives records.

use super::expr::{Place, Scope, Step};
use super::report::{Branch, Column, Item, Output, Record, Type};
use super::rule::Rule;
use super::{Checker, Seen, is_aggregate, suggest};
use crate::rules::soql_limits as limits;
use crate::schema::{Child, Field, Flags, Lookup};
use crate::soql::Span;
use crate::soql::ast::{
    Argument, Call, ComparisonOperator, Condition, FieldsGroup, FieldsItem, Function, Name,
    Operand, Path, Query, RowCount, Select, SelectExpr, SelectItem, SetOperator, SetValues,
    Subquery, Typeof,
};

impl<'s> Checker<'s> {
    /// `FIELDS(ALL)` and `FIELDS(CUSTOM)` want a limit: how many fields they stand for is
    /// not known in advance.
    pub(super) fn check_fields_limit(&mut self, items: &[SelectItem], query: &Query) {
        let most = limits::MAX_FIELDS_LIMIT;
        let is_limited = match &query.limit {
            Some(RowCount::Number { value, .. }) => *value <= most,
            // What is given later may be small enough.
            Some(RowCount::Bind(_)) => true,
            None => query.filter.as_ref().is_some_and(is_by_id),
        };
        for item in items {
            let SelectItem::Fields(item) = item else {
                continue;
            };
            if item.group != FieldsGroup::Standard && !is_limited {
                let group = item.group;
                self.find(Rule::FieldsWithoutLimit { group }, item.span);
            }
        }
        let may_offset = match &query.limit {
            Some(limit) => limit.number().is_none_or(|rows| rows == 1),
            None => false,
        };
        for item in items {
            if let SelectItem::Subquery(item) = item
                && let Some(offset) = &item.query.offset
                && !may_offset
            {
                self.find(Rule::OffsetInChildren, offset.span());
            }
        }
    }

    pub(super) fn record(
        &mut self,
        scope: &mut Scope<'s>,
        items: &[SelectItem],
        level: usize,
    ) -> Record<'s> {
        let mut list = List::new(scope.root);
        let is_call = |item: &SelectItem| match item {
            SelectItem::Expr(item) => item.expr.as_call().is_some(),
            _ => false,
        };
        let is_typeof = |item: &&SelectItem| matches!(item, SelectItem::Typeof(_));
        if let Some(item) = items.iter().find(is_typeof)
            && items.iter().any(is_call)
        {
            self.find(Rule::TypeofBesideFunction, item.span());
        }
        for item in items {
            match item {
                SelectItem::Expr(item) => self.select_expr(scope, &mut list, item),
                SelectItem::Fields(item) => self.select_fields(scope, &mut list, *item),
                SelectItem::Subquery(item) => self.select_children(scope, &mut list, item, level),
                SelectItem::Typeof(item) => self.select_typeof(scope, &mut list, item),
            }
        }
        if let [SelectItem::Fields(item)] = items
            && let Some(object) = list.record.object
            && list.record.items.is_empty()
        {
            let rule = Rule::FieldsOfNone {
                object: object.name.clone(),
                group: item.group,
            };
            self.find(rule, item.span);
        }
        list.record
    }

    fn select_expr(&mut self, scope: &mut Scope<'s>, list: &mut List<'s>, item: &SelectExpr) {
        let alias = item.alias.as_ref();
        match &item.expr {
            Operand::Field(path) => {
                if let Some(alias) = alias {
                    let field = path.to_string();
                    self.find(Rule::AliasWithoutGroup { field }, alias.span);
                }
                if let Some((steps, expr)) = self.walk(scope, path) {
                    let column = expr.column_named(expr.name(Some(path)), item.span);
                    self.place(list, &steps, column, path);
                }
            }
            Operand::Call(call) => match shown(call) {
                Some(path) => self.select_shown(scope, list, call, path, item),
                None => self.select_computed(scope, list, call, alias, item.span),
            },
        }
    }

    /// A field that a function shows in another way, which stands where the field would.
    fn select_shown(
        &mut self,
        scope: &mut Scope<'s>,
        list: &mut List<'s>,
        call: &Call,
        path: &Path,
        item: &SelectExpr,
    ) {
        let Some(expr) = self.call(scope, call) else {
            return;
        };
        // The path is good, or the call would not be.
        let Some((steps, _)) = self.walk(scope, path) else {
            return;
        };
        let name = match &item.alias {
            Some(alias) => alias.text.clone(),
            None => expr.name(Some(path)),
        };
        self.place(list, &steps, expr.column_named(name, item.span), path);
    }

    /// A value that is no field: `DISTANCE(…) away`.
    fn select_computed(
        &mut self,
        scope: &mut Scope<'s>,
        list: &mut List<'s>,
        call: &Call,
        alias: Option<&Name>,
        span: Span,
    ) {
        let expr = self.call(scope, call);
        if call.function.is_date() {
            if expr.is_some() {
                let function = call.function;
                self.find(Rule::DateFunctionWithoutGroup { function }, span);
            }
            return;
        }
        let name = match alias {
            Some(alias) => alias.text.clone(),
            None => {
                list.unnamed += 1;
                format!("expr{}", list.unnamed - 1)
            }
        };
        if !list.seen.insert(&name) {
            self.find(Rule::DuplicateAlias { name }, span);
            return;
        }
        if let Some(expr) = expr {
            let column = expr.column_named(name, span);
            list.record.items.push(Item::Column(column));
        }
    }

    fn select_fields(&mut self, scope: &Scope<'s>, list: &mut List<'s>, item: FieldsItem) {
        let Some(object) = scope.root.object() else {
            return;
        };
        let is_wanted = |field: &&Field| match item.group {
            FieldsGroup::All => true,
            FieldsGroup::Standard => !field.flags.has(Flags::CUSTOM),
            FieldsGroup::Custom => field.flags.has(Flags::CUSTOM),
        };
        for field in object.fields.iter().filter(is_wanted) {
            if !list.seen.insert(&field.name) {
                let name = field.name.clone();
                self.find(Rule::DuplicateField { name }, item.span);
                continue;
            }
            list.record.items.push(Item::Column(Column {
                name: field.name.clone(),
                value: Type::Field(object, field),
                nullable: field.flags.has(Flags::NILLABLE),
                span: item.span,
            }));
        }
    }

    /// Puts a value into the record, or into the parent its path leads to.
    fn place(&mut self, list: &mut List<'s>, steps: &[Step<'s>], column: Column<'s>, path: &Path) {
        let mut key = String::new();
        for step in steps {
            key.push_str(&step.name);
            key.push('.');
        }
        key.push_str(&column.name);
        if !list.seen.insert(&key) {
            let name = path.to_string();
            self.find(Rule::DuplicateField { name }, column.span);
            return;
        }
        items_at(&mut list.record.items, steps).push(Item::Column(column));
    }

    fn select_children(
        &mut self,
        scope: &Scope<'s>,
        list: &mut List<'s>,
        item: &Subquery,
        level: usize,
    ) {
        let query = &*item.query;
        let most = limits::max_child_levels(self.options.api_version);
        if level >= most {
            self.find(Rule::ChildrenTooDeep { most }, item.span);
            return;
        }
        self.counts.children += 1;
        // Once is enough to say so.
        if self.counts.children == limits::MAX_CHILDREN + 1 {
            self.find(Rule::TooManyChildren, item.span);
        }
        if is_aggregate(query) || matches!(query.select, Select::Count(_)) {
            self.find(Rule::AggregateInChildren, item.span);
            return;
        }
        if let Some(scope) = &query.scope {
            self.find(Rule::ScopeInChildren, scope.span);
        }
        let Some((name, relationship, root)) = self.children_of(scope, query) else {
            return;
        };
        if !list.seen.insert(&name) {
            let name = name.clone();
            self.find(Rule::DuplicateChildren { name }, item.span);
        }
        let (output, inner) = self.query(query, root, level + 1);
        self.counts.parents += inner.joins.len();
        let record = match output {
            Output::Records(record) => record,
            // Refused above.
            Output::Count | Output::Groups(_) => Record::default(),
        };
        list.record.items.push(Item::Children {
            name,
            relationship,
            record,
        });
    }

    /// The relationship that a subquery reads, and where it leads. `None` after a finding.
    fn children_of(
        &mut self,
        scope: &Scope<'s>,
        query: &Query,
    ) -> Option<(String, Option<&'s Child>, Place<'s>)> {
        let path = &query.from.first()?.path;
        // `FROM Account.Contacts` is `FROM Contacts`.
        let names = scope.without_alias(path);
        let Some(object) = scope.root.object() else {
            let name = names.last()?.text.clone();
            return Some((name, None, Place::nowhere()));
        };
        let child = match names.as_slice() {
            [name] => object.child(&name.text),
            _ => None,
        };
        let Some(child) = child else {
            let last = names.last();
            let suggestion = self.suggestion(|| suggest::children(&last?.text, object));
            let rule = Rule::UnknownChildren {
                object: object.name.clone(),
                name: path.to_string(),
                suggestion,
            };
            self.find(rule, path.span);
            return None;
        };
        let place = match self.schema.object(&child.object) {
            Lookup::Known(known) => {
                self.check_queryable(known, path.span);
                Place::Known(known)
            }
            Lookup::Opaque { name, help } => self.not_known(name, help, path.span),
            Lookup::Unknown => self.not_known(&child.object, None, path.span),
            Lookup::Announced(_) => self.linked(&child.object),
        };
        Some((child.relationship.clone(), Some(child), place))
    }

    fn select_typeof(&mut self, scope: &mut Scope<'s>, list: &mut List<'s>, item: &Typeof) {
        let Some((steps, reference)) = self.polymorphic(scope, &item.relationship) else {
            return;
        };
        let name = match &reference.relationship {
            Some(name) => name.clone(),
            None => return,
        };
        let mut branches = Vec::with_capacity(item.whens.len());
        for when in &item.whens {
            let is_wanted = |target: &&String| when.object.is(target);
            let Some(target) = reference.targets.iter().find(is_wanted) else {
                let rule = Rule::TypeofOfOther {
                    relationship: reference.into(),
                    object: when.object.text.clone(),
                };
                self.find(rule, when.object.span);
                continue;
            };
            let place = self.linked(target);
            let mut inner = Scope::new(place);
            let mut branch = List::new(place);
            for path in &when.fields {
                // These paths begin at the object of WHEN, without an alias.
                if let Some((steps, expr)) = self.walk_names(&mut inner, &path.segments, path.span)
                {
                    let column = expr.column_named(expr.name(Some(path)), path.span);
                    self.place(&mut branch, &steps, column, path);
                }
            }
            self.counts.parents += 1 + inner.joins.len();
            branches.push(Branch {
                object: target.clone(),
                record: branch.record,
            });
        }
        let otherwise = item.otherwise.as_ref().map(|fields| {
            let mut others = Record::default();
            let mut seen = Seen::default();
            for path in fields {
                let mut whole = item.relationship.clone();
                whole.segments.extend(path.segments.iter().cloned());
                let Some((_, expr)) = self.walk(scope, &whole) else {
                    continue;
                };
                let name = expr.name(Some(path));
                if seen.insert(&name) {
                    let column = expr.column_named(name, path.span);
                    others.items.push(Item::Column(column));
                } else {
                    let name = path.to_string();
                    self.find(Rule::DuplicateField { name }, path.span);
                }
            }
            others
        });
        let written = item.relationship.to_string();
        if !list.seen.insert(&format!("{}?", written))
            || has_parent(&list.record.items, &steps, &name)
        {
            self.find(Rule::DuplicateField { name: written }, item.span);
            return;
        }
        items_at(&mut list.record.items, &steps).push(Item::Typeof {
            name,
            reference,
            branches,
            otherwise,
        });
    }
}

/// Returns whether a condition names the records by Id: `FIELDS(ALL)` then needs no `LIMIT`.
fn is_by_id(condition: &Condition) -> bool {
    let is_id = |operand: &Operand| matches!(operand, Operand::Field(path) if path.as_name().is_some_and(|name| name.is("Id")));
    match condition {
        Condition::And(junction) => junction.conditions.iter().any(is_by_id),
        Condition::Or(junction) => {
            junction.conditions.len() <= limits::MAX_FIELDS_IDS
                && junction.conditions.iter().all(is_by_id)
        }
        Condition::Not(_) => false,
        Condition::Comparison(comparison) => {
            comparison.operator == ComparisonOperator::Equal && is_id(&comparison.left)
        }
        Condition::Membership(membership) => {
            let is_few = match &membership.right {
                SetValues::List { values, .. } => values.len() <= limits::MAX_FIELDS_IDS,
                SetValues::Bind(_) => true,
                SetValues::Query { .. } => false,
            };
            membership.operator == SetOperator::In && is_id(&membership.left) && is_few
        }
    }
}

/// A `SELECT` list that is being read.
struct List<'s> {
    record: Record<'s>,
    /// The paths that are in it.
    seen: Seen,
    /// How many columns are called `expr0` and so on.
    unnamed: usize,
}

impl<'s> List<'s> {
    fn new(place: Place<'s>) -> Self {
        Self {
            record: Record {
                object: place.object(),
                items: Vec::new(),
            },
            seen: Seen::default(),
            unnamed: 0,
        }
    }
}

/// The field that a function only shows in another way; `None` for one that reckons a
/// value.
fn shown(call: &Call) -> Option<&Path> {
    match call.function {
        Function::ToLabel | Function::Format | Function::ConvertCurrency => {}
        _ => return None,
    }
    match call.arguments.first() {
        Some(Argument::Field(path)) => Some(path),
        Some(Argument::Call(inner)) => shown(inner),
        _ => None,
    }
}

/// The items of the parent that these relationships lead to, added if it is not there yet.
fn items_at<'r, 's>(items: &'r mut Vec<Item<'s>>, steps: &[Step<'s>]) -> &'r mut Vec<Item<'s>> {
    let Some((step, rest)) = steps.split_first() else {
        return items;
    };
    let is_it = |item: &Item<'_>| matches!(item, Item::Parent { name, .. } if name.eq_ignore_ascii_case(&step.name));
    let at = match items.iter().position(is_it) {
        Some(at) => at,
        None => {
            items.push(Item::Parent {
                name: step.name.clone(),
                reference: step.reference,
                record: Record {
                    object: step.place.object(),
                    items: Vec::new(),
                },
            });
            items.len() - 1
        }
    };
    match &mut items[at] {
        Item::Parent { record, .. } => items_at(&mut record.items, rest),
        _ => unreachable!("only parents are looked for and added"),
    }
}

fn has_parent(items: &[Item<'_>], steps: &[Step<'_>], name: &str) -> bool {
    match steps.split_first() {
        None => items
            .iter()
            .any(|item| item.name().eq_ignore_ascii_case(name)),
        Some((step, rest)) => items.iter().any(|item| match item {
            Item::Parent {
                name: parent,
                record,
                ..
            } => parent.eq_ignore_ascii_case(&step.name) && has_parent(&record.items, rest, name),
            _ => false,
        }),
    }
}
