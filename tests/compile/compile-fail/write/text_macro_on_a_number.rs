//! A number has no text.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    _ = text!(Job::BILL_RATE, "99.50");
}
