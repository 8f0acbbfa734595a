//! The parts of an API name.

/// What may stand at the end of an API name after two underscores, as Salesforce writes it.
///
/// From *Object Reference for the Salesforce Platform* (custom objects, external objects,
/// big objects, platform events, custom metadata types, associated objects such as
/// `__Share`), *SOQL and SOSL Reference, Understanding Relationship Names* (`__r`), and
/// *Field Types* (`__pc`, `__pr`, `__s`).
const SUFFIXES: &[&str] = &[
    "c",   // custom object or field
    "r",   // relationship of a custom lookup
    "pc",  // a contact's custom field on a person account
    "pr",  // and its relationship
    "mdt", // custom metadata type
    "e",   // platform event
    "b",   // big object
    "x",   // external object
    "kav", // article version
    "ka",  // article
    "hd",  // historical data
    "xo",  // Salesforce-to-Salesforce object
    "p",   // person account's part of a relationship
    "s",   // part of a compound field, after its name
    "dlm", // data model object of Data Cloud
    "dll", // data lake object of Data Cloud
    "History",
    "Share",
    "Feed",
    "ChangeEvent",
    "Tag",
    "ViewStat",
    "VoteStat",
    "DataCategorySelection",
    "OwnerSharingRule",
];

/// An API name taken apart: `bpats__Job__c` is `bpats`, `Job` and `c`.
///
/// Nothing is checked and nothing is lost: joined again by two underscores, the parts are
/// the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApiName<'a> {
    /// The namespace of the managed package, `bpats`.
    pub namespace: Option<&'a str>,
    /// The name itself, `Job`; for a part of a compound field with the part's name,
    /// `Site__City`.
    pub base: &'a str,
    /// What follows the last two underscores, `c`, if Salesforce has such a suffix. In the
    /// letter case of the name.
    pub suffix: Option<&'a str>,
}

impl<'a> ApiName<'a> {
    /// Takes a name apart.
    ///
    /// Only a name with a suffix Salesforce knows can have a namespace, and a namespace has
    /// 1 to 15 letters, digits and underscores, the first a letter (*Salesforce Help, Create
    /// and Register Your Namespace for Second-Generation Managed Packages*). Any other name
    /// is all base.
    ///
    /// ```
    /// use ats_schema::names::ApiName;
    ///
    /// let job = ApiName::parse("bpats__Job__c");
    /// assert_eq!((job.namespace, job.base, job.suffix), (Some("bpats"), "Job", Some("c")));
    ///
    /// let account = ApiName::parse("Account");
    /// assert_eq!((account.namespace, account.base, account.suffix), (None, "Account", None));
    ///
    /// let thing = ApiName::parse("My__Thing");
    /// assert_eq!((thing.namespace, thing.base, thing.suffix), (None, "My__Thing", None));
    /// ```
    #[must_use]
    pub fn parse(name: &'a str) -> Self {
        let whole = Self {
            namespace: None,
            base: name,
            suffix: None,
        };
        let Some((rest, suffix)) = name.rsplit_once("__") else {
            return whole;
        };
        if !is_suffix(suffix) || rest.is_empty() {
            return whole;
        }
        let (namespace, base) = match rest.split_once("__") {
            // `Site__City__s` is a part of `Site__c`; only with three pieces before the
            // suffix is the first one a namespace.
            Some((_, base)) if suffix == "s" && !base.contains("__") => (None, rest),
            Some((first, base)) if is_namespace(first) && !base.is_empty() => (Some(first), base),
            _ => (None, rest),
        };
        Self {
            namespace,
            base,
            suffix: Some(suffix),
        }
    }

    /// Returns whose right to a short Rust name comes first; `home` is the namespace of the package
    /// that the crate is about.
    #[must_use]
    pub fn precedence(&self, home: Option<&str>) -> Precedence {
        match self.namespace {
            None if self.suffix.is_none() => Precedence::Standard,
            None => Precedence::Org,
            Some(_) if self.namespace == home => Precedence::Home,
            Some(_) => Precedence::Package,
        }
    }
}

/// Whose right to a short Rust name comes first: an addition of lower precedence renames nothing of
/// a higher one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precedence {
    /// Salesforce's own, with neither namespace nor suffix: `Account`.
    Standard,
    /// Of the package that the crate is about: `bpats__Job__c`.
    Home,
    /// Of another package: `npsp__Batch__c`.
    Package,
    /// The org's own: `Visit__c`.
    Org,
}

impl Precedence {
    /// All, the highest first.
    pub const ALL: [Self; 4] = [Self::Standard, Self::Home, Self::Package, Self::Org];
}

fn is_suffix(text: &str) -> bool {
    SUFFIXES
        .iter()
        .any(|suffix| suffix.eq_ignore_ascii_case(text))
}

fn is_namespace(text: &str) -> bool {
    text.len() <= 15
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(name: &str) -> (Option<&str>, &str, Option<&str>) {
        let ApiName {
            namespace,
            base,
            suffix,
        } = ApiName::parse(name);
        (namespace, base, suffix)
    }

    #[test]
    fn names_of_all_kinds() {
        let cases = [
            ("Job__c", (None, "Job", Some("c"))),
            ("bpats__Job__r", (Some("bpats"), "Job", Some("r"))),
            ("bpats__Job__C", (Some("bpats"), "Job", Some("C"))),
            (
                "bpats__Job__History",
                (Some("bpats"), "Job", Some("History")),
            ),
            ("Job__History", (None, "Job", Some("History"))),
            ("AccountHistory", (None, "AccountHistory", None)),
            ("bpats__Rule__mdt", (Some("bpats"), "Rule", Some("mdt"))),
            ("FinServ__City__pc", (Some("FinServ"), "City", Some("pc"))),
            ("Site__City__s", (None, "Site__City", Some("s"))),
            (
                "bpats__Site__City__s",
                (Some("bpats"), "Site__City", Some("s")),
            ),
            (
                "a_long_name_of_more_than_15__Job__c",
                (None, "a_long_name_of_more_than_15__Job", Some("c")),
            ),
            ("1st__Job__c", (None, "1st__Job", Some("c"))),
            ("__c", (None, "__c", None)),
            ("x____c", (None, "x__", Some("c"))),
            ("", (None, "", None)),
            ("__", (None, "__", None)),
        ];
        for (name, expected) in cases {
            assert_eq!(parts(name), expected, "{name}");
        }
        let precedences = [
            "Account",
            "bpats__Job__c",
            "npsp__Job__c",
            "Job__c",
            "Job__History",
        ]
        .map(|name| ApiName::parse(name).precedence(Some("bpats")));
        use Precedence::{Home, Org, Package, Standard};
        assert_eq!(precedences, [Standard, Home, Package, Org, Org]);
        assert_eq!(ApiName::parse("a__B__c").precedence(None), Package);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(name in "([A-Za-z0-9é]{0,3}|__|_|c|s|r){0,9}") {
            let (namespace, base, suffix) = parts(&name);
            let parts: Vec<_> = [namespace, Some(base), suffix].into_iter().flatten().collect();
            prop_assert_eq!(parts.join("__"), name);
        }
    }
}
