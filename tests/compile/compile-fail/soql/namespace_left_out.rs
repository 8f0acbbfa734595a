//! The package's namespace is part of the name.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Status__c FROM bpats__Job__c");
}
