//! Query locators: where the next pages of a query are.
//!
//! A locator keeps the query's text and the Ids of its records in their order, 18 bytes
//! each, and nothing of the records themselves. A page reads its records anew: it shows
//! them as they are by then, but which records come, in which order and on which page was
//! settled when the query ran. A record deleted meanwhile still comes, as a row of the
//! recycle bin, so that no page is shorter than `totalSize` promised.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ats_schema::rules::id;
use ring::rand::{SecureRandom, SystemRandom};

use crate::error::ApiError;
use crate::org::{base62, full_id};

/// "Cursors and their related query results are available for 2 days, including results in
/// nested queries" (*Salesforce Developer Limits and Allocations Quick Reference, API Query
/// Cursor Limits*), "after the initial query executes" (Salesforce Help,
/// *INVALID_QUERY_LOCATOR*).
pub(super) const LIFETIME: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// How many locators a user can have before the oldest is closed. A limit of this emulator,
/// so that a program that never asks for its next pages does not fill the memory: of
/// Salesforce's, "there isn't a limit on the number of open cursors" (same page), where until
/// API version 56.0 it was ten.
const MOST: usize = 1000;

/// The most memory, in bytes, that the locators of all users take before the oldest is closed: a
/// limit of this emulator too, room for the Ids of 3.7 million records.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// How a query was asked.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) soql: &'a str,
    pub(super) user: &'a str,
    pub(super) options: super::RunOptions,
}

/// A query of which there are more pages.
#[derive(Debug)]
pub(super) struct Cursor {
    pub(super) soql: String,
    /// Whether it was a `queryAll`.
    pub(super) all: bool,
    pub(super) batch: usize,
    /// Which of the queries inside the query, by place; empty for the whole.
    pub(super) path: Vec<usize>,
    /// Of all pages.
    pub(super) ids: Vec<[u8; 18]>,
}

impl Cursor {
    /// About how much memory it takes, in bytes.
    fn size(&self) -> usize {
        size_of::<Self>() + self.soql.len() + size_of_val(&*self.path) + size_of_val(&*self.ids)
    }
}

/// All open locators of an org.
#[derive(Debug)]
pub(super) struct Cursors {
    lifetime: Duration,
    random: SystemRandom,
    open: Mutex<HashMap<String, Open>>,
}

#[derive(Debug)]
struct Open {
    user: String,
    cursor: Arc<Cursor>,
    /// In the order of opening.
    number: u64,
    opened: Instant,
}

