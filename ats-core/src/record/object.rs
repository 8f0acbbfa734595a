//! The traits that `#[derive(SObject)]` implements.

use super::body;
use super::validate::{self, Invalid};
use crate::table::Table;
use crate::value::ReferenceTarget;
use crate::wire::{Fields, Lent, Put, Record};

/// A Salesforce object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Salesforce object",
    note = "generated types are; a struct of your own becomes one with `#[derive(SObject)]`"
)]
pub trait SObject: 'static {
    /// The API name, such as `bpats__Job__c`.
    const NAME: &'static str = Self::TABLE.object;
    /// The label, such as “Job”.
    const LABEL: &'static str = Self::TABLE.label;
    /// The first three characters of its ids in the org that the describe came from. Those of
    /// custom objects differ between orgs.
    const KEY_PREFIX: Option<&'static str> = Self::TABLE.prefix;
    /// The fields; a marker has none.
    const TABLE: &'static Table = &Self::FIELDS;
    /// The table itself. An impl that made a reference to it would have the compiler evaluate it
    /// in every `cargo check`; here it is evaluated where it is used.
    #[doc(hidden)]
    const FIELDS: Table;
}

impl<T: SObject> ReferenceTarget for T {
    const OBJECTS: &'static [&'static str] = &[T::NAME];
}

/// What `#[derive(SObject)]` says of a type with fields of an object: all that [`Fields`] wants
/// follows from it, and need not be checked again for each type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has not the fields of a Salesforce object",
    note = "`#[derive(SObject)]` makes types that have: the record, the record to create, the update"
)]
pub trait ObjectFields {
    /// The object.
    type Object: SObject;
    /// [`Fields::field`].
    #[doc(hidden)]
    fn lend(&self, slot: usize) -> Lent<'_>;
}

#[diagnostic::do_not_recommend]
impl<T: ObjectFields> Fields for T {
    fn table(&self) -> &'static Table {
        T::Object::TABLE
    }
    #[inline]
    fn field(&self, slot: usize) -> Lent<'_> {
        self.lend(slot)
    }
}

/// An object that queries may name (`queryable`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be queried",
    label = "the org does not let this user query `{Self}`",
    note = "the describe says `queryable: false`, or this crate only names the object; types are generated from what the org told the user who fetched it"
)]
pub trait Query: SObject + Record + Default {}

/// An object whose records can be fetched by id (`retrieveable`).
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be retrieved by id",
    label = "the org does not let this user retrieve `{Self}`",
    note = "the describe says `retrieveable: false`, or this crate only names the object; types are generated from what the org told the user who fetched it"
)]
pub trait Retrieve: SObject + Record + Default {}

/// An object whose records can be created (`createable`).
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be created",
    label = "the org does not let this user create `{Self}`",
    note = "the describe says `createable: false`, or this crate only names the object; types are generated from what the org told the user who fetched it"
)]
pub trait Create: SObject {
    /// The record to create.
    type New: NewRecord<Object = Self>;
}

/// An object whose records can be updated (`updateable`).
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be updated",
    label = "the org does not let this user update `{Self}`",
    note = "the describe says `updateable: false`, or this crate only names the object; types are generated from what the org told the user who fetched it"
)]
pub trait Update: SObject {
    /// The changes to make.
    type Changes: RecordUpdate<Object = Self>;
}

/// An object whose records can be created or updated by an external key.
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be upserted",
    label = "`{Self}` has no external key, or the org does not let this user create and update it",
    note = "an upsert needs `createable`, `updateable` and a field that is an external id or `idLookup`"
)]
pub trait Upsert: Create + Update {
    /// One of the object's external keys, with its value.
    type Key: UpsertKey<Object = Self>;
}

/// An object whose records can be deleted (`deletable`).
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be deleted",
    label = "the org does not let this user delete `{Self}`",
    note = "the describe says `deletable: false`, or this crate only names the object; types are generated from what the org told the user who fetched it"
)]
pub trait Delete: SObject {}

/// A record to create: what the generator calls `New…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record to create",
    label = "expected a `New…`",
    note = "what was read has fields that only the org sets; put the values to create into a `New…`, such as `NewJob`"
)]
pub trait NewRecord: ObjectFields + Sized {
    /// Checks what the compiler could not.
    ///
    /// # Errors
    ///
    /// All problems at once: required fields without a value (blank text is none), texts too
    /// long, picklist values that may not be chosen, numbers with too many digits, dates out of
    /// range.
    #[inline]
    fn validate(&self) -> Result<(), Invalid> {
        validate::check(self, validate::Purpose::Create)
    }

    /// The JSON body that creates the record.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    #[inline]
    fn to_json(&self) -> Result<String, Invalid> {
        body::checked_body(self, validate::Purpose::Create)
    }
}

/// Changes to a record: what the generator calls `…Update`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what to change",
    label = "expected an `…Update`",
    note = "only what an `…Update` sets is sent; `record.into_update()` starts one that changes nothing"
)]
pub trait RecordUpdate: ObjectFields + Sized {
    /// Checks what the compiler could not.
    ///
    /// # Errors
    ///
    /// All problems at once, as [`NewRecord::validate`]; a field that is not changed has none.
    #[inline]
    fn validate(&self) -> Result<(), Invalid> {
        validate::check(self, validate::Purpose::Update)
    }

    /// The JSON body that makes the changes: only what was set.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    #[inline]
    fn to_json(&self) -> Result<String, Invalid> {
        body::checked_body(self, validate::Purpose::Update)
    }
}

/// An external key and its value: what the generator calls `…Key`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an external key",
    label = "expected a `…Key`",
    note = "an upsert finds its record by an external id or `idLookup` field; to change a record by its own id, use `update`"
)]
pub trait UpsertKey {
    /// The object.
    type Object: Upsert<Key = Self>;

    /// The slot of the field, and the value.
    #[doc(hidden)]
    fn lend(&self) -> (usize, &dyn Put);
}
