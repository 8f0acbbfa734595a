//! Records as elements of a request that carries several: their JSON objects, with `attributes`.
//!
//! Source: REST API Developer Guide, “sObject Collections” and “sObject Tree”.

use super::body;
use super::object::{Create, NewRecord, RecordUpdate, SObject, Update, UpsertKey};
use super::operation;
use super::validate::{self, Invalid, Purpose};
use crate::value::Id;
use crate::wire::{Fields, Output};

/// A record to create, for `composite/sobjects`.
///
/// ```
/// use ats_core::prelude::*;
/// use ats_core::record::element;
///
/// #[derive(SObject)]
/// #[sobject(name = "Skill__c", create)]
/// struct Skill {
///     #[sobject(name = "Title__c", create)]
///     title: Option<Text<20>>,
/// }
///
/// let new = NewSkill { title: Some("welding".try_into()?), ..NewSkill::new() };
/// assert_eq!(
///     element::create(&new)?,
///     r#"{"attributes":{"type":"Skill__c"},"Title__c":"welding"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If the org would refuse it: see [`NewRecord::validate`].
pub fn create<N: NewRecord>(new: &N) -> Result<String, Invalid>
where
    N::Object: Create,
{
    let name = <N::Object as SObject>::NAME;
    Ok(join(
        &format!(r#"{{"attributes":{{"type":"{name}"}}"#),
        &new.to_json()?,
    ))
}

/// Changes to a record, for `composite/sobjects`.
///
/// # Errors
///
/// If the org would refuse them: see [`RecordUpdate::validate`].
pub fn update<T: Update>(id: Id<T>, changes: &T::Changes) -> Result<String, Invalid> {
    let head = format!(r#"{{"attributes":{{"type":"{}"}},"id":"{id}""#, T::NAME);
    Ok(join(&head, &changes.to_json()?))
}

/// A record to create or to change by its external key, for
/// `composite/sobjects/<object>/<key field>`: the API name of the key field, and the record, which
/// here holds its key.
///
/// # Errors
///
/// As [`upsert`](super::upsert()).
pub fn upsert<K: UpsertKey>(
    key: &K,
    new: &<K::Object as Create>::New,
) -> Result<(&'static str, String), Invalid> {
    let table = <K::Object as SObject>::TABLE;
    let (slot, value) = key.lend();
    validate::check(new, Purpose::Upsert(slot))?;
    let value = value.put();
    validate::check_key(table, slot, &value)?;
    let field = table.names[slot];
    let head = format!(
        r#"{{"attributes":{{"type":"{}"}},"{field}":{}"#,
        table.object,
        body::to_text(&value)
    );
    Ok((field, join(&head, &body::body(new, Purpose::Upsert(slot)))))
}

/// A record to create with its children, for `composite/tree`.
///
/// `fields` is what [`NewRecord::to_json`] gave. `children` are names of relationships, such as
/// `bpats__Interviews__r`, each with elements that this function made. The reference names the
/// record in the answer; what is neither letter nor digit in it becomes an underscore.
#[must_use]
pub fn tree<T: SObject>(reference: &str, fields: &str, children: &[(&str, Vec<String>)]) -> String {
    nested(T::NAME, reference, fields, children)
}

/// As [`tree`], for an object that is known by its API name.
#[doc(hidden)]
#[must_use]
pub fn nested(
    object: &'static str,
    reference: &str,
    fields: &str,
    children: &[(&str, Vec<String>)],
) -> String {
    let reference = reference.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let head = format!(r#"{{"attributes":{{"type":"{object}","referenceId":"{reference}"}}"#);
    let mut element = join(&head, fields);
    for (relationship, records) in children.iter().filter(|(_, records)| !records.is_empty()) {
        // Without its closing brace, which comes back behind the children.
        element.truncate(element.len() - 1);
        let records = records.join(",");
        element.push_str(&format!(r#","{relationship}":{{"records":[{records}]}}}}"#));
    }
    element
}

/// The names of a record's own fields, parents and children apart: what `fields=` asks for.
#[must_use]
pub fn field_names<T: SObject>() -> Vec<&'static str> {
    operation::field_names::<T>().collect()
}

/// Whether nothing would be sent: an update that changes nothing.
#[must_use]
pub fn is_empty(fields: &dyn Fields) -> bool {
    let slots = 0..fields.table().names.len();
    slots
        .into_iter()
        .all(|slot| matches!(fields.field(slot).put(), Output::Absent))
}

/// A head without its closing brace, and the members of a JSON object that was made here.
fn join(head: &str, object: &str) -> String {
    let members = object.strip_prefix('{').unwrap_or(object);
    let comma = if members == "}" { "" } else { "," };
    format!("{head}{comma}{members}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_joined() {
        assert_eq!(join(r#"{"a":1"#, "{}"), r#"{"a":1}"#);
        assert_eq!(join(r#"{"a":1"#, r#"{"b":2}"#), r#"{"a":1,"b":2}"#);
    }
}
