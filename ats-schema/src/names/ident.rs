//! Any text as a Rust identifier.
//!
//! Whatever goes in, what comes out is a valid identifier of Rust 2024: ASCII, at most
//! [`MAX_LENGTH`] characters, not a keyword, and in the letter case rustc's lints ask for.
//! The same text always gives the same identifier; different texts may give the same one,
//! which is for [`Scope`](super::Scope) to mend.

use super::reserved::{DEVICES, MODULES, is_keyword};
use super::suffix::{hash_digits, with_suffix};
use super::words::words;

/// The longest identifier. Longer ones are cut and end in a hash of the whole text, so that
/// two long texts that begin alike stay apart.
pub const MAX_LENGTH: usize = 100;

/// The longest variant of an enum.
pub const MAX_VARIANT_LENGTH: usize = 48;

/// The name of a type: `ATS_Action` → `AtsAction`.
///
/// `Self` is `SelfValue`, `30` is `N30`, no usable text is `Empty` or `Value`.
///
/// ```
/// use ats_schema::names::type_ident;
///
/// assert_eq!(type_ident("Job_Board_Application"), "JobBoardApplication");
/// ```
#[must_use]
pub fn type_ident(text: &str) -> String {
    camel(&words(text), text)
}

/// The name of a struct's field: `First_Name` → `first_name`.
///
/// A keyword gets an underscore: `type_`.
///
/// ```
/// use ats_schema::names::field_ident;
///
/// assert_eq!(field_ident("ATS_Action"), "ats_action");
/// assert_eq!(field_ident("Type"), "type_");
/// assert_eq!(field_ident("401k"), "n401k");
/// ```
#[must_use]
pub fn field_ident(text: &str) -> String {
    snake(&words(text), text)
}

/// The name of a module and its file: as [`field_ident`], and neither the name of a device
/// of Windows (`con_`) nor of a module that is there already (`core_`).
///
/// ```
/// assert_eq!(ats_schema::names::module_ident("Con"), "con_");
/// ```
#[must_use]
pub fn module_ident(text: &str) -> String {
    module(&words(text), text)
}

/// The name of a constant: `First_Name` → `FIRST_NAME`.
///
/// ```
/// assert_eq!(ats_schema::names::const_ident("ATS_Action"), "ATS_ACTION");
/// ```
#[must_use]
pub fn const_ident(text: &str) -> String {
    // No keyword is in capitals, but `snake` would put an underscore after one.
    let words = words(text);
    let name = match usable(&words, text) {
        Some(usable) => usable,
        None => words.join("_"),
    };
    cut(prefixed(name, 'n'), text, "_x", MAX_LENGTH).to_ascii_uppercase()
}

pub(super) fn camel(words: &[String], text: &str) -> String {
    camel_within(words, text, MAX_LENGTH)
}

/// The same, of at most `max_length` characters.
pub(super) fn camel_within(words: &[String], text: &str, max_length: usize) -> String {
    let mut name = String::new();
    for word in words {
        let mut characters = word.chars();
        let Some(first) = characters.next() else {
            continue;
        };
        // Between two digits an underscore is part of camel case: `X86_64`.
        if first.is_ascii_digit() && name.ends_with(|c: char| c.is_ascii_digit()) {
            name.push('_');
        }
        name.push(first.to_ascii_uppercase());
        name.push_str(characters.as_str());
    }
    let name = match usable(words, text) {
        Some(usable) => usable[..1].to_ascii_uppercase() + &usable[1..],
        None => name,
    };
    let name = cut(prefixed(name, 'N'), text, "X", max_length);
    if is_keyword(&name) {
        name + "Value"
    } else {
        name
    }
}

pub(super) fn snake(words: &[String], text: &str) -> String {
    let name = usable(words, text).unwrap_or_else(|| words.join("_"));
    let name = cut(prefixed(name, 'n'), text, "_x", MAX_LENGTH);
    if is_keyword(&name) { name + "_" } else { name }
}

pub(super) fn module(words: &[String], text: &str) -> String {
    let name = snake(words, text);
    if DEVICES.binary_search(&&*name).is_ok() || MODULES.binary_search(&&*name).is_ok() {
        name + "_"
    } else {
        name
    }
}

/// The stand-in for a text that has no words.
fn usable(words: &[String], text: &str) -> Option<String> {
    let stand_in = if text.trim().is_empty() {
        "empty"
    } else {
        "value"
    };
    words.is_empty().then(|| stand_in.to_owned())
}

/// An identifier does not begin with a digit.
fn prefixed(name: String, prefix: char) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{prefix}{name}")
    } else {
        name
    }
}

