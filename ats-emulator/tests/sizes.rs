//! Requests that would take far more memory than they have bytes.

mod common;

use common::{answer, org, sub};
use serde_json::{Value, json};

/// Five collections, each of which repeats what the one before answered eighty times.
#[tokio::test]
async fn references_do_not_multiply() {
    let org = org().await;
    let collection = |reference: &str, kind: String| {
        let body = json!({ "records": [{ "attributes": { "type": kind } }] });
        sub(reference, "POST", "/composite/sobjects", body)
    };
    let mut requests = vec![collection("r0", "x".repeat(50))];
    for number in 1..5 {
        let before = format!("@{{r{}[0].errors[0].message}}", number - 1);
        requests.push(collection(&format!("r{number}"), before.repeat(80)));
    }
    let answer = org
        .post("/composite", json!({ "compositeRequest": requests }))
        .await;
    let parts = answer.expect(200);
    assert!(answer.text.len() < 10_000, "{} bytes", answer.text.len());
    for part in parts["compositeResponse"].as_array().unwrap() {
        assert_eq!(part["body"][0]["errors"][0]["statusCode"], "INVALID_TYPE");
    }
}

/// A description of an object, hundreds of times over.
#[tokio::test]
async fn references_to_much_are_refused() {
    let org = org().await;
    let many = json!({ "Name": vec!["@{describe}"; 1000] });
    let body = json!({ "compositeRequest": [
        sub("describe", "GET", "/sobjects/Account/describe", Value::Null),
        sub("account", "POST", "/sobjects/Account", many),
        sub("other", "POST", "/sobjects/Account", json!({ "Name": "Other" })),
    ] });
    let answer = org.post("/composite", body).await.expect(200);
    let parts = &answer["compositeResponse"];
    assert_eq!(parts[1]["body"][0]["errorCode"], "LIMIT_EXCEEDED");
    let message = parts[1]["body"][0]["message"].as_str().unwrap();
    assert!(message.contains("split the request"), "{message}");
    assert_eq!(parts[2]["httpStatusCode"], 201);
}

/// Error messages do not repeat long texts of a request.
#[tokio::test]
async fn errors_do_not_repeat_requests() {
    let org = org().await;
    let long = "x".repeat(50_000);
    let quoted = |what: &str| format!("/query?q=SELECT+Id+FROM+Account+WHERE+{what}");
    let requests = [
        sub("a", "GET", &format!("/sobjects/{long}"), Value::Null),
        sub(
            "b",
            "GET",
            &format!("/sobjects/Account/{long}"),
            Value::Null,
        ),
        sub("c", &long, "/sobjects/Account", Value::Null),
        sub("d", "POST", "/sobjects/Account", json!({ "Name": long })),
        sub("e", "POST", "/sobjects/Account", json!({ &long: 1 })),
        sub(
            "f",
            "POST",
            "/sobjects/Account",
            json!({ "ParentId": long }),
        ),
        sub(
            "g",
            "POST",
            "/sobjects/Account",
            json!({ "NumberOfEmployees": long }),
        ),
        sub(
            "h",
            "POST",
            "/sobjects/Account",
            json!({ "Parent": { &long: long } }),
        ),
        sub(
            "i",
            "GET",
            &quoted(&format!("Name+=+'{long}'x")),
            Value::Null,
        ),
        sub("j", "GET", &quoted(&format!("{long}+=+1")), Value::Null),
        sub("k", "GET", &quoted(&format!("Id+=+'{long}'")), Value::Null),
        sub(
            "l",
            "GET",
            &quoted(&format!("NumberOfEmployees+=+'{long}'")),
            Value::Null,
        ),
        sub(
            "m",
            "DELETE",
            &format!("/composite/sobjects?ids={long}"),
            Value::Null,
        ),
        sub(
            "n",
            "GET",
            &format!("/sobjects/Account/@{{{long}}}"),
            Value::Null,
        ),
        sub(
            "o",
            "GET",
            &format!("/sobjects/Account/Name/{long}?fields={long}"),
            Value::Null,
        ),
        sub(
            "p",
            "GET",
            &format!("/sobjects/Account/updated?start={long}&end={long}"),
            Value::Null,
        ),
        sub("q", "GET", &format!("/query/{long}"), Value::Null),
    ];
    for request in requests {
        let body = json!({ "compositeRequest": [request] });
        let answer = org.post("/composite", body).await;
        answer.expect(200);
        assert!(answer.text.len() < 4_000, "{:.300}", answer.text);
    }
    let attributes = json!({ "type": long, "referenceId": "a" });
    let tree = json!({ "records": [{ "attributes": attributes }] });
    let wrong = [
        org.post("/composite/tree/Account", tree).await,
        org.post("/composite", json!({ "compositeRequest": long }))
            .await,
        org.post(
            "/composite",
            json!({ "compositeRequest": [sub(&format!("-{long}"), "GET", "/", Value::Null)] }),
        )
        .await,
    ];
    for answer in wrong {
        assert_eq!(answer.status, 400);
        assert!(answer.text.len() < 10_000, "{} bytes", answer.text.len());
    }
}

