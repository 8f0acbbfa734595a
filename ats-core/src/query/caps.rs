//! What a column may be used for, as a type: the describe's `filterable`, `sortable`, `groupable`
//! and `aggregatable`.
//!
//! A name has a letter for each, in this order: a column of which the describe says all four is a
//! `Column<Job, Text<80>, caps::FSGA>`.

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

// Not one type with four constants: each constant argument of a type costs the compiler
// something for each column.
macro_rules! caps {
    ($($name:ident $doc:literal $($is:ident)*;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
        $(
            #[diagnostic::do_not_recommend]
            impl $is for $name {}
        )*
    )*};
}
caps! {
    Nothing "May be selected, and no more.";
    F "May stand in `WHERE`." Filterable;
    S "May stand in `ORDER BY`." Sortable;
    FS "May stand in `WHERE` and `ORDER BY`." Filterable Sortable;
    G "May stand in `GROUP BY`." Groupable;
    FG "May stand in `WHERE` and `GROUP BY`." Filterable Groupable;
    SG "May stand in `ORDER BY` and `GROUP BY`." Sortable Groupable;
    FSG "May stand in `WHERE`, `ORDER BY` and `GROUP BY`." Filterable Sortable Groupable;
    A "May stand in an aggregate function." Aggregatable;
    FA "May stand in `WHERE` and an aggregate function." Filterable Aggregatable;
    SA "May stand in `ORDER BY` and an aggregate function." Sortable Aggregatable;
    FSA "May stand in `WHERE`, `ORDER BY` and an aggregate function."
        Filterable Sortable Aggregatable;
    GA "May stand in `GROUP BY` and an aggregate function." Groupable Aggregatable;
    FGA "May stand in `WHERE`, `GROUP BY` and an aggregate function."
        Filterable Groupable Aggregatable;
    SGA "May stand in `ORDER BY`, `GROUP BY` and an aggregate function."
        Sortable Groupable Aggregatable;
    FSGA "May stand in `WHERE`, `ORDER BY`, `GROUP BY` and an aggregate function."
        Filterable Sortable Groupable Aggregatable;
}
