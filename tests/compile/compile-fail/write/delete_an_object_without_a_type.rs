//! An object that is only a name cannot be deleted.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    let user: Id<User> = Id::literal("005Ec000000abcdIAA");
    _ = record::delete(user);
}
