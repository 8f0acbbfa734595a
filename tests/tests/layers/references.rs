//! Which module takes what from which other module of its crate.
//!
//! Every path counts: in `use` declarations, inline as `crate::…`, `super::…` or `self::…`, and inside of
//! macro calls. A re-export leads to the module that defines the item, so that facades neither hide a reference nor
//! add one. Methods called on a value whose type is not named are not seen.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Spacing, TokenStream, TokenTree};

use super::modules::{ModulePath, Modules};

/// The names that one module takes from another, by the two.
pub type References = BTreeMap<(ModulePath, ModulePath), BTreeSet<String>>;

/// How many re-exports may lead to one another; a crate that compiles has no circle of them.
const MAX_REEXPORTS: usize = 16;

/// Returns every reference between two modules of a crate.
pub fn references(modules: &Modules) -> References {
    let mut references = References::new();
    for (path, module) in modules {
        let mut refer = |target: Target, name: &str| {
            if let Target::Item(defining) = target
                && defining != *path
            {
                let names = references.entry((path.clone(), defining)).or_default();
                names.insert(name.to_owned());
            }
        };
        let mut paths = BTreeSet::new();
        collect_paths(module.code.clone(), &mut paths);
        for import in &module.imports {
            let Some(name) = &import.name else { continue };
            // A trait can be imported for its methods alone, so a private import always counts.
            let single = vec![name.clone()];
            if (!import.reexported || paths.contains(&single))
                && let Some(target) = resolve(modules, path, &import.path, 0)
            {
                refer(target, import.path.last().unwrap_or(name));
            }
        }
        for segments in &paths {
            let known = module.items.contains(&segments[0])
                || module.imports.iter().any(|import| {
                    segments.len() == 1 && import.name.as_ref() == Some(&segments[0])
                });
            if !known && let Some(target) = resolve(modules, path, segments, 0) {
                refer(target, &segments.join("::"));
            }
        }
    }
    references
}

/// The end of a path.
enum Target {
    Module(ModulePath),
    /// The module that defines the item.
    Item(ModulePath),
}

/// Follows a path from the module it is written in. `None` leads out of the crate.
fn resolve(
    modules: &Modules,
    from: &ModulePath,
    segments: &[String],
    reexports: usize,
) -> Option<Target> {
    let mut module = from.clone();
    let mut rest = segments;
    while let Some((first, others)) = rest.split_first() {
        match first.as_str() {
            "crate" => module.clear(),
            "super" => module.truncate(module.len().checked_sub(1)?),
            "self" => {}
            name => return resolve_name(modules, &module, name, others, reexports),
        }
        rest = others;
    }
    Some(Target::Module(module))
}

fn resolve_name(
    modules: &Modules,
    module: &ModulePath,
    name: &str,
    rest: &[String],
    reexports: usize,
) -> Option<Target> {
    let continue_in = |target| match target {
        Target::Module(module) if !rest.is_empty() => resolve(modules, &module, rest, reexports),
        target => Some(target),
    };
    let mut child = module.clone();
    child.push(name.to_owned());
    if modules.contains_key(&child) {
        return continue_in(Target::Module(child));
    }
    let known = &modules[module];
    if known.items.contains(name) {
        return Some(Target::Item(module.clone()));
    }
    if reexports == MAX_REEXPORTS {
        return None;
    }
    let imported = known
        .imports
        .iter()
        .filter_map(|import| match &import.name {
            Some(alias) => (alias == name).then(|| import.path.clone()),
            None => Some([import.path.as_slice(), &[name.to_owned()]].concat()),
        });
    imported
        // An import of another crate begins with a name that is not known here, or with this name itself.
        .filter(|path| path[0] != name)
        .find_map(|path| resolve(modules, module, &path, reexports + 1))
        .and_then(continue_in)
}

/// Collects every path in `tokens`, single names included. Methods, fields and lifetimes are left out.
fn collect_paths(tokens: TokenStream, paths: &mut BTreeSet<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut position = 0;
    while position < tokens.len() {
        let start = position;
        position += 1;
        match &tokens[start] {
            TokenTree::Group(group) => collect_paths(group.stream(), paths),
            TokenTree::Ident(first) => {
                let mut path = vec![first.to_string()];
                while let (true, Some(TokenTree::Ident(next))) =
                    (is_separator(&tokens, position), tokens.get(position + 2))
                {
                    path.push(next.to_string());
                    position += 3;
                }
                if starts_path(&tokens, start) {
                    paths.insert(path);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Whether a name at `position` stands alone or begins a path.
fn starts_path(tokens: &[TokenTree], position: usize) -> bool {
    let is_dot = |position: usize| is_punct(tokens.get(position), '.');
    match position {
        0 => true,
        1 => !is_dot(0) && !is_punct(tokens.first(), '\''),
        _ => {
            let is_range = is_dot(position - 1) && is_dot(position - 2);
            let follows_dot = is_dot(position - 1) && !is_range;
            let is_lifetime = is_punct(tokens.get(position - 1), '\'');
            !follows_dot && !is_lifetime && !is_separator(tokens, position - 2)
        }
    }
}

fn is_separator(tokens: &[TokenTree], position: usize) -> bool {
    matches!(tokens.get(position), Some(TokenTree::Punct(colon))
        if colon.as_char() == ':' && colon.spacing() == Spacing::Joint)
        && is_punct(tokens.get(position + 1), ':')
}

fn is_punct(token: Option<&TokenTree>, expected: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == expected)
}
