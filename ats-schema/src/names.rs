//! Names: an API name's parts, the nearest name to a mistyped one and, with the feature
//! `names`, the Rust identifiers of objects, fields and picklist values.
//!
//! Three layers, each usable alone:
//!
//! 1. [`ApiName`] takes `bpats__Job__c` apart, [`nearest`] finds it for `bpats__Jobb__c`.
//! 2. `ident` turns any text into an identifier: always valid, ASCII and lint-clean.
//! 3. [`Scope`] gives every name of a set an identifier of its own, by one rule that depends on
//!    [`Precedence`] and not on the order of the set.

mod api_name;
#[cfg(feature = "names")]
mod candidates;
#[cfg(feature = "names")]
pub mod ident;
mod nearest;
#[cfg(feature = "names")]
pub mod reserved;
#[cfg(feature = "names")]
mod resolve;
#[cfg(feature = "names")]
mod suffix;
#[cfg(feature = "names")]
mod words;

pub use self::api_name::{ApiName, Precedence};
#[cfg(feature = "names")]
pub use self::candidates::{
    field_candidates, lookup_candidates, module_candidates, object_candidates, variant_candidates,
    with_ending,
};
#[cfg(feature = "names")]
pub use self::ident::{MAX_VARIANT_LENGTH, const_ident, field_ident, module_ident, type_ident};
pub use self::nearest::nearest;
#[cfg(feature = "names")]
pub use self::resolve::{Item, Scope};
