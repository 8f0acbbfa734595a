//! A query to text.
//!
//! One spelling for each query: keywords in capitals, functions as the reference writes
//! them, one blank between words, `!=` and not `<>`. Names keep the letters they have.

use std::fmt::{self, Display, Formatter};

use super::ast::{
    Argument, Bind, Call, Comparison, Condition, DataCategory, FieldsItem, GroupBy, GroupKind,
    Junction, Literal, LiteralKind, Membership, Name, Operand, OrderBy, Path, Query, RowCount,
    Select, SelectExpr, SelectItem, SetValues, Setting, Source, Subquery, Typeof, Value, When,
    With, WithKind,
};
use super::quoted_bind;
use crate::rules::date::{DateTime, Time, write_date};
use crate::rules::literal::{Like, LikePart, write_like, write_text};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "SELECT {} FROM ", self.select)?;
        list(f, &self.from)?;
        if let Some(scope) = &self.scope {
            write!(f, " USING SCOPE {scope}")?;
        }
        if let Some(filter) = &self.filter {
            write!(f, " WHERE {filter}")?;
        }
        if let Some(with) = &self.with {
            write!(f, " {with}")?;
        }
        if let Some(group_by) = &self.group_by {
            write!(f, " {group_by}")?;
        }
        if let Some(having) = &self.having {
            write!(f, " HAVING {having}")?;
        }
        if !self.order_by.is_empty() {
            f.write_str(" ORDER BY ")?;
            list(f, &self.order_by)?;
        }
        if let Some(limit) = &self.limit {
            write!(f, " LIMIT {limit}")?;
        }
        if let Some(offset) = &self.offset {
            write!(f, " OFFSET {offset}")?;
        }
        if self.all_rows.is_some() {
            f.write_str(" ALL ROWS")?;
        }
        for clause in &self.for_clauses {
            write!(f, " FOR {}", clause.kind.as_str())?;
        }
        if !self.update.is_empty() {
            f.write_str(" UPDATE ")?;
            let words = self.update.iter().map(|clause| clause.kind.as_str());
            separated(f, words, ", ")?;
        }
        Ok(())
    }
}

fn list<T: Display>(f: &mut Formatter<'_>, items: &[T]) -> fmt::Result {
    separated(f, items, ", ")
}

fn separated<T: Display>(
    f: &mut Formatter<'_>,
    items: impl IntoIterator<Item = T>,
    separator: &str,
) -> fmt::Result {
    let mut before = "";
    for item in items {
        write!(f, "{before}{item}")?;
        before = separator;
    }
    Ok(())
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        separated(f, &self.segments, ".")
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(_) => f.write_str("COUNT()"),
            Self::Items(items) => list(f, items),
        }
    }
}

impl Display for SelectItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expr(item) => item.fmt(f),
            Self::Fields(item) => item.fmt(f),
            Self::Subquery(item) => item.fmt(f),
            Self::Typeof(item) => item.fmt(f),
        }
    }
}

impl Display for SelectExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)?;
        alias(f, self.alias.as_ref())
    }
}

fn alias(f: &mut Formatter<'_>, alias: Option<&Name>) -> fmt::Result {
    match alias {
        Some(alias) => write!(f, " {alias}"),
        None => Ok(()),
    }
}

impl Display for FieldsItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "FIELDS({})", self.group.as_str())
    }
}

impl Display for Subquery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "({})", self.query)?;
        alias(f, self.alias.as_ref())
    }
}

impl Display for Typeof {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "TYPEOF {} ", self.relationship)?;
        for when in &self.whens {
            write!(f, "{when} ")?;
        }
        if let Some(fields) = &self.otherwise {
            f.write_str("ELSE ")?;
            list(f, fields)?;
            f.write_str(" ")?;
        }
        f.write_str("END")
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "WHEN {} THEN ", self.object)?;
        list(f, &self.fields)
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path) => path.fmt(f),
            Self::Call(call) => call.fmt(f),
        }
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.function)?;
        list(f, &self.arguments)?;
        f.write_str(")")
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path) => path.fmt(f),
            Self::Call(call) => call.fmt(f),
            Self::Literal(literal) => literal.fmt(f),
            Self::Bind(bind) => bind.fmt(f),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Display for LiteralKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(true) => f.write_str("TRUE"),
            Self::Boolean(false) => f.write_str("FALSE"),
            Self::Text(value) => text(f, value),
            Self::Pattern(parts) => pattern(f, parts),
            Self::Number(number) => f.write_str(number),
            Self::Currency { code, amount } => write!(f, "{code}{amount}"),
            Self::Date(date) => write_date(f, *date),
            Self::DateTime(moment) => date_time(f, *moment),
            Self::Time(of_day) => {
                time(f, *of_day)?;
                f.write_str("Z")
            }
            Self::RelativeDate(date) => date.fmt(f),
        }
    }
}

/// A text that reads back as one in every dialect.
fn text(f: &mut Formatter<'_>, value: &str) -> fmt::Result {
    match quoted_bind::of_text(value) {
        None => write_text(f, value),
        Some(_) => write!(f, "'{}'", quoted_bind::escaped(value, quoted_bind::of_text)),
    }
}

