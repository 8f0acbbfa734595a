//! Which objects are fetched.

use std::collections::BTreeSet;

use ats_client::ObjectSummary;
use ats_schema::names::{ApiName, nearest};
use regex::{Regex, RegexBuilder};
use serde::Serialize;

use super::error::FetchError;
use crate::config::FetchConfig;
use crate::error::hint;
use ats_schema::describe::PermissionSet;

/// The objects of the Asymbl ATS External Integration Guide, in alphabetical order.
pub const GUIDE: [&str; 33] = [
    "Account",
    "Contact",
    "ContentVersion",
    "EmailMessage",
    "bpats__ATS_Action_Link__c",
    "bpats__ATS_Action__c",
    "bpats__ATS_Applicant__c",
    "bpats__ATS_Log__c",
    "bpats__ATS_Stage_Tracking__c",
    "bpats__ATS_Stage__c",
    "bpats__ATS_Template_Filter__c",
    "bpats__ATS_Template_Stage__c",
    "bpats__ATS_Template__c",
    "bpats__ATS_Timeline_Child__c",
    "bpats__ATS_Timeline_Configuration__c",
    "bpats__Branch__c",
    "bpats__Contact_List__c",
    "bpats__Interview_Feedback__c",
    "bpats__Interview_Template_Detail__c",
    "bpats__Interview_Template__c",
    "bpats__Interview_Topic_Feedback__c",
    "bpats__Interview_Topic__c",
    "bpats__Interview__c",
    "bpats__Job_Board_Application__c",
    "bpats__Job__c",
    "bpats__Message_Stats__c",
    "bpats__Offer__c",
    "bpats__Placement_Credit_Template_Entry__c",
    "bpats__Placement_Credit_Template__c",
    "bpats__Placement_Credit__c",
    "bpats__Placement__c",
    "bpats__Purchase_Order__c",
    "bpats__Work_Site_Location__c",
];

/// Which objects are asked for. What the parts select adds up; nothing selects the [`GUIDE`]'s.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// By API name, in any letter case.
    pub objects: Vec<String>,
    /// Those whose API name this regular expression finds.
    pub pattern: Option<String>,
    /// Those of a managed package, by its namespace.
    pub namespace: Option<String>,
    /// Every object the user sees.
    pub all: bool,
    /// How many levels of the objects that those refer to are asked for, too: 0 for none of
    /// them, 1 for parents, 2 for theirs as well. Every level takes a round of API calls.
    pub parents: u8,
}

impl Selection {
    /// What the configuration selects.
    #[must_use]
    pub fn of(config: &FetchConfig) -> Self {
        Self {
            objects: config.objects.clone(),
            pattern: config.pattern.clone(),
            namespace: config.namespace.clone(),
            all: config.all,
            parents: config.with_parents.levels(),
        }
    }

    /// Whether it selects nothing by itself.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.pattern.is_none() && self.namespace.is_none() && !self.all
    }

    /// Returns true if an object is selected by its name, in any letter case.
    pub(super) fn names(&self, object: &str) -> bool {
        let mut names = self.objects.iter();
        names.any(|it| it.trim().eq_ignore_ascii_case(object))
    }

    /// Tells of a name whether an object of that name would be selected.
    pub(super) fn matcher(&self) -> impl Fn(&str) -> bool {
        let regex = self.regex().ok().flatten();
        move |object| {
            let guide = || GUIDE.iter().any(|it| it.eq_ignore_ascii_case(object));
            self.all
                || self.names(object)
                || self.is_of_namespace(object)
                || regex.as_ref().is_some_and(|it| it.is_match(object))
                || (self.is_empty() && guide())
        }
    }

    fn is_of_namespace(&self, object: &str) -> bool {
        let namespace = self.namespace.as_deref();
        namespace.is_some_and(|it| {
            let prefix = format!("{it}__").to_ascii_lowercase();
            object.to_ascii_lowercase().starts_with(&prefix)
        })
    }

    pub(super) fn regex(&self) -> Result<Option<Regex>, FetchError> {
        let Some(pattern) = &self.pattern else {
            return Ok(None);
        };
        let regex = RegexBuilder::new(pattern).build();
        regex.map(Some).map_err(|cause| FetchError::Pattern {
            pattern: pattern.clone(),
            cause: Box::new(cause),
        })
    }
}

/// An object that was asked for and is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Missing {
    /// What was asked for.
    pub object: String,
    /// Why it is not there, as far as anybody can tell.
    pub reason: String,
    /// The nearest name there is.
    pub nearest: Option<String>,
    /// True if it was selected by its name, which makes its absence an error.
    pub named: bool,
    /// True if its describe was removed from the folder on request, which makes it none.
    #[serde(skip)]
    pub(super) pruned: bool,
}

impl Missing {
    /// Returns true if the command fails because of it.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        self.named && !self.pruned
    }

    /// As a warning says it.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.nearest {
            Some(_) => format!("{}{}", self.reason, hint(self.nearest.as_deref())),
            None => self.reason.clone(),
        }
    }
}

