//! Every way to ask.

use ats_core::prelude::*;
use ats_core::query::{DateLiteral, Filter};
use ats_generated::*;

/// A filter is a value like any other.
fn at_the_house_account() -> Filter<Job> {
    Job::ACCOUNT.column(Account::NAME).starts_with("Asymbl")
}

fn main() {
    // A column of a parent's parent is one constant, checked once.
    const TO_THE_TOP: ats_core::query::Column<
        Interview,
        Text<255>,
        ats_core::query::caps::FSGA,
    > = Interview::JOB.parent(Job::ACCOUNT).column(Account::NAME);
    _ = Interview::select().field(TO_THE_TOP);

    let recently: Filter<Job> = Job::CREATED_DATE.gt(DateLiteral::LastNDays(30));
    let owners: Vec<Id<JobOwner>> = Vec::new();
    let query = Job::select()
        .all_fields()
        .parent(
            Job::WORK_SITE_LOCATION,
            (WorkSiteLocation::NAME, WorkSiteLocation::STATE_CODE),
        )
        .field(Job::OWNER.name())
        .children(
            Job::INTERVIEWS,
            Interview::select().field(Interview::NAME).limit(3),
        )
        .filter(at_the_house_account() & (recently | !Job::URGENT_HIRING.eq(true)))
        .filter(Job::OWNER_ID.not_in(owners))
        .filter(Job::NAME.is_not_null())
        .order_by(Job::CREATED_DATE.desc().nulls_last())
        .limit(10)
        .offset(20);
    assert!(
        query
            .to_soql()
            .ends_with("ORDER BY CreatedDate DESC NULLS LAST LIMIT 10 OFFSET 20")
    );
}
