//! What the macro has been told of an org.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use ats_schema::names::reserved::is_keyword;
use ats_schema::schema::index::{Entry, Index};
use ats_schema::schema::{Lookup, Object, Schema};
use proc_macro2::{Literal, TokenStream, TokenTree};

use super::literal_text::{Passed, object_name, text};
use super::out_of_step::out_of_step;

/// The index of the org's objects, and those objects that are known by now.
pub(super) struct Org {
    index: Arc<Index>,
    objects: Vec<Arc<Object>>,
    /// Objects whose feature is off: API name, what to do.
    off: Vec<(String, String)>,
}

impl Org {
    /// The org, and what says in the next call which index it has; `None` if all that was passed of
    /// the index is which one it is, and no such index was read before.
    pub(super) fn read(
        index: TokenTree,
        known: TokenStream,
    ) -> syn::Result<Option<(Self, TokenTree)>> {
        let source = index.to_string();
        let (index, passed_on) = match Passed::of(&source) {
            Passed::Head(head) => match INDEXES.known(head) {
                Some(known) => (known, index),
                None => return Ok(None),
            },
            Passed::Whole(head) => {
                let read = INDEXES.get(head, || read_index(&text(&source)))?;
                let head = head.map(|head| TokenTree::from(Literal::string(head)));
                (read, head.unwrap_or(index))
            }
        };
        let (mut objects, mut off) = (Vec::new(), Vec::new());
        let mut tokens = known.into_iter();
        while let Some(token) = tokens.next() {
            let source = token.to_string();
            if let Some(name) = object_name(&source) {
                let key = index.entry(name).and_then(key);
                objects.push(OBJECTS.get(key.as_deref(), || read_object(&text(&source)))?);
                continue;
            }
            let note = tokens.next().map(|note| text(&note.to_string()));
            match note.as_ref().and_then(|note| note.strip_prefix("ats-off ")) {
                Some(feature) => {
                    let help = format!("enable the feature `{feature}` of the generated crate");
                    off.push((text(&source), help));
                }
                None => return Err(out_of_step("it holds something else than schemas")),
            }
        }
        let org = Self {
            index,
            objects,
            off,
        };
        Ok(Some((org, passed_on)))
    }

    /// Whether the object was read before; then it is known from now on.
    pub(super) fn recall(&mut self, object: &str) -> bool {
        let key = self.index.entry(object).and_then(key);
        let recalled = key.and_then(|key| OBJECTS.known(&key));
        match recalled.filter(|_| self.known(object).is_none()) {
            Some(object) => {
                self.objects.push(object);
                true
            }
            None => false,
        }
    }

    /// The macro that knows the object.
    pub(super) fn holder(&self, object: &str) -> Option<&str> {
        self.index.entry(object)?.holder.as_deref()
    }

    /// The object, if it is known by now.
    pub(super) fn known(&self, name: &str) -> Option<&Object> {
        let is_it = |object: &&Arc<Object>| object.name.eq_ignore_ascii_case(name);
        self.objects.iter().find(is_it).map(|object| &**object)
    }

    /// The Rust type of an object that the crate has one for, whether its schema is known by now or
    /// not.
    pub(super) fn rust_type(&self, object: &str) -> Option<TokenStream> {
        let entry = self.index.entry(object)?;
        entry.holder.as_ref()?;
        let name = entry.rust_type.as_ref()?;
        let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
        Some(quote::quote!(__org::#name))
    }
}

impl Schema for Org {
    fn object(&self, name: &str) -> Lookup<'_> {
        if let Some(object) = self.known(name) {
            return Lookup::Known(object);
        }
        if let Some((name, help)) =
            (self.off.iter()).find(|(off, _)| off.eq_ignore_ascii_case(name))
        {
            let help = Some(help.as_str());
            return Lookup::Opaque { name, help };
        }
        match self.index.entry(name) {
            Some(entry) if entry.holder.is_some() => Lookup::Announced(&entry.name),
            Some(entry) => Lookup::Opaque {
                name: &entry.name,
                help: Some(entry.reason.as_deref().unwrap_or(
                    "the generated crate has no type for it: have ats-codegen generate it too",
                )),
            },
            None => Lookup::Unknown,
        }
    }

    fn names(&self) -> Vec<&str> {
        let entries = self.index.entries.iter();
        entries.map(|entry| entry.name.as_str()).collect()
    }
}

/// What literals hold, once read: a program has hundreds of queries and a few objects, and macros
/// run unoptimized.
///
/// What has the same key is the same, so nothing depends on what is in it.
struct Cache<T>(LazyLock<Mutex<HashMap<String, Arc<T>>>>);

static INDEXES: Cache<Index> = Cache::new();
static OBJECTS: Cache<Object> = Cache::new();

impl<T> Cache<T> {
    const fn new() -> Self {
        Self(LazyLock::new(Mutex::default))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, key: &str) -> Option<Arc<T>> {
        self.lock().get(key).map(Arc::clone)
    }

    /// What is known by this key, or else is read now.
    fn get<E: std::fmt::Display>(
        &self,
        key: Option<&str>,
        read: impl FnOnce() -> Result<T, E>,
    ) -> syn::Result<Arc<T>> {
        if let Some(known) = key.and_then(|key| self.known(key)) {
            return Ok(known);
        }
        let read = Arc::new(read().map_err(|error| out_of_step(&error.to_string()))?);
        if let Some(key) = key {
            self.lock().insert(key.to_owned(), Arc::clone(&read));
        }
        Ok(read)
    }
}

/// Parses an index and checks its Rust names, which become part of expansions.
fn read_index(source: &str) -> Result<Index, String> {
    let index = Index::parse(source).map_err(|error| error.to_string())?;
    let names = (index.entries.iter()).flat_map(|entry| [&entry.holder, &entry.rust_type]);
    check_names(names.flatten())?;
    Ok(index)
}

/// Parses an object and checks its Rust names.
fn read_object(source: &str) -> Result<Object, String> {
    let object = Object::parse(source).map_err(|error| error.to_string())?;
    let fields = (object.fields.iter()).flat_map(|field| [&field.rust_name, &field.rust_parent]);
    let children = object.children.iter().map(|child| &child.rust_name);
    let names = fields.chain(children).chain([&object.rust_type]);
    check_names(names.flatten())?;
    let is_of_type = |c: char| c.is_alphanumeric() || "_:<>@, ".contains(c);
    let types = (object.fields.iter()).filter_map(|field| field.rust_type.as_deref());
    match types.into_iter().find(|ty| !ty.chars().all(is_of_type)) {
        Some(ty) => Err(format!("it has the type `{ty}`")),
        None => Ok(object),
    }
}

fn check_names<'a>(mut names: impl Iterator<Item = &'a String>) -> Result<(), String> {
    match names.find(|name| !is_ident(name)) {
        Some(name) => Err(format!("it has the name `{name}`")),
        None => Ok(()),
    }
}

/// Returns true for an identifier. Nearly all are ASCII, for which no parser is needed.
fn is_ident(text: &str) -> bool {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !text.starts_with(|first: char| first.is_ascii_digit());
    match is_plain {
        true => !text.is_empty() && text != "_" && !is_keyword(text),
        false => syn::parse_str::<proc_macro2::Ident>(text).is_ok(),
    }
}

/// The key of an object: its name and fingerprint.
fn key(entry: &Entry) -> Option<String> {
    let fingerprint = entry.fingerprint.as_ref()?;
    Some(format!("{} {fingerprint}", entry.name))
}
