//! The compact text of an object: what a generated crate carries for the macros, one string
//! literal an object.
//!
//! # Format, version 1
//!
//! The first line is the object, then one line a field, then one line a child relationship.
//! Lines end in `\n`, columns are parted by `|`, items of a list by `,`; what is empty at the
//! end of a line is left out. In texts `\` stands before `\`, `|` and `,`, and a line break
//! is `\n` or `\r`.
//!
//! | line | columns |
//! |---|---|
//! | object | `ats-object 1`, API name, label, key prefix, `q` if it can be queried, Rust type |
//! | field | API name, type, flags, length, precision`,`scale, relationship, targets, compound field, values, Rust name, Rust type, Rust name of the parent |
//! | child | `>`relationship, object, field, Rust name |
//!
//! Flags are letters: filter `f`, sort `s`, group `g`, aggregate `a`, nillable `n`,
//! restricted `r`, partly known `p`, polymorphic `m`, custom `c`, name `t`. A value of a
//! picklist is its text; an inactive one has `-` before it, an active one that begins with
//! `-`, `=` or `+` has `+`; a label follows it as an item of its own with `=` before it.
//!
//! Reading takes one pass over the text and stops at the first mistake. What is read was
//! perhaps written by another version of the generator, so nothing is taken on trust.

use std::collections::HashSet;
use std::error::Error;
use std::fmt;

use super::object::{Child, Field, Flags, Object, PicklistValue};
use crate::rules::field_type::FieldType;

/// The version of the format that this crate reads and writes.
pub const VERSION: u32 = 1;

/// What a compact text begins with, before the version.
const HEAD: &str = "ats-object ";

/// Why a text is no compact object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompactError {
    line: usize,
    kind: CompactErrorKind,
}

/// What is wrong with a compact text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompactErrorKind {
    /// It does not begin as a compact object does.
    NotAnObject,
    /// It is of another version of the format.
    Version(String),
    /// A column holds what it may not, or is missing: its name.
    Column(&'static str),
    /// A line with more columns than there are.
    TooManyColumns,
    /// A backslash before something that is not escaped.
    Escape,
    /// A second field or child relationship of one name.
    Twice(String),
}

impl CompactError {
    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn kind(&self) -> &CompactErrorKind {
        &self.kind
    }
}

impl fmt::Display for CompactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            CompactErrorKind::NotAnObject => {
                return f.write_str("not a compact schema: it does not begin with `ats-object`");
            }
            CompactErrorKind::Version(found) => {
                return write!(
                    f,
                    "a compact schema of version {found}, and version {VERSION} is read here: \
                     generate the crate anew with the ats-codegen of this version"
                );
            }
            CompactErrorKind::Column(name) => write!(f, "{name} is missing or wrong")?,
            CompactErrorKind::TooManyColumns => f.write_str("there are too many columns")?,
            CompactErrorKind::Escape => f.write_str("a \\ stands before the wrong character")?,
            CompactErrorKind::Twice(name) => write!(f, "{name} is there twice")?,
        }
        write!(f, " in line {} of a compact schema", self.line)
    }
}

impl Error for CompactError {}

impl Object {
    /// Reads the compact text; the inverse of [`to_compact`](Self::to_compact).
    ///
    /// # Errors
    ///
    /// [`CompactError`], with the first mistake.
    pub fn parse(text: &str) -> Result<Self, CompactError> {
        let mut lines = text.split('\n').enumerate();
        let at = |line: usize| move |kind| CompactError { line, kind };
        let first = lines.next().map_or("", |(_, line)| line);
        let mut object = parse_object(first).map_err(at(1))?;
        let (mut fields, mut children) = (HashSet::new(), HashSet::new());
        for (index, line) in lines {
            if line.is_empty() {
                continue;
            }
            let (name, is_new) = match line.strip_prefix('>') {
                Some(line) => {
                    let child = parse_child(line).map_err(at(index + 1))?;
                    let name = child.relationship.clone();
                    object.children.push(child);
                    let is_new = children.insert(name.to_ascii_lowercase());
                    (name, is_new)
                }
                None => {
                    let field = parse_field(line).map_err(at(index + 1))?;
                    let name = field.name.clone();
                    object.fields.push(field);
                    let is_new = fields.insert(name.to_ascii_lowercase());
                    (name, is_new)
                }
            };
            if !is_new {
                return Err(at(index + 1)(CompactErrorKind::Twice(name)));
            }
        }
        Ok(object)
    }

