//! What the org sent that a type does not name.

use std::fmt;

use super::raw_json::RawJson;

/// Columns of a record that its type has no field for, in the order the org sent them.
///
/// Orgs change while programs run: a field added yesterday, a relationship to an object that this
/// crate was generated without. Their values are kept here, as JSON.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Option<Box<Columns>>);

/// Boxed, so that a record with nothing extra pays for one pointer.
type Columns = Vec<(Box<str>, RawJson)>;

impl Extra {
    /// Nothing beyond what the type names.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// The value of a column, by its API name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.iter()
            .find_map(|(column, value)| (column == name).then_some(value))
    }

    /// The columns and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.0
            .iter()
            .flat_map(|columns| columns.iter())
            .map(|(name, value)| (&**name, value))
    }

    /// How many columns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |columns| columns.len())
    }

    /// Whether the type named everything that the org sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn push(&mut self, name: Box<str>, value: RawJson) {
        self.0.get_or_insert_default().push((name, value));
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
