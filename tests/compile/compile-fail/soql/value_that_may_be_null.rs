//! What may be null is an `Option`.

use ats_core::prelude::*;
use ats_core::query::{Checked, Row};
use ats_generated::*;

fn main() {
    let query = soql!("SELECT Id, bpats__Job_Title__c FROM bpats__Job__c");
    for row in rows(&query) {
        let title: Text<80> = row.job_title;
        println!("{title}");
    }
}

fn rows<R: Row>(_: &Checked<R>) -> Vec<R> {
    Vec::new()
}
