//! Sending of requests: attempts, the certainty of their outcomes, and the budget of API calls.

mod api_version;
mod budget;
mod certainty;
mod delivery;
mod org_checks;
mod proof;
mod request;
mod sender;

pub use api_version::AvailableVersion;
pub(crate) use budget::ApiBudget;
pub use budget::{ApiUsage, AppUsage};
pub(crate) use certainty::AttemptOutcome;
pub use certainty::Idempotency;
pub(crate) use org_checks::{KeyPrefixes, OrgChecks};
pub(crate) use proof::{
    ExpectedRecord, SaveOutcome, Saved, is_gone, record_id, refuse_repeated_ids, was_created,
};
pub(crate) use request::ApiRequest;
pub(crate) use sender::Sender;
