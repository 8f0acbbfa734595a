//! The operations of the ATS External Integration Guide on the generated types: the texts that
//! would be sent, and the samples of what comes back.
//!
//! The guide's own misprints are put right: names without their namespace, `bpats__Job_c`, curly
//! quotes, ids with a letter O for a zero.

mod answers;
mod calls;
mod ids;
mod queries;
mod refusals;

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;
use serde_json::Value;

fn body(operation: &record::Operation<impl SObject>) -> Value {
    let body = operation.body.as_deref().expect("a body");
    serde_json::from_str(body).expect("JSON")
}

/// The second application of the guide's bulk sample.
fn application() -> NewJobBoardApplication {
    NewJobBoardApplication::new(JobBoardApplicationRequired {
        contact_id: "003Em00000cqAXLIA2".parse().expect("an id"),
        job_id: "a0MEm000004fFnBMAU".parse().expect("an id"),
        email: text!(JobBoardApplication::EMAIL, "test3@test.com"),
        first_name: text!(JobBoardApplication::FIRST_NAME, "candidate"),
        last_name: text!(JobBoardApplication::LAST_NAME, "new 3"),
    })
}
