//! `login()` of the SOAP API, which many libraries still use to sign in.
//!
//! It is gone from version 65.0: "SOAP API login() is not available in API versions 65.0 and
//! later" (Salesforce Help, *Platform SOAP API login() Retirement*). What an org answers then
//! is not known; the code is that of versions that are retired.

use std::borrow::Cow;

use axum::http::StatusCode;
use roxmltree::{Document, Node};

use super::token::check_password;
use crate::http::app::App;
use crate::http::message::Response;
use crate::shortened::Shortened;
use crate::version::{self, ApiVersion};

const XML: &str = "text/xml; charset=utf-8";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// The first version without `login()`.
const GONE_FROM: ApiVersion = ApiVersion::new(65);

/// A flavour of the SOAP API, by the WSDL that describes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::http) struct Wsdl {
    /// Its letter in paths, such as `/services/Soap/c/…`.
    letter: &'static str,
    name: &'static str,
}

const ENTERPRISE: Wsdl = Wsdl {
    letter: "c",
    name: "enterprise",
};
const PARTNER: Wsdl = Wsdl {
    letter: "u",
    name: "partner",
};

impl Wsdl {
    /// The WSDL of the letter in the path.
    pub(in crate::http) fn from_letter(letter: &str) -> Option<Self> {
        let mut known = [ENTERPRISE, PARTNER].into_iter();
        known.find(|known| known.letter == letter)
    }
}

/// Answers a call. `version` is the segment after the letter, such as `59.0`.
pub(in crate::http) fn call(app: &App, wsdl: Wsdl, version: &str, body: &[u8]) -> Response {
    let Some(known) = ApiVersion::from_path(&format!("v{version}"))
        .filter(|known| (version::OLDEST..=version::LATEST).contains(known))
    else {
        return fault(
            wsdl,
            "UNSUPPORTED_API_VERSION",
            "Invalid Api version specified on URL",
        );
    };
    let (username, password) = match login_arguments(body) {
        Ok(arguments) => arguments,
        Err(problem) => return client_fault(&problem),
    };
    if known >= GONE_FROM {
        return fault(
            wsdl,
            "UNSUPPORTED_API_VERSION",
            "SOAP API login() is not available in API versions 65.0 and later. Use OAuth, or version 64.0.",
        );
    }
    let credentials = app.settings.credentials.as_ref();
    if check_password(credentials, &username, &password).is_none() {
        return fault(
            wsdl,
            "INVALID_LOGIN",
            "Invalid username, password, security token; or user locked out.",
        );
    }
    let issued = app
        .user(&username)
        .ok()
        .and_then(|user| app.sessions.issue(&app.org_id, user, "").ok());
    let Some((token, session)) = issued else {
        return fault(wsdl, "UNKNOWN_EXCEPTION", "An unexpected error occurred.");
    };
    let seconds = (session.expires_at - session.issued_at) / 1000;
    let address = |letter: &str| {
        escape(&format!(
            "{}/services/Soap/{letter}/{version}/{}",
            app.base_url, app.org_id
        ))
        .into_owned()
    };
    let namespace = format!("urn:{}.soap.sforce.com", wsdl.name);
    let username = escape(&session.user.username);
    let name = app.name_of(&session.user);
    let name = escape(&name);
    let org_name = escape(&app.org_name);
    let (org_id, user_id) = (&app.org_id, &session.user.id);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
<soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns=\"{namespace}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
<soapenv:Body><loginResponse><result>\
<metadataServerUrl>{metadata}</metadataServerUrl>\
<passwordExpired>false</passwordExpired>\
<sandbox>false</sandbox>\
<serverUrl>{server}</serverUrl>\
<sessionId>{token}</sessionId>\
<userId>{user_id}</userId>\
<userInfo>\
<accessibilityMode>false</accessibilityMode>\
<chatterExternal>false</chatterExternal>\
<currencySymbol>$</currencySymbol>\
<orgAttachmentFileSizeLimit>26214400</orgAttachmentFileSizeLimit>\
<orgDefaultCurrencyIsoCode>USD</orgDefaultCurrencyIsoCode>\
<orgDefaultCurrencyLocale>en_US</orgDefaultCurrencyLocale>\
<orgDisallowHtmlAttachments>false</orgDisallowHtmlAttachments>\
<orgHasPersonAccounts>false</orgHasPersonAccounts>\
<organizationId>{org_id}</organizationId>\
<organizationMultiCurrency>false</organizationMultiCurrency>\
<organizationName>{org_name}</organizationName>\
<profileId xsi:nil=\"true\"/>\
<roleId xsi:nil=\"true\"/>\
<sessionSecondsValid>{seconds}</sessionSecondsValid>\
<userDefaultCurrencyIsoCode xsi:nil=\"true\"/>\
<userEmail>{username}</userEmail>\
<userFullName>{name}</userFullName>\
<userId>{user_id}</userId>\
<userLanguage>en_US</userLanguage>\
<userLocale>en_US</userLocale>\
<userName>{username}</userName>\
<userTimeZone>GMT</userTimeZone>\
<userType>Standard</userType>\
<userUiSkin>Theme3</userUiSkin>\
</userInfo></result></loginResponse></soapenv:Body></soapenv:Envelope>",
        metadata = address("m"),
        server = address(wsdl.letter),
    );
    Response::raw(StatusCode::OK, XML, text)
}

