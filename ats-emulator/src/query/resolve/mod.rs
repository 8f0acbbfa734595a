//! From a checked query to a plan: names become fields and tables, literals become values.
//!
//! Nothing is checked here. What the checker should have refused ends as
//! [`Unresolved::Unchecked`].

mod condition;
mod group;
mod path;
mod select;
mod value;

pub(super) use self::value::sorted;

use ats_schema::rules::literal::LikePart;
use ats_schema::soql::ast::{
    Direction, Name, Nulls, OrderBy, Query, RowCount, Select, Source, With, WithKind,
};
use ats_schema::soql::check::is_aggregate;

use super::plan::{Expr, Filter, Grouping, Link, Order, Output, Plan, Tables};
use super::unresolved::Unresolved;
use crate::date_time::Day;
use crate::org::{VisibleObject, VisibleSchema};

/// The longest alias, in characters: a limit of this emulator, since an alias is repeated in
/// every row of the answer.
const MAX_ALIAS: usize = 255;

/// Who asks, and how.
#[derive(Clone, Copy)]
pub(super) struct Context<'v> {
    pub(super) view: &'v VisibleSchema,
    pub(super) user_id: &'v str,
    /// Deleted records too.
    pub(super) all: bool,
    pub(super) today: Day,
}

/// Makes a plan of a query that was checked against the same schema.
pub(super) fn resolve<'v>(query: &Query, context: &Context<'v>) -> Result<Plan<'v>, Unresolved> {
    let root = root_object(context, query)?;
    Resolver::new(context, root, &query.from).plan(query, None)
}

fn root_object<'v>(context: &Context<'v>, query: &Query) -> Result<VisibleObject<'v>, Unresolved> {
    let name = query.from.first().and_then(|source| source.path.as_name());
    let object = name.and_then(|name| context.view.object(&name.text));
    object.ok_or(Unresolved::Unchecked(query.span))
}

/// Resolves one `SELECT`.
struct Resolver<'a, 'v> {
    context: &'a Context<'v>,
    tables: Tables<'v>,
    /// Names that may stand before a path, and the relationships they stand for.
    aliases: Vec<(String, Vec<String>)>,
    columns: Vec<Expr<'v>>,
    children: Vec<Plan<'v>>,
    /// Aliases of the `SELECT` list of an aggregate query.
    selected: Vec<(String, Expr<'v>)>,
}

impl<'a, 'v> Resolver<'a, 'v> {
    fn new(context: &'a Context<'v>, root: VisibleObject<'v>, from: &[Source]) -> Self {
        let mut resolver = Self {
            context,
            tables: Tables::new(root),
            aliases: Vec::new(),
            columns: Vec::new(),
            children: Vec::new(),
            selected: Vec::new(),
        };
        for (index, source) in from.iter().enumerate() {
            let Some(alias) = &source.alias else {
                continue;
            };
            let path = match index {
                0 => Vec::new(),
                // The old form: `FROM Contact c, c.Account a`.
                _ => resolver.without_alias(&source.path),
            };
            resolver.aliases.push((alias.text.clone(), path));
        }
        resolver
    }

    /// Resolves everything after `FROM`, and the `SELECT` list.
    fn plan(mut self, query: &Query, link: Option<Link<'v>>) -> Result<Plan<'v>, Unresolved> {
        let grouped = is_aggregate(query);
        // GROUP BY first: columns and HAVING refer to it.
        let grouping = match &query.group_by {
            Some(group_by) => Some(self.grouping(group_by)?),
            None => None,
        };
        let output = match &query.select {
            Select::Count(_) => Output::Count,
            Select::Items(items) if grouped => {
                Output::Groups(self.group_columns(items, grouping.as_ref())?)
            }
            Select::Items(items) => Output::Records(self.record(items)?),
        };
        let filter = self.filter(query)?;
        let having = match &query.having {
            Some(condition) => Some(self.condition(condition, &|resolver, left| {
                resolver.group_expr(left, grouping.as_ref())
            })?),
            None => None,
        };
        let order = self.order(&query.order_by, grouping.as_ref())?;
        let limit = query.limit.as_ref().and_then(RowCount::number);
        let offset = query.offset.as_ref().and_then(RowCount::number);
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
            offset: offset.unwrap_or(0),
            deleted: self.context.all,
            children: self.children,
        })
    }

    fn filter(&mut self, query: &Query) -> Result<Option<Filter<'v>>, Unresolved> {
        let mut filters = Vec::new();
        if let Some(scope) = &query.scope {
            filters.extend(self.scope(scope)?);
        }
        if let Some(condition) = &query.filter {
            filters.push(self.condition(condition, &Self::operand)?);
        }
        if let Some(with) = &query.with {
            filters.extend(with_filter(with));
        }
        Ok(match filters.len() {
            0 | 1 => filters.pop(),
            _ => Some(Filter::All(filters)),
        })
    }

    /// `USING SCOPE`. The emulated org has no teams, territories and delegation, so that
    /// "records owned by my team" are one's own and delegated records there are none.
    fn scope(&self, scope: &Name) -> Result<Option<Filter<'v>>, Unresolved> {
        let known = scope.text.to_ascii_lowercase();
        if let "everything" | "scopingrule" = known.as_str() {
            return Ok(None);
        }
        let Some(field) = self.tables.root.field("OwnerId") else {
            let message = format!("Invalid scope: '{}'", scope.text);
            return Err(Unresolved::unsupported(message, scope.span));
        };
        let expr = Expr::Column { table: 0, field };
        Ok(Some(match known.as_str() {
            "mine" | "team" | "user_owned" | "mine_and_my_groups" => Filter::Equal {
                expr,
                value: self.context.user_id.to_owned().into(),
                negated: false,
            },
            "queue_owned" => Filter::Like {
                expr,
                pattern: vec![LikePart::Text("00G".to_owned()), LikePart::Many],
            },
            _ => Filter::Const(false),
        }))
    }

    fn order(
        &mut self,
        order_by: &[OrderBy],
        grouping: Option<&Grouping<'v>>,
    ) -> Result<Vec<Order<'v>>, Unresolved> {
        let order = order_by.iter().map(|item| {
            Ok(Order {
                expr: self.group_expr(&item.expr, grouping)?,
                descending: item.direction == Some(Direction::Descending),
                // "By default, null values are sorted first", whatever the direction.
                nulls_last: item.nulls == Some(Nulls::Last),
            })
        });
        order.collect()
    }
}

/// Returns what a `WITH` lets through. No record of the emulated org has a data category, and
/// nobody has a feed. Who may see what is a matter of the view, which every query obeys.
const fn with_filter<'v>(with: &With) -> Option<Filter<'v>> {
    match with.kind {
        WithKind::DataCategory(_) | WithKind::Filter(_) => Some(Filter::Const(false)),
        _ => None,
    }
}

fn check_alias(alias: &Name) -> Result<(), Unresolved> {
    if alias.text.chars().count() <= MAX_ALIAS {
        return Ok(());
    }
    let message = format!("an alias cannot be longer than {MAX_ALIAS} characters");
    Err(Unresolved::unsupported(message, alias.span))
}
