use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// The notations in which a server may repeat a text.
fn notations(text: &str) -> Vec<String> {
    let bytes = |format: fn(u8) -> String| text.bytes().map(format).collect::<String>();
    let percent = |kept: &str, upper: bool| {
        let mut out = String::new();
        for byte in text.bytes() {
            match char::from(byte) {
                c if c.is_ascii_alphanumeric() || kept.contains(c) => out.push(c),
                _ if upper => write!(out, "%{byte:02X}").unwrap(),
                _ => write!(out, "%{byte:02x}").unwrap(),
            }
        }
        out
    };
    let json = serde_json::to_string(text).unwrap();
    let json = json[1..json.len() - 1].to_owned();
    let units: String = text
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    let html = |quote: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', quote)
    };
    let mut all = vec![
        text.to_owned(),
        percent("-._~", true),
        percent("-._~", false),
        percent("-._~!*'()", true),
        percent("-._* ", true).replace(' ', "+"),
        percent("-._* ", false).replace(' ', "+"),
        percent("", true).replace('%', "%25"),
        bytes(|byte| format!("%{byte:02x}")),
        bytes(|byte| format!("%{byte:02X}")),
        json.replace('\\', "\\\\"),
        json.replace('/', "\\/"),
        json,
        units,
        html("&#39;"),
        html("&#x27;"),
        text.replace('\\', "\\\\").replace('\'', "\\'"),
    ];
    for before in ["", "a", "ab", "client:"] {
        let bytes = format!("{before}{text}");
        all.push(STANDARD.encode(&bytes));
        all.push(URL_SAFE.encode(&bytes));
        all.push(STANDARD.encode(format!("{bytes}!")));
        all.push(STANDARD.encode(&bytes).trim_end_matches('=').to_owned());
    }
    all
}

fn hiding(secret: &str) -> Mask {
    let mut mask = Mask::default();
    mask.secret(&SecretString::from(secret));
    mask
}

fn hiding_value(value: &str) -> Mask {
    let mut mask = Mask::default();
    mask.value(value);
    mask
}

#[test]
fn a_secret_is_hidden_in_every_notation() {
    let mask = hiding("correct horse+battery");
    for notation in notations("correct horse+battery") {
        assert_eq!(
            mask.hide(&format!("no: {notation}!")),
            "no: …!",
            "{notation}"
        );
    }
    // Cut off, and in another case.
    assert_eq!(mask.hide("no: CORRECT HORSE"), "no: …");
    assert_eq!(
        mask.hide("no: correct+h..."),
        "no: ….…".replace(".…", "...")
    );
    assert_eq!(mask.hide("a correction"), "a …ion");
}

#[test]
fn a_value_is_hidden_where_it_is_meant() {
    let ada = hiding_value("Ada");
    assert_eq!(ada.hide("no Ada, (ada) or 'ADA'"), "no …, (…) or '…'");
    assert_eq!(ada.hide("LastName%3DAda%26x"), "LastName%3D…%26x");
    // A short value within a word is chance.
    assert_eq!(ada.hide("Canada and Ada_Name"), "Canada and Ada_Name");
    assert_eq!(hiding_value("Lovelace").hide("xlovelacex"), "x…x");
    // A long value may be cut off by the server.
    let long = hiding_value("Augusta Ada King, Countess of Lovelace");
    assert_eq!(long.hide("no: Augusta Ada K..."), "no: …...");
    assert_eq!(long.hide("Augusta"), "Augusta");
    // Two characters are too few, and ids stay.
    for value in ["no", " a ", "003Em00000cqRQ3IAM", "003Em00000cqRQ3"] {
        let text = format!("of {value} it says {value}");
        assert_eq!(hiding_value(value).hide(&text), text);
    }
    // Fifteen letters are not an id.
    assert_eq!(hiding_value("ChristopherWren").hide("ChristopherWren"), "…");
    let mut salary = Mask::default();
    salary.number("123456");
    assert_eq!(
        salary.hide("123456, 1234567 and 7123456"),
        "…, 1234567 and 7123456"
    );
}

#[test]
fn the_longest_value_wins() {
    let mut mask = hiding_value("Ada");
    mask.value("Ada Lovelace");
    assert_eq!(mask.hide("Ada Lovelace is Ada."), "… is ….");
}

#[test]
fn a_very_long_text_is_cut_and_searched_to_its_end() {
    let value = "Lovelace".repeat(10_000);
    let text = format!("too large: {value}");
    assert_eq!(hiding_value(&value).printable(&text), "too large: …");
    let page = "a\u{1b}b ".repeat(100_000);
    let shown = hiding_value("Lovelace").printable(&page);
    assert!(shown.chars().count() < server_text::MAX + 40, "{shown}");
    // What is cut in two at the end of what is searched.
    let text = format!("{}{}Lovel", "Babbage!".repeat(4_095), "ab");
    let mut mask = hiding_value("Babbage!");
    mask.value("Lovelace");
    let shown = mask.hide_beginning(&(text + "ace"));
    assert!(!shown.contains("Lovel"), "{}", &shown[shown.len() - 40..]);
}

