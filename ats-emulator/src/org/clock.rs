//! The time of the org.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time to the second, as Salesforce stores it ("full timestamps with a precision
/// of one second", Object Reference, *Primitive Data Types*), and never backwards while the
/// org is open: a record that was written later never looks older, even if somebody sets the
/// machine's clock back.
#[derive(Debug, Default)]
pub(super) struct Clock {
    last: Mutex<u64>,
}

impl Clock {
    /// Now, as the store writes it: `2025-04-29T15:45:00.000+0000`.
    pub(super) fn now(&self) -> String {
        let machine = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = machine.max(*last);
        format(*last)
    }
}

/// Writes seconds since 1970 as a moment in UTC.
pub(super) fn format(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000+0000")
}

/// The date so many days after 1970-01-01, by counting in eras of 400 years (Howard
/// Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `civil_from_days`).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000+0000"),
            (951_782_400, "2000-02-29T00:00:00.000+0000"),
            (1_745_941_500, "2025-04-29T15:45:00.000+0000"),
            (4_107_542_399, "2100-02-28T23:59:59.000+0000"),
            (4_107_542_400, "2100-03-01T00:00:00.000+0000"),
        ] {
            assert_eq!(format(seconds), text);
        }
    }

    #[test]
    fn never_goes_back() {
        let clock = Clock {
            last: Mutex::new(4_107_542_399),
        };
        assert_eq!(clock.now(), "2100-02-28T23:59:59.000+0000");
    }
}
