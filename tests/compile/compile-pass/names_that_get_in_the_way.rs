//! Names of one's own that are those of the standard library, of the runtime, or of the variables
//! an expansion may use.

mod taken {
    #![allow(dead_code, unused_imports)]

    pub struct Box;
    pub struct Default;
    pub struct Deserialize;
    pub struct Serialize;
    pub struct String;
    pub struct Vec;
    pub type Result<T> = ::core::result::Result<T, ()>;
    pub mod core {}
    pub mod std {}
    pub mod __rt {}
    pub enum Taken {
        None,
        Some,
        Ok,
        Err,
    }
    pub use Taken::{Err, None, Ok, Some};

    use ats_core::Picklist;
    use ats_core::prelude::SObject;
    use ats_core::value::{Id, Text, Unlisted};

    #[derive(Picklist)]
    pub enum Value {
        #[picklist("None")]
        None,
        #[picklist("Self")]
        Itself,
        #[picklist(unlisted)]
        Unknown(Unlisted),
    }

    #[derive(SObject)]
    #[sobject(name = "Table__c", query, retrieve, create, update, delete)]
    pub struct Table {
        #[sobject(name = "Id", filter)]
        pub id: Option<Id<Table>>,
        #[sobject(name = "Slot__c", create, update, required, external_key)]
        pub slot: Option<Text<20>>,
        #[sobject(name = "F__c", create, update, nillable)]
        pub f: Option<Value>,
        #[sobject(name = "Value__c", create, update, nillable)]
        pub value: Option<Value>,
        #[sobject(name = "Required__c", create, update, nillable)]
        pub required: Option<Value>,
        #[sobject(name = "Serializer__c", create, update, nillable)]
        pub serializer: Option<Value>,
        #[sobject(name = "Deserializer__c", create, update, nillable)]
        pub deserializer: Option<Value>,
        #[sobject(name = "Self__c", create, update, nillable)]
        pub self_: Option<Value>,
        #[sobject(name = "Table__c", create, update, nillable)]
        pub table: Option<Value>,
        #[sobject(name = "Name__c", create, update, nillable)]
        pub name: Option<Value>,
        #[sobject(name = "Label__c", create, update, nillable)]
        pub label: Option<Value>,
        #[sobject(name = "New__c", create, update, nillable)]
        pub new: Option<Value>,
        #[sobject(name = "Key__c", create, update, nillable)]
        pub key: Option<Value>,
    }
}

fn main() {
    let new = taken::NewTable::new(taken::TableRequired {
        slot: ats_core::text!(taken::Table::SLOT, "1"),
    });
    assert!(ats_core::record::create(&new).is_ok());
}
