//! Limits of SOQL, each with its source.
//!
//! Pages are those of the *SOQL and SOSL Reference* unless they say otherwise.

/// Maximum length of a query, in characters.
///
/// "SOQL statements cannot exceed 100,000 characters" (*SOQL and SOSL Limits for Search
/// Queries*; also *Salesforce Developer Limits and Allocations Quick Reference, SOQL and SOSL
/// Limits*).
pub const MAX_QUERY_LENGTH: usize = 100_000;

/// Maximum number of parents that a query reads.
///
/// "No more than 55 child-to-parent relationships can be specified in a query"
/// (*Understanding Relationship Query Limitations*).
pub const MAX_PARENTS: usize = 55;

/// Maximum number of relationships in a path.
///
/// "In each specified relationship, no more than five levels can be specified in a
/// child-to-parent relationship" (*Understanding Relationship Query Limitations*).
pub const MAX_PARENT_LEVELS: usize = 5;

/// Maximum number of subqueries for children in a query.
///
/// "No more than 20 parent-to-child relationships can be specified in a query"
/// (*Understanding Relationship Query Limitations*).
pub const MAX_CHILDREN: usize = 20;

/// Returns how deep subqueries for children can be nested in this version of the API.
///
/// "Up to five levels of parent-to-child relationships can be queried" since version 58.0
/// (*Understanding Relationship Query Limitations*), of which the query itself is the first
/// (*Using Relationship Queries*); one subquery before.
#[must_use]
pub const fn max_child_levels(api_version: u32) -> usize {
    if api_version >= 58 { 4 } else { 1 }
}

/// Maximum of `OFFSET`.
///
/// "The maximum offset is 2,000 rows" (*OFFSET*).
pub const MAX_OFFSET: u64 = 2000;

/// Maximum `LIMIT` of a query with `FIELDS(ALL)` or `FIELDS(CUSTOM)` (*FIELDS()*).
pub const MAX_FIELDS_LIMIT: u64 = 200;

/// Maximum number of semi-joins and anti-joins in a query.
///
/// "You can use at most two subqueries in a single semi-join or anti-join query" (*Comparison
/// Operators*).
pub const MAX_SEMI_JOINS: usize = 2;

/// Maximum length of a text in a condition, in characters (*WHERE*).
pub const MAX_TEXT_LENGTH: usize = 4000;

/// Maximum number of Ids that take the place of a `LIMIT` in a query with `FIELDS(ALL)` or
/// `FIELDS(CUSTOM)` (*FIELDS()*).
pub const MAX_FIELDS_IDS: usize = 200;

/// Maximum number of conditions in `WITH DATA CATEGORY` (*WITH DATA CATEGORY*).
pub const MAX_DATA_CATEGORIES: usize = 3;

/// Maximum number of fields in `ROLLUP` and `CUBE`.
///
/// "You can't use more than three fields in a GROUP BY ROLLUP statement" (*GROUP BY ROLLUP*;
/// *GROUP BY CUBE* says the same).
pub const MAX_TOTALS: usize = 3;
