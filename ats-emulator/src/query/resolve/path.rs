//! Field paths and functions.

use ats_schema::soql::ast::{Argument, Call, Function, LiteralKind, Operand, Path, Span};
use ats_schema::soql::check::{NAME_FIELDS, is_virtual_relationship};

use super::Resolver;
use crate::org::{Field, Object, VisibleObject};
use crate::query::functions;
use crate::query::plan::{Expr, Join};
use crate::query::unresolved::Unresolved;
use crate::store::ColumnType;

/// A relationship on the way to a field.
#[derive(Clone, Debug)]
pub(super) enum Step<'v> {
    /// To a parent.
    Parent {
        name: &'v str,
        table: usize,
        object: VisibleObject<'v>,
    },
    /// To whatever a polymorphic reference leads to.
    Target {
        name: &'v str,
        table: usize,
        reference: &'v Field,
        targets: Vec<&'v Object>,
    },
}

impl<'v> Resolver<'_, 'v> {
    /// A path's names without the alias, or the object's own name, it may begin with.
    pub(super) fn without_alias(&self, path: &Path) -> Vec<String> {
        let names = path.segments.iter().map(|name| name.text.clone());
        let [first, _, ..] = path.segments.as_slice() else {
            return names.collect();
        };
        let alias = self.aliases.iter().find(|(alias, _)| first.is(alias));
        match alias {
            Some((_, stands_for)) => stands_for.iter().cloned().chain(names.skip(1)).collect(),
            None if first.is(&self.tables.root.object().name) => names.skip(1).collect(),
            None => names.collect(),
        }
    }

    /// The relationships of a path, and the field at its end.
    pub(super) fn walk(&mut self, path: &Path) -> Result<(Vec<Step<'v>>, Expr<'v>), Unresolved> {
        let names = self.without_alias(path);
        self.walk_from((0, self.tables.root), &names, path.span)
    }

    /// The same for names from a table on that is joined already.
    pub(super) fn walk_from(
        &mut self,
        start: (usize, VisibleObject<'v>),
        names: &[String],
        span: Span,
    ) -> Result<(Vec<Step<'v>>, Expr<'v>), Unresolved> {
        let unchecked = Unresolved::Unchecked(span);
        let (last, parents) = names.split_last().ok_or(unchecked.clone())?;
        let steps = self.follow(start, parents, span)?;
        let expr = match steps.last() {
            Some(Step::Target {
                table, reference, ..
            }) => self.field_of_target(*table, reference, last),
            step => {
                let (table, object) = step
                    .map_or(Some(start), Step::at)
                    .ok_or(unchecked.clone())?;
                let field = object.field(last);
                field.map(|field| Expr::Column { table, field })
            }
        };
        Ok((steps, expr.ok_or(unchecked)?))
    }

    /// Goes along relationships to parents.
    fn follow(
        &mut self,
        start: (usize, VisibleObject<'v>),
        parents: &[String],
        span: Span,
    ) -> Result<Vec<Step<'v>>, Unresolved> {
        let mut steps: Vec<Step<'v>> = Vec::with_capacity(parents.len());
        for name in parents {
            let place = steps.last().map_or(Some(start), Step::at);
            let step = place.and_then(|place| self.step(place, name));
            let is_virtual = is_virtual_relationship(name);
            steps.push(step.ok_or_else(|| match is_virtual {
                true => Unresolved::unsupported(format!("this emulator has no {name}"), span),
                false => Unresolved::Unchecked(span),
            })?);
        }
        Ok(steps)
    }

    fn step(
        &mut self,
        (table, object): (usize, VisibleObject<'v>),
        name: &str,
    ) -> Option<Step<'v>> {
        let reference = object.relationship(name)?;
        let name = reference.describe.relationship_name.as_deref()?;
        let targets = self.targets(reference);
        if is_polymorphic(reference) {
            return Some(Step::Target {
                name,
                table,
                reference,
                targets: targets.iter().map(VisibleObject::object).collect(),
            });
        }
        let object = *targets.first()?;
        let table = self.tables.join(Join {
            from: table,
            reference,
            object,
        });
        Some(Step::Parent {
            name,
            table,
            object,
        })
    }

    /// The objects a reference leads to, as far as this user sees them.
    pub(super) fn targets(&self, reference: &'v Field) -> Vec<VisibleObject<'v>> {
        let view = self.context.view;
        let names = reference.describe.reference_to.iter();
        names.filter_map(|name| view.object(name)).collect()
    }

    fn field_of_target(&self, table: usize, reference: &'v Field, name: &str) -> Option<Expr<'v>> {
        let targets = self.targets(reference);
        if name.eq_ignore_ascii_case("Type") {
            return Some(Expr::TypeOfTarget {
                table,
                reference,
                targets: targets.iter().map(VisibleObject::object).collect(),
            });
        }
        let is_it = |(known, _): &&(&str, _)| known.eq_ignore_ascii_case(name);
        let (name, _) = NAME_FIELDS.iter().find(is_it)?;
        let having = targets.iter().filter_map(|target| {
            let field = match *name {
                // The name of a case is its number.
                "Name" => target.object().name_field(),
                name => target.field(name),
            };
            Some((target.object(), field?))
        });
        let having = having.filter(|(_, field)| field.column_type != ColumnType::Compound);
        Some(Expr::OfTarget {
            name,
            table,
            reference,
            targets: having.collect(),
        })
    }

    /// A polymorphic relationship by its path, for `TYPEOF`.
    pub(super) fn polymorphic(
        &mut self,
        path: &Path,
    ) -> Result<(Vec<Step<'v>>, usize, &'v Field), Unresolved> {
        let names = self.without_alias(path);
        let mut steps = self.follow((0, self.tables.root), &names, path.span)?;
        match steps.pop() {
            Some(Step::Target {
                table, reference, ..
            }) => Ok((steps, table, reference)),
            _ => Err(Unresolved::Unchecked(path.span)),
        }
    }

    /// A field, or a function of fields, anywhere but in the `SELECT` list.
    pub(super) fn operand(&mut self, operand: &Operand) -> Result<Expr<'v>, Unresolved> {
        match operand {
            Operand::Field(path) => Ok(self.walk(path)?.1),
            Operand::Call(call) => self.call(call),
        }
    }

    /// A function. Those that only show a value in another way give the value itself:
    /// `toLabel`, `FORMAT`; `convertCurrency`, because there is one currency, and
    /// `convertTimezone`, because users are in UTC.
    pub(super) fn call(&mut self, call: &Call) -> Result<Expr<'v>, Unresolved> {
        if call.function == Function::Distance {
            return self.distance(call);
        }
        let of = self.argument(call)?;
        Ok(match call.function {
            function if function.is_aggregate() => Expr::Aggregate {
                function,
                of: Some(Box::new(of)),
            },
            part if part.is_date() => Expr::DatePart {
                part,
                of: Box::new(of),
            },
            _ => of,
        })
    }

    /// The only argument of a function.
    pub(super) fn argument(&mut self, call: &Call) -> Result<Expr<'v>, Unresolved> {
        match call.arguments.first() {
            Some(Argument::Field(path)) => Ok(self.walk(path)?.1),
            Some(Argument::Call(inner)) => self.call(inner),
            _ => Err(Unresolved::Unchecked(call.span)),
        }
    }

    /// `DISTANCE(Site__c, GEOLOCATION(37.7, -122.4), 'mi')`.
    fn distance(&mut self, call: &Call) -> Result<Expr<'v>, Unresolved> {
        let unchecked = || Unresolved::Unchecked(call.span);
        let [Argument::Field(path), Argument::Call(place), unit] = call.arguments.as_slice() else {
            return Err(unchecked());
        };
        let Expr::Column { table, field } = self.walk(path)?.1 else {
            return Err(unchecked());
        };
        let object = match table {
            0 => self.tables.root.object(),
            _ => self.tables.joins[table - 1].object.object(),
        };
        let part = |suffix: &str| {
            let found = field.parts.iter().map(|&index| &object.fields[index]);
            let mut found = found.filter(|part| {
                let name = part.name();
                let name = name.strip_suffix("__s").unwrap_or(name);
                name.ends_with(suffix)
            });
            let field = found.next()?;
            Some(Box::new(Expr::Column { table, field }))
        };
        let (Some(latitude), Some(longitude)) = (part("Latitude"), part("Longitude")) else {
            let message = "DISTANCE needs a field with a latitude and a longitude";
            return Err(Unresolved::unsupported(message, path.span));
        };
        let radius = match literal(unit) {
            Some(LiteralKind::Text(unit)) if unit.eq_ignore_ascii_case("mi") => {
                functions::EARTH_MILES
            }
            _ => functions::EARTH_KILOMETERS,
        };
        Ok(Expr::Distance {
            latitude,
            longitude,
            from: geolocation(place).ok_or_else(unchecked)?,
            radius,
        })
    }
}

impl<'v> Step<'v> {
    /// The table that it leads to; none behind a polymorphic reference.
    fn at(&self) -> Option<(usize, VisibleObject<'v>)> {
        match self {
            Self::Parent { table, object, .. } => Some((*table, *object)),
            Self::Target { .. } => None,
        }
    }
}

/// Whether a reference may lead to objects of several kinds.
fn is_polymorphic(reference: &Field) -> bool {
    reference.describe.polymorphic_foreign_key || reference.describe.reference_to.len() > 1
}

fn geolocation(call: &Call) -> Option<(f64, f64)> {
    let number = |argument: &Argument| match literal(argument)? {
        LiteralKind::Number(text) => text.parse::<f64>().ok(),
        _ => None,
    };
    match call.arguments.as_slice() {
        [latitude, longitude] => Some((number(latitude)?, number(longitude)?)),
        _ => None,
    }
}

fn literal(argument: &Argument) -> Option<&LiteralKind> {
    match argument {
        Argument::Literal(literal) => Some(&literal.kind),
        _ => None,
    }
}
