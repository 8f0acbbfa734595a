//! A field of an object.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::lenient;
use crate::rules::field_type::FieldType;

/// A field, as one org shows it to one user.
///
/// Every API version since v20.0 sends most keys of every field; an absent key has the default.
/// Seven keys are an `Option`, because an absent one must not read as a ban: methods such as
/// [`is_createable`](Self::is_createable) and [`is_groupable`](Self::is_groupable) answer for
/// versions and shortened files that lack them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Field {
    /// The API name, such as `bpats__First_Name__c`.
    pub name: String,
    /// The label people see, in the user's language; empty where the file has none.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub label: String,
    /// The type; `string` where the file has none.
    #[serde(default, rename = "type")]
    pub field_type: FieldType,
    /// "For string fields, the maximum size of the field in Unicode characters (not
    /// bytes)": count with [`rules::text`](crate::rules::text). 0 for other types.
    #[serde(default, deserialize_with = "lenient::number")]
    pub length: u32,
    /// "For variable-length fields (including binary fields), the maximum size of the
    /// field, in bytes": three times `length` for text.
    #[serde(default, deserialize_with = "lenient::number")]
    pub byte_length: u32,
    /// "For fields of type integer. Maximum number of digits. The API returns an error if
    /// an integer value exceeds the number of digits." 0 for other types.
    #[serde(default, deserialize_with = "lenient::number")]
    pub digits: u32,
    /// "For fields of type double. Maximum number of digits that can be stored, including
    /// all numbers to the left and to the right of the decimal point (but excluding the
    /// decimal point character)." For a multi-select picklist, how many lines it shows.
    #[serde(default, deserialize_with = "lenient::number")]
    pub precision: u32,
    /// "For fields of type double. Number of digits to the right of the decimal point": see
    /// [`Decimal::fits`](crate::rules::decimal::Decimal::fits).
    #[serde(default, deserialize_with = "lenient::number")]
    pub scale: u32,
    /// "A nillable field can have empty content. A non-nillable field must have a value in
    /// order for the object to be created or saved." `None` if the file does not say, see
    /// [`is_nillable`](Self::is_nillable).
    pub nillable: Option<bool>,
    /// True if this user may set it in a create; `None` if the file does not say, see
    /// [`is_createable`](Self::is_createable).
    pub createable: Option<bool>,
    /// True if this user may set it in an update; `None` if the file does not say, see
    /// [`is_updateable`](Self::is_updateable).
    pub updateable: Option<bool>,
    /// Whether "Salesforce implicitly assigns a value for this field when the object is
    /// created, even if a value for this field is not passed in on the create() call".
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub defaulted_on_create: bool,
    /// Whether it is a formula or a roll-up summary.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub calculated: bool,
    /// "The formula specified for this field"; `None` for roll-up summaries.
    pub calculated_formula: Option<String>,
    /// For a formula, whether a blank number in it counts as zero.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub formula_treat_null_number_as_zero: bool,
    /// Whether Salesforce numbers the records by it: "autonumber fields are read only,
    /// non-createable text fields with a maximum length of 30 characters".
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub auto_number: bool,
    /// Whether no two records may have the same value.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub unique: bool,
    /// Whether it is an external id, by which records can be upserted.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub external_id: bool,
    /// "Indicates whether the field can be used to specify a record in an upsert() call."
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub id_lookup: bool,
    /// "Indicates whether the field is case sensitive."
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub case_sensitive: bool,
    /// Whether it is a custom field.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub custom: bool,
    /// "If true, then this field can be specified in the WHERE clause of a query string"; `None` if
    /// the file does not say, see [`is_filterable`](Self::is_filterable).
    pub filterable: Option<bool>,
    /// "Indicates whether a query can sort on this field"; `None` if the file does not say, see
    /// [`is_sortable`](Self::is_sortable).
    pub sortable: Option<bool>,
    /// Whether `GROUP BY` takes it; `None` where the file does not say, see
    /// [`is_groupable`](Self::is_groupable).
    pub groupable: Option<bool>,
    /// Whether aggregate functions take it; `None` where the file does not say, see
    /// [`is_aggregatable`](Self::is_aggregatable).
    pub aggregatable: Option<bool>,
    /// Whether, as a foreign key, it "can be included in prefiltering" of a SOSL search.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub search_prefilterable: bool,
    /// Whether it holds the record's name: `Name` mostly, `CaseNumber` of a case.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name_field: bool,
    /// "Indicates whether the field's value is the Name of the parent of this object": the
    /// reference goes to objects that share the fields of the `Name` object.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name_pointing: bool,
    /// "Indicates whether the foreign key includes multiple entity types."
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub polymorphic_foreign_key: bool,
    /// "For fields that refer to other objects, this array indicates the object types of
    /// the referenced objects." May be long, or empty where the user sees none of them.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub reference_to: Vec<String>,
    /// The name of the relationship, by which queries reach the record it refers to:
    /// `bpats__Job__r`.
    pub relationship_name: Option<String>,
    /// For a master-detail field, 0 for the primary relationship and 1 for the secondary
    /// one; `None` for a lookup. Old versions say 0 for every field.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub relationship_order: Option<u32>,
    /// "Applies only to indirect lookup relationships on external objects. Name of the
    /// custom field on the parent standard or custom object whose values are matched against
    /// the values of the child external object's indirect lookup relationship field."
    pub reference_target_field: Option<String>,
    /// The entries of a picklist, inactive ones included; the order is that of the bits in
    /// [`valid_for`](PicklistEntry::valid_for) of a dependent field.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub picklist_values: Vec<PicklistEntry>,
    /// Whether Salesforce refuses values that are not listed.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub restricted_picklist: bool,
    /// Whether it is a picklist "where available values depend on the chosen values from a
    /// controlling field".
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub dependent_picklist: bool,
    /// "The name of the field that controls the values of this picklist."
    pub controller_name: Option<String>,
    /// The value a record gets when none is given, as text: `true`, `Open`, `0.0`.
    #[serde(default, deserialize_with = "lenient::scalar")]
    pub default_value: Option<String>,
    /// "The default value specified for this field if the formula is not used", as a
    /// formula.
    pub default_value_formula: Option<String>,
    /// The text of the help that people see beside it.
    pub inline_help_text: Option<String>,
    /// The compound field it is part of: `BillingAddress` for `BillingCity`, `Name` for
    /// `FirstName`.
    pub compound_field_name: Option<String>,
    /// `plaintextarea` or `richtextarea`, `personname`, `switchablepersonname`,
    /// `imageurl`, `externallookup` or `indirectlookup`, where it applies.
    pub extra_type_info: Option<String>,
    /// Whether it holds HTML.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub html_formatted: bool,
    /// Whether Shield Platform Encryption encrypts it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub encrypted: bool,
    /// For an encrypted text, what stands for the characters that are not shown ("reserved
    /// for future use" in the guide, filled in by orgs).
    pub mask: Option<String>,
    /// For an encrypted text, which characters are shown.
    pub mask_type: Option<String>,
    /// "Reserved for future use."
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub deprecated_and_hidden: bool,
    /// "Indicates whether `FieldPermissions` can be specified for the field": if not, every
    /// user sees it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub permissionable: bool,
    /// Whether the record is deleted with the one it refers to.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub cascade_delete: bool,
    /// Whether the record it refers to cannot be deleted because of this one.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub restricted_delete: bool,
    /// For a master-detail field, whether read access to the master is enough to write the
    /// detail.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub write_requires_master_read: bool,
    /// The lookup filter of a reference. "If there is no lookup filter, or the filter is
    /// inactive, this field is null."
    pub filtered_lookup_info: Option<FilteredLookupInfo>,
    /// Whether `DISTANCE` and `GEOLOCATION` work on it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub query_by_distance: bool,
    /// Whether it keeps more decimals than others: "stores numbers to 8 decimal places
    /// regardless of what's specified in the field details".
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub high_scale_number: bool,
    /// Whether Einstein predicts it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub ai_prediction_field: bool,
    /// The type in the WSDL, such as `xsd:double`.
    pub soap_type: Option<String>,
    /// For a geolocation, whether people see decimal degrees.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub display_location_in_decimal: bool,
}

