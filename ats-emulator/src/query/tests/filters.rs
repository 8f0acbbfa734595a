//! `WHERE`: every operator, every rule of nulls.

use ats_schema::soql::ast::{DateUnit, RelativeDate};
use serde_json::json;

use super::Fixture;

/// Conditions on an object, and the names of the records that meet them.
fn check(fixture: &Fixture, object: &str, cases: &[(&str, &[&str])]) {
    for (condition, expected) in cases {
        let soql = format!("SELECT Name FROM {object} WHERE {condition} ORDER BY Name");
        assert_eq!(fixture.lines(&soql), *expected, "{condition}");
    }
}

const ALL: &[&str] = &["Acme", "acme labs", "Zenith 100%"];

#[test]
fn texts() {
    check(
        &Fixture::new(),
        "Account",
        &[
            ("Name = 'ACME'", &["Acme"]),
            ("Name != 'acme'", &["acme labs", "Zenith 100%"]),
            ("Name <> 'acme'", &["acme labs", "Zenith 100%"]),
            ("Name > 'acme'", &["acme labs", "Zenith 100%"]),
            ("Name <= 'Acme Labs'", &["Acme", "acme labs"]),
            ("Name LIKE 'ac%'", &["Acme", "acme labs"]),
            ("Name LIKE '%LABS'", &["acme labs"]),
            ("Name LIKE 'a_me'", &["Acme"]),
            (r"Name LIKE '%100\%'", &["Zenith 100%"]),
            (r"Name LIKE 'Acme\%'", &[]),
            ("Name IN ('ACME', 'nobody')", &["Acme"]),
            (
                "Name NOT IN ('ACME', 'nobody')",
                &["acme labs", "Zenith 100%"],
            ),
            ("(NOT Name LIKE 'acme%')", &["Zenith 100%"]),
            ("Name = 'x' OR Name = 'acme'", &["Acme"]),
            ("Name LIKE 'acme%' AND (NOT Name = 'Acme')", &["acme labs"]),
        ],
    );
}

#[test]
fn nothing_is_a_value_only_for_equality() {
    check(
        &Fixture::new(),
        "Account",
        &[
            ("Industry = null", &["Zenith 100%"]),
            ("Industry != null", &["Acme", "acme labs"]),
            ("Industry = ''", &["Zenith 100%"]),
            ("Industry != 'Banking'", &["acme labs", "Zenith 100%"]),
            ("Industry NOT IN ('Banking')", &["acme labs", "Zenith 100%"]),
            ("Industry IN (null, 'Banking')", &["Acme", "Zenith 100%"]),
            ("Industry NOT IN (null, 'Banking')", &["acme labs"]),
            ("(NOT Industry = 'Banking')", &["acme labs", "Zenith 100%"]),
            (
                "(NOT Industry IN ('Banking'))",
                &["acme labs", "Zenith 100%"],
            ),
            ("(NOT Industry LIKE 'B%')", &["Zenith 100%"]),
            ("AnnualRevenue < 500", &["acme labs"]),
            ("(NOT AnnualRevenue < 500)", &["Acme", "Zenith 100%"]),
            ("(NOT (NOT AnnualRevenue < 500))", &["acme labs"]),
            (
                "(NOT (AnnualRevenue < 500 OR Industry = 'Banking'))",
                &["Zenith 100%"],
            ),
            ("AnnualRevenue > null", &[]),
            ("Parent.Name = null", &["Acme", "Zenith 100%"]),
            ("Parent.Name != 'Acme'", &["Acme", "Zenith 100%"]),
            ("Parent.Name = 'ACME'", &["acme labs"]),
        ],
    );
}

#[test]
fn numbers_compare_by_value() {
    check(
        &Fixture::new(),
        "Account",
        &[
            ("AnnualRevenue = 1000.00", &["Acme"]),
            ("AnnualRevenue >= 250", &["Acme", "acme labs"]),
            ("AnnualRevenue != 250", &["Acme", "Zenith 100%"]),
            ("AnnualRevenue IN (250.0, 7)", &["acme labs"]),
            ("AnnualRevenue > USD300", &["Acme"]),
            ("NumberOfEmployees > 9", &["Acme"]),
            ("NumberOfEmployees < 5.5", &["acme labs"]),
            ("NumberOfEmployees IN (5, 50)", &["Acme", "acme labs"]),
        ],
    );
}

#[test]
fn check_boxes_are_false_without_a_record() {
    check(
        &Fixture::new(),
        "bpats__Job__c",
        &[
            ("bpats__Is_Active__c = true", &["Cook"]),
            ("bpats__Is_Active__c != TRUE", &["Clerk", "Waiter"]),
            ("bpats__Is_Active__c = null", &["Clerk", "Waiter"]),
            ("bpats__Is_Active__c != null", &["Cook"]),
            ("bpats__Is_Active__c IN (null)", &["Clerk", "Waiter"]),
            (
                "bpats__Account__r.IsDeleted = false",
                &["Clerk", "Cook", "Waiter"],
            ),
            ("bpats__Account__r.IsDeleted IN (true)", &[]),
        ],
    );
}

