//! The id of a contact is no id of a job.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let contact: Id<Contact> = Id::literal("003Em00000cqRQ3IAM");
    _ = NewJobBoardApplication::new(JobBoardApplicationRequired {
        contact_id: contact,
        job_id: contact,
        email: text!(JobBoardApplication::EMAIL, "test@test.com"),
        first_name: text!(JobBoardApplication::FIRST_NAME, "candidate"),
        last_name: text!(JobBoardApplication::LAST_NAME, "new"),
    });
}
