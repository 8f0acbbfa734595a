//! From the AST to a plan: names are found, values typed, rules checked.
//!
//! The rules themselves, with codes, messages and sources, are in [`rules`](super::rules);
//! here is when they apply.

mod condition;
mod group;
mod path;
mod select;
mod value;

pub(super) use self::value::sorted;

use ats_schema::soql::ast::{
    Direction, ForClause, ForKind, Nulls, Operand, OrderBy, Path, Query, RowCount, Select, Source,
    Span, With, WithKind,
};

use super::plan::{Expr, Filter, Grouping, Kind, Link, Order, Output, Plan, Tables};
use super::refusal::Refusal;
use super::rules;
use crate::date_time::Day;
use crate::org::{VisibleObject, VisibleSchema};
use crate::version::ApiVersion;

/// Who asks, and how.
#[derive(Clone, Copy)]
pub(super) struct Context<'v> {
    pub(super) view: &'v VisibleSchema,
    pub(super) user_id: &'v str,
    pub(super) version: ApiVersion,
    /// Deleted records too.
    pub(super) all: bool,
    pub(super) today: Day,
}

/// Makes a plan of a query.
///
/// # Errors
///
/// The first rule it breaks, roughly in the order in which Salesforce looks: objects, the
/// `SELECT` list, `WHERE`, `GROUP BY`, `ORDER BY`, limits.
pub(super) fn resolve<'v>(query: &Query, context: &Context<'v>) -> Result<Plan<'v>, Refusal> {
    let Some(from) = query.from.first() else {
        return Err(rules::no_such_object("", query.span));
    };
    let root = root_object(context, from)?;
    let mut counts = Counts::default();
    let resolver = Resolver::new(context, &mut counts, root, &query.from)?;
    resolver.plan(query, None, 0)
}

fn root_object<'v>(context: &Context<'v>, source: &Source) -> Result<VisibleObject<'v>, Refusal> {
    let refused = || rules::no_such_object(&text(&source.path), source.path.span);
    let name = source.path.as_name().ok_or_else(refused)?;
    let object = context.view.object(&name.text).ok_or_else(refused)?;
    if object.queryable() {
        Ok(object)
    } else {
        Err(rules::not_queryable(
            &object.object().name,
            source.path.span,
        ))
    }
}

/// A path as it was written.
fn text(path: &Path) -> String {
    let names: Vec<&str> = path
        .segments
        .iter()
        .map(|name| name.text.as_str())
        .collect();
    names.join(".")
}

/// What the whole query has so far, its parts included.
#[derive(Debug, Default)]
struct Counts {
    children: usize,
    parents: usize,
    semi_joins: usize,
}

/// Resolves one `SELECT`.
struct Resolver<'a, 'v> {
    context: &'a Context<'v>,
    counts: &'a mut Counts,
    tables: Tables<'v>,
    /// Names that may stand before a path, and the relationships they stand for.
    aliases: Vec<(String, Vec<String>)>,
    columns: Vec<Expr<'v>>,
    children: Vec<Plan<'v>>,
    /// Aliases of the `SELECT` list of an aggregate query.
    selected: Vec<(String, Expr<'v>)>,
    /// Whether it says `LIMIT 1`.
    one_row: bool,
}

impl<'a, 'v> Resolver<'a, 'v> {
    fn new(
        context: &'a Context<'v>,
        counts: &'a mut Counts,
        root: VisibleObject<'v>,
        from: &[Source],
    ) -> Result<Self, Refusal> {
        let mut resolver = Self {
            context,
            counts,
            tables: Tables::new(root),
            aliases: Vec::new(),
            columns: Vec::new(),
            children: Vec::new(),
            selected: Vec::new(),
            one_row: false,
        };
        for (index, source) in from.iter().enumerate() {
            let path = match index {
                0 => Vec::new(),
                // The old form: `FROM Contact c, c.Account a`.
                _ => {
                    let path = resolver.without_alias(&source.path);
                    resolver.check_parents(&path, source.path.span)?;
                    path
                }
            };
            if let Some(alias) = &source.alias {
                resolver.aliases.push((alias.text.clone(), path));
            }
        }
        Ok(resolver)
    }

