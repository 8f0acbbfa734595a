//! A float is not exact; a number is.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = JobUpdate {
        bill_rate: record::set(99.5),
        ..Default::default()
    };
}
