//! Names that mean something already.

/// The keywords of Rust 2024, strict, reserved and weak, in alphabetical order (*The Rust
/// Reference, Keywords*).
///
/// The weak ones (`macro_rules`, `raw`, `safe`, `union`) may be identifiers, and no
/// function of this module avoids them.
pub const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Types and traits every module sees without importing them: an object of such a name
/// would hide it. For [`Scope`](super::Scope), in alphabetical order.
pub const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// File names Windows gives to devices, whatever their extension (*Microsoft, Naming Files,
/// Paths, and Namespaces*), in alphabetical order.
pub const DEVICES: &[&str] = &[
    "aux", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con",
    "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Modules a crate has already, or whose name hides one of the standard library, in
/// alphabetical order.
pub const MODULES: &[&str] = &["alloc", "build", "core", "lib", "main", "proc_macro", "std"];

/// Whether `name` is a keyword that cannot be an identifier.
#[must_use]
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [KEYWORDS, PRELUDE, DEVICES, MODULES] {
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn keywords_are_keywords() {
        for keyword in KEYWORDS {
            // `gen` is a keyword only since 2024, which `syn` need not know.
            let known = *keyword == "gen" || syn::parse_str::<syn::Ident>(keyword).is_err();
            assert!(known, "{keyword}");
        }
    }
}
