//! One change, and words that changes share.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

/// Whether a change hurts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A program that was right may now be wrong.
    Breaking,
    /// Programs that were right stay right.
    Compatible,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Breaking => "breaking",
            Self::Compatible => "compatible",
        })
    }
}

/// What can be done with an object or a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Ability {
    /// Creating records; setting the field then.
    Create,
    /// Updating records; changing the field then.
    Update,
    /// Deleting records.
    Delete,
    /// Querying.
    Query,
    /// Fetching a record by its id.
    Retrieve,
    /// `WHERE`.
    Filter,
    /// `ORDER BY`.
    Sort,
    /// `GROUP BY`.
    Group,
    /// Aggregate functions.
    Aggregate,
    /// Naming a record in an upsert.
    Upsert,
}

impl Ability {
    const fn adjective(self) -> &'static str {
        match self {
            Self::Create => "createable",
            Self::Update => "updateable",
            Self::Delete => "deletable",
            Self::Query => "queryable",
            Self::Retrieve => "retrieveable",
            Self::Filter => "filterable",
            Self::Sort => "sortable",
            Self::Group => "groupable",
            Self::Aggregate => "aggregatable",
            Self::Upsert => "upsert-key",
        }
    }
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The object is not there any more, or this user does not see it.
    ObjectGone,
    /// The object is new.
    ObjectAdded,
    /// The field is not there any more, or this user does not see it.
    FieldGone,
    /// The field is new.
    FieldAdded,
    /// The name is written in other letter case, and answers are read by it.
    Respelled,
    /// Something may no longer be done.
    Lost(Ability),
    /// Something may now be done.
    Gained(Ability),
    /// The type is another.
    TypeChanged,
    /// Texts must be shorter.
    Shorter,
    /// Texts may be longer.
    Longer,
    /// Numbers must have fewer digits.
    FewerDigits,
    /// Numbers may have more digits.
    MoreDigits,
    /// A create without the field is refused now.
    BecameRequired,
    /// The field may be left out of a create.
    NoLongerRequired,
    /// The field cannot be emptied any more.
    NoLongerNillable,
    /// The field can be emptied.
    NowNillable,
    /// No two records may have the same value any more.
    NowUnique,
    /// Records may have the same value.
    NoLongerUnique,
    /// A picklist value is not listed any more.
    ValueRemoved,
    /// A picklist value is new.
    ValueAdded,
    /// A picklist value may be read, but no longer be written.
    ValueDeactivated,
    /// A picklist value may be written again.
    ValueActivated,
    /// Values that are not listed are refused now.
    NowRestricted,
    /// Values that are not listed are accepted.
    NoLongerRestricted,
    /// A picklist value may be chosen with fewer values of the controlling field.
    DependencyNarrowed,
    /// A picklist value may be chosen with more values of the controlling field.
    DependencyWidened,
    /// A reference leads to fewer objects.
    TargetRemoved,
    /// A reference leads to more objects.
    TargetAdded,
    /// A relationship cannot be queried by its name any more.
    RelationshipGone,
    /// A relationship is new.
    RelationshipAdded,
    /// Deleting is refused or deletes more than before.
    DeleteRule,
    /// A value that Salesforce fills in is another.
    DefaultChanged,
    /// Ids begin with other characters.
    PrefixChanged,
    /// The Rust name is another.
    Renamed,
    /// A label or help text is another.
    WordingChanged,
    /// A generated file differs in something that is none of the above.
    Text,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ObjectGone => "object-gone",
            Self::ObjectAdded => "object-added",
            Self::FieldGone => "field-gone",
            Self::FieldAdded => "field-added",
            Self::Respelled => "respelled",
            Self::Lost(ability) => return write!(f, "no-longer-{}", ability.adjective()),
            Self::Gained(ability) => return write!(f, "now-{}", ability.adjective()),
            Self::TypeChanged => "type-changed",
            Self::Shorter => "shorter",
            Self::Longer => "longer",
            Self::FewerDigits => "fewer-digits",
            Self::MoreDigits => "more-digits",
            Self::BecameRequired => "became-required",
            Self::NoLongerRequired => "no-longer-required",
            Self::NoLongerNillable => "no-longer-nillable",
            Self::NowNillable => "now-nillable",
            Self::NowUnique => "now-unique",
            Self::NoLongerUnique => "no-longer-unique",
            Self::ValueRemoved => "value-removed",
            Self::ValueAdded => "value-added",
            Self::ValueDeactivated => "value-deactivated",
            Self::ValueActivated => "value-activated",
            Self::NowRestricted => "now-restricted",
            Self::NoLongerRestricted => "no-longer-restricted",
            Self::DependencyNarrowed => "dependency-narrowed",
            Self::DependencyWidened => "dependency-widened",
            Self::TargetRemoved => "target-removed",
            Self::TargetAdded => "target-added",
            Self::RelationshipGone => "relationship-gone",
            Self::RelationshipAdded => "relationship-added",
            Self::DeleteRule => "delete-rule",
            Self::DefaultChanged => "default-changed",
            Self::PrefixChanged => "prefix-changed",
            Self::Renamed => "renamed",
            Self::WordingChanged => "wording-changed",
            Self::Text => "text",
        })
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The object's API name.
    pub object: String,
    /// The field's API name, where it is about one.
    pub field: Option<String>,
    /// What kind of change it is.
    pub what: Kind,
    /// Whether it hurts.
    pub severity: Severity,
    /// One sentence that names neither object nor field.
    pub message: String,
}

impl Change {
    pub(super) fn of(
        object: &str,
        what: Kind,
        severity: Severity,
        message: impl Into<String>,
    ) -> Self {
        Self {
            object: object.to_owned(),
            field: None,
            what,
            severity,
            message: message.into(),
        }
    }

    pub(crate) fn breaking(object: &str, what: Kind, message: impl Into<String>) -> Self {
        Self::of(object, what, Severity::Breaking, message)
    }

    pub(crate) fn compatible(object: &str, what: Kind, message: impl Into<String>) -> Self {
        Self::of(object, what, Severity::Compatible, message)
    }

    pub(super) fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// `Object.Field`, or the object alone.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.field {
            Some(field) => format!("{}.{field}", self.object),
            None => self.object.clone(),
        }
    }
}

/// `bpats__Job__c.bpats__Status__c: breaking: …`
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        let place = crate::printable::name(&place);
        let message = crate::printable::message(&self.message);
        write!(f, "{place}: {}: {message}", self.severity)
    }
}

/// Things by their name in small letters, as the org compares names; the first of two.
pub(super) fn by_name<T>(things: &[T], name: impl Fn(&T) -> &String) -> BTreeMap<String, &T> {
    let mut map = BTreeMap::new();
    for thing in things {
        map.entry(name(thing).to_ascii_lowercase()).or_insert(thing);
    }
    map
}

/// What is in the second map alone.
pub(super) fn added<'a, T>(
    old: &BTreeMap<String, &'a T>,
    new: &BTreeMap<String, &'a T>,
) -> impl Iterator<Item = &'a T> {
    new.iter()
        .filter(|(name, _)| !old.contains_key(*name))
        .map(|(_, thing)| *thing)
}

/// `; renamed to …?`
pub(super) fn hint_of_rename(hint: Option<&str>) -> String {
    hint.map_or_else(String::new, |it| format!("; was it renamed to `{it}`?"))
}

pub(super) const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Names in words: all of a few, the first of many.
pub(super) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|it| format!("`{}`", crate::printable::name(it)))
        .collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