/// User name and password of the envelope, or a message about the mistake in it.
fn login_arguments(body: &[u8]) -> Result<(String, String), String> {
    let text = str::from_utf8(body).map_err(|_| "the envelope is not UTF-8".to_owned())?;
    // The parser's message may quote what it stumbled over, so only the place is passed on.
    let document = Document::parse(text)
        .map_err(|error| format!("the envelope is not XML: mistake at {}", error.pos()))?;
    let body = child(document.root_element(), "Body")
        .filter(|_| document.root_element().tag_name().name() == "Envelope")
        .ok_or("the document is not a SOAP envelope with a Body")?;
    let call = body
        .children()
        .find(Node::is_element)
        .ok_or("the SOAP body is empty")?;
    if call.tag_name().name() != "login" {
        return Err(format!(
            "No operation available for request {{{}}}{}; of the SOAP API, only login() is served",
            Shortened(call.tag_name().namespace().unwrap_or_default()),
            Shortened(call.tag_name().name())
        ));
    }
    let argument = |name| {
        child(call, name)
            .map(|node| {
                node.descendants()
                    .filter(|node| node.is_text())
                    .filter_map(|node| node.text())
                    .collect::<String>()
            })
            .unwrap_or_default()
    };
    Ok((argument("username"), argument("password")))
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children()
        .find(|node| node.is_element() && node.tag_name().name() == name)
}

/// A fault of the platform: the code, twice with its message, as Salesforce has it.
fn fault(wsdl: Wsdl, code: &str, message: &str) -> Response {
    let kind = match code {
        "INVALID_LOGIN" => "LoginFault",
        _ => "UnexpectedErrorFault",
    };
    let faults = format!("urn:fault.{}.soap.sforce.com", wsdl.name);
    let message = escape(message);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
<soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns:sf=\"{faults}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
<soapenv:Body><soapenv:Fault>\
<faultcode>sf:{code}</faultcode>\
<faultstring>{code}: {message}</faultstring>\
<detail><sf:{kind} xsi:type=\"sf:{kind}\">\
<sf:exceptionCode>{code}</sf:exceptionCode>\
<sf:exceptionMessage>{message}</sf:exceptionMessage>\
</sf:{kind}></detail>\
</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    );
    Response::raw(StatusCode::INTERNAL_SERVER_ERROR, XML, text)
}

/// A fault of the envelope.
fn client_fault(message: &str) -> Response {
    let message = escape(message);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
<soapenv:Envelope xmlns:soapenv=\"{SOAP}\"><soapenv:Body><soapenv:Fault>\
<faultcode>soapenv:Client</faultcode><faultstring>{message}</faultstring>\
</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    );
    Response::raw(StatusCode::INTERNAL_SERVER_ERROR, XML, text)
}

/// Text as XML can hold it; what XML cannot hold at all becomes a question mark.
fn escape(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '<' | '>' | '&' | '"' | '\'') && (c >= ' ' || c == '\t');
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            c if c < ' ' && c != '\t' => escaped.push('?'),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(login: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\" ?><env:Envelope xmlns:env=\"{SOAP}\"><env:Body>{login}</env:Body></env:Envelope>"
        )
    }

    #[test]
    fn arguments() {
        let text = envelope(
            "<n1:login xmlns:n1=\"urn:partner.soap.sforce.com\"><n1:username>a@b.c</n1:username><n1:password>p&amp;<![CDATA[<w>]]></n1:password></n1:login>",
        );
        assert_eq!(
            login_arguments(text.as_bytes()),
            Ok(("a@b.c".to_owned(), "p&<w>".to_owned()))
        );
        for text in [
            "",
            "<a/>",
            &envelope(""),
            &envelope("<query/>"),
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        ] {
            assert!(login_arguments(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn escaped_text_reads_back() {
        let text = "a<b>&\"'\n\r\tz";
        let xml = format!("<a>{}</a>", escape(text));
        let document = Document::parse(&xml).unwrap();
        assert_eq!(document.root_element().text(), Some(text));
    }
}
