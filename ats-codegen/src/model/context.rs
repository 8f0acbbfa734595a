//! The data that every part of one object's model is built from.

use super::data::TypeRef;
use crate::fixups::FixedDescribe;
use crate::names::{Names, ObjectNames};

/// What the parts of an object are built from.
pub(super) struct Context<'a> {
    pub(super) source: &'a FixedDescribe,
    pub(super) names: &'a Names<'a>,
    pub(super) own: &'a ObjectNames,
    pub(super) type_name: &'a str,
}

impl Context<'_> {
    /// How an object's type is written here.
    pub(super) fn type_ref(&self, api: &str) -> TypeRef {
        if api == self.source.describe.name {
            return TypeRef::Local(self.type_name.to_owned());
        }
        match (self.names.type_of(api), self.names.module_of(api)) {
            (Some(name), Some(_)) => TypeRef::Object(name.to_owned()),
            (Some(name), None) => TypeRef::Marker(name.to_owned()),
            (None, _) => TypeRef::Any,
        }
    }

    /// The feature an object's type needs; none for the object itself.
    pub(super) fn feature(&self, api: &str) -> Option<String> {
        let (_, feature) = self.names.module_of(api)?;
        (api != self.source.describe.name).then(|| feature.to_owned())
    }
}
