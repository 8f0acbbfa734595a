//! The guide names five fields without which there is no application: all that are missing are told at once.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    _ = NewJobBoardApplication::new(JobBoardApplicationRequired {
        contact_id: Id::literal("003Em00000cqRQ3IAM"),
        first_name: text!(JobBoardApplication::FIRST_NAME, "candidate"),
    });
}
