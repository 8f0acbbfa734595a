//! The files that a run reads: describes, the provenance beside them, a permission set.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use ats_schema::describe::{Describe, PermissionSet, Provenance};

use crate::conventions::PROVENANCE_FILE;
use crate::error::Error;
use crate::{folder_replacement, parallel, printable};

/// The files of a schema folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// The describes, by name.
    pub(crate) describes: Vec<SchemaFile>,
    /// The provenance, where there is one.
    pub(crate) provenance: Option<SchemaFile>,
}

/// A file of the schema folder.
#[derive(Clone, Debug)]
pub(crate) struct SchemaFile {
    /// Its name, without the folder.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
}

impl SchemaFile {
    /// Reads the file into `buffer`.
    fn read(&self, buffer: &mut Vec<u8>) -> Result<(), Error> {
        buffer.clear();
        let read = File::open(&self.path).and_then(|mut file| file.read_to_end(buffer));
        read.map(drop).map_err(|cause| Error::Read {
            path: self.path.clone(),
            cause,
        })
    }

    /// The BLAKE3 hash of the file.
    fn hash(&self, buffer: &mut Vec<u8>) -> Result<String, Error> {
        self.read(buffer)?;
        Ok(blake3::hash(buffer).to_hex().to_string())
    }
}

/// A describe as its file has it.
#[derive(Clone, Debug)]
pub(crate) struct DescribeFile {
    /// The file, without its folder.
    pub(crate) file: String,
    /// The BLAKE3 hash of the file.
    pub(crate) hash: String,
    /// The API version its links name, `63.0`.
    pub(crate) api_version: Option<String>,
    pub(crate) describe: Describe,
}

/// Lists every `*.json` that lies directly in `dir`, in the order of their names.
///
/// # Errors
///
/// [`Error::NoFolder`], [`Error::Incomplete`], [`Error::Read`] or [`Error::NoDescribes`].
pub(crate) fn list(dir: &Path) -> Result<Folder, Error> {
    let error = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound => Error::NoFolder(dir.to_owned()),
        _ => Error::Read {
            path: dir.to_owned(),
            cause,
        },
    };
    if let Some(path) = folder_replacement::incomplete(dir) {
        return Err(Error::Incomplete {
            path,
            dir: dir.to_owned(),
        });
    }
    let mut describes = Vec::new();
    for entry in fs::read_dir(dir).map_err(error)? {
        let entry = entry.map_err(error)?;
        let path = entry.path();
        let json = path
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("json"));
        if json && path.is_file() {
            let name = entry.file_name().to_string_lossy().into_owned();
            describes.push(SchemaFile { name, path });
        }
    }
    describes.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let provenance = describes
        .iter()
        .position(|it| it.name == PROVENANCE_FILE)
        .map(|at| describes.remove(at));
    if describes.is_empty() {
        return Err(Error::NoDescribes(dir.to_owned()));
    }
    Ok(Folder {
        describes,
        provenance,
    })
}

/// Hashes of the describes, by name. Nothing is kept of what was read: a run that finds
/// nothing changed needs no more, and any other reads again what the system still has at
/// hand.
///
/// # Errors
///
/// [`Error::Read`].
pub(crate) fn hashes(folder: &Folder) -> Result<BTreeMap<String, String>, Error> {
    let hashes = parallel::map_with(&folder.describes, Vec::new, |buffer, _, input| {
        Ok((input.name.clone(), input.hash(buffer)?))
    });
    hashes.into_iter().collect()
}

/// Reads and parses the describes; every broken file is reported, not
/// only the first.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Broken`] or [`Error::SameObject`].
pub(crate) fn parse(folder: &Folder) -> Result<Vec<DescribeFile>, Error> {
    let parsed = parallel::map_with(&folder.describes, Vec::new, |buffer, _, input| {
        let hash = input.hash(buffer)?;
        Ok(Describe::parse(buffer)
            .map_err(|it| it.in_file(&input.path))
            .map(|describe| DescribeFile {
                file: input.name.clone(),
                hash,
                api_version: api_version(buffer),
                describe,
            }))
    });
    let mut sources = Vec::with_capacity(parsed.len());
    let mut broken = Vec::new();
    for result in parsed {
        match result? {
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

/// Reads the provenance of a folder and returns it with the BLAKE3 hash of its file; without a file
/// every value is known and the hash is empty.
///
/// # Errors
///
/// [`Error::Read`], or [`Error::File`] when it is not what it should be.
pub(crate) fn provenance(folder: &Folder) -> Result<(Provenance, String), Error> {
    let Some(input) = &folder.provenance else {
        return Ok(Default::default());
    };
    let mut bytes = Vec::new();
    let hash = input.hash(&mut bytes)?;
    let provenance = Provenance::parse(&bytes).map_err(|source| Error::File {
        path: input.path.clone(),
        message: format!(
            "not a provenance file: {}; a snapshot fetched from an org needs none, delete it",
            printable::message(&source.to_string())
        ),
    })?;
    Ok((provenance, hash))
}

/// Reads a permission set.
///
/// # Errors
///
/// [`Error::Read`], or [`Error::File`] when it does not exist or is not a permission set.
pub(crate) fn permission_set(path: &Path) -> Result<PermissionSet, Error> {
    let bytes = fs::read(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => Error::File {
            path: path.to_owned(),
            message: "there is no such file; a permission set of an org is given by its name \
                      to `ats-codegen fetch --permission-set`"
                .to_owned(),
        },
        _ => Error::Read {
            path: path.to_owned(),
            cause,
        },
    })?;
    let set = PermissionSet::parse(&bytes).map_err(|it| it.to_string());
    let named = set.and_then(|set| match set.name.is_empty() {
        true => Err("missing field `name`".to_owned()),
        false => Ok(set),
    });
    named.map_err(|why| Error::File {
        path: path.to_owned(),
        message: format!(
            "not a permission set: {}; expected \
             {{\"name\", \"inherits\", \"objectPermissions\": [{{\"object\", \"allowRead\", …}}], \
             \"fieldPermissions\": [{{\"field\", \"readable\", \"editable\"}}]}}",
            printable::message(&why)
        ),
    })
}

/// The API version in a describe's links (`/services/data/v63.0/sobjects/…`), of which the
/// model keeps none. Only digits and a dot are taken, so it does not matter where in the
/// file it is found.
pub(crate) fn api_version(bytes: &[u8]) -> Option<String> {
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
        assert_eq!(
            found(r#"{"sobject":"/services/data/vxx.0/sobjects/A"}"#),
            None
        );
        assert_eq!(found("/v63.0/"), None);
        assert_eq!(found(""), None);
    }
}
