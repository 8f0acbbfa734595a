//! All mistakes are told at once.

use ats_generated::*;

fn main() {
    let _ = soql!(
        "SELECT Id, bpats__Titel__c, bpats__Account__r.Nmae
         FROM bpats__Job__c
         WHERE bpats__Priority__c = 'Hgh'
         ORDER BY bpats__Job_Description__c"
    );
}
