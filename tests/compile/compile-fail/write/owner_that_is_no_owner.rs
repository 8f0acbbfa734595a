//! A job is owned by a user or a queue, not by an account.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let account: Id<Account> = Id::literal("001Em00000SWb1PIAT");
    _ = JobUpdate {
        owner_id: account.upcast().into(),
        ..Default::default()
    };
}
