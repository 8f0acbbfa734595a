//! A number is no row.

use ats_generated::*;

soql! { struct Found = "SELECT COUNT() FROM bpats__Job__c" }

fn main() {}