proptest! {
    #[test]
    fn no_notation_of_a_secret_is_printed(
        secret in "[ -~]{8,24}|\\PC{8,16}",
        before in "[a-z :=]{0,10}",
        after in "[a-z .!]{0,10}",
    ) {
        prop_assume!(!secret.trim().is_empty() && !secret.contains('…'));
        let mask = hiding(&secret);
        for notation in notations(&secret) {
            let shown = mask.hide(&format!("{before}{notation}{after}"));
            prop_assert!(!shown.contains(&notation), "{notation:?}: {shown:?}");
            prop_assert!(!shown.contains(&secret), "{notation:?}: {shown:?}");
        }
    }

    #[test]
    fn no_notation_of_a_value_is_printed(value in "[A-Za-z][ -~]{6,30}[a-z]|\\p{L}{8,16}") {
        prop_assume!(!is_id(&value));
        let mask = hiding_value(&value);
        for notation in notations(&value).into_iter().take(16) {
            let shown = mask.hide(&format!("value: {notation} (max length=40)"));
            prop_assert!(!shown.contains(&notation), "{notation:?}: {shown:?}");
            prop_assert!(shown.ends_with(" (max length=40)"), "{shown:?}");
        }
    }

    #[test]
    fn any_text_prints_as_one_short_line(text in any::<String>(), value in any::<String>()) {
        let mut mask = hiding_value(&value);
        mask.secret(&SecretString::from(value));
        let shown = mask.printable(&text);
        prop_assert!(shown.chars().all(server_text::is_visible), "{shown:?}");
        prop_assert!(shown.chars().count() < server_text::MAX + 40);
    }

    #[test]
    fn other_text_stays(text in "[a-m ]{0,60}", value in "[n-z]{3,20}") {
        prop_assert_eq!(hiding_value(&value).hide(&text), text);
    }
}

/// The number of steps that hiding takes.
fn steps(mask: &Mask, text: &str) -> usize {
    let mut left = MOST_STEPS;
    mask.search(text, &mut left).expect("enough steps");
    MOST_STEPS - left
}

#[test]
fn a_run_of_backslashes_takes_few_steps() {
    let run = "\\".repeat(20_000);
    for value in [run.clone(), format!("{run}n"), format!("{run}\n")] {
        let mask = hiding_value(&value);
        for text in [value.clone(), value.replace('\\', "\\\\"), run.clone()] {
            let taken = steps(&mask, &text);
            assert!(taken < 50_000, "{taken}");
            assert_eq!(mask.hide(&text), "…");
        }
    }
    // Escaped any number of times, the text around it stays.
    let mask = hiding_value(r"C:\\\\share\\x");
    for escaped in 0..4 {
        let times = 1 << escaped;
        let text = r"C:\\\\share\\x".replace('\\', &"\\".repeat(times));
        assert_eq!(mask.hide(&format!("no {text}!")), "no …!");
    }
}

#[test]
fn a_run_of_backslashes_is_read_once() {
    // To read it from each of its places takes minutes.
    let run = "\\".repeat(200_000);
    let text = format!("{run}ud83d{run}ude00");
    let start = Instant::now();
    let decoded = Decoded::new(&text);
    assert!(start.elapsed() < Duration::from_secs(20));
    let last = decoded
        .at(0)
        .last()
        .map(|reading| (reading.character, reading.after));
    assert_eq!(last, Some(('\u{1f600}', text.len())));
}

#[test]
fn a_text_that_needs_too_many_steps_is_hidden_as_a_whole() {
    let mut mask = Mask::default();
    mask.number(&format!("{}2", "1".repeat(900)));
    let text = format!("salary {}", "1".repeat(20_000));
    assert_eq!(mask.hide(&text), "…");
    assert_eq!(mask.hide("salary 111"), "salary 111");
}

#[test]
fn a_long_value_is_known_by_its_beginning() {
    let body: String = (0..)
        .map(|n: u32| n.to_string() + " ")
        .take(800_000)
        .collect();
    assert!(body.len() > 5_000_000);
    let mask = hiding_value(&body);
    assert_eq!(mask.next.len(), KEPT);
    let all = format!("too large: {body} (max length=4000)");
    assert_eq!(mask.printable(&all), "too large: …");
    let part = &body[..KEPT + 200];
    assert_eq!(mask.hide(&format!("no {part}")), "no …");
    assert_eq!(mask.hide(&format!("no {}; yes", &body[..400])), "no …; yes");
}

#[test]
fn a_long_number_is_hidden_to_the_end() {
    let number = "7".repeat(KEPT + 100);
    let mut mask = Mask::default();
    mask.number(&number);
    assert_eq!(mask.hide(&format!("no {number}")), "no …");
}

#[test]
fn many_long_values_are_known_by_their_beginnings() {
    let mut mask = Mask::default();
    let value = |n: u32| format!("{n:05} {}", "Countess of Lovelace, ".repeat(60));
    for n in 0..5_000 {
        mask.value(&value(n));
    }
    let nodes = mask.next.len();
    assert!(nodes < MANY_NODES + KEPT + 5_000 * BEGINNING, "{nodes}");
    for n in [0, 4_999] {
        assert_eq!(mask.hide(&format!("no {}", value(n).trim())), "no …");
    }
    mask.full = true;
    assert_eq!(mask.hide("no"), "…");
}
