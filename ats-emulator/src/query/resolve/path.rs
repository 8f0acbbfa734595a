//! Field paths and functions.

use ats_schema::rules::decimal;
use ats_schema::soql::ast::{Argument, Call, Function, LiteralKind, Operand, Path, Span};

use super::{Resolver, text, value};
use crate::org::{Field, Object, VisibleObject};
use crate::query::plan::{DistanceUnit, Expr, Join, Kind};
use crate::query::refusal::Refusal;
use crate::query::rules;
use crate::store::ColumnType;

/// The fields of the `Name` object: what can be asked of a polymorphic parent whatever it
/// is (*Object Reference, Name*).
const NAME_FIELDS: [&str; 14] = [
    "Alias",
    "Email",
    "FirstName",
    "Id",
    "IsActive",
    "LastName",
    "MobilePhone",
    "Name",
    "NameOrAlias",
    "Phone",
    "ProfileId",
    "Title",
    "UserRoleId",
    "Username",
];

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

/// Where a path has come to.
enum Place<'v> {
    At {
        table: usize,
        object: VisibleObject<'v>,
    },
    AtTarget {
        table: usize,
        reference: &'v Field,
        targets: Vec<VisibleObject<'v>>,
    },
}

impl<'v> Resolver<'_, 'v> {
    /// A path's names without the alias, or the object's own name, it may begin with.
    pub(super) fn without_alias(&self, path: &Path) -> Vec<String> {
        let names = path.segments.iter().map(|name| name.text.clone());
        let Some(first) = path.segments.first() else {
            return Vec::new();
        };
        if path.segments.len() > 1 || self.aliases.iter().any(|(_, path)| !path.is_empty()) {
            if let Some((_, stands_for)) = self.aliases.iter().find(|(alias, _)| first.is(alias)) {
                if path.segments.len() > 1 {
                    return stands_for.iter().cloned().chain(names.skip(1)).collect();
                }
            } else if path.segments.len() > 1 && first.is(self.object_name()) {
                return names.skip(1).collect();
            }
        }
        names.collect()
    }

    /// The relationships of a path, and the field at its end.
    pub(super) fn walk(&mut self, path: &Path) -> Result<(Vec<Step<'v>>, Expr<'v>), Refusal> {
        let names = self.without_alias(path);
        let Some((last, parents)) = names.split_last() else {
            return Err(rules::no_such_column("", self.object_name(), path.span));
        };
        let (steps, place) = self.follow(self.root(), parents, path.span)?;
        let expr = self.field_at(place, last, path.span)?;
        Ok((steps, expr))
    }

    /// The same for a path that begins at a table already joined.
    pub(super) fn walk_from(
        &mut self,
        (table, object): (usize, VisibleObject<'v>),
        names: &[String],
        span: Span,
    ) -> Result<(Vec<Step<'v>>, Expr<'v>), Refusal> {
        let Some((last, parents)) = names.split_last() else {
            return Err(rules::no_such_column("", &object.object().name, span));
        };
        let (steps, place) = self.follow(Place::At { table, object }, parents, span)?;
        let expr = self.field_at(place, last, span)?;
        Ok((steps, expr))
    }

    fn root(&self) -> Place<'v> {
        Place::At {
            table: 0,
            object: self.tables.root,
        }
    }

    /// Checks that these relationships are there.
    pub(super) fn check_parents(&mut self, names: &[String], span: Span) -> Result<(), Refusal> {
        self.follow(self.root(), names, span).map(|_| ())
    }

    fn follow(
        &mut self,
        mut place: Place<'v>,
        parents: &[String],
        span: Span,
    ) -> Result<(Vec<Step<'v>>, Place<'v>), Refusal> {
        if parents.len() > rules::MAX_PARENT_LEVELS {
            return Err(rules::too_many_levels(span));
        }
        let mut steps = Vec::with_capacity(parents.len());
        for name in parents {
            let refused = || rules::no_such_parent(name, span);
            let Place::At { table, object } = place else {
                // Behind a polymorphic relationship only TYPEOF goes further.
                return Err(refused());
            };
            let reference = object.relationship(name).ok_or_else(refused)?;
            let relationship = reference.describe.relationship_name.as_deref();
            let relationship = relationship.ok_or_else(refused)?;
            let targets = self.targets(reference);
            place = if is_polymorphic(reference) {
                steps.push(Step::Target {
                    name: relationship,
                    table,
                    reference,
                    targets: targets.iter().map(VisibleObject::object).collect(),
                });
                Place::AtTarget {
                    table,
                    reference,
                    targets,
                }
            } else {
                let object = *targets.first().ok_or_else(refused)?;
                let table = self.tables.join(Join {
                    from: table,
                    reference,
                    object,
                });
                steps.push(Step::Parent {
                    name: relationship,
                    table,
                    object,
                });
                Place::At { table, object }
            };
        }
        Ok((steps, place))
    }

    /// The objects a reference leads to, as far as this user sees them.
    fn targets(&self, reference: &'v Field) -> Vec<VisibleObject<'v>> {
        let view = self.context.view;
        let names = reference.describe.reference_to.iter();
        names.filter_map(|name| view.object(name)).collect()
    }

    fn field_at(&self, place: Place<'v>, name: &str, span: Span) -> Result<Expr<'v>, Refusal> {
        match place {
            Place::At { table, object } => {
                let refused = || rules::no_such_column(name, &object.object().name, span);
                let field = object.field(name).ok_or_else(refused)?;
                Ok(Expr::Column { table, field })
            }
            Place::AtTarget {
                table,
                reference,
                targets,
            } => {
                if name.eq_ignore_ascii_case("Type") {
                    return Ok(Expr::TypeOfTarget {
                        table,
                        reference,
                        targets: targets.iter().map(VisibleObject::object).collect(),
                    });
                }
                let known = NAME_FIELDS.iter();
                let known = known.copied().find(|it| it.eq_ignore_ascii_case(name));
                let Some(name) = known else {
                    return Err(rules::no_such_column(name, "Name", span));
                };
                let having: Vec<_> = targets
                    .iter()
                    .filter_map(|target| {
                        let field = match name == "Name" {
                            // The name of a case is its number.
                            true => target.object().name_field(),
                            false => target.field(name),
                        };
                        Some((target.object(), field?))
                    })
                    .filter(|(_, field)| field.column_type != ColumnType::Compound)
                    .collect();
                Ok(Expr::OfTarget {
                    name,
                    table,
                    reference,
                    targets: having,
                })
            }
        }
    }

    /// A polymorphic relationship by its path, for `TYPEOF`.
    pub(super) fn polymorphic(
        &mut self,
        path: &Path,
    ) -> Result<(Vec<Step<'v>>, usize, &'v Field), Refusal> {
        let names = self.without_alias(path);
        let Some((last, parents)) = names.split_last() else {
            return Err(rules::no_such_parent("", path.span));
        };
        let (steps, place) = self.follow(self.root(), parents, path.span)?;
        let refused = || rules::no_such_parent(last, path.span);
        let Place::At { table, object } = place else {
            return Err(refused());
        };
        let reference = object.relationship(last).ok_or_else(refused)?;
        if !is_polymorphic(reference) {
            return Err(rules::typeof_of_one(last, path.span));
        }
        Ok((steps, table, reference))
    }

    /// A field, or a function of fields, anywhere but in the `SELECT` list.
    pub(super) fn operand(&mut self, operand: &Operand) -> Result<Expr<'v>, Refusal> {
        match operand {
            Operand::Field(path) => Ok(self.walk(path)?.1),
            Operand::Call(call) => self.call(call),
        }
    }

    /// A function. `toLabel`, `FORMAT` and `convertCurrency` are how a value is shown, and
    /// give the value itself.
    pub(super) fn call(&mut self, call: &Call) -> Result<Expr<'v>, Refusal> {
        match call.function {
            function if function.is_aggregate() => {
                let of = self.argument(call)?;
                self.aggregate(function, of, call)
            }
            function if function.is_date() => {
                let of = self.argument(call)?;
                date_part(function, of, call.span)
            }
            Function::Distance => self.distance(call),
            Function::ToLabel => {
                let of = self.argument(call)?;
                match of.kind() {
                    // Of texts, the names of record types have labels.
                    Kind::Picklist | Kind::MultiPicklist | Kind::Text => Ok(of),
                    _ => Err(rules::wrong_argument("toLabel", "picklists", call.span)),
                }
            }
            Function::ConvertCurrency => {
                let of = self.argument(call)?;
                match of.kind() {
                    // One currency: there is nothing to convert.
                    Kind::Decimal => Ok(of),
                    _ => Err(rules::wrong_argument(
                        "convertCurrency",
                        "currency fields",
                        call.span,
                    )),
                }
            }
            Function::Format => self.argument(call),
            Function::ConvertTimezone => {
                let of = self.argument(call)?;
                match of.kind() {
                    // Users are in UTC: there is nothing to convert.
                    Kind::DateTime => Ok(of),
                    _ => Err(rules::wrong_argument(
                        "convertTimezone",
                        "dateTime fields",
                        call.span,
                    )),
                }
            }
            function => Err(rules::wrong_argument(
                function.as_str(),
                "what the query does not have here",
                call.span,
            )),
        }
    }

    /// The only argument of a function.
    pub(super) fn argument(&mut self, call: &Call) -> Result<Expr<'v>, Refusal> {
        let name = call.function.as_str();
        match call.arguments.first() {
            Some(Argument::Field(path)) => Ok(self.walk(path)?.1),
            Some(Argument::Call(inner)) => self.call(inner),
            Some(Argument::Bind(bind)) => Err(value::bind(bind.span)),
            Some(Argument::Literal(_)) | None => {
                Err(rules::wrong_argument(name, "fields", call.span))
            }
        }
    }

    fn aggregate(
        &self,
        function: Function,
        of: Expr<'v>,
        call: &Call,
    ) -> Result<Expr<'v>, Refusal> {
        let name = match call.arguments.first() {
            Some(Argument::Field(path)) => text(path),
            _ => String::new(),
        };
        let refused = || rules::not_aggregatable(&name, function.as_str());
        if of.is_aggregate()
            || of
                .field()
                .is_none_or(|field| !field.describe.is_aggregatable())
        {
            return Err(refused());
        }
        let kind = of.kind();
        // *SOQL and SOSL Reference, Aggregate Functions*, "Support for field types in
        // aggregate functions".
        let suits = match function {
            Function::Avg | Function::Sum => kind.is_number(),
            Function::Min | Function::Max => !matches!(
                kind,
                Kind::Boolean | Kind::MultiPicklist | Kind::Blob | Kind::Compound
            ),
            _ => !matches!(kind, Kind::Blob | Kind::Compound | Kind::MultiPicklist),
        };
        if !suits {
            return Err(refused());
        }
        Ok(Expr::Aggregate {
            function,
            of: Some(Box::new(of)),
        })
    }

    /// `DISTANCE(Site__c, GEOLOCATION(37.7, -122.4), 'mi')`.
    fn distance(&mut self, call: &Call) -> Result<Expr<'v>, Refusal> {
        let wrong = |what| rules::wrong_argument("DISTANCE", what, call.span);
        let [Argument::Field(path), Argument::Call(place), unit] = call.arguments.as_slice() else {
            return Err(wrong("a location field, GEOLOCATION and a unit"));
        };
        let Expr::Column { table, field } = self.walk(path)?.1 else {
            return Err(wrong("location fields"));
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
            return Err(wrong("location fields"));
        };
        let unit = match unit {
            Argument::Literal(literal) => match &literal.kind {
                LiteralKind::Text(unit) if unit.eq_ignore_ascii_case("mi") => DistanceUnit::Miles,
                LiteralKind::Text(unit) if unit.eq_ignore_ascii_case("km") => {
                    DistanceUnit::Kilometers
                }
                _ => return Err(wrong("the units 'mi' and 'km'")),
            },
            Argument::Bind(bind) => return Err(value::bind(bind.span)),
            _ => return Err(wrong("the units 'mi' and 'km'")),
        };
        Ok(Expr::Distance {
            latitude,
            longitude,
            from: geolocation(place)?,
            unit,
        })
    }

    /// A field or function in words, for messages.
    pub(super) fn described(&self, operand: &Operand) -> String {
        match operand {
            Operand::Field(path) => text(path),
            Operand::Call(call) => match call.arguments.first() {
                Some(Argument::Field(path)) => text(path),
                _ => call.function.as_str().to_owned(),
            },
        }
    }
}

