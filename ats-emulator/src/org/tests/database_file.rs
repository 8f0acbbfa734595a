//! Orgs in files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::error::{ApiError, ApiErrors};
use crate::org::testing::{Do, describe, field, map, open, schemas, single};
use crate::org::{Actor, OpenError, Org, OrgOptions, SchemaFiles};
use crate::store::StoreError;

fn options(path: &Path) -> OrgOptions {
    OrgOptions {
        db: Some(path.to_owned()),
        ..OrgOptions::new(schemas())
    }
}

fn refusal(path: &Path) -> OpenError {
    Org::open(options(path)).err().expect("a refusal")
}

#[test]
fn what_was_answered_survives_the_end_of_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("org.db");
    let org = open(options(&path));
    let parent = org.made("Parent__c", json!({ "Name": "P" }));
    let gone = org.made("Parent__c", json!({}));
    org.delete(&gone).unwrap();
    // A copy of the files while the org is open is what kill -9 leaves behind.
    let crashed = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), crashed.path().join(entry.file_name())).unwrap();
        }
    }
    let wal = crashed.path().join("org.db-wal");
    assert!(
        fs::metadata(wal).unwrap().len() > 0,
        "nothing was left in the log"
    );

    let again = open(options(&crashed.path().join("org.db")));
    assert_eq!(again.get("Parent__c", &parent)["Name"], "P");
    let next = again.made("Parent__c", json!({}));
    assert!(next > gone, "{next} was given twice");
    let deleted = single(again.delete(&gone).unwrap_err());
    assert_eq!(deleted.code, "ENTITY_IS_DELETED");
    assert_eq!(again.0.user("admin@example.com").unwrap(), org.0.admin_id());
}

#[test]
fn one_org_at_a_time_has_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("org.db");
    let one = open(options(&path));
    // By whatever name.
    let other_way = folder.path().join(".").join("org.db");
    let told = refusal(&other_way).to_string();
    assert!(
        told.ends_with(
            "org.db` is in use by another emulator: stop that one, or name another file"
        ),
        "{told}"
    );
    let id = one.made("Parent__c", json!({}));
    drop(one);
    open(options(&path)).get("Parent__c", &id);
}

#[test]
fn new_fields_and_objects_get_their_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("org.db");
    let old = open(options(&path));
    let id = old.made("Parent__c", json!({ "Name": "P", "Key__c": "K" }));
    drop(old);

    let mut schemas = SchemaFiles::default();
    let name = json!({ "length": 80, "nameField": true });
    let fields = vec![
        field("Name", "string", name),
        field("New__c", "string", json!({})),
        field("New_Check__c", "boolean", json!({ "nillable": false })),
    ];
    for (object, prefix, fields) in [
        ("Parent__c", "a01", fields),
        (
            "Other__c",
            "a09",
            vec![field("Text__c", "string", json!({}))],
        ),
    ] {
        let bytes = describe(object, prefix, fields).to_string();
        schemas.add_describe(bytes.as_bytes(), object).unwrap();
    }
    let new = open(OrgOptions {
        db: Some(path.clone()),
        ..OrgOptions::new(schemas)
    });
    let record = new.get("Parent__c", &id);
    assert_eq!(record["Name"], "P");
    assert_eq!(
        (&record["New__c"], &record["New_Check__c"]),
        (&json!(null), &json!(false))
    );
    assert!(!record.contains_key("Key__c"));
    new.update("Parent__c", &id, json!({ "New__c": "n" }))
        .unwrap();
    new.made("Other__c", json!({ "Text__c": "t" }));
    drop(new);
    // The old fields are still there for those who know them.
    assert_eq!(open(options(&path)).get("Parent__c", &id)["Key__c"], "K");
}

#[test]
fn other_peoples_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    fs::write(
        &text,
        "not a database, but long enough to have a header of one hundred bytes. ".repeat(4),
    )
    .unwrap();
    assert!(
        matches!(
            refusal(&text),
            OpenError::Store(StoreError::NotADatabase { .. })
        ),
        "{}",
        refusal(&text)
    );
    let other = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(connection);
    let error = refusal(&other);
    assert!(
        error
            .to_string()
            .ends_with("is a SQLite database of another program: name another file, or one that does not exist yet"),
        "{error}"
    );
    let connection = rusqlite::Connection::open(&other).unwrap();
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1);
}

/// A database in the middle of its owner's work, down to its log.
#[test]
fn other_peoples_logs_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let theirs = rusqlite::Connection::open(&path).unwrap();
    theirs.execute_batch("CREATE TABLE theirs (x)").unwrap();
    theirs.pragma_update(None, "journal_mode", "WAL").unwrap();
    theirs
        .execute_batch("INSERT INTO theirs VALUES (1)")
        .unwrap();
    // As a kill would leave it.
    let killed = tempfile::tempdir().unwrap();
    for name in ["other.db", "other.db-wal"] {
        fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    let before = contents(killed.path());
    let error = refusal(&killed.path().join("other.db"));
    assert!(
        matches!(error, OpenError::Store(StoreError::OtherProgram { .. })),
        "{error}"
    );
    assert_eq!(contents(killed.path()), before);
}

/// The names and contents of a folder's files.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn names(folder: &Path) -> Vec<String> {
    contents(folder).into_keys().collect()
}

