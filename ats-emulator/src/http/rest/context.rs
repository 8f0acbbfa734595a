//! Whose request it is, and in which transaction it is carried out.

use rusqlite::Connection;

use crate::error::{ApiError, ApiErrors};
use crate::http::app::App;
use crate::http::message::{Request, Response};
use crate::org::{Actor, RecordReader, Transaction, VisibleObject};

/// A request's user and transaction.
pub(super) struct Context<'a, 'tx> {
    pub(super) app: &'a App,
    pub(super) actor: &'a Actor,
    /// The transaction of an all-or-nothing composite request; otherwise every resource
    /// commits its writes.
    pub(super) tx: Option<&'a mut Transaction<'tx>>,
    /// Responds to a request: `route::dispatch`, which composite resources call for their
    /// subrequests.
    pub(super) dispatch: fn(&mut Context<'_, '_>, &Request) -> Response,
}

impl<'a> Context<'a, '_> {
    /// Responds to a request.
    pub(super) fn respond(&mut self, request: &Request) -> Response {
        (self.dispatch)(self, request)
    }

    /// An object that this user sees.
    pub(super) fn object(&self, name: &str) -> Result<VisibleObject<'a>, ApiError> {
        self.actor.view.object(name).ok_or_else(ApiError::not_found)
    }

    /// Reads and writes: all of it, or nothing on an error.
    pub(super) fn write<R, E: From<ApiError>>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        match &mut self.tx {
            Some(tx) => tx.savepoint(work),
            None => self.app.org.write(self.actor, work),
        }
    }

    /// Reads and writes like [`write`](Self::write), but returns what `work` returned, kept or
    /// undone. The outer error is one of the transaction itself.
    pub(super) fn try_write<R, E>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, E>,
    ) -> Result<Result<R, E>, ApiError> {
        match self.write(|tx| work(tx).map_err(Undone::Results)) {
            Ok(result) => Ok(Ok(result)),
            Err(Undone::Results(error)) => Ok(Err(error)),
            Err(Undone::Error(error)) => Err(error),
        }
    }

    /// Reads one state of what this user sees.
    pub(super) fn read<R, E: From<ApiError>>(
        &self,
        work: impl FnOnce(&Connection, RecordReader<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        match &self.tx {
            Some(tx) => work(tx.connection(), tx.reader()),
            None => self.app.org.read(|connection| {
                work(connection, RecordReader::new(connection, &self.actor.view))
            }),
        }
    }
}

/// A transaction that was undone: its results, or the error that prevented it.
enum Undone<E> {
    Results(E),
    Error(ApiError),
}

impl<E> From<ApiError> for Undone<E> {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

/// The response of a resource.
pub(super) type Outcome = Result<Response, Refusal>;

/// A response other than the one that was requested.
#[derive(Debug)]
pub(super) enum Refusal {
    /// `[{message, errorCode}, …]`
    Errors(ApiErrors),
    /// Something else, such as 304.
    Response(Response),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Errors(vec![error])
    }
}

impl From<ApiErrors> for Refusal {
    fn from(errors: ApiErrors) -> Self {
        Self::Errors(errors)
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Errors(errors) => errors.into(),
            Refusal::Response(response) => response,
        }
    }
}
