//! A describe with every decision about it that the later stages need.

use std::collections::HashSet;

use ats_schema::describe::{Describe, Provenance};

use crate::describe_files::DescribeFile;
use crate::error::Warning;

/// A describe that is ready to be given names.
#[derive(Clone, Debug, Default)]
pub(crate) struct FixedDescribe {
    /// The file, without its folder.
    pub(crate) file: String,
    /// The API version of the describe, `63.0`.
    pub(crate) api_version: Option<String>,
    pub(crate) describe: Describe,
    /// API names of the fields that a create must have.
    pub(crate) required: HashSet<String>,
    /// The built-in rules that were applied to the object, in words.
    pub(crate) known: Vec<String>,
    /// API names of the picklists of which only some values are known.
    pub(crate) partial: HashSet<String>,
    /// API names of the fields about which a note explains what is not known.
    pub(crate) noted: HashSet<String>,
    pub(crate) warnings: Vec<Warning>,
}

impl FixedDescribe {
    pub(super) fn new(file: DescribeFile, provenance: &Provenance) -> Self {
        let object = &file.describe.name;
        let fields = |applies: fn(&Provenance, &str, &str) -> bool| {
            (file.describe.fields.iter())
                .filter(|field| applies(provenance, object, &field.name))
                .map(|field| field.name.clone())
                .collect()
        };
        Self {
            partial: fields(Provenance::is_partial),
            noted: fields(Provenance::is_noted),
            api_version: (file.api_version).or_else(|| provenance.api_version.clone()),
            file: file.file,
            describe: file.describe,
            ..Self::default()
        }
    }
}
