//! A date is a date.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = JobUpdate {
        end_date: record::set("2025-04-29"),
        ..Default::default()
    };
}
