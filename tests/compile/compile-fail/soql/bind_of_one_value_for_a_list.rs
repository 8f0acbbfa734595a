//! IN takes a list.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let id: Id<Job> = "a0MEm000004fFnBMAU".parse().unwrap();
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Id IN :id");
}
