//! The names of other rows begin with it.

use ats_generated::*;

soql! { pub struct r#Job = "SELECT Name, bpats__Account__r.Name FROM bpats__Job__c" }

fn main() {}
