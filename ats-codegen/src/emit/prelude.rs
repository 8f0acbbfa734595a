//! The prelude of the generated crate: everything a program needs in one import.
//!
//! It is printed as text, since one `use` with a name and a glob is all there is to it. The glob
//! brings every type of an object's module; the name keeps the object's own type if a later
//! `ats-core` has one of the same name in its prelude.

use std::fmt::Write as _;

use super::import_order::version_sort;
use super::layout::Layout;
use crate::model::Model;

/// Columns of a line that rustfmt leaves alone.
const WIDEST: usize = 100;

/// Prints `pub mod prelude { … }`.
pub(super) fn prelude(model: &Model, layout: Layout) -> String {
    let root = layout.root();
    let mut imports: Vec<(&str, Option<&str>, String)> = (model.objects.iter())
        .map(|it| {
            let feature = (layout == Layout::Crate).then_some(it.feature.as_str());
            let names = format!("::{{{}, *}}", it.type_name);
            (it.module.as_str(), feature, names)
        })
        .collect();
    if !model.markers.is_empty() {
        imports.push(("ids", None, "::*".to_owned()));
    }
    if layout == Layout::Crate {
        imports.push(("soql", None, String::new()));
    }
    imports.sort_by(|a, b| version_sort(a.0, b.0));
    let mut text = String::from(
        "
/// Everything a program needs: the objects, their fields' types, the traits and the macros.
pub mod prelude {
",
    );
    // Writing to a `String` does not fail.
    for (module, feature, names) in imports {
        if let Some(feature) = feature {
            let _ = writeln!(text, "    #[cfg(feature = \"{feature}\")]");
        }
        let line = format!("    pub use {root}::{module}{names};");
        if line.len() > WIDEST {
            text.push_str("    #[rustfmt::skip]\n");
        }
        let _ = writeln!(text, "{line}");
    }
    text.push_str("    pub use ats_core::prelude::*;\n}\n");
    text
}