impl Cursors {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            random: SystemRandom::new(),
            open: Mutex::new(HashMap::new()),
        }
    }

    /// Opens a locator; closes the user's oldest one if there are too many, and anybody's oldest
    /// ones if they take too much memory.
    pub(super) fn open(&self, user: &str, cursor: Cursor) -> Result<String, ApiError> {
        let id = self.new_id()?;
        let mut open = self.lock();
        self.drop_expired(&mut open);
        let number = open.values().map(|open| open.number + 1).max().unwrap_or(0);
        let of_user = || open.iter().filter(|(_, open)| open.user == user);
        if of_user().count() >= MOST
            && let Some(oldest) = of_user().min_by_key(|(_, open)| open.number)
        {
            let oldest = oldest.0.clone();
            open.remove(&oldest);
        }
        open.insert(
            id.clone(),
            Open {
                user: user.to_owned(),
                cursor: Arc::new(cursor),
                number,
                opened: Instant::now(),
            },
        );
        let mut size: usize = open.values().map(|open| open.cursor.size()).sum();
        while size > MOST_BYTES
            && let Some(oldest) = oldest_but(&open, &id)
        {
            size -= open.remove(&oldest).map_or(0, |open| open.cursor.size());
        }
        Ok(id)
    }

    /// The user's locator of this Id, in its form of 15 or 18 characters.
    pub(super) fn find(&self, user: &str, id: &str) -> Result<Arc<Cursor>, ApiError> {
        let id = id::parse(id).map_err(|_| invalid())?;
        let id = str::from_utf8(&id).map_err(|_| invalid())?;
        let mut open = self.lock();
        self.drop_expired(&mut open);
        let found = open.get(id).filter(|open| open.user == user);
        Ok(Arc::clone(&found.ok_or_else(invalid)?.cursor))
    }

    fn drop_expired(&self, open: &mut HashMap<String, Open>) {
        open.retain(|_, open| open.opened.elapsed() < self.lifetime);
    }

    /// An Id nobody can guess: `0r8` is the prefix of query cursors.
    fn new_id(&self) -> Result<String, ApiError> {
        let mut random = [0; 8];
        self.random
            .fill(&mut random)
            .map_err(|_| ApiError::unexpected("no random numbers to be had"))?;
        let number = base62(u64::from_be_bytes(random), 12);
        full_id(&format!("0r8{number}"))
            .ok_or_else(|| ApiError::unexpected("a locator that is not an Id"))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The locator that was opened first, apart from one that must stay.
fn oldest_but(open: &HashMap<String, Open>, but: &str) -> Option<String> {
    open.iter()
        .filter(|(id, _)| *id != but)
        .min_by_key(|(_, open)| open.number)
        .map(|(id, _)| id.clone())
}

/// *Posted.*
pub(super) fn invalid() -> ApiError {
    ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
}

/// Takes the last segment of a `nextRecordsUrl` apart: `0r8…-2000`.
pub(super) fn split(locator: &str) -> Option<(&str, usize)> {
    let (id, offset) = locator.split_once('-')?;
    let is_number = !offset.is_empty() && offset.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || !id.starts_with("0r8") {
        return None;
    }
    Some((id, offset.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(soql: &str) -> Cursor {
        Cursor {
            soql: soql.to_owned(),
            all: false,
            batch: 200,
            path: Vec::new(),
            ids: Vec::new(),
        }
    }

    #[test]
    fn a_user_finds_only_its_own() {
        let cursors = Cursors::new(LIFETIME);
        let id = cursors.open("anna", cursor("one")).unwrap();
        assert_eq!(id.len(), 18);
        assert_eq!(cursors.find("anna", &id).unwrap().soql, "one");
        assert_eq!(cursors.find("anna", &id[..15]).unwrap().soql, "one");
        assert_eq!(cursors.find("bert", &id).unwrap_err(), invalid());
        assert!(cursors.find("anna", "0r8000000000000AAA").is_err());
    }

    #[test]
    fn one_too_many_closes_the_first() {
        let cursors = Cursors::new(LIFETIME);
        let others = cursors.open("bert", cursor("his")).unwrap();
        let ids: Vec<String> = (0..=MOST)
            .map(|number| cursors.open("anna", cursor(&number.to_string())).unwrap())
            .collect();
        assert!(cursors.find("anna", &ids[0]).is_err());
        for id in &ids[1..] {
            assert!(cursors.find("anna", id).is_ok());
        }
        assert!(cursors.find("bert", &others).is_ok());
    }

    #[test]
    fn too_large_ones_close_the_oldest() {
        let cursors = Cursors::new(LIFETIME);
        let large = || Cursor {
            ids: vec![[b'0'; 18]; MOST_BYTES / 18 / 3],
            ..cursor("large")
        };
        let ids: Vec<String> = ["anna", "bert", "carl", "dora"]
            .iter()
            .map(|user| cursors.open(user, large()).unwrap())
            .collect();
        assert!(cursors.find("anna", &ids[0]).is_err());
        assert!(cursors.find("bert", &ids[1]).is_err());
        assert!(cursors.find("carl", &ids[2]).is_ok());
        assert!(cursors.find("dora", &ids[3]).is_ok());
        // One that takes all of it by itself is opened nevertheless.
        let whole = Cursor {
            ids: vec![[b'0'; 18]; MOST_BYTES / 18 + 1],
            ..cursor("whole")
        };
        let whole = cursors.open("anna", whole).unwrap();
        assert!(cursors.find("anna", &whole).is_ok());
        assert!(cursors.find("dora", &ids[3]).is_err());
    }

    #[test]
    fn old_ones_expire() {
        let cursors = Cursors::new(Duration::ZERO);
        let id = cursors.open("anna", cursor("one")).unwrap();
        assert_eq!(cursors.find("anna", &id).unwrap_err(), invalid());
    }

    #[test]
    fn segments() {
        assert_eq!(split("0r8abc-2000"), Some(("0r8abc", 2000)));
        for wrong in ["0r8abc", "0r8abc-", "0r8abc-x", "0r8abc-+1", "001abc-1", ""] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
    }
}
