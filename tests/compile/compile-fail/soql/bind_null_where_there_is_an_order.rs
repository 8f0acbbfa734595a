//! Nothing is greater than null.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let since: Option<Date> = None;
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__End_Date__c > :since");
}
