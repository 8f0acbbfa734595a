//! Locators.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Fixture, OPTIONS};
use crate::error::ApiError;
use crate::query::answer::too_many_groups;
use crate::query::{Queries, RunOptions};

const SMALL: RunOptions = RunOptions {
    batch: Some(200),
    ..OPTIONS
};

fn with_contacts(count: usize) -> (Fixture, String) {
    let fixture = Fixture::empty();
    let account = fixture.create("Account", json!({ "Name": "Big" }));
    let created: Result<(), Vec<ApiError>> = fixture.org.write(&fixture.actor, |tx| {
        for number in 0..count {
            let body = json!({ "LastName": format!("L{number:05}"), "AccountId": account });
            tx.create("Contact", body.as_object().unwrap())?;
        }
        Ok(())
    });
    created.unwrap();
    (fixture, account)
}

fn locator(answer: &Value) -> String {
    let url = answer["nextRecordsUrl"].as_str().unwrap();
    let locator = url.strip_prefix("/services/data/v63.0/query/").unwrap();
    assert!(locator.starts_with("0r8"));
    locator.to_owned()
}

impl Fixture {
    fn more(&self, locator: &str) -> Result<Value, ApiError> {
        self.more_of(locator, None)
    }

    fn more_of(&self, locator: &str, batch: Option<usize>) -> Result<Value, ApiError> {
        self.more_with(locator, RunOptions { batch, ..OPTIONS })
    }

    fn more_with(&self, locator: &str, options: RunOptions) -> Result<Value, ApiError> {
        let (queries, actor) = (&self.queries, &self.actor);
        let json = self
            .org
            .read(|connection| queries.more(connection, actor, locator, options))?;
        Ok(serde_json::from_str(&json).unwrap())
    }
}

fn last_names(answer: &Value) -> Vec<String> {
    let records = answer["records"].as_array().unwrap().iter();
    let names = records.map(|record| record["LastName"].as_str().unwrap().to_owned());
    names.collect()
}

#[test]
fn pages_fit_together_whatever_happens_between() {
    let (fixture, _) = with_contacts(450);
    let soql = "SELECT Id, LastName, Account.Name FROM Contact ORDER BY LastName DESC";
    let first = fixture.run(soql, SMALL).unwrap();
    assert_eq!(first["totalSize"], 450);
    assert_eq!(first["done"], false);
    let second_page = locator(&first);
    assert!(second_page.ends_with("-200"));

    // One of every page goes, and one comes that would sort first.
    for id in
        fixture.lines("SELECT Id FROM Contact WHERE LastName IN ('L00449', 'L00220', 'L00001')")
    {
        fixture.delete(&id);
    }
    fixture.create("Contact", json!({ "LastName": "Z" }));

    let second = fixture.more(&second_page).unwrap();
    assert_eq!(second["totalSize"], 450);
    assert_eq!(second["records"][0]["Account"]["Name"], "Big");
    let third = fixture.more(&locator(&second)).unwrap();
    assert_eq!(third["done"], true);
    assert_eq!(third.get("nextRecordsUrl"), None);
    let names: Vec<String> = [&first, &second, &third]
        .into_iter()
        .flat_map(last_names)
        .collect();
    let expected: Vec<String> = (0..450)
        .rev()
        .map(|number| format!("L{number:05}"))
        .collect();
    assert_eq!(names, expected);

    // Any offset, again and again.
    let id = second_page.split_once('-').unwrap().0;
    let odd = fixture.more(&format!("{id}-449")).unwrap();
    assert_eq!(last_names(&odd), ["L00000"]);
    assert_eq!(fixture.more(&second_page).unwrap()["done"], false);
    let larger = fixture.more_of(&second_page, Some(2000)).unwrap();
    assert_eq!(last_names(&larger).len(), 250);
    for wrong in [
        format!("{id}-450"),
        format!("{id}-99999999999999999999"),
        id.to_owned(),
    ] {
        let error = fixture.more(&wrong).unwrap_err();
        assert_eq!(
            (error.code, error.message.as_str()),
            ("INVALID_QUERY_LOCATOR", "invalid query locator")
        );
    }
}

