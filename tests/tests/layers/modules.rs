//! The modules of a crate, read from its sources: what each defines, imports and declares.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta, UseTree, Visibility};

/// The segments of a module's path below the crate's root.
pub type ModulePath = Vec<String>;

/// The modules of one crate by path; the root is the empty path. Test code is left out.
pub type Modules = BTreeMap<ModulePath, Module>;

/// One module.
#[derive(Debug)]
pub struct Module {
    /// The source file, relative to the crate's `src`.
    pub file: PathBuf,
    /// The names of items defined here, child modules excluded.
    pub items: BTreeSet<String>,
    /// The imports, private or re-exported.
    pub imports: Vec<Import>,
    /// The tokens of everything else, child modules excluded.
    pub code: TokenStream,
}

/// One name of a `use` declaration.
#[derive(Debug)]
pub struct Import {
    /// The path as written, such as `crate::error::ApiError`.
    pub path: Vec<String>,
    /// The name it has here; `None` for a glob.
    pub name: Option<String>,
    /// Whether other modules can reach it through this one.
    pub reexported: bool,
}

/// Reads the crate whose sources lie in `src`, from `lib.rs`.
///
/// # Panics
///
/// If a file is missing or is not Rust.
pub fn read_crate(src: &Path) -> Modules {
    read_crate_with(&|file| std::fs::read_to_string(src.join(file)).ok())
}

/// Reads a crate whose files `read` returns by their path below `src`.
///
/// # Panics
///
/// As [`read_crate`].
pub fn read_crate_with(read: &dyn Fn(&Path) -> Option<String>) -> Modules {
    let mut modules = Modules::new();
    let root = PathBuf::from("lib.rs");
    let text = read(&root).expect("the crate has a lib.rs");
    let items = parse(&root, &text);
    add(Vec::new(), &root, Path::new(""), items, read, &mut modules);
    modules
}

fn parse(file: &Path, text: &str) -> Vec<Item> {
    match syn::parse_file(text) {
        Ok(parsed) => parsed.items,
        Err(error) => panic!("{}: {error}", file.display()),
    }
}

/// Adds the module at `path`, whose out-of-line children lie in `folder`.
fn add(
    path: ModulePath,
    file: &Path,
    folder: &Path,
    items: Vec<Item>,
    read: &dyn Fn(&Path) -> Option<String>,
    modules: &mut Modules,
) {
    let mut module = Module {
        file: file.to_owned(),
        items: BTreeSet::new(),
        imports: Vec::new(),
        code: TokenStream::new(),
    };
    for item in items {
        if attributes(&item).iter().any(is_test) {
            continue;
        }
        match item {
            Item::Mod(child) => {
                let name = child.ident.to_string();
                let mut child_path = path.clone();
                child_path.push(name.clone());
                let child_folder = folder.join(&name);
                if let Some((_, items)) = child.content {
                    add(child_path, file, &child_folder, items, read, modules);
                } else {
                    let (file, text) =
                        out_of_line(folder, &name, path_attribute(&child.attrs), read);
                    let items = parse(&file, &text);
                    add(child_path, &file, &child_folder, items, read, modules);
                }
            }
            Item::Use(declaration) => {
                let reexported = !matches!(declaration.vis, Visibility::Inherited);
                flatten(
                    &declaration.tree,
                    &mut Vec::new(),
                    reexported,
                    &mut module.imports,
                );
            }
            other => {
                module.items.extend(defined_name(&other));
                other.to_tokens(&mut module.code);
            }
        }
    }
    modules.insert(path, module);
}

/// Returns the file and text of `mod name;`, whose `#[path]` is `stated`.
fn out_of_line(
    folder: &Path,
    name: &str,
    stated: Option<String>,
    read: &dyn Fn(&Path) -> Option<String>,
) -> (PathBuf, String) {
    let stated = stated.map(|path| folder.join(path));
    let usual = [
        folder.join(format!("{name}.rs")),
        folder.join(name).join("mod.rs"),
    ];
    stated
        .into_iter()
        .chain(usual)
        .find_map(|file| read(&file).map(|text| (file, text)))
        .unwrap_or_else(|| panic!("no file for `mod {name}` in src/{}", folder.display()))
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let mut values = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(path),
                    ..
                }) => Some(path.value()),
                _ => None,
            },
            _ => None,
        });
    values.next()
}

fn flatten(tree: &UseTree, prefix: &mut Vec<String>, reexported: bool, imports: &mut Vec<Import>) {
    let mut import = |path: &[String], name| {
        imports.push(Import {
            path: path.to_vec(),
            name,
            reexported,
        });
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, reexported, imports);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, reexported, imports);
            }
        }
        UseTree::Glob(_) => import(prefix, None),
        UseTree::Name(name) if name.ident == "self" => import(prefix, prefix.last().cloned()),
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            import(
                &[prefix.as_slice(), std::slice::from_ref(&name)].concat(),
                Some(name),
            );
        }
        UseTree::Rename(rename) => {
            let mut path = prefix.clone();
            if rename.ident != "self" {
                path.push(rename.ident.to_string());
            }
            import(&path, Some(rename.rename.to_string()));
        }
    }
}

/// Whether an item with this attribute is compiled for tests only.
fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute
            .meta
            .require_list()
            .is_ok_and(|list| starts_with_test(list.tokens.clone()))
}

fn starts_with_test(tokens: TokenStream) -> bool {
    let text = tokens.to_string();
    text == "test" || text.replace(' ', "").starts_with("all(test")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn defined_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
