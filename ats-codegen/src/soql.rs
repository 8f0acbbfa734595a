//! Checks queries in files against saved describes: finds them, and reports the findings.

pub(crate) mod query_files;
pub(crate) mod report;
pub(crate) mod syntax_only;
