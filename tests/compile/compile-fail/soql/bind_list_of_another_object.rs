//! The ids in the list are those of jobs.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let ids: Vec<Id<Contact>> = Vec::new();
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Id IN :ids");
}