#[test]
fn dates_and_moments() {
    check(
        &Fixture::new(),
        "bpats__Job__c",
        &[
            ("bpats__Start_Date__c = 2025-05-14", &["Cook"]),
            ("bpats__Start_Date__c > 2025-05-14", &["Waiter"]),
            ("bpats__Start_Date__c != 2025-05-14", &["Clerk", "Waiter"]),
            ("bpats__Start_Date__c < TODAY", &["Cook", "Waiter"]),
            ("bpats__Start_Date__c <= N_DAYS_AGO:1", &["Cook", "Waiter"]),
            ("bpats__Start_Date__c > NEXT_N_YEARS:2", &[]),
            ("bpats__Start_Date__c >= TODAY", &[]),
            (
                "bpats__Start_Date__c != TODAY",
                &["Clerk", "Cook", "Waiter"],
            ),
            ("bpats__Start_Date__c IN (2025-06-01, TODAY)", &["Waiter"]),
            ("CreatedDate = TODAY", &["Clerk", "Cook", "Waiter"]),
            ("CreatedDate <= TODAY", &["Clerk", "Cook", "Waiter"]),
            ("CreatedDate > TODAY", &[]),
            ("CreatedDate >= LAST_N_DAYS:3", &["Clerk", "Cook", "Waiter"]),
            ("CreatedDate = LAST_N_WEEKS:1", &[]),
            (
                "CreatedDate > 2020-01-01T00:00:00Z",
                &["Clerk", "Cook", "Waiter"],
            ),
            (
                "CreatedDate > 2020-01-01T00:00:00+02:00",
                &["Clerk", "Cook", "Waiter"],
            ),
            (
                "CALENDAR_YEAR(bpats__Start_Date__c) = 2025",
                &["Cook", "Waiter"],
            ),
            (
                "CALENDAR_MONTH(bpats__Start_Date__c) IN (6, 7)",
                &["Waiter"],
            ),
            (
                "DAY_ONLY(CreatedDate) = TODAY",
                &["Clerk", "Cook", "Waiter"],
            ),
            (
                "HOUR_IN_DAY(convertTimezone(CreatedDate)) < 24",
                &["Clerk", "Cook", "Waiter"],
            ),
        ],
    );
}

/// The dates of the fixture are not in the future of any test run.
#[test]
fn a_day_has_two_ends() {
    let fixture = Fixture::new();
    let names = |condition: &str| {
        fixture.lines(&format!(
            "SELECT Name FROM bpats__Job__c WHERE CreatedDate {condition}"
        ))
    };
    assert_eq!(names("< TODAY").len(), 0);
    assert_eq!(names("<= TODAY").len(), 3);
    assert_eq!(names(">= TODAY").len(), 3);
    assert_eq!(names("= YESTERDAY").len(), 0);
    assert_eq!(names("!= YESTERDAY").len(), 3);
}

/// "To filter for results within the range, use the comparison operator =. To filter for results
/// on either side of the range, use the comparison operators > or <" (*SOQL and SOSL Reference,
/// Date Formats and Date Literals in WHERE*). `LAST_N_DAYS:3` "includes the current day", so what
/// is more than it comes after today.
#[test]
fn every_operator_goes_by_the_ends_of_the_range() {
    use crate::date_time::today;
    use crate::query::calendar::{Days, date_text};

    let fixture = Fixture::empty();
    let dates = [
        RelativeDate::This(DateUnit::Day),
        RelativeDate::Last(DateUnit::Week),
        RelativeDate::This(DateUnit::Month),
        RelativeDate::Next(DateUnit::FiscalQuarter),
        RelativeDate::Last90Days,
        RelativeDate::Next90Days,
        RelativeDate::LastN(DateUnit::Day, 3),
        RelativeDate::NextN(DateUnit::Day, 3),
        RelativeDate::NAgo(DateUnit::Day, 3),
        RelativeDate::LastN(DateUnit::Week, 2),
        RelativeDate::NAgo(DateUnit::Month, 2),
        RelativeDate::LastN(DateUnit::Year, 1),
    ];
    for date in dates {
        let Days { from, until } = Days::of(date, today());
        for (name, day) in [
            ("before", from - 1),
            ("first", from),
            ("last", until - 1),
            ("next", until),
        ] {
            fixture.create(
                "bpats__Job__c",
                json!({
                    "Name": format!("{date} {name}"), "bpats__Type__c": "Permanent",
                    "bpats__Start_Date__c": date_text(day),
                }),
            );
        }
        for (condition, wanted) in [
            (format!("< {date}"), &["before"][..]),
            (format!("<= {date}"), &["before", "first", "last"]),
            (format!("= {date}"), &["first", "last"]),
            (format!("!= {date}"), &["before", "next"]),
            (format!(">= {date}"), &["first", "last", "next"]),
            (format!("> {date}"), &["next"]),
            (format!("IN ({date})"), &["first", "last"]),
            (format!("NOT IN ({date})"), &["before", "next"]),
        ] {
            let found = fixture.lines(&format!(
                "SELECT Name FROM bpats__Job__c WHERE Name LIKE '{date} %' AND \
                 bpats__Start_Date__c {condition} ORDER BY bpats__Start_Date__c, Name"
            ));
            let names = found.iter().map(|name| name.rsplit(' ').next().unwrap());
            assert_eq!(names.collect::<Vec<_>>(), wanted, "{condition}");
        }
    }
}

