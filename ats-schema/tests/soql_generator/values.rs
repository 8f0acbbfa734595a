//! Random literals and binds.

use ats_schema::rules::date::{Date, DateTime, Time, days_in_month};
use ats_schema::rules::literal::LikePart;
use ats_schema::soql::ast::{Bind, DateUnit, Literal, LiteralKind, RelativeDate, Span};
use proptest::prelude::*;

pub fn literal_of(kind: LiteralKind) -> Literal {
    Literal {
        kind,
        span: Span::NONE,
    }
}

pub fn literal() -> BoxedStrategy<Literal> {
    let currency = ("[A-Z]{3}", "(0|[1-9][0-9]{0,8})(\\.[0-9]{1,4})?")
        .prop_map(|(code, amount)| LiteralKind::Currency { code, amount });
    prop_oneof![
        Just(LiteralKind::Null),
        any::<bool>().prop_map(LiteralKind::Boolean),
        any::<String>().prop_map(LiteralKind::Text),
        number().prop_map(LiteralKind::Number),
        currency,
        date().prop_map(LiteralKind::Date),
        (date(), time(), -840..=840_i16).prop_map(|(date, time, offset_minutes)| {
            LiteralKind::DateTime(DateTime {
                date,
                time,
                offset_minutes,
            })
        }),
        time().prop_map(LiteralKind::Time),
        relative_date().prop_map(LiteralKind::RelativeDate),
    ]
    .prop_map(literal_of)
    .boxed()
}

pub fn number() -> BoxedStrategy<String> {
    "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?".boxed()
}

pub fn pattern() -> BoxedStrategy<Vec<LikePart>> {
    let part = prop_oneof![
        any::<String>().prop_map(LikePart::Text),
        Just(LikePart::One),
        Just(LikePart::Many),
    ];
    prop::collection::vec(part, 0..5)
        .prop_map(|parts| {
            let mut merged: Vec<LikePart> = Vec::new();
            for part in parts {
                match (merged.last_mut(), part) {
                    (_, LikePart::Text(text)) if text.is_empty() => {}
                    (Some(LikePart::Text(before)), LikePart::Text(text)) => before.push_str(&text),
                    (_, part) => merged.push(part),
                }
            }
            merged
        })
        .boxed()
}

fn date() -> BoxedStrategy<Date> {
    // The years that Salesforce has in every time zone.
    (1701..=3999_i32, 1..=12_u8, 1..=31_u8)
        .prop_map(|(year, month, day)| Date {
            year,
            month,
            day: day.min(days_in_month(year, month)),
        })
        .boxed()
}

fn time() -> BoxedStrategy<Time> {
    let nanosecond = prop_oneof![
        Just(0),
        (0..1000_u32).prop_map(|milli| milli * 1_000_000),
        0..1_000_000_000_u32,
    ];
    (0..24_u8, 0..60_u8, 0..60_u8, nanosecond)
        .prop_map(|(hour, minute, second, nanosecond)| Time {
            hour,
            minute,
            second,
            nanosecond,
        })
        .boxed()
}

fn relative_date() -> BoxedStrategy<RelativeDate> {
    let unit = prop::sample::select(DateUnit::ALL.to_vec());
    (unit, any::<u32>(), 0..8)
        .prop_map(|(unit, n, which)| match which {
            0 => RelativeDate::Last(unit),
            1 => RelativeDate::This(unit),
            2 => RelativeDate::Next(unit),
            3 => RelativeDate::Last90Days,
            4 => RelativeDate::Next90Days,
            5 => RelativeDate::LastN(unit, n),
            6 => RelativeDate::NextN(unit, n),
            _ => RelativeDate::NAgo(unit, n),
        })
        .boxed()
}

pub fn bind() -> BoxedStrategy<Bind> {
    prop::sample::select(vec![
        "id",
        "job.account.id",
        "ids[0]",
        "f(a, ')')",
        "{ a + [b][0] }",
        "(a + b)",
        "Status::Open",
    ])
    .prop_map(|expr| Bind {
        expr: expr.to_owned(),
        span: Span::NONE,
    })
    .boxed()
}
