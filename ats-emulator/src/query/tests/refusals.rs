//! What is refused, with its code and message.

use std::path::Path;

use super::{Fixture, OPTIONS};
use crate::query::RunOptions;

const WSDL: &str = "Please reference your WSDL or the describe call for the appropriate names.";

/// The message as Salesforce prints it, place and all.
#[test]
fn unknown_names() {
    let fixture = Fixture::new();
    for (soql, code, message) in [
        (
            "SELECT Nmae FROM Account",
            "INVALID_FIELD",
            format!(
                "\nSELECT Nmae FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Nmae' on \
                 entity 'Account'. If you are attempting to use a custom field, be sure to append \
                 the '__c' after the custom field name. {WSDL}"
            ),
        ),
        (
            "SELECT Id FROM Acount",
            "INVALID_TYPE",
            format!(
                "\nSELECT Id FROM Acount\n               ^\nERROR at Row:1:Column:16\nsObject type 'Acount' \
                 is not supported. If you are attempting to use a custom object, be sure to append \
                 the '__c' after the entity name. {WSDL}"
            ),
        ),
        (
            "SELECT Boss.Name FROM Account",
            "INVALID_FIELD",
            format!(
                "\nSELECT Boss.Name FROM Account\n       ^\nERROR at Row:1:Column:8\nDidn't understand \
                 relationship 'Boss' in field path. If you are attempting to use a custom \
                 relationship, be sure to append the '__r' after the custom relationship name. {WSDL}"
            ),
        ),
        (
            "SELECT (SELECT Id FROM People) FROM Account",
            "INVALID_TYPE",
            format!(
                "\nSELECT (SELECT Id FROM People) FROM Account\n                       ^\nERROR at \
                 Row:1:Column:24\nDidn't understand relationship 'People' in FROM part of query \
                 call. If you are attempting to use a custom relationship, be sure to append the \
                 '__r' after the custom relationship name. {WSDL}"
            ),
        ),
    ] {
        assert_eq!(fixture.refused(soql), (code, message), "{soql}");
    }
}

