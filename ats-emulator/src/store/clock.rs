//! The time of the org.

use std::sync::Mutex;
use std::sync::PoisonError;

use crate::date_time::{self, Millis};

/// Tells the time to the second, as Salesforce stores it ("full timestamps with a precision
/// of one second", Object Reference, *Primitive Data Types*), and never backwards while the
/// org is open: a record that was written later never looks older, even if somebody sets the
/// machine's clock back.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last: Mutex<Millis>,
}

impl Clock {
    /// Now, as the store writes it: `2025-04-29T15:45:00.000+0000`.
    pub(crate) fn now(&self) -> String {
        let machine = date_time::now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = last.max(machine - machine.rem_euclid(1000));
        date_time::to_rest(*last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_goes_back() {
        let clock = Clock {
            last: Mutex::new(4_107_542_399_000),
        };
        assert_eq!(clock.now(), "2100-02-28T23:59:59.000+0000");
    }
}
