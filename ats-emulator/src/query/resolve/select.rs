//! The `SELECT` list of a query that gives records.

use ats_schema::schema::ValueKind;
use ats_schema::soql::ast::{
    Argument, Call, FieldsGroup, FieldsItem, Function, Name, Operand, Path, SelectExpr, SelectItem,
    Subquery, Typeof,
};

use super::group::style;
use super::path::Step;
use super::{Resolver, check_alias};
use crate::org::{Object, VisibleObject};
use crate::query::plan::{Expr, Item, Join, Link, Record, Style};
use crate::query::unresolved::Unresolved;

impl<'v> Resolver<'_, 'v> {
    pub(super) fn record(&mut self, items: &[SelectItem]) -> Result<Record<'v>, Unresolved> {
        let mut record = self.new_record(0, self.tables.root);
        for item in items {
            match item {
                SelectItem::Expr(item) => self.select_expr(&mut record, item)?,
                SelectItem::Fields(item) => self.select_fields(&mut record, *item),
                SelectItem::Subquery(item) => {
                    let item = self.select_children(item)?;
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
        let there = self.columns.iter().position(|other| *other == expr);
        there.unwrap_or_else(|| {
            self.columns.push(expr);
            self.columns.len() - 1
        })
    }

    fn select_expr(
        &mut self,
        record: &mut Record<'v>,
        item: &SelectExpr,
    ) -> Result<(), Unresolved> {
        match &item.expr {
            Operand::Field(path) => {
                let (steps, expr) = self.walk(path)?;
                self.place(record, &steps, expr);
                Ok(())
            }
            Operand::Call(call) => {
                let alias = item.alias.as_ref();
                alias.map(check_alias).transpose()?;
                match shown(call) {
                    Some(path) => self.select_styled(record, path, &item.expr, alias),
                    None => self.select_computed(record, call, alias),
                }
            }
        }
    }

    fn select_styled(
        &mut self,
        record: &mut Record<'v>,
        path: &Path,
        operand: &Operand,
        alias: Option<&Name>,
    ) -> Result<(), Unresolved> {
        let (steps, expr) = self.walk(path)?;
        let style = style(operand, &expr);
        let name = alias.map(|alias| alias.text.clone());
        let name = name.unwrap_or_else(|| expr.field_name().to_owned());
        let column = self.column(expr);
        self.items_at(record, &steps).push(Item::Value {
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
    ) -> Result<(), Unresolved> {
        let expr = self.call(call)?;
        let computed = |item: &&Item<'_>| match item {
            Item::Value { name, .. } => name.starts_with("expr"),
            _ => false,
        };
        let number = record.items.iter().filter(computed).count();
        let name = alias.map_or_else(|| format!("expr{number}"), |alias| alias.text.clone());
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
                ValueKind::Compound => {
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
                ValueKind::Blob => {
                    let column = self.column(expr);
                    return Item::Blob { field, column };
                }
                _ => {}
            }
        }
        let name = expr.field_name().to_owned();
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

    fn select_fields(&mut self, record: &mut Record<'v>, item: FieldsItem) {
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
            record.items.push(item);
        }
    }

    fn select_children(&mut self, item: &Subquery) -> Result<Item<'v>, Unresolved> {
        let query = &*item.query;
        // `FROM Account.Contacts` is `FROM Contacts`.
        let names = query
            .from
            .first()
            .map(|source| self.without_alias(&source.path));
        let name = names.as_ref().and_then(|names| names.last());
        let child = name.and_then(|name| self.children_of(name));
        let (link, child) = child.ok_or(Unresolved::Unchecked(item.span))?;
        let resolver = Resolver::new(self.context, child, &query.from);
        let plan = resolver.plan(query, Some(link))?;
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

    fn select_typeof(&mut self, record: &mut Record<'v>, item: &Typeof) -> Result<(), Unresolved> {
        let (steps, table, reference) = self.polymorphic(&item.relationship)?;
        let unchecked = |span| Unresolved::Unchecked(span);
        let name = reference.describe.relationship_name.as_deref();
        let name = name.ok_or_else(|| unchecked(item.span))?;
        let targets = self.targets(reference);
        let mut whens = Vec::with_capacity(item.whens.len());
        for when in &item.whens {
            let is_wanted = |object: &&VisibleObject<'_>| when.object.is(&object.object().name);
            let object = targets.iter().find(is_wanted);
            let object = *object.ok_or_else(|| unchecked(when.span))?;
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
        self.items_at(record, &steps).push(Item::Typeof {
            name,
            column,
            whens,
            otherwise,
            targets: targets.iter().map(VisibleObject::object).collect(),
        });
        Ok(())
    }

    /// The fields of a `WHEN`, whose paths begin at its object.
    fn typeof_fields(&mut self, join: Join<'v>, fields: &[Path]) -> Result<Record<'v>, Unresolved> {
        let table = self.tables.join(join);
        let mut record = self.new_record(table, join.object);
        for path in fields {
            let names: Vec<String> = path.segments.iter().map(|name| name.text.clone()).collect();
            let (steps, expr) = self.walk_from((table, join.object), &names, path.span)?;
            self.place(&mut record, &steps, expr);
        }
        Ok(record)
    }

    /// Puts a field into the record, or into the parent its path leads to.
    fn place(&mut self, record: &mut Record<'v>, steps: &[Step<'v>], expr: Expr<'v>) {
        let object = match steps.last() {
            Some(Step::Parent { object, .. }) => object.object(),
            _ => record.object,
        };
        let item = self.item(object, expr);
        self.items_at(record, steps).push(item);
    }

    /// The fields of `ELSE`: those that every object has.
    fn otherwise(&mut self, item: &Typeof, fields: &[Path]) -> Result<Vec<Item<'v>>, Unresolved> {
        let mut items = Vec::with_capacity(fields.len());
        for path in fields {
            let mut whole = item.relationship.clone();
            whole.segments.extend(path.segments.iter().cloned());
            whole.span = path.span;
            let expr = self.walk(&whole)?.1;
            items.push(Item::Value {
                name: expr.field_name().to_owned(),
                column: self.column(expr),
                style: Style::Plain,
            });
        }
        Ok(items)
    }
}

/// The field that a function only shows in another form.
fn shown(call: &Call) -> Option<&Path> {
    let (Function::ToLabel | Function::Format | Function::ConvertCurrency) = call.function else {
        return None;
    };
    match call.arguments.first()? {
        Argument::Field(path) => Some(path),
        Argument::Call(inner) => shown(inner),
        _ => None,
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
