//! A column that is not in the query.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id, Name FROM bpats__Job__c", nmae: String);
}
