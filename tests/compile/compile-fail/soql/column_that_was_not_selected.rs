//! A row has what was selected, and nothing else.

use ats_core::query::{Checked, Row};
use ats_generated::*;

fn main() {
    let query = soql!("SELECT Id, Name FROM bpats__Job__c");
    for row in rows(&query) {
        println!("{:?}", row.status);
    }
}

fn rows<R: Row>(_: &Checked<R>) -> Vec<R> {
    Vec::new()
}