    /// Writes the compact text.
    ///
    /// [`parse`](Self::parse) gives the object back, as long as its names are not empty, no
    /// two fields and no two child relationships share a name, and no field's name begins
    /// with `>`.
    #[must_use]
    pub fn to_compact(&self) -> String {
        let mut lines = line(vec![
            format!("{HEAD}{VERSION}"),
            escaped(&self.name),
            escaped(&self.label),
            optional(&self.key_prefix),
            if self.queryable { "q" } else { "" }.to_owned(),
            optional(&self.rust_type),
        ]);
        lines.extend(self.fields.iter().map(field_line));
        lines.extend(self.children.iter().map(child_line));
        lines
    }
}

fn field_line(field: &Field) -> String {
    let letters = Flags::LETTERS
        .iter()
        .filter(|(flag, _)| field.flags.has(*flag));
    let digits = match (field.precision, field.scale) {
        (precision, 0) => number_or_empty(precision),
        (precision, scale) => format!("{precision},{scale}"),
    };
    let targets = field.targets.iter().map(|target| escaped(target));
    let values = field.values.iter().flat_map(|entry| {
        let mark = match (entry.active, entry.value.as_bytes().first()) {
            (false, _) => "-",
            // An empty value must not look like no value at all.
            (true, Some(b'-' | b'=' | b'+') | None) => "+",
            (true, Some(_)) => "",
        };
        let value = format!("{mark}{}", escaped(&entry.value));
        let label = entry
            .label
            .as_ref()
            .map(|label| format!("={}", escaped(label)));
        std::iter::once(value).chain(label)
    });
    line(vec![
        escaped(&field.name),
        escaped(field.kind.as_str()),
        letters.map(|&(_, letter)| char::from(letter)).collect(),
        number_or_empty(field.length),
        digits,
        optional(&field.relationship),
        targets.collect::<Vec<_>>().join(","),
        optional(&field.compound),
        values.collect::<Vec<_>>().join(","),
        optional(&field.rust_name),
        optional(&field.rust_type),
        optional(&field.rust_parent),
    ])
}

fn child_line(child: &Child) -> String {
    let columns = line(vec![
        escaped(&child.relationship),
        escaped(&child.object),
        escaped(&child.field),
        optional(&child.rust_name),
    ]);
    format!(">{columns}")
}

/// A line without the empty columns at its end.
fn line(mut columns: Vec<String>) -> String {
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    columns.join("|") + "\n"
}

fn number_or_empty(number: u32) -> String {
    match number {
        0 => String::new(),
        number => number.to_string(),
    }
}

fn optional(text: &Option<String>) -> String {
    text.as_deref().map(escaped).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace(',', "\\,")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
}

fn parse_object(line: &str) -> Result<Object, CompactErrorKind> {
    let Some(rest) = line.strip_prefix(HEAD) else {
        return Err(CompactErrorKind::NotAnObject);
    };
    let mut columns = Columns::new(rest);
    let version = columns.next();
    if version != VERSION.to_string() {
        return Err(CompactErrorKind::Version(version.to_owned()));
    }
    let object = Object {
        name: columns.needed("the API name")?,
        label: columns.text()?,
        key_prefix: columns.option()?,
        queryable: match columns.next() {
            "q" => true,
            "" => false,
            _ => return Err(CompactErrorKind::Column("whether it can be queried")),
        },
        rust_type: columns.option()?,
        fields: Vec::new(),
        children: Vec::new(),
    };
    columns.end()?;
    Ok(object)
}

fn parse_child(line: &str) -> Result<Child, CompactErrorKind> {
    let mut columns = Columns::new(line);
    let child = Child {
        relationship: columns.needed("the relationship")?,
        object: columns.text()?,
        field: columns.text()?,
        rust_name: columns.option()?,
    };
    columns.end()?;
    Ok(child)
}

