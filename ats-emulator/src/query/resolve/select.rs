//! The `SELECT` list of a query that gives records.

use ats_schema::soql::ast::{
    Call, FieldsGroup, FieldsItem, Function, Name, Operand, Path, Query, RowCount, SelectExpr,
    SelectItem, Subquery, Typeof,
};

use super::path::Step;
use super::{Resolver, is_aggregate, text};
use crate::org::{Field, Object, VisibleObject};
use crate::query::plan::{Expr, Item, Join, Kind, Link, Record, Style};
use crate::query::refusal::Refusal;
use crate::query::rules;

impl<'v> Resolver<'_, 'v> {
    /// `FIELDS(ALL)` and `FIELDS(CUSTOM)` want a limit: how many fields they stand for is
    /// not known in advance.
    pub(super) fn check_fields_limit(
        &self,
        items: &[SelectItem],
        query: &Query,
    ) -> Result<(), Refusal> {
        let unbounded = items.iter().any(
            |item| matches!(item, SelectItem::Fields(item) if item.group != FieldsGroup::Standard),
        );
        let limit = query.limit.as_ref().and_then(RowCount::number);
        if unbounded && limit.is_none_or(|limit| limit > rules::MAX_FIELDS_LIMIT) {
            return Err(rules::fields_without_limit());
        }
        Ok(())
    }

    pub(super) fn record(
        &mut self,
        items: &[SelectItem],
        level: usize,
    ) -> Result<Record<'v>, Refusal> {
        let mut record = self.new_record(0, self.tables.root);
        for item in items {
            match item {
                SelectItem::Expr(item) => self.select_expr(&mut record, item)?,
                SelectItem::Fields(item) => self.select_fields(&mut record, *item)?,
                SelectItem::Subquery(item) => {
                    let item = self.select_children(item, level)?;
                    record.items.push(item);
                }
                SelectItem::Typeof(item) => self.select_typeof(&mut record, item)?,
            }
        }
        Ok(record)
    }

    /// A record of a table, with nothing but its Id.
    fn new_record(&mut self, table: usize, object: VisibleObject<'v>) -> Record<'v> {
        let object = object.object();
        let id = match object.field("Id") {
            Some(field) => self.column(Expr::Column { table, field }),
            // Every table has one; only a describe cut by hand may not list it.
            None => 0,
        };
        Record {
            object,
            id,
            items: Vec::new(),
        }
    }

    /// The column of this value, added if it is not there yet.
    pub(super) fn column(&mut self, expr: Expr<'v>) -> usize {
        let there = self.columns.iter().position(|other| other.is_same(&expr));
        there.unwrap_or_else(|| {
            self.columns.push(expr);
            self.columns.len() - 1
        })
    }

    fn select_expr(&mut self, record: &mut Record<'v>, item: &SelectExpr) -> Result<(), Refusal> {
        match &item.expr {
            Operand::Field(path) => {
                if let Some(alias) = &item.alias {
                    return Err(rules::alias_without_group(alias.span));
                }
                let (steps, expr) = self.walk(path)?;
                self.place(record, &steps, path, expr)
            }
            Operand::Call(call) => {
                let (path, style) = self.shown(call)?;
                let alias = item.alias.as_ref();
                alias.map(rules::check_alias).transpose()?;
                match (style, path) {
                    (Some(style), Some(path)) => self.select_styled(record, path, style, alias),
                    _ => self.select_computed(record, call, alias),
                }
            }
        }
    }

    /// How a function shows a field, and which; neither for one that reckons a value.
    fn shown<'c>(&mut self, call: &'c Call) -> Result<(Option<&'c Path>, Option<Shown>), Refusal> {
        use ats_schema::soql::ast::Argument;
        let shown = match call.function {
            Function::ToLabel => Shown::Label,
            Function::Format => Shown::Localized,
            Function::ConvertCurrency => Shown::Plain,
            _ => return Ok((None, None)),
        };
        self.call(call)?;
        match call.arguments.first() {
            Some(Argument::Field(path)) => Ok((Some(path), Some(shown))),
            // FORMAT(convertCurrency(Amount)): the outer one has the say.
            Some(Argument::Call(inner)) => {
                let (path, _) = self.shown(inner)?;
                Ok((path, path.map(|_| shown)))
            }
            _ => Ok((None, None)),
        }
    }

    fn select_styled(
        &mut self,
        record: &mut Record<'v>,
        path: &Path,
        shown: Shown,
        alias: Option<&Name>,
    ) -> Result<(), Refusal> {
        let (steps, expr) = self.walk(path)?;
        let style = match (shown, expr.field()) {
            (Shown::Label, Some(field)) => Style::Label(field),
            (Shown::Localized, _) => Style::Localized,
            _ => Style::Plain,
        };
        let name = alias.map(|alias| alias.text.clone());
        let name = name.unwrap_or_else(|| field_name(&expr).to_owned());
        let column = self.column(expr);
        let items = self.items_at(record, &steps);
        if has(items, &name) {
            return Err(rules::selected_twice(&text(path)));
        }
        items.push(Item::Value {
            name,
            column,
            style,
        });
        Ok(())
    }

    /// A value that is no field: `DISTANCE(…) away`.
    fn select_computed(
        &mut self,
        record: &mut Record<'v>,
        call: &Call,
        alias: Option<&Name>,
    ) -> Result<(), Refusal> {
        let expr = self.call(call)?;
        if matches!(expr, Expr::DatePart { .. }) {
            return Err(rules::date_part_without_group());
        }
        let computed = |item: &&Item<'_>| match item {
            Item::Value { name, .. } => name.starts_with("expr"),
            _ => false,
        };
        let number = record.items.iter().filter(computed).count();
        let name = alias.map_or_else(|| format!("expr{number}"), |alias| alias.text.clone());
        if has(&record.items, &name) {
            return Err(rules::alias_twice(&name));
        }
        let column = self.column(expr);
        record.items.push(Item::Value {
            name,
            column,
            style: Style::Plain,
        });
        Ok(())
    }

    fn item(&mut self, object: &'v Object, expr: Expr<'v>) -> Item<'v> {
        if let Expr::Column { table, field } = expr {
            match expr.kind() {
                Kind::Compound => {
                    let parts = field.parts.iter().map(|&index| &object.fields[index]);
                    let columns = parts
                        .map(|field| self.column(Expr::Column { table, field }))
                        .collect();
                    return Item::Compound {
                        object,
                        field,
                        columns,
                    };
                }
                Kind::Blob => {
                    let column = self.column(expr);
                    return Item::Blob { field, column };
                }
                _ => {}
            }
        }
        let name = field_name(&expr).to_owned();
        Item::Value {
            name,
            column: self.column(expr),
            style: Style::Plain,
        }
    }

    /// The items of the parent that these relationships lead to.
    fn items_at<'r>(
        &mut self,
        record: &'r mut Record<'v>,
        steps: &[Step<'v>],
    ) -> &'r mut Vec<Item<'v>> {
        let mut items = &mut record.items;
        for step in steps {
            let wanted = match step {
                Step::Parent { name, .. } | Step::Target { name, .. } => *name,
            };
            let there = items.iter().position(|item| {
                let is_parent = matches!(item, Item::Parent { .. } | Item::Target { .. });
                is_parent && item_name(item) == wanted
            });
            let at = there.unwrap_or_else(|| {
                let item = self.new_parent(step);
                items.push(item);
                items.len() - 1
            });
            items = match &mut items[at] {
                Item::Parent { record, .. } => &mut record.items,
                Item::Target { items, .. } => items,
                _ => unreachable!("only parents are looked for and added"),
            };
        }
        items
    }

    fn new_parent(&mut self, step: &Step<'v>) -> Item<'v> {
        match *step {
            Step::Parent {
                name,
                table,
                object,
            } => Item::Parent {
                name,
                record: self.new_record(table, object),
            },
            Step::Target {
                name,
                table,
                reference,
                ref targets,
            } => Item::Target {
                name,
                column: self.column(Expr::Column {
                    table,
                    field: reference,
                }),
                targets: targets.clone(),
                items: Vec::new(),
            },
        }
    }

    fn select_fields(&mut self, record: &mut Record<'v>, item: FieldsItem) -> Result<(), Refusal> {
        let object = self.tables.root;
        for field in object.fields() {
            let wanted = match item.group {
                FieldsGroup::All => true,
                FieldsGroup::Standard => !field.describe.custom,
                FieldsGroup::Custom => field.describe.custom,
            };
            if !wanted {
                continue;
            }
            let item = self.item(object.object(), Expr::Column { table: 0, field });
            if has(&record.items, field.name()) {
                return Err(rules::selected_twice(field.name()));
            }
            record.items.push(item);
        }
        Ok(())
    }

    fn select_children(&mut self, item: &Subquery, level: usize) -> Result<Item<'v>, Refusal> {
        let query = &*item.query;
        let levels = if self.context.version.number() >= 58 {
            5
        } else {
            1
        };
        if level >= levels {
            return Err(rules::children_too_deep(levels, item.span));
        }
        self.counts.children += 1;
        if self.counts.children > rules::MAX_CHILDREN {
            return Err(rules::too_many_children());
        }
        if is_aggregate(query) || matches!(query.select, ats_schema::soql::ast::Select::Count(_)) {
            return Err(rules::aggregate_in_children(item.span));
        }
        if let Some(offset) = &query.offset
            && !self.one_row
        {
            return Err(rules::offset_in_children(offset.span()));
        }
        let Some(from) = query.from.first() else {
            return Err(rules::no_such_children("", item.span));
        };
        // `FROM Account.Contacts` is `FROM Contacts`.
        let names = self.without_alias(&from.path);
        let refused = || rules::no_such_children(&text(&from.path), from.path.span);
        let [name] = names.as_slice() else {
            return Err(refused());
        };
        let (link, child) = self.children_of(name).ok_or_else(refused)?;
        if !child.queryable() {
            return Err(rules::not_queryable(&child.object().name, from.path.span));
        }
        let resolver = Resolver::new(self.context, &mut *self.counts, child, &query.from)?;
        let plan = resolver.plan(query, Some(link), level + 1)?;
        self.children.push(plan);
        Ok(Item::Children {
            name: link.relationship,
            child: self.children.len() - 1,
        })
    }

    /// The relationship of children of this name, if this user sees them.
    fn children_of(&self, name: &str) -> Option<(Link<'v>, VisibleObject<'v>)> {
        self.tables.root.object().children.iter().find_map(|link| {
            let relationship = link.relationship.as_deref()?;
            if !relationship.eq_ignore_ascii_case(name) {
                return None;
            }
            let child = self.context.view.object(&link.object)?;
            let field = child.field(&link.field)?;
            let link = Link {
                field,
                relationship,
            };
            Some((link, child))
        })
    }

    fn select_typeof(&mut self, record: &mut Record<'v>, item: &Typeof) -> Result<(), Refusal> {
        let (steps, table, reference) = self.polymorphic(&item.relationship)?;
        let shown = text(&item.relationship);
        let Some(name) = reference.describe.relationship_name.as_deref() else {
            return Err(rules::no_such_parent(&shown, item.span));
        };
        let mut targets = Vec::new();
        for target in &reference.describe.reference_to {
            targets.extend(self.context.view.object(target));
        }
        let mut whens = Vec::with_capacity(item.whens.len());
        for when in &item.whens {
            let is_wanted = |object: &&VisibleObject<'_>| when.object.is(&object.object().name);
            let object = *targets.iter().find(is_wanted).ok_or_else(|| {
                rules::typeof_of_other(&when.object.text, &shown, when.object.span)
            })?;
            let join = Join {
                from: table,
                reference,
                object,
            };
            whens.push(self.typeof_fields(join, &when.fields)?);
        }
        let otherwise = match &item.otherwise {
            None => None,
            Some(fields) => Some(self.otherwise(item, fields)?),
        };
        let column = self.column(Expr::Column {
            table,
            field: reference,
        });
        let items = self.items_at(record, &steps);
        if has(items, name) {
            return Err(rules::selected_twice(&shown));
        }
        items.push(Item::Typeof {
            name,
            column,
            whens,
            otherwise,
            targets: targets.iter().map(VisibleObject::object).collect(),
        });
        Ok(())
    }

    /// The fields of a `WHEN`, whose paths begin at its object.
    fn typeof_fields(&mut self, join: Join<'v>, fields: &[Path]) -> Result<Record<'v>, Refusal> {
        let table = self.tables.join(join);
        let mut record = self.new_record(table, join.object);
        for path in fields {
            let names: Vec<String> = path.segments.iter().map(|name| name.text.clone()).collect();
            let (steps, expr) = self.walk_from((table, join.object), &names, path.span)?;
            self.place(&mut record, &steps, path, expr)?;
        }
        Ok(record)
    }

    /// Puts a field into the record, or into the parent its path leads to.
    fn place(
        &mut self,
        record: &mut Record<'v>,
        steps: &[Step<'v>],
        path: &Path,
        expr: Expr<'v>,
    ) -> Result<(), Refusal> {
        let object = match steps.last() {
            Some(Step::Parent { object, .. }) => object.object(),
            _ => record.object,
        };
        let item = self.item(object, expr);
        let items = self.items_at(record, steps);
        if has(items, item_name(&item)) {
            return Err(rules::selected_twice(&text(path)));
        }
        items.push(item);
        Ok(())
    }

    /// The fields of `ELSE`: those that every object has.
    fn otherwise(&mut self, item: &Typeof, fields: &[Path]) -> Result<Vec<Item<'v>>, Refusal> {
        let mut items = Vec::with_capacity(fields.len());
        for path in fields {
            let mut whole = item.relationship.clone();
            whole.segments.extend(path.segments.iter().cloned());
            whole.span = path.span;
            let expr = self.walk(&whole)?.1;
            let item = Item::Value {
                name: field_name(&expr).to_owned(),
                column: self.column(expr),
                style: Style::Plain,
            };
            if has(&items, item_name(&item)) {
                return Err(rules::selected_twice(&text(path)));
            }
            items.push(item);
        }
        Ok(items)
    }
}

/// How a function shows a field.
#[derive(Clone, Copy)]
enum Shown {
    Plain,
    Label,
    Localized,
}

/// The name of a value as the describe spells it.
fn field_name<'v>(expr: &Expr<'v>) -> &'v str {
    match expr {
        Expr::TypeOfTarget { .. } => "Type",
        // What is asked of any target is asked by a name of the Name object.
        Expr::OfTarget { name, .. } => name,
        _ => expr.field().map_or("", Field::name),
    }
}

/// The key of an item in its record.
fn item_name<'i>(item: &'i Item<'_>) -> &'i str {
    match item {
        Item::Value { name, .. } => name,
        Item::Compound { field, .. } | Item::Blob { field, .. } => field.name(),
        Item::Parent { name, .. }
        | Item::Target { name, .. }
        | Item::Typeof { name, .. }
        | Item::Children { name, .. } => name,
    }
}

fn has(items: &[Item<'_>], name: &str) -> bool {
    items.iter().any(|item| item_name(item) == name)
}
