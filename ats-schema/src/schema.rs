//! What is known of an org's objects, in the smallest form that a query can be checked
//! against: plain data without dependencies.
//!
//! An [`Object`] is made of a describe (feature `describe`) or read from its
//! [compact text](compact), which generated crates carry for the macros. A [`Schema`] finds
//! objects by name; [`Catalog`] is the one that keeps them in memory.
//!
//! ```
//! use ats_schema::schema::{Catalog, Lookup, Object, Schema};
//!
//! let job = Object::parse("ats-object 1|bpats__Job__c|Job|a0M|q\nId|id|fsga|18\n")?;
//! let mut catalog = Catalog::new();
//! catalog.insert(job);
//! assert!(matches!(catalog.object("BPATS__job__c"), Lookup::Known(job) if job.fields.len() == 1));
//! assert!(matches!(catalog.object("Job"), Lookup::Unknown));
//! # Ok::<(), ats_schema::schema::compact::CompactError>(())
//! ```

pub mod compact;
#[cfg(feature = "describe")]
mod from_describe;
pub mod index;
mod object;
mod value_kind;

use std::collections::HashMap;

pub use self::object::{Child, Field, Flags, Object, PicklistValue};
pub use self::value_kind::ValueKind;
pub use crate::rules::field_type::FieldType;

/// Where objects are looked up.
///
/// The checker asks for an object only when a query names it or a path leads to it, so that
/// whoever implements this may load objects one by one.
pub trait Schema {
    /// The object with this API name, in any letter case.
    fn object(&self, name: &str) -> Lookup<'_>;

    /// The API names of the objects that exist, for *did you mean*. May be empty.
    fn names(&self) -> Vec<&str>;
}

/// What a [`Schema`] knows of an object.
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'s> {
    /// All of it.
    Known(&'s Object),
    /// It exists, but its fields are not known here: what a query asks of it is let through
    /// unchecked.
    Opaque {
        /// The API name as the org spells it.
        name: &'s str,
        /// What to do about it: "enable feature `offer`".
        help: Option<&'s str>,
    },
    /// It exists and can be loaded: the checker lists it as wanted and goes on as if it were
    /// opaque.
    Announced(&'s str),
    /// There is no such object.
    Unknown,
}

/// Objects kept in memory.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    entries: Vec<Entry>,
    /// By lower-case API name.
    by_name: HashMap<String, usize>,
}

#[derive(Clone, Debug)]
enum Entry {
    Known(Box<Object>),
    Opaque { name: String, help: Option<String> },
    Announced(String),
}

impl Entry {
    fn name(&self) -> &str {
        match self {
            Self::Known(object) => &object.name,
            Self::Opaque { name, .. } | Self::Announced(name) => name,
        }
    }
}

impl Catalog {
    /// No objects.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an object; it takes the place of one of the same name.
    pub fn insert(&mut self, object: Object) {
        self.put(Entry::Known(Box::new(object)));
    }

    /// Says that an object exists and can be loaded, unless it is known already.
    pub fn announce(&mut self, name: &str) {
        if matches!(self.object(name), Lookup::Unknown) {
            self.put(Entry::Announced(name.to_owned()));
        }
    }

    /// Says that an object exists whose fields are not known, and how to change that,
    /// unless it is known already.
    pub fn exists(&mut self, name: &str, help: Option<&str>) {
        if matches!(self.object(name), Lookup::Unknown) {
            self.put(Entry::Opaque {
                name: name.to_owned(),
                help: help.map(str::to_owned),
            });
        }
    }

    /// Says of every object that the known ones refer to, as parent or child, that it
    /// [exists](Self::exists).
    ///
    /// A folder of describes holds some of an org's objects; what they refer to is there,
    /// too.
    pub fn close(&mut self) {
        let mut names: Vec<String> = Vec::new();
        for object in self.objects() {
            let parents = object.fields.iter().flat_map(|field| &field.targets);
            let children = object.children.iter().map(|child| &child.object);
            names.extend(parents.chain(children).cloned());
        }
        for name in names {
            self.exists(&name, None);
        }
    }

    /// The objects that are known, in the order they were added.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Known(object) => Some(&**object),
            Entry::Opaque { .. } | Entry::Announced(_) => None,
        })
    }

    fn put(&mut self, entry: Entry) {
        let key = entry.name().to_ascii_lowercase();
        match self.by_name.get(&key) {
            Some(&index) => self.entries[index] = entry,
            None => {
                self.by_name.insert(key, self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

impl Schema for Catalog {
    fn object(&self, name: &str) -> Lookup<'_> {
        let Some(&index) = self.by_name.get(&name.to_ascii_lowercase()) else {
            return Lookup::Unknown;
        };
        match &self.entries[index] {
            Entry::Known(object) => Lookup::Known(object),
            Entry::Opaque { name, help } => Lookup::Opaque {
                name,
                help: help.as_deref(),
            },
            Entry::Announced(name) => Lookup::Announced(name),
        }
    }

    fn names(&self) -> Vec<&str> {
        self.entries.iter().map(Entry::name).collect()
    }
}

impl FromIterator<Object> for Catalog {
    fn from_iter<I: IntoIterator<Item = Object>>(objects: I) -> Self {
        let mut catalog = Self::new();
        for object in objects {
            catalog.insert(object);
        }
        catalog
    }
}
