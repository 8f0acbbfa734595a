//! Work that blocks, off the threads that serve connections.

use super::message::Response;
use crate::error::ApiError;

/// Runs work that blocks; a panic in it, which the runtime prints, becomes a response.
pub(super) async fn respond(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        let message = "the emulator failed on this request; its error output says where";
        ApiError::unexpected(message).into()
    })
}
