//! Values.

use ats_schema::schema::ValueKind;
use ats_schema::soql::ast::Function;

use super::Writer;
use crate::org::{Field, Object};
use crate::query::functions;
use crate::query::plan::Expr;
use crate::store::{BINARY, ColumnType};

impl<'v> Writer<'_, 'v> {
    pub(super) fn expr(&mut self, expr: &Expr<'v>) -> String {
        if let Some((grouping, left_out)) = self.totals
            && let Some(item) = grouping.items.iter().position(|item| item == expr)
            && left_out >> item & 1 == 1
        {
            return "NULL".to_owned();
        }
        match expr {
            // Only whether there is something: `typeof` does not read a file to tell.
            Expr::Column { table, field } if field.column_type == ColumnType::Blob => {
                format!("nullif(typeof({}), 'null')", self.column(*table, field))
            }
            Expr::Column { table, field } => self.column(*table, field),
            // No object that this user sees has the field.
            Expr::OfTarget { targets, .. } if targets.is_empty() => "NULL".to_owned(),
            Expr::OfTarget {
                table,
                reference,
                targets,
                ..
            } => {
                let id = self.column(*table, reference);
                let values = targets.iter().map(|(object, field)| {
                    let (column, table) = (&field.column, &object.table);
                    let prefix = self.bind(object.prefix.clone());
                    format!(
                        " WHEN {prefix} THEN (SELECT {column} FROM {table} WHERE \"Id\" = {id})"
                    )
                });
                by_target(&id, values.collect())
            }
            Expr::TypeOfTarget {
                table,
                reference,
                targets,
            } => {
                let types = targets.iter().map(|object| {
                    let prefix = self.bind(object.prefix.clone());
                    let name = self.bind(type_of_target(object, reference).to_owned());
                    format!(" WHEN {prefix} THEN {name}")
                });
                let types = types.collect();
                by_target(&self.column(*table, reference), types)
            }
            Expr::DatePart { part, of } => {
                format!("{}({})", functions::date_part_name(*part), self.expr(of))
            }
            Expr::Distance {
                latitude,
                longitude,
                from,
                radius,
            } => format!(
                "sf_distance({}, {}, {}, {}, {})",
                self.expr(latitude),
                self.expr(longitude),
                self.bind(from.0),
                self.bind(from.1),
                self.bind(*radius)
            ),
            Expr::Aggregate { function, of } => self.aggregate(*function, of.as_deref()),
            Expr::GroupingOf { item } => {
                let left_out = self.totals.map_or(0, |(_, left_out)| left_out);
                (left_out >> item & 1).to_string()
            }
        }
    }

    fn column(&self, table: usize, field: &Field) -> String {
        format!("{}{table}.{}", self.letter, field.column)
    }

    fn aggregate(&mut self, function: Function, of: Option<&Expr<'v>>) -> String {
        let Some(of) = of else {
            return "count(*)".to_owned();
        };
        // What is counted is never left out of a subtotal.
        let totals = self.totals.take();
        let value = self.collated(of);
        self.totals = totals;
        match function {
            Function::Avg => format!("sf_avg({value})"),
            Function::CountDistinct => format!("count(DISTINCT {value})"),
            Function::Min => format!("min({value})"),
            Function::Max => format!("max({value})"),
            Function::Sum if of.kind() == ValueKind::Decimal => format!("sf_sum({value})"),
            Function::Sum => format!("sum({value})"),
            _ => format!("count({value})"),
        }
    }

    /// A value with the collation of its field, which only a bare column has by itself.
    pub(super) fn collated(&mut self, expr: &Expr<'v>) -> String {
        let value = self.expr(expr);
        match expr {
            Expr::Column { .. } => value,
            _ => value + &collate(expr),
        }
    }
}

pub(super) fn collate(expr: &Expr<'_>) -> String {
    match expr.collation() {
        BINARY => String::new(),
        collation => format!(" COLLATE {collation}"),
    }
}

/// The first three characters of an Id tell its object.
fn by_target(id: &str, whens: String) -> String {
    format!("CASE substr({id}, 1, 3){whens} END")
}

/// The groups that own records are queues, and orgs call them so.
fn type_of_target<'o>(object: &'o Object, reference: &Field) -> &'o str {
    match object.name.as_str() {
        "Group" if reference.name() == "OwnerId" => "Queue",
        name => name,
    }
}
