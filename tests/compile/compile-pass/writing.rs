//! Every way to fill the fields of a record.

use ats_core::prelude::*;
use ats_core::record::{null, set};
use ats_generated::*;

const HOUSE_ACCOUNT: Id<Account> = Id::literal("001Em00000SWb1PIAT");
const GREETING: &str = "Dear";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Forty characters are as many as a first name has, and an emoji is two of them.
    _ = text!(
        Contact::FIRST_NAME,
        "candidate test candidate test candidate "
    );
    _ = text!(
        Contact::FIRST_NAME,
        "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍"
    );
    _ = text!(Contact::DESCRIPTION, GREETING,);

    let new = NewContact {
        account_id: Some(HOUSE_ACCOUNT),
        first_name: Some(text!(Contact::FIRST_NAME, "Ada")),
        birthdate: Date::from_ymd_opt(1815, 12, 10),
        email: null(),
        ..NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Lovelace"),
        })
    };
    assert!(new.to_json()?.contains(r#""LastName":"Lovelace""#));

    let owner: Id<User> = "005Ec000000abcd".parse()?;
    let changes = JobUpdate {
        owner_id: set(owner.upcast()),
        job_title: text!(Job::JOB_TITLE, "Rust Developer").into(),
        priority: set(JobPriority::High),
        bill_rate: set("99.50".parse()?),
        number_of_openings: set(3.into()),
        is_active: set(true),
        end_date: null(),
        ..Default::default()
    };
    assert!(changes.to_json()?.contains(r#""bpats__End_Date__c":null"#));

    // What was read is sent back only if asked for, even what nobody would take as new.
    let read: Job = ats_core::record::from_json(r#"{"bpats__Priority__c": "Urgent"}"#)?;
    let mut changes = JobUpdate::default();
    if let Some(priority) = read.priority {
        changes.priority = Patch::resend_as_read(priority);
    }
    assert_eq!(changes.to_json()?, r#"{"bpats__Priority__c":"Urgent"}"#);
    Ok(())
}
