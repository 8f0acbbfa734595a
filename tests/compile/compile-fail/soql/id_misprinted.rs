//! An id has check characters.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Id = 'aOMEm000004fFnBMAU'");
}
