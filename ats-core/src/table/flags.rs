//! The bits of [`Table::flags`](crate::record::Table::flags): what the describe says of a field.

/// May be set when a record is created (`createable`).
pub const CREATE: u32 = 1;
/// May be set when a record is updated (`updateable`).
pub const UPDATE: u32 = 1 << 1;
/// No record can be created without it: createable, not nillable and not defaulted by the org,
/// or required by the generator's configuration.
pub const REQUIRED: u32 = 1 << 2;
/// May be set to null (`nillable`).
pub const NILLABLE: u32 = 1 << 3;
/// May stand in `WHERE` (`filterable`).
pub const FILTER: u32 = 1 << 4;
/// May stand in `ORDER BY` (`sortable`).
pub const SORT: u32 = 1 << 5;
/// May stand in `GROUP BY` (`groupable`).
pub const GROUP: u32 = 1 << 6;
/// May stand in an aggregate function (`aggregatable`).
pub const AGGREGATE: u32 = 1 << 7;
/// May be the key of an upsert (`externalId` or `idLookup`).
pub const EXTERNAL_KEY: u32 = 1 << 8;
/// A parent record, by the name of its relationship.
pub const PARENT: u32 = 1 << 9;
/// A child relationship.
pub const CHILDREN: u32 = 1 << 10;
/// Holds an e-mail address (`type: email`).
pub const EMAIL: u32 = 1 << 11;

/// The digits of a number, and how many of them stand after the point; `None` if not stated.
#[must_use]
pub const fn digits(flags: u32) -> Option<(u32, u32)> {
    match (flags >> 12) & 0xFF {
        0 => None,
        precision => Some((precision, flags >> 20)),
    }
}
