//! Nor is text turned into one.

use ats_generated::*;

fn main() {
    _ = JobPriority::Unknown("Urgent".into());
}
