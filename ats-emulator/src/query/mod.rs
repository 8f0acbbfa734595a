//! SOQL over the store: text → AST → findings of [`ats_schema::soql::check`] →
//! [`Plan`](plan::Plan) → SQL with bound parameters → JSON.
//!
//! | module | holds |
//! |---|---|
//! | `resolve` | names and values: checked AST → plan |
//! | `unresolved` | checked queries that cannot be run here |
//! | `plan` | a query with nothing left open |
//! | `calendar` | dates that are reckoned when the query runs |
//! | `sql`, `functions` | plan → SQL, and what SQLite does not know by itself |
//! | `answer`, `format` | rows → JSON |
//! | `cursor` | query locators |
//! | `explain`, `columns` | `explain=` and `columns=true` |
//!
//! Names in the SQL come from describes and are quoted; everything else is bound.

mod answer;
mod calendar;
mod columns;
mod cursor;
mod explain;
mod format;
mod functions;
mod plan;
mod resolve;
mod sql;
#[cfg(test)]
mod tests;
mod unresolved;

use std::sync::Arc;
use std::time::Duration;

use ats_schema::rules::api_limits::{MAX_QUERY_PAGE, MIN_QUERY_PAGE};
use ats_schema::soql::{Dialect, check, parse};
use rusqlite::Connection;

use crate::error::ApiError;
use crate::org::Actor;
use crate::shortened::Shortened;
use crate::version::ApiVersion;

use self::answer::Printer;
use self::cursor::{Cursor, Cursors, Place};
use self::plan::Plan;
use self::resolve::Context;

/// The most records of a page, and the default.
const MAX_BATCH: usize = MAX_QUERY_PAGE as usize;
/// The fewest records of a page, unless they are very long.
const MIN_BATCH: usize = MIN_QUERY_PAGE as usize;

/// Size limit of a page, in bytes of JSON: it ends after the record that reaches it.
///
/// Salesforce promises no number of records for a page either: "There is no guarantee that the
/// requested batch size is the actual batch size. Changes are made as necessary to maximize
/// performance" (SOAP API Developer Guide, *Change the Batch Size in Queries*). The number of
/// bytes is our own: 2,000 ordinary records take less than half of it.
pub(crate) const MAX_PAGE: usize = 8 * 1024 * 1024;

/// The same for a query within a composite request, which can have several.
pub(crate) const MAX_PAGE_WITHIN: usize = 2 * 1024 * 1024;

/// Answers queries, in JSON ready to be sent, and remembers where their next pages are.
///
/// It reads on the connection it is given: within a transaction, what that wrote too.
pub(crate) struct Queries {
    cursors: Cursors,
}

/// How a query is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunOptions {
    /// Deleted records too: `queryAll`.
    pub(crate) all: bool,
    /// The version in the path.
    pub(crate) version: ApiVersion,
    /// How many records a page has, held to [`MIN_BATCH`]`..=`[`MAX_BATCH`];
    /// `Sforce-Query-Options: batchSize=…`.
    pub(crate) batch: Option<usize>,
    /// Size limit of a page in bytes: [`MAX_PAGE`] or [`MAX_PAGE_WITHIN`].
    pub(crate) page: usize,
}

impl Queries {
    /// With locators that live for `lifetime`, else as long as Salesforce's: two days.
    pub(crate) fn new(lifetime: Option<Duration>) -> Self {
        Self {
            cursors: Cursors::new(lifetime.unwrap_or(cursor::LIFETIME)),
        }
    }

    /// The first page of a query.
    ///
    /// # Errors
    ///
    /// What Salesforce refuses, with its codes: `MALFORMED_QUERY`, `INVALID_FIELD`,
    /// `INVALID_TYPE`, `INVALID_QUERY_FILTER_OPERATOR` and others.
    pub(crate) fn run(
        &self,
        connection: &Connection,
        actor: &Actor,
        soql: &str,
        options: RunOptions,
    ) -> Result<String, ApiError> {
        let plan = plan(soql, actor, options)?;
        let place = Place {
            soql,
            user: &actor.user_id,
            options,
        };
        functions::ensure(connection)?;
        Printer::new(connection, &self.cursors, place).first(&plan)
    }

