//! Decimal numbers on their way into the store.

use ats_schema::rules::decimal::Decimal;

/// The number rounded to `scale` digits after the point, half away from zero, in its
/// shortest plain form: no exponent, no needless zeros, no minus zero.
///
/// `None` when it has more than `precision - scale` digits before the point, after rounding
/// too; `precision` 0 stands for the 18 digits that a field without one may have.
///
/// That digits beyond the scale are rounded is what orgs show when the record is read back;
/// see [`Decimal::fits`] on what is documented.
pub(super) fn round(number: &Decimal<'_>, precision: u32, scale: u32) -> Option<String> {
    let precision = if precision == 0 {
        18 + scale
    } else {
        precision
    };
    if !number.fits(precision, scale) {
        return None;
    }
    let Some(point) = number.integer_digits() else {
        return Some("0".to_owned());
    };
    let mut digits: Vec<u8> = number
        .integer
        .bytes()
        .chain(number.fraction.bytes())
        .skip_while(|&digit| digit == b'0')
        .map(|digit| digit - b'0')
        .collect();

    // How many of the digits stay; the value is 0.d1d2d3… × 10^point.
    let Ok(keep) = usize::try_from(point + i64::from(scale)) else {
        return Some("0".to_owned());
    };
    let mut point = point;
    if keep < digits.len() {
        let up = digits[keep] >= 5;
        digits.truncate(keep);
        if up && carry(&mut digits) {
            digits.insert(0, 1);
            point += 1;
        }
    }
    if point > i64::from(precision.saturating_sub(scale)) {
        return None;
    }
    while digits.last() == Some(&0) {
        digits.pop();
    }
    Some(write(number.negative, &digits, point))
}

/// Adds one at the last digit; whether it carries over the first.
fn carry(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return false;
        }
        *digit = 0;
    }
    true
}

fn write(negative: bool, digits: &[u8], point: i64) -> String {
    if digits.is_empty() {
        return "0".to_owned();
    }
    let mut text = String::with_capacity(digits.len() + 3);
    if negative {
        text.push('-');
    }
    if point <= 0 {
        text.push_str("0.");
        text.extend((point..0).map(|_| '0'));
    }
    let mut position = 0;
    for &digit in digits {
        if point > 0 && position == point {
            text.push('.');
        }
        text.push(char::from(b'0' + digit));
        position += 1;
    }
    text.extend((position..point).map(|_| '0'));
    text
}

#[cfg(test)]
mod tests {
    use ats_schema::rules::decimal::parse;
    use proptest::prelude::*;

    use super::*;

    fn rounded(text: &str, precision: u32, scale: u32) -> Option<String> {
        round(&parse(text).unwrap(), precision, scale)
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
            ("1e999999999", 0, 0, None),
            ("123456789012345678", 0, 0, Some("123456789012345678")),
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
            let back = round(&parse(&format!("{back}e2")).unwrap(), 18, 0).unwrap();
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