impl Field {
    /// Returns the greatest number of characters of the texts that the field holds; `None` where length does
    /// not matter. An ID has 18 characters in every org.
    #[must_use]
    pub const fn text_length(&self) -> Option<u32> {
        match self.field_type {
            FieldType::Id | FieldType::Reference | FieldType::Base64 | FieldType::Other(_) => None,
            _ if self.length == 0 => None,
            _ => Some(self.length),
        }
    }

    /// Returns the greatest number of digits before and after the decimal point; `None` where the
    /// describe states none.
    #[must_use]
    pub const fn number_digits(&self) -> Option<(u32, u32)> {
        let digits = match self.field_type {
            FieldType::Int => (self.digits, 0),
            FieldType::Currency | FieldType::Double | FieldType::Percent => {
                (self.precision.saturating_sub(self.scale), self.scale)
            }
            _ => return None,
        };
        match digits {
            (0, 0) => None,
            digits => Some(digits),
        }
    }
}

/// A lookup filter on a reference field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct FilteredLookupInfo {
    /// "Array of the field's controlling fields when the lookup filter is dependent on the
    /// source object."
    #[serde(deserialize_with = "lenient::or_default")]
    pub controlling_fields: Vec<String>,
    /// "Indicates whether the lookup filter is dependent upon the source object."
    #[serde(deserialize_with = "lenient::or_default")]
    pub dependent: bool,
    /// "Indicates whether the lookup filter is optional": if not, a record it does not let
    /// through is refused.
    #[serde(deserialize_with = "lenient::or_default")]
    pub optional_filter: bool,
}

/// An entry of a picklist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PicklistEntry {
    /// The value the API reads and writes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub value: String,
    /// "Display name of this item in the picklist"; `None` where it is the value.
    pub label: Option<String>,
    /// "Indicates whether this item must be displayed in the drop-down list": records may
    /// still hold inactive values.
    #[serde(deserialize_with = "lenient::or_default")]
    pub active: bool,
    /// Whether it is the default of the picklist.
    #[serde(deserialize_with = "lenient::or_default")]
    pub default_value: bool,
    /// For a dependent picklist, the values of the controlling field for which this one may
    /// be chosen; see [`rules::picklist`](crate::rules::picklist).
    pub valid_for: Option<String>,
}

impl<'de> Deserialize<'de> for FieldType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TypeName;

        impl Visitor<'_> for TypeName {
            type Value = FieldType;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field type")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<FieldType, E> {
                Ok(name.into())
            }

            fn visit_unit<E: Error>(self) -> Result<FieldType, E> {
                Ok(FieldType::default())
            }
        }

        deserializer.deserialize_any(TypeName)
    }
}
