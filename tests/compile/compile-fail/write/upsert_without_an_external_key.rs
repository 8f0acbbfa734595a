//! An account has no external key in this org.

use ats_core::prelude::*;
use ats_generated::*;

fn sync<T: Upsert>(_: &T::New) {}

fn main() {
    let new = NewAccount::new(AccountRequired {
        name: text!(Account::NAME, "Asymbl"),
    });
    sync::<Account>(&new);
}
