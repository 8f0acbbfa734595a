//! Where requests may go.

use std::fmt::Write as _;

use reqwest::Url;

use crate::error::ClientError;

/// The root of a host, from an address that somebody wrote or a server sent.
///
/// `https` only, except for the machine itself: what is sent there holds passwords and tokens.
pub(crate) fn base(text: &str) -> Result<Url, ClientError> {
    let text = text.trim();
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let mut url = Url::parse(&with_scheme).map_err(|error| {
        ClientError::config(
            // What precedes an `@` may be a password.
            format!("{:?} is no address: {error}", without_user(text)),
            "write it as https://<name>.my.salesforce.com",
        )
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ClientError::config(
            "an address must not hold a user name or password",
            "give them as credentials",
        ));
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        scheme => {
            return Err(ClientError::config(
                format!(
                    "{host} would be reached by {scheme}, and tokens and passwords be readable on the way"
                ),
                "write https:// before it; only this machine is reached without",
            ));
        }
    }
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

fn without_user(text: &str) -> &str {
    text.rsplit('@').next().unwrap_or(text)
}

/// Returns true if an address is this machine's own.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// Returns true if two addresses are of one scheme, host and port.
pub(crate) fn same_origin(a: &Url, b: &Url) -> bool {
    a.origin() == b.origin()
}

/// A resource of the org, from its path and query.
///
/// Refuses what would become another address than the one written: dot segments, backslashes,
/// control characters, fragments, another host.
pub(crate) fn resolve(root: &Url, path: &str) -> Result<Url, ClientError> {
    let (plain, query) = match path.split_once('?') {
        Some((plain, query)) => (plain, Some(query)),
        None => (path, None),
    };
    let refuse = |why: &str| {
        Err(ClientError::invalid_request(
            format!("a path {why}"),
            "write it from the org's root, percent-encoded, such as /services/data/v63.0/limits",
        ))
    };
    if !plain.starts_with('/') || plain.starts_with("//") {
        return refuse("must begin with one slash");
    }
    if path
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '#'))
    {
        return refuse("must not hold spaces, control characters, `\\` or `#`");
    }
    let mut url = root.clone();
    url.set_path(plain);
    url.set_query(query);
    if url.path() != plain {
        return refuse("must not hold `.` or `..` segments or characters that have to be encoded");
    }
    Ok(url)
}

/// The host of a URL, with its port where one is given.
pub(crate) fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

/// Encodes text for a path segment or a query's value: everything but RFC 3986's unreserved
/// characters.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn https_except_on_this_machine() {
        for good in [
            "https://acme.my.salesforce.com",
            "acme.my.salesforce.com",
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "http://[::1]:1",
        ] {
            assert!(base(good).is_ok(), "{good}");
        }
        for bad in [
            "http://acme.my.salesforce.com",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "ftp://localhost",
            "https://user:secret@acme.my.salesforce.com",
            "https://user:secret@acme my.salesforce.com",
            "https://",
        ] {
            let error = base(bad).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn paths_stay_what_they_are() {
        let root = base("https://acme.my.salesforce.com").unwrap();
        let url = resolve(&root, "/services/data/v63.0/query?q=SELECT%20Id").unwrap();
        assert_eq!(
            url.as_str(),
            "https://acme.my.salesforce.com/services/data/v63.0/query?q=SELECT%20Id"
        );
        for bad in [
            "services/data",
            "//evil.example/x",
            "https://evil.example/",
            "/services/../setup",
            "/services/%2e%2e/setup",
            "/services/data/./x",
            "/a\\b",
            "/a#b",
            "/a b",
            "/a\r\nX: y",
            "/é",
        ] {
            assert!(resolve(&root, bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leaves_the_org(path in ".{0,60}") {
            let root = base("https://acme.my.salesforce.com").unwrap();
            if let Ok(url) = resolve(&root, &path) {
                prop_assert!(same_origin(&root, &url));
                let plain = path.split('?').next().unwrap_or_default();
                prop_assert_eq!(url.path(), plain);
            }
        }

        #[test]
        fn encoded_text_is_one_value(text in "\\PC{0,40}") {
            let root = base("https://acme.my.salesforce.com").unwrap();
            let url = resolve(&root, &format!("/q?q={}", encode(&text))).unwrap();
            let pairs: Vec<_> = url.query_pairs().collect();
            prop_assert_eq!(pairs.len(), 1);
            prop_assert_eq!(&*pairs[0].1, text.as_str());
        }
    }
}
