//! A text ends.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name = 'Cote d\'Azur");
}
