//! The key of a message does not find a contact.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    let key = MessageStatsKey::ExternalKey(text!(MessageStats::EXTERNAL_KEY, "m-1"));
    let new = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Lovelace"),
    });
    _ = record::upsert(&key, &new);
}
