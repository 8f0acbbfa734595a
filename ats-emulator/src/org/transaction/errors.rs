//! The errors about records, in Salesforce's words.
//!
//! Codes: SOAP API Developer Guide, *Core Data Types, StatusCode*. Messages: as orgs answer
//! them; those in the integration guide word for word.

use ats_schema::rules::id;
use serde_json::Value;

use crate::error::ApiError;
use crate::org::schema::{Field, Object};
use crate::shortened::Shortened;

fn record(status: u16, code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError {
        about_record: true,
        ..ApiError::new(status, code, message)
    }
}

fn about(field: &Field, code: &'static str, message: &str) -> ApiError {
    record(400, code, format!("{}: {message}", field.label())).field(field.name())
}

pub(super) fn unknown_object(name: &str) -> ApiError {
    let name = Shortened(name);
    let message = format!("sObject type '{name}' is not supported.");
    ApiError::new(400, "INVALID_TYPE", message)
}

/// No record has the Id of one that is to be changed or deleted.
pub(super) fn no_such_record() -> ApiError {
    let message = "invalid cross reference id";
    record(404, "INVALID_CROSS_REFERENCE_KEY", message)
}

/// A text in the place of an Id, or of an external id field, that is neither.
pub(crate) fn no_such_key(name: &str) -> ApiError {
    let name = Shortened(name);
    let message = format!("Provided external ID field does not exist or is not accessible: {name}");
    ApiError::new(404, "NOT_FOUND", message)
}

pub(super) fn is_deleted() -> ApiError {
    record(404, "ENTITY_IS_DELETED", "entity is deleted")
}

pub(super) fn not_supported(object: &Object, verb: &str) -> ApiError {
    let name = &object.name;
    let message = format!("entity type {name} does not support {verb}");
    ApiError::new(400, "INVALID_TYPE_FOR_OPERATION", message)
}

/// The user may not create or update records of the object: `done` is `inserted` or
/// `updated`.
pub(super) fn no_write_access(object: &Object, done: &str) -> ApiError {
    let message = format!("entity type cannot be {done}: {}", object.label);
    record(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message)
}

pub(super) fn no_delete_access() -> ApiError {
    let message = "insufficient access rights on object id";
    record(400, "INSUFFICIENT_ACCESS_OR_READONLY", message)
}

pub(super) fn no_such_field(object: &Object, name: &str) -> ApiError {
    let name = Shortened(name);
    let message = format!("No such column '{name}' on sobject of type {}", object.name);
    ApiError::new(400, "INVALID_FIELD", message)
}

pub(super) fn not_in_body(name: &str) -> ApiError {
    let name = Shortened(name);
    let message = format!("The {name} field should not be specified in the sobject data.");
    ApiError::new(400, "INVALID_FIELD", message)
}

pub(super) fn id_in_insert() -> ApiError {
    let message = "cannot specify Id in an insert call";
    record(400, "INVALID_FIELD_FOR_INSERT_UPDATE", message).field("Id")
}

pub(super) fn not_writable(fields: Vec<String>) -> ApiError {
    let names = fields.join(", ");
    ApiError {
        fields,
        ..record(
            400,
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            format!(
                "Unable to create/update fields: {names}. Please check the security settings of \
                 this field and verify that it is read/write for your profile or permission set."
            ),
        )
    }
}

/// JSON of a type that the field does not accept.
///
/// The position is that of the record, as Salesforce gives it for a body of one line: the
/// org has read the body long before it knows the field.
pub(super) fn cannot_deserialize(field: &Field, value: &Value) -> ApiError {
    let (token, text) = match value {
        Value::Null => ("VALUE_NULL", "null".to_owned()),
        Value::Bool(true) => ("VALUE_TRUE", "true".to_owned()),
        Value::Bool(false) => ("VALUE_FALSE", "false".to_owned()),
        Value::Number(number) if number.is_f64() => ("VALUE_NUMBER_FLOAT", number.to_string()),
        Value::Number(number) => ("VALUE_NUMBER_INT", number.to_string()),
        Value::String(text) => ("VALUE_STRING", Shortened(text).to_string()),
        Value::Array(_) => ("START_ARRAY", "[".to_owned()),
        Value::Object(_) => ("START_OBJECT", "{".to_owned()),
    };
    let kind = field.describe.field_type.as_str();
    let message = format!(
        "Cannot deserialize instance of {kind} from {token} value {text} or request may be \
         missing a required field at [line:1, column:2]"
    );
    ApiError::new(400, "JSON_PARSER_ERROR", message)
}

pub(super) fn null_check_box(field: &Field) -> ApiError {
    let message = "value not of required type: ";
    about(field, "INVALID_TYPE_ON_FIELD_IN_RECORD", message)
}

pub(super) fn required(fields: Vec<String>) -> ApiError {
    let message = format!("Required fields are missing: [{}]", fields.join(", "));
    ApiError {
        fields,
        ..record(400, "REQUIRED_FIELD_MISSING", message)
    }
}

pub(super) fn too_long(field: &Field, text: &str) -> ApiError {
    let text = Shortened(text);
    let max = field.describe.length;
    let message = format!("data value too large: {text} (max length={max})");
    about(field, "STRING_TOO_LONG", &message)
}

