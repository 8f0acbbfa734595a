//! All objects and fields of an org, ready for look-ups.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ats_schema::describe::{self, Describe};
use ats_schema::rules::api_name::is_key_prefix;
use ats_schema::schema::ValueKind;
use serde_json::Value;

use super::builtin_objects;
use super::open_error::OpenError;
use super::record_id::base62;
use super::schema_files::{DescribeSource, SchemaFiles};
use crate::store::{BINARY, Column, ColumnType, DECIMAL, NO_CASE, Table, quote};

/// All objects of an org: those of the schemas and the built-in ones.
#[derive(Debug)]
pub(crate) struct Schema {
    objects: Vec<Object>,
    by_name: HashMap<String, usize>,
    by_prefix: HashMap<String, usize>,
}

/// An object, with everything that the store and the rules need.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its place in [`Schema::objects`].
    pub(super) index: usize,
    /// The API name as the describe spells it, also the name of its table.
    pub(crate) name: String,
    /// The label, the API name where there is none.
    pub(crate) label: String,
    /// The first three characters of its records' Ids: the describe's, or one made up.
    pub(crate) prefix: String,
    /// The describe, typed.
    pub(crate) describe: Describe,
    /// The describe, unchanged.
    pub(crate) raw: Value,
    /// True for an object that the emulator adds because no schema has it.
    pub(crate) is_builtin: bool,
    /// The fields, in the order of the describe; of two with one name the first.
    pub(crate) fields: Vec<Field>,
    /// Fields of other objects (or this one) that refer to records of this one.
    pub(crate) children: Vec<ChildLink>,
    by_name: HashMap<String, usize>,
    by_relationship: HashMap<String, usize>,
    /// The table, quoted for SQL.
    pub(crate) table: String,
    /// Inserts one row; the parameters are the stored fields in their order, then
    /// [`hidden`](Self::hidden).
    pub(super) insert: String,
    /// Columns of the table that the describe does not list, from `Id`, `IsDeleted` and
    /// `SystemModstamp`.
    pub(super) hidden: Vec<&'static str>,
}

/// A field, with its place in the store.
#[derive(Debug)]
pub(crate) struct Field {
    /// The describe of the field.
    pub(crate) describe: describe::Field,
    /// The kind of its values, by which they compare.
    pub(crate) value_kind: ValueKind,
    /// The type of its column.
    pub(crate) column_type: ColumnType,
    /// The column, quoted for SQL; there is none for [`ColumnType::Compound`].
    pub(crate) column: String,
    /// True for a picklist that takes any value: one that is not restricted, or of which not all
    /// values are known.
    pub(crate) open: bool,
    /// For a compound field its parts, by index; empty for others.
    pub(crate) parts: Vec<usize>,
}

/// A field of a child object that refers to this object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChildLink {
    /// The API name of the child object.
    pub(crate) object: String,
    /// The API name of the field.
    pub(crate) field: String,
    /// The name of the relationship from here, as in `SELECT (SELECT Id FROM Contacts)`.
    pub(crate) relationship: Option<String>,
    /// The effect on the child when its parent is deleted.
    pub(crate) on_delete: OnDelete,
}

/// The effect of a delete on the records that refer to the deleted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnDelete {
    /// They are deleted.
    Cascade,
    /// They prevent it.
    Restrict,
    /// They lose the reference.
    Clear,
}

/// Objects are compared by identity: a schema has each of them once.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// Fields are compared by identity: an object has each of them once.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Schema {
    /// Joins what was loaded with the built-in objects.
    pub(super) fn build(schemas: &mut SchemaFiles) -> Result<Self, OpenError> {
        let mut sources: Vec<(DescribeSource, bool)> = Vec::new();
        let mut by_name = HashMap::new();
        for source in schemas.take_describes() {
            let key = source.describe.name.to_ascii_lowercase();
            if by_name.insert(key, sources.len()).is_some() {
                return Err(OpenError::TwoDescribes {
                    object: source.describe.name,
                });
            }
            sources.push((source, false));
        }
        let names: Vec<String> = sources
            .iter()
            .map(|(source, _)| source.describe.name.clone())
            .collect();
        for source in builtin_objects::describes(&names)? {
            let key = source.describe.name.to_ascii_lowercase();
            if let Entry::Vacant(free) = by_name.entry(key) {
                free.insert(sources.len());
                sources.push((source, true));
            }
        }
        let prefixes = prefixes(&sources);
        let mut objects: Vec<Object> = sources
            .into_iter()
            .zip(prefixes)
            .enumerate()
            .map(|(index, ((source, is_builtin), prefix))| Object {
                index,
                ..Object::new(source, is_builtin, prefix, schemas)
            })
            .collect();
        link_children(&mut objects, &by_name);
        let by_prefix = objects
            .iter()
            .enumerate()
            .map(|(index, object)| (object.prefix.clone(), index))
            .collect();
        schemas.note_unknown_objects(|name| by_name.contains_key(&name.to_ascii_lowercase()));
        Ok(Self {
            objects,
            by_name,
            by_prefix,
        })
    }

    /// All objects, those of the schemas first.
    pub(crate) fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The object of this API name, in any letter case.
    pub(crate) fn object(&self, name: &str) -> Option<&Object> {
        self.index(name).map(|index| &self.objects[index])
    }

    /// The object to whose records an Id of this prefix belongs.
    pub(crate) fn object_of_id(&self, id: &str) -> Option<&Object> {
        let index = *self.by_prefix.get(id.get(..3)?)?;
        Some(&self.objects[index])
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }
}

