use bytes::Bytes;
use proptest::prelude::*;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};

use super::*;
use crate::error::{ErrorKind, ServerRule};

fn answer(status: u16, body: &str) -> Response {
    Response {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        host: "acme.example".to_owned(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

fn api(status: u16, body: &str) -> ApiFailure {
    match failure(
        &ErrorContext::new("test"),
        &answer(status, body),
        &SentValues::default(),
        b"",
    ) {
        ClientError::Api(failure) => *failure,
        other => panic!("{other:?}"),
    }
}

/// The only error of a body.
fn only_error(body: &serde_json::Value, sent: &SentValues<'_>) -> ApiError {
    let mut found = error_list(body, None, sent, b"");
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn the_guides_shapes() {
    let expired = api(
        401,
        r#"[{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]"#,
    );
    assert_eq!(expired.kind(), ErrorKind::SessionExpired);

    // The guide files these under the wrong status; the code decides.
    let missing = api(
        400,
        r#"[{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}]"#,
    );
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    let picklist = api(
        404,
        r#"[{"message": "Status: bad value for restricted picklist field: Test",
             "errorCode": "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "fields": ["bpats__Status__c"]}]"#,
    );
    assert_eq!(picklist.kind(), ErrorKind::Validation);
    assert_eq!(picklist.errors[0].fields[0].name, "bpats__Status__c");
    assert_eq!(
        picklist.errors[0].rule(),
        Some(ServerRule::NotListed("Test".to_owned()))
    );

    let tree = api(
        400,
        r#"{"hasErrors": true, "results": [{"referenceId": "ref3", "errors": [
            {"statusCode": "STRING_TOO_LONG", "fields": ["FirstName"],
             "message": "First Name: data value too large: x (max length=40)"}]}]}"#,
    );
    assert_eq!(tree.errors[0].reference.as_deref(), Some("ref3"));
    assert_eq!(tree.errors[0].rule(), Some(ServerRule::MaxLength(40)));
}

#[test]
fn labels_come_from_the_type() {
    use ats_core::record::SObject as _;
    let about = ErrorContext::typed("create", ats_generated::Contact::TABLE);
    let body =
        r#"[{"message": "too long", "errorCode": "STRING_TOO_LONG", "fields": ["FirstName"]}]"#;
    let error = failure(&about, &answer(400, body), &SentValues::default(), b"");
    assert_eq!(
        error.explain(),
        "salesforce refused create of Contact (HTTP 400): First Name (`FirstName`): too long (STRING_TOO_LONG); \
         compare the record with the object's describe, and with the org's validation rules"
    );
}

#[test]
fn a_refused_query_names_its_field() {
    use ats_core::record::SObject as _;
    let about = ErrorContext::typed("query", ats_generated::Contact::TABLE);
    let found = |message: &str| {
        let body = serde_json::json!([{ "message": message, "errorCode": "INVALID_FIELD" }]);
        match failure(
            &about,
            &answer(400, &body.to_string()),
            &SentValues::default(),
            b"",
        ) {
            ClientError::Api(failure) => failure.errors[0].fields.first().cloned(),
            other => panic!("{other:?}"),
        }
    };
    let field = found(
        "\nSELECT FirstName FROM Contact\n       ^\nERROR at Row:1:Column:8\nNo such column \
         'FirstName' on entity 'Contact'. If you are attempting to use a custom field, be sure to \
         append the '__c' after the custom field name.",
    );
    assert_eq!(field.unwrap().to_string(), "First Name (`FirstName`)");
    let field = found("field 'Description' can not be filtered in a query call").unwrap();
    assert_eq!(field.name, "Description");
    // A parent's field has the parent's label, which is not known here.
    assert_eq!(found("No such column 'Name' on entity 'Account'."), None);
    assert_eq!(found("something else about 'Name'"), None);
}

