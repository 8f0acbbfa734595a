//! The order of a crate's layers, as `ARCHITECTURE.md` states it, and what breaks it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::modules::{ModulePath, Modules};
use super::references::References;

/// The most files that may refer to each other in a circle.
pub const MAX_CIRCLE: usize = 3;

/// The layers of one crate, lowest first.
#[derive(Debug)]
pub struct Layers {
    /// The crate's name.
    pub crate_name: String,
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    name: String,
    modules: Vec<ModulePath>,
}

/// Reads the blocks of a document that begin with ```` ```text layers CRATE ````.
///
/// # Panics
///
/// If a line of a block is not `layer: module, module`.
pub fn read_layers(document: &str) -> Vec<Layers> {
    let mut crates = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        let Some(crate_name) = line.strip_prefix("```text layers ") else {
            continue;
        };
        let block = lines.by_ref().take_while(|line| *line != "```");
        let layers = block.map(|line| read_layer(crate_name, line)).collect();
        crates.push(Layers {
            crate_name: crate_name.to_owned(),
            layers,
        });
    }
    crates
}

fn read_layer(crate_name: &str, line: &str) -> Layer {
    let (name, modules) = line.split_once(':').unwrap_or_else(|| {
        panic!("layers of {crate_name}: `{line}` is not `layer: module, module`")
    });
    let modules = modules
        .split(',')
        .map(|module| module.trim().split("::").map(str::to_owned).collect());
    Layer {
        name: name.trim().to_owned(),
        modules: modules.collect(),
    }
}

impl Layers {
    /// Returns the position of the layer that names the longest prefix of `module`.
    fn position(&self, module: &[String]) -> Option<usize> {
        let prefixes = self
            .layers
            .iter()
            .enumerate()
            .flat_map(|(position, layer)| {
                let fitting = layer
                    .modules
                    .iter()
                    .filter(|prefix| module.starts_with(prefix));
                fitting.map(move |prefix| (prefix.len(), position))
            });
        prefixes
            .max_by_key(|(length, _)| *length)
            .map(|(_, position)| position)
    }

    /// Returns what is wrong with the crate, one line a fault: modules in no layer, layers of missing modules,
    /// references upwards. The crate's root belongs to no layer: it may use all, and nobody uses what it defines.
    pub fn faults(&self, modules: &Modules, references: &References) -> Vec<String> {
        let name = &self.crate_name;
        let missing = self
            .layers
            .iter()
            .flat_map(|layer| &layer.modules)
            .filter_map(|module| {
                let exists = modules.contains_key(module);
                (!exists).then(|| {
                    format!(
                        "{name}: ARCHITECTURE.md lists `{}`, which does not exist",
                        module.join("::")
                    )
                })
            });
        let unlisted = modules.keys().filter_map(|module| {
            let listed = module.is_empty() || self.position(module).is_some();
            (!listed).then(|| {
                format!(
                    "{name}: `{}` is in no layer of ARCHITECTURE.md",
                    module.join("::")
                )
            })
        });
        let upwards = references.iter().filter_map(|((from, to), names)| {
            let lower = self.position(from)?;
            let names = || names.iter().cloned().collect::<Vec<_>>().join(", ");
            let Some(higher) = self.position(to) else {
                return Some(format!(
                    "{name}: `{}` uses {} of the crate's root",
                    from.join("::"),
                    names()
                ));
            };
            (higher > lower).then(|| {
                let [from_layer, to_layer] = [lower, higher].map(|layer| &self.layers[layer].name);
                format!(
                    "{name}: `{}` ({from_layer}) uses `{}` ({to_layer}), which is higher: {}",
                    from.join("::"),
                    to.join("::"),
                    names(),
                )
            })
        });
        missing.chain(unlisted).chain(upwards).collect()
    }
}

/// Returns the circles of more than [`MAX_CIRCLE`] files, each with the references that tie it.
pub fn circles(modules: &Modules, references: &References) -> Vec<String> {
    let mut uses: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = BTreeMap::new();
    for (from, to) in references.keys() {
        let [from, to] = [from, to].map(|module| &modules[module].file);
        if from != to {
            uses.entry(from).or_default().insert(to);
        }
    }
    let reach: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = uses
        .keys()
        .map(|file| (*file, reachable(file, &uses)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for (file, reached) in &reach {
        let circle: BTreeSet<&PathBuf> = reached
            .iter()
            .copied()
            .filter(|other| reach.get(other).is_some_and(|back| back.contains(file)))
            .collect();
        if circle.len() > MAX_CIRCLE && seen.insert(circle.clone()) {
            circles.push(describe_circle(&circle, modules, references));
        }
    }
    circles
}

fn reachable<'a>(
    start: &'a PathBuf,
    uses: &BTreeMap<&'a PathBuf, BTreeSet<&'a PathBuf>>,
) -> BTreeSet<&'a PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        open.extend(
            uses.get(file)
                .into_iter()
                .flatten()
                .filter(|next| reached.insert(**next)),
        );
    }
    reached
}

fn describe_circle(
    circle: &BTreeSet<&PathBuf>,
    modules: &Modules,
    references: &References,
) -> String {
    let mut text = format!("{} files in a circle:", circle.len());
    for ((from, to), names) in references {
        let [from, to] = [from, to].map(|module| &modules[module].file);
        if from != to && circle.contains(from) && circle.contains(to) {
            let names = names.iter().cloned().collect::<Vec<_>>().join(", ");
            let _ = write!(text, "\n  {} -> {}: {names}", from.display(), to.display());
        }
    }
    text
}
