//! What the macro has been told of an org.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use ats_schema::schema::index::Index;
use ats_schema::schema::{Lookup, Object, Schema};
use proc_macro2::{TokenStream, TokenTree};

use super::out_of_step;

/// The index of the org's objects, and those objects that are known by now.
pub(super) struct Org {
    index: Arc<Index>,
    objects: Vec<Arc<Object>>,
    /// Objects whose feature is off: API name, what to do.
    off: Vec<(String, String)>,
}

impl Org {
    pub(super) fn read(index: &TokenTree, known: TokenStream) -> syn::Result<Self> {
        let index = INDEXES.get(index, Index::parse)?;
        let (mut objects, mut off) = (Vec::new(), Vec::new());
        let mut tokens = known.into_iter();
        while let Some(token) = tokens.next() {
            let source = token.to_string();
            if source.starts_with("\"\\\nats-object") || source.starts_with("\"ats-object") {
                objects.push(OBJECTS.get(&token, Object::parse)?);
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
        Ok(Self {
            index,
            objects,
            off,
        })
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
                help: Some(
                    "the generated crate has no type for it: have ats-codegen generate it too",
                ),
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
/// It is only ever asked for what it would read again, so nothing depends on what is in it.
struct Cache<T>(LazyLock<Mutex<HashMap<String, Arc<T>>>>);

static INDEXES: Cache<Index> = Cache::new();
static OBJECTS: Cache<Object> = Cache::new();

impl<T> Cache<T> {
    const fn new() -> Self {
        Self(LazyLock::new(Mutex::default))
    }

    fn get<E: std::fmt::Display>(
        &self,
        literal: &TokenTree,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> syn::Result<Arc<T>> {
        let source = literal.to_string();
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = cache.get(&source) {
            return Ok(Arc::clone(known));
        }
        let read = read(&text(&source)).map_err(|error| out_of_step(&error.to_string()))?;
        let read = Arc::new(read);
        cache.insert(source, Arc::clone(&read));
        Ok(read)
    }
}

/// The text of a string literal; nothing for another token, which then is no schema.
fn text(source: &str) -> String {
    syn::parse_str::<syn::LitStr>(source).map_or_else(|_| String::new(), |literal| literal.value())
}
