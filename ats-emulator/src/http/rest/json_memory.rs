//! Memory limits for JSON values.

use std::mem::size_of;

use serde_json::Value;

/// The memory that further values may take.
#[derive(Debug)]
pub(super) struct Allowance(usize);

/// There is not enough left of an [`Allowance`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Exhausted;

impl Allowance {
    /// An allowance of so many bytes.
    pub(super) const fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Takes the memory of a text off.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Exhausted> {
        self.bytes(text.len())
    }

    /// Takes the memory of a value off. Stops counting as soon as there is not enough left, so
    /// that a value larger than the allowance costs no more time than one that fits.
    pub(super) fn value(&mut self, value: &Value) -> Result<(), Exhausted> {
        self.bytes(size_of::<Value>())?;
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
            Value::String(text) => self.text(text),
            Value::Array(values) => values.iter().try_for_each(|value| self.value(value)),
            Value::Object(members) => members.iter().try_for_each(|(name, value)| {
                self.bytes(size_of::<String>())?;
                self.text(name)?;
                self.value(value)
            }),
        }
    }

    fn bytes(&mut self, bytes: usize) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(bytes).ok_or(Exhausted)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_part_counts() {
        let one = size_of::<Value>();
        let weight = |value: Value| {
            (0..10_000)
                .find(|&bytes| Allowance::new(bytes).value(&value).is_ok())
                .unwrap()
        };
        assert_eq!(weight(json!(null)), one);
        assert_eq!(weight(json!("four")), one + 4);
        assert_eq!(weight(json!([1, true])), 3 * one);
        let key = size_of::<String>() + 2;
        assert_eq!(weight(json!({ "id": "abc" })), 2 * one + key + 3);
    }

    #[test]
    fn what_was_taken_is_gone() {
        let mut allowance = Allowance::new(10);
        assert_eq!(allowance.text("12345678"), Ok(()));
        assert_eq!(allowance.text("123"), Err(Exhausted));
        assert_eq!(allowance.text("12"), Ok(()));
    }
}
