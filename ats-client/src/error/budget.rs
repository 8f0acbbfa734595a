//! The error of a request that the client's share of API calls does not allow.

/// The share of the day's calls that this client may see used is used up; nothing was sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "nothing was sent: the org has used {used} of its {limit} daily API calls, more than the share of {share} that this client leaves them at"
)]
pub struct BudgetSpent {
    /// Calls made, by everybody.
    pub used: u64,
    /// Calls allowed.
    pub limit: u64,
    /// The share, from `max_daily_share`.
    pub share: f64,
}
