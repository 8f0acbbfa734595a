//! The operation, object and record that an error is about.

use std::borrow::Cow;
use std::fmt;

use ats_core::record::Table;
use ats_schema::rules::server_text;

use super::printable::LONGEST_NAME;

/// The operation, object and record of a request, for messages and traces.
#[derive(Clone)]
#[non_exhaustive]
pub struct ErrorContext {
    /// The operation, such as `create`.
    pub operation: &'static str,
    /// The API name of the object, where there is one.
    pub object: Cow<'static, str>,
    /// The id of the record, where there is one.
    pub record: Option<String>,
    /// The object's fields, for their labels.
    pub(crate) table: Option<&'static Table>,
}

impl ErrorContext {
    pub(crate) const fn new(operation: &'static str) -> Self {
        Self {
            operation,
            object: Cow::Borrowed(""),
            record: None,
            table: None,
        }
    }

    pub(crate) const fn typed(operation: &'static str, table: &'static Table) -> Self {
        Self {
            operation,
            object: Cow::Borrowed(table.object),
            record: None,
            table: Some(table),
        }
    }

    pub(crate) const fn of_table(operation: &'static str, table: Option<&'static Table>) -> Self {
        match table {
            Some(table) => Self::typed(operation, table),
            None => Self::new(operation),
        }
    }

    pub(crate) fn object(mut self, object: &str) -> Self {
        self.object = Cow::Owned(object.to_owned());
        self
    }

    pub(crate) fn record(mut self, id: impl fmt::Display) -> Self {
        self.record = Some(id.to_string());
        self
    }
}

impl fmt::Display for ErrorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        if !self.object.is_empty() {
            let object = server_text::escape(&self.object, LONGEST_NAME);
            write!(f, " of {object}")?;
        }
        if let Some(record) = &self.record {
            write!(f, " {record}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ErrorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorContext({self})")
    }
}