/// What is asked for and there, as it is spelled there, and what is not there, or not for the
/// users of a permission set.
pub(super) fn resolve(
    selection: &Selection,
    listed: &[ObjectSummary],
    set: Option<&PermissionSet>,
) -> Result<(Vec<String>, Vec<Missing>), FetchError> {
    let regex = selection.regex()?;
    let mut found = BTreeSet::new();
    let mut missing = Vec::new();
    if selection.is_empty() {
        for name in GUIDE {
            named(name, listed, &mut found, &mut missing);
        }
    }
    for name in &selection.objects {
        let known = missing.len();
        named(name.trim(), listed, &mut found, &mut missing);
        missing
            .iter_mut()
            .skip(known)
            .for_each(|it| it.named = true);
    }
    for object in listed {
        let name = &object.name;
        let of_namespace = selection.is_of_namespace(name);
        let matches = regex.as_ref().is_some_and(|it| it.is_match(name));
        if selection.all || of_namespace || matches {
            found.insert(name.clone());
        }
    }
    if let Some(set) = set {
        found.retain(|name| {
            let readable = set.on_object(name).read;
            if !readable {
                missing.push(Missing {
                    object: name.clone(),
                    reason: format!(
                        "the permission set `{}` gives its users no access",
                        set.name
                    ),
                    nearest: None,
                    named: false,
                    pruned: false,
                });
            }
            readable
        });
    }
    if found.is_empty() {
        let why = match missing.first() {
            Some(first) => format!("`{}`: {}", first.object, first.message()),
            None => format!(
                "none of the {} objects that this user sees is selected",
                listed.len()
            ),
        };
        return Err(FetchError::Nothing(why));
    }
    Ok((found.into_iter().collect(), missing))
}

fn named(
    wanted: &str,
    listed: &[ObjectSummary],
    found: &mut BTreeSet<String>,
    missing: &mut Vec<Missing>,
) {
    if let Some(object) = listed
        .iter()
        .find(|it| it.name.eq_ignore_ascii_case(wanted))
    {
        found.insert(object.name.clone());
        return;
    }
    let namespace = ApiName::parse(wanted).namespace;
    let neighbours = |namespace: &str| {
        let prefix = format!("{namespace}__").to_ascii_lowercase();
        listed
            .iter()
            .any(|it| it.name.to_ascii_lowercase().starts_with(&prefix))
    };
    let reason = match namespace {
        Some(namespace) if !neighbours(namespace) => format!(
            "the user sees no object of the package `{namespace}`: it is not installed in this \
             org, or no permission set of it is assigned to the user"
        ),
        Some(namespace) => format!(
            "not seen by this user: the installed version of `{namespace}` has no such object, or \
             the permission to read it is missing"
        ),
        None => "not seen by this user: the org has no such object, or the permission to read it \
                 is missing"
            .to_owned(),
    };
    let names = listed.iter().map(|it| it.name.as_str());
    missing.push(Missing {
        object: wanted.to_owned(),
        reason,
        nearest: nearest(wanted, names).map(str::to_owned),
        named: false,
        pruned: false,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(names: &[&str]) -> Vec<ObjectSummary> {
        let json = names.iter().map(|it| format!("{{\"name\": \"{it}\"}}"));
        let json = format!("[{}]", json.collect::<Vec<_>>().join(","));
        serde_json::from_str(&json).unwrap()
    }

    fn select(objects: &[&str]) -> Selection {
        Selection {
            objects: objects.iter().map(|it| (*it).to_owned()).collect(),
            ..Selection::default()
        }
    }

    #[test]
    fn the_guides_objects_are_those_of_the_bundled_schemas() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
        let mut names: Vec<String> = crate::describe_files::list(&folder)
            .unwrap()
            .describes
            .into_iter()
            .map(|it| it.name.trim_end_matches(".json").to_owned())
            .collect();
        names.sort();
        assert_eq!(names, GUIDE);
    }

    #[test]
    fn names_are_found_in_any_letter_case_and_missing_ones_say_why() {
        let org = listed(&["Contact", "bpats__Job__c", "bpats__Offer__c"]);
        let selection = select(&["contact", "bpats__Jobb__c", "other__Thing__c", "Acount"]);
        let (found, missing) = resolve(&selection, &org, None).unwrap();
        assert_eq!(found, ["Contact"]);
        assert_eq!(missing[0].nearest.as_deref(), Some("bpats__Job__c"));
        assert!(missing[0].reason.contains("installed version of `bpats`"));
        assert!(missing[1].reason.contains("not installed"));
        assert_eq!(missing[2].nearest, None);
    }

    #[test]
    fn selections_add_up() {
        let org = listed(&["Contact", "Lead", "bpats__Job__c", "x__Job__c"]);
        let mut selection = select(&["Lead"]);
        selection.namespace = Some("BPATS".into());
        selection.pattern = Some("^x__".into());
        let (found, missing) = resolve(&selection, &org, None).unwrap();
        assert_eq!(found, ["Lead", "bpats__Job__c", "x__Job__c"]);
        assert!(missing.is_empty());
        selection.pattern = Some("(".into());
        assert!(matches!(
            resolve(&selection, &org, None),
            Err(FetchError::Pattern { .. })
        ));
        selection.pattern = None;
        selection.all = true;
        assert_eq!(resolve(&selection, &org, None).unwrap().0.len(), 4);
    }

    #[test]
    fn what_a_permission_set_hides_is_not_asked_for() {
        let set = r#"{"name": "S", "objectPermissions": [{"object": "Lead", "allowRead": true}]}"#;
        let set = PermissionSet::parse(set.as_bytes()).unwrap();
        let org = listed(&["Contact", "Lead"]);
        let selection = select(&["Contact", "Lead"]);
        let (found, missing) = resolve(&selection, &org, Some(&set)).unwrap();
        assert_eq!(found, ["Lead"]);
        assert_eq!(missing[0].object, "Contact");
        assert!(missing[0].reason.contains("permission set `S`"));
    }

    #[test]
    fn nothing_at_all_is_an_error() {
        let error = resolve(&Selection::default(), &listed(&["Lead"]), None).unwrap_err();
        assert!(error.to_string().contains("`Account`"), "{error}");
    }
}
