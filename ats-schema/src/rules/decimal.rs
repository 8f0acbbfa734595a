//! Numbers as text, with every digit kept.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;

/// A number taken apart, without rounding or conversion: `-12.50e3`.
///
/// Its value is `±integer.fraction × 10^exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal<'a> {
    /// Whether there was a minus sign; true also of `-0`.
    pub negative: bool,
    /// The digits before the point, at least one; no leading zero but for `0` itself.
    pub integer: &'a str,
    /// The digits after the point, trailing zeros included; empty without a point.
    pub fraction: &'a str,
    /// The number after `e`, 0 without one; held to the limits of `i32` when it goes
    /// beyond them, which no field of Salesforce can tell apart.
    pub exponent: i32,
}

/// Takes a JSON number apart, which is also how SOQL writes numbers.
///
/// The grammar is JSON's (RFC 8259, section 6): no leading `+`, no leading zeros, digits
/// on both sides of a point. That is the guide's rule, too: "plain numbers without any
/// formatting (no commas, no currency symbols)" with "a dot (.) as the decimal separator"
/// (*ATS External Integration Guide, Formatting, Numeric Values*). Nothing is allocated,
/// however large the exponent.
///
/// # Errors
///
/// [`DecimalError`] at the first character that fits no number.
///
/// ```
/// use ats_schema::rules::decimal::{Decimal, parse};
///
/// assert_eq!(
///     parse("-12.50E+3")?,
///     Decimal { negative: true, integer: "12", fraction: "50", exponent: 3 },
/// );
/// assert_eq!(
///     parse("10,000").unwrap_err().to_string(),
///     "expected a plain number such as 1234.56, found ',' at character 3",
/// );
/// # Ok::<(), ats_schema::rules::decimal::DecimalError>(())
/// ```
pub fn parse(text: &str) -> Result<Decimal<'_>, DecimalError> {
    let bytes = text.as_bytes();
    let fail = |at: usize| {
        Err(DecimalError {
            position: text[..at].chars().count(),
            found: text[at..].chars().next(),
        })
    };
    let digits = |from: usize| {
        let count = bytes[from..].iter().take_while(|b| b.is_ascii_digit());
        from + count.count()
    };

    let negative = bytes.first() == Some(&b'-');
    let start = usize::from(negative);
    let mut at = match bytes.get(start) {
        Some(b'0') => start + 1,
        _ => digits(start),
    };
    if at == start {
        return fail(at);
    }
    let integer = &text[start..at];

    let mut fraction = "";
    if bytes.get(at) == Some(&b'.') {
        let end = digits(at + 1);
        fraction = &text[at + 1..end];
        at = end;
        if fraction.is_empty() {
            return fail(at);
        }
    }

    let mut exponent = 0_i32;
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        let minus = bytes.get(at) == Some(&b'-');
        if matches!(bytes.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        let end = digits(at);
        if end == at {
            return fail(at);
        }
        for digit in &bytes[at..end] {
            let digit = i32::from(digit - b'0');
            exponent = exponent.saturating_mul(10);
            exponent = if minus {
                exponent.saturating_sub(digit)
            } else {
                exponent.saturating_add(digit)
            };
        }
        at = end;
    }

    if at == text.len() {
        Ok(Decimal {
            negative,
            integer,
            fraction,
            exponent,
        })
    } else {
        fail(at)
    }
}

