//! An object and its fields.

use std::fmt;

use crate::rules::field_type::FieldType;

/// An object as far as queries are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// The API name.
    pub name: String,
    /// The label; empty where it is the API name.
    pub label: String,
    /// The first three characters of its records' Ids in the org it was described by.
    pub key_prefix: Option<String>,
    /// Whether it can be queried.
    pub queryable: bool,
    /// The name of its Rust type, where there is one.
    pub rust_type: Option<String>,
    /// The fields. No two have the same name.
    pub fields: Vec<Field>,
    /// The relationships to children that have a name.
    pub children: Vec<Child>,
}

impl Object {
    /// The field with this API name, in any letter case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The reference whose relationship has this name, in any letter case.
    #[must_use]
    pub fn relationship(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| {
            let relationship = field.relationship.as_deref();
            relationship.is_some_and(|it| it.eq_ignore_ascii_case(name))
        })
    }

    /// The child relationship with this name, in any letter case.
    #[must_use]
    pub fn child(&self, relationship: &str) -> Option<&Child> {
        self.children
            .iter()
            .find(|child| child.relationship.eq_ignore_ascii_case(relationship))
    }

    /// The parts of a compound field, in the order of the fields: `BillingStreet` and the
    /// rest of `BillingAddress`.
    pub fn parts(&self, compound: &str) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| {
            let whole = field.compound.as_deref();
            whole.is_some_and(|it| it.eq_ignore_ascii_case(compound))
        })
    }

    /// Whether it is one of Salesforce's own, so that its key prefix is the same in every
    /// org.
    #[must_use]
    pub fn is_standard(&self) -> bool {
        !self.name.contains("__")
    }
}

/// A child relationship: `Contacts` of `Account`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Child {
    /// The name of the relationship.
    pub relationship: String,
    /// The API name of the child object.
    pub object: String,
    /// The API name of the child's field that refers to the parent.
    pub field: String,
    /// The name of its Rust field, where there is one.
    pub rust_name: Option<String>,
}

/// A field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// The API name.
    pub name: String,
    /// The type.
    pub kind: FieldType,
    /// What can be done with it.
    pub flags: Flags,
    /// How many characters a text holds; 0 for other types.
    pub length: u32,
    /// How many digits a number has.
    pub precision: u32,
    /// How many of them stand after the point.
    pub scale: u32,
    /// The values of a picklist, inactive ones included.
    pub values: Vec<PicklistValue>,
    /// The API names of the objects a reference may lead to.
    pub targets: Vec<String>,
    /// The name of the relationship by which queries reach the parent.
    pub relationship: Option<String>,
    /// The compound field it is part of.
    pub compound: Option<String>,
    /// The name of its Rust field, where there is one.
    pub rust_name: Option<String>,
    /// Its Rust type without the `Option`, where there is one; `@` stands before what is named
    /// from the root of the generated crate: `Text<80>`, `Id<@ids::User>`, `@JobStatus`.
    pub rust_type: Option<String>,
    /// The name of the Rust field for the record that a reference leads to, where there is one.
    pub rust_parent: Option<String>,
}

impl Field {
    /// Whether a reference may lead to records of several objects.
    #[must_use]
    pub fn is_polymorphic(&self) -> bool {
        self.flags.has(Flags::POLYMORPHIC) || self.targets.len() > 1
    }

    /// Whether a value that is not listed cannot be in any record: the picklist is
    /// restricted, and all its values are known.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.kind, FieldType::Picklist | FieldType::MultiPicklist)
            && self.flags.has(Flags::RESTRICTED)
            && !self.flags.has(Flags::PARTIAL)
            && !self.values.is_empty()
    }
}

/// A value of a picklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PicklistValue {
    /// What the API reads and writes.
    pub value: String,
    /// What people see; `None` where it is the value.
    pub label: Option<String>,
    /// Whether it may still be chosen. Records may hold inactive values.
    pub active: bool,
}

/// What can be done with a field, and what kind of value it holds.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flags(u16);

impl Flags {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// May stand in `WHERE`.
    pub const FILTER: Self = Self(1);
    /// May stand in `ORDER BY`.
    pub const SORT: Self = Self(1 << 1);
    /// May stand in `GROUP BY`.
    pub const GROUP: Self = Self(1 << 2);
    /// May stand in an aggregate function.
    pub const AGGREGATE: Self = Self(1 << 3);
    /// May be null.
    pub const NILLABLE: Self = Self(1 << 4);
    /// A picklist whose other values Salesforce refuses.
    pub const RESTRICTED: Self = Self(1 << 5);
    /// A picklist of which not all values are known.
    pub const PARTIAL: Self = Self(1 << 6);
    /// A reference to objects of several kinds.
    pub const POLYMORPHIC: Self = Self(1 << 7);
    /// A custom field.
    pub const CUSTOM: Self = Self(1 << 8);
    /// The field that holds the record's name.
    pub const NAME: Self = Self(1 << 9);

    /// Every flag and its letter in the compact text.
    pub(super) const LETTERS: [(Self, u8); 10] = [
        (Self::FILTER, b'f'),
        (Self::SORT, b's'),
        (Self::GROUP, b'g'),
        (Self::AGGREGATE, b'a'),
        (Self::NILLABLE, b'n'),
        (Self::RESTRICTED, b'r'),
        (Self::PARTIAL, b'p'),
        (Self::POLYMORPHIC, b'm'),
        (Self::CUSTOM, b'c'),
        (Self::NAME, b't'),
    ];

    /// Whether all of these are set.
    #[must_use]
    pub const fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// With these set, too.
    #[must_use]
    pub const fn with(self, flags: Self) -> Self {
        Self(self.0 | flags.0)
    }

    /// With these set, too, if the condition holds.
    #[must_use]
    pub const fn with_if(self, flags: Self, condition: bool) -> Self {
        if condition { self.with(flags) } else { self }
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flags(")?;
        for (flag, letter) in Self::LETTERS {
            if self.has(flag) {
                write!(f, "{}", char::from(letter))?;
            }
        }
        f.write_str(")")
    }
}
