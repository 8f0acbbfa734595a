//! The structs of a query's rows, and how they are read.

use std::fmt::Write as _;

use ats_schema::names::{field_ident, type_ident};
use ats_schema::schema::{Object, Schema};
use ats_schema::soql::check::{Column, Item, Output, Record, Type};

use super::rust_type;
use crate::text;

/// A row: a struct, and what is read into it.
pub(super) struct Row {
    /// The struct.
    pub(super) name: String,
    /// The API name of its object; empty where it may be of several.
    pub(super) object: String,
    pub(super) cells: Vec<Cell>,
}

/// A field of a row.
pub(super) struct Cell {
    /// The key in the record.
    pub(super) key: String,
    /// The Rust field.
    pub(super) field: String,
    pub(super) kind: CellKind,
}

/// The standard traits of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Derived {
    /// For a row without a name: there may be hundreds in a program, and the two others were a
    /// quarter of what they cost to compile.
    Debug,
    /// For a row with a name: `Clone` and `PartialEq` too.
    All,
}

impl Derived {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Debug => "",
            Self::All => "#[derive(Clone, PartialEq)]",
        }
    }
}

pub(super) enum CellKind {
    Value {
        /// The type of the column's values.
        ty: String,
        nullable: bool,
        given: Option<Given>,
    },
    Parent(Row),
    Children(Row),
    Typeof(Typeof),
}

/// The type that somebody asked for in place of the column's own.
pub(super) struct Given {
    /// Its name in the expansion.
    pub(super) alias: String,
    /// The function that makes one of what the column holds.
    pub(super) function: String,
}

/// A parent by kind: an enum.
pub(super) struct Typeof {
    name: String,
    /// API name, variant, row.
    branches: Vec<(String, String, Row)>,
    otherwise: Option<Row>,
}

impl Row {
    /// The row of a query's answer; `None` for `COUNT()`.
    pub(super) fn of(output: &Output<'_>, name: String, schema: &dyn Schema) -> Option<Self> {
        match output {
            Output::Records(record) => Some(Self::record(name, record, schema)),
            Output::Groups(columns) => {
                let mut names = Names::default();
                Some(Self {
                    name,
                    object: "AggregateResult".to_owned(),
                    cells: columns.iter().map(|it| names.value(it)).collect(),
                })
            }
            _ => None,
        }
    }

    fn record(name: String, record: &Record<'_>, schema: &dyn Schema) -> Self {
        let object = record.object.map_or("", |object| &object.name);
        Self::items(name, object, record, schema)
    }

    fn items(name: String, object: &str, record: &Record<'_>, schema: &dyn Schema) -> Self {
        let mut names = Names::default();
        let cells = record.items.iter().map(|item| match item {
            Item::Column(column) => names.value(column),
            Item::Parent {
                name: key,
                reference,
                record,
            } => {
                let field = names.field(reference.and_then(|it| it.rust_parent.as_deref()), key);
                let row = Self::record(inner(&name, &field), record, schema);
                cell(key, field, CellKind::Parent(row))
            }
            Item::Children {
                name: key,
                relationship,
                record,
            } => {
                let field = names.field(relationship.and_then(|it| it.rust_name.as_deref()), key);
                let object = relationship.map_or("", |it| &it.object);
                let row = Self::items(inner(&name, &field), object, record, schema);
                cell(key, field, CellKind::Children(row))
            }
            Item::Typeof {
                name: key,
                reference,
                branches,
                otherwise,
            } => {
                let field = names.field(reference.rust_parent.as_deref(), key);
                let enumeration = inner(&name, &field);
                let mut variants = Names::default();
                let branches = branches.iter().map(|branch| {
                    let known = match schema.object(&branch.object) {
                        ats_schema::schema::Lookup::Known(object) => object.rust_type.clone(),
                        _ => None,
                    };
                    let variant =
                        variants.unique(known.unwrap_or_else(|| type_ident(&branch.object)));
                    let row = Self::items(
                        format!("{enumeration}{variant}"),
                        &branch.object,
                        &branch.record,
                        schema,
                    );
                    (branch.object.clone(), variant, row)
                });
                let branches = branches.collect();
                let otherwise = otherwise
                    .as_ref()
                    .map(|others| Self::items(format!("{enumeration}Else"), "", others, schema));
                let kind = CellKind::Typeof(Typeof {
                    name: enumeration,
                    branches,
                    otherwise,
                });
                cell(key, field, kind)
            }
            // What a later version of the checker tells of has no place in a row yet.
            _ => cell(
                item.name(),
                names.field(None, item.name()),
                CellKind::Value {
                    ty: "__rt::RawJson".to_owned(),
                    nullable: true,
                    given: None,
                },
            ),
        });
        Self {
            cells: cells.collect(),
            object: object.to_owned(),
            name,
        }
    }

