//! Transactions: partial success, and who waits for whom.

use std::sync::mpsc;
use std::time::Duration;

use serde_json::json;

use crate::error::{ApiError, ApiErrors};
use crate::org::testing::{Do, map, open, org, schemas, single};
use crate::org::{Org, OrgOptions};

fn count(org: &Org) -> i64 {
    org.read(|connection| -> Result<_, ApiError> {
        let sql = "SELECT count(*) FROM Parent__c";
        Ok(connection.query_row(sql, [], |row| row.get(0))?)
    })
    .unwrap()
}

#[test]
fn a_savepoint_undoes_its_own_work_only() {
    let org = org();
    let body = map(json!({}));
    let kept = org
        .tx(|tx| {
            let kept = tx.create("Parent__c", &body)?;
            let undone: Result<(), ApiErrors> = tx.savepoint(|tx| {
                tx.create("Parent__c", &body)?;
                tx.savepoint(|tx| tx.create("Parent__c", &body))?;
                tx.create("Parent__c", &map(json!({ "No__c": 1 })))?;
                Ok(())
            });
            assert_eq!(single(undone.unwrap_err()).code, "INVALID_FIELD");
            tx.savepoint(|tx| tx.create("Parent__c", &body))?;
            Ok(kept)
        })
        .unwrap();
    assert_eq!(count(&org.0), 2);
    org.get("Parent__c", &kept);
}

#[test]
fn an_error_or_a_panic_undoes_everything() {
    let org = org();
    let body = map(json!({}));
    let failed: Result<(), ApiErrors> = org.tx(|tx| {
        tx.create("Parent__c", &body)?;
        Err(ApiError::new(400, "X", "x").into())
    });
    assert!(failed.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        org.tx::<()>(|tx| {
            tx.create("Parent__c", &body)?;
            panic!("a bug")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(count(&org.0), 0);
    org.made("Parent__c", json!({}));
}

#[test]
fn writers_take_turns_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for db in [None, Some(folder.path().join("org.db"))] {
        let org = open(OrgOptions {
            db,
            ..OrgOptions::new(schemas())
        });
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        org.made("Parent__c", json!({}));
                        count(&org.0);
                    }
                });
            }
        });
        assert_eq!(count(&org.0), 160);
        let ids: i64 = org
            .0
            .read(|connection| -> Result<_, ApiError> {
                let sql = "SELECT count(DISTINCT Name) FROM Parent__c";
                Ok(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .unwrap();
        assert_eq!(ids, 160);
    }
}

#[test]
fn a_writer_that_waits_too_long_cannot_lock_the_row() {
    let folder = tempfile::tempdir().unwrap();
    for db in [None, Some(folder.path().join("org.db"))] {
        let is_file = db.is_some();
        let org = open(OrgOptions {
            db,
            lock_wait: Duration::from_millis(50),
            ..OrgOptions::new(schemas())
        });
        let (started, wait_start) = mpsc::channel();
        let (finish, wait_finish) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            let holder = &org;
            scope.spawn(move || {
                holder
                    .tx(|tx| {
                        tx.create("Parent__c", &map(json!({})))?;
                        started.send(()).unwrap();
                        wait_finish.recv().unwrap();
                        Ok(())
                    })
                    .unwrap();
            });
            wait_start.recv().unwrap();
            let error = org.refused("Parent__c", json!({}));
            assert_eq!((error.status, error.code), (400, "UNABLE_TO_LOCK_ROW"));
            assert_eq!(
                error.message,
                "unable to obtain exclusive access to this record"
            );
            // Readers of a file go on, and see what is committed.
            if is_file {
                assert_eq!(count(&org.0), 0);
            }
            finish.send(()).unwrap();
        });
        assert_eq!(count(&org.0), 1);
    }
}
