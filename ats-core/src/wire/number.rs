//! Numbers that keep every digit.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use ats_schema::rules::decimal::{self, DecimalError};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A currency, double or percent value, exactly as the org sent it.
///
/// Salesforce numbers have up to 18 digits, more than an `f64` holds. A `Number` is a
/// [`rust_decimal::Decimal`] of up to 28 digits; the rare number beyond that (a formula can give
/// `1.0E300`) is kept as its text, so that reading never loses a digit.
///
/// ```
/// use ats_core::value::Number;
/// use rust_decimal::Decimal;
///
/// let rate: Number = "1234567890123456.78".parse()?;
/// assert_eq!(rate.to_string(), "1234567890123456.78");
/// assert_eq!(rate.decimal(), Some(Decimal::new(123_456_789_012_345_678, 2)));
/// assert_eq!(Number::from(40), "40.00".parse()?);
///
/// let huge: Number = "1.0E300".parse()?;
/// assert_eq!((huge.decimal(), huge.to_f64()), (None, 1e300));
/// # Ok::<(), ats_core::value::NumberError>(())
/// ```
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    Decimal(Decimal),
    /// A number literal that no `Decimal` can hold.
    Wide(Box<str>),
}

impl Number {
    /// The number as a decimal; `None` if it has more than 28 digits.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        match &self.0 {
            Repr::Decimal(value) => Some(*value),
            Repr::Wide(_) => None,
        }
    }

    /// The nearest float.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        // By way of the text, since that rounds correctly; `Decimal::to_f64` does not always.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The number as a float that prints the same digits: one of at most fifteen.
    pub(crate) fn to_short_f64(&self) -> Option<f64> {
        const MOST: i128 = 1_000_000_000_000_000;
        let value = self.decimal()?;
        let digits = i64::try_from(value.mantissa()).ok()?;
        // Both numbers are exact as floats, so that their quotient is rounded once: to the float
        // nearest to the decimal, which is the one that its text would be read as.
        (i128::from(digits).abs() < MOST && value.scale() <= 22).then(|| {
            #[expect(clippy::cast_precision_loss, reason = "15 digits are less than 2^53")]
            let digits = digits as f64;
            digits / 10_f64.powi(value.scale().cast_signed())
        })
    }

    /// The number, if it is whole and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Decimal(value) if value.is_integer() => value.to_i64(),
            _ => None,
        }
    }

    /// Whether a field of `precision` digits, `scale` of them after the point, can hold it; more
    /// digits after the point are rounded by the org, more before it are refused.
    pub(crate) fn fits(&self, precision: u32, scale: u32) -> bool {
        let text = self.to_string();
        decimal::parse(&text).is_ok_and(|number| number.fits(precision, scale))
    }

    /// A number from a JSON number's text.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        let value = if text.bytes().any(|b| b | 0x20 == b'e') {
            exact_scientific(text)
        } else {
            Decimal::from_str_exact(text).ok()
        };
        match value {
            Some(value) => Some(Self(Repr::Decimal(value))),
            None => decimal::parse(text)
                .ok()
                .map(|_| Self(Repr::Wide(text.into()))),
        }
    }
}

/// A number with an exponent as a decimal, if one can hold it whole.
fn exact_scientific(text: &str) -> Option<Decimal> {
    let at = text.find(['e', 'E'])?;
    let mantissa = Decimal::from_str_exact(&text[..at]).ok()?;
    let exponent: i64 = text[at + 1..].parse().ok()?;
    if mantissa.is_zero() {
        return Some(Decimal::ZERO);
    }
    let scale = i64::from(mantissa.scale()).checked_sub(exponent)?;
    match u32::try_from(scale) {
        Ok(scale) => Decimal::try_from_i128_with_scale(mantissa.mantissa(), scale).ok(),
        Err(_) => {
            let power = 10_i128.checked_pow(u32::try_from(-scale).ok()?)?;
            Decimal::try_from_i128_with_scale(mantissa.mantissa().checked_mul(power)?, 0).ok()
        }
    }
}

/// Why a text is no number.
pub type NumberError = DecimalError;

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        decimal::parse(text)?;
        Ok(Self::from_json(text).unwrap_or_else(|| Self(Repr::Wide(text.into()))))
    }
}

impl From<Decimal> for Number {
    fn from(value: Decimal) -> Self {
        Self(Repr::Decimal(value))
    }
}

macro_rules! from_integers {
    ($($int:ident)*) => {$(
        impl From<$int> for Number {
            fn from(value: $int) -> Self {
                Self(Repr::Decimal(value.into()))
            }
        }
    )*};
}
from_integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// A float that is no number (NaN or infinite), which JSON cannot carry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotFinite(pub f64);

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a number that Salesforce can keep", self.0)
    }
}

impl std::error::Error for NotFinite {}

impl TryFrom<f64> for Number {
    type Error = NotFinite;

    /// The shortest decimal that reads back as `value`.
    fn try_from(value: f64) -> Result<Self, NotFinite> {
        if !value.is_finite() {
            return Err(NotFinite(value));
        }
        Self::from_json(&format!("{value:e}")).ok_or(NotFinite(value))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Decimal(a), Repr::Decimal(b)) => a == b,
            (Repr::Wide(a), Repr::Wide(b)) => a == b,
            _ => false,
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (&self.0, &other.0) {
            (Repr::Decimal(a), Repr::Decimal(b)) => a.partial_cmp(b),
            (Repr::Wide(a), Repr::Wide(b)) if a == b => Some(Ordering::Equal),
            _ => self.to_f64().partial_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Decimal(value) => fmt::Display::fmt(value, f),
            Repr::Wide(text) => f.pad(text),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exponents_keep_their_digits() {
        for (text, plain) in [
            ("1.5E3", "1500"),
            ("1e0", "1"),
            ("12.340E-2", "0.12340"),
            ("-9.99E+2", "-999"),
            ("0E400", "0"),
            ("1E-28", "0.0000000000000000000000000001"),
        ] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), plain, "{text}");
        }
        for wide in [
            "1E29",
            "1E-29",
            "12345678901234567890123456789.5",
            "1e999999999",
        ] {
            let number: Number = wide.parse().unwrap();
            assert_eq!(
                (number.to_string().as_str(), number.decimal()),
                (wide, None)
            );
        }
    }

    #[test]
    fn text_that_is_no_number_is_refused() {
        for text in [
            "", "1_000", "10,000", "$5", "0x1", "1.", ".5", "NaN", "1e", " 1",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn eighteen_digits_round_trip(digits in -999_999_999_999_999_999_i64..=999_999_999_999_999_999, scale in 0_u32..=18) {
            let text = Decimal::new(digits, scale).to_string();
            prop_assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
        }

        #[test]
        fn short_floats_print_the_same_digits(
            digits in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u32..=22,
        ) {
            let number = Number::from(Decimal::new(digits, scale));
            prop_assert_eq!(number.to_short_f64(), Some(number.to_f64()));
        }

        #[test]
        fn a_float_reads_back(value in proptest::num::f64::NORMAL) {
            prop_assert_eq!(Number::try_from(value).unwrap().to_f64(), value);
        }
    }
}
