//! Queries as this client takes them, and the types of their rows.

use std::borrow::Cow;

use ats_core::query::{Checked, Row, Select, SelectAs, Selection};
use ats_core::record::{Page, Query, ReadError, SObject, Table};

/// A query, and the type of its rows.
///
/// [`Select`], the builder, is one, and so are what `soql!` gives ([`Checked`]) and what a struct that
/// derives `Select` selects ([`SelectAs`]). [`Soql`](crate::Soql) makes one of a text that nothing has checked.
/// A text alone is none, since it does not say what its rows are:
///
/// ```compile_fail,E0277
/// # async fn of(client: &ats_client::Client) {
/// let page = client.query("SELECT Name FROM bpats__Job__c").await;
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no query",
    label = "expected what `soql!` or a `select()` gives",
    note = "the generated crate's `soql!(\"SELECT …\")` checks a text when the program is compiled, and knows the type of its rows; `Soql::<Job>::new(text)` takes one that is known only when it runs"
)]
pub trait ToQuery {
    /// The type of the rows.
    type Row: Send + 'static;

    /// The SOQL.
    fn soql(&self) -> Cow<'_, str>;

    /// The SOQL that counts, `SELECT COUNT() …`, where it can be told from the query.
    fn count_soql(&self) -> Option<String> {
        None
    }

    /// The queries to send instead where this one is longer than Salesforce takes, if it can be
    /// taken apart: see [`Checked::parts`].
    fn split_soql(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns true if the query finds deleted and archived records too (`queryAll`, `ALL ROWS` in Apex).
    fn includes_deleted(&self) -> bool {
        false
    }

    /// The object's table, where it is known: errors then name labels.
    fn table(&self) -> Option<&'static Table> {
        None
    }

    /// Reads a page of the answer.
    ///
    /// # Errors
    ///
    /// If it cannot be read as rows of this type.
    fn read_page(json: &str) -> Result<Page<Self::Row>, ReadError>;
}

impl<O: Query + Send + 'static> ToQuery for Select<O> {
    type Row = O;

    fn soql(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_soql())
    }

    fn count_soql(&self) -> Option<String> {
        Some(self.to_count_soql())
    }

    fn table(&self) -> Option<&'static Table> {
        Some(<O as SObject>::TABLE)
    }

    fn read_page(json: &str) -> Result<Page<O>, ReadError> {
        Page::from_json(json)
    }
}

impl<R: Row> ToQuery for Checked<R> {
    type Row = R;

    fn soql(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn split_soql(&self) -> Vec<String> {
        self.parts()
    }

    fn includes_deleted(&self) -> bool {
        self.includes_deleted()
    }

    fn table(&self) -> Option<&'static Table> {
        Some(Self::table())
    }

    fn read_page(json: &str) -> Result<Page<R>, ReadError> {
        Self::read_page(json)
    }
}

impl<R: Selection> ToQuery for SelectAs<R> {
    type Row = R;

    fn soql(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_soql())
    }

    fn count_soql(&self) -> Option<String> {
        self.to_count_soql()
    }

    fn table(&self) -> Option<&'static Table> {
        Some(<R::Object as SObject>::TABLE)
    }

    fn read_page(json: &str) -> Result<Page<R>, ReadError> {
        Self::read_page(json)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: ToQuery + ?Sized> ToQuery for &Q {
    type Row = Q::Row;

    fn soql(&self) -> Cow<'_, str> {
        (**self).soql()
    }

    fn count_soql(&self) -> Option<String> {
        (**self).count_soql()
    }

    fn split_soql(&self) -> Vec<String> {
        (**self).split_soql()
    }

    fn includes_deleted(&self) -> bool {
        (**self).includes_deleted()
    }

    fn table(&self) -> Option<&'static Table> {
        (**self).table()
    }

    fn read_page(json: &str) -> Result<Page<Q::Row>, ReadError> {
        Q::read_page(json)
    }
}
