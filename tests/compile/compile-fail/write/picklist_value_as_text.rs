//! A picklist takes its enum, not text.

use ats_generated::*;

fn main() {
    _ = JobUpdate {
        priority: "High".into(),
        ..Default::default()
    };
}
