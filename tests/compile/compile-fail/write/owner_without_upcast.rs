//! That an owner may be a user is said with upcast.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let user: Id<User> = Id::literal("005Ec000000abcdIAA");
    _ = JobUpdate {
        owner_id: user.into(),
        ..Default::default()
    };
}