impl Decimal<'_> {
    /// Whether the number is zero, whatever its exponent.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.digits().all(|digit| digit == b'0')
    }

    /// How many digits stand before the decimal point when the number is written out: 3
    /// for `123.4` and for `1.234e2`; 0 or less for a number between -1 and 1, less by one
    /// for each zero right after the point; `None` for zero.
    ///
    /// ```
    /// use ats_schema::rules::decimal::parse;
    ///
    /// assert_eq!(parse("1.234e2")?.integer_digits(), Some(3));
    /// assert_eq!(parse("0.05")?.integer_digits(), Some(-1));
    /// # Ok::<(), ats_schema::rules::decimal::DecimalError>(())
    /// ```
    #[must_use]
    pub fn integer_digits(&self) -> Option<i64> {
        let zeros = self.digits().position(|digit| digit != b'0')?;
        let length = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Some(
            length(self.integer.len())
                .saturating_sub(length(zeros))
                .saturating_add(self.exponent.into()),
        )
    }

    /// Whether Salesforce takes the number for a field with this `precision` and `scale`:
    /// whether it has at most `precision - scale` digits before the point.
    ///
    /// "The maximum number of digits to the left of the decimal place is equal to precision
    /// minus scale" (Object Reference for the Salesforce Platform, *Primitive Data Types*,
    /// double). "The API silently truncates any extra digits to the right of the decimal
    /// point, but it returns a fault response if the number has too many digits to the left
    /// of the decimal point" (SOAP API Developer Guide, *DescribeSObjectResult*, Field,
    /// scale); its code is `NUMBER_OUTSIDE_VALID_RANGE`. So a field of precision 10 and
    /// scale 8 refuses 100.0.
    ///
    /// *Not certain:* whether the extra digits are truncated; Salesforce Help 000394530 has
    /// fields keep them. Either way they are no reason to refuse.
    ///
    /// ```
    /// use ats_schema::rules::decimal::parse;
    ///
    /// assert!(parse("99999999.999")?.fits(10, 2));
    /// assert!(!parse("100000000")?.fits(10, 2));
    /// assert!(!parse("1e999999999")?.fits(18, 2));
    /// # Ok::<(), ats_schema::rules::decimal::DecimalError>(())
    /// ```
    #[must_use]
    pub fn fits(&self, precision: u32, scale: u32) -> bool {
        let room = i64::from(precision.saturating_sub(scale));
        self.integer_digits().is_none_or(|digits| digits <= room)
    }

    /// Rounds the number to `scale` digits after the point, half away from zero, and writes it in
    /// its shortest plain form: no exponent, no needless zeros, no minus zero. Returns `None` when
    /// it has more than `precision - scale` digits before the point, after rounding too.
    ///
    /// *Not certain:* that orgs round digits beyond the scale is what they show when the record is
    /// read back; see [`fits`](Self::fits) on what is documented.
    ///
    /// ```
    /// use ats_schema::rules::decimal::parse;
    ///
    /// assert_eq!(parse("12.345")?.rounded(10, 2).as_deref(), Some("12.35"));
    /// assert_eq!(parse("9.995")?.rounded(3, 2), None);
    /// # Ok::<(), ats_schema::rules::decimal::DecimalError>(())
    /// ```
    #[must_use]
    pub fn rounded(&self, precision: u32, scale: u32) -> Option<String> {
        if !self.fits(precision, scale) {
            return None;
        }
        let zero = || Some("0".to_owned());
        let Some(mut point) = self.integer_digits() else {
            return zero();
        };
        // The value is 0.d1d2d3… × 10^point.
        let Ok(kept) = usize::try_from(point.saturating_add(scale.into())) else {
            return zero();
        };
        let mut digits: Vec<u8> = self.significant().collect();
        let is_rounded_up = digits.get(kept).is_some_and(|digit| *digit >= b'5');
        digits.truncate(kept);
        if is_rounded_up {
            let nines = digits.iter().rev().take_while(|digit| **digit == b'9');
            digits.truncate(digits.len() - nines.count());
            match digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    digits.push(b'1');
                    point += 1;
                }
            }
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let rounded = Decimal {
            negative: self.negative,
            integer: "0",
            fraction: str::from_utf8(&digits).ok()?,
            exponent: point.try_into().ok()?,
        };
        if !rounded.fits(precision, scale) {
            return None;
        }
        let mut text = String::new();
        rounded.write_plain(&mut text).ok()?;
        Some(text)
    }

    /// Compares the values of two numbers, whatever their size and however they are written.
    ///
    /// ```
    /// use std::cmp::Ordering;
    ///
    /// use ats_schema::rules::decimal::parse;
    ///
    /// assert_eq!(parse("1e2")?.compare(&parse("100.0")?), Ordering::Equal);
    /// assert_eq!(parse("-2")?.compare(&parse("-10")?), Ordering::Greater);
    /// # Ok::<(), ats_schema::rules::decimal::DecimalError>(())
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Decimal<'_>) -> Ordering {
        let sign = |number: &Decimal<'_>| match (number.is_zero(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let magnitudes = |a: &Decimal<'_>, b: &Decimal<'_>| {
            let trimmed = |number: &Decimal<'_>| {
                let digits: Vec<u8> = number.significant().collect();
                let zeros = digits
                    .iter()
                    .rev()
                    .take_while(|digit| **digit == b'0')
                    .count();
                digits[..digits.len() - zeros].to_vec()
            };
            let points = a.integer_digits().cmp(&b.integer_digits());
            points.then_with(|| trimmed(a).cmp(&trimmed(b)))
        };
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => magnitudes(self, other),
            _ => magnitudes(other, self),
        })
    }

    /// Writes the number without an exponent, as SOQL wants it: `1.5e3` is `1500`.
    ///
    /// The official grammar has no exponents. Beyond 400 digits on either side of the point the
    /// digit is dropped or the number held there: no field holds 1e309, so every comparison with
    /// it ends as it would with the number itself, and a text of `1e999999999` stays short.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    ///
    /// ```
    /// use ats_schema::rules::decimal::parse;
    ///
    /// let plain = |text| -> Result<_, Box<dyn std::error::Error>> {
    ///     let mut out = String::new();
    ///     parse(text)?.write_plain(&mut out)?;
    ///     Ok(out)
    /// };
    /// assert_eq!(plain("-1.5e3")?, "-1500");
    /// assert_eq!(plain("12.5e-3")?, "0.0125");
    /// assert_eq!(plain("12.50")?, "12.50");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_plain(&self, out: &mut impl fmt::Write) -> fmt::Result {
        const MOST: i64 = 400;
        let Some(before) = self.integer_digits() else {
            return out.write_char('0');
        };
        let digits = self.significant();
        let count = i64::try_from(digits.clone().count()).unwrap_or(i64::MAX);
        let before = before.clamp(-MOST, MOST.max(count));
        if self.negative {
            out.write_char('-')?;
        }
        if before <= 0 {
            out.write_str("0.")?;
            (before..0).try_for_each(|_| out.write_char('0'))?;
        }
        for (at, digit) in (0..).zip(digits) {
            if at > 0 && at == before {
                out.write_char('.')?;
            }
            out.write_char(char::from(digit))?;
        }
        (count..before).try_for_each(|_| out.write_char('0'))
    }

    /// The digits from the first that is not zero.
    fn significant(&self) -> impl Iterator<Item = u8> + Clone {
        self.digits().skip_while(|digit| *digit == b'0')
    }

    fn digits(&self) -> impl Iterator<Item = u8> + Clone {
        self.integer.bytes().chain(self.fraction.bytes())
    }
}

