//! The guide's table of daily API calls, as a calculator.

/// A Salesforce edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Edition {
    /// Developer Edition: 15,000 calls, whatever the licences.
    Developer,
    /// Enterprise Edition.
    Enterprise,
    /// Professional Edition with API access enabled.
    Professional,
    /// Unlimited Edition.
    Unlimited,
    /// Performance Edition.
    Performance,
    /// A full sandbox that was not made from a template: 5,000,000 calls. One made from a template
    /// has the template's limits.
    FullSandbox,
}

/// A kind of licence, which adds calls to an org's allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum License {
    /// Salesforce.
    Salesforce,
    /// Salesforce Platform.
    SalesforcePlatform,
    /// Lightning Platform - One App.
    LightningPlatformOneApp,
    /// Customer Community: adds none.
    CustomerCommunity,
    /// Customer Community Login: adds none.
    CustomerCommunityLogin,
    /// Customer Community Plus.
    CustomerCommunityPlus,
    /// Customer Community Plus Login.
    CustomerCommunityPlusLogin,
    /// External Identity, a pack of 25,000.
    ExternalIdentity25k,
    /// External Identity, a pack of 250,000.
    ExternalIdentity250k,
    /// External Identity, a pack of 1,000,000.
    ExternalIdentity1m,
    /// Partner Community.
    PartnerCommunity,
    /// Partner Community Login.
    PartnerCommunityLogin,
    /// Lightning Platform Starter, per member.
    LightningPlatformStarter,
    /// Lightning Platform Plus, per member.
    LightningPlatformPlus,
}

impl License {
    /// The calls that one licence adds in 24 hours.
    #[must_use]
    pub const fn daily_calls(self, edition: Edition) -> u64 {
        let unlimited = matches!(edition, Edition::Unlimited | Edition::Performance);
        if matches!(edition, Edition::Developer | Edition::FullSandbox) {
            return 0;
        }
        match self {
            Self::Salesforce | Self::SalesforcePlatform | Self::LightningPlatformPlus => {
                if unlimited {
                    5_000
                } else {
                    1_000
                }
            }
            Self::LightningPlatformOneApp
            | Self::CustomerCommunityPlus
            | Self::PartnerCommunity
            | Self::LightningPlatformStarter => 200,
            Self::CustomerCommunityPlusLogin | Self::PartnerCommunityLogin => 10,
            Self::CustomerCommunity | Self::CustomerCommunityLogin => 0,
            Self::ExternalIdentity25k => 70_000,
            Self::ExternalIdentity250k => 750_000,
            Self::ExternalIdentity1m => 4_000_000,
        }
    }
}

/// The number of API calls that an org may make in 24 hours, by the table of the integration guide
/// (“API Request Limits and Allocations”).
///
/// The limits that the org itself reports ([`Client::limits`](crate::Client::limits)) go before this.
///
/// ```
/// use ats_client::{ApiAllocation, Edition, License};
///
/// let calls = ApiAllocation::new(Edition::Enterprise)
///     .licenses(License::Salesforce, 50)
///     .licenses(License::CustomerCommunityPlusLogin, 300)
///     .add_on(10_000)
///     .daily_calls();
/// assert_eq!(calls, 100_000 + 50 * 1_000 + 300 * 10 + 10_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiAllocation {
    edition: Edition,
    licensed: u64,
    purchased: u64,
}

impl ApiAllocation {
    /// The allocation of an org without licences.
    #[must_use]
    pub const fn new(edition: Edition) -> Self {
        Self {
            edition,
            licensed: 0,
            purchased: 0,
        }
    }

    /// Adds licences.
    #[must_use]
    pub const fn licenses(mut self, license: License, count: u64) -> Self {
        let calls = license.daily_calls(self.edition).saturating_mul(count);
        self.licensed = self.licensed.saturating_add(calls);
        self
    }

    /// Adds purchased API Call Add-Ons.
    #[must_use]
    pub const fn add_on(mut self, calls: u64) -> Self {
        self.purchased = self.purchased.saturating_add(calls);
        self
    }

    /// The calls in 24 hours.
    #[must_use]
    pub const fn daily_calls(&self) -> u64 {
        match self.edition {
            Edition::Developer => 15_000,
            Edition::FullSandbox => 5_000_000,
            Edition::Enterprise
            | Edition::Professional
            | Edition::Unlimited
            | Edition::Performance => 100_000_u64
                .saturating_add(self.licensed)
                .saturating_add(self.purchased),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The guide's table, row by row.
    #[test]
    fn the_guides_table() {
        use License as L;
        for (license, enterprise, unlimited) in [
            (L::Salesforce, 1_000, 5_000),
            (L::SalesforcePlatform, 1_000, 5_000),
            (L::LightningPlatformOneApp, 200, 200),
            (L::CustomerCommunity, 0, 0),
            (L::CustomerCommunityLogin, 0, 0),
            (L::CustomerCommunityPlus, 200, 200),
            (L::CustomerCommunityPlusLogin, 10, 10),
            (L::ExternalIdentity25k, 70_000, 70_000),
            (L::ExternalIdentity250k, 750_000, 750_000),
            (L::ExternalIdentity1m, 4_000_000, 4_000_000),
            (L::PartnerCommunity, 200, 200),
            (L::PartnerCommunityLogin, 10, 10),
            (L::LightningPlatformStarter, 200, 200),
            (L::LightningPlatformPlus, 1_000, 5_000),
        ] {
            for (edition, calls) in [
                (Edition::Enterprise, enterprise),
                (Edition::Professional, enterprise),
                (Edition::Unlimited, unlimited),
                (Edition::Performance, unlimited),
            ] {
                let daily = ApiAllocation::new(edition)
                    .licenses(license, 3)
                    .daily_calls();
                assert_eq!(daily, 100_000 + 3 * calls, "{license:?} {edition:?}");
            }
            let fixed = |edition| ApiAllocation::new(edition).licenses(license, 3).add_on(7);
            assert_eq!(fixed(Edition::Developer).daily_calls(), 15_000);
            assert_eq!(fixed(Edition::FullSandbox).daily_calls(), 5_000_000);
        }
    }

    #[test]
    fn absurd_counts_do_not_overflow() {
        let most = ApiAllocation::new(Edition::Unlimited).licenses(License::Salesforce, u64::MAX);
        assert_eq!(most.daily_calls(), u64::MAX);
    }
}
