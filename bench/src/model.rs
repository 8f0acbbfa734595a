//! What a generated crate holds, read from its sources.
//!
//! Only what `docs/contract.md` lays down is relied on: the derives, the `#[sobject(…)]` and
//! `#[picklist(…)]` attributes, one `Option` a field.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use syn::meta::ParseNestedMeta;
use syn::{Attribute, GenericArgument, Ident, Item, ItemEnum, ItemStruct, PathArguments, Type};

/// A generated crate: its files, in order of their names.
pub struct Model {
    /// The files, `lib.rs` among them.
    pub files: Vec<File>,
}

/// A source file.
pub struct File {
    /// The name, such as `contact.rs`.
    pub name: String,
    /// What it holds.
    pub syntax: syn::File,
}

/// An object: a struct that derives `SObject`.
pub struct Object {
    /// The type's name.
    pub ident: Ident,
    /// The API name.
    pub api: String,
    /// The operations listed: `query`, `create` and so on.
    pub can: Vec<String>,
    /// The names of the derived types.
    pub names: Names,
    /// The fields, without the one for extra columns.
    pub fields: Vec<Field>,
}

/// The names of the types that the derive adds.
pub struct Names {
    /// `New…`
    pub new: Ident,
    /// `…Required`
    pub required: Ident,
    /// `…Update`
    pub update: Ident,
    /// `…Key`
    pub key: Ident,
}

/// A field of an object.
pub struct Field {
    /// The field's name in Rust.
    pub ident: Ident,
    /// The API name.
    pub api: String,
    /// The flags: `create`, `nillable`, `parent` and so on.
    pub flags: Vec<String>,
    /// The digits of a number, and how many of them stand after the point.
    pub digits: Option<(usize, usize)>,
    /// Whether this is a dependent picklist.
    pub depends: bool,
    /// The type, without its `Option`.
    pub ty: Type,
    /// The doc comment.
    pub docs: Vec<Attribute>,
}

/// A picklist: an enum that derives `Picklist`.
pub struct Picklist {
    /// The type's name.
    pub ident: Ident,
    /// The values, as the API has them.
    pub values: Vec<String>,
    /// Those of them that are active.
    pub active: Vec<String>,
}

impl Object {
    /// Whether the operation is listed.
    #[must_use]
    pub fn can(&self, operation: &str) -> bool {
        self.can.iter().any(|it| it == operation)
    }

    /// The fields with this flag.
    pub fn with<'a>(&'a self, flag: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |it| it.is(flag))
    }

    /// Whether there is a `…Key`.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.can("create") && self.can("update") && self.with("external_key").next().is_some()
    }
}

impl Field {
    /// Whether the field has this flag.
    #[must_use]
    pub fn is(&self, flag: &str) -> bool {
        self.flags.iter().any(|it| it == flag)
    }

    /// Whether this is a parent record or a child relationship.
    #[must_use]
    pub fn is_relationship(&self) -> bool {
        self.is("parent") || self.is("children")
    }
}

impl Model {
    /// Reads all `.rs` files of a folder, and of the folders in it.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is no Rust.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut paths = Vec::new();
        collect(folder, &mut paths)?;
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            let name = path.strip_prefix(folder).unwrap_or(&path);
            let syntax = syn::parse_file(&fs::read_to_string(&path)?).map_err(|error| {
                let at = error.span().start();
                io::Error::other(format!("{}:{}: {error}", path.display(), at.line))
            })?;
            files.push(File {
                name: name.to_string_lossy().into_owned(),
                syntax,
            });
        }
        if files.iter().all(|file| file.name != "lib.rs") {
            let message = format!("{} holds no `lib.rs`", folder.display());
            return Err(io::Error::other(message));
        }
        Ok(Self { files })
    }

    /// The objects.
    #[must_use]
    pub fn objects(&self) -> Vec<Object> {
        self.items()
            .filter_map(|item| match item {
                Item::Struct(item) => object(item),
                _ => None,
            })
            .collect()
    }

    /// The picklists.
    #[must_use]
    pub fn picklists(&self) -> Vec<Picklist> {
        self.items()
            .filter_map(|item| match item {
                Item::Enum(item) if derives(&item.attrs, "Picklist") => Some(picklist(item)),
                _ => None,
            })
            .collect()
    }

    /// The Cargo features that the crate asks for with `#[cfg(feature = "…")]` in `lib.rs`.
    #[must_use]
    pub fn features(&self) -> Vec<String> {
        let mut features: Vec<String> = self.items().flat_map(attrs).filter_map(feature).collect();
        features.sort();
        features.dedup();
        features
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        self.files.iter().flat_map(|file| &file.syntax.items)
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

fn attrs(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `offer` of `#[cfg(feature = "offer")]`.
fn feature(attr: &Attribute) -> Option<String> {
    let mut feature = None;
    if attr.path().is_ident("cfg") {
        let _ = attr.parse_nested_meta(|meta| {
            feature = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            Ok(())
        });
    }
    feature
}

/// Whether an item derives a trait of this name.
#[must_use]
pub fn derives(attrs: &[Attribute], name: &str) -> bool {
    let mut found = false;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let _ = attr.parse_nested_meta(|meta| {
            found |= meta
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == name);
            Ok(())
        });
    }
    found
}

