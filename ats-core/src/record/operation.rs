//! What to ask of the org, as data for a client to carry out.

use std::marker::PhantomData;

use super::body;
use super::object::{
    Create, Delete, NewRecord, RecordUpdate, Retrieve, SObject, Update, UpsertKey,
};
use super::validate::{self, Invalid, Purpose};
use crate::table::flags;
use crate::value::Id;
use crate::wire::Output;

/// One call to the org about one object: what to do, on which resource, with which body.
///
/// Nothing is sent by making one. A client of any kind, asynchronous or not, carries it out.
///
/// ```
/// use ats_core::prelude::*;
/// use ats_core::record;
///
/// #[derive(SObject)]
/// #[sobject(name = "Skill__c", retrieve, delete)]
/// struct Skill {
///     #[sobject(name = "Title__c")]
///     title: Option<Text<20>>,
/// }
///
/// let id: Id<Skill> = "a0MEm000004fFnBMAU".parse()?;
/// assert_eq!(record::delete(id).path, "sobjects/Skill__c/a0MEm000004fFnBMAU");
/// assert_eq!(
///     record::retrieve(id).path,
///     "sobjects/Skill__c/a0MEm000004fFnBMAU?fields=Title__c",
/// );
/// # Ok::<(), ats_core::value::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation<T> {
    /// What to do.
    pub verb: Verb,
    /// The resource, from `/services/data/vXX.0/` on, percent-encoded.
    pub path: String,
    /// The JSON body, where there is one.
    pub body: Option<String>,
    object: PhantomData<fn() -> T>,
}

/// What an [`Operation`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verb {
    /// Fetch a record (guide: “Get Records”; `GET`).
    Retrieve,
    /// Create a record (guide: “Create Records”; `POST`).
    Create,
    /// Change a record (guide: “Update Single Records”; `PATCH`).
    Update,
    /// Create or change a record by an external key (`PATCH`).
    Upsert,
    /// Delete a record (guide: “Delete Records”; `DELETE`).
    Delete,
}

impl<T> Operation<T> {
    fn new(verb: Verb, path: String, body: Option<String>) -> Self {
        Self {
            verb,
            path,
            body,
            object: PhantomData,
        }
    }
}

/// Fetches a record with all the fields its type has.
///
/// Source: REST API Developer Guide, “sObject Rows”.
#[must_use]
pub fn retrieve<T: Retrieve>(id: Id<T>) -> Operation<T> {
    let mut path = format!("sobjects/{}/{id}", T::NAME);
    for (i, name) in field_names::<T>().enumerate() {
        path.push_str(if i == 0 { "?fields=" } else { "," });
        path.push_str(name);
    }
    Operation::new(Verb::Retrieve, path, None)
}

/// Creates a record.
///
/// # Errors
///
/// If the org would refuse it: see [`NewRecord::validate`].
pub fn create<N: NewRecord>(new: &N) -> Result<Operation<N::Object>, Invalid>
where
    N::Object: Create,
{
    let path = format!("sobjects/{}", <N::Object as SObject>::NAME);
    Ok(Operation::new(Verb::Create, path, Some(new.to_json()?)))
}

/// Changes a record.
///
/// # Errors
///
/// If the org would refuse it: see [`RecordUpdate::validate`].
pub fn update<T: Update>(id: Id<T>, changes: &T::Changes) -> Result<Operation<T>, Invalid> {
    let path = format!("sobjects/{}/{id}", T::NAME);
    Ok(Operation::new(Verb::Update, path, Some(changes.to_json()?)))
}

/// Creates a record, or changes the one that has this external key already.
///
/// Sent are the fields that may be set both on create and on update; the key stands in the path.
///
/// Source: REST API Developer Guide, “Insert or Update (Upsert) a Record Using an External ID”.
///
/// # Errors
///
/// If the org would refuse it: see [`NewRecord::validate`]. A blank key is refused as a required
/// field without a value.
pub fn upsert<K: UpsertKey>(
    key: &K,
    new: &<K::Object as Create>::New,
) -> Result<Operation<K::Object>, Invalid> {
    let purpose = Purpose::Upsert(key.lend().0);
    validate::check(new, purpose)?;
    let KeyAddress { path, .. } = key_address(key)?;
    Ok(Operation::new(
        Verb::Upsert,
        path,
        Some(body::body(new, purpose)),
    ))
}

/// Where the record with an external key is found.
#[doc(hidden)]
pub struct KeyAddress {
    /// The API name of the key field.
    pub field: &'static str,
    /// The key's value, as JSON.
    pub json: String,
    /// The resource, from `/services/data/vXX.0/` on, percent-encoded.
    pub path: String,
}

/// As [`KeyAddress`].
///
/// # Errors
///
/// If the value is blank, or the org would refuse it.
#[doc(hidden)]
pub fn key_address<K: UpsertKey>(key: &K) -> Result<KeyAddress, Invalid> {
    let table = <K::Object as SObject>::TABLE;
    let (slot, value) = key.lend();
    let value = value.put();
    let text = match &value {
        Output::Str { text, .. } | Output::Plain { text, .. } => (*text).to_owned(),
        Output::Owned { text, .. } => text.clone(),
        Output::Decimal(number) => number.to_string(),
        Output::Int(number) => number.to_string(),
        _ => String::new(),
    };
    validate::check_key(table, slot, &value)?;
    let field = table.names[slot];
    let mut path = format!("sobjects/{}/{field}/", table.object);
    percent_encode(&text, &mut path);
    Ok(KeyAddress {
        field,
        json: body::to_text(&value),
        path,
    })
}

/// Deletes a record.
#[must_use]
pub fn delete<T: Delete>(id: Id<T>) -> Operation<T> {
    Operation::new(Verb::Delete, format!("sobjects/{}/{id}", T::NAME), None)
}

/// The names of an object's fields, for messages and lists.
pub(super) fn field_names<T: SObject>() -> impl Iterator<Item = &'static str> {
    let relationships = flags::PARENT | flags::CHILDREN;
    T::TABLE
        .names
        .iter()
        .zip(T::TABLE.flags.iter())
        .filter(move |(_, flags)| *flags & relationships == 0)
        .map(|(name, _)| *name)
}

/// Encodes a path segment: everything but RFC 3986's unreserved characters.
fn percent_encode(text: &str, out: &mut String) {
    use std::fmt::Write as _;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
