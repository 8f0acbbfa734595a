//! “API Request Limits and Allocations”: the table as it is printed, against the client's calculator.

use ats_client::{ApiAllocation, Edition, License};

use crate::samples::ALLOCATIONS;

/// The licences as the table names them.
const LICENSES: [(&str, License); 14] = [
    ("Salesforce", License::Salesforce),
    ("Salesforce Platform", License::SalesforcePlatform),
    (
        "Lightning Platform - One App",
        License::LightningPlatformOneApp,
    ),
    ("Customer Community", License::CustomerCommunity),
    ("Customer Community Login", License::CustomerCommunityLogin),
    ("Customer Community Plus", License::CustomerCommunityPlus),
    (
        "Customer Community Plus Login",
        License::CustomerCommunityPlusLogin,
    ),
    ("External Identity 25,000", License::ExternalIdentity25k),
    ("External Identity 250,000", License::ExternalIdentity250k),
    ("External Identity 1,000,000", License::ExternalIdentity1m),
    ("Partner Community", License::PartnerCommunity),
    ("Partner Community Login", License::PartnerCommunityLogin),
    (
        "Lightning Platform Starter",
        License::LightningPlatformStarter,
    ),
    ("Lightning Platform Plus", License::LightningPlatformPlus),
];

/// The number at the beginning of a text: `1,000 Salesforce …` is 1000.
fn number(text: &str) -> u64 {
    let digits: String = text
        .chars()
        .take_while(|it| it.is_ascii_digit() || *it == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("a number: {text}"))
}

/// What stands behind a name, the first time.
fn behind<'a>(text: &'a str, name: &str) -> &'a str {
    let at = text.find(name).unwrap_or_else(|| panic!("{name}"));
    &text[at + name.len()..]
}

#[test]
fn the_table_is_the_calculator() {
    let (enterprise, unlimited) = ALLOCATIONS
        .split_once("Unlimited Edition")
        .expect("two parts");
    for (part, editions) in [
        (enterprise, [Edition::Enterprise, Edition::Professional]),
        (unlimited, [Edition::Unlimited, Edition::Performance]),
    ] {
        let base = part
            .lines()
            .find(|line| line.contains("(number of licenses x calls per license type)"))
            .expect("the formula");
        let base = number(base);
        for (name, license) in LICENSES {
            let calls = number(behind(part, &format!("{name}: ")));
            for edition in editions {
                assert_eq!(license.daily_calls(edition), calls, "{name} of {edition:?}");
                let total = ApiAllocation::new(edition)
                    .licenses(license, 7)
                    .add_on(1_000)
                    .daily_calls();
                assert_eq!(total, base + 7 * calls + 1_000, "{name} of {edition:?}");
            }
        }
    }
    for (name, edition) in [
        ("Developer Edition N/A ", Edition::Developer),
        ("Full Sandbox N/A ", Edition::FullSandbox),
    ] {
        let calls = number(behind(ALLOCATIONS, name));
        assert_eq!(ApiAllocation::new(edition).daily_calls(), calls, "{name}");
    }
}