/// Whether a reference may lead to objects of several kinds.
pub(super) fn is_polymorphic(reference: &Field) -> bool {
    reference.describe.polymorphic_foreign_key || reference.describe.reference_to.len() > 1
}

fn date_part(part: Function, of: Expr<'_>, span: Span) -> Result<Expr<'_>, Refusal> {
    let kind = of.kind();
    let suits = match part {
        Function::HourInDay | Function::DayOnly => kind == Kind::DateTime,
        _ => matches!(kind, Kind::Date | Kind::DateTime),
    };
    if !suits {
        let what = match part {
            Function::HourInDay | Function::DayOnly => "dateTime fields",
            _ => "date and dateTime fields",
        };
        return Err(rules::wrong_argument(part.as_str(), what, span));
    }
    Ok(Expr::DatePart {
        part,
        of: Box::new(of),
    })
}

fn geolocation(call: &Call) -> Result<(f64, f64), Refusal> {
    let wrong = || rules::wrong_argument("GEOLOCATION", "a latitude and a longitude", call.span);
    if call.function != Function::Geolocation {
        return Err(wrong());
    }
    let number = |argument: &Argument| match argument {
        Argument::Literal(literal) => match &literal.kind {
            LiteralKind::Number(text) if decimal::parse(text).is_ok() => {
                text.parse::<f64>().map_err(|_| wrong())
            }
            _ => Err(wrong()),
        },
        Argument::Bind(bind) => Err(value::bind(bind.span)),
        _ => Err(wrong()),
    };
    match call.arguments.as_slice() {
        [latitude, longitude] => Ok((number(latitude)?, number(longitude)?)),
        _ => Err(wrong()),
    }
}
