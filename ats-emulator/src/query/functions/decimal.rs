//! Exact sums of decimal texts, as the database of an org makes them: 0.1 + 0.2 is 0.3.

use ats_schema::rules::decimal;
use rusqlite::Result;
use rusqlite::functions::{Aggregate, Context};
use rusqlite::types::ValueRef;

/// `sf_sum` and `sf_avg`: a decimal text, null of nothing.
pub(super) struct OfTotal(pub(super) fn(&Total) -> Option<String>);

/// A sum: exact as long as it fits 38 digits, which fields of at most 18 always do.
#[derive(Debug, Default)]
pub(super) struct Total {
    count: u32,
    /// The sum times ten to the power of `scale`; `None` once it did not fit.
    exact: Option<i128>,
    scale: u32,
    rough: f64,
}

impl Total {
    fn new() -> Self {
        Self {
            exact: Some(0),
            ..Self::default()
        }
    }

    fn step(&mut self, context: &Context<'_>) -> Result<()> {
        match context.get_raw(0) {
            ValueRef::Null => {}
            ValueRef::Integer(number) => self.add(&number.to_string()),
            ValueRef::Real(number) => self.add(&number.to_string()),
            value => self.add(value.as_str()?),
        }
        Ok(())
    }

    fn add(&mut self, text: &str) {
        // What is no number, left over from a field that changed its type, does not count.
        let Ok(rough) = text.parse::<f64>() else {
            return;
        };
        self.count = self.count.saturating_add(1);
        self.rough += rough;
        self.exact = self.exact.and_then(|exact| {
            let (number, scale) = scaled(text)?;
            let common = scale.max(self.scale);
            let exact = exact.checked_mul(10_i128.checked_pow(common - self.scale)?)?;
            let number = number.checked_mul(10_i128.checked_pow(common - scale)?)?;
            self.scale = common;
            exact.checked_add(number)
        });
    }

    pub(super) fn sum(&self) -> Option<String> {
        if self.count == 0 {
            return None;
        }
        Some(match self.exact {
            Some(exact) => print(exact, self.scale),
            None => self.rough.to_string(),
        })
    }

    pub(super) fn average(&self) -> Option<String> {
        let sum: f64 = self.sum()?.parse().ok()?;
        Some((sum / f64::from(self.count)).to_string())
    }
}

/// A decimal text as a whole number and how many digits of it are behind the point.
fn scaled(text: &str) -> Option<(i128, u32)> {
    let parsed = decimal::parse(text).ok()?;
    let digits = [parsed.integer, parsed.fraction].concat();
    let mut number: i128 = digits.parse().ok()?;
    if parsed.negative {
        number = -number;
    }
    let scale = i64::try_from(parsed.fraction.len()).ok()? - i64::from(parsed.exponent);
    match u32::try_from(scale) {
        Ok(scale) => Some((number, scale)),
        Err(_) => {
            let zeros = u32::try_from(-scale).ok()?;
            Some((number.checked_mul(10_i128.checked_pow(zeros)?)?, 0))
        }
    }
}

fn print(number: i128, scale: u32) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let width = usize::try_from(scale).unwrap_or_default() + 1;
    let digits = format!("{:0>width$}", number.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - (width - 1));
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

impl Aggregate<Total, Option<String>> for OfTotal {
    fn init(&self, _: &mut Context<'_>) -> Result<Total> {
        Ok(Total::new())
    }

    fn step(&self, context: &mut Context<'_>, total: &mut Total) -> Result<()> {
        total.step(context)
    }

    fn finalize(&self, _: &mut Context<'_>, total: Option<Total>) -> Result<Option<String>> {
        Ok(total.and_then(|total| self.0(&total)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(texts: &[&str]) -> Option<String> {
        let mut total = Total::new();
        for text in texts {
            total.add(text);
        }
        total.sum()
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(sum(&["0.1", "0.2"]).as_deref(), Some("0.3"));
        assert_eq!(sum(&["1e3", "-0.05"]).as_deref(), Some("999.95"));
        assert_eq!(sum(&["-0.5", "0.25"]).as_deref(), Some("-0.25"));
        assert_eq!(sum(&[]), None);
        assert_eq!(sum(&["no number"]), None);
        assert_eq!(
            sum(&["1e40", "1"]).as_deref(),
            Some("10000000000000000000000000000000000000000")
        );
    }

    proptest! {
        #[test]
        fn cents_add_up(cents in proptest::collection::vec(-100_000_000_i64..100_000_000, 1..50)) {
            let texts: Vec<String> = cents.iter().map(|n| format!("{n}e-2")).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let expected = print(cents.iter().map(|&n| i128::from(n)).sum(), 2);
            prop_assert_eq!(sum(&texts), Some(expected));
        }
    }
}
