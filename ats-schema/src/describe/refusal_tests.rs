use std::path::Path;

use proptest::prelude::*;

use super::tests::FULL;
use super::*;

fn refusal(text: &str) -> String {
    Describe::parse(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn refusals_name_the_place() {
    let text = "{\n  \"name\": \"Account\",\n  \"fields\": [\n    {\"name\": \"Id\"},\n    \
                {\"name\": \"Naïve\", \"length\": \"forty\"}\n  ]\n}";
    let error = Describe::parse(text.as_bytes()).unwrap_err();
    assert_eq!(error.path(), "fields[1].length");
    assert_eq!((error.line(), error.column()), (Some(5), Some(33)));
    assert_eq!(
        error
            .clone()
            .in_file(Path::new("schemas/Account.json"))
            .to_string(),
        r#"schemas/Account.json:5:33: fields[1].length: expected a number, found "forty""#
    );
    assert_eq!(
        error.kind(),
        &DescribeErrorKind::Unexpected {
            expected: "a number".into(),
            found: "\"forty\"".into()
        }
    );

    let field = |json: &str| {
        refusal(&format!(
            r#"{{"name":"A","fields":[{{"name":"B",{json}}}]}}"#
        ))
    };
    let cases = [
        (
            r#""length": -1"#,
            "1:45: fields[0].length: expected a whole number from 0 to 4294967295, found -1",
        ),
        (
            r#""length": 1.5"#,
            "1:45: fields[0].length: expected a whole number from 0 to 4294967295, found 1.5",
        ),
        (
            r#""length": true"#,
            "1:45: fields[0].length: expected a number, found true",
        ),
        (
            r#""length": [1]"#,
            "1:45: fields[0].length: expected a number, found a list",
        ),
        (
            r#""unique": {}"#,
            "1:45: fields[0].unique: expected true or false, found an object",
        ),
        (
            r#""unique": "yes""#,
            r#"1:45: fields[0].unique: expected true or false, found "yes""#,
        ),
        (
            r#""groupable": 1"#,
            "1:48: fields[0].groupable: expected true or false, found 1",
        ),
        (
            r#""label": 5"#,
            "1:44: fields[0].label: expected a text, found 5",
        ),
        (
            r#""mask": 5"#,
            "1:43: fields[0].mask: expected a text, found 5",
        ),
        (
            r#""referenceTo": 5"#,
            "1:50: fields[0].referenceTo: expected a list, found 5",
        ),
        (
            r#""referenceTo": ["a", null]"#,
            "1:56: fields[0].referenceTo[1]: expected a text, found null",
        ),
        (
            r#""type": 5"#,
            "1:43: fields[0].type: expected the name of a field type, found 5",
        ),
        (
            r#""picklistValues": ["Open"]"#,
            r#"1:54: fields[0].picklistValues[0]: expected an object, found "Open""#,
        ),
        (
            r#""relationshipOrder": "\"x, expected y""#,
            r#"1:56: fields[0].relationshipOrder: expected a number, found "\"x, expected y""#,
        ),
    ];
    for (json, message) in cases {
        assert_eq!(field(json), message, "{json}");
    }
}

#[test]
fn refusals_of_the_whole() {
    let cases = [
        ("", "it is empty; a describe is one JSON object"),
        (" \r\n\t", "it is empty; a describe is one JSON object"),
        ("{\"name\": \"A\"}", "1:13: `fields` is missing"),
        ("{\"fields\": []}", "1:14: `name` is missing"),
        (
            "{\"name\": \"A\", \"fields\": [{\"label\": \"B\"}]}",
            "1:39: fields[0]: `name` is missing",
        ),
        (
            "{\"name\": null, \"fields\": []}",
            "1:10: name: expected a text, found null",
        ),
        (
            "{\"name\": \"A\", \"fields\": null}",
            "1:25: fields: expected a list, found null",
        ),
        (
            "{\"name\": \"A\",\n \"fields\": [{\"name\": \"B\"}",
            "2:26: fields: the text ends in the middle of its JSON; was it cut off?",
        ),
        (
            "{\"name\": \"A\", \"fields\": [}",
            "1:26: fields[0]: not JSON: expected value",
        ),
        (
            "{\"name\": \"A\", \"fields\": []} {}",
            "1:29: not JSON: trailing characters",
        ),
        ("name: Account", "1:1: not JSON: expected ident"),
        (
            "\n [{\"name\": \"A\"}]",
            "2:2: a list where one object should be; save each object's describe in a file \
             of its own",
        ),
        (
            "[]",
            "1:1: a list where one object should be; save each object's describe in a file \
             of its own",
        ),
        (
            r#"[{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]"#,
            "1:1: an error answer was saved, not a describe: INVALID_SESSION_ID: \
             Session expired or invalid",
        ),
        (
            r#"{"error": "invalid_grant", "error_description": "authentication failure"}"#,
            "1:1: an error answer was saved, not a describe: invalid_grant: \
             authentication failure",
        ),
        (
            r#"{"status": 1, "name": "NOT_FOUND", "message": "The requested resource does not exist"}"#,
            "1:1: an error answer was saved, not a describe: NOT_FOUND: \
             The requested resource does not exist",
        ),
        (
            r#"{"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": [{"name": "Account"}]}"#,
            "1:1: the list of the org's objects, not the describe of one; ask for \
             /services/data/vXX.0/sobjects/<object>/describe",
        ),
        (
            r#"{"status": 0, "result": {"name": "A", "fields": [{"name": 1}]}}"#,
            "1:59: result.fields[0].name: expected a text, found 1",
        ),
        (
            r#"{"status": 0, "result": {"name": "A"}}"#,
            "1:37: result: `fields` is missing",
        ),
        (
            "<!DOCTYPE html>",
            "1:1: HTML or XML, not JSON; a describe comes from \
             /services/data/vXX.0/sobjects/<object>/describe",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(text), message, "{text}");
    }

    let error = Describe::parse(b"{\"name\": \"A\xFF\"}").unwrap_err();
    assert_eq!(error.to_string(), "1:12: not UTF-8 text");
    let error = Describe::parse(b"\xFF\xFE{\0").unwrap_err();
    assert_eq!(error.kind(), &DescribeErrorKind::Utf16);
    let error = Describe::parse(b"").unwrap_err();
    assert_eq!(
        error.in_file(Path::new("a.json")).to_string(),
        "a.json: it is empty; a describe is one JSON object"
    );
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in any::<Vec<u8>>()) {
        if let Err(error) = Describe::parse(&bytes) {
            let _ = error.to_string();
        }
    }

    #[test]
    fn any_cut_and_any_change_is_answered(
        cut in 0..FULL.len(),
        at in 0..FULL.len(),
        with in "[\\]\\[{}\":,0-9a-zé\\\\\n]{0,3}",
    ) {
        let cut = Describe::parse(&FULL.as_bytes()[..cut]).unwrap_err();
        let incomplete = matches!(cut.kind(), DescribeErrorKind::Truncated | DescribeErrorKind::Empty);
        prop_assert!(incomplete, "{cut}");

        let mut text = FULL.to_owned();
        text.replace_range(at..=at, &with);
        if let Err(error) = Describe::parse(text.as_bytes()) {
            let lines: Vec<_> = text.split('\n').collect();
            let line = lines[error.line().unwrap() - 1];
            prop_assert!(error.column().unwrap() <= line.chars().count() + 1, "{error}");
        }
    }

    #[test]
    fn a_wrong_value_is_pointed_at(
        before in "[ \n]{0,9}é?[ \n]{0,9}",
        value in r#""([a-z" \\é,]|\\n){0,9}"|true|-?[1-9][0-9]{0,3}\.5|\{\}|\[\]"#,
    ) {
        let value = match value.strip_prefix('"') {
            Some(rest) => serde_json::to_string(rest.strip_suffix('"').unwrap()).unwrap(),
            None => value,
        };
        let text = format!(
            r#"{{"name": "A", "label": {}, "fields": [{{"name": "B", "length":{}{value}}}]}}"#,
            serde_json::to_string(&before).unwrap(),
            before.replace('é', " "),
        );
        let error = Describe::parse(text.as_bytes()).unwrap_err();
        prop_assert_eq!(error.path(), "fields[0].length");
        let line = text.split('\n').nth(error.line().unwrap() - 1).unwrap();
        let rest: String = line.chars().skip(error.column().unwrap() - 1).collect();
        prop_assert!(rest.starts_with(&value), "{} in {}", error, text);
    }
}
