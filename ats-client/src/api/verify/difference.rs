//! A difference between a type and the org.

use std::fmt;

use ats_schema::rules::server_text::{MAX, escape};
use serde::{Serialize, Serializer};

use crate::error::LONGEST_NAME;

/// The severity of a difference. The worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Programs work as before: reading forgives.
    Info,
    /// A program may fail, depending on the values that it sends or receives.
    Warning,
    /// A program that uses it fails.
    Breaks,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Breaks => "breaks",
        })
    }
}

/// Something that a program does with an object or a field.
// No variant has the name of a trait of ats-core: the compiler would print that trait's whole path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Ability {
    /// Queries records.
    Querying,
    /// Retrieves records by id.
    Retrieving,
    /// Creates records, or sets the field then.
    Creating,
    /// Updates records, or sets the field then.
    Updating,
    /// Deletes records.
    Deleting,
    /// Uses the field in `WHERE`.
    Filtering,
    /// Uses the field in `ORDER BY`.
    Sorting,
    /// Uses the field in `GROUP BY`.
    Grouping,
    /// Uses the field in an aggregate function.
    Aggregating,
    /// Names a record by the field in an upsert.
    Upserting,
}

impl Ability {
    const fn adjective(self) -> &'static str {
        match self {
            Self::Querying => "queryable",
            Self::Retrieving => "retrieveable",
            Self::Creating => "createable",
            Self::Updating => "updateable",
            Self::Deleting => "deletable",
            Self::Filtering => "filterable",
            Self::Sorting => "sortable",
            Self::Grouping => "groupable",
            Self::Aggregating => "aggregatable",
            Self::Upserting => "upsert-key",
        }
    }
}

/// The kind of a difference. Its `Display` is the code that `ats-codegen diff` has for such a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// The org has no such object, or this user does not see it.
    ObjectGone,
    /// The object has no such field, or this user does not see it.
    FieldGone,
    /// The org writes the name in other letter case, and values are read by it.
    Respelled,
    /// This user, or nobody, may do something.
    Lost(Ability),
    /// The type of the field is another.
    TypeChanged,
    /// The org keeps shorter texts.
    Shorter,
    /// The org keeps longer texts.
    Longer,
    /// The org keeps fewer digits.
    FewerDigits,
    /// The org keeps more digits.
    MoreDigits,
    /// The org refuses a create without the field.
    BecameRequired,
    /// The field cannot be set to null.
    NoLongerNillable,
    /// The org does not list picklist values that the type lists.
    ValueRemoved,
    /// Picklist values are not active in the org.
    ValueDeactivated,
    /// The org has more picklist values.
    ValueAdded,
    /// A lookup does not refer to an object that the type expects.
    TargetRemoved,
    /// A lookup refers to more objects than the type expects.
    TargetAdded,
    /// A relationship cannot be queried by its name.
    RelationshipGone,
    /// The org has another field.
    FieldAdded,
}

impl fmt::Display for DifferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ObjectGone => "object-gone",
            Self::FieldGone => "field-gone",
            Self::Respelled => "respelled",
            Self::Lost(ability) => return write!(f, "no-longer-{}", ability.adjective()),
            Self::TypeChanged => "type-changed",
            Self::Shorter => "shorter",
            Self::Longer => "longer",
            Self::FewerDigits => "fewer-digits",
            Self::MoreDigits => "more-digits",
            Self::BecameRequired => "became-required",
            Self::NoLongerNillable => "no-longer-nillable",
            Self::ValueRemoved => "value-removed",
            Self::ValueDeactivated => "value-deactivated",
            Self::ValueAdded => "value-added",
            Self::TargetRemoved => "target-removed",
            Self::TargetAdded => "target-added",
            Self::RelationshipGone => "relationship-gone",
            Self::FieldAdded => "field-added",
        })
    }
}

impl Serialize for DifferenceKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A difference between a type and the org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The API name of the object.
    pub object: String,
    /// The API name of the field, or the name of the relationship; `None` if it is about the object.
    pub field: Option<String>,
    /// The kind of difference.
    pub kind: DifferenceKind,
    /// The severity.
    pub severity: Severity,
    /// The difference in a sentence that names neither object nor field.
    pub message: String,
}

impl Difference {
    /// Returns what to do about the difference; `None` if nothing need be done.
    #[must_use]
    pub const fn help(&self) -> Option<&'static str> {
        if matches!(self.severity, Severity::Info) {
            return None;
        }
        Some(match self.kind {
            DifferenceKind::ObjectGone => {
                "deploy the object to this org, give the user access to it by a permission set, or generate the \
                 crate as this user"
            }
            DifferenceKind::Lost(_) if self.field.is_none() => {
                "give the user this permission, by a profile or a permission set, or generate the crate as \
                 this user"
            }
            DifferenceKind::FieldGone
            | DifferenceKind::Lost(Ability::Creating | Ability::Updating) => {
                "give the user access to the field, deploy the field as the crate expects it, or generate \
                 the crate from this org"
            }
            DifferenceKind::Shorter => {
                "lengthen the field in this org, or generate the crate from it, which then refuses longer \
                 texts before they are sent"
            }
            DifferenceKind::BecameRequired => {
                "give the field a default in this org, or generate the crate from it and set the field"
            }
            DifferenceKind::FieldAdded => {
                "give the field a default in this org, or generate the crate from it and set the field"
            }
            DifferenceKind::ValueRemoved | DifferenceKind::ValueDeactivated => {
                "add or activate the values in this org, or generate the crate from it"
            }
            _ => "deploy the field as the crate expects it, or generate the crate from this org",
        })
    }
}

/// `breaks: Contact.FirstName: …`, and in a second line what to do.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: `{}",
            self.severity,
            escape(&self.object, LONGEST_NAME)
        )?;
        if let Some(field) = &self.field {
            write!(f, ".{}", escape(field, LONGEST_NAME))?;
        }
        write!(f, "`: {}", escape(&self.message, MAX))?;
        match self.help() {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// Sorts the worst first, then by object and field.
pub(super) fn sort(differences: &mut [Difference]) {
    differences.sort_by(|a, b| {
        let place = |it: &Difference| (it.object.clone(), it.field.clone(), it.kind);
        b.severity
            .cmp(&a.severity)
            .then_with(|| place(a).cmp(&place(b)))
    });
}

/// Adds the differences of an object or of one of its fields.
pub(super) struct Found<'a> {
    pub(super) object: &'a str,
    pub(super) field: Option<&'a str>,
    pub(super) differences: &'a mut Vec<Difference>,
}

impl Found<'_> {
    pub(super) fn add(
        &mut self,
        severity: Severity,
        kind: DifferenceKind,
        message: impl Into<String>,
    ) {
        self.differences.push(Difference {
            object: self.object.to_owned(),
            field: self.field.map(str::to_owned),
            kind,
            severity,
            message: message.into(),
        });
    }

    pub(super) fn breaks(&mut self, kind: DifferenceKind, message: impl Into<String>) {
        self.add(Severity::Breaks, kind, message);
    }

    pub(super) fn warn(&mut self, kind: DifferenceKind, message: impl Into<String>) {
        self.add(Severity::Warning, kind, message);
    }

    pub(super) fn inform(&mut self, kind: DifferenceKind, message: impl Into<String>) {
        self.add(Severity::Info, kind, message);
    }
}

/// Lists names or values: all of a few, the first of many.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 5;
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(SHOWN);
    let shown: Vec<_> = shown
        .map(|it| format!("`{}`", escape(it, LONGEST_NAME)))
        .collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
