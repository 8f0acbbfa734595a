//! SOSL is another language.

use ats_generated::*;

fn main() {
    let _ = soql!("FIND {Cook} IN ALL FIELDS RETURNING bpats__Job__c(Id)");
}
