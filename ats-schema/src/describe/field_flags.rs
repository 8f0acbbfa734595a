//! The operations that a field allows, also if the describe does not state them.
//!
//! An old API version or a shortened file leaves flags out. The rule is the same for all of them: an
//! operation that is not forbidden is allowed, unless the type of the field never allows it.

use super::field::Field;
use crate::rules::field_type::FieldType;

/// The fields that only Salesforce sets, on every object.
///
/// Source: *Object Reference, System Fields*: they are "read-only fields found on most objects".
const SYSTEM_FIELDS: [&str; 7] = [
    "Id",
    "IsDeleted",
    "CreatedById",
    "CreatedDate",
    "LastModifiedById",
    "LastModifiedDate",
    "SystemModstamp",
];

impl Field {
    /// Returns true if the path of a record can name it by this field: an external ID, or another
    /// field that the describe calls `idLookup`, `Id` among them (*REST API Developer Guide, sObject
    /// Rows by External ID*).
    #[must_use]
    pub const fn is_key(&self) -> bool {
        self.external_id || self.id_lookup
    }

    /// Returns true if an upsert can find or create records by this field: a [key](Self::is_key)
    /// that a create can set. An upsert by an auto-number can only find, and `Id` is no field of a
    /// new record.
    #[must_use]
    pub fn is_upsert_key(&self) -> bool {
        self.is_key() && self.is_createable() && self.field_type != FieldType::Id
    }

    /// Returns true if this user may set the field in a create.
    ///
    /// If the describe does not state it: true, except for formulas, roll-up summaries, auto-numbers,
    /// compound fields and the fields that only Salesforce sets.
    #[must_use]
    pub fn is_createable(&self) -> bool {
        self.createable.unwrap_or_else(|| self.can_be_set())
    }

    /// Returns true if this user may set the field in an update; if the describe does not state
    /// it, by the rule of [`is_createable`](Self::is_createable).
    #[must_use]
    pub fn is_updateable(&self) -> bool {
        self.updateable.unwrap_or_else(|| self.can_be_set())
    }

    fn can_be_set(&self) -> bool {
        let is_read_only_type = matches!(
            self.field_type,
            FieldType::Address | FieldType::Id | FieldType::Location
        );
        let is_system = SYSTEM_FIELDS
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&self.name));
        !self.calculated && !self.auto_number && !is_read_only_type && !is_system
    }

    /// Returns true if the field can be empty; if the describe does not state it, true except for IDs
    /// and check boxes.
    #[must_use]
    pub fn is_nillable(&self) -> bool {
        self.nillable.unwrap_or(!matches!(
            self.field_type,
            FieldType::Boolean | FieldType::Id
        ))
    }

    /// Returns true if a create without this field is refused with `REQUIRED_FIELD_MISSING`: the
    /// user may set it, the describe states that it is not [`nillable`](Self::nillable), and
    /// Salesforce does not fill it in ([`defaulted_on_create`](Self::defaulted_on_create)).
    ///
    /// The rule follows from the guide's words about the three keys. A describe does not show the
    /// fields that a validation rule or the code of a package requires beyond it.
    #[must_use]
    pub fn is_required_on_create(&self) -> bool {
        self.is_createable() && self.nillable == Some(false) && !self.defaulted_on_create
    }

    /// Returns true if the field can be used in `WHERE`.
    ///
    /// If the describe does not state it: true, except for long texts, files and fields of a
    /// structure, which no describe of a real org calls filterable.
    #[must_use]
    pub fn is_filterable(&self) -> bool {
        self.filterable.unwrap_or(match self.field_type {
            FieldType::AnyType
            | FieldType::Base64
            | FieldType::ComplexValue
            | FieldType::EncryptedString
            | FieldType::Json => false,
            FieldType::Textarea => self.length <= 255,
            _ => true,
        })
    }

    /// Returns true if the field can be used in `ORDER BY`.
    ///
    /// If the describe does not state it: true for what can be [filtered](Self::is_filterable),
    /// except for compound fields and multi-select picklists.
    #[must_use]
    pub fn is_sortable(&self) -> bool {
        self.sortable.unwrap_or_else(|| {
            let is_compound = matches!(
                self.field_type,
                FieldType::Address | FieldType::Location | FieldType::MultiPicklist
            );
            self.is_filterable() && !is_compound
        })
    }

    /// Returns true if the field can be used in `GROUP BY`; if the describe does not state it, by its type.
    ///
    /// The rule is what describes of real orgs show: Ids, references, check boxes, days,
    /// `int`, single picklists, and texts of at most 255 characters that are neither
    /// formulas nor auto-numbers.
    #[must_use]
    pub fn is_groupable(&self) -> bool {
        self.groupable.unwrap_or(match &self.field_type {
            FieldType::Boolean
            | FieldType::Date
            | FieldType::Id
            | FieldType::Int
            | FieldType::Picklist
            | FieldType::Reference => true,
            FieldType::Email
            | FieldType::Phone
            | FieldType::String
            | FieldType::Textarea
            | FieldType::Url => self.length <= 255 && !self.calculated && !self.auto_number,
            _ => false,
        })
    }

    /// Returns true if aggregate functions such as `MAX` accept the field; if the describe does not
    /// state it, by its type.
    ///
    /// The rule is what describes of real orgs show: all but check boxes, multi-select
    /// picklists, long texts, files, and compound fields.
    #[must_use]
    pub fn is_aggregatable(&self) -> bool {
        self.aggregatable.unwrap_or(match &self.field_type {
            FieldType::Address
            | FieldType::AnyType
            | FieldType::Base64
            | FieldType::Boolean
            | FieldType::ComplexValue
            | FieldType::EncryptedString
            | FieldType::Json
            | FieldType::Location
            | FieldType::MultiPicklist
            | FieldType::Other(_) => false,
            FieldType::Textarea => self.length <= 255,
            _ => true,
        })
    }
}
