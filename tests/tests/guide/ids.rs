//! The ids of the guide, right ones and misprinted ones.

use ats_core::prelude::*;
use ats_generated::*;

#[test]
fn right_ones_are_read() {
    for id in [
        "003Em00000cqAXLIA2",
        "003Em00000cqRQ3IAM",
        "a0LEm000007SDD3MAO",
        "a0LEm000007SHNYMA4",
        "a0LEm000007fZDxMAM",
        "a0LEm000007fZDyMAM",
        "a0MEm000004fFnBMAU",
        "a0bEc000006CfK6IAK",
        "a0bEc000006CfK7IAK",
    ] {
        let long: Id<Job> = id.parse().expect(id);
        assert_eq!(long.as_str(), id);
        let short: Id<Job> = id[..15].parse().expect(id);
        assert_eq!(short, long);
    }
}

#[test]
fn misprinted_ones_are_not() {
    for (misprint, suggestion) in [
        // Request body of “Create Records”.
        ("003Ec00000jUEMbIAK", Some("003Ec00000jUeMbIAK")),
        ("a0cEc000005XLv1TAG", None),
        // Its answer, and the bodies of “Update Bulk Records”: a letter O for a zero.
        ("aObEc000006Chx2IAC", Some("a0bEc000006Chx2IAC")),
        ("aOMEm000004fFnBMAU", Some("a0MEm000004fFnBMAU")),
        ("aOMEm000004fHCHMA2", Some("a0MEm000004fHCHMA2")),
    ] {
        let error = misprint.parse::<Id<Job>>().expect_err(misprint);
        assert_eq!(error.suggestion(), suggestion, "{error}");
    }
    // A brace, and an example of 16 characters.
    for wrong in ["aOMEm000004{HCHMA2", "a01ABC1234xyz123"] {
        assert!(wrong.parse::<Id<Job>>().is_err(), "{wrong}");
    }
}