/// Rows are repeated in an answer, and so is what a query calls their columns.
#[tokio::test]
async fn a_query_cannot_make_its_answer_large() {
    let org = org().await;
    let query = async |soql: &str| {
        let body =
            json!({ "batchRequests": [{ "method": "GET", "url": format!("v63.0/query?{soql}") }] });
        let answer = org.post("/composite/batch", body).await.expect(200);
        answer["results"][0].clone()
    };
    for call in ["COUNT(Id)", "FORMAT(AnnualRevenue)"] {
        let soql = format!("q=SELECT+{call}+{}+FROM+Account", "a".repeat(256));
        let answer = query(&soql).await;
        assert_eq!(answer["statusCode"], 400, "{answer}");
        assert_eq!(answer["result"][0]["errorCode"], "MALFORMED_QUERY");
    }
    // Plans times their notes.
    let filter = "OwnerId!=null+AND+Website!=null".to_owned();
    let filters = vec![filter; 1500].join("+AND+");
    let answer = query(&format!("explain=SELECT+Id+FROM+Account+WHERE+{filters}")).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert!(
        answer.to_string().len() < 20_000,
        "{} bytes",
        answer.to_string().len()
    );
}

/// As long as a query may be, its lists may be.
#[tokio::test]
async fn a_query_of_100_000_characters_is_answered() {
    let org = org().await;
    org.create("Account", json!({ "Name": "n7" })).await;
    let values: Vec<String> = (0..9_000).map(|number| format!("'n{number}'")).collect();
    let filters: Vec<String> = (0..5_000)
        .map(|number| format!("Name='n{number}'"))
        .collect();
    for filter in [
        format!("Name+IN+({})", values.join(",")),
        filters.join("+OR+"),
    ] {
        let body = json!({ "compositeRequest": [
            sub("q", "GET", &format!("/query?q=SELECT+Id+FROM+Account+WHERE+{filter}"), Value::Null),
        ] });
        let answer = org.post("/composite", body).await.expect(200);
        let part = &answer["compositeResponse"][0];
        assert_eq!(part["body"]["totalSize"], 1, "{}", &filter[..80]);
    }
}

/// A body may be 64 MiB long, but its values take many times their text.
#[tokio::test]
async fn a_body_of_too_many_values_is_refused() {
    let org = org().await;
    let many = format!(r#"{{"Name":[{}0]}}"#, "0,".repeat(5_000_000));
    let request = org.request(reqwest::Method::POST, "/sobjects/Account");
    let request = request
        .header("content-type", "application/json")
        .body(many);
    assert_eq!(answer(request).await.error(400), "LIMIT_EXCEEDED");
    // As deep as memory would hold it.
    let deep = format!(r#"{{"Name":{}0"#, "[".repeat(400_000));
    let request = org.request(reqwest::Method::POST, "/sobjects/Account");
    let request = request
        .header("content-type", "application/json")
        .body(deep);
    assert_eq!(answer(request).await.error(400), "JSON_PARSER_ERROR");
}

/// The same record and the same field, many times over.
#[tokio::test]
async fn records_are_not_retrieved_without_end() {
    let org = org().await;
    let fields = json!({ "Name": "A", "Description": "x".repeat(32_000) });
    let id = org.create("Account", fields).await;
    let retrieve = async |fields: Vec<&str>| {
        let body = json!({ "ids": vec![&id; 2000], "fields": fields });
        org.post("/composite/sobjects/Account", body).await
    };
    let names = retrieve(vec!["Name"; 10_000]).await.expect(200);
    assert_eq!(names.as_array().unwrap().len(), 2000);
    assert_eq!(
        retrieve(vec!["Description"]).await.error(400),
        "LIMIT_EXCEEDED"
    );
}

/// Sign-in requests have a small size limit, because parts of them are kept.
#[tokio::test]
async fn a_sign_in_is_short() {
    let org = org().await;
    let long = "x".repeat(20_000);
    let form = [("grant_type", "password"), ("client_id", &long)];
    for path in [
        "/services/oauth2/token",
        "/services/oauth2/revoke",
        "/services/Soap/u/59.0",
    ] {
        let request = org.client.post(org.url(path)).form(&form);
        assert_eq!(answer(request).await.error(413), "REQUEST_ENTITY_TOO_LARGE");
    }
}

/// More columns and terms than the store takes.
#[tokio::test]
async fn a_query_too_complicated_for_the_store_is_refused() {
    let org = org().await;
    let sums: Vec<String> = (0..3_000)
        .map(|number| format!("MAX(AnnualRevenue)+a{number}"))
        .collect();
    for soql in [
        format!("SELECT+{}+FROM+Account", sums.join(",")),
        format!(
            "SELECT+Id+FROM+Account+ORDER+BY+{}",
            vec!["Name"; 3_000].join(",")
        ),
    ] {
        let body = json!({ "compositeRequest": [
            sub("q", "GET", &format!("/query?q={soql}"), Value::Null),
        ] });
        let answer = org.post("/composite", body).await.expect(200);
        let part = &answer["compositeResponse"][0];
        assert_eq!(part["httpStatusCode"], 400, "{part}");
        assert_eq!(
            part["body"][0]["errorCode"], "QUERY_TOO_COMPLICATED",
            "{part}"
        );
    }
}
