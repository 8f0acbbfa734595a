//! Patterns for `LIKE`.

use std::fmt;

use ats_schema::rules::literal::{self, Like as Place};

use super::operand::quoted;

/// A pattern for `LIKE` that finds a text itself: `%`, `_` and `\` in the text are escaped.
///
/// For `soql!("… LIKE :pattern")` and [`Column::like`](super::Column::like). A `&str` or `String`
/// there is a pattern in which `%` and `_` are wildcards.
///
/// Source: SOQL and SOSL Reference, “Quoted String Escape Sequences”: “LIKE expression only: `\%`
/// matches a single percent sign character”.
///
/// ```
/// use ats_core::query::LikePattern;
///
/// assert_eq!(LikePattern::contains("100%").to_string(), r"'%100\%%'");
/// assert_eq!(LikePattern::starts_with("a_b").to_string(), r"'a\_b%'");
/// assert_eq!(LikePattern::ends_with("it's").to_string(), r"'%it\'s'");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LikePattern {
    /// With its quotes.
    literal: String,
}

impl LikePattern {
    /// Finds values that contain the text.
    #[must_use]
    pub fn contains(text: impl AsRef<str>) -> Self {
        Self::new(text.as_ref(), Place::Contains)
    }

    /// Finds values that start with the text.
    #[must_use]
    pub fn starts_with(text: impl AsRef<str>) -> Self {
        Self::new(text.as_ref(), Place::StartsWith)
    }

    /// Finds values that end with the text.
    #[must_use]
    pub fn ends_with(text: impl AsRef<str>) -> Self {
        Self::new(text.as_ref(), Place::EndsWith)
    }

    fn new(text: &str, place: Place) -> Self {
        let mut literal = String::new();
        // Writing to a `String` does not fail.
        let _ = literal::write_like(&mut literal, text, place);
        Self { literal }
    }
}

impl fmt::Display for LikePattern {
    /// Prints the pattern as a SOQL literal, with quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.literal)
    }
}

/// Values that can be used as a pattern for `LIKE`: text, and [`LikePattern`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a pattern for `LIKE`",
    label = "expected text or a `LikePattern`"
)]
pub trait Pattern {
    /// Returns the pattern as a SOQL literal, quoted and escaped.
    fn soql_pattern(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<V: AsRef<str> + ?Sized> Pattern for V {
    fn soql_pattern(&self) -> String {
        quoted(self.as_ref())
    }
}

#[diagnostic::do_not_recommend]
impl Pattern for LikePattern {
    fn soql_pattern(&self) -> String {
        self.literal.clone()
    }
}

#[diagnostic::do_not_recommend]
impl Pattern for &LikePattern {
    fn soql_pattern(&self) -> String {
        self.literal.clone()
    }
}

#[cfg(test)]
mod tests {
    use ats_schema::rules::literal::{LikePart, parse_like};
    use proptest::prelude::*;

    use super::LikePattern;

    proptest! {
        #[test]
        fn the_text_is_found_as_it_is(text in r#"[%_\\'"a\n\u{0}-\u{1f}é😀]{1,12}"#) {
            let parts = |pattern: LikePattern| {
                let literal = pattern.to_string();
                parse_like(&literal[1..literal.len() - 1]).unwrap()
            };
            let found = LikePart::Text(text.clone());
            let any = LikePart::Many;
            let contains = [any.clone(), found.clone(), any.clone()];
            prop_assert_eq!(parts(LikePattern::contains(&text)), contains);
            prop_assert_eq!(parts(LikePattern::starts_with(&text)), [found.clone(), any.clone()]);
            prop_assert_eq!(parts(LikePattern::ends_with(&text)), [any, found]);
        }
    }
}
