//! The requests for the pages of a query.

use ats_core::query::MAX_QUERY_LENGTH;
use ats_core::record::Table;
use ats_schema::rules::api_limits::{MAX_QUERY_PAGE, MAX_URI_AND_HEADERS, MIN_QUERY_PAGE};
use ats_schema::rules::api_version::ApiVersion;
use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};

use crate::api::composite::format::{Subrequest, all_subresponses, composite_request};
use crate::auth::Session;
use crate::error::{ClientError, ErrorContext, PagingProblem};
use crate::http::{InvalidBody, Response, encode, resolve, same_origin};
use crate::send::{ApiRequest, Idempotency};
/// Returns the path of a query.
pub(crate) fn query_path(soql: &str, includes_deleted: bool) -> String {
    let resource = if includes_deleted {
        "queryAll"
    } else {
        "query"
    };
    format!("{resource}?q={}", encode(soql))
}

/// Returns the request for a query's first page.
pub(crate) fn query_request(
    version: ApiVersion,
    soql: &str,
    includes_deleted: bool,
    table: Option<&'static Table>,
) -> ApiRequest {
    let context = ErrorContext::of_table("query", table);
    let path = query_path(soql, includes_deleted);
    if path.len() <= LONGEST_PATH {
        return ApiRequest::get(path, context);
    }
    // Source: REST API Developer Guide, “Composite”: subrequests stand in the body, to which the limit
    // of 16,384 bytes for address and headers does not apply.
    let mut request = composite_request(
        [Subrequest::get(&path)],
        false,
        version,
        Idempotency::Read,
        context,
    );
    request.unwrap = Some(unwrap_composite);
    request
}

/// Takes the response of the one query out of a composite response.
fn unwrap_composite(response: &Response) -> Result<Response, InvalidBody> {
    Ok(all_subresponses(response, 1)?.swap_remove(0))
}

/// Returns the request for a further page, if its address is one of the org's REST API: any version of
/// it, with or without the host.
pub(super) fn next_page_request(
    session: &Session,
    url: &str,
    table: Option<&'static Table>,
) -> Result<ApiRequest, PagingProblem> {
    let path = if url.starts_with('/') {
        Some(url.to_owned())
    } else {
        Url::parse(url)
            .ok()
            .filter(|url| same_origin(url, &session.instance))
            .map(|url| match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            })
    };
    path.filter(|path| {
        path.starts_with("/services/data/") && resolve(&session.instance, path).is_ok()
    })
    .map(|path| ApiRequest::get(path, ErrorContext::of_table("query more", table)))
    .ok_or(PagingProblem::ForeignLocator)
}

/// Refuses a query that is longer than Salesforce accepts.
pub(super) fn check_length(soql: &str, has_parts: bool) -> Result<(), ClientError> {
    // Bytes are quicker to count, and no fewer.
    if soql.len() <= MAX_QUERY_LENGTH || soql.chars().count() <= MAX_QUERY_LENGTH {
        return Ok(());
    }
    let advice = if has_parts {
        "`query_all` sends it in parts"
    } else {
        "shorten the lists it is compared with"
    };
    let characters = soql.chars().count();
    Err(ClientError::invalid_request(
        format!("the query has {characters} characters, and Salesforce takes {MAX_QUERY_LENGTH}"),
        advice,
    ))
}

/// Asks for pages of so many records.
pub(super) fn set_page_size(request: &mut ApiRequest, records: u16) {
    let records = records.clamp(MIN_QUERY_PAGE, MAX_QUERY_PAGE);
    if let Ok(value) = HeaderValue::from_str(&format!("batchSize={records}")) {
        let name = HeaderName::from_static("sforce-query-options");
        request.headers.insert(name, value);
    }
}

/// The longest path of a query that is sent as one. Address and headers may have 16,384 bytes
/// together; tokens have up to some two thousand, and proxies add headers of their own.
const LONGEST_PATH: usize = MAX_URI_AND_HEADERS - 4_096;