/// The columns that every table has, listed in the describe or not.
const ALWAYS: [&str; 3] = ["Id", "IsDeleted", "SystemModstamp"];

impl Object {
    fn new(
        source: DescribeSource,
        is_builtin: bool,
        prefix: String,
        schemas: &SchemaFiles,
    ) -> Self {
        let DescribeSource { describe, raw } = source;
        let mut by_name = HashMap::new();
        let mut fields: Vec<Field> = Vec::with_capacity(describe.fields.len());
        for field in &describe.fields {
            let key = field.name.to_ascii_lowercase();
            if let Entry::Vacant(free) = by_name.entry(key) {
                free.insert(fields.len());
                let open = !field.restricted_picklist
                    || schemas.is_open_picklist(&describe.name, &field.name);
                fields.push(Field::new(field.clone(), open));
            }
        }
        let owners: Vec<(usize, usize)> = fields
            .iter()
            .enumerate()
            .filter_map(|(part, field)| {
                let owner = field.describe.compound_field_name.as_deref()?;
                Some((part, *by_name.get(&owner.to_ascii_lowercase())?))
            })
            .collect();
        for (part, owner) in owners {
            if part != owner {
                fields[owner].parts.push(part);
            }
        }
        // Of two relationships with one name the first counts, as of fields.
        let by_relationship = fields
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(index, field)| {
                let name = field.describe.relationship_name.as_ref()?;
                Some((name.to_ascii_lowercase(), index))
            })
            .collect();
        let table = quote(&describe.name);
        let hidden: Vec<&str> = ALWAYS
            .into_iter()
            .filter(|name| !by_name.contains_key(&name.to_ascii_lowercase()))
            .collect();
        let columns: Vec<&str> = fields
            .iter()
            .filter(|field| field.is_stored())
            .map(|field| field.column.as_str())
            .chain(hidden.iter().copied())
            .collect();
        let insert = format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            columns.join(","),
            vec!["?"; columns.len()].join(",")
        );
        Self {
            index: 0,
            name: describe.name.clone(),
            label: describe
                .label
                .clone()
                .unwrap_or_else(|| describe.name.clone()),
            prefix,
            describe,
            raw,
            is_builtin,
            fields,
            children: Vec::new(),
            by_name,
            by_relationship,
            table,
            insert,
            hidden,
        }
    }

    /// The field of this API name, in any letter case.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.field_index(name).map(|index| &self.fields[index])
    }

    /// The position in [`fields`](Self::fields) of the field with this API name.
    pub(crate) fn field_index(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// The position in [`fields`](Self::fields) of the reference whose relationship has this name,
    /// such as `bpats__Job__r`.
    pub(crate) fn relationship_index(&self, name: &str) -> Option<usize> {
        self.by_relationship
            .get(&name.to_ascii_lowercase())
            .copied()
    }

    /// The table that holds the records.
    pub(super) fn table_definition(&self) -> Table<'_> {
        let stored = self.fields.iter().filter(|field| field.is_stored());
        let fields = stored.map(|field| Column {
            name: field.name(),
            column_type: field.column_type,
            collation: field.collation(),
            is_indexed: field.is_indexed(),
        });
        let hidden = self.hidden.iter().map(|&name| Column {
            name,
            column_type: match name {
                "Id" => ColumnType::Id,
                "IsDeleted" => ColumnType::Boolean,
                _ => ColumnType::DateTime,
            },
            collation: BINARY,
            is_indexed: false,
        });
        Table {
            name: &self.name,
            columns: fields.chain(hidden).collect(),
        }
    }

    /// The field that holds the records' name.
    pub(crate) fn name_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.describe.name_field)
    }
}