fn pattern(f: &mut Formatter<'_>, parts: &[LikePart]) -> fmt::Result {
    let mut body = String::new();
    for part in parts {
        match part {
            LikePart::One => body.push('_'),
            LikePart::Many => body.push('%'),
            LikePart::Text(text) => {
                // A literal of its own, of which only the body is wanted.
                let mut literal = String::new();
                write_like(&mut literal, text, Like::Equals)?;
                body.push_str(literal.trim_start_matches('\''));
                body.pop();
            }
        }
    }
    write!(
        f,
        "'{}'",
        quoted_bind::escaped(&body, quoted_bind::in_pattern)
    )
}

/// With the offset it has, and no more of the fraction than it has.
fn date_time(f: &mut Formatter<'_>, moment: DateTime) -> fmt::Result {
    write_date(f, moment.date)?;
    f.write_str("T")?;
    time(f, moment.time)?;
    let minutes = moment.offset_minutes.unsigned_abs();
    match moment.offset_minutes {
        0 => f.write_str("Z"),
        offset => {
            let sign = if offset < 0 { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

fn time(f: &mut Formatter<'_>, time: Time) -> fmt::Result {
    write!(f, "{:02}:{:02}:{:02}", time.hour, time.minute, time.second)?;
    match time.nanosecond {
        0 => Ok(()),
        nanosecond if nanosecond % 1_000_000 == 0 => {
            write!(f, ".{:03}", nanosecond / 1_000_000)
        }
        nanosecond => write!(f, ".{nanosecond:09}"),
    }
}

impl Display for Bind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, ":{}", self.expr)
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(literal) => literal.fmt(f),
            Self::Bind(bind) => bind.fmt(f),
        }
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(junction) => join(f, junction, "AND"),
            Self::Or(junction) => join(f, junction, "OR"),
            Self::Not(negation) => {
                f.write_str("NOT ")?;
                part(f, &negation.condition)
            }
            Self::Comparison(comparison) => comparison.fmt(f),
            Self::Membership(membership) => membership.fmt(f),
        }
    }
}

fn join(f: &mut Formatter<'_>, junction: &Junction, word: &str) -> fmt::Result {
    for (index, condition) in junction.conditions.iter().enumerate() {
        if index > 0 {
            write!(f, " {word} ")?;
        }
        part(f, condition)?;
    }
    Ok(())
}

/// A condition inside another.
fn part(f: &mut Formatter<'_>, condition: &Condition) -> fmt::Result {
    match condition {
        Condition::Comparison(comparison) => comparison.fmt(f),
        Condition::Membership(membership) => membership.fmt(f),
        _ => write!(f, "({condition})"),
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.operator.as_str(), self.right)
    }
}

impl Display for Membership {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.operator.as_str(), self.right)
    }
}

impl Display for SetValues {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::List { values, .. } => {
                f.write_str("(")?;
                list(f, values)?;
                f.write_str(")")
            }
            Self::Query { query, .. } => write!(f, "({query})"),
            Self::Bind(bind) => bind.fmt(f),
        }
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)?;
        alias(f, self.alias.as_ref())
    }
}

impl Display for With {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "WITH {}", self.kind)
    }
}

impl Display for WithKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            WithKind::DataCategory(categories) => {
                f.write_str("DATA CATEGORY ")?;
                separated(f, categories, " AND ")
            }
            WithKind::Filter(condition) => condition.fmt(f),
            WithKind::RecordVisibility(settings) => {
                f.write_str("RecordVisibilityContext (")?;
                list(f, settings)?;
                f.write_str(")")
            }
            WithKind::SecurityEnforced => f.write_str("SECURITY_ENFORCED"),
            WithKind::UserMode => f.write_str("USER_MODE"),
            WithKind::SystemMode => f.write_str("SYSTEM_MODE"),
            WithKind::Several(clauses) => {
                separated(f, clauses.iter().map(|clause| &clause.kind), " WITH ")
            }
        }
    }
}

impl Display for DataCategory {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.group, self.selector.as_str())?;
        match self.categories.as_slice() {
            [category] => category.fmt(f),
            categories => {
                f.write_str("(")?;
                list(f, categories)?;
                f.write_str(")")
            }
        }
    }
}

impl Display for Setting {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.value)
    }
}

impl Display for GroupBy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (before, after) = match self.kind {
            GroupKind::Plain => ("", ""),
            GroupKind::Rollup => ("ROLLUP(", ")"),
            GroupKind::Cube => ("CUBE(", ")"),
        };
        write!(f, "GROUP BY {before}")?;
        list(f, &self.items)?;
        f.write_str(after)
    }
}

impl Display for OrderBy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)?;
        if let Some(direction) = self.direction {
            write!(f, " {}", direction.as_str())?;
        }
        match self.nulls {
            Some(nulls) => write!(f, " NULLS {}", nulls.as_str()),
            None => Ok(()),
        }
    }
}

impl Display for RowCount {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { value, .. } => write!(f, "{value}"),
            Self::Bind(bind) => bind.fmt(f),
        }
    }
}
