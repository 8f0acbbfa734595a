//! Records to look at: a few clients, their jobs, and who applied.
//!
//! Always the same, and made through the same path as everybody's records. Fields and
//! objects that the schemas of this org do not have are left out.

use rusqlite::types::Value as Sql;
use serde_json::{Map, Value, json};

use super::transaction::Transaction;
use crate::error::{ApiError, ApiErrors};

/// Name, industry, city, state, employees.
const ACCOUNTS: [(&str, &str, &str, &str, u32); 5] = [
    ("Northwind Robotics", "Manufacturing", "Portland", "OR", 420),
    (
        "Harbor Health Partners",
        "Healthcare",
        "Seattle",
        "WA",
        1850,
    ),
    ("Cobalt Ledger", "Finance", "Chicago", "IL", 96),
    ("Fernleaf Logistics", "Transportation", "Denver", "CO", 730),
    ("Lumen & Finch Studio", "Media", "Austin", "TX", 34),
];

/// First name, last name, title, and the account they work for; none for candidates.
const CONTACTS: [(&str, &str, &str, Option<usize>); 14] = [
    ("Maya", "Okafor", "VP of Engineering", Some(0)),
    ("Tobias", "Lindqvist", "Head of Talent", Some(1)),
    ("Priya", "Raman", "Finance Director", Some(2)),
    ("Luis", "Carranza", "Operations Manager", Some(3)),
    ("Joan", "O'Hara", "Creative Director", Some(4)),
    ("Zoë", "Brandt", "Software Engineer", None),
    ("Kwame", "Mensah", "Registered Nurse", None),
    ("Elena", "Petrova", "Accountant", None),
    ("Noah", "Kim", "Warehouse Lead", None),
    ("Amara", "Diallo", "UX Designer", None),
    ("Haruto", "Sato", "Robotics Technician", None),
    ("Grace", "Whitfield", "Nurse Practitioner", None),
    ("Mateo", "Alvarez", "Backend Engineer", None),
    ("Sofia", "Rossi", "Motion Designer", None),
];

/// Title, account, status, type, salary, openings, start date; an end date once closed.
type JobRow = (
    &'static str,
    usize,
    &'static str,
    &'static str,
    u32,
    u32,
    &'static str,
    Option<&'static str>,
);

const JOBS: [JobRow; 8] = [
    (
        "Senior Controls Engineer",
        0,
        "Open",
        "Permanent",
        145_000,
        2,
        "2025-06-02",
        None,
    ),
    (
        "Robotics Technician",
        0,
        "Open",
        "Consulting",
        72_000,
        4,
        "2025-05-12",
        None,
    ),
    (
        "Emergency Room Nurse",
        1,
        "Open",
        "Permanent",
        98_000,
        6,
        "2025-05-19",
        None,
    ),
    (
        "Nurse Practitioner",
        1,
        "Closed",
        "Permanent",
        128_000,
        1,
        "2025-01-13",
        Some("2025-03-28"),
    ),
    (
        "Staff Accountant",
        2,
        "Open",
        "Permanent",
        84_000,
        1,
        "2025-07-01",
        None,
    ),
    (
        "Warehouse Supervisor",
        3,
        "Closed",
        "Consulting",
        66_500,
        1,
        "2024-11-04",
        Some("2025-02-14"),
    ),
    (
        "Backend Engineer",
        2,
        "Open",
        "Consulting",
        131_000,
        2,
        "2025-06-16",
        None,
    ),
    (
        "Motion Designer",
        4,
        "Open",
        "Permanent",
        89_500,
        1,
        "2025-05-26",
        None,
    ),
];

/// The stages of every job, in order.
const STAGES: [(&str, &str); 3] = [
    ("Applied", "Application"),
    ("Review", "Internal Review"),
    ("Offer", "Offer"),
];

/// Contact, job, stage, source.
const APPLICANTS: [(usize, usize, usize, &str); 9] = [
    (5, 0, 1, "LinkedIn"),
    (10, 1, 2, "Website"),
    (10, 0, 0, "Website"),
    (6, 2, 0, "Indeed"),
    (11, 3, 2, "LinkedIn"),
    (7, 4, 1, "Glassdoor"),
    (8, 5, 2, "Indeed"),
    (12, 6, 0, "LinkedIn"),
    (13, 7, 1, "Website"),
];

/// Contact, job, status.
const APPLICATIONS: [(usize, usize, &str); 6] = [
    (5, 0, "Added to Job"),
    (6, 2, "New"),
    (9, 7, "New"),
    (12, 6, "Contact Identified"),
    (13, 7, "Added to Job"),
    (8, 1, "Rejected"),
];

/// Writes the demonstration records, unless they exist; returns how many it wrote.
///
/// # Errors
///
/// Those of [`Transaction::create`].
pub(super) fn write(tx: &mut Transaction<'_>) -> Result<usize, ApiErrors> {
    let mut demo = Demo { tx, written: 0 };
    if !demo.exists()? {
        demo.write()?;
    }
    Ok(demo.written)
}

/// A job that was made, with its stages in order.
struct DemoJob {
    id: Option<String>,
    stages: Vec<Option<String>>,
}

struct Demo<'t, 'a> {
    tx: &'t mut Transaction<'a>,
    written: usize,
}

impl Demo<'_, '_> {
    fn exists(&self) -> Result<bool, ApiError> {
        let Some((object, name)) = self
            .tx
            .schema()
            .object("Account")
            .and_then(|object| Some((object, object.field("Name")?)))
        else {
            return Ok(false);
        };
        let sql = format!("SELECT 1 FROM {} WHERE {} = ?1", object.table, name.column);
        let first = Sql::Text(ACCOUNTS[0].0.to_owned());
        Ok(self.tx.connection().prepare(&sql)?.exists([first])?)
    }

