//! Values.

use ats_schema::schema::ValueKind;
use ats_schema::soql::ast::Function;

use super::Writer;
use crate::org::Field;
use crate::query::functions;
use crate::query::plan::{DistanceUnit, Expr};
use crate::store::ColumnType;

impl<'v> Writer<'_, 'v> {
    pub(super) fn expr(&mut self, expr: &Expr<'v>) {
        if let Some((grouping, left_out)) = self.totals
            && let Some(item) = grouping.items.iter().position(|item| item.is_same(expr))
            && left_out >> item & 1 == 1
        {
            self.push("NULL");
            return;
        }
        match expr {
            // Only whether there is something: `typeof` does not read a file to tell.
            Expr::Column { table, field } if field.column_type == ColumnType::Blob => {
                self.push("nullif(typeof(");
                self.column(*table, field);
                self.push("), 'null')");
            }
            Expr::Column { table, field } => self.column(*table, field),
            // No object that this user sees has the field.
            Expr::OfTarget { targets, .. } if targets.is_empty() => self.push("NULL"),
            Expr::OfTarget {
                table,
                reference,
                targets,
                ..
            } => {
                self.case_of_target(*table, reference);
                for (object, field) in targets {
                    self.push(" WHEN ");
                    self.bind(object.prefix.clone());
                    self.push(&format!(
                        " THEN (SELECT {} FROM {} WHERE \"Id\" = ",
                        field.column, object.table
                    ));
                    self.column(*table, reference);
                    self.push(")");
                }
                self.push(" END");
            }
            Expr::TypeOfTarget {
                table,
                reference,
                targets,
            } => {
                self.case_of_target(*table, reference);
                for object in targets {
                    self.push(" WHEN ");
                    self.bind(object.prefix.clone());
                    self.push(" THEN ");
                    // The groups that own records are queues, and orgs call them so.
                    let is_queue = object.name == "Group" && reference.name() == "OwnerId";
                    self.bind(match is_queue {
                        true => "Queue".to_owned(),
                        false => object.name.clone(),
                    });
                }
                self.push(" END");
            }
            Expr::DatePart { part, of } => {
                self.push(functions::date_part_name(*part));
                self.push("(");
                self.expr(of);
                self.push(")");
            }
            Expr::Distance {
                latitude,
                longitude,
                from,
                unit,
            } => {
                self.push("sf_distance(");
                self.expr(latitude);
                self.push(", ");
                self.expr(longitude);
                self.push(", ");
                self.bind(from.0);
                self.push(", ");
                self.bind(from.1);
                self.push(", ");
                self.bind(match unit {
                    DistanceUnit::Miles => functions::EARTH_MILES,
                    DistanceUnit::Kilometers => functions::EARTH_KILOMETERS,
                });
                self.push(")");
            }
            Expr::Aggregate { function, of } => self.aggregate(*function, of.as_deref()),
            Expr::GroupingOf { item } => {
                let is_total = self
                    .totals
                    .is_some_and(|(_, left_out)| left_out >> item & 1 == 1);
                self.push(if is_total { "1" } else { "0" });
            }
        }
    }

    fn column(&mut self, table: usize, field: &Field) {
        let letter = self.letter;
        self.push(&format!("{letter}{table}.{}", field.column));
    }

    /// The first three characters of an Id tell its object.
    fn case_of_target(&mut self, table: usize, reference: &Field) {
        self.push("CASE substr(");
        self.column(table, reference);
        self.push(", 1, 3)");
    }

    fn aggregate(&mut self, function: Function, of: Option<&Expr<'v>>) {
        let Some(of) = of else {
            self.push("count(*)");
            return;
        };
        let is_decimal = of.kind() == ValueKind::Decimal;
        self.push(match function {
            Function::Avg => "sf_avg(",
            Function::CountDistinct => "count(DISTINCT ",
            Function::Min => "min(",
            Function::Max => "max(",
            Function::Sum if is_decimal => "sf_sum(",
            Function::Sum => "sum(",
            _ => "count(",
        });
        // What is counted is never left out of a subtotal.
        let totals = self.totals.take();
        self.collated(of);
        self.totals = totals;
        self.push(")");
    }

    /// A value with the collation of its field, which only a bare column has by itself.
    pub(super) fn collated(&mut self, expr: &Expr<'v>) {
        self.expr(expr);
        if !matches!(expr, Expr::Column { .. }) && expr.collation() != "BINARY" {
            self.push(" COLLATE ");
            self.push(expr.collation());
        }
    }
}