impl Field {
    fn new(describe: describe::Field, open: bool) -> Self {
        let value_kind = ValueKind::of(&describe.field_type);
        let column_type = match value_kind {
            ValueKind::Id => ColumnType::Id,
            ValueKind::Boolean => ColumnType::Boolean,
            ValueKind::Int => ColumnType::Int,
            ValueKind::Decimal => ColumnType::Decimal,
            ValueKind::Date => ColumnType::Date,
            ValueKind::DateTime => ColumnType::DateTime,
            ValueKind::Time => ColumnType::Time,
            ValueKind::Blob => ColumnType::Blob,
            ValueKind::Compound => ColumnType::Compound,
            _ => ColumnType::Text,
        };
        Self {
            column: quote(&describe.name),
            describe,
            value_kind,
            column_type,
            open,
            parts: Vec::new(),
        }
    }

    /// The API name as the describe spells it.
    pub(crate) fn name(&self) -> &str {
        &self.describe.name
    }

    /// The label, the API name where there is none.
    pub(crate) fn label(&self) -> &str {
        if self.describe.label.is_empty() {
            &self.describe.name
        } else {
            &self.describe.label
        }
    }

    /// Returns true if the store has a column for it.
    pub(crate) fn is_stored(&self) -> bool {
        self.column_type != ColumnType::Compound
    }

    /// Returns true if records are looked up by the field: keys, and references, which deletes
    /// follow from the parent's side. Nobody deletes users, so references to them alone are left
    /// out.
    fn is_indexed(&self) -> bool {
        let is_person = |object: &str| {
            object.eq_ignore_ascii_case("User") || object.eq_ignore_ascii_case("Group")
        };
        let describe = &self.describe;
        match self.column_type {
            ColumnType::Id => describe.reference_to.iter().any(|to| !is_person(to)),
            ColumnType::Text | ColumnType::Decimal | ColumnType::Int => {
                describe.unique || describe.external_id
            }
            _ => false,
        }
    }

    /// The name of its column's collation.
    pub(crate) fn collation(&self) -> &'static str {
        match self.column_type {
            ColumnType::Text if !self.describe.case_sensitive => NO_CASE,
            ColumnType::Decimal => DECIMAL,
            _ => BINARY,
        }
    }
}

/// A prefix for each object: the describe's where it has one nobody else has, else one made
/// up, in the order of the names so that it does not depend on the order of files.
fn prefixes(sources: &[(DescribeSource, bool)]) -> Vec<String> {
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by_key(|&index| &sources[index].0.describe.name);
    let mut owner: HashMap<String, usize> = HashMap::new();
    for &index in &order {
        if let Some(prefix) = &sources[index].0.describe.key_prefix
            && is_key_prefix(prefix)
        {
            owner.entry(prefix.clone()).or_insert(index);
        }
    }
    let mut made_up = (0_u32..).map(|number| {
        let last = base62(u64::from(number), 2);
        format!("a{last}")
    });
    for &index in &order {
        if owner.values().any(|&owned| owned == index) {
            continue;
        }
        if let Some(prefix) = made_up.find(|prefix| !owner.contains_key(prefix)) {
            owner.insert(prefix, index);
        }
    }
    let mut prefixes = vec![String::new(); sources.len()];
    for (prefix, index) in owner {
        prefixes[index] = prefix;
    }
    prefixes
}

/// Finds for each object the fields that refer to it.
fn link_children(objects: &mut [Object], by_name: &HashMap<String, usize>) {
    let mut links: Vec<(usize, ChildLink)> = Vec::new();
    for child in objects.iter() {
        for field in &child.fields {
            for parent in &field.describe.reference_to {
                if let Some(&parent) = by_name.get(&parent.to_ascii_lowercase()) {
                    links.push((parent, link(&objects[parent], child, field)));
                }
            }
        }
    }
    for (parent, link) in links {
        objects[parent].children.push(link);
    }
}

fn link(parent: &Object, child: &Object, field: &Field) -> ChildLink {
    let listed = parent.describe.child_relationships.iter().find(|listed| {
        listed.child_sobject.eq_ignore_ascii_case(&child.name)
            && listed.field.eq_ignore_ascii_case(field.name())
    });
    let cascade = field.describe.cascade_delete || listed.is_some_and(|it| it.cascade_delete);
    let restrict =
        field.describe.restricted_delete || listed.is_some_and(|it| it.restricted_delete);
    ChildLink {
        object: child.name.clone(),
        field: field.name().to_owned(),
        relationship: listed.and_then(|listed| listed.relationship_name.clone()),
        on_delete: match (restrict, cascade) {
            // Orders of an account cascade and restrict: the restriction speaks first.
            (true, _) => OnDelete::Restrict,
            (_, true) => OnDelete::Cascade,
            // A reference that may not be empty cannot be cleared.
            _ if !field.describe.is_nillable() && !field.describe.defaulted_on_create => {
                OnDelete::Restrict
            }
            _ => OnDelete::Clear,
        },
    }
}
