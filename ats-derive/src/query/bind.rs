//! The values of binds, and the text between them.

use std::fmt::Write as _;

use ats_schema::soql::Span;
use ats_schema::soql::ast::{
    Comparison, ComparisonOperator, Condition, Membership, Operand, Query, SelectItem, SetOperator,
    SetValues, Value,
};
use ats_schema::soql::check::{BindUse, Expects, Report, Type};
use ats_schema::soql::visit::Visit;
use proc_macro2::Ident;

use super::rust_type;
use crate::text;

/// Whether a bind is a variable, or a field of one: `name`, `self.name`, `pair.0`.
pub(super) fn is_variable(expr: &str) -> bool {
    let is_name = |name: &str| {
        let mut characters = name.chars();
        let first = characters.next();
        first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
            && syn::parse_str::<Ident>(name).is_ok()
    };
    let mut names = expr.trim().split('.');
    let first = names.next().unwrap_or_default();
    let is_number = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    let is_field = |name: &str| is_name(name) || (is_number(name) && name.parse::<u16>().is_ok());
    (first == "self" || is_name(first)) && names.all(is_field)
}

/// The source of the expression that makes a query with binds, of the sources of references to them:
/// the text before the first, to which each bind adds its value and the text after it.
pub(super) fn bound(
    start: &str,
    (source, all_rows): (&str, bool),
    query: &Query,
    (binds, references): (&[BindUse<'_>], &[String]),
) -> String {
    let splittable = splittable(query);
    let mut places = Places::default();
    places.query(query);
    let having = query.having.as_ref().map(|condition| condition.span());
    let end = source.trim_end().len();
    let mut at = source.len() - source.trim_start().len();
    let (mut calls, mut bound) = (String::new(), String::new());
    for (number, (bind, reference)) in binds.iter().zip(references).enumerate() {
        let place = places.of(bind.span).filter(|_| bind.list);
        let range = place.map_or(bind.span, |place| place.span);
        let before = range.start as usize;
        let text = text::string(&squeezed(&source[at..before]));
        at = range.end as usize;
        // Writing to a `String` does not fail.
        let _ = match number {
            0 => write!(bound, "{start}({text}, {all_rows})"),
            _ => write!(bound, ", {text})"),
        };
        let call = match place {
            // The whole condition is written, since a list may turn out to be empty.
            Some(place) => {
                let before = squeezed(&source[before..bind.span.start as usize]);
                let in_having =
                    having.is_some_and(|it| it.start <= range.start && range.end <= it.end);
                let function = match splittable == Some(bind.span.start) {
                    true => "split_list",
                    false => "list",
                };
                let _ = write!(
                    bound,
                    ", ({}, {}), {reference}",
                    text::string(before.trim_end()),
                    text::string(place.empty(in_having)),
                );
                format!("__rt::bind::{function}::<{}, _, _>", ty(bind.expects))
            }
            None => {
                let _ = write!(bound, ", {reference}");
                writer(bind, places.is_equality(bind)).0
            }
        };
        // The last one is the outermost.
        calls.insert_str(0, &format!("{call}("));
    }
    let after = text::string(&squeezed(&source[at..end]));
    format!("{calls}{bound}, {after})")
}

/// Where the bind is whose list may be split over several queries: every record must satisfy its
/// condition, and it does not matter how many there are or in which order they come.
fn splittable(query: &Query) -> Option<u32> {
    let is_plain = query.group_by.is_none()
        && query.order_by.is_empty()
        && query.limit.is_none()
        && query.offset.is_none()
        && !query.select.items().is_empty()
        && query.select.items().iter().all(|item| match item {
            SelectItem::Expr(item) => match &item.expr {
                Operand::Field(_) => true,
                Operand::Call(call) => !call.function.is_aggregate(),
            },
            _ => true,
        });
    let list = |condition: &Condition| match condition {
        Condition::Membership(membership) if membership.operator == SetOperator::In => {
            match &membership.right {
                SetValues::Bind(bind) => Some(bind.span.start),
                _ => None,
            }
        }
        _ => None,
    };
    let filter = query.filter.as_ref().filter(|_| is_plain)?;
    match filter {
        Condition::And(junction) => junction.conditions.iter().find_map(list),
        condition => list(condition),
    }
}

/// The text of a query without binds.
pub(super) fn fixed(source: &str) -> String {
    squeezed(source.trim())
}

/// The function that writes a bind's value, and the trait that the value has.
fn writer(bind: &BindUse<'_>, is_equality: bool) -> (String, String) {
    let plain = |function: &str, bound: &str| {
        (
            format!("__rt::bind::{function}"),
            format!("__rt::bind::{bound}"),
        )
    };
    match bind.expects {
        Expects::Pattern => plain("pattern", "Pattern"),
        Expects::Label | Expects::DistanceUnit => (
            "__rt::bind::text".to_owned(),
            "::core::convert::AsRef<str>".to_owned(),
        ),
        Expects::RowCount => plain("rows", "RowCount"),
        Expects::Value(Type::Id) => plain("any_id", "AnyId"),
        Expects::Value(Type::Unknown) | Expects::Unclear => plain("any", "AnyValue"),
        expects => {
            let ty = ty(expects);
            let (function, bound) = match is_equality {
                true => ("compared", "Comparand"),
                false => ("value", "Operand"),
            };
            (
                format!("__rt::bind::{function}::<{ty}, _, _>"),
                format!("__rt::bind::{bound}<{ty}>"),
            )
        }
    }
}

/// Prints a trait for each bind, `Bind0` and so on, which what it may be implements.
///
/// Its only use is the message of a bind of another type, which can name the field and the bind.
pub(super) fn checks(source: &str, query: &Query, report: &Report<'_>, out: &mut String) {
    if report.binds.is_empty() {
        return;
    }
    let mut places = Places::default();
    places.query(query);
    for (number, bind) in report.binds.iter().enumerate() {
        let bound = places.bound(bind);
        let [message, label, note] = mismatch(source, &places, bind);
        // Writing to a `String` does not fail.
        let _ = write!(
            out,
            "__rt::bind_trait!{{Bind{number} {} {} {} {bound}}}",
            text::string(&message),
            text::string(&label),
            text::string(&note),
        );
    }
}

/// The message, label and note for a bind of another type.
fn mismatch(source: &str, places: &Places, bind: &BindUse<'_>) -> [String; 3] {
    let written = |span: Span| {
        let text = squeezed(span.text(source));
        text.replace('{', "{{").replace('}', "}}")
    };
    let expr = written(bind.span);
    let left = places.left(bind).map(written);
    let ty = rust_type::shown(&ty(bind.expects));
    let is_text = ty == "String" || ty.starts_with("Text<");
    let own = |text: &str| text.to_owned();
    if let Some(place) = places.of(bind.span).filter(|_| bind.list) {
        let condition = written(place.span);
        return [
            format!("`{condition}` needs a list of `{ty}`, found `{{Self}}`"),
            format!("expected a list of `{ty}`"),
            match is_text {
                true => own("a list is a `Vec`, an array, a slice or a set, here also of `&str`"),
                false => own("a list is a `Vec`, an array, a slice or a set"),
            },
        ];
    }
    let subject = match (&left, bind.expects) {
        (Some(left), Expects::Value(Type::Id | Type::Unknown) | Expects::Pattern) => {
            format!("`{left}` cannot be compared with bind `{expr}` (`{{Self}}`)")
        }
        (Some(left), _) => {
            format!("`{left}` (`{ty}`) cannot be compared with bind `{expr}` (`{{Self}}`)")
        }
        (None, _) => format!("bind `{expr}` cannot be a `{{Self}}`"),
    };
    let expected = match bind.expects {
        Expects::RowCount => own("an unsigned integer"),
        Expects::Pattern => own("text or a `LikePattern`"),
        Expects::Value(Type::Id) => own("an `Id`"),
        Expects::Value(Type::Unknown) | Expects::Unclear => {
            own("text, a number, a date, a boolean or an `Id`")
        }
        _ if is_text => own("text"),
        _ => match ty.as_str() {
            "Number" => own("an integer, a `Number` or a `Decimal`"),
            "Date" | "DateTime" => format!("a `{ty}` or a `DateLiteral`"),
            ty => format!("`{ty}`"),
        },
    };
    let note = match bind.expects {
        Expects::RowCount => "LIMIT and OFFSET take a number of rows",
        Expects::Pattern => "in text, `%` and `_` are wildcards; a `LikePattern` escapes them",
        _ if places.is_listed(bind) => "a list is bound without parentheses: `IN :list`",
        _ if left.is_none() => "a function takes this value",
        _ if ty == "Number" => "a float is bound as a `Number`: `Number::try_from`",
        _ if !places.is_equality(bind) => "only `=` and `!=` take an `Option`, as null",
        _ if ty.starts_with("Id<") => "`upcast` makes the id of one object an id of several",
        _ => "an `Option` is taken too, whose `None` is null",
    };
    [subject, format!("expected {expected}"), own(note)]
}

/// The traits that the values of the binds must have, one a bind.
pub(super) fn bounds(query: &Query, report: &Report<'_>) -> Vec<String> {
    let mut places = Places::default();
    places.query(query);
    report.binds.iter().map(|bind| places.bound(bind)).collect()
}

/// The type that a bind's value must suit.
fn ty(expects: Expects<'_>) -> String {
    match expects {
        // A count is compared with any kind of integer.
        Expects::Value(Type::Integer) | Expects::Coordinate => "__rt::Number".to_owned(),
        Expects::Value(value) => rust_type::of(value),
        _ => "__rt::String".to_owned(),
    }
}

/// A piece of a query with one blank for all white space outside of texts: a query written over
/// several lines is sent as one.
fn squeezed(piece: &str) -> String {
    let mut out = String::with_capacity(piece.len());
    let (mut in_text, mut escaped, mut blank) = (false, false, false);
    for c in piece.chars() {
        if !in_text && c.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
        }
        if c == '\'' && !escaped {
            in_text = !in_text;
        }
        escaped = in_text && c == '\\' && !escaped;
        out.push(c);
    }
    if blank {
        out.push(' ');
    }
    out
}

/// Where binds stand.
#[derive(Default)]
struct Places {
    lists: Vec<Place>,
    /// Binds that are compared by `=` or `!=`.
    equalities: Vec<Span>,
    /// The left sides of what binds are compared with, by the bind.
    lefts: Vec<(Span, Span)>,
    /// Binds among the values in parentheses: `IN (:a, :b)`.
    listed: Vec<Span>,
}

/// A condition whose right side is a bind.
struct Place {
    bind: Span,
    /// All of the condition.
    span: Span,
    is_positive: bool,
}

impl Places {
    /// The trait that the bind's value must have.
    fn bound(&self, bind: &BindUse<'_>) -> String {
        match bind.list {
            true => format!("__rt::bind::List<{}>", ty(bind.expects)),
            false => writer(bind, self.is_equality(bind)).1,
        }
    }

    fn is_equality(&self, bind: &BindUse<'_>) -> bool {
        self.equalities.iter().any(|it| it.start == bind.span.start)
    }

    fn is_listed(&self, bind: &BindUse<'_>) -> bool {
        self.listed.iter().any(|it| it.start == bind.span.start)
    }

    fn left(&self, bind: &BindUse<'_>) -> Option<Span> {
        let mut lefts = self.lefts.iter();
        lefts
            .find(|(known, _)| known.start == bind.span.start)
            .map(|(_, left)| *left)
    }

    fn of(&self, bind: Span) -> Option<&Place> {
        self.lists
            .iter()
            .find(|place| place.bind.start == bind.start)
    }
}

impl Place {
    /// The condition that means the same with an empty list: an id is never null, and a count never
    /// less than nothing.
    const fn empty(&self, in_having: bool) -> &'static str {
        match (in_having, self.is_positive) {
            (false, true) => "Id = null",
            (false, false) => "Id != null",
            (true, true) => "COUNT(Id) < 0",
            (true, false) => "COUNT(Id) >= 0",
        }
    }
}

impl<'a> Visit<'a> for Places {
    fn comparison(&mut self, comparison: &'a Comparison) {
        let Value::Bind(bind) = &comparison.right else {
            return;
        };
        self.lefts.push((bind.span, comparison.left.span()));
        if let ComparisonOperator::Equal | ComparisonOperator::NotEqual = comparison.operator {
            self.equalities.push(bind.span);
        }
    }

    fn membership(&mut self, membership: &'a Membership) {
        if let SetValues::List { values, .. } = &membership.right {
            for value in values {
                if let Value::Bind(bind) = value {
                    self.lefts.push((bind.span, membership.left.span()));
                    self.listed.push(bind.span);
                }
            }
        }
        if let SetValues::Bind(bind) = &membership.right {
            self.lefts.push((bind.span, membership.left.span()));
            self.lists.push(Place {
                bind: bind.span,
                span: membership.span,
                is_positive: matches!(membership.operator, SetOperator::In | SetOperator::Includes),
            });
        }
        ats_schema::soql::visit::walk_membership(self, membership);
    }
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn white_space_in_texts_stays() {
        assert_eq!(squeezed("a  =\n\t'x  \\'  y'  "), "a = 'x  \\'  y' ");
    }
}
