//! A shift is no priority.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = JobUpdate {
        priority: record::set(JobShift::MorningShift),
        ..Default::default()
    };
}
