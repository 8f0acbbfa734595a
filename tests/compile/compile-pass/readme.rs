//! The example of the README.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A query. Columns know their type and what may be done with them.
    let open = Job::select()
        .fields((Job::NAME, Job::JOB_TITLE, Job::END_DATE))
        .parent(Job::ACCOUNT, Account::NAME)
        .filter(Job::STATUS.eq(JobStatus::Open))
        .order_by(Job::CREATED_DATE.desc())
        .limit(10);
    assert_eq!(
        open.to_soql(),
        "SELECT Name, bpats__Job_Title__c, bpats__End_Date__c, bpats__Account__r.Name \
         FROM bpats__Job__c WHERE bpats__Status__c = 'Open' ORDER BY CreatedDate DESC LIMIT 10",
    );

    // The same as SOQL, as people paste it. It is checked by `cargo check`: names, types, operators, binds.
    let status = JobStatus::Open;
    let same = soql!(
        "SELECT Name, bpats__Job_Title__c, bpats__End_Date__c, bpats__Account__r.Name FROM bpats__Job__c
         WHERE bpats__Status__c = :status ORDER BY CreatedDate DESC LIMIT 10"
    );
    assert_eq!(same.as_str(), open.to_soql());

    // A new record. Required fields cannot be left out; lengths of literals are checked by `cargo check`.
    let application = NewJobBoardApplication::new(JobBoardApplicationRequired {
        contact_id: "003Em00000cqRQ3IAM".parse()?,
        job_id: "a0MEm000004fFnBMAU".parse()?,
        email: "test@test.com".try_into()?,
        first_name: text!(JobBoardApplication::FIRST_NAME, "candidate"),
        last_name: text!(JobBoardApplication::LAST_NAME, "new"),
    });
    let call = record::create(&application)?;
    assert_eq!(call.path, "sobjects/bpats__Job_Board_Application__c");
    Ok(())
}
