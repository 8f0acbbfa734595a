//! How generated modules are laid out.

use syn::Attribute;

use super::syntax_tree;

/// How generated modules are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A crate: a file and a Cargo feature per object.
    Crate,
    /// One file for `include!`: inline modules, no features.
    SingleFile,
}

impl Layout {
    /// How a module names the root of what was generated.
    pub(super) const fn root(self) -> &'static str {
        match self {
            Self::Crate => "crate",
            Self::SingleFile => "super",
        }
    }

    /// The attribute for something that is there only with a feature.
    pub(super) fn cfg(self, feature: Option<&str>) -> Option<Attribute> {
        match self {
            Self::Crate => feature.map(syntax_tree::cfg_feature),
            Self::SingleFile => None,
        }
    }
}
