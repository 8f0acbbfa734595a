//! Reasons why an org cannot be opened.

use std::path::PathBuf;

use ats_schema::describe::DescribeError;

use crate::store::StoreError;

/// A reason why an org cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum OpenError {
    /// A file or folder of schemas that cannot be read.
    #[error("cannot read {path}: {error}")]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    /// A folder without a single describe.
    #[error(
        "no describe in {path}: it needs one `<Object>.json` per object, as `ats-codegen fetch` \
         writes them"
    )]
    NoDescribes { path: PathBuf },
    /// A file that is not a describe.
    #[error("{file}: {error}")]
    Describe {
        file: String,
        error: Box<DescribeError>,
    },
    /// A permission set or provenance file that cannot be read as one.
    #[error("{file}: {error}")]
    Json {
        file: String,
        error: serde_json::Error,
    },
    /// Two describes of one object.
    #[error("two describes of {object}: remove one of them")]
    TwoDescribes { object: String },
    /// An unknown permission set.
    #[error("no permission set `{name}`: {}", known_sets(name, known))]
    NoPermissionSet { name: String, known: Vec<String> },
    /// A database that cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The records an org starts with could not be written.
    #[error("cannot write the records an org starts with: {message}")]
    InitialRecords { message: String },
}

fn known_sets(name: &str, known: &[String]) -> String {
    if known.is_empty() {
        format!("the schemas bring none, put it into `permission-sets/{name}.json`")
    } else {
        format!("there are {}", known.join(", "))
    }
}
