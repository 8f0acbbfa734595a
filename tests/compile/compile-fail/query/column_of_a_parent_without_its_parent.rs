//! A column of the account is reached through the account.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Account::NAME.like("Asym%"));
}