    /// The field with this path of Rust names.
    pub(super) fn find(&mut self, path: &[String]) -> Option<&mut CellKind> {
        let (first, rest) = path.split_first()?;
        let cell = self.cells.iter_mut().find(|cell| cell.field == *first)?;
        match (&mut cell.kind, rest) {
            (kind, []) => Some(kind),
            (CellKind::Parent(row) | CellKind::Children(row), rest) => row.find(rest),
            _ => None,
        }
    }

    /// The names that stand beside each other at a path, for messages.
    pub(super) fn fields_at(&mut self, path: &[String]) -> Vec<String> {
        let row = match path {
            [] => self,
            path => match self.find(path) {
                Some(CellKind::Parent(row) | CellKind::Children(row)) => row,
                _ => return Vec::new(),
            },
        };
        row.cells.iter().map(|cell| cell.field.clone()).collect()
    }

    /// Whether a type in it is one of the generated crate's.
    pub(super) fn names_org(&self) -> bool {
        self.cells.iter().any(|cell| match &cell.kind {
            CellKind::Value { ty, .. } => ty.contains(rust_type::ORG),
            CellKind::Parent(row) | CellKind::Children(row) => row.names_org(),
            CellKind::Typeof(it) => {
                let others = it.otherwise.iter();
                let mut rows = it.branches.iter().map(|(_, _, row)| row).chain(others);
                rows.any(Self::names_org)
            }
        })
    }

    /// The structs and enums.
    pub(super) fn names<'a>(&'a self, out: &mut Vec<&'a str>) {
        out.push(&self.name);
        for cell in &self.cells {
            match &cell.kind {
                CellKind::Parent(row) | CellKind::Children(row) => row.names(out),
                CellKind::Typeof(it) => {
                    out.push(&it.name);
                    let others = it.otherwise.iter();
                    let rows = it.branches.iter().map(|(_, _, row)| row).chain(others);
                    rows.for_each(|row| row.names(out));
                }
                CellKind::Value { .. } => {}
            }
        }
    }

    /// The items: structs, and their impls.
    pub(super) fn print(&self, visibility: &str, derived: Derived, out: &mut String) {
        let name = &self.name;
        let (mut members, mut build) = (String::new(), String::new());
        let (mut raw, mut patterns) = (Vec::new(), Vec::new());
        for (slot, Cell { field, kind, .. }) in self.cells.iter().enumerate() {
            let cell = place(slot, self.cells.len());
            let ty = match kind {
                CellKind::Value {
                    given: Some(given), ..
                } => given.alias.clone(),
                CellKind::Value {
                    ty, nullable: true, ..
                } => rust_type::option(ty),
                CellKind::Value { ty, .. } => ty.clone(),
                CellKind::Parent(row) => format!("__rt::Option<{}>", row.name),
                CellKind::Children(row) => format!("__rt::Rows<{}>", row.name),
                CellKind::Typeof(it) => format!("__rt::Option<{}>", it.name),
            };
            raw.push(kind.raw());
            patterns.push(kind.pattern(slot));
            // Writing to a `String` does not fail.
            let _ = write!(members, "pub {field}: {ty},");
            let _ = write!(build, "{field}: {},", kind.build(slot, &cell));
        }
        let (pattern, raw) = (tuple(&patterns, VALUE), tuple(&raw, TYPE));
        let table = self.table();
        // The other case is that of a row which nobody finished.
        let parts = match self.cells.iter().any(|cell| cell.kind.is_needed()) {
            true => format!("let {pattern} = raw else {{ return __rt::unfinished() }};"),
            false => String::new(),
        };
        let names: Vec<&str> = self.cells.iter().map(|cell| cell.field.as_str()).collect();
        let shown = text::string(&format!("{name} {}", names.join(" ")));
        let references: Vec<String> = (self.cells.iter())
            .map(|cell| format!("&self.{}", cell.field))
            .collect();
        let references = tuple(&references, VALUE);
        let attribute = derived.attribute();
        let _ = write!(
            out,
            "
{attribute}
{visibility} struct {name} {{ {members} }}
impl __rt::Debug for {name} {{
    fn fmt(&self, f: &mut __rt::Formatter<'_>) -> __rt::Shown {{
        __rt::debug_row(f, {shown}, {references})
    }}
}}
impl __rt::Row for {name} {{
    const COLUMNS: __rt::RowColumns = {table};
    type Raw = {raw};
    fn build(raw: Self::Raw) -> __rt::Built<Self> {{
        {parts}
        __rt::Ok(Self {{ {build} }})
    }}
}}"
        );
        for cell in &self.cells {
            match &cell.kind {
                CellKind::Parent(row) | CellKind::Children(row) => {
                    row.print(visibility, derived, out)
                }
                CellKind::Typeof(it) => it.print(visibility, derived, out),
                CellKind::Value { .. } => {}
            }
        }
    }

    fn table(&self) -> String {
        table(
            &self.object,
            self.cells.iter().map(|cell| cell.key.as_str()),
        )
    }
}

