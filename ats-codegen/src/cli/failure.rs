//! Why a command fails.

use std::io;
use std::path::PathBuf;

use crate::error::Error;
#[cfg(feature = "fetch")]
use crate::fetch::FetchError;

/// Why a command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Reading, generating or writing failed.
    #[error(transparent)]
    Generate(#[from] Error),
    /// An org could not be asked, or its response could not be saved.
    #[cfg(feature = "fetch")]
    #[error(transparent)]
    Fetch(Box<FetchError>),
    /// There is no crate to check.
    #[error("there is no crate in {}: `{command}` writes it", .path.display())]
    NoCrate {
        path: PathBuf,
        /// The command that writes it.
        command: String,
    },
    /// The result could not be printed.
    #[error("cannot print the result: {0}")]
    Print(io::Error),
}

#[cfg(feature = "fetch")]
impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self::Fetch(Box::new(error))
    }
}

impl Failure {
    /// Returns true if somebody pressed Ctrl-C.
    pub(super) fn is_interruption(&self) -> bool {
        #[cfg(feature = "fetch")]
        if let Self::Fetch(error) = self {
            return error.is_interruption();
        }
        false
    }
}