/// Cuts a long name, and puts a hash of the whole text, after `mark`, at its end.
fn cut(name: String, text: &str, mark: &str, max_length: usize) -> String {
    // The underscore or word after a keyword is never added to a long name.
    if name.len() <= max_length {
        return name;
    }
    with_suffix(&name, &format!("{mark}{}", hash_digits(text)), max_length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::variant_candidates;
    use super::*;

    #[test]
    fn types_of_all_kinds() {
        let cases = [
            ("ATS_Action", "AtsAction"),
            ("Job", "Job"),
            ("1+", "N1"),
            ("N/A", "NA"),
            ("Côte d'Ivoire", "CoteDIvoire"),
            ("%", "Value"),
            (">50", "N50"),
            ("<50", "N50"),
            ("30", "N30"),
            ("3.5", "N3_5"),
            ("1-5 years", "N1_5Years"),
            ("AT&T", "AtT"),
            ("C#", "C"),
            ("self", "SelfValue"),
            ("Self", "SelfValue"),
            ("self_value", "SelfValue"),
            ("", "Empty"),
            ("  ", "Empty"),
            ("!?", "Value"),
            ("東京", "DongJing"),
            ("שלום", "Shlvm"),
            ("مرحبا", "MrHb"),
            ("👍", "N1"),
            ("_", "Value"),
            ("r#type", "RType"),
            ("Closed – Won", "ClosedWon"),
        ];
        for (text, expected) in cases {
            assert_eq!(type_ident(text), expected, "{text}");
        }
    }

    #[test]
    fn fields_modules_features_and_constants() {
        let cases = [
            ("ATS_Action", "ats_action", "ats_action"),
            ("Type", "type_", "type_"),
            ("Match", "match_", "match_"),
            ("Self", "self_", "self_"),
            ("Gen", "gen_", "gen_"),
            ("401k", "n401k", "n401k"),
            ("Con", "con", "con_"),
            ("COM1", "com1", "com1_"),
            ("NUL", "nul", "nul_"),
            ("Core", "core", "core_"),
            ("Std", "std", "std_"),
            ("Main", "main", "main_"),
            ("mod", "mod_", "mod_"),
            ("Default", "default", "default"),
            ("", "empty", "empty"),
            ("?", "value", "value"),
            ("BillingAddress", "billing_address", "billing_address"),
        ];
        for (text, field, module) in cases {
            assert_eq!(field_ident(text), field, "{text}");
            assert_eq!(module_ident(text), module, "{text}");
        }
        assert_eq!(const_ident("type"), "TYPE");
        assert_eq!(const_ident("3 steps"), "N3_STEPS");
        assert_eq!(const_ident(""), "EMPTY");
    }

    #[test]
    fn long_names_are_cut_but_stay_apart() {
        let long = "Very_".repeat(30);
        let (a, b) = (format!("{long}a"), format!("{long}b"));
        for ident in [type_ident, field_ident, module_ident, const_ident] {
            assert!(ident(&a).len() <= MAX_LENGTH);
            assert_ne!(ident(&a), ident(&b));
            assert_eq!(ident(&a), ident(&a));
        }
        assert!(field_ident(&a).starts_with("very_very_"));
    }

    /// rustc's `non_camel_case_types`.
    fn is_camel(name: &str) -> bool {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let characters: Vec<char> = name.chars().collect();
        characters[0].is_ascii_uppercase()
            && characters.iter().enumerate().all(|(at, &c)| {
                let before = at.checked_sub(1).map(|at| characters[at]);
                let after = characters.get(at + 1).copied();
                c != '_'
                    || !(letter(before) || letter(after) || after == Some('_') || after.is_none())
            })
    }

    /// rustc's `non_snake_case`, which lets underscores at either end pass.
    fn is_snake(name: &str) -> bool {
        let inner = name.trim_matches('_');
        !inner.contains("__") && !inner.contains(|c: char| c.is_ascii_uppercase())
    }

    fn check(text: &str) -> Result<(), TestCaseError> {
        let idents = [
            (type_ident(text), is_camel as fn(&str) -> bool),
            (field_ident(text), is_snake),
            (module_ident(text), is_snake),
            (const_ident(text), |name| {
                !name.contains(|c: char| c.is_ascii_lowercase()) && !name.contains("__")
            }),
        ];
        for variant in variant_candidates(text) {
            prop_assert!(variant.len() <= MAX_VARIANT_LENGTH, "{}", variant);
            prop_assert!(
                syn::parse_str::<syn::Ident>(&variant).is_ok(),
                "{}",
                variant
            );
            prop_assert!(is_camel(&variant), "{}", variant);
        }
        for (ident, lint) in idents {
            prop_assert!(syn::parse_str::<syn::Ident>(&ident).is_ok(), "{}", ident);
            prop_assert!(ident.is_ascii() && ident.len() <= MAX_LENGTH, "{}", ident);
            prop_assert!(!is_keyword(&ident), "{}", ident);
            prop_assert!(lint(&ident), "{}", ident);
            prop_assert!(!ident.starts_with('_'), "{}", ident);
        }
        let module = module_ident(text);
        prop_assert!(!DEVICES.contains(&&*module) && !MODULES.contains(&&*module));
        Ok(())
    }

    proptest! {
        #[test]
        fn any_text_makes_clean_identifiers(text in any::<String>()) {
            check(&text)?;
        }

        #[test]
        fn any_api_name_makes_clean_identifiers(text in "[A-Za-z0-9_]{0,130}") {
            check(&text)?;
        }

        #[test]
        fn any_value_makes_clean_identifiers(text in "[-A-Za-z0-9_+%<>=&/. ' é東👍ß]{0,40}") {
            check(&text)?;
        }
    }

    #[test]
    fn keywords_make_clean_identifiers() {
        for list in [super::super::reserved::KEYWORDS, DEVICES, MODULES] {
            for text in list {
                check(text).unwrap();
                check(&text.to_uppercase()).unwrap();
            }
        }
    }
}
