//! The model as plain data.

use crate::fixups::Hidden;

/// A whole crate, or everything one `include!` brings in.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The objects, by module name.
    pub objects: Vec<Object>,
    /// Objects that are referred to and have no type of their own, by type name.
    pub markers: Vec<Marker>,
    /// Objects that the permission set hides.
    pub hidden: Hidden,
}

/// An object whose type is not in the crate: only its ids are typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marker {
    /// The type, `User`.
    pub type_name: String,
    /// The API name.
    pub api: String,
}

/// An object: one module, one feature, one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The API name, `bpats__Job__c`.
    pub api: String,
    /// The label, or the API name where the describe has none.
    pub label: String,
    /// The key prefix of its ids in the described org.
    pub key_prefix: Option<String>,
    /// The module and, with `.rs`, the file: `job`.
    pub module: String,
    /// The Cargo feature: `job`.
    pub feature: String,
    /// Features this one switches on: its parents.
    pub needs: Vec<String>,
    /// The type, `Job`.
    pub type_name: String,
    /// The create type, where `New…` is taken.
    pub new_name: Option<String>,
    /// The update type, where `…Update` is taken.
    pub update_name: Option<String>,
    /// What may be done with it.
    pub operations: Operations,
    /// The file it was read from, without its folder.
    pub file: String,
    /// The API version of the describe, `63.0`.
    pub api_version: Option<String>,
    /// The fields in the order of the describe.
    pub fields: Vec<Field>,
    /// The parent records.
    pub parents: Vec<Parent>,
    /// The child relationships.
    pub children: Vec<Child>,
    /// The field that takes what has no field.
    pub extra: String,
    /// Enums of its picklists.
    pub picklists: Vec<Picklist>,
    /// Enums of its polymorphic lookups.
    pub polymorphic: Vec<Polymorphic>,
    /// Ids of its record types.
    pub record_types: Vec<RecordType>,
    /// How the type of a record type's id is written.
    pub record_type: TypeRef,
    /// What queries are checked against.
    pub schema: ats_schema::schema::Object,
    /// What its documentation says.
    pub doc: Doc,
}

/// The operations of an object, as the describe (and the permission set) allow them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are what a describe says, one by one"
)]
pub struct Operations {
    /// SOQL.
    pub query: bool,
    /// Reading by id.
    pub retrieve: bool,
    /// Creating.
    pub create: bool,
    /// Updating.
    pub update: bool,
    /// Deleting.
    pub delete: bool,
}

/// A field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The API name.
    pub api: String,
    /// The label, or the API name where the describe has none.
    pub label: String,
    /// The Rust field, not yet escaped where it is a keyword.
    pub ident: String,
    /// Its type, without the `Option`.
    pub ty: Ty,
    /// Flags of the contract, in the order they are printed.
    pub flags: Vec<&'static str>,
    /// Digits of a number, and how many of them are decimals.
    pub digits: Option<(u32, u32)>,
    /// The API name of the field that controls this dependent picklist.
    pub controlled_by: Option<String>,
    /// What its documentation says.
    pub doc: Doc,
}

/// The type of a field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// `Id<T>`.
    Id(TypeRef),
    /// `Text<N>`.
    Text(u32),
    /// `String`: a text whose length is not known.
    String,
    /// `bool`.
    Bool,
    /// `i64`.
    Int,
    /// `Number`.
    Number,
    /// `Date`.
    Date,
    /// `DateTime`.
    DateTime,
    /// `Time`.
    Time,
    /// An enum of this module.
    Picklist(String),
    /// `MultiPicklist<T>` of an enum of this module.
    MultiPicklist(String),
    /// `Box<Address>`.
    Address,
    /// `Box<Location>`.
    Location,
    /// `Blob`.
    Blob,
    /// `RawJson`.
    RawJson,
}

/// A type that is named in a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeRef {
    /// A type of this module.
    Local(String),
    /// The type of an object in another module.
    Object(String),
    /// A marker of `ids`.
    Marker(String),
    /// Any object.
    Any,
}

