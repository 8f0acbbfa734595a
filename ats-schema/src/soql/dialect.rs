//! Where a query is to be used.

/// Where a query is to be used: Apex takes a little more than the REST API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// The text of a request to the REST API: no binds, no `ALL ROWS`, no
    /// `WITH SECURITY_ENFORCED`, `USER_MODE` and `SYSTEM_MODE`.
    Rest,
    /// Inside `[…]` in Apex: everything but negative amounts in a currency (`USD-5000`).
    Apex,
    /// Inside `soql!("…")`: as [`Rest`](Self::Rest), with binds and `ALL ROWS`, which the
    /// macro turns into a request the REST API takes.
    Macro,
    /// A query that any of them takes. Quoted texts that look like binds are allowed.
    Either,
}

impl Dialect {
    pub(super) const fn has_binds(self) -> bool {
        !matches!(self, Self::Rest)
    }

    /// Whether a bind is an expression of Apex, else of Rust.
    pub(super) const fn binds_apex(self) -> bool {
        !matches!(self, Self::Macro)
    }

    pub(super) const fn has_all_rows(self) -> bool {
        !matches!(self, Self::Rest)
    }

    pub(super) const fn has_access_modes(self) -> bool {
        matches!(self, Self::Apex | Self::Either)
    }
}
