//! Salesforce does not delete a version of a file.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    let version: Id<ContentVersion> = Id::literal("068Em00000AbCdEIAV");
    _ = record::delete(version);
}