    fn object_name(&self) -> &'v str {
        &self.tables.root.object().name
    }

    /// Resolves everything after `FROM`, and the `SELECT` list.
    fn plan(
        mut self,
        query: &Query,
        link: Option<Link<'v>>,
        level: usize,
    ) -> Result<Plan<'v>, Refusal> {
        self.check_apex(query)?;
        let limit = query.limit.as_ref().and_then(RowCount::number);
        self.one_row = limit == Some(1);
        let grouped = is_aggregate(query);
        if grouped && link.is_some() {
            return Err(rules::aggregate_in_children(query.span));
        }
        // GROUP BY first: what may be selected follows from it.
        let grouping = match &query.group_by {
            Some(group_by) => Some(self.grouping(group_by)?),
            None => None,
        };
        let output = match &query.select {
            Select::Count(span) if grouped => return Err(rules::count_of_groups(*span)),
            // "You can't use COUNT() with an ORDER BY clause" (*COUNT()*).
            Select::Count(_) if !query.order_by.is_empty() => {
                let first = &query.order_by[0].expr;
                return Err(rules::order_not_grouped(&self.described(first)));
            }
            Select::Count(_) => Output::Count,
            Select::Items(items) if grouped => {
                Output::Groups(self.group_columns(items, grouping.as_ref())?)
            }
            Select::Items(items) => {
                self.check_fields_limit(items, query)?;
                Output::Records(self.record(items, level)?)
            }
        };
        let filter = self.filter(query)?;
        let having = match &query.having {
            Some(condition) => Some(self.having(condition, grouping.as_ref())?),
            None => None,
        };
        let order = self.order(&query.order_by, grouped, grouping.as_ref())?;
        let overall = grouped && query.group_by.is_none();
        if overall && query.limit.is_some() {
            return Err(rules::limit_without_group());
        }
        if overall && !query.order_by.is_empty() {
            return Err(rules::order_without_group());
        }
        let is_lock = |clause: &&ForClause| clause.kind == ForKind::Update;
        if let Some(lock) = query.for_clauses.iter().find(is_lock)
            && !query.order_by.is_empty()
        {
            return Err(rules::lock_with_order(lock.span));
        }
        let offset = query
            .offset
            .as_ref()
            .and_then(RowCount::number)
            .unwrap_or(0);
        if offset > rules::MAX_OFFSET {
            return Err(rules::offset_too_large());
        }
        self.counts.parents += self.tables.joins.len();
        if self.counts.parents > rules::MAX_PARENTS {
            return Err(rules::too_many_parents());
        }
        Ok(Plan {
            tables: self.tables,
            link,
            columns: self.columns,
            output,
            filter,
            grouping,
            having,
            order,
            limit,
            offset,
            deleted: self.context.all,
            children: self.children,
        })
    }

    /// What only Apex has, should the parser have let it through.
    fn check_apex(&self, query: &Query) -> Result<(), Refusal> {
        if let Some(span) = query.all_rows {
            return Err(rules::apex_only(
                "ALL ROWS not allowed in this context",
                span,
            ));
        }
        for count in [&query.limit, &query.offset].into_iter().flatten() {
            if let RowCount::Bind(bind) = count {
                return Err(value::bind(bind.span));
            }
        }
        let Some(With { kind, span }) = &query.with else {
            return Ok(());
        };
        match kind {
            // Who may see what is a matter of the view, which every query obeys.
            WithKind::RecordVisibility(_) => Ok(()),
            WithKind::DataCategory(_) => Err(rules::no_such_clause("WITH DATA CATEGORY", *span)),
            WithKind::Filter(_) => Err(rules::no_such_clause("WITH", *span)),
            _ => Err(rules::apex_only("unexpected token: 'WITH'", *span)),
        }
    }

    fn filter(&mut self, query: &Query) -> Result<Option<Filter<'v>>, Refusal> {
        let mut filters = Vec::new();
        if let Some(scope) = &query.scope {
            filters.extend(self.scope(&scope.text, scope.span)?);
        }
        if let Some(condition) = &query.filter {
            filters.push(self.condition(condition)?);
        }
        Ok(match filters.len() {
            0 | 1 => filters.pop(),
            _ => Some(Filter::All(filters)),
        })
    }

    /// `USING SCOPE`. The emulated org has no teams, territories and delegation, so that
    /// "records owned by my team" are one's own and delegated records there are none.
    fn scope(&self, scope: &str, span: Span) -> Result<Option<Filter<'v>>, Refusal> {
        let owner = self.tables.root.field("OwnerId");
        let is_mine = |field| Filter::Equal {
            expr: Expr::Column { table: 0, field },
            value: self.context.user_id.to_owned().into(),
            negated: false,
        };
        let known = scope.to_ascii_lowercase();
        match (known.as_str(), owner) {
            ("everything" | "scopingrule", _) => Ok(None),
            ("mine" | "team" | "user_owned" | "mine_and_my_groups", Some(field)) => {
                Ok(Some(is_mine(field)))
            }
            ("queue_owned", Some(field)) => Ok(Some(Filter::Like {
                expr: Expr::Column { table: 0, field },
                pattern: vec![
                    ats_schema::rules::literal::LikePart::Text("00G".to_owned()),
                    ats_schema::rules::literal::LikePart::Many,
                ],
            })),
            ("delegated" | "my_territory" | "my_team_territory", Some(_)) => {
                Ok(Some(Filter::Const(false)))
            }
            _ => Err(rules::no_such_scope(scope, span)),
        }
    }

    fn order(
        &mut self,
        order_by: &[OrderBy],
        grouped: bool,
        grouping: Option<&Grouping<'v>>,
    ) -> Result<Vec<Order<'v>>, Refusal> {
        let mut order = Vec::with_capacity(order_by.len());
        for item in order_by {
            let expr = if grouped {
                self.group_expr(&item.expr, grouping, rules::order_not_grouped)?
            } else {
                self.sort_expr(&item.expr)?
            };
            order.push(Order {
                expr,
                descending: item.direction == Some(Direction::Descending),
                // "By default, null values are sorted first", whatever the direction.
                nulls_last: item.nulls == Some(Nulls::Last),
            });
        }
        Ok(order)
    }

    fn sort_expr(&mut self, operand: &Operand) -> Result<Expr<'v>, Refusal> {
        let expr = self.operand(operand)?;
        if expr.is_aggregate() {
            return Err(rules::not_grouped(&self.described(operand)));
        }
        if let Expr::Column { field, .. } = &expr
            && (!field.describe.sortable || expr.kind() == Kind::Compound)
        {
            return Err(rules::not_sortable(field.name(), operand.span()));
        }
        Ok(expr)
    }
}

/// Whether a query gives groups instead of records: it has a `GROUP BY`, or selects an
/// aggregate function.
fn is_aggregate(query: &Query) -> bool {
    query.group_by.is_some()
        || query.select.items().iter().any(|item| match item {
            ats_schema::soql::ast::SelectItem::Expr(item) => is_aggregate_call(&item.expr),
            _ => false,
        })
}

fn is_aggregate_call(operand: &Operand) -> bool {
    use ats_schema::soql::ast::{Argument, Call};
    fn within(call: &Call) -> bool {
        call.function.is_aggregate()
            || call.arguments.iter().any(|argument| match argument {
                Argument::Call(call) => within(call),
                _ => false,
            })
    }
    operand.as_call().is_some_and(within)
}
