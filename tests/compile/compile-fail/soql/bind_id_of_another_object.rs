//! An account is looked for by the id of an account.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let contact: Id<Contact> = "003Em00000cqRQ3IAM".parse().unwrap();
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Account__c = :contact");
}
