//! An object that is only a name has no columns.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<User> = User::select();
}