/// What an object's struct says; `None` for any other struct.
#[must_use]
pub fn object(item: &ItemStruct) -> Option<Object> {
    if !derives(&item.attrs, "SObject") {
        return None;
    }
    let ident = &item.ident;
    let said = said(&item.attrs, "sobject");
    let name = |keys: [&str; 2], default: String| {
        let given = said.iter().find(|(key, _)| keys.contains(&key.as_str()));
        let name = given.and_then(|(_, value)| value.clone());
        Ident::new(&name.unwrap_or(default), ident.span())
    };
    Some(Object {
        ident: ident.clone(),
        api: value(&said, "name").unwrap_or_default(),
        names: Names {
            new: name(["new", "new"], format!("New{ident}")),
            required: name(["required_type", "required"], format!("{ident}Required")),
            update: name(["update_type", "changes"], format!("{ident}Update")),
            key: name(["key", "key_type"], format!("{ident}Key")),
        },
        can: flags(said),
        fields: item.fields.iter().filter_map(field).collect(),
    })
}

fn field(field: &syn::Field) -> Option<Field> {
    let said = said(&field.attrs, "sobject");
    let docs = field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"));
    let number = |key| value(&said, key)?.parse().ok();
    Some(Field {
        ident: field.ident.clone()?,
        api: value(&said, "name")?,
        digits: number("precision").zip(number("scale").or(Some(0))),
        depends: value(&said, "controlled_by").is_some(),
        flags: flags(said),
        ty: inside(&field.ty, "Option")?.clone(),
        docs: docs.cloned().collect(),
    })
}

fn picklist(item: &ItemEnum) -> Picklist {
    let mut picklist = Picklist {
        ident: item.ident.clone(),
        values: Vec::new(),
        active: Vec::new(),
    };
    for variant in &item.variants {
        if let Some((value, inactive)) = picklist_value(&variant.attrs) {
            if !inactive {
                picklist.active.push(value.clone());
            }
            picklist.values.push(value);
        }
    }
    picklist
}

/// The value that a picklist's variant stands for, and whether it is inactive.
#[must_use]
pub fn picklist_value(attrs: &[Attribute]) -> Option<(String, bool)> {
    let attr = attrs.iter().find(|attr| attr.path().is_ident("picklist"))?;
    attr.parse_args_with(|input: syn::parse::ParseStream<'_>| {
        let value = input.parse::<syn::LitStr>()?.value();
        let rest = input.parse::<proc_macro2::TokenStream>()?;
        let mut words = rest.into_iter();
        let inactive = words.any(|it| it.to_string() == "inactive");
        Ok((value, inactive))
    })
    .ok()
}

type Said = Vec<(String, Option<String>)>;

/// `key` and `key = value` of all attributes of this name.
fn said(attrs: &[Attribute], name: &str) -> Said {
    let mut said = Said::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        let _ = attr.parse_nested_meta(|meta| {
            if let Some(key) = meta.path.get_ident() {
                let key = key.to_string();
                said.push((key, literal(&meta)?));
            }
            Ok(())
        });
    }
    said
}

fn literal(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<String>> {
    if !meta.input.peek(syn::Token![=]) {
        return Ok(None);
    }
    Ok(Some(match meta.value()?.parse()? {
        syn::Lit::Str(text) => text.value(),
        syn::Lit::Int(number) => number.to_string(),
        other => {
            return Err(syn::Error::new_spanned(other, "a text or a number"));
        }
    }))
}

fn value(said: &Said, key: &str) -> Option<String> {
    said.iter()
        .find(|it| it.0 == key)
        .and_then(|it| it.1.clone())
}

fn flags(said: Said) -> Vec<String> {
    let flags = said.into_iter().filter(|(_, value)| value.is_none());
    flags.map(|(key, _)| key).collect()
}

/// `T` of a type written `Wrapper<T>`.
#[must_use]
pub fn inside<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if last.ident == wrapper => Some(inner),
        _ => None,
    }
}

/// The object at the other end of a relationship.
#[must_use]
pub fn related(ty: &Type) -> &Type {
    let wrappers = ["Box", "Related", "Children", "Page"];
    let inner = wrappers.iter().find_map(|wrapper| inside(ty, wrapper));
    inner.map_or(ty, related)
}

/// The last segment of a type's path: `Text` of `Text<40>`.
#[must_use]
pub fn name_of(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|it| it.ident.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}