impl CellKind {
    /// Whether it is read into a cell that is never null.
    const fn is_needed(&self) -> bool {
        matches!(
            self,
            Self::Value {
                nullable: false,
                given: None,
                ..
            }
        )
    }

    /// What it is read into.
    fn raw(&self) -> String {
        match self {
            Self::Value { ty, .. } if self.is_needed() => format!("__rt::Needed<{ty}>"),
            Self::Value { ty, .. } => rust_type::option(ty),
            Self::Parent(row) => format!("__rt::ParentCell<{}>", row.name),
            Self::Children(row) => format!("__rt::ChildrenCell<{}>", row.name),
            Self::Typeof(_) => "__rt::Option<__rt::RawJson>".to_owned(),
        }
    }

    /// How what is never null is taken out of its cell. What may be null is taken where it is used:
    /// each name costs the compiler more than a place.
    fn pattern(&self, slot: usize) -> String {
        match self.is_needed() {
            true => format!("__rt::Needed(__rt::Some(c{slot}))"),
            false => "_".to_owned(),
        }
    }

    /// How its field is made of what is in the cell.
    fn build(&self, slot: usize, cell: &str) -> String {
        match self {
            Self::Value {
                given: Some(given), ..
            } => format!(
                "__rt::converted::<Self, _>({slot}, {}({cell}))?",
                given.function
            ),
            Self::Value { .. } if self.is_needed() => format!("c{slot}"),
            Self::Value { .. } => cell.to_owned(),
            Self::Parent(_) => format!("{cell}.row"),
            Self::Children(_) => format!("{cell}.rows"),
            Self::Typeof(it) => format!("__rt::typeof_::<Self, {}, _>({slot}, {cell})?", it.name),
        }
    }
}

impl Typeof {
    fn print(&self, visibility: &str, derived: Derived, out: &mut String) {
        let name = &self.name;
        let (mut variants, mut arms) = (String::new(), String::new());
        for (object, variant, row) in &self.branches {
            let (object, row) = (text::string(object), &row.name);
            let _ = write!(variants, "{variant}({row}),");
            let _ = write!(
                arms,
                "{object} => __rt::Ok(Self::{variant}(__rt::read_row(json)?)),"
            );
        }
        let other = Names::of(self.branches.iter().map(|(_, variant, _)| variant))
            .unique("Other".to_owned());
        let attribute = derived.attribute();
        let (held, made) = match &self.otherwise {
            Some(row) => (row.name.as_str(), "__rt::read_row(json)?"),
            None => ("__rt::String", "__rt::String::from(object)"),
        };
        let _ = write!(
            out,
            "
#[derive(Debug)]
{attribute}
{visibility} enum {name} {{ {variants} {other}({held}) }}
impl __rt::TypeofRow for {name} {{
    fn read(object: &str, json: &str) -> __rt::Result<Self, __rt::ReadError> {{
        match object {{
            {arms}
            _ => __rt::Ok(Self::{other}({made})),
        }}
    }}
}}"
        );
        for (_, _, row) in &self.branches {
            row.print(visibility, derived, out);
        }
        if let Some(row) = &self.otherwise {
            row.print(visibility, derived, out);
        }
    }
}

