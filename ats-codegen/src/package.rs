//! The generated package: its name, where `ats-core` is, whose workspace it is in.

use std::path::Path;

use ats_schema::names::{field_ident, reserved};

use crate::config::{Config, DefaultFeatures, Dependency};
use crate::conventions::DEFAULT_CRATE;
use crate::error::Error;
use crate::paths::{self, absolute};
use crate::recorded_options::RecordedOptions;

/// The entries of `Cargo.toml` that do not depend on the objects.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression.
    pub(crate) license: Option<String>,
    /// Where `ats-core` comes from.
    pub(crate) core: Dependency,
    /// The configured default features.
    pub(crate) default_features: Option<DefaultFeatures>,
    /// True if the package is a workspace of its own, because it lies inside one that does not
    /// list it.
    pub(crate) own_workspace: bool,
    /// The options by which it is generated.
    pub(crate) options: RecordedOptions,
}

/// Decides about the package that `dir` will be.
pub(crate) fn resolve(
    dir: &Path,
    config: &Config,
    options: RecordedOptions,
    core: Option<&Path>,
) -> Result<Package, Error> {
    let options = options.relative_to(dir);
    let dir = absolute(dir);
    let name = options.crate_name.as_deref();
    let generate = &config.generate;
    let name = match name.or(generate.crate_name.as_deref()) {
        Some(name) if is_package_name(name) => name.to_owned(),
        Some(name) => {
            return Err(Error::CrateName {
                name: name.to_owned(),
                better: usable_name(name),
            });
        }
        None => {
            let folder = dir.file_name().unwrap_or_default().to_string_lossy();
            if is_package_name(&folder) {
                folder.into_owned()
            } else {
                usable_name(&folder)
            }
        }
    };
    let core = match (core, &generate.ats_core) {
        (Some(path), _) => checkout(&dir, &absolute(path)),
        (None, Some(core)) => core.clone(),
        (None, None) => built_from(&dir),
    };
    Ok(Package {
        name,
        version: generate
            .version
            .clone()
            .unwrap_or_else(|| "0.1.0".to_owned()),
        license: generate.license.clone(),
        core,
        default_features: generate.default_features.clone(),
        own_workspace: is_stranger(&dir),
        options,
    })
}

/// A name Cargo takes, and rustc without a warning.
fn is_package_name(name: &str) -> bool {
    name.starts_with(|ch: char| ch.is_ascii_lowercase())
        && name
            .split(['-', '_'])
            .all(|part| !part.is_empty() && part.bytes().all(is_small))
        && !reserved::is_keyword(name)
        && !reserved::MODULES.contains(&name)
        && !matches!(name, "ats-core" | "ats_core" | "test")
}

fn is_small(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// The name a crate gets that is to be called `name`.
fn usable_name(name: &str) -> String {
    let name = field_ident(name).trim_end_matches('_').replace('_', "-");
    if is_package_name(&name) && name != "empty" && name != "value" {
        name
    } else {
        DEFAULT_CRATE.to_owned()
    }
}

/// The `ats-core` beside the sources this tool was built from, where they still are; else
/// the released one.
fn built_from(dir: &Path) -> Dependency {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ats-core");
    if core.join("Cargo.toml").is_file() {
        checkout(dir, &absolute(&core))
    } else {
        Dependency {
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ..Dependency::default()
        }
    }
}

fn checkout(dir: &Path, core: &Path) -> Dependency {
    Dependency {
        path: Some(relative(dir, core)),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        ..Dependency::default()
    }
}

/// How `to` is written in a file of `from`: by the folders between where both are in one
/// checkout, else as it is.
fn relative(from: &Path, to: &Path) -> String {
    let shares_a_checkout = to.parent().is_some_and(|parent| from.starts_with(parent));
    if !shares_a_checkout {
        return to.display().to_string();
    }
    paths::relative(from, to)
        .display()
        .to_string()
        .replace('\\', "/")
}

/// Whether `dir` lies in a workspace that neither lists nor excludes it: Cargo would refuse
/// to build it.
fn is_stranger(dir: &Path) -> bool {
    for root in dir.ancestors().skip(1) {
        let Ok(text) = std::fs::read_to_string(root.join("Cargo.toml")) else {
            continue;
        };
        let Ok(manifest) = toml::from_str::<toml::Table>(&text) else {
            continue;
        };
        let Some(workspace) = manifest.get("workspace") else {
            continue;
        };
        let Ok(inside) = dir.strip_prefix(root) else {
            return false;
        };
        let lists = |key: &str| {
            let patterns = workspace.get(key).and_then(toml::Value::as_array);
            patterns.is_some_and(|it| {
                it.iter()
                    .filter_map(toml::Value::as_str)
                    .any(|pattern| matches(pattern, inside))
            })
        };
        return !lists("members") && !lists("exclude");
    }
    false
}

/// Whether a member pattern of Cargo, such as `crates/*`, means `path`.
fn matches(pattern: &str, path: &Path) -> bool {
    let names: Vec<String> = path
        .components()
        .map(|it| it.as_os_str().to_string_lossy().into_owned())
        .collect();
    let pattern: Vec<&str> = pattern
        .split('/')
        .filter(|it| !it.is_empty() && *it != ".")
        .collect();
    pattern.len() == names.len() && pattern.iter().zip(&names).all(|(a, b)| wildcard(a, b))
}

fn wildcard(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(start) else {
        return false;
    };
    name.char_indices()
        .map(|(at, _)| at)
        .chain([name.len()])
        .any(|at| wildcard(rest, &name[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn member_patterns() {
        assert!(matches("crates/*", Path::new("crates/a")));
        assert!(matches("./ats-generated", Path::new("ats-generated")));
        assert!(matches("a*c", Path::new("abbc")));
        assert!(!matches("crates/*", Path::new("crates/a/b")));
        assert!(!matches("a*c", Path::new("abd")));
    }

    #[test]
    fn paths_inside_a_checkout_are_relative() {
        let relative = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(relative("/w/ats-generated", "/w/ats-core"), "../ats-core");
        assert_eq!(relative("/w/x/y", "/w/ats-core"), "../../ats-core");
        assert_eq!(relative("/tmp/out", "/w/ats-core"), "/w/ats-core");
    }

    #[test]
    fn package_names() {
        for good in ["a", "ats-generated", "my_org2"] {
            assert!(is_package_name(good), "{good}");
        }
        for bad in [
            "", "2a", "a b", "../x", "self", "ats-core", "é", "a--b", "Ab",
        ] {
            assert!(!is_package_name(bad), "{bad}");
            assert!(is_package_name(&usable_name(bad)), "{bad}");
        }
        assert_eq!(usable_name("MyOrg__v2"), "my-org-v2");
    }
}