/// Where a text stops being a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecimalError {
    position: usize,
    found: Option<char>,
}

impl DecimalError {
    /// The character that does not fit, counted from 0.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// That character; `None` when the text ends too early.
    #[must_use]
    pub const fn found(&self) -> Option<char> {
        self.found
    }
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a plain number such as 1234.56, found ")?;
        match self.found {
            Some(found) => write!(f, "{found:?} at character {}", self.position + 1),
            None if self.position == 0 => f.write_str("an empty text"),
            None => f.write_str("its end"),
        }
    }
}

impl Error for DecimalError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refusals() {
        let cases = [
            ("", "an empty text"),
            ("-", "its end"),
            ("1.", "its end"),
            ("1e+", "its end"),
            ("+1", "'+' at character 1"),
            (".5", "'.' at character 1"),
            ("01", "'1' at character 2"),
            ("$10000", "'$' at character 1"),
            ("1 ", "' ' at character 2"),
            ("NaN", "'N' at character 1"),
            ("1.2.3", "'.' at character 4"),
            ("1٣", "'٣' at character 2"),
        ];
        for (text, found) in cases {
            assert_eq!(
                parse(text).unwrap_err().to_string(),
                format!("expected a plain number such as 1234.56, found {found}"),
            );
        }
    }

    #[test]
    fn fits_counts_digits_before_the_point() {
        let cases = [
            // A field of precision 10 and scale 8 refuses 100.0 in the wild.
            ("100.0", 10, 8, false),
            ("99.99999999999", 10, 8, true),
            ("-99", 10, 8, true),
            ("-100", 10, 8, false),
            ("0", 18, 18, true),
            ("0.9", 18, 18, true),
            ("1", 18, 18, false),
            ("0e999999999999", 1, 0, true),
            ("0.0001e4", 1, 0, true),
            ("0.0001e5", 1, 0, false),
            ("1e-999999999999", 1, 1, true),
            ("1e999999999999999999999", u32::MAX, 0, true),
            ("1e2147483647", 18, 0, false),
            ("5", 2, 3, false),
        ];
        for (text, precision, scale, fits) in cases {
            let decimal = parse(text).unwrap();
            assert_eq!(decimal.fits(precision, scale), fits, "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_are_taken_apart(
            negative in any::<bool>(),
            integer in "0|[1-9][0-9]{0,30}",
            fraction in "[0-9]{0,30}",
            exponent in proptest::option::of(any::<i32>()),
        ) {
            let mut text = String::new();
            if negative {
                text.push('-');
            }
            text.push_str(&integer);
            if !fraction.is_empty() {
                text.push('.');
                text.push_str(&fraction);
            }
            if let Some(exponent) = exponent {
                text.push_str(&format!("e{exponent}"));
            }
            prop_assert_eq!(parse(&text), Ok(Decimal {
                negative,
                integer: &integer,
                fraction: &fraction,
                exponent: exponent.unwrap_or(0),
            }));
        }

        #[test]
        fn digits_agree_with_floats(value in prop::num::f64::NORMAL) {
            prop_assume!(value != 0.0);
            for text in [format!("{value}"), format!("{value:e}")] {
                let decimal = parse(&text).unwrap();
                // The shortest form with an exponent has one digit before the point.
                let short = format!("{value:e}");
                let exponent: i64 = short.split_once('e').unwrap().1.parse().unwrap();
                prop_assert_eq!(decimal.integer_digits(), Some(exponent + 1));
                prop_assert_eq!(decimal.negative, value < 0.0);
            }
        }

        #[test]
        fn plain_is_the_same_number(
            text in "-?(0|[1-9][0-9]{0,12})([.][0-9]{1,12})?(e-?[0-9]{1,2})?",
        ) {
            let mut plain = String::new();
            parse(&text).unwrap().write_plain(&mut plain).unwrap();
            prop_assert_eq!(parse(&plain).unwrap().exponent, 0);
            prop_assert!(!plain.contains(['e', 'E']));
            prop_assert_eq!(plain.parse::<f64>().unwrap(), text.parse::<f64>().unwrap());
        }

        #[test]
        fn any_text_is_answered(text in "[-+.eE0-9,é]*") {
            match parse(&text) {
                Ok(decimal) => {
                    let _ = decimal.fits(18, 2);
                    let mut plain = String::new();
                    decimal.write_plain(&mut plain).unwrap();
                    prop_assert!(plain.len() <= text.len() + 404, "{plain}");
                    prop_assert!(text.parse::<f64>().is_ok());
                }
                Err(error) => {
                    prop_assert_eq!(text.chars().nth(error.position()), error.found());
                }
            }
        }
    }

    fn rounded(text: &str, precision: u32, scale: u32) -> Option<String> {
        parse(text).unwrap().rounded(precision, scale)
    }

    #[test]
    fn rounds_and_shortens() {
        for (text, precision, scale, expected) in [
            ("12.345", 10, 2, Some("12.35")),
            ("-12.345", 10, 2, Some("-12.35")),
            ("12.344", 10, 2, Some("12.34")),
            ("9.995", 3, 2, None),
            ("9.995", 4, 2, Some("10")),
            ("0.005", 10, 2, Some("0.01")),
            ("0.0049", 10, 2, Some("0")),
            ("-0.0", 10, 2, Some("0")),
            ("1e3", 10, 0, Some("1000")),
            ("1.5e-3", 18, 15, Some("0.0015")),
            ("120", 3, 0, Some("120")),
            ("1000", 3, 0, None),
            ("1e-999999999", 18, 2, Some("0")),
            ("1e999999999", 18, 0, None),
            ("123456789012345678", 18, 0, Some("123456789012345678")),
        ] {
            assert_eq!(
                rounded(text, precision, scale).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn agrees_with_integers(cents in -99_999_999_i64..=99_999_999) {
            let text = format!("{cents}e-4");
            let half_up = (cents.abs() + 50) / 100 * cents.signum();
            let back = rounded(&text, 18, 2).unwrap();
            let back = rounded(&format!("{back}e2"), 18, 0).unwrap();
            prop_assert_eq!(back.parse::<i64>().unwrap(), half_up);
        }

        #[test]
        fn is_stable(text in "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,9})?(e-?[0-9]{1,2})?", scale in 0_u32..9) {
            if let Some(once) = rounded(&text, 18, scale) {
                prop_assert_eq!(rounded(&once, 18, scale), Some(once.clone()));
            }
        }
    }
}