    /// A later page: `locator` is the last segment of a `nextRecordsUrl`, such as
    /// `0r8…-2000`. Any offset of a live locator will do. Whether deleted records are shown was
    /// settled when the query ran, whatever `options` say.
    ///
    /// # Errors
    ///
    /// `INVALID_QUERY_LOCATOR` for one that never was, is another user's, has expired, or
    /// was closed because its user opened too many after it.
    pub(crate) fn more(
        &self,
        connection: &Connection,
        actor: &Actor,
        locator: &str,
        options: RunOptions,
    ) -> Result<String, ApiError> {
        let (id, offset) = cursor::split(locator).ok_or_else(cursor::invalid)?;
        let cursor: Arc<Cursor> = self.cursors.find(&actor.user_id, id)?;
        let options = RunOptions {
            all: cursor.all,
            batch: options.batch.or(Some(cursor.batch)),
            ..options
        };
        let plan = plan(&cursor.soql, actor, options)?;
        // A permission set that changed meanwhile is refused above; the shape cannot change.
        let plan = plan.descendant(&cursor.path).ok_or_else(cursor::invalid)?;
        let place = Place {
            soql: &cursor.soql,
            user: &actor.user_id,
            options,
        };
        functions::ensure(connection)?;
        let printer = Printer::new(connection, &self.cursors, place);
        printer.page(plan, &cursor, id, offset)
    }

    /// What `explain=` answers: how the query would be run. It is not run.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub(crate) fn explain(
        &self,
        connection: &Connection,
        actor: &Actor,
        soql: &str,
        options: RunOptions,
    ) -> Result<String, ApiError> {
        let plan = plan(soql, actor, options)?;
        functions::ensure(connection)?;
        explain::explain(connection, &plan)
    }

    /// What `columns=true` answers: the columns of the query. It is not run.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub(crate) fn columns(
        &self,
        actor: &Actor,
        soql: &str,
        options: RunOptions,
    ) -> Result<String, ApiError> {
        let plan = plan(soql, actor, options)?;
        Ok(columns::columns(&plan).to_string())
    }
}

/// Reads and checks a query and makes a plan of it.
///
/// # Errors
///
/// What Salesforce refuses, in its words. A query that can never match anything runs.
fn plan<'a>(soql: &str, actor: &'a Actor, options: RunOptions) -> Result<Plan<'a>, ApiError> {
    if let Some(finding) = check::check_length(soql) {
        return Err(refused(&finding, soql));
    }
    let query = parse(soql, Dialect::Rest).map_err(|error| {
        // Every mistake in the grammar has the same code.
        ApiError::new(400, "MALFORMED_QUERY", error.salesforce_message(soql))
    })?;
    let mut checks = check::Options::default();
    checks.api_version = options.version.number().into();
    checks.most_findings = usize::MAX;
    checks.suggestions = false;
    let report = check::check(&query, &*actor.view, &checks);
    if let Some(finding) = check::reported(&report.findings) {
        return Err(refused(finding, soql));
    }
    let context = Context {
        view: &actor.view,
        user_id: &actor.user_id,
        all: options.all,
        today: crate::date_time::today(),
    };
    resolve::resolve(&query, &context).map_err(|unresolved| unresolved.into_api_error(soql))
}

fn refused(finding: &check::Finding, soql: &str) -> ApiError {
    let (code, message) = match finding.salesforce_error(soql) {
        Some(error) => (error.code.as_str(), error.message),
        None => ("UNKNOWN_EXCEPTION", finding.message()),
    };
    ApiError::new(400, code, Shortened(&message).to_string())
}
