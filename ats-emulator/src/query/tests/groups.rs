//! Groups and totals.

use serde_json::json;

use super::Fixture;

#[test]
fn totals_of_everything() {
    let fixture = Fixture::new();
    assert_eq!(
        fixture.query("SELECT COUNT(Id), MAX(AnnualRevenue) most, MIN(Name) FROM Account")["records"],
        json!([{
            "attributes": { "type": "AggregateResult" },
            "expr0": 3, "most": 1000.0, "expr1": "Acme",
        }])
    );
    // Exact, as the database of an org adds decimals.
    assert_eq!(
        fixture.lines("SELECT SUM(bpats__Pay_Rate__c), AVG(bpats__Pay_Rate__c) FROM bpats__Job__c"),
        ["0.3 0.15"]
    );
    assert_eq!(
        fixture.lines(
            "SELECT SUM(NumberOfEmployees), COUNT(Industry), COUNT_DISTINCT(Name) FROM Account"
        ),
        ["55 2 3"]
    );
    assert_eq!(
        fixture.lines("SELECT SUM(AnnualRevenue) FROM Account WHERE Name = 'nobody'"),
        ["null"]
    );
}

#[test]
fn groups() {
    let fixture = Fixture::new();
    assert_eq!(
        fixture.query("SELECT bpats__Account__r.Name, COUNT(Id) n FROM bpats__Job__c GROUP BY bpats__Account__r.Name")
            ["records"],
        json!([
            { "attributes": { "type": "AggregateResult" }, "Name": null, "n": 1 },
            { "attributes": { "type": "AggregateResult" }, "Name": "Acme", "n": 1 },
            { "attributes": { "type": "AggregateResult" }, "Name": "acme labs", "n": 1 },
        ])
    );
    for (soql, expected) in [
        (
            "SELECT bpats__Type__c, COUNT(Id) FROM bpats__Job__c GROUP BY bpats__Type__c",
            vec!["Permanent 3"],
        ),
        (
            "SELECT CALENDAR_MONTH(bpats__Start_Date__c) m, COUNT(Id) FROM bpats__Job__c \
             GROUP BY CALENDAR_MONTH(bpats__Start_Date__c) ORDER BY CALENDAR_MONTH(bpats__Start_Date__c) DESC NULLS LAST",
            vec!["6 1", "5 1", "null 1"],
        ),
        (
            "SELECT bpats__Is_Active__c, COUNT(Id) FROM bpats__Job__c GROUP BY bpats__Is_Active__c \
             HAVING COUNT(Id) > 1",
            vec!["false 2"],
        ),
        (
            "SELECT bpats__Is_Active__c, SUM(bpats__Pay_Rate__c) FROM bpats__Job__c \
             GROUP BY bpats__Is_Active__c HAVING SUM(bpats__Pay_Rate__c) < 0.15 OR bpats__Is_Active__c = false",
            vec!["false 0.2", "true 0.1"],
        ),
        (
            "SELECT bpats__Is_Active__c a, COUNT(Id) n FROM bpats__Job__c GROUP BY bpats__Is_Active__c \
             ORDER BY COUNT(Id), bpats__Is_Active__c LIMIT 1",
            vec!["true 1"],
        ),
        (
            "SELECT toLabel(bpats__Priority__c) FROM bpats__Job__c WHERE bpats__Priority__c != null \
             GROUP BY bpats__Priority__c ORDER BY bpats__Priority__c DESC",
            vec!["High", "Low"],
        ),
        (
            "SELECT Name FROM Account GROUP BY Name LIMIT 2 OFFSET 1",
            vec!["acme labs", "Zenith 100%"],
        ),
        (
            "SELECT Owner.Type, COUNT(Id) FROM bpats__Job__c GROUP BY Owner.Type",
            vec!["User 3"],
        ),
        (
            "SELECT MAX(bpats__Start_Date__c), MIN(CreatedDate) FROM bpats__Job__c WHERE Name = 'x'",
            vec!["null null"],
        ),
    ] {
        assert_eq!(fixture.lines(soql), expected, "{soql}");
    }
}

#[test]
fn letter_case_makes_no_group() {
    let fixture = Fixture::new();
    fixture.create("Account", json!({ "Name": "ACME" }));
    assert_eq!(
        fixture.lines("SELECT COUNT_DISTINCT(Name) FROM Account"),
        ["3"]
    );
    assert_eq!(
        fixture.lines("SELECT COUNT(Id) FROM Account GROUP BY Name ORDER BY Name"),
        ["2", "1", "1"]
    );
}

#[test]
fn rollup_and_cube() {
    let fixture = Fixture::new();
    assert_eq!(
        fixture.lines(
            "SELECT bpats__Type__c, bpats__Is_Active__c, COUNT(Id), GROUPING(bpats__Type__c), \
             GROUPING(bpats__Is_Active__c) FROM bpats__Job__c \
             GROUP BY ROLLUP(bpats__Type__c, bpats__Is_Active__c)"
        ),
        [
            "Permanent false 2 0 0",
            "Permanent true 1 0 0",
            "Permanent null 3 0 1",
            "null null 3 1 1",
        ]
    );
    assert_eq!(
        fixture.lines(
            "SELECT bpats__Type__c, bpats__Is_Active__c, COUNT(Id) FROM bpats__Job__c \
             GROUP BY CUBE(bpats__Type__c, bpats__Is_Active__c) ORDER BY COUNT(Id) DESC, \
             GROUPING(bpats__Type__c), GROUPING(bpats__Is_Active__c) LIMIT 5"
        ),
        [
            "Permanent null 3",
            "null null 3",
            "Permanent false 2",
            "null false 2",
            "Permanent true 1",
        ]
    );
    assert!(
        fixture
            .lines("SELECT Name, COUNT(Id) FROM Account WHERE Name = 'x' GROUP BY ROLLUP(Name)")
            .is_empty()
    );
}