    fn write(&mut self) -> Result<(), ApiErrors> {
        let accounts = self.accounts()?;
        let contacts = self.contacts(&accounts)?;
        let jobs = self.jobs(&accounts, &contacts)?;
        self.applicants(&contacts, &jobs)?;
        self.applications(&contacts, &jobs)
    }

    /// Makes a record; `None` when the org has no such object.
    fn add(&mut self, object: &str, record: Value) -> Result<Option<String>, ApiErrors> {
        let Some(view) = self.tx.actor().view.object(object) else {
            return Ok(None);
        };
        let of = view.object();
        let Value::Object(record) = record else {
            return Ok(None);
        };
        let record: Map<String, Value> = record
            .into_iter()
            .filter(|(name, value)| {
                let index = of.field_index(name);
                !value.is_null() && index.is_some_and(|at| view.field_access(at).createable)
            })
            .collect();
        let id = self.tx.create(object, &record)?;
        self.written += 1;
        Ok(Some(id))
    }

    fn accounts(&mut self) -> Result<Vec<Option<String>>, ApiErrors> {
        ACCOUNTS
            .iter()
            .map(|(name, industry, city, state, employees)| {
                let record = json!({
                    "Name": name, "Industry": industry, "BillingCity": city,
                    "BillingState": state, "BillingCountry": "USA",
                    "NumberOfEmployees": employees,
                });
                self.add("Account", record)
            })
            .collect()
    }

    fn contacts(&mut self, accounts: &[Option<String>]) -> Result<Vec<Option<String>>, ApiErrors> {
        CONTACTS
            .iter()
            .enumerate()
            .map(|(number, (first, last, title, account))| {
                let record = json!({
                    "FirstName": first, "LastName": last, "Title": title,
                    "Email": email(first, last),
                    "MobilePhone": format!("+1 555 010 {:04}", 1000 + number),
                    "AccountId": account.and_then(|account| accounts[account].clone()),
                });
                self.add("Contact", record)
            })
            .collect()
    }

    fn jobs(
        &mut self,
        accounts: &[Option<String>],
        contacts: &[Option<String>],
    ) -> Result<Vec<DemoJob>, ApiErrors> {
        let mut jobs = Vec::new();
        for (title, account, status, kind, salary, openings, start, end) in JOBS {
            let closed = end.is_some();
            let record = json!({
                "Name": title, "bpats__Job_Title__c": title,
                "bpats__Account__c": accounts[account],
                // The first contacts are those of the accounts, in their order.
                "bpats__Hiring_Manager__c": contacts[account],
                "bpats__Status__c": status, "bpats__Type__c": kind,
                "bpats__Salary__c": salary, "bpats__Number_of_Openings__c": openings,
                "bpats__Openings_Filled__c": if closed { openings } else { 0 },
                "bpats__Start_Date__c": start, "bpats__End_Date__c": end,
                "bpats__Is_Active__c": !closed, "bpats__Is_Closed__c": closed,
                "bpats__Post_Externally__c": !closed,
                "bpats__Location__c": format!("{}, {}", ACCOUNTS[account].2, ACCOUNTS[account].3),
            });
            let job = self.add("bpats__Job__c", record)?;
            let mut stages = Vec::new();
            for (sequence, (name, kind)) in STAGES.iter().enumerate() {
                let record = json!({
                    "Name": name, "bpats__Job__c": job, "bpats__Sequence__c": sequence + 1,
                    "bpats__Stage_Type__c": kind,
                });
                stages.push(self.add("bpats__ATS_Stage__c", record)?);
            }
            jobs.push(DemoJob { id: job, stages });
        }
        Ok(jobs)
    }

    fn applicants(
        &mut self,
        contacts: &[Option<String>],
        jobs: &[DemoJob],
    ) -> Result<(), ApiErrors> {
        for (number, (contact, job, stage, source)) in APPLICANTS.into_iter().enumerate() {
            let DemoJob { id: job, stages } = &jobs[job];
            let record = json!({
                "bpats__ATS_Applicant__c": contacts[contact], "bpats__Job__c": job,
                "bpats__Stage__c": stages[stage], "bpats__Source__c": source,
                "bpats__Initial_Application_Date__c": format!("2025-04-{:02}", 10 + number),
                "bpats__Sequence__c": number + 1,
            });
            self.add("bpats__ATS_Applicant__c", record)?;
        }
        Ok(())
    }

    fn applications(
        &mut self,
        contacts: &[Option<String>],
        jobs: &[DemoJob],
    ) -> Result<(), ApiErrors> {
        for (contact, job, status) in APPLICATIONS {
            let (first, last, ..) = CONTACTS[contact];
            let record = json!({
                "bpats__Contact__c": contacts[contact], "bpats__Job__c": jobs[job].id,
                "bpats__First_Name__c": first, "bpats__Last_Name__c": last,
                "bpats__Email__c": email(first, last), "bpats__Status__c": status,
                "bpats__Job_Board__c": "Career site",
            });
            self.add("bpats__Job_Board_Application__c", record)?;
        }
        Ok(())
    }
}

fn email(first: &str, last: &str) -> String {
    let letters = |name: &str| -> String {
        let name = name.to_lowercase().replace('ë', "e");
        name.chars().filter(char::is_ascii_alphabetic).collect()
    };
    format!("{}.{}@example.com", letters(first), letters(last))
}
