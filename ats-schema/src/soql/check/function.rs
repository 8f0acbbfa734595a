//! Fields and functions of them.

use super::Checker;
use super::expr::{Expr, Scope, Source};
use super::report::{BindUse, Expects, Type};
use super::rule::{Accepts, FunctionPlace, Rule};
use crate::schema::{Flags, ValueKind};
use crate::soql::Span;
use crate::soql::ast::{Argument, Bind, Call, Function, Operand};

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
            // The parser lets GEOLOCATION stand only inside DISTANCE.
            _ => None,
        }
    }

    fn wrong_argument(
        &mut self,
        function: Function,
        accepts: Accepts,
        found: &Expr<'s>,
        span: Span,
    ) {
        let rule = Rule::WrongArgument {
            function,
            accepts,
            subject: found.subject(),
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
        self.wrong_argument(call.function, accepts, &expr, call.span);
        None
    }

    /// The only argument of a function.
    pub(super) fn argument(&mut self, scope: &mut Scope<'s>, call: &Call) -> Option<Expr<'s>> {
        match call.arguments.first()? {
            Argument::Field(path) => Some(self.walk(scope, path)?.1),
            Argument::Call(inner)
                if inner.function == Function::ConvertTimezone && call.function.is_date() =>
            {
                self.taking(scope, inner, Accepts::DateTimes, |kind| {
                    kind == ValueKind::DateTime
                })
            }
            Argument::Call(inner) => self.call(scope, inner),
            // The parser refuses them.
            Argument::Bind(_) | Argument::Literal(_) => None,
        }
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
        // The parser lets nothing else stand here.
        let [Argument::Field(path), Argument::Call(place), unit] = call.arguments.as_slice() else {
            return None;
        };
        let of = self.walk(scope, path).map(|(_, expr)| expr);
        let of = of.filter(|expr| {
            let suits = matches!(expr.kind, ValueKind::Compound | ValueKind::Any);
            if !suits {
                self.wrong_argument(call.function, Accepts::Locations, expr, path.span);
            }
            suits
        });
        for argument in &place.arguments {
            if let Argument::Bind(bind) = argument {
                self.bind(bind, Expects::Coordinate, false);
            }
        }
        if let Argument::Bind(bind) = unit {
            self.bind(bind, Expects::DistanceUnit, false);
        }
        let mut expr = of?;
        expr.key = call.to_string().to_ascii_lowercase();
        expr.functions.push(Function::Distance);
        expr.kind = ValueKind::Decimal;
        expr.value = Type::Decimal;
        expr.nullable = true;
        Some(expr)
    }
}