fn parse_field(line: &str) -> Result<Field, CompactErrorKind> {
    let mut columns = Columns::new(line);
    let name = columns.needed("the API name")?;
    let kind = FieldType::from(columns.text()?.as_str());
    let mut flags = Flags::NONE;
    for letter in columns.next().bytes() {
        let known = Flags::LETTERS.iter().find(|(_, known)| *known == letter);
        let (flag, _) = known.ok_or(CompactErrorKind::Column("a flag"))?;
        flags = flags.with(*flag);
    }
    let length = number(columns.next(), "the length")?;
    let digits = columns.next();
    let (precision, scale) = digits.split_once(',').unwrap_or((digits, ""));
    let field = Field {
        name,
        kind,
        flags,
        length,
        precision: number(precision, "the precision")?,
        scale: number(scale, "the scale")?,
        relationship: columns.option()?,
        targets: items(columns.next())?,
        compound: columns.option()?,
        values: values(columns.next())?,
        rust_name: columns.option()?,
        rust_type: columns.option()?,
        rust_parent: columns.option()?,
    };
    columns.end()?;
    Ok(field)
}

fn number(text: &str, name: &'static str) -> Result<u32, CompactErrorKind> {
    match text {
        "" => Ok(0),
        text => text.parse().map_err(|_| CompactErrorKind::Column(name)),
    }
}

fn items(column: &str) -> Result<Vec<String>, CompactErrorKind> {
    match column {
        "" => Ok(Vec::new()),
        column => Pieces::new(column, b',').map(unescape).collect(),
    }
}

fn values(column: &str) -> Result<Vec<PicklistValue>, CompactErrorKind> {
    let mut values: Vec<PicklistValue> = Vec::new();
    if column.is_empty() {
        return Ok(values);
    }
    for item in Pieces::new(column, b',') {
        let (mark, text) = match item.as_bytes().first() {
            Some(mark @ (b'-' | b'=' | b'+')) => (*mark, &item[1..]),
            _ => (b'+', item),
        };
        let text = unescape(text)?;
        if mark != b'=' {
            values.push(PicklistValue {
                value: text,
                label: None,
                active: mark == b'+',
            });
        } else if let Some(PicklistValue {
            label: label @ None,
            ..
        }) = values.last_mut()
        {
            *label = Some(text);
        } else {
            return Err(CompactErrorKind::Column("the value of a label"));
        }
    }
    Ok(values)
}

fn unescape(text: &str) -> Result<String, CompactErrorKind> {
    if !text.as_bytes().contains(&b'\\') {
        return Ok(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some(c @ ('\\' | '|' | ',')) => c,
                _ => return Err(CompactErrorKind::Escape),
            },
            c => c,
        });
    }
    Ok(out)
}

/// The pieces of a text between separators that no backslash escapes, still escaped.
///
/// Over bytes by hand: macros run unoptimized, where this takes a tenth of the time of
/// iterators over characters.
struct Pieces<'a> {
    /// What is left; `None` after the last piece.
    rest: Option<&'a str>,
    separator: u8,
}

impl<'a> Pieces<'a> {
    const fn new(text: &'a str, separator: u8) -> Self {
        Self {
            rest: Some(text),
            separator,
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let bytes = rest.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == self.separator {
                self.rest = Some(&rest[at + 1..]);
                return Some(&rest[..at]);
            }
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        self.rest = None;
        Some(rest)
    }
}

/// The columns of a line, from left to right; those that are left out are empty.
struct Columns<'a>(Pieces<'a>);

impl<'a> Columns<'a> {
    fn new(line: &'a str) -> Self {
        Self(Pieces::new(line, b'|'))
    }

    fn next(&mut self) -> &'a str {
        self.0.next().unwrap_or_default()
    }

    fn text(&mut self) -> Result<String, CompactErrorKind> {
        unescape(self.next())
    }

    fn needed(&mut self, name: &'static str) -> Result<String, CompactErrorKind> {
        match self.text()? {
            text if text.is_empty() => Err(CompactErrorKind::Column(name)),
            text => Ok(text),
        }
    }

    fn option(&mut self) -> Result<Option<String>, CompactErrorKind> {
        Ok(Some(self.text()?).filter(|text| !text.is_empty()))
    }

    fn end(mut self) -> Result<(), CompactErrorKind> {
        match self.0.next() {
            None => Ok(()),
            Some(_) => Err(CompactErrorKind::TooManyColumns),
        }
    }
}

#[cfg(test)]
mod tests;
