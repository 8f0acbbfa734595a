//! The data that every part of one object's model is built from.

use std::collections::{BTreeSet, HashMap};

use super::data::{Marker, TypeRef};
use crate::fixups::FixedDescribe;
use crate::names::{self, Names, ObjectNames};

/// The objects that are generated, and the names of everything in the folder.
pub(super) struct Generated<'a> {
    names: &'a Names,
    objects: HashMap<&'a str, &'a FixedDescribe>,
}

impl<'a> Generated<'a> {
    pub(super) fn new(describes: &'a [FixedDescribe], names: &'a Names) -> Self {
        Self {
            names,
            objects: (describes.iter())
                .map(|it| (it.describe.name.as_str(), it))
                .collect(),
        }
    }

    /// The names of an object that is generated.
    pub(super) fn names_of(&self, api: &str) -> Option<&'a ObjectNames> {
        self.objects.get(api)?;
        self.names.objects.get(api)
    }

    /// The label of an object, or its API name.
    pub(super) fn label_of(&self, api: &str) -> String {
        let label = (self.objects.get(api)).and_then(|it| it.describe.label.clone());
        label
            .filter(|it| !it.trim().is_empty())
            .unwrap_or_else(|| api.to_owned())
    }

    /// The objects that are referred to and not generated, by type.
    pub(super) fn markers(&self) -> Vec<Marker> {
        let referenced: BTreeSet<&str> = (self.objects.values())
            .flat_map(|it| names::references(it))
            .collect();
        let markers = referenced
            .into_iter()
            .filter(|api| !self.objects.contains_key(api));
        let mut markers: Vec<Marker> = markers
            .filter_map(|api| {
                Some(Marker {
                    type_name: self.names.ids.get(api)?.clone(),
                    api: api.to_owned(),
                })
            })
            .collect();
        markers.sort();
        markers
    }
}

/// What the parts of an object are built from.
pub(super) struct Context<'a> {
    pub(super) source: &'a FixedDescribe,
    pub(super) generated: &'a Generated<'a>,
    pub(super) own: &'a ObjectNames,
}

impl Context<'_> {
    /// How an object's type is written here.
    pub(super) fn type_ref(&self, api: &str) -> TypeRef {
        if api == self.source.describe.name {
            return TypeRef::Local(self.own.type_name.clone());
        }
        match (
            self.generated.names_of(api),
            self.generated.names.ids.get(api),
        ) {
            (Some(names), _) => TypeRef::Object(names.type_name.clone()),
            (None, Some(name)) => TypeRef::Marker(name.clone()),
            (None, None) => TypeRef::Any,
        }
    }

    /// Returns true if the type of an object is in the crate.
    pub(super) fn is_generated(&self, api: &str) -> bool {
        self.generated.names_of(api).is_some()
    }

    /// The feature an object's type needs; none for the object itself.
    pub(super) fn feature(&self, api: &str) -> Option<String> {
        let names = self.generated.names_of(api)?;
        (api != self.source.describe.name).then(|| names.feature.clone())
    }
}
