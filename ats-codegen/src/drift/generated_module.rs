//! What a generated module says of its object, read back from its text.
//!
//! A generated crate holds no describe. But every rule that a program can run into is written on
//! the record's struct (`docs/contract.md`), so two modules are compared by what they say, with
//! the same words as two describes. Types are Rust's: `Text<40>` is a text of 40 characters, of
//! every other type only the name counts.

use std::collections::BTreeMap;

use crate::names::ObjectNames;
use ats_schema::describe::{ChildRelationship, Describe, Field, FieldType, PicklistEntry};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What a generated module says.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// The object, as far as the module tells.
    pub(crate) describe: Describe,
    /// The Rust names in it; the module and its feature are the file's.
    pub(crate) names: ObjectNames,
}

/// Reads a generated module; `None` when the text is not one.
pub(crate) fn read_module(text: &str) -> Option<Module> {
    let tokens: TokenStream = text.parse().ok()?;
    let items = items(tokens);
    let enums: BTreeMap<String, Enum> = items
        .iter()
        .filter(|item| item.keyword == "enum")
        .map(|item| (item.name.clone(), Enum::read(item)))
        .collect();
    let record = items.iter().find(|item| {
        item.keyword == "struct" && item.attributes.iter().any(|it| it.name == "sobject")
    })?;
    let mut module = Module::default();
    let of_object = Arguments::of(&record.attributes, "sobject");
    let describe = &mut module.describe;
    describe.name = of_object.text("name")?;
    describe.label = Some(
        of_object
            .text("label")
            .unwrap_or_else(|| describe.name.clone()),
    );
    describe.key_prefix = of_object.text("prefix");
    describe.queryable = Some(of_object.flag("query"));
    describe.retrieveable = Some(of_object.flag("retrieve"));
    describe.createable = Some(of_object.flag("create"));
    describe.updateable = Some(of_object.flag("update"));
    describe.deletable = Some(of_object.flag("delete"));
    module.names.type_name.clone_from(&record.name);
    for member in members(&record.body) {
        let arguments = Arguments::of(&member.attributes, "sobject");
        // What takes the rest has no name.
        let Some(name) = arguments.text("name") else {
            continue;
        };
        if arguments.flag("parent") {
            module.names.parents.insert(name, member.name);
            continue;
        }
        if arguments.flag("children") {
            module.names.children.insert(name.clone(), member.name);
            let mut child = ChildRelationship::default();
            child.child_sobject = child_type(&member.ty).to_owned();
            child.relationship_name = Some(name);
            module.describe.child_relationships.push(child);
            continue;
        }
        if let Some((enum_name, picklist)) = enum_of(&member.ty, &enums) {
            module
                .names
                .enums
                .insert(name.clone(), enum_name.to_owned());
            module
                .names
                .values
                .insert(name.clone(), picklist.variants.clone());
        }
        module.names.fields.insert(name.clone(), member.name);
        module
            .describe
            .fields
            .push(field(name, &arguments, &member.ty, &enums));
    }
    Some(module)
}

/// `Job` of `Option<Children<crate::Job>>`: the object's API name is not there.
fn child_type(ty: &str) -> &str {
    let (_, inner) = ty.rsplit_once('<').unwrap_or(("", ty));
    let inner = inner.trim_end_matches('>');
    inner.rsplit("::").next().unwrap_or(inner)
}

/// The enum in a field's type: `Option<JobStatus>`, `Option<MultiPicklist<JobSkills>>`,
/// `Option<Id<JobOwner>>`.
fn enum_of<'a>(ty: &'a str, enums: &'a BTreeMap<String, Enum>) -> Option<(&'a str, &'a Enum)> {
    let inner = ty.trim_end_matches('>').rsplit('<').next()?;
    Some((inner, enums.get(inner)?))
}

fn field(name: String, arguments: &Arguments, ty: &str, enums: &BTreeMap<String, Enum>) -> Field {
    let mut field = Field::default();
    field.label = arguments.text("label").unwrap_or_else(|| name.clone());
    field.name = name;
    field.createable = Some(arguments.flag("create"));
    field.updateable = Some(arguments.flag("update"));
    // As one flag says it, where a describe has three.
    let required = arguments.flag("required");
    field.defaulted_on_create = !required;
    field.nillable = Some(arguments.flag("nillable") && !required);
    field.filterable = Some(arguments.flag("filter"));
    field.sortable = Some(arguments.flag("sort"));
    field.groupable = Some(arguments.flag("group"));
    field.aggregatable = Some(arguments.flag("aggregate"));
    field.external_id = arguments.flag("external_key");
    let ty = ty
        .strip_prefix("Option<")
        .and_then(|it| it.strip_suffix('>'))
        .unwrap_or(ty);
    let inner = ty
        .strip_prefix("MultiPicklist<")
        .and_then(|it| it.strip_suffix('>'));
    let length = ty.strip_prefix("Text<").and_then(|it| it.strip_suffix('>'));
    if let Some(picklist) = enums.get(inner.unwrap_or(ty)) {
        field.field_type = match inner {
            Some(_) => FieldType::MultiPicklist,
            None => FieldType::Picklist,
        };
        field.picklist_values.clone_from(&picklist.entries);
        field.restricted_picklist = picklist.restricted;
    } else if let Some(length) = length.and_then(|it| it.parse().ok()) {
        field.field_type = FieldType::String;
        field.length = length;
    } else if let (Some(precision), Some(scale)) =
        (arguments.number("precision"), arguments.number("scale"))
    {
        field.field_type = FieldType::Double;
        field.precision = precision;
        field.scale = scale;
    } else {
        field.field_type = FieldType::Other(format!("`{ty}`"));
    }
    field
}

