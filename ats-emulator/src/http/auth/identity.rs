//! The owner of a token: userinfo, the identity URL, introspection; and revocation.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::session::Session;
use super::token::{basic, identity_url};
use super::{OauthError, bearer};
use crate::date_time;
use crate::http::app::App;
use crate::http::message::{Params, Response};

/// The session of a request to one of these resources, which take the token as a header or
/// as a parameter.
fn session(app: &App, params: &Params, headers: &HeaderMap) -> Result<Session, Response> {
    let refuse =
        |text: &'static str| Response::raw(StatusCode::FORBIDDEN, "text/html; charset=UTF-8", text);
    let token = bearer(headers)
        .or_else(|| params.get("access_token"))
        .or_else(|| params.get("oauth_token"))
        .ok_or_else(|| refuse("Missing_OAuth_Token"))?;
    app.sessions
        .find(token)
        .ok_or_else(|| refuse("Bad_OAuth_Token"))
}

/// `/services/oauth2/userinfo` (OpenID Connect Core, 5.3).
pub(in crate::http) fn userinfo(app: &App, params: &Params, headers: &HeaderMap) -> Response {
    let session = match session(app, params, headers) {
        Ok(session) => session,
        Err(refusal) => return refusal,
    };
    let user = &session.user;
    let id = identity_url(app, user);
    let name = app.name_of(user);
    Response::ok(json!({
        "sub": id,
        "user_id": user.id,
        "organization_id": app.org_id,
        "preferred_username": user.username,
        "nickname": nickname(&user.username),
        "name": name,
        "email": user.username,
        "email_verified": true,
        "zoneinfo": "GMT",
        "photos": photos(app),
        "profile": format!("{}/{}", app.base_url, user.id),
        "picture": format!("{}/profilephoto/005/F", app.base_url),
        "urls": urls(app, &user.id),
        "active": true,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
        "updated_at": date_time::to_rest(session.issued_at),
        "is_app_installed": true,
    }))
}

/// `/id/ORG/USER`.
pub(in crate::http) fn identity(
    app: &App,
    path: (&str, &str),
    params: &Params,
    headers: &HeaderMap,
) -> Response {
    let session = match session(app, params, headers) {
        Ok(session) => session,
        Err(refusal) => return refusal,
    };
    let user = &session.user;
    // 15 and 18 characters are the same Id.
    let same =
        |one: &str, other: &str| matches!(one.len(), 15 | 18) && one.get(..15) == other.get(..15);
    let refuse =
        |status, text: &'static str| Response::raw(status, "text/html; charset=UTF-8", text);
    if !same(path.0, &app.org_id) {
        return refuse(StatusCode::FORBIDDEN, "Wrong_Org");
    }
    if !same(path.1, &user.id) {
        return refuse(StatusCode::NOT_FOUND, "Bad_Id");
    }
    let name = app.name_of(user);
    let (first_name, last_name) = name.rsplit_once(' ').unwrap_or(("", &name));
    Response::ok(json!({
        "id": identity_url(app, user),
        "asserted_user": true,
        "user_id": user.id,
        "organization_id": app.org_id,
        "username": user.username,
        "nick_name": nickname(&user.username),
        "display_name": name,
        "email": user.username,
        "email_verified": true,
        "first_name": first_name,
        "last_name": last_name,
        "timezone": "GMT",
        "photos": photos(app),
        "addr_street": null,
        "addr_city": null,
        "addr_state": null,
        "addr_country": null,
        "addr_zip": null,
        "mobile_phone": null,
        "mobile_phone_verified": false,
        "is_lightning_login_user": false,
        "status": { "created_date": null, "body": null },
        "urls": urls(app, &user.id),
        "active": true,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
        "last_modified_date": date_time::to_rest(session.issued_at),
        "is_app_installed": true,
    }))
}

fn nickname(username: &str) -> &str {
    username.split('@').next().unwrap_or_default()
}

fn photos(app: &App) -> Value {
    json!({
        "picture": format!("{}/profilephoto/005/F", app.base_url),
        "thumbnail": format!("{}/profilephoto/005/T", app.base_url),
    })
}

/// `{version}` is for the reader to fill in, as Salesforce leaves it.
fn urls(app: &App, user_id: &str) -> Value {
    let base = &app.base_url;
    let rest = format!("{base}/services/data/v{{version}}");
    json!({
        "enterprise": format!("{base}/services/Soap/c/{{version}}/{}", app.org_id),
        "metadata": format!("{base}/services/Soap/m/{{version}}/{}", app.org_id),
        "partner": format!("{base}/services/Soap/u/{{version}}/{}", app.org_id),
        "rest": format!("{rest}/"),
        "sobjects": format!("{rest}/sobjects/"),
        "search": format!("{rest}/search/"),
        "query": format!("{rest}/query/"),
        "recent": format!("{rest}/recent/"),
        "profile": format!("{base}/{user_id}"),
        "feeds": format!("{rest}/chatter/feeds"),
        "groups": format!("{rest}/chatter/groups"),
        "users": format!("{rest}/chatter/users"),
        "feed_items": format!("{rest}/chatter/feed-items"),
        "custom_domain": base,
    })
}

/// `/services/oauth2/introspect` (RFC 7662).
pub(in crate::http) fn introspect(app: &App, params: &Params, headers: &HeaderMap) -> Response {
    let client = match basic(headers) {
        Some((id, secret)) => Some((id, secret)),
        None => params
            .get("client_id")
            .zip(params.get("client_secret"))
            .map(|(id, secret)| (id.to_owned(), secret.to_owned())),
    };
    let known = client.is_some_and(|(id, secret)| match &app.settings.credentials {
        None => !id.is_empty() && !secret.is_empty(),
        Some(credentials) => credentials
            .client(&id)
            .is_some_and(|client| client.secret.as_deref() == Some(&secret)),
    });
    if !known {
        return OauthError::new("invalid_client", "invalid client credentials").into();
    }
    let token = params.get("token").unwrap_or_default();
    let Some(session) = app.sessions.find(token) else {
        return Response::ok(json!({ "active": false }));
    };
    Response::ok(json!({
        "active": true,
        "scope": "api",
        "client_id": session.client_id,
        "username": session.user.username,
        "sub": identity_url(app, &session.user),
        "token_type": "access_token",
        "exp": session.expires_at / 1000,
        "iat": session.issued_at / 1000,
        "nbf": session.issued_at / 1000,
    }))
}

/// `/services/oauth2/revoke` (RFC 7009): an access token ends, a refresh token is good for
/// nothing any more.
pub(in crate::http) fn revoke(app: &App, params: &Params) -> Response {
    let Some(token) = params.get("token").filter(|token| !token.is_empty()) else {
        return OauthError::new("invalid_token", "the token parameter is missing").into();
    };
    if !app.sessions.end(token) {
        // Of a refresh token nothing is known where anybody may sign in.
        app.sessions.revoke_refresh(token);
    }
    Response::empty(StatusCode::OK).header(header::CACHE_CONTROL, "no-cache, no-store")
}
