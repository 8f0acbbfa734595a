//! Salesforce counts an emoji twice: 21 of them are 42 characters.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    _ = text!(
        Contact::FIRST_NAME,
        "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍"
    );
}