#[test]
fn an_org_that_ends_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("org.db");
    let org = open(options(&path));
    let id = org.made("Parent__c", json!({}));
    assert!(names(folder.path()).contains(&"org.db-lock".to_owned()));
    drop(org);
    assert_eq!(names(folder.path()), ["org.db"]);
    // All of it is in the file.
    let connection = rusqlite::Connection::open(&path).unwrap();
    let count: i64 = connection
        .query_row(
            "SELECT count(*) FROM Parent__c WHERE Id = ?1",
            [id],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(count, 1);
}

#[test]
fn a_lock_of_a_killed_process_locks_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("org.db-lock"), "").unwrap();
    drop(open(options(&folder.path().join("org.db"))));
    assert_eq!(names(folder.path()), ["org.db"]);
}

#[test]
fn paths_that_cannot_be_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let within = |name: &str| folder.path().join(name);
    fs::create_dir(within("folder")).unwrap();
    for (path, told) in [
        ("".into(), "is empty: name a file such as `org.db`"),
        (
            ":memory:".into(),
            "`:memory:` is not a file: leave the database file out",
        ),
        (
            "file:org.db".into(),
            "`file:org.db` is a URI: name the file by its path",
        ),
        (
            "file:org.db?mode=memory".into(),
            "is `./file:org.db?mode=memory`",
        ),
        (within("a\0b"), "a\\0b`, has a NUL character in it"),
        (
            within("folder"),
            "folder` is a folder: name a file in it, such as `",
        ),
        (within("new/"), "new/` is a folder"),
        (within("no/such/org.db"), "does not exist: create `"),
    ] {
        let error = refusal(&path);
        assert!(
            matches!(error, OpenError::Store(StoreError::UnusablePath(_))),
            "{error}"
        );
        assert!(error.to_string().contains(told), "{error}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    // These mean nothing in a folder.
    drop(open(options(&within(":memory:"))));
    drop(open(options(&within("file:org.db?mode=memory"))));
    assert!(within(":memory:").is_file() && within("file:org.db?mode=memory").is_file());
}

#[cfg(unix)]
#[test]
fn paths_of_another_kind() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link.db");
    symlink("nowhere/org.db", &link).unwrap();
    let error = refusal(&link).to_string();
    assert!(
        error.ends_with("is a link to `nowhere/org.db`, whose folder does not exist: create it, or name another file"),
        "{error}"
    );
    let error = refusal(Path::new("/dev/null")).to_string();
    assert_eq!(
        error,
        "`/dev/null` is a device, a pipe or a socket: name a file, such as `org.db`"
    );
    fs::remove_file(&link).unwrap();
    // A link to a file that does not exist yet makes it.
    let link = folder.path().join("new.db");
    symlink("org.db", &link).unwrap();
    drop(open(options(&link)));
    assert_eq!(names(folder.path()), ["new.db", "org.db"]);
}

#[test]
fn files_of_later_releases_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("org.db");
    drop(open(options(&path)));
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert!(refusal(&path).to_string().contains("has format 99"));
}

#[test]
fn a_damaged_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("org.db");
    let org = open(options(&path));
    for _ in 0..50 {
        org.made("Parent__c", json!({}));
    }
    drop(org);
    let mut bytes = fs::read(&path).unwrap();
    assert!(bytes.len() > 40_000);
    // All but the header and the schema's first page.
    for byte in &mut bytes[4096..] {
        *byte ^= 0x5A;
    }
    fs::write(&path, bytes).unwrap();
    let error = refusal(&path);
    assert!(
        matches!(error, OpenError::Store(StoreError::Corrupt { .. })),
        "{error}"
    );
    assert!(error.to_string().contains("is damaged"));
}

#[test]
fn a_full_disk_is_told_and_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let org = open(options(&folder.path().join("org.db")));
    let kept = org.made("Parent__c", json!({}));
    fill(&org);
    let name = "x".repeat(80);
    let full = (0..10_000).find_map(|_| org.create("Parent__c", json!({ "Name": name })).err());
    let error = single(full.expect("the disk never fills"));
    assert_eq!(error.code, "STORAGE_LIMIT_EXCEEDED");
    org.get("Parent__c", &kept);
}

#[test]
fn a_disk_that_fills_in_the_middle_keeps_what_it_answers() {
    let folder = tempfile::tempdir().unwrap();
    let org = open(options(&folder.path().join("org.db")));
    fill(&org);
    let body = map(json!({ "Name": "x".repeat(80) }));
    let answer = org.tx(|tx| {
        let mut made = Vec::new();
        for _ in 0..2000 {
            let one: Result<String, ApiErrors> = tx.savepoint(|tx| tx.create("Parent__c", &body));
            made.extend(one.ok());
        }
        Ok(made)
    });
    let kept: i64 = org
        .0
        .read(|connection| -> Result<_, ApiError> {
            let sql = "SELECT count(*) FROM Parent__c WHERE Name LIKE 'xxx%'";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    match answer {
        Ok(made) => {
            assert!(made.len() < 2000, "the disk never fills");
            assert_eq!(kept, i64::try_from(made.len()).unwrap());
        }
        Err(errors) => {
            assert_eq!(single(errors).code, "STORAGE_LIMIT_EXCEEDED");
            assert_eq!(kept, 0);
        }
    }
}

/// Makes the file as large as it may get.
fn fill(org: &(Org, Actor)) {
    let done: Result<(), ApiError> = org.0.write(&org.1, |tx| {
        let connection = tx.connection();
        let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let sql = format!("PRAGMA max_page_count = {}", pages + 1);
        connection.query_row(&sql, [], |_| Ok(()))?;
        Ok(())
    });
    done.unwrap();
    org.tx(|tx| tx.create("Parent__c", &map(json!({}))))
        .unwrap();
}
