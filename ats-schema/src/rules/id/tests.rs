use proptest::prelude::*;

use super::*;

/// Every right Id the integration guide prints.
const GUIDE: [&str; 12] = [
    "a0LEm000007fZDxMAM",
    "a0LEm000007fZDyMAM",
    "a0MEm000004fFnBMAU",
    "0r8xx49yn9SOnOmAAL",
    "003Em00000cqRQ3IAM",
    "003Em00000cqAXLIA2",
    "a0bEc000006CfK6IAK",
    "a0bEc000006CfK7IAK",
    "a0LEm000007SHNYMA4",
    "a0LEm000007SDD3MAO",
    "012000000000000AAA",
    "001000000000001AAA",
];

#[test]
fn the_guides_ids() {
    for id in GUIDE {
        assert_eq!(parse(id).as_ref().map(|id| &id[..]), Ok(id.as_bytes()));
        assert_eq!(
            parse(&id[..15]).as_ref().map(|id| &id[..]),
            Ok(id.as_bytes())
        );
    }
}

#[test]
fn the_guides_misprints() {
    let cases = [
        (
            "aOMEm000004fHCHMA2",
            "`aOMEm000004fHCHMA2` is not a Salesforce Id: its check characters disagree: \
             characters 1-5 `aOMEm` call for `O` as character 16, found `M`; \
             did you mean `a0MEm000004fHCHMA2`?",
        ),
        (
            "003Ec00000jUEMbIAK",
            "`003Ec00000jUEMbIAK` is not a Salesforce Id: its check characters disagree: \
             characters 11-15 `jUEMb` call for `O` as character 18, found `K`; \
             did you mean `003Ec00000jUeMbIAK`?",
        ),
        (
            "a0cEc000005XLv1TAG",
            "`a0cEc000005XLv1TAG` is not a Salesforce Id: its check characters disagree: \
             characters 1-5 `a0cEc` call for `I` as character 16, found `T`",
        ),
        (
            "aOMEm000004{HCHMA2",
            "`aOMEm000004{HCHMA2` is not a Salesforce Id: character 12 is '{', \
             not a digit or a letter A-Z",
        ),
        (
            "a01ABC1234xyz123",
            "`a01ABC1234xyz123` is not a Salesforce Id: it has 16 characters, \
             an Id has 15 or 18",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(parse(text).unwrap_err().explain(text), message);
    }
}

#[test]
fn suggestions() {
    let cases = [
        ("'a0MEm000004fFnBMAU'", Some("a0MEm000004fFnBMAU")),
        (" a0MEm000004fFnB\n", Some("a0MEm000004fFnB")),
        ("a0MEm000004fFnBmau", Some("a0MEm000004fFnBMAU")),
        ("A0MEM000004FFNBMAU", Some("a0MEm000004fFnBMAU")),
        // No digit is an upper-case letter.
        ("a0M3m000004fFnBMAU", None),
        ("", None),
        ("job", None),
    ];
    for (text, suggestion) in cases {
        let error = parse(text).unwrap_err();
        assert_eq!(error.suggestion(text).as_deref(), suggestion, "{text}");
    }
}

#[test]
fn messages_without_text() {
    let message = |text| parse(text).unwrap_err().to_string();
    assert_eq!(message(""), "not a Salesforce Id: it is empty");
    assert_eq!(
        message("äaaaaaaaaaaaaaa"),
        "not a Salesforce Id: character 1 is 'ä', not a digit or a letter A-Z"
    );
    assert_eq!(
        message("a0MEm000004fFnBAAA"),
        "not a Salesforce Id: its check characters disagree: characters 1-5 call for `M` \
         as character 16, found `A`; characters 11-15 call for `U` as character 18, \
         found `A`"
    );
}

#[test]
fn long_texts_are_cut_and_escaped() {
    let text = "\u{1b}[31m".repeat(1000);
    let error = InvalidId::new(&text, parse(&text).unwrap_err());
    assert_eq!(error.text().chars().count(), 41);
    assert!(!error.to_string().contains('\u{1b}'));
    assert_eq!(error.error(), IdError::Length { found: 5000 });
    assert_eq!(error.suggestion(), None);
}

proptest! {
    #[test]
    fn fifteen_and_eighteen_agree(short in "[0-9a-zA-Z]{15}") {
        let long = parse(&short).unwrap();
        let text = str::from_utf8(&long).unwrap();
        prop_assert!(text.starts_with(&short));
        prop_assert_eq!(parse(text), Ok(long));
    }

    #[test]
    fn any_change_of_case_is_caught(
        short in "[0-9a-zA-Z]{15}",
        letter in b'a'..=b'z',
        at in 0..15usize,
    ) {
        let mut short = short.into_bytes();
        short[at] = letter;
        let mut id = parse(str::from_utf8(&short).unwrap()).unwrap();
        id[at] ^= 0x20;
        let changed = str::from_utf8(&id).unwrap();
        let error = parse(changed).unwrap_err();
        let mut blocks = [false; 3];
        blocks[at / 5] = true;
        prop_assert_eq!(error.blocks(), blocks);
        let suggestion = error.suggestion(changed).unwrap();
        prop_assert!(parse(&suggestion).is_ok());
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        match parse(&text) {
            Ok(id) => prop_assert!(str::from_utf8(&id).unwrap().starts_with(&text)),
            Err(error) => {
                if let IdError::Character { position, found } = error {
                    prop_assert_eq!(text.chars().nth(position - 1), Some(found));
                }
                prop_assert!(!error.explain(&text).chars().any(char::is_control));
                if let Some(suggestion) = error.suggestion(&text) {
                    prop_assert!(parse(&suggestion).is_ok());
                }
            }
        }
    }

    #[test]
    fn nearly_ids_are_answered(text in "[0-9a-zA-Zäß{' ]{13,19}") {
        if let Err(error) = parse(&text) {
            if let IdError::Character { position, found } = error {
                prop_assert_eq!(text.chars().nth(position - 1), Some(found));
            }
            if let Some(suggestion) = error.suggestion(&text) {
                prop_assert!(parse(&suggestion).is_ok());
            }
        }
    }
}