impl Ty {
    /// The Rust type, with `@` before a name of the generated crate, as in the compact schema.
    pub(crate) fn rust(&self) -> String {
        match self {
            Self::Id(target) => format!("Id<{}>", target.rust()),
            Self::Text(length) => format!("Text<{length}>"),
            Self::Picklist(name) => format!("@{name}"),
            Self::MultiPicklist(name) => format!("MultiPicklist<@{name}>"),
            Self::String => "String".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Int => "i64".to_owned(),
            Self::Number => "Number".to_owned(),
            Self::Date => "Date".to_owned(),
            Self::DateTime => "DateTime".to_owned(),
            Self::Time => "Time".to_owned(),
            Self::Address => "Box<Address>".to_owned(),
            Self::Location => "Box<Location>".to_owned(),
            Self::Blob => "Blob".to_owned(),
            Self::RawJson => "RawJson".to_owned(),
        }
    }
}

impl TypeRef {
    /// The Rust type, with `@` before a name of the generated crate.
    pub(crate) fn rust(&self) -> String {
        match self {
            Self::Local(name) | Self::Object(name) => format!("@{name}"),
            Self::Marker(name) => format!("@ids::{name}"),
            Self::Any => "AnyObject".to_owned(),
        }
    }
}

/// A parent record.
#[derive(Clone, Debug, PartialEq)]
pub struct Parent {
    /// The relationship name, `bpats__Job__r`.
    pub api: String,
    /// The Rust field.
    pub ident: String,
    /// The parent's type, or the polymorphic enum.
    pub target: TypeRef,
    /// Whether the target is a polymorphic enum, which has its own boxes.
    pub polymorphic: bool,
    /// What its documentation says.
    pub doc: Doc,
}

/// A child relationship.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// The relationship name.
    pub api: String,
    /// The Rust field.
    pub ident: String,
    /// The children's type.
    pub target: TypeRef,
    /// The feature that brings the children's type; none for children of the same object.
    pub feature: Option<String>,
    /// What its documentation says.
    pub doc: Doc,
}

/// An enum of picklist values.
#[derive(Clone, Debug, PartialEq)]
pub struct Picklist {
    /// The enum.
    pub type_name: String,
    /// Whether the org refuses values that are not listed.
    pub restricted: bool,
    /// The enum of the controlling picklist, or `bool`.
    pub controlled_by: Option<String>,
    /// The values, in the order of the describe.
    pub variants: Vec<Variant>,
    /// The variant for values that are not listed: `Unknown` or `Other`.
    pub rest: String,
    /// What its documentation says.
    pub doc: Doc,
}

/// A picklist value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The variant.
    pub ident: String,
    /// The value.
    pub value: String,
    /// The label, where it differs from the value.
    pub label: Option<String>,
    /// Whether it may be written.
    pub active: bool,
    /// Whether it is the picklist's default.
    pub default: bool,
    /// For which values of the controlling picklist it may be chosen.
    pub valid_for: Option<String>,
}

/// An enum of what a polymorphic lookup refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct Polymorphic {
    /// The enum.
    pub type_name: String,
    /// Targets that are only markers.
    pub markers: Vec<String>,
    /// Targets with a type.
    pub variants: Vec<Target>,
    /// The variant for all others.
    pub rest: String,
    /// What its documentation says.
    pub doc: Doc,
}

/// A target of a polymorphic lookup that has a type in the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The variant.
    pub ident: String,
    /// The object's API name.
    pub api: String,
    /// The object's label.
    pub label: String,
    /// The object's type.
    pub target: TypeRef,
    /// The feature that brings it; none for the object itself.
    pub feature: Option<String>,
}

/// A record type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordType {
    /// The constant, `RECORD_TYPE_CANDIDATE`.
    pub ident: String,
    /// The id, 18 characters.
    pub id: String,
    /// What its documentation says.
    pub doc: Doc,
}

/// A documentation comment: paragraphs, not yet Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// The paragraphs; the first is the summary.
    pub paragraphs: Vec<Vec<Span>>,
}

/// A piece of a paragraph. Only [`Plain`](Self::Plain) is taken as it stands; the others
/// are made harmless when they are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Our own words, Markdown allowed.
    Plain(std::borrow::Cow<'static, str>),
    /// Words of the org, shown as text.
    Text(String),
    /// Words of the org, shown as code.
    Code(String),
}

impl Doc {
    /// A documentation of one paragraph.
    #[must_use]
    pub fn line(spans: Vec<Span>) -> Self {
        Self {
            paragraphs: vec![spans],
        }
    }
}
