//! Fields and functions of them.

use super::Checker;
use super::expr::{Expr, Scope, Source};
use super::report::{BindUse, Expects, Type};
use super::rules::{self, Kind};
use crate::schema::Flags;
use crate::soql::ast::{Argument, Bind, Call, Function, LiteralKind, Operand};

impl<'s> Checker<'s> {
    pub(super) fn bind(&mut self, bind: &Bind, expects: Expects<'s>, list: bool) {
        self.binds.push(BindUse {
            expr: bind.expr.clone(),
            span: bind.span,
            expects,
            list,
        });
    }

    /// A field, or a function of fields. `None` after a finding.
    pub(super) fn operand(&mut self, scope: &mut Scope<'s>, operand: &Operand) -> Option<Expr<'s>> {
        match operand {
            Operand::Field(path) => Some(self.walk(scope, path)?.1),
            Operand::Call(call) => self.call(scope, call),
        }
    }

    pub(super) fn call(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        match call.function {
            function if function.is_aggregate() => self.aggregate(scope, call),
            function if function.is_date() => self.date_part(scope, call),
            Function::Distance => self.distance(scope, call),
            Function::ToLabel => {
                let takes = "picklists";
                // Of texts, the names of record types have labels.
                let suits =
                    |kind| matches!(kind, Kind::Picklist | Kind::MultiPicklist | Kind::Text);
                let mut expr = self.taking(scope, call, takes, suits)?;
                expr.value = Type::Text;
                expr.is_label = true;
                Some(expr)
            }
            Function::Format => {
                let mut expr = self.argument(scope, call)?;
                expr.value = Type::Text;
                Some(expr)
            }
            Function::ConvertCurrency => {
                self.taking(scope, call, "currency fields", |kind| kind == Kind::Decimal)
            }
            Function::ConvertTimezone => {
                let takes = "dates with a time";
                self.taking(scope, call, takes, |kind| kind == Kind::DateTime)
            }
            Function::Grouping => {
                self.find(rules::grouping_without_rollup(call.span));
                None
            }
            function => {
                let name = function.as_str();
                let found = "a place by itself";
                self.find(rules::wrong_argument(
                    name,
                    "its place in DISTANCE",
                    found,
                    call.span,
                ));
                None
            }
        }
    }

    /// The only argument of a function, if it is of a kind the function takes.
    fn taking(
        &mut self,
        scope: &mut Scope<'s>,
        call: &Call,
        takes: &str,
        suits: impl Fn(Kind) -> bool,
    ) -> Option<Expr<'s>> {
        let expr = self.argument(scope, call)?;
        if expr.kind == Kind::Any || suits(expr.kind) {
            return Some(expr);
        }
        let found = format!("{}, {}", expr.described(), expr.kind.words());
        let name = call.function.as_str();
        self.find(rules::wrong_argument(name, takes, &found, call.span));
        None
    }

    /// The only argument of a function.
    pub(super) fn argument(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        let name = call.function.as_str();
        let found = match call.arguments.first() {
            Some(Argument::Field(path)) => return Some(self.walk(scope, path)?.1),
            Some(Argument::Call(inner)) => return self.call(scope, inner),
            Some(Argument::Bind(bind)) => {
                self.bind(bind, Expects::Unclear, false);
                "a bind"
            }
            Some(Argument::Literal(_)) => "a literal",
            None => "nothing",
        };
        self.find(rules::wrong_argument(name, "a field", found, call.span));
        None
    }

    fn aggregate(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        let function = call.function;
        let of = self.argument(scope, call)?;
        let kind = of.kind;
        let suits = match function {
            _ if kind == Kind::Any => true,
            Function::Avg | Function::Sum => kind.is_number(),
            Function::Min | Function::Max => !matches!(
                kind,
                Kind::Boolean | Kind::MultiPicklist | Kind::Blob | Kind::Compound
            ),
            _ => !matches!(kind, Kind::MultiPicklist | Kind::Blob | Kind::Compound),
        };
        let allowed = match of.source {
            Source::Field(_, field) => !of.is_computed && field.flags.has(Flags::AGGREGATE),
            Source::OfTarget(..)
            | Source::TypeOfTarget(_)
            | Source::Common(_)
            | Source::Unknown => !of.is_computed,
        };
        if of.is_aggregate || !allowed || !suits {
            let described = of.described();
            let is = match (of.is_computed, suits, of.field()) {
                (true, ..) => "no field",
                (false, true, Some(field)) if field.kind.as_str() == "textarea" => "a long text",
                _ => kind.words(),
            };
            let finding = rules::not_aggregatable(&described, is, function.as_str(), call.span);
            self.find(finding);
            return None;
        }
        let (kind, value, nullable) = match function {
            // Of the field's own type, but no label and no formatted text.
            Function::Min | Function::Max => (kind, of.value, true),
            Function::Sum | Function::Avg => (Kind::Decimal, Type::Decimal, true),
            _ => (Kind::Int, Type::Integer, false),
        };
        let mut expr = of.within(function, kind, value);
        expr.nullable = nullable;
        expr.is_aggregate = true;
        Some(expr)
    }

