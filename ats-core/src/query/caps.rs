//! What a column may be used for, as a type.

/// A column's capabilities: the describe's `filterable`, `sortable`, `groupable` and
/// `aggregatable`.
#[derive(Clone, Copy, Debug)]
pub struct Caps<const FILTER: bool, const SORT: bool, const GROUP: bool, const AGGREGATE: bool>;

/// May stand in `WHERE`.
#[diagnostic::on_unimplemented(
    message = "this field cannot be filtered on",
    label = "Salesforce refuses this field in WHERE",
    note = "the describe says `filterable: false`, as it does for long and rich text areas and base64; filter on another field, or after reading"
)]
pub trait Filterable {}

/// May stand in `ORDER BY`.
#[diagnostic::on_unimplemented(
    message = "this field cannot be sorted by",
    label = "Salesforce refuses this field in ORDER BY",
    note = "the describe says `sortable: false`, as it does for multi-select picklists and long text areas; sort by another field, or after reading"
)]
pub trait Sortable {}

/// May stand in `GROUP BY`.
#[diagnostic::on_unimplemented(
    message = "this field cannot be grouped by",
    label = "Salesforce refuses this field in GROUP BY",
    note = "the describe says `groupable: false`, as it does for dates with a time, numbers and formulas"
)]
pub trait Groupable {}

/// May stand in an aggregate function.
#[diagnostic::on_unimplemented(
    message = "this field cannot be aggregated",
    label = "Salesforce refuses this field in an aggregate function",
    note = "the describe says `aggregatable: false`, as it does for checkboxes and long text areas"
)]
pub trait Aggregatable {}

#[diagnostic::do_not_recommend]
impl<const S: bool, const G: bool, const A: bool> Filterable for Caps<true, S, G, A> {}
#[diagnostic::do_not_recommend]
impl<const F: bool, const G: bool, const A: bool> Sortable for Caps<F, true, G, A> {}
#[diagnostic::do_not_recommend]
impl<const F: bool, const S: bool, const A: bool> Groupable for Caps<F, S, true, A> {}
#[diagnostic::do_not_recommend]
impl<const F: bool, const S: bool, const G: bool> Aggregatable for Caps<F, S, G, true> {}

/// Every combination by a name: letters for filter, sort, group and aggregate, in this order.
///
/// Each constant argument of a type costs the compiler a body to check; a name costs nothing.
#[doc(hidden)]
pub mod named {
    use super::Caps;

    pub type Nothing = Caps<false, false, false, false>;
    pub type F = Caps<true, false, false, false>;
    pub type S = Caps<false, true, false, false>;
    pub type FS = Caps<true, true, false, false>;
    pub type G = Caps<false, false, true, false>;
    pub type FG = Caps<true, false, true, false>;
    pub type SG = Caps<false, true, true, false>;
    pub type FSG = Caps<true, true, true, false>;
    pub type A = Caps<false, false, false, true>;
    pub type FA = Caps<true, false, false, true>;
    pub type SA = Caps<false, true, false, true>;
    pub type FSA = Caps<true, true, false, true>;
    pub type GA = Caps<false, false, true, true>;
    pub type FGA = Caps<true, false, true, true>;
    pub type SGA = Caps<false, true, true, true>;
    pub type FSGA = Caps<true, true, true, true>;
}
