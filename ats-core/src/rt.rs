//! What expansions of `ats-derive` name. Not for anyone else: it changes without notice.

/// The version of `docs/contract.md` that this runtime keeps.
pub const CONTRACT: u32 = 1;

/// Contract version 1.
pub mod v1 {
    pub use ats_derive::ask;
    pub use core::clone::Clone;
    pub use core::cmp::{Eq, PartialEq};
    pub use core::convert::From;
    pub use core::default::Default;
    pub use core::fmt::{Debug, Display, Formatter, Result as Shown};
    pub use core::hash::{Hash, Hasher};
    pub use core::option::Option::{self, None, Some};
    pub use core::result::Result::{self, Err, Ok};
    pub use core::str::FromStr;
    pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
    pub use std::boxed::Box;
    pub use std::string::String;

    pub use crate::__bind_trait as bind_trait;
    pub use crate::query::bind;
    pub use crate::query::caps;
    pub use crate::query::{
        Built, Cells, Checked, ChildrenCell, FromChildren, FromColumn, Misfit, Needed, NoRow,
        ParentCell, Row, RowColumns, Rows, TypeofRow, Wide,
    };
    pub use crate::query::{ChildRelationship, Column, Parent, Select};
    pub use crate::query::{ColumnList, SelectAs, Selection, is_selection_of};
    pub use crate::query::{check_literal, text_literal};
    pub use crate::query::{
        children, children_at, column, column_at, converted, debug_row, parent, parent_at,
        read_row, typeof_, unfinished,
    };
    pub use crate::record::{
        Boxed, Change, Create, Delete, NewRecord, ObjectFields, Patch, PolyRecord, Query,
        RecordUpdate, RelatedRecord, Retrieve, SObject, UntypedRecord, Update, Upsert, UpsertKey,
        clone_derived, copied, debug_derived, debug_key, debug_poly, eq_derived, eq_key, eq_poly,
        related, related_mut, untyped,
    };
    pub use crate::table::{DependentCheck, Table, flags};
    pub use crate::value::{
        Address, AnyObject, Blob, Date, DateTime, Id, Location, MultiPicklist, Text, Time,
    };
    pub use crate::value::{
        DependentPicklist, DependsOn, Picklist, ReferenceTarget, RefersTo, Unlisted, UnlistedValue,
        Value, ValueSet, clone_picklist, debug_picklist, deserialize_value, eq_picklist,
        hash_picklist, is_pair, is_valid_pair, not_nested, parse_picklist, serialize_value,
        show_picklist, unlisted,
    };
    pub use crate::wire::{
        Extra, Fields, Input, Lend, Lent, Mismatch, Nested, Number, Output, Put, RawJson,
        ReadError, Record, Shape, Slot, deserialize_record, serialize_derived,
    };

    /// [`Text`] of the lengths that most fields have, and an `Option` of it. A number between angle
    /// brackets is a constant to be evaluated, each time it is written; the name of a type is not.
    pub mod text {
        use super::{Option, Text};

        macro_rules! texts {
            ($($text:ident $option:ident $length:literal)*) => {$(
                pub type $text = Text<$length>;
                pub type $option = Option<Text<$length>>;
            )*};
        }
        texts! {
            L10 O10 10 L18 O18 18 L20 O20 20 L30 O30 30 L40 O40 40 L50 O50 50 L80 O80 80
            L100 O100 100 L120 O120 120 L121 O121 121 L128 O128 128 L255 O255 255 L1000 O1000 1000
            L1300 O1300 1300 L2000 O2000 2000 L4000 O4000 4000 L32000 O32000 32000
            L32768 O32768 32768 L131072 O131072 131072
        }
    }
}