    fn date_part(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        let function = call.function;
        // "HOUR_IN_DAY … dateTime fields only", and DAY_ONLY is "the date portion of a
        // dateTime field" (*Date Functions*).
        let with_time = matches!(function, Function::HourInDay | Function::DayOnly);
        let takes = match with_time {
            true => "dates with a time",
            false => "dates",
        };
        let expr = self.taking(scope, call, takes, |kind| {
            kind == Kind::DateTime || (kind == Kind::Date && !with_time)
        })?;
        Some(match function {
            Function::DayOnly => expr.within(function, Kind::Date, Type::Date),
            _ => expr.within(function, Kind::Int, Type::Integer),
        })
    }

    /// `DISTANCE(Site__c, GEOLOCATION(37.7, -122.4), 'mi')`.
    fn distance(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        let [field, place, unit] = call.arguments.as_slice() else {
            let takes = "a location, GEOLOCATION and a unit";
            self.find(rules::wrong_argument("DISTANCE", takes, "this", call.span));
            return None;
        };
        let takes = "location and address fields";
        let of = match field {
            Argument::Field(path) => self.walk(scope, path).map(|(_, expr)| expr),
            _ => {
                self.find(rules::wrong_argument(
                    "DISTANCE",
                    takes,
                    "this",
                    field.span(),
                ));
                None
            }
        };
        let of = of.filter(|expr| {
            let suits = matches!(expr.kind, Kind::Compound | Kind::Any);
            if !suits {
                let found = format!("{}, {}", expr.described(), expr.kind.words());
                let span = field.span();
                self.find(rules::wrong_argument("DISTANCE", takes, &found, span));
            }
            suits
        });
        let place = self.geolocation(place);
        let unit = self.distance_unit(unit);
        let (mut expr, (), ()) = (of?, place?, unit?);
        expr.key = call.to_string().to_ascii_lowercase();
        expr.functions.push(Function::Distance);
        expr.is_computed = true;
        expr.kind = Kind::Decimal;
        expr.value = Type::Decimal;
        expr.nullable = true;
        Some(expr)
    }

    fn geolocation(&mut self, place: &Argument) -> Option<()> {
        let Argument::Call(call) = place else {
            let takes = "GEOLOCATION as its second argument";
            self.find(rules::wrong_argument(
                "DISTANCE",
                takes,
                "this",
                place.span(),
            ));
            return None;
        };
        let mut good = call.function == Function::Geolocation;
        for argument in &call.arguments {
            match argument {
                Argument::Bind(bind) => self.bind(bind, Expects::Coordinate, false),
                Argument::Literal(literal) => {
                    good &= matches!(literal.kind, LiteralKind::Number(_));
                }
                Argument::Field(_) | Argument::Call(_) => good = false,
            }
        }
        if !good {
            let takes = "a latitude and a longitude in numbers";
            self.find(rules::wrong_argument(
                "GEOLOCATION",
                takes,
                "this",
                call.span,
            ));
        }
        good.then_some(())
    }

    fn distance_unit(&mut self, unit: &Argument) -> Option<()> {
        let good = match unit {
            Argument::Bind(bind) => {
                self.bind(bind, Expects::DistanceUnit, false);
                true
            }
            Argument::Literal(literal) => match &literal.kind {
                LiteralKind::Text(unit) => ["mi", "km"]
                    .iter()
                    .any(|known| unit.eq_ignore_ascii_case(known)),
                _ => false,
            },
            Argument::Field(_) | Argument::Call(_) => false,
        };
        if !good {
            let takes = "the units 'mi' and 'km'";
            self.find(rules::wrong_argument(
                "DISTANCE",
                takes,
                "this",
                unit.span(),
            ));
        }
        good.then_some(())
    }
}