/// An enum of picklist values.
#[derive(Debug, Default)]
struct Enum {
    entries: Vec<PicklistEntry>,
    /// The variants, by value.
    variants: BTreeMap<String, String>,
    restricted: bool,
}

impl Enum {
    fn read(item: &Item) -> Self {
        let mut read = Self::default();
        for (attributes, name, payload) in variants(&item.body) {
            let arguments = Arguments::of(&attributes, "picklist");
            if arguments.flag("unlisted") {
                read.restricted = payload.as_deref() == Some("Unlisted");
                continue;
            }
            let Some(value) = arguments.first() else {
                continue;
            };
            let mut entry = PicklistEntry::default();
            entry.label = arguments.text("label");
            entry.active = !arguments.flag("inactive");
            read.variants.insert(value.clone(), name);
            entry.value = value;
            read.entries.push(entry);
        }
        read
    }
}

#[derive(Debug)]
struct Attribute {
    name: String,
    arguments: TokenStream,
}

#[derive(Debug)]
struct Item {
    attributes: Vec<Attribute>,
    keyword: String,
    name: String,
    body: TokenStream,
}

/// The structs and enums of a module.
fn items(tokens: TokenStream) -> Vec<Item> {
    let mut items = Vec::new();
    let mut attributes = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if let Some(TokenTree::Group(group)) = tokens.peek() {
                    attributes.extend(attribute(group));
                }
            }
            TokenTree::Ident(keyword) if keyword == "struct" || keyword == "enum" => {
                let name = tokens.next().map(|it| it.to_string()).unwrap_or_default();
                if let Some(TokenTree::Group(body)) = tokens.peek() {
                    items.push(Item {
                        attributes: std::mem::take(&mut attributes),
                        keyword: keyword.to_string(),
                        name,
                        body: body.stream(),
                    });
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => attributes.clear(),
            TokenTree::Punct(punct) if punct.as_char() == ';' => attributes.clear(),
            _ => {}
        }
    }
    items
}

/// `[name(arguments)]`.
fn attribute(group: &Group) -> Option<Attribute> {
    let mut tokens = group.stream().into_iter();
    let name = tokens.next()?.to_string();
    match tokens.next() {
        Some(TokenTree::Group(arguments)) => Some(Attribute {
            name,
            arguments: arguments.stream(),
        }),
        _ => None,
    }
}

#[derive(Debug)]
struct Member {
    attributes: Vec<Attribute>,
    name: String,
    /// Without spaces.
    ty: String,
}

/// The fields of a struct.
fn members(body: &TokenStream) -> Vec<Member> {
    let parts = split(body.clone());
    let members = parts.into_iter().filter_map(|part| {
        let (attributes, rest) = leading_attributes(part);
        let colon = rest.iter().position(|it| is_punct(it, ':'))?;
        Some(Member {
            attributes,
            name: rest.get(colon.checked_sub(1)?)?.to_string(),
            ty: rest[colon + 1..].iter().map(ToString::to_string).collect(),
        })
    });
    members.collect()
}

/// The variants of an enum: attributes, name, and the type of what is inside.
fn variants(body: &TokenStream) -> Vec<(Vec<Attribute>, String, Option<String>)> {
    let parts = split(body.clone());
    let variants = parts.into_iter().map(|part| {
        let (attributes, rest) = leading_attributes(part);
        let payload = rest.iter().find_map(|it| match it {
            TokenTree::Group(group) => Some(group.stream().to_string()),
            _ => None,
        });
        let name = rest.first().map(ToString::to_string).unwrap_or_default();
        (attributes, name, payload)
    });
    variants.collect()
}

fn leading_attributes(part: Vec<TokenTree>) -> (Vec<Attribute>, Vec<TokenTree>) {
    let mut attributes = Vec::new();
    let mut rest = Vec::new();
    let mut tokens = part.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if rest.is_empty() && is_punct(&token, '#') {
            if let Some(TokenTree::Group(group)) = tokens.next() {
                attributes.extend(attribute(&group));
            }
        } else {
            rest.push(token);
        }
    }
    (attributes, rest)
}

/// Splits at commas, but not at those between `<` and `>`.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0_i32;
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth == 0 => {
                parts.push(Vec::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts.retain(|it| !it.is_empty());
    parts
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// The arguments of all attributes of one name.
struct Arguments(Vec<Vec<TokenTree>>);

impl Arguments {
    fn of(attributes: &[Attribute], name: &str) -> Self {
        let named = attributes.iter().filter(|it| it.name == name);
        Self(named.flat_map(|it| split(it.arguments.clone())).collect())
    }

    fn flag(&self, name: &str) -> bool {
        let mut all = self.0.iter();
        all.any(|it| matches!(&it[..], [TokenTree::Ident(ident)] if ident == name))
    }

    fn value(&self, name: &str) -> Option<&TokenTree> {
        self.0.iter().find_map(|it| match &it[..] {
            [TokenTree::Ident(ident), equals, value] if ident == name && is_punct(equals, '=') => {
                Some(value)
            }
            _ => None,
        })
    }

    fn text(&self, name: &str) -> Option<String> {
        text(self.value(name)?)
    }

    fn number(&self, name: &str) -> Option<u32> {
        self.value(name)?.to_string().parse().ok()
    }

    /// The value that stands alone.
    fn first(&self) -> Option<String> {
        self.0.iter().find_map(|it| match &it[..] {
            [value] => text(value),
            _ => None,
        })
    }
}

fn text(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Literal(literal) => match syn::Lit::new(literal.clone()) {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
