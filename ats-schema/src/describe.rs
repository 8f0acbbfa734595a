//! What an org says about an object: the answer of
//! `/services/data/vXX.0/sobjects/<object>/describe`, as plain data.
//!
//! The model holds every key that matters to generating or checking code; the meaning of
//! each is that of *SOAP API Developer Guide, DescribeSObjectResult*, from which the quotes
//! in this module come unless they say otherwise.
//!
//! Reading forgives: any API version's answer is read, a key that is not there or is `null`
//! gives the default, an unknown key is passed over, an unknown field type is kept as
//! [`FieldType::Other`]. What cannot be read is refused with the place, see
//! [`DescribeError`].
//!
//! ```
//! use ats_schema::describe::Describe;
//!
//! let job = Describe::parse(br#"{
//!     "name": "bpats__Job__c",
//!     "label": "Job",
//!     "custom": true,
//!     "fields": [{"name": "bpats__Job_Title__c", "type": "string", "length": 255}]
//! }"#)?;
//! assert_eq!(job.fields[0].length, 255);
//! # Ok::<(), ats_schema::describe::DescribeError>(())
//! ```

mod diagnose;
mod error;
mod field;
mod field_flags;
mod lenient;
mod object_flags;
mod permission_set;
mod provenance;

use serde::Deserialize;

pub use self::error::{DescribeError, DescribeErrorKind, InFile};
pub use self::field::{Field, FilteredLookupInfo, PicklistEntry};
pub use self::permission_set::{FieldPermission, ObjectPermission, PermissionSet};
pub use self::provenance::Provenance;
pub use crate::rules::field_type::FieldType;

/// An object, as one org shows it to one user.
///
/// Two kinds of flag: an `Option<bool>` is `None` where the file does not say, because an
/// old API version or a hand-cut file leaves it out and what is missing must not read as a
/// ban; a plain `bool` is `false` then.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Describe {
    /// The API name, such as `bpats__Job__c`.
    pub name: String,
    /// "Label text for a tab or field renamed in the user interface, if applicable, or the
    /// object name, if not."
    pub label: Option<String>,
    /// "Label text for an object that represents the plural version of an object name."
    pub label_plural: Option<String>,
    /// The first three characters of its records' Ids; differs between orgs for custom
    /// objects, and is `None` for objects whose records have no Id of their own kind.
    pub key_prefix: Option<String>,
    /// Whether it is a custom object; see [`is_custom`](Self::is_custom).
    pub custom: Option<bool>,
    /// Whether it is a custom setting.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub custom_setting: bool,
    /// "Indicates whether the object can be created via the create() call". This and the
    /// like tell what the user who asked may do, as far as it is a matter of the object.
    pub createable: Option<bool>,
    /// Whether this user may update its records.
    pub updateable: Option<bool>,
    /// Whether this user may delete its records.
    pub deletable: Option<bool>,
    /// Whether this user may bring its deleted records back.
    pub undeletable: Option<bool>,
    /// Whether it can be queried.
    pub queryable: Option<bool>,
    /// Whether its records can be fetched by Id.
    pub retrieveable: Option<bool>,
    /// Whether records of it can be merged.
    pub mergeable: Option<bool>,
    /// Whether SOSL finds its records.
    pub searchable: Option<bool>,
    /// Whether getUpdated and getDeleted know it.
    pub replicateable: Option<bool>,
    /// Whether it supports Apex triggers.
    pub triggerable: Option<bool>,
    /// Whether it has page layouts.
    pub layoutable: Option<bool>,
    /// "Reserved for future use."
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub deprecated_and_hidden: bool,
    /// Whether it is a kind of another object that is an interface.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub is_subtype: bool,
    /// Whether other objects are kinds of it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub has_subtypes: bool,
    /// The fields, in the order of the answer. Two of one name are both kept.
    pub fields: Vec<Field>,
    /// The relationships of which it is the parent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub child_relationships: Vec<ChildRelationship>,
    /// The record types, the master record type among them. "The user need not have access
    /// to all the returned record types to see them here."
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub record_type_infos: Vec<RecordTypeInfo>,
}

impl Describe {
    /// Reads a describe: UTF-8 JSON, with or without a byte order mark, either as the REST
    /// API answers it or wrapped as `sf sobject describe --json` prints it.
    ///
    /// # Errors
    ///
    /// [`DescribeError`], which says where in the text the mistake is, what was expected
    /// and what found; or that the text is something else than a describe, such as an error
    /// answer that was saved.
    pub fn parse(bytes: &[u8]) -> Result<Self, DescribeError> {
        // A byte order mark is no mistake, only Windows.
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        // Checked once here, the text need not be checked again string by string.
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return Err(diagnose::not_text(bytes, error)),
        };
        // The good path reads once, straight into the model; only a refusal is worth
        // reading a second time, for its place.
        match serde_json::from_str(text) {
            Ok(describe) => Ok(describe),
            Err(error) => diagnose::diagnose(text, error),
        }
    }

    /// The field with this API name, in any letter case, as SOQL takes it. The first, if
    /// there are two.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// Whether it is a custom object, told by its name where the file does not say: those
    /// of Salesforce have no `__` in theirs.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.custom.unwrap_or_else(|| self.name.contains("__"))
    }
}

/// A relationship from another object to this one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ChildRelationship {
    /// "The name of the object on which there is a foreign key back to the parent sObject."
    #[serde(rename = "childSObject", deserialize_with = "lenient::or_default")]
    pub child_sobject: String,
    /// "The name of the field that has a foreign key back to the parent sObject."
    #[serde(deserialize_with = "lenient::or_default")]
    pub field: String,
    /// The name to query it by, such as `bpats__Interviews__r`; `None` when it cannot be
    /// queried from the parent.
    pub relationship_name: Option<String>,
    /// "Indicates whether the child object is deleted when the parent object is deleted."
    #[serde(deserialize_with = "lenient::or_default")]
    pub cascade_delete: bool,
    /// "Indicates whether the parent object can't be deleted because it is referenced by a
    /// child object."
    #[serde(deserialize_with = "lenient::or_default")]
    pub restricted_delete: bool,
    /// "Reserved for future use."
    #[serde(deserialize_with = "lenient::or_default")]
    pub deprecated_and_hidden: bool,
    /// "The names of the lists of junction IDs associated with an object."
    #[serde(deserialize_with = "lenient::or_default")]
    pub junction_id_list_names: Vec<String>,
    /// "A collection of object names that the polymorphic keys in the
    /// `junctionIdListNames` property can reference."
    #[serde(deserialize_with = "lenient::or_default")]
    pub junction_reference_to: Vec<String>,
}

/// A record type, as one user may use it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct RecordTypeInfo {
    /// Its label, in the user's language.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Its API name; "available in API version 43.0 and later".
    pub developer_name: Option<String>,
    /// Its Id; `012000000000000AAA` for the master record type.
    pub record_type_id: Option<String>,
    /// Whether it is active; `None` before API version 43.0 or so.
    pub active: Option<bool>,
    /// Whether the user may give it to a new record.
    #[serde(deserialize_with = "lenient::or_default")]
    pub available: bool,
    /// Whether a new record of this user gets it when none is given.
    #[serde(deserialize_with = "lenient::or_default")]
    pub default_record_type_mapping: bool,
    /// Whether it is the "record type that's used when a record has no custom record type
    /// associated with it".
    #[serde(deserialize_with = "lenient::or_default")]
    pub master: bool,
}

#[cfg(test)]
mod refusal_tests;
#[cfg(test)]
mod tests;
