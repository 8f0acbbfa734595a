//! A job is given an account by its id.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = JobUpdate {
        account: record::set(Account::default()),
        ..Default::default()
    };
}
