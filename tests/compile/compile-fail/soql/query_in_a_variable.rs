//! What is checked is known when the program is compiled.

use ats_generated::*;

fn main() {
    let query = "SELECT Id FROM bpats__Job__c";
    let _ = soql!(query);
}
