//! Status of Job Board Application has no value Hired.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = JobBoardApplicationUpdate {
        status: record::set(JobBoardApplicationStatus::Hired),
        ..Default::default()
    };
}
