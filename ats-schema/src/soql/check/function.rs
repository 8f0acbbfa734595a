//! Fields and functions of them.

use super::Checker;
use super::expr::{Expr, Scope, Source};
use super::report::{BindUse, Expects, Type};
use super::rule::{Accepts, Found, FunctionPlace, Rule};
use crate::schema::{Flags, ValueKind};
use crate::soql::Span;
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
            Operand::Call(call) => Some(Expr {
                span: call.span,
                ..self.call(scope, call)?
            }),
        }
    }

    pub(super) fn call(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        match call.function {
            function if function.is_aggregate() => self.aggregate(scope, call),
            function if function.is_date() => self.date_part(scope, call),
            Function::Distance => self.distance(scope, call),
            Function::ToLabel => {
                // Of texts, the names of record types have labels.
                let suits = |kind| {
                    matches!(
                        kind,
                        ValueKind::Picklist | ValueKind::MultiPicklist | ValueKind::Text
                    )
                };
                let mut expr = self.taking(scope, call, Accepts::Picklists, suits)?;
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
                let expr = self.taking(scope, call, Accepts::Currencies, |kind| {
                    kind == ValueKind::Decimal
                })?;
                if expr.is_aggregate {
                    let place = FunctionPlace::AroundAggregate;
                    self.misplaced(call.function, place, call.span);
                    return None;
                }
                Some(expr)
            }
            // A date function has dealt with its own.
            Function::ConvertTimezone => {
                let place = FunctionPlace::OutsideDateFunction;
                self.misplaced(call.function, place, call.span);
                None
            }
            Function::Grouping => {
                self.find(Rule::GroupingWithoutRollup, call.span);
                None
            }
            function => {
                self.wrong_argument(function, Accepts::InsideDistance, Found::Other, call.span);
                None
            }
        }
    }

    fn wrong_argument(&mut self, function: Function, accepts: Accepts, found: Found, span: Span) {
        let rule = Rule::WrongArgument {
            function,
            accepts,
            found,
        };
        self.find(rule, span);
    }

    /// The only argument of a function, if it is of a kind the function takes.
    fn taking(
        &mut self,
        scope: &mut Scope<'s>,
        call: &Call,
        accepts: Accepts,
        suits: impl Fn(ValueKind) -> bool,
    ) -> Option<Expr<'s>> {
        let expr = self.argument(scope, call)?;
        if expr.kind == ValueKind::Any || suits(expr.kind) {
            return Some(expr);
        }
        let found = Found::Value(expr.subject());
        self.wrong_argument(call.function, accepts, found, call.span);
        None
    }

    /// The only argument of a function.
    pub(super) fn argument(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        let found = match call.arguments.first() {
            Some(Argument::Field(path)) => return Some(self.walk(scope, path)?.1),
            Some(Argument::Call(inner))
                if inner.function == Function::ConvertTimezone && call.function.is_date() =>
            {
                return self.taking(scope, inner, Accepts::DateTimes, |kind| {
                    kind == ValueKind::DateTime
                });
            }
            Some(Argument::Call(inner)) => return self.call(scope, inner),
            Some(Argument::Bind(bind)) => {
                self.bind(bind, Expects::Unclear, false);
                Found::Bind
            }
            Some(Argument::Literal(_)) => Found::Literal,
            None => Found::Nothing,
        };
        self.wrong_argument(call.function, Accepts::Field, found, call.span);
        None
    }

    fn aggregate(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        let function = call.function;
        let of = self.argument(scope, call)?;
        let kind = of.kind;
        let suits = match function {
            _ if kind == ValueKind::Any => true,
            Function::Avg | Function::Sum => kind.is_number(),
            Function::Min | Function::Max => !matches!(
                kind,
                ValueKind::Boolean
                    | ValueKind::Time
                    | ValueKind::MultiPicklist
                    | ValueKind::Blob
                    | ValueKind::Compound
            ),
            _ => !matches!(
                kind,
                ValueKind::MultiPicklist | ValueKind::Blob | ValueKind::Compound
            ),
        };
        let allowed = match of.source {
            Source::Field(_, field) => !of.is_computed() && field.flags.has(Flags::AGGREGATE),
            Source::Virtual(_) => false,
            Source::OfTarget(..)
            | Source::TypeOfTarget(_)
            | Source::Common(_)
            | Source::Unknown => !of.is_computed(),
        };
        if of.is_aggregate || !allowed || !suits {
            let subject = of.subject();
            self.find(Rule::NotAggregatable { subject, function }, call.span);
            return None;
        }
        let (kind, value, nullable) = match function {
            // Of the field's own type, but no label and no formatted text.
            Function::Min | Function::Max => (kind, of.value, true),
            Function::Sum | Function::Avg => (ValueKind::Decimal, Type::Decimal, true),
            _ => (ValueKind::Int, Type::Integer, false),
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
        let accepts = match with_time {
            true => Accepts::DateTimes,
            false => Accepts::Dates,
        };
        let expr = self.taking(scope, call, accepts, |kind| {
            kind == ValueKind::DateTime || (kind == ValueKind::Date && !with_time)
        })?;
        Some(match function {
            Function::DayOnly => expr.within(function, ValueKind::Date, Type::Date),
            _ => expr.within(function, ValueKind::Int, Type::Integer),
        })
    }

    /// `DISTANCE(Site__c, GEOLOCATION(37.7, -122.4), 'mi')`.
    fn distance(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        let [field, place, unit] = call.arguments.as_slice() else {
            self.not_for_distance(Accepts::DistanceArguments, Found::Other, call.span);
            return None;
        };
        let of = match field {
            Argument::Field(path) => self.walk(scope, path).map(|(_, expr)| expr),
            _ => {
                self.not_for_distance(Accepts::Locations, Found::Other, field.span());
                None
            }
        };
        let of = of.filter(|expr| {
            let suits = matches!(expr.kind, ValueKind::Compound | ValueKind::Any);
            if !suits {
                let found = Found::Value(expr.subject());
                self.not_for_distance(Accepts::Locations, found, field.span());
            }
            suits
        });
        let place = self.geolocation(place);
        let unit = self.distance_unit(unit);
        let (mut expr, (), ()) = (of?, place?, unit?);
        expr.key = call.to_string().to_ascii_lowercase();
        expr.functions.push(Function::Distance);
        expr.kind = ValueKind::Decimal;
        expr.value = Type::Decimal;
        expr.nullable = true;
        Some(expr)
    }

    fn not_for_distance(&mut self, accepts: Accepts, found: Found, span: Span) {
        self.wrong_argument(Function::Distance, accepts, found, span);
    }

    fn geolocation(&mut self, place: &Argument) -> Option<()> {
        let Argument::Call(call) = place else {
            self.not_for_distance(Accepts::Geolocation, Found::Other, place.span());
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
            let function = Function::Geolocation;
            self.wrong_argument(function, Accepts::Coordinates, Found::Other, call.span);
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
            self.not_for_distance(Accepts::DistanceUnit, Found::Other, unit.span());
        }
        good.then_some(())
    }
}
