//! Model → syntax tree → text.
//!
//! The tree is built directly, token by token where an attribute wants tokens: printing
//! with `quote` and parsing that back costs as much as all the rest together. Text that
//! comes from an org enters a comment only through `doc_comments` and a literal only through
//! `proc_macro2::Literal`; identifiers only through `syntax_tree::ident`, which refuses what is
//! none.

mod attributes;
mod doc_comments;
mod import_order;
mod layout;
mod library;
mod manifest;
mod object;
mod picklist;
mod polymorphic;
mod prelude;
mod query_macros;
mod readme;
mod syntax_tree;

use crate::conventions::MARK;
use crate::model::{Model, Object};
use crate::package::Package;
use crate::parallel;

/// The folder of the modules.
pub(crate) const SOURCES: &str = "src";

/// A file of the crate.
pub(crate) struct GeneratedFile {
    /// The path below the output folder, made of module names only.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Prints all files of a crate. `command` generates it again.
pub(crate) fn crate_files(model: &Model, package: &Package, command: &str) -> Vec<GeneratedFile> {
    let mut files = parallel::map(&model.objects, |_, object| GeneratedFile {
        path: format!("{SOURCES}/{}.rs", object.module),
        text: module(object),
    });
    let others = [
        ("src/lib.rs", "//", library::library(model, &package.name)),
        ("src/__off.rs", "//", query_macros::off(model)),
        ("Cargo.toml", "#", manifest::manifest(package, model)),
        ("README.md", "<!--", readme::readme(package, model, command)),
    ];
    files.extend(others.map(|(path, comment, body)| GeneratedFile {
        path: path.to_owned(),
        text: with_header(comment, "", &body),
    }));
    files
}

/// Prints the one file for `include!`.
pub(crate) fn single_file(model: &Model) -> String {
    with_header("//", "", &library::single_file(model))
}

fn module(object: &Object) -> String {
    let version = object
        .api_version
        .as_deref()
        .map_or_else(String::new, |it| format!(" (API v{it})"));
    let file = doc_comments::visible(&object.file);
    with_header(
        "//",
        &format!(" from {file}{version}"),
        &object::object(object),
    )
}

/// Puts the header over a generated file: what made it, from what, and a hash of the rest.
fn with_header(comment: &str, from: &str, body: &str) -> String {
    let hash = blake3::hash(body.as_bytes()).to_hex();
    let (open, close) = match comment {
        "<!--" => ("<!--", " -->"),
        open => (open, ""),
    };
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "{open} {MARK} {version}{from}, content hash {}.{close}\n\
         {open} Do not edit: run `ats-codegen generate` again.{close}\n\n{body}",
        &hash[..16]
    )
}
