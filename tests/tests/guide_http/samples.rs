//! The samples of the guide, as files.

use serde_json::Value;

/// Declares the samples: a constant each, so that the compiler points out one that no test uses, and
/// their names, to be compared with the folder.
macro_rules! samples {
    ($($name:ident = $file:literal;)+) => {
        $(pub const $name: &str = include_str!(concat!("../../guide/samples/", $file));)+
        const FILES: &[&str] = &[$($file),+];
    };
}

samples! {
    ALLOCATIONS = "allocations.txt";
    BOOLEAN_REQUEST = "boolean.request.json";
    CREATE_REQUEST = "create.request.json";
    CREATE_RESPONSE = "create.response.json";
    CREATE_TREE_REQUEST = "create-tree.request.json";
    CREATE_TREE_RESPONSE = "create-tree.response.json";
    CREATED_RESPONSE = "created.response.json";
    DELETE_MANY_RESPONSE = "delete-many.response.json";
    NEXT_PAGE_RESPONSE = "next-page.response.json";
    NOT_FOUND_RESPONSE = "not-found.response.json";
    QUERY_RESPONSE = "query.response.json";
    REQUIRED_FIELD_MISSING_RESPONSE = "required-field-missing.response.json";
    RESTRICTED_PICKLIST_RESPONSE = "restricted-picklist.response.json";
    SESSION_INVALID_RESPONSE = "session-invalid.response.json";
    STATUS_CODES = "status-codes.txt";
    STRING_TOO_LONG_RESPONSE = "string-too-long.response.json";
    TOKEN_RESPONSE = "token.response.json";
    UPDATE_MANY_REQUEST = "update-many.request.json";
    UPDATE_MANY_RESPONSE = "update-many.response.json";
    UPDATE_REQUEST = "update.request.json";
}

/// A sample as JSON.
#[track_caller]
pub fn json(sample: &str) -> Value {
    serde_json::from_str(sample).unwrap_or_else(|error| panic!("{error}: {sample}"))
}

#[test]
fn every_file_is_a_sample_that_a_test_uses() {
    let folder = ats_tests::path("tests/guide/samples");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .filter(|name| name != "as-printed")
        .collect();
    files.sort();
    let mut known = FILES.to_vec();
    known.sort_unstable();
    assert_eq!(files, known);
}