/// The last line of each message, and its code.
#[test]
fn rules() {
    const F: &str = "INVALID_FIELD";
    const M: &str = "MALFORMED_QUERY";
    const O: &str = "INVALID_QUERY_FILTER_OPERATOR";
    let fixture = Fixture::new();
    for (soql, code, message) in [
        // Types of values.
        (
            "Id FROM bpats__Job__c WHERE bpats__End_Date__c > 5",
            F,
            "value of filter criterion for field 'bpats__End_Date__c' must be of type date and should not be enclosed in quotes",
        ),
        (
            "Id FROM bpats__Job__c WHERE bpats__End_Date__c = '2025-01-01'",
            F,
            "value of filter criterion for field 'bpats__End_Date__c' must be of type date and should not be enclosed in quotes",
        ),
        (
            "Id FROM bpats__Job__c WHERE bpats__End_Date__c = 2025-01-01T00:00:00Z",
            F,
            "value of filter criterion for field 'bpats__End_Date__c' must be of type date and should not be enclosed in quotes",
        ),
        (
            "Id FROM Account WHERE CreatedDate > 2025-01-01",
            F,
            "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
        ),
        (
            "Id FROM Account WHERE Name = 5",
            F,
            "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
        ),
        (
            "Id FROM Account WHERE Name IN ('a', true)",
            F,
            "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
        ),
        (
            "Id FROM Account WHERE AnnualRevenue = '5'",
            F,
            "value of filter criterion for field 'AnnualRevenue' must be of type double and should not be enclosed in quotes",
        ),
        (
            "Id FROM Account WHERE NumberOfEmployees = '5'",
            F,
            "value of filter criterion for field 'NumberOfEmployees' must be of type int and should not be enclosed in quotes",
        ),
        (
            "Id FROM Account WHERE IsDeleted = 'false'",
            F,
            "value of filter criterion for field 'IsDeleted' must be of type boolean and should not be enclosed in quotes",
        ),
        (
            "Id FROM Account WHERE Parent.Id = 5",
            F,
            "value of filter criterion for field 'Id' must be of type ID and should be enclosed in quotes",
        ),
        // Operators.
        ("Id FROM Account WHERE Id = '53'", O, "invalid ID field: 53"),
        (
            "Id FROM Account WHERE OwnerId IN ('nonsense')",
            O,
            "invalid ID field: nonsense",
        ),
        (
            "Id FROM Account WHERE Id LIKE '001%'",
            O,
            "invalid operator on id field",
        ),
        (
            "Id FROM Account WHERE AnnualRevenue LIKE '1%'",
            O,
            "invalid operator on currency field",
        ),
        (
            "Id FROM Account WHERE IsDeleted > true",
            O,
            "invalid operator on boolean field",
        ),
        (
            "Id FROM Account WHERE Name INCLUDES ('a')",
            O,
            "invalid operator on string field",
        ),
        (
            "Id FROM Thing__c WHERE Many__c LIKE 'a%'",
            O,
            "invalid operator on multipicklist field",
        ),
        (
            "Id FROM Thing__c WHERE Many__c IN ('a')",
            O,
            "invalid operator on multipicklist field",
        ),
        (
            "Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(1,1), 'km') = 5",
            M,
            "DISTANCE function only supports the operators > and <",
        ),
        // What fields can do.
        (
            "Id FROM Account WHERE Description = 'x'",
            F,
            "field 'Description' can not be filtered in a query call",
        ),
        (
            "Id FROM Account WHERE BillingAddress = 'x'",
            F,
            "field 'BillingAddress' can not be filtered in a query call",
        ),
        (
            "Id FROM Account WHERE COUNT(Id) > 1",
            F,
            "field 'Id' can not be filtered in a query call",
        ),
        (
            "Id FROM Account ORDER BY Description",
            M,
            "field 'Description' can not be sorted in a query call",
        ),
        (
            "COUNT(Id) FROM Account GROUP BY CreatedDate",
            M,
            "field 'CreatedDate' can not be grouped in a query call",
        ),
        (
            "COUNT(Id) FROM Account GROUP BY AnnualRevenue",
            M,
            "field 'AnnualRevenue' can not be grouped in a query call",
        ),
        (
            "MAX(IsDeleted) FROM Account",
            M,
            "field IsDeleted does not support aggregate operator MAX",
        ),
        (
            "SUM(Name) FROM Account",
            M,
            "field Name does not support aggregate operator SUM",
        ),
        (
            "COUNT(Description) FROM Account",
            M,
            "field Description does not support aggregate operator COUNT",
        ),
        // Groups.
        (
            "Name, COUNT(Id) FROM Account",
            M,
            "Field must be grouped or aggregated: Name",
        ),
        (
            "Name, Industry FROM Account GROUP BY Name",
            M,
            "Field must be grouped or aggregated: Industry",
        ),
        (
            "Name FROM Account GROUP BY Name ORDER BY Industry",
            M,
            "Ordered field must be grouped or aggregated: Industry",
        ),
        (
            "Name FROM Account GROUP BY Name HAVING Industry = 'x'",
            M,
            "Field must be grouped or aggregated: Industry",
        ),
        (
            "CALENDAR_YEAR(CreatedDate) FROM Account",
            M,
            "Date-aggregate functions can only be selected in grouped queries",
        ),
        (
            "COUNT(Id) FROM Account LIMIT 1",
            M,
            "Non-grouped query that uses overall aggregate functions cannot also use LIMIT",
        ),
        (
            "Name, Parent.Name FROM Account GROUP BY Name, Parent.Name",
            M,
            "duplicate alias: Name",
        ),
        (
            "COUNT(Id) n, MAX(Name) n FROM Account",
            M,
            "duplicate alias: n",
        ),
        (
            "Name, GROUPING(Name) FROM Account GROUP BY Name",
            M,
            "GROUPING function can only be used with GROUP BY ROLLUP or GROUP BY CUBE",
        ),
        (
            "Name n FROM Account",
            M,
            "only aggregate expressions use field aliasing",
        ),
        (
            "(SELECT COUNT(Id) FROM Contacts) FROM Account",
            M,
            "only root queries support aggregate expressions",
        ),
        (
            "COUNT() FROM Account GROUP BY Name",
            M,
            "COUNT() can't be used with GROUP BY, use COUNT(fieldName) instead",
        ),
        (
            "COUNT() FROM Account ORDER BY Name",
            M,
            "Ordered field must be grouped or aggregated: Name",
        ),
        // What is selected.
        (
            "Id, Name, Id FROM Account",
            F,
            "duplicate field selected: Id",
        ),
        (
            "Id, FIELDS(STANDARD) FROM Account",
            F,
            "duplicate field selected: Id",
        ),
        (
            "FIELDS(ALL) FROM Account",
            M,
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        (
            "FIELDS(CUSTOM) FROM Account LIMIT 201",
            M,
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        (
            "(SELECT Id FROM Contacts OFFSET 1) FROM Account LIMIT 2",
            M,
            "OFFSET can be used in a subquery only if the parent query has LIMIT 1",
        ),
        (
            "Id FROM Account ORDER BY Name FOR UPDATE",
            M,
            "FOR UPDATE can't be used with ORDER BY",
        ),
        (
            "Name FROM Account OFFSET 2001",
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Maximum SOQL offset allowed is 2000",
        ),
        (
            "TYPEOF CreatedBy WHEN User THEN Name END FROM Account",
            M,
            "TYPEOF can only be used with polymorphic relationships, not 'CreatedBy'",
        ),
        (
            "TYPEOF Owner WHEN Account THEN Name END FROM bpats__Job__c",
            "INVALID_TYPE",
            "Relationship 'Owner' in TYPEOF does not lead to 'Account'",
        ),
        (
            "Parent.Parent.Parent.Parent.Parent.Parent.Name FROM Account",
            M,
            "No more than 5 levels of child-to-parent relationships can be specified in a query",
        ),
        // Semi-joins.
        (
            "Id FROM Account WHERE Id IN (SELECT ParentId FROM Account)",
            M,
            "The inner and outer selects should not be on the same object type",
        ),
        (
            "Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)",
            M,
            "The left operand field in the where expression for outer query should be an id field, cannot use: 'Name'",
        ),
        (
            "Id FROM Account WHERE Id IN (SELECT LastName FROM Contact)",
            M,
            "semi join sub selects can only query id fields, cannot use: 'LastName'",
        ),
        (
            "Id FROM Account WHERE Name = 'x' OR Id IN (SELECT AccountId FROM Contact)",
            M,
            "Semi join sub-selects are not allowed with the 'OR' operator",
        ),
        (
            "Id FROM Account WHERE (NOT Id IN (SELECT AccountId FROM Contact))",
            M,
            "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.",
        ),
        (
            "Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id IN (SELECT bpats__Hiring_Manager__c FROM bpats__Job__c))",
            M,
            "Nesting of semi join sub-selects is not supported",
        ),
        // Clauses.
        (
            "Id FROM Account USING SCOPE nonsense",
            M,
            "Invalid scope: 'nonsense'",
        ),
        (
            "Id FROM Account WITH DATA CATEGORY Geography__c AT usa__c",
            M,
            "WITH DATA CATEGORY is not supported on this object",
        ),
        (
            "Id FROM Account ALL ROWS",
            M,
            "ALL ROWS not allowed in this context",
        ),
        (
            "Id FROM Account WHERE Id = :id",
            M,
            "Bind variables only allowed in Apex code",
        ),
    ] {
        let soql = format!("SELECT {soql}");
        let (found, said) = fixture.refused(&soql);
        let last = said.lines().last().unwrap_or_default();
        assert_eq!((found, last), (code, message), "{soql}");
    }
}

#[test]
fn mistakes_of_grammar() {
    let fixture = Fixture::empty();
    for soql in [
        "",
        "SELECT",
        "SELECT Id FORM Account",
        "SELECT Id FROM Account WITH SECURITY_ENFORCED",
    ] {
        let (code, message) = fixture.refused(soql);
        assert_eq!(code, "MALFORMED_QUERY", "{soql}");
        assert!(!message.is_empty());
    }
}

#[test]
fn too_much() {
    let fixture = Fixture::empty();
    let long = format!(
        "SELECT Id FROM Account WHERE Name = '{}'",
        "x".repeat(100_000)
    );
    assert_eq!(fixture.refused(&long).0, "MALFORMED_QUERY");
    let children = vec!["(SELECT Id FROM Contacts)"; 21].join(", ");
    let (code, message) = fixture.refused(&format!("SELECT Id, {children} FROM Account"));
    assert_eq!(code, "MALFORMED_QUERY");
    assert!(message.contains("No more than 20"), "{message}");
    let (code, _) = fixture.refused(
        "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id IN \
         (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Contact)",
    );
    assert_eq!(code, "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS");
}

/// A user without access to an object or field finds neither.
#[test]
fn views_hide() {
    let mut fixture = Fixture::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/permission-sets");
    let sets = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        path.file_stem().unwrap().to_string_lossy().into_owned()
    });
    let mut hidden = 0;
    for set in sets {
        fixture.actor.view = fixture.org.view(Some(&set)).unwrap();
        for object in fixture.org.schema().objects() {
            let soql = format!("SELECT Id FROM {} LIMIT 1", object.name);
            let seen = fixture.actor.view.object(&object.name);
            match fixture.run(&soql, OPTIONS) {
                Ok(_) => assert!(seen.is_some(), "{set} {}", object.name),
                Err(error) if seen.is_none() => {
                    hidden += 1;
                    assert_eq!(error.code, "INVALID_TYPE");
                }
                Err(error) => assert_eq!(error.code, "INVALID_TYPE_FOR_OPERATION", "{soql}"),
            }
        }
    }
    assert!(hidden > 0, "the permission sets hide nothing");
}

/// Every field of every object can be asked for.
#[test]
fn every_field_can_be_selected() {
    let fixture = Fixture::empty();
    let all = RunOptions {
        all: true,
        ..OPTIONS
    };
    for object in fixture.actor.view.objects() {
        if !object.access.queryable {
            continue;
        }
        let names: Vec<&str> = object.fields().map(crate::org::Field::name).collect();
        let name = &object.object().name;
        let soql = format!("SELECT {} FROM {name}", names.join(", "));
        fixture
            .run(&soql, all)
            .unwrap_or_else(|error| panic!("{name}: {}", error.message));
    }
}