#[test]
fn several_matches_no_body_and_oauth() {
    let several = api(300, r#"["/services/data/v63.0/sobjects/A__c/a00"]"#);
    assert_eq!(several.kind(), ErrorKind::MultipleMatches);
    assert_eq!(several.matches.len(), 1);
    assert_eq!(api(412, "").kind(), ErrorKind::PreconditionFailed);
    let oauth = api(
        400,
        r#"{"error": "invalid_grant", "error_description": "expired"}"#,
    );
    assert_eq!(oauth.errors[0].message, "expired");
}

#[test]
fn a_page_is_not_salesforce() {
    let page = "<html><head><title>502 Bad\nGateway</title></head></html>";
    let error = failure(
        &ErrorContext::new("query"),
        &answer(502, page),
        &SentValues::default(),
        b"",
    );
    assert!(error.is_retryable());
    assert_eq!(
        error.explain(),
        "acme.example answered with a web page (HTTP 502, \"502 Bad Gateway\"), not as Salesforce does; \
         try again later: the instance cannot be reached for the moment"
    );
}

#[test]
fn the_limit_of_a_field_stays_if_the_same_number_was_sent() {
    let sent = SentValues::new(br#"{"Salary__c": 4000}"#, "", &[]);
    for (code, message, expected) in [
        (
            "STRING_TOO_LONG",
            "Vorname: Datenwert zu groß: Ada 4000 (maximale Länge=4000)",
            "Vorname: Datenwert zu groß: … (maximale Länge=4000)",
        ),
        (
            "STRING_TOO_LONG",
            "4000 is too long (max length=4000)",
            "… is too long (max length=4000)",
        ),
        // Of another code, the number is a value.
        ("X", "4000 (salary=4000)", "… (salary=…)"),
    ] {
        let body = serde_json::json!([{ "errorCode": code, "message": message }]);
        assert_eq!(only_error(&body, &sent).message, expected);
    }
}

#[test]
fn the_names_of_the_object_stay_and_its_values_do_not() {
    use ats_core::record::SObject as _;
    let message = |token: &str| {
        let body = serde_json::json!([{
            "errorCode": "MALFORMED_QUERY", "message": format!("unexpected token: '{token}'"),
        }]);
        let table = Some(ats_generated::Contact::TABLE);
        let found = error_list(&body, table, &SentValues::default(), b"");
        found[0].message.clone()
    };
    assert_eq!(message("LastName"), "unexpected token: 'LastName'");
    assert_eq!(message("Lovelace"), "unexpected token: …");
}

#[test]
fn names_and_lists_are_cut_once() {
    let long = "N".repeat(1_000);
    let body = serde_json::json!([{ "errorCode": "X", "message": "no", "fields": [long] }]);
    let error = only_error(&body, &SentValues::default());
    let (name, rest) = error.fields[0].name.split_once('…').unwrap();
    assert_eq!((name.len(), rest), (80, " (920 more characters)"));

    let errors = vec![serde_json::json!({ "errorCode": "X", "message": "m".repeat(400) }); 10];
    let shown = api(400, &serde_json::Value::from(errors).to_string()).to_string();
    // Each error is the message and ` (X)`.
    let whole = "salesforce refused test (HTTP 400): ".len() + 10 * 404 + 9 * "; ".len();
    let left_out = format!("… ({} more characters)", whole - 1200);
    assert!(shown.ends_with(&left_out), "{shown}");
    assert_eq!(shown.matches('…').count(), 1);
}

#[test]
fn a_field_is_named_once() {
    let told = |message: &str, field: &str| {
        let body = serde_json::json!([
            { "message": message, "errorCode": "INVALID_EMAIL_ADDRESS", "fields": [field] }
        ]);
        failure(
            &ErrorContext::new("create"),
            &answer(400, &body.to_string()),
            &SentValues::default(),
            b"",
        )
        .explain()
    };
    assert_eq!(
        told("Email: invalid email address: x", "Email"),
        "salesforce refused create (HTTP 400): `Email`: invalid email address: … \
         (INVALID_EMAIL_ADDRESS); Email must be an e-mail address, such as ada@example.com"
    );
    assert!(told("Emailing: no", "Email").contains("`Email`: Emailing: … ("));
}

#[test]
fn the_field_of_a_missing_reference_is_found_in_what_was_sent() {
    use ats_core::record::SObject as _;
    let about = ErrorContext::typed("create", ats_generated::Contact::TABLE);
    let body = serde_json::json!([{
        "message": "insufficient access rights on cross-reference id: 001Em00000SWb1P",
        "errorCode": "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "fields": [],
    }]);
    let told = |sent: &str| {
        failure(
            &about,
            &answer(400, &body.to_string()),
            &SentValues::default(),
            sent.as_bytes(),
        )
        .explain()
    };
    assert_eq!(
        told(r#"{"LastName":"Byron","AccountId":"001Em00000SWb1PIAT"}"#),
        "salesforce refused create of Contact (HTTP 400): Account ID (`AccountId`): insufficient access \
         rights on cross-reference id: 001Em00000SWb1P (INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY); \
         check that the record Account ID refers to exists, is of the right object, and is shared with this user"
    );
    // One of two, or none: not named.
    for sent in [
        r#"{"A":"001Em00000SWb1PIAT","B":"001Em00000SWb1PIAT"}"#,
        r#"{"A":"001Em00000SWb1Q"}"#,
        "[",
    ] {
        assert!(told(sent).contains("(HTTP 400): insufficient"), "{sent}");
    }
}

#[test]
fn json_without_an_error_is_somebody_elses() {
    for (status, body) in [
        (404, r#"{"detail":"no such page"}"#),
        (500, "[]"),
        (400, "7"),
    ] {
        let error = failure(
            &ErrorContext::new("test"),
            &answer(status, body),
            &SentValues::default(),
            b"",
        );
        let ClientError::NotSalesforce(answer) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(answer.kind().is_transient(), error.is_retryable());
    }
}

#[test]
fn retry_after_in_both_forms() {
    let mut answer = answer(503, "");
    answer
        .headers
        .insert("retry-after", HeaderValue::from_static("7"));
    assert_eq!(retry_after(&answer), Some(Duration::from_secs(7)));
    // More than fits is a long time, not no time.
    answer.headers.insert(
        "retry-after",
        HeaderValue::from_static("99999999999999999999999"),
    );
    assert_eq!(retry_after(&answer), Some(Duration::from_secs(u64::MAX)));
    let then = SystemTime::now() + Duration::from_secs(100);
    let date = HeaderValue::from_str(&httpdate::fmt_http_date(then)).unwrap();
    answer.headers.insert("retry-after", date);
    let wait = retry_after(&answer).unwrap();
    assert!(wait > Duration::from_secs(90) && wait <= Duration::from_secs(100));
    answer
        .headers
        .insert("retry-after", HeaderValue::from_static("soon"));
    assert_eq!(retry_after(&answer), None);
}

proptest! {
    #[test]
    fn any_body_is_read_without_panic(status in 300u16..600, body in ".{0,300}") {
        let error = failure(&ErrorContext::new("test"), &answer(status, &body), &SentValues::default(), b"");
        prop_assert!(!error.to_string().is_empty());
    }
}

proptest! {
    // Each case makes seven errors and prints them in full.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn everything_printed_is_one_short_line(
        status in 300_u16..600,
        texts in proptest::collection::vec(any::<String>(), 6),
        long in "[\\PC\u{1b}\r\n\u{202e}]{0,1200}",
    ) {
        let [code, message, field, reference, path, title] = texts.as_slice() else { unreachable!() };
        for body in [
            serde_json::json!([
                { "errorCode": code, "message": long, "fields": [field, field] },
                { "statusCode": "STRING_TOO_LONG", "message": message, "referenceId": reference },
            ]),
            serde_json::json!({ "error": code, "error_description": long }),
            serde_json::json!([path, path]),
            serde_json::json!(vec![serde_json::json!({ "errorCode": "X", "message": long }); 30]),
            serde_json::json!({ "detail": long }),
        ].map(|body| body.to_string()).into_iter().chain([
            format!("<html><title>{title}{long}</title>"),
            format!("{message} {long}"),
        ]) {
            let error = failure(&ErrorContext::new("test"), &answer(status, &body), &SentValues::default(), b"");
            for shown in printed(&error) {
                prop_assert!(shown.chars().all(server_text::is_visible), "{:?}", shown);
                prop_assert!(shown.chars().count() < 2000, "{}", shown.chars().count());
            }
        }
    }

    #[test]
    fn no_value_that_was_sent_is_printed(
        value in "[A-Z][a-z]{2,9}[ '\"&<,-][A-Z][a-zß]{4,12}",
        before in "[a-z :]{0,30}",
        code in proptest::sample::select(&[
            "STRING_TOO_LONG", "INVALID_EMAIL_ADDRESS", "MALFORMED_QUERY", "DUPLICATES_DETECTED",
            "FIELD_CUSTOM_VALIDATION_EXCEPTION", "ABC__CUSTOM",
        ][..]),
    ) {
        let record = serde_json::json!({ "LastName": value }).to_string();
        let encoded = crate::http::encode(&value);
        let errors = serde_json::json!([
            { "errorCode": code, "message": format!("{before}{value} {encoded}"), "fields": [value] },
            { "errorCode": value, "message": "x", "fields": ["LastName"] },
        ]);
        let bodies = [errors.to_string(), format!("<title>{value}</title>"), format!("{before}{value}")];
        let mut soql = "SELECT Id FROM Contact WHERE LastName = ".to_owned();
        ats_schema::rules::literal::write_text(&mut soql, &value).unwrap();
        let query = format!("query?q={}", crate::http::encode(&soql));
        let upsert = format!("sobjects/Contact/Key__c/{encoded}");
        for (sent, path) in [(&*record, ""), ("", &*query), ("", &*upsert)] {
            let sent = SentValues::new(sent.as_bytes(), path, &[]);
            for body in &bodies {
                let error = failure(&ErrorContext::new("test"), &answer(400, body), &sent, b"");
                let mut shown = printed(&error);
                if let ClientError::Api(failure) = &error {
                    shown.extend(failure.errors.iter().flat_map(|error| {
                        [error.to_string(), format!("{error:?}"), error.message.clone(), format!("{:?}", error.rule())]
                    }));
                    shown.push(format!("{failure:?}"));
                }
                for shown in shown {
                    prop_assert!(!shown.contains(&value) && !shown.contains(&encoded), "{}", shown);
                }
            }
        }
    }
}

/// Everything that a program prints of an error.
fn printed(error: &ClientError) -> Vec<String> {
    let source = std::error::Error::source(error).map(|source| format!("{source} {source:?}"));
    let mut printed = vec![error.to_string(), format!("{error:?}"), error.explain()];
    printed.extend(error.help().into_iter().chain(source));
    printed
}