pub(super) fn bad_picklist(field: &Field, value: &str) -> ApiError {
    let value = Shortened(value);
    let message = format!("bad value for restricted picklist field: {value}");
    about(field, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", &message)
}

/// The message is ours.
pub(super) fn too_many_values(field: &Field) -> ApiError {
    about(field, "TOO_MANY_ENUM_VALUE", "too many values selected")
}

pub(super) fn bad_email(field: &Field, text: &str) -> ApiError {
    let text = Shortened(text);
    let message = format!("invalid email address: {text}");
    about(field, "INVALID_EMAIL_ADDRESS", &message)
}

pub(super) fn out_of_range(field: &Field, text: &str) -> ApiError {
    let text = Shortened(text);
    let message = format!("value outside of valid range on numeric field: {text}");
    about(field, "NUMBER_OUTSIDE_VALID_RANGE", &message)
}

pub(super) fn bad_date(field: &Field, text: &str) -> ApiError {
    let text = Shortened(text);
    let message = format!("invalid date: {text}");
    about(field, "FIELD_INTEGRITY_EXCEPTION", &message)
}

pub(super) fn malformed_reference(field: &Field, text: &str) -> ApiError {
    let text = Shortened(text);
    let message = format!("id value of incorrect type: {text}");
    about(field, "MALFORMED_ID", &message)
}

pub(super) fn wrong_reference(field: &Field, id: &str) -> ApiError {
    let id = Shortened(id);
    let message = format!("id value of incorrect type: {id}");
    about(field, "FIELD_INTEGRITY_EXCEPTION", &message)
}

/// A reference to a record that does not exist. The message about an owner differs from that about
/// other records, which might exist for other users.
pub(super) fn no_such_reference(field: &Field, id: &str) -> ApiError {
    if field.name() == "OwnerId" {
        let message = "invalid cross reference id";
        return record(400, "INVALID_CROSS_REFERENCE_KEY", message).field("OwnerId");
    }
    let id = short(id);
    let message = format!("insufficient access rights on cross-reference id: {id}");
    record(
        400,
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        message,
    )
}

pub(super) fn deleted_reference(field: &Field) -> ApiError {
    record(400, "ENTITY_IS_DELETED", "entity is deleted").field(field.name())
}

pub(super) fn bad_record_type(field: &Field, id: &str) -> ApiError {
    let id = Shortened(id);
    let message = format!("this ID value isn't valid for the user: {id}");
    about(field, "INVALID_CROSS_REFERENCE_KEY", &message)
}

pub(super) fn no_owner(field: &Field) -> ApiError {
    let message = "owner cannot be blank";
    about(field, "INVALID_CROSS_REFERENCE_KEY", message)
}

pub(super) fn inactive_owner(object: &Object, user: &str) -> ApiError {
    let short = short(user);
    let label = object.label.to_lowercase();
    let message = format!("operation performed with inactive user [{short}] as owner of {label}");
    record(400, "INACTIVE_OWNER_OR_USER", message).field("OwnerId")
}

/// A reference by an external id that no record has.
pub(super) fn no_such_foreign_key(parent: &Object, field: &str, value: &str) -> ApiError {
    let value = Shortened(value);
    let name = &parent.name;
    let message =
        format!("Foreign key external ID: {value} not found for field {field} in entity {name}");
    ApiError::new(400, "INVALID_FIELD", message)
}

/// A reference by external id without its object or without a key. The message is ours.
pub(super) fn bad_foreign_key(relationship: &str) -> ApiError {
    let relationship = Shortened(relationship);
    let message = format!(
        "{relationship}: an external foreign key reference must have one field, and \
         attributes.type where it can lead to several objects"
    );
    ApiError::new(400, "INVALID_FIELD", message)
}

/// A reference by several fields.
pub(super) fn several_foreign_keys(parent: &Object) -> ApiError {
    let message = format!(
        "More than 1 field provided in an external foreign key reference in entity: {}",
        parent.name
    );
    ApiError::new(400, "INVALID_FIELD", message)
}

/// A reference by a field that is not a key.
pub(super) fn no_foreign_key(parent: &Object, field: &str) -> ApiError {
    let field = Shortened(field);
    let message = format!(
        "Field name provided, {field} is not an External ID or indexed field for {}",
        parent.name
    );
    ApiError::new(400, "INVALID_FIELD", message)
}

pub(super) fn duplicate(field: &Field, other: &str) -> ApiError {
    let name = field.name();
    let other = short(other);
    let message =
        format!("duplicate value found: {name} duplicates value on record with id: {other}");
    record(400, "DUPLICATE_VALUE", message)
}

/// An upsert with a key that several records have.
pub(super) fn several_matches(field: &Field, ids: Vec<String>) -> ApiError {
    let message = format!(
        "{}: more than one record found for external id field: [{}]",
        field.label(),
        ids.join(", ")
    );
    ApiError {
        matches: ids,
        ..record(300, "DUPLICATE_EXTERNAL_ID", message).field(field.name())
    }
}

pub(super) fn no_key_value(field: &Field) -> ApiError {
    let message = format!("{} not specified", field.name());
    record(400, "MISSING_ARGUMENT", message)
}

pub(super) fn malformed_id(text: &str) -> ApiError {
    record(400, "MALFORMED_ID", format!("bad id {}", Shortened(text)))
}

pub(super) fn id_of_other_object(object: &Object, text: &str) -> ApiError {
    let text = Shortened(text);
    let label = &object.label;
    let message = format!("{label} ID: id value of incorrect type: {text}");
    record(400, "MALFORMED_ID", message).field("Id")
}

/// A delete that records of `child` prevent.
pub(super) fn delete_restricted(name: &str, child: &Object, others: &[String]) -> ApiError {
    let plural = child.describe.label_plural.as_ref().unwrap_or(&child.label);
    let message = format!(
        "Your attempt to delete {name} could not be completed because it is associated with \
         the following {}.: {}\n",
        plural.to_lowercase(),
        others.join(", ")
    );
    record(400, "DELETE_FAILED", message)
}

/// Salesforce's messages have the 15-character form in a few places.
fn short(id18: &str) -> &str {
    if id::parse(id18).is_ok() {
        &id18[..15]
    } else {
        id18
    }
}
