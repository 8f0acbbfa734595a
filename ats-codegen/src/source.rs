//! What a run reads: the folder of describes, the provenance beside them, a permission set.

mod permission_set;
mod provenance;

use std::fs;
use std::path::{Path, PathBuf};

use ats_schema::describe::Describe;

pub use self::permission_set::{ObjectPermission, PermissionSet};
pub use self::provenance::Provenance;
use crate::error::{Error, Warning};
use crate::{fixups, parallel};

/// The file beside the describes that says how much of each is known.
pub const PROVENANCE: &str = "provenance.json";

/// A file of the schema folder, read and not yet parsed.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name, without the folder.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The BLAKE3 hash of that.
    pub hash: String,
}

/// A describe and where it is from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file, without its folder.
    pub file: String,
    /// The API version its links name, `63.0`.
    pub api_version: Option<String>,
    /// The describe, its quirks mended.
    pub describe: Describe,
    /// Which of its fields a create must have.
    pub required: Vec<bool>,
    /// What was noticed.
    pub warnings: Vec<Warning>,
}

/// Reads every `*.json` that lies directly in `dir`, in the order of their names, and the
/// provenance apart.
///
/// # Errors
///
/// [`Error::Read`] or [`Error::NoDescribes`].
pub fn read(dir: &Path) -> Result<(Vec<Input>, Option<Input>), Error> {
    let error = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Read { path, source }
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(error(dir))? {
        let entry = entry.map_err(error(dir))?;
        let path = entry.path();
        let json = path
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("json"));
        if json && path.is_file() {
            names.push((entry.file_name().to_string_lossy().into_owned(), path));
        }
    }
    names.sort_unstable();
    let inputs = parallel::map(&names, |_, (name, path)| {
        let bytes = fs::read(path).map_err(error(path))?;
        Ok(Input {
            name: name.clone(),
            path: path.clone(),
            hash: blake3::hash(&bytes).to_hex().to_string(),
            bytes,
        })
    });
    let mut inputs = inputs.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let provenance = inputs
        .iter()
        .position(|it| it.name == PROVENANCE)
        .map(|at| inputs.remove(at));
    if inputs.is_empty() {
        return Err(Error::NoDescribes(dir.to_owned()));
    }
    Ok((inputs, provenance))
}

/// Parses the describes and mends their quirks; every broken file is reported, not only the
/// first.
///
/// # Errors
///
/// [`Error::Broken`] or [`Error::SameObject`].
pub fn parse(inputs: &[Input]) -> Result<Vec<Source>, Error> {
    let parsed = parallel::map(inputs, |_, input| {
        let mut describe = Describe::parse(&input.bytes).map_err(|it| it.in_file(&input.path))?;
        let warnings = fixups::mend(&mut describe);
        Ok(Source {
            file: input.name.clone(),
            api_version: api_version(&input.bytes),
            describe,
            required: Vec::new(),
            warnings,
        })
    });
    let mut sources = Vec::with_capacity(parsed.len());
    let mut broken = Vec::new();
    for result in parsed {
        match result {
            Ok(source) => sources.push(source),
            Err(error) => broken.push(error),
        }
    }
    if !broken.is_empty() {
        return Err(Error::Broken(broken));
    }
    // By object and not by file, so that renaming a file changes nothing.
    sources.sort_by(|a, b| a.describe.name.cmp(&b.describe.name));
    for pair in sources.windows(2) {
        if pair[0].describe.name == pair[1].describe.name {
            return Err(Error::SameObject {
                object: pair[0].describe.name.clone(),
                first: pair[0].file.clone(),
                second: pair[1].file.clone(),
            });
        }
    }
    Ok(sources)
}

/// The API version in a describe's links (`/services/data/v63.0/sobjects/…`), of which the
/// model keeps none. Only digits and a dot are taken, so it does not matter where in the
/// file it is found.
fn api_version(bytes: &[u8]) -> Option<String> {
    const LINK: &[u8] = b"/services/data/v";
    // Links are near the end, and the last one is the object's own.
    let mut end = bytes.len();
    while let Some(at) = bytes[..end].iter().rposition(|&byte| byte == b'/') {
        end = at;
        // Every `/` is tried, and of the link the last one is `/v`.
        let Some(start) = (at + 2).checked_sub(LINK.len()) else {
            continue;
        };
        if !bytes[start..].starts_with(LINK) {
            continue;
        }
        let version: String = bytes[at + 2..]
            .iter()
            .take(8)
            .map(|&byte| char::from(byte))
            .take_while(|ch| ch.is_ascii_digit() || *ch == '.')
            .collect();
        let (major, minor) = version.split_once('.')?;
        return (!major.is_empty() && minor == "0").then_some(version);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::api_version;

    #[test]
    fn the_api_version_is_found_in_links_only() {
        let found = |text: &str| api_version(text.as_bytes());
        assert_eq!(
            found(r#"{"urls":{"sobject":"/services/data/v63.0/sobjects/Job__c"}}"#),
            Some("63.0".into())
        );
        assert_eq!(found(r#"{"sobject":"/services/data/vxx.0/sobjects/A"}"#), None);
        assert_eq!(found("/v63.0/"), None);
        assert_eq!(found(""), None);
    }
}
