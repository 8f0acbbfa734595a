//! Bodies of requests.

use std::sync::Arc;

use bytes::Bytes;

use super::upload::UploadForm;
use crate::error::ClientError;

/// The body of a request.
#[derive(Clone, Default)]
pub(crate) enum RequestBody {
    #[default]
    None,
    /// JSON, which can be sent again.
    Json(Bytes),
    /// A record's fields and a file, as `multipart/form-data`.
    Multipart(Arc<UploadForm>),
    /// Anything else, with its type.
    Raw(Bytes, &'static str),
}

impl RequestBody {
    /// Why the body could not be read to its end, if that is what made an attempt fail.
    pub(crate) fn failure(&self) -> Option<ClientError> {
        match self {
            Self::Multipart(form) => form.failure(),
            _ => None,
        }
    }

    /// Returns true if the body came from a reader that is used up.
    pub(crate) fn is_spent(&self) -> bool {
        matches!(self, Self::Multipart(form) if form.is_spent())
    }
}
