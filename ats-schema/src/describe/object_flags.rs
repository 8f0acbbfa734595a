//! The operations that an object allows, also if the describe does not state them.

use super::Describe;

/// An operation that the describe does not state is allowed: the flag must not read as a ban.
impl Describe {
    /// Returns true if this user may create records of the object.
    #[must_use]
    pub fn is_createable(&self) -> bool {
        self.createable.unwrap_or(true)
    }

    /// Returns true if this user may update records of the object.
    #[must_use]
    pub fn is_updateable(&self) -> bool {
        self.updateable.unwrap_or(true)
    }

    /// Returns true if this user may delete records of the object.
    #[must_use]
    pub fn is_deletable(&self) -> bool {
        self.deletable.unwrap_or(true)
    }

    /// Returns true if this user may restore deleted records of the object.
    #[must_use]
    pub fn is_undeletable(&self) -> bool {
        self.undeletable.unwrap_or(true)
    }

    /// Returns true if queries can read the object.
    #[must_use]
    pub fn is_queryable(&self) -> bool {
        self.queryable.unwrap_or(true)
    }

    /// Returns true if records of the object can be fetched by ID.
    #[must_use]
    pub fn is_retrieveable(&self) -> bool {
        self.retrieveable.unwrap_or(true)
    }
}
