//! One mistake is one error, though the struct is used elsewhere.

use ats_generated::*;

soql! { struct Found = "SELECT Id, bpats__Titel__c FROM bpats__Job__c" }

fn ids(found: &[Found]) -> Vec<String> {
    found.iter().map(|it| it.id.to_string()).collect()
}

fn main() {
    let _ = ids(&[]);
}