/// The `RowColumns` of the keys of a record.
pub(super) fn table<'a>(object: &str, keys: impl Iterator<Item = &'a str>) -> String {
    let names = text::list(keys.map(text::string));
    format!("({}, {names})", text::string(object))
}

/// The brackets after `Wide` in a type.
pub(super) const TYPE: (char, char) = ('<', '>');

/// The brackets after `Wide` in a pattern or an expression.
pub(super) const VALUE: (char, char) = ('(', ')');

/// The most cells of one tuple.
const MOST: usize = 8;

/// Cells as tuples of at most eight: their types, the patterns that take them apart, or what is in
/// them.
pub(super) fn tuple(cells: &[String], (open, close): (char, char)) -> String {
    let mut parts = cells
        .chunks(MOST)
        .map(|cells| format!("({},)", cells.join(",")))
        .rev();
    let Some(mut last) = parts.next() else {
        return "()".to_owned();
    };
    for part in parts {
        last = format!("__rt::Wide{open}{part}, {last}{close}");
    }
    last
}

/// Where the cell of a slot is in a [`tuple`] by the name of `raw`, of this many cells.
fn place(slot: usize, cells: usize) -> String {
    let (part, at) = (slot / MOST, slot % MOST);
    let before = ".1".repeat(part);
    match part + 1 == cells.div_ceil(MOST) {
        true => format!("raw{before}.{at}"),
        false => format!("raw{before}.0.{at}"),
    }
}

/// The names that [`tuple`] takes this many cells apart into.
pub(super) fn names(cells: usize) -> Vec<String> {
    (0..cells).map(|slot| format!("c{slot}")).collect()
}

fn cell(key: &str, field: String, kind: CellKind) -> Cell {
    Cell {
        key: key.to_owned(),
        field,
        kind,
    }
}

/// The struct of a parent or child.
fn inner(outer: &str, field: &str) -> String {
    format!("{outer}{}", type_ident(field))
}

/// Names that are taken: few, which to search takes less than to hash, in a macro that nobody
/// optimizes.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn of<'a>(names: impl Iterator<Item = &'a String>) -> Self {
        Self(names.cloned().collect())
    }

    fn value(&mut self, column: &Column<'_>) -> Cell {
        let known = match column.value {
            // An alias names the column where there is one.
            Type::Field(_, field) if field.name.eq_ignore_ascii_case(&column.name) => {
                field.rust_name.as_deref()
            }
            _ => None,
        };
        let field = self.field(known, &column.name);
        let kind = CellKind::Value {
            ty: rust_type::of(column.value),
            nullable: rust_type::is_nullable(column),
            given: None,
        };
        cell(&column.name, field, kind)
    }

    /// A Rust field: the schema's name for it, or one made of the key.
    fn field(&mut self, known: Option<&str>, key: &str) -> String {
        self.unique(known.map_or_else(|| field_ident(key), str::to_owned))
    }

    fn unique(&mut self, name: String) -> String {
        let mut unique = name.clone();
        let mut count = 2;
        while self.0.contains(&unique) {
            unique = format!("{name}_{count}");
            count += 1;
        }
        self.0.push(unique.clone());
        unique
    }
}

/// The name of the struct for the rows of a query of this object.
pub(super) fn root_name(object: Option<&Object>) -> String {
    match object.and_then(|object| object.rust_type.clone()) {
        Some(name) => format!("{name}Row"),
        None => "QueryRow".to_owned(),
    }
}
