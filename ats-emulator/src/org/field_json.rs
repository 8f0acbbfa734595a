//! From a column of the store to the JSON of a response.

use ats_schema::describe::FieldType;
use base64::Engine as _;
use rusqlite::types::ValueRef;
use serde_json::{Map, Number, Value};

use super::schema::{Field, Object};
use crate::store::ColumnType;
use crate::version::{ApiVersion, record_path};

/// The JSON of a field's value, as REST answers it.
///
/// Decimal fields come as JSON numbers with a point (`50000.0`), as Salesforce writes its
/// doubles; like there, digits beyond what a double holds are lost. A check box that was
/// never set is `false`. A column whose content does not fit its field, because the
/// field's type changed since, comes as the text or number it is. Bytes come as base64:
/// where an answer has a path instead, see [`blob_path`].
pub(crate) fn json(field: &Field, value: ValueRef<'_>) -> Value {
    match (field.column_type, value) {
        (ColumnType::Boolean, ValueRef::Null) => Value::Bool(false),
        (_, ValueRef::Null) => Value::Null,
        (ColumnType::Boolean, ValueRef::Integer(number)) => Value::Bool(number != 0),
        (ColumnType::Decimal, ValueRef::Integer(number)) => decimal(&number.to_string()),
        (_, ValueRef::Integer(number)) => Value::from(number),
        (_, ValueRef::Real(number)) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        (ColumnType::Decimal, ValueRef::Text(text)) => decimal(&String::from_utf8_lossy(text)),
        (_, ValueRef::Text(text)) => Value::String(String::from_utf8_lossy(text).into_owned()),
        (_, ValueRef::Blob(bytes)) => {
            Value::String(base64::engine::general_purpose::STANDARD.encode(bytes))
        }
    }
}

/// A decimal number kept as text, as a JSON double; the text itself if it is none.
pub(crate) fn decimal(text: &str) -> Value {
    text.parse::<f64>()
        .ok()
        .and_then(Number::from_f64)
        .map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

/// The path of a base64 field's bytes, which a response has in their place:
/// `/services/data/v63.0/sobjects/ContentVersion/068…/VersionData`.
pub(crate) fn blob_path(object: &Object, id: &str, field: &Field, version: ApiVersion) -> String {
    format!(
        "{}/{}",
        record_path(version, &object.name, id),
        field.name()
    )
}

/// An address or location, put together from its parts: `part` gives the JSON of each.
/// `null` when all parts are empty.
///
/// The keys are those of *SOAP API Developer Guide, Compound Fields*: `city`, `country`,
/// `geocodeAccuracy`, …, and `latitude` and `longitude` of a location. All keys are there,
/// in alphabetical order, those of country and state codes where the org has such fields.
pub(crate) fn compound(object: &Object, field: &Field, parts: Vec<Value>) -> Value {
    const ADDRESS: [&str; 8] = [
        "city",
        "country",
        "geocodeAccuracy",
        "latitude",
        "longitude",
        "postalCode",
        "state",
        "street",
    ];
    if parts.iter().all(Value::is_null) {
        return Value::Null;
    }
    let fields = field.parts.iter().map(|&index| &object.fields[index]);
    let keys = fields.map(|part| part_key(field, part));
    let mut values: Vec<(String, Value)> = keys.zip(parts).collect();
    if field.describe.field_type == FieldType::Address {
        for key in ADDRESS {
            if !values.iter().any(|(there, _)| there == key) {
                values.push((key.to_owned(), Value::Null));
            }
        }
    }
    values.sort_by(|(a, _), (b, _)| a.cmp(b));
    Value::Object(values.into_iter().collect::<Map<_, _>>())
}

/// The key of a part: `BillingCity` of `BillingAddress` is `city`, `Site__Latitude__s` of
/// `Site__c` is `latitude`, `Site__Street__s` is `street`.
fn part_key(field: &Field, part: &Field) -> String {
    let whole = field.name();
    let stem = whole
        .strip_suffix("__c")
        .or_else(|| whole.strip_suffix("Address"))
        .unwrap_or(whole);
    let name = part.name();
    let rest = name.strip_prefix(stem).unwrap_or(name);
    let rest = rest.strip_suffix("__s").unwrap_or(rest);
    let rest = rest.trim_start_matches('_');
    let mut chars = rest.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::org::testing::{open, org, real_org};
    use crate::org::{OrgOptions, SchemaFiles};

    fn parts(object: &Object, field: &Field, value: impl Fn(&Field) -> Value) -> Vec<Value> {
        let parts = field.parts.iter().map(|&part| &object.fields[part]);
        parts.map(value).collect()
    }

    #[test]
    fn a_column_whose_field_changed_its_type_is_still_read() {
        let (org, _) = org();
        let thing = org.schema().object("Thing__c").unwrap();
        for (name, value, expected) in [
            ("Money__c", ValueRef::Text(b"12.5"), json!(12.5)),
            ("Money__c", ValueRef::Integer(12), json!(12.0)),
            ("Money__c", ValueRef::Text(b"twelve"), json!("twelve")),
            ("Int__c", ValueRef::Text(b"12"), json!("12")),
            ("Text__c", ValueRef::Integer(3), json!(3)),
            ("Check__c", ValueRef::Null, json!(false)),
            ("Check__c", ValueRef::Integer(1), json!(true)),
            ("Bytes__c", ValueRef::Blob(b"hi"), json!("aGk=")),
            ("Day__c", ValueRef::Null, Value::Null),
        ] {
            assert_eq!(json(thing.field(name).unwrap(), value), expected, "{name}");
        }
    }

    #[test]
    fn keys_of_parts() {
        let (org, _) = real_org();
        let account = org.schema().object("Account").unwrap();
        let address = account.field("BillingAddress").unwrap();
        let city = |field: &Field| match field.name() {
            "BillingCity" => json!("Portland"),
            _ => Value::Null,
        };
        let expected = json!({
            "city": "Portland", "country": null, "geocodeAccuracy": null, "latitude": null,
            "longitude": null, "postalCode": null, "state": null, "street": null,
        });
        assert_eq!(
            compound(account, address, parts(account, address, city)),
            expected
        );
        assert_eq!(
            compound(account, address, parts(account, address, |_| Value::Null)),
            Value::Null
        );
    }

    #[test]
    fn a_location_has_two_keys() {
        let mut schemas = SchemaFiles::default();
        let site = br#"{"name": "Site__c", "fields": [
            {"name": "Place__c", "type": "location"},
            {"name": "Place__Latitude__s", "type": "double", "compoundFieldName": "Place__c"},
            {"name": "Place__Longitude__s", "type": "double", "compoundFieldName": "Place__c"}
        ]}"#;
        schemas.add_describe(site, "Site__c.json").unwrap();
        let (org, _) = open(OrgOptions::new(schemas));
        let site = org.schema().object("Site__c").unwrap();
        let place = site.field("Place__c").unwrap();
        let answer = compound(site, place, parts(site, place, |_| json!(1.5)));
        assert_eq!(answer, json!({ "latitude": 1.5, "longitude": 1.5 }));
    }
}