#[test]
fn a_page_is_never_smaller_than_200() {
    let (fixture, _) = with_contacts(201);
    let one = RunOptions {
        batch: Some(1),
        ..OPTIONS
    };
    let answer = fixture.run("SELECT LastName FROM Contact", one).unwrap();
    assert_eq!(last_names(&answer).len(), 200);
    let limited = fixture
        .run("SELECT LastName FROM Contact LIMIT 200", one)
        .unwrap();
    assert_eq!(limited["done"], true);
    assert_eq!(limited["totalSize"], 200);
    let answer = fixture
        .run("SELECT LastName FROM Contact", OPTIONS)
        .unwrap();
    assert_eq!(answer["done"], true);
}

#[test]
fn children_have_pages_too() {
    let (fixture, _) = with_contacts(250);
    let soql = "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account";
    let answer = fixture.run(soql, SMALL).unwrap();
    assert_eq!(answer["done"], true);
    let contacts = &answer["records"][0]["Contacts"];
    assert_eq!(contacts["totalSize"], 250);
    assert_eq!(contacts["done"], false);
    let rest = fixture.more(&locator(contacts)).unwrap();
    assert_eq!(rest["done"], true);
    assert_eq!(last_names(&rest).len(), 50);
    assert_eq!(last_names(&rest)[0], "L00200");
}

#[test]
fn a_page_of_long_records_ends_early() {
    let (fixture, _) = with_contacts(250);
    let short = RunOptions {
        page: 5_000,
        ..OPTIONS
    };
    let soql = "SELECT LastName FROM Contact ORDER BY LastName";
    let mut answer = fixture.run(soql, short).unwrap();
    let mut names = last_names(&answer);
    assert!((10..100).contains(&names.len()), "{}", names.len());
    while answer["done"] == false {
        assert_eq!(answer["totalSize"], 250);
        answer = fixture.more_with(&locator(&answer), short).unwrap();
        assert!(answer.to_string().len() < 6_000);
        names.extend(last_names(&answer));
    }
    let all: Vec<String> = (0..250).map(|number| format!("L{number:05}")).collect();
    assert_eq!(names, all);

    // Children count as part of their parents, and are cut off likewise.
    let soql = "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account";
    let answer = fixture.run(soql, short).unwrap();
    let contacts = &answer["records"][0]["Contacts"];
    assert_eq!(contacts["totalSize"], 250);
    let mut names = last_names(contacts);
    assert!((10..100).contains(&names.len()), "{}", names.len());
    names.extend(last_names(&fixture.more(&locator(contacts)).unwrap()));
    assert_eq!(names, all);
}

#[test]
fn locators_expire() {
    let (mut fixture, _) = with_contacts(201);
    fixture.queries = Queries::new(Some(Duration::ZERO));
    let answer = fixture.run("SELECT LastName FROM Contact", SMALL).unwrap();
    let error = fixture.more(&locator(&answer)).unwrap_err();
    assert_eq!(error.code, "INVALID_QUERY_LOCATOR");
}

#[test]
fn groups_have_one_page() {
    let (fixture, _) = with_contacts(2001);
    let soql = "SELECT LastName, COUNT(Id) FROM Contact GROUP BY LastName";
    assert_eq!(
        fixture.refused(soql),
        ("EXCEEDED_ID_LIMIT", too_many_groups().message)
    );
    assert_eq!(fixture.lines(&format!("{soql} LIMIT 2000")).len(), 2000);
}

/// Generous, for slow machines and unoptimized builds; it is a handful of milliseconds.
#[test]
fn a_full_page_is_quick() {
    let (fixture, _) = with_contacts(2000);
    let soql = "SELECT Id, FirstName, LastName, Name, Email, Phone, MobilePhone, Title, \
                Department, Birthdate, MailingCity, MailingState, MailingCountry, \
                MailingPostalCode, OwnerId, AccountId, CreatedDate, LastModifiedDate, \
                IsDeleted, Account.Name FROM Contact";
    let start = std::time::Instant::now();
    let answer = fixture.query(soql);
    assert_eq!(answer["records"].as_array().unwrap().len(), 2000);
    let took = start.elapsed();
    assert!(took.as_secs() < 5, "{took:?}");
}