#[test]
fn ids_of_both_lengths() {
    let fixture = Fixture::new();
    let id = fixture
        .lines("SELECT Id FROM Account WHERE Name = 'Acme'")
        .remove(0);
    let short = &id[..15];
    let flipped: String = short
        .chars()
        .map(|c| {
            if c.is_lowercase() {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    for (condition, expected) in [
        (format!("Id = '{id}'"), vec!["Acme"]),
        (format!("Id = '{short}'"), vec!["Acme"]),
        (format!("Id IN ('{short}', '{id}')"), vec!["Acme"]),
        (format!("ParentId = '{short}'"), vec!["acme labs"]),
        (format!("Parent.Id = '{id}'"), vec!["acme labs"]),
        (format!("ParentId != '{id}'"), vec!["Acme", "Zenith 100%"]),
        (format!("Id != '{id}'"), vec!["acme labs", "Zenith 100%"]),
        (format!("Id >= '{id}'"), ALL.to_vec()),
        ("ParentId = null".to_owned(), vec!["Acme", "Zenith 100%"]),
        ("ParentId = ''".to_owned(), vec!["Acme", "Zenith 100%"]),
    ] {
        let soql = format!("SELECT Name FROM Account WHERE {condition} ORDER BY Name");
        assert_eq!(fixture.lines(&soql), expected, "{condition}");
    }
    if flipped != short {
        let soql = format!("SELECT Name FROM Account WHERE Id = '{flipped}'");
        assert!(fixture.lines(&soql).is_empty(), "letter case counts in ids");
    }
}

#[test]
fn several_choices() {
    check(
        &Fixture::new(),
        "Thing__c",
        &[
            ("Many__c = 'a;b'", &["One"]),
            ("Many__c = 'B;A'", &["One"]),
            ("Many__c = 'a'", &[]),
            ("Many__c != 'a;b'", &["Three", "Two"]),
            ("Many__c = null", &["Three"]),
            ("Many__c INCLUDES ('a')", &["One"]),
            ("Many__c INCLUDES ('b')", &["One", "Two"]),
            ("Many__c INCLUDES ('b;c', 'x')", &["Two"]),
            ("Many__c INCLUDES ('a;c')", &[]),
            ("Many__c INCLUDES ('A')", &["One"]),
            ("Many__c EXCLUDES ('a')", &["Three", "Two"]),
            ("(NOT Many__c INCLUDES ('b'))", &["Three"]),
        ],
    );
}

#[test]
fn letter_case_and_times() {
    check(
        &Fixture::new(),
        "Thing__c",
        &[
            ("Exact__c = 'key'", &["Two"]),
            ("Exact__c IN ('KEY')", &[]),
            ("Exact__c LIKE 'K%'", &["One"]),
            ("Time__c < 12:00:00.000Z", &["One"]),
            ("Time__c = 17:00:00Z", &["Two"]),
        ],
    );
}

#[test]
fn labels() {
    let fixture = Fixture::new();
    check(
        &fixture,
        "bpats__Job__c",
        &[
            ("toLabel(bpats__Priority__c) = 'high'", &["Cook"]),
            (
                "toLabel(bpats__Priority__c) != 'High'",
                &["Clerk", "Waiter"],
            ),
            (
                "toLabel(bpats__Priority__c) IN ('Low', 'Medium')",
                &["Waiter"],
            ),
            ("toLabel(bpats__Priority__c) = 'nothing'", &[]),
            ("toLabel(bpats__Priority__c) = null", &["Clerk"]),
        ],
    );
}

#[test]
fn semi_joins() {
    check(
        &Fixture::new(),
        "Account",
        &[
            ("Id IN (SELECT AccountId FROM Contact)", &["Acme"]),
            (
                "Id IN (SELECT AccountId FROM Contact WHERE LastName = 'smith')",
                &[],
            ),
            (
                "Id NOT IN (SELECT AccountId FROM Contact)",
                &["acme labs", "Zenith 100%"],
            ),
            (
                "Id IN (SELECT bpats__Account__c FROM bpats__Job__c \
                 WHERE bpats__Account__r.Parent.Name = 'Acme')",
                &["acme labs"],
            ),
            (
                "Id NOT IN (SELECT AccountId FROM Contact) AND Id IN \
                 (SELECT bpats__Account__c FROM bpats__Job__c)",
                &["acme labs"],
            ),
        ],
    );
    check(
        &Fixture::new(),
        "Contact",
        &[
            (
                "AccountId IN (SELECT Id FROM Account WHERE Name LIKE 'acme')",
                &["Ada Lovelace", "Bob O'Neil"],
            ),
            (
                "AccountId NOT IN (SELECT Id FROM Account)",
                &["Carol Smith"],
            ),
        ],
    );
}

#[test]
fn polymorphic_parents() {
    check(
        &Fixture::new(),
        "bpats__Job__c",
        &[
            ("Owner.Type = 'User'", &["Clerk", "Cook", "Waiter"]),
            ("Owner.Type = 'Group'", &[]),
            ("Owner.Name != null", &["Clerk", "Cook", "Waiter"]),
            ("Owner.Name = 'nobody'", &[]),
        ],
    );
}

#[test]
fn distances() {
    check(
        &Fixture::new(),
        "Account",
        &[
            (
                // Dallas is some 290 km from Austin.
                "DISTANCE(BillingAddress, GEOLOCATION(32.7767, -96.7970), 'km') < 300",
                &["Acme"],
            ),
            (
                "DISTANCE(BillingAddress, GEOLOCATION(32.7767,-96.7970), 'mi') > 200",
                &[],
            ),
        ],
    );
}

#[test]
fn long_lists_and_long_chains() {
    let fixture = Fixture::new();
    let list = (0..6000)
        .map(|n| format!("'n{n}'"))
        .collect::<Vec<_>>()
        .join(",");
    let soql = format!("SELECT Name FROM Account WHERE Name IN ({list}, 'ACME')");
    assert_eq!(fixture.lines(&soql), ["Acme"]);
    let chain = (0..3000)
        .map(|n| format!("Name='n{n}'"))
        .collect::<Vec<_>>()
        .join(" OR ");
    let soql = format!("SELECT Name FROM Account WHERE {chain} OR Name = 'Acme'");
    assert_eq!(fixture.lines(&soql), ["Acme"]);
}

/// What people write stays a value, whatever it looks like.
#[test]
fn text_never_becomes_sql() {
    let fixture = Fixture::new();
    for text in [
        r"\' OR 1=1 --",
        r#"x"; DROP TABLE "Account"; --"#,
        r"\') UNION SELECT 1 --",
        "?1",
        "%",
    ] {
        let soql = format!("SELECT Name FROM Account WHERE Name = '{text}'");
        assert!(fixture.lines(&soql).is_empty(), "{text}");
    }
    assert_eq!(fixture.lines("SELECT Name FROM Account").len(), 3);
    assert_eq!(
        fixture.lines(r"SELECT Name FROM Contact WHERE LastName = 'O\'neil'"),
        ["Bob O'Neil"]
    );
}

#[test]
fn scopes() {
    check(
        &Fixture::new(),
        "Account USING SCOPE mine",
        &[("Name != null", ALL)],
    );
    let fixture = Fixture::new();
    assert_eq!(
        fixture
            .lines("SELECT Name FROM Account USING SCOPE everything")
            .len(),
        3
    );
    assert_eq!(
        fixture
            .lines("SELECT Name FROM bpats__Job__c USING SCOPE queue_owned")
            .len(),
        0
    );
}

/// SOQL knows no third value: each record meets a condition or its denial.
#[test]
fn a_condition_and_its_denial_share_the_records() {
    let fixture = Fixture::new();
    let leaves = [
        "Name LIKE 'acme%'",
        "Industry = 'Banking'",
        "Industry != 'Banking'",
        "Industry = null",
        "Industry IN ('Banking', null)",
        "AnnualRevenue > 300",
        "NumberOfEmployees <= 5",
        "Parent.Name = 'Acme'",
        "Parent.IsDeleted = false",
        "LastActivityDate = LAST_N_DAYS:5",
        "DISTANCE(BillingAddress, GEOLOCATION(1, 1), 'mi') > 5",
    ];
    let names =
        |condition: &str| fixture.lines(&format!("SELECT Name FROM Account WHERE {condition}"));
    for left in leaves {
        for right in leaves {
            for word in ["AND", "OR"] {
                let condition = format!("({left} {word} {right})");
                let mut both = names(&condition);
                let denied = names(&format!("(NOT {condition})"));
                both.extend(denied);
                both.sort_by_key(|name| name.to_lowercase());
                assert_eq!(both, ALL, "{condition}");
            }
        }
    }
}
