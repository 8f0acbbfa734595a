//! `PartialEq` and `Debug` of what is derived: a call of the runtime each, since what stands in an impl
//! itself is checked for each type.

use proc_macro2::Ident;

use crate::text;

/// The two impls; `of` is how the names of the runtime's functions end. `shown` are the arguments of
/// the one for `Debug`: see [`named`].
pub(crate) fn eq_and_debug(ident: &Ident, of: &str, shown: &str) -> String {
    format!(
        "
#[automatically_derived]
impl __rt::PartialEq for {ident} {{
    fn eq(&self, other: &Self) -> bool {{
        __rt::eq_{of}(self, other)
    }}
}}
#[automatically_derived]
impl __rt::Debug for {ident} {{
    fn fmt(&self, f: &mut __rt::Formatter<'_>) -> __rt::Shown {{
        __rt::debug_{of}({shown})
    }}
}}
"
    )
}

/// The arguments where `Debug` shows the type's name.
pub(crate) fn named(ident: &Ident) -> String {
    format!("{}, self, f", text::string(&ident.to_string()))
}
