//! SOQL, built from columns that know what may be done with them.
//!
//! ```
//! use ats_core::prelude::*;
//!
//! #[derive(SObject)]
//! #[sobject(name = "bpats__Job__c", label = "Job", query)]
//! struct Job {
//!     #[sobject(name = "Name", filter, sort, group, aggregate)]
//!     name: Option<Text<80>>,
//!     #[sobject(name = "CreatedDate", filter, sort)]
//!     created_date: Option<DateTime>,
//! }
//!
//! let newest = Job::select()
//!     .fields((Job::NAME, Job::CREATED_DATE))
//!     .filter(Job::NAME.starts_with("Côte d'Azur"))
//!     .order_by(Job::CREATED_DATE.desc())
//!     .limit(10);
//!
//! assert_eq!(
//!     newest.to_string(),
//!     "SELECT Name, CreatedDate FROM bpats__Job__c \
//!      WHERE Name LIKE 'Côte d\\'Azur%' ORDER BY CreatedDate DESC LIMIT 10",
//! );
//! ```
//!
//! Three ways lead to a query: this builder, the `soql!` of a generated crate, which takes SOQL as
//! text and gives a [`Checked`], and [`derive(Select)`](macro@crate::Select), which makes a struct of
//! your own the rows of one.
//!
//! What the describe forbids does not compile: filtering on a long text area, sorting by a
//! multi-select picklist, comparing an id with the id of another object. Values reach the text only
//! through [`Operand`], which quotes and escapes them.

#[doc(hidden)]
pub mod bind;
pub mod caps;
mod checked;
mod column;
mod date_literal;
mod filter;
mod like_pattern;
mod operand;
mod order;
mod row;
mod select;
mod selection;
mod text_literal;

pub use bind::{AnyId, AnyValue, List, RowCount};
pub use caps::{Aggregatable, Filterable, Groupable, Sortable};
pub use checked::{Checked, MAX_QUERY_LENGTH, NoRow};
pub use column::{ChildRelationship, Column, Parent};
#[doc(hidden)]
pub use column::{children_at, column_at, parent_at};
pub use date_literal::DateLiteral;
pub use filter::Filter;
pub use like_pattern::{LikePattern, Pattern};
pub use operand::{Comparand, Like, MultiSelect, Operand, Ordered};
pub use order::Order;
pub use row::{FromChildren, FromColumn, Misfit, Row, Rows};
pub use select::{Columns, Select};
#[doc(hidden)]
pub use selection::{ColumnList, is_selection_of};
pub use selection::{SelectAs, Selection, SelectionOf};
#[doc(hidden)]
pub use text_literal::{check_literal, text_literal};

#[doc(hidden)]
pub use row::{
    Built, Cells, ChildrenCell, Needed, ParentCell, RowColumns, TypeofRow, Unfit, Wide, children,
    column, converted, debug_row, parent, read_row, typeof_, unfinished,
};
