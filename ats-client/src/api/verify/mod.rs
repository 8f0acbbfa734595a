//! Compares types with the connected org.
//!
//! `difference` ← `compare_picklist` ← `compare_field` ← `compare_object`.

mod compare_field;
mod compare_object;
mod compare_picklist;
mod difference;
#[cfg(test)]
mod tests;

use std::fmt;

use ats_core::record::ExpectedObject;
use ats_schema::describe::Describe;
use serde::Serialize;

pub use self::difference::{Ability, Difference, DifferenceKind, Severity};
use crate::client::Client;
use crate::error::{ClientError, ErrorKind};

/// The differences between types and the connected org; returned by [`Client::verify`].
///
/// `Display` lists all of them, the worst first.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Verification {
    differences: Vec<Difference>,
    objects: usize,
    api_calls: usize,
}

impl Verification {
    /// Returns the differences: the worst first, then by object and field.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Returns the differences that are at least this severe.
    pub fn at_least(&self, severity: Severity) -> impl Iterator<Item = &Difference> {
        let differences = self.differences.iter();
        differences.filter(move |it| it.severity >= severity)
    }

    /// Returns true if nothing that the types allow is known to fail in this org: no difference is
    /// [`Severity::Breaks`].
    #[must_use]
    pub fn is_compatible(&self) -> bool {
        self.at_least(Severity::Breaks).next().is_none()
    }

    /// Returns true if there is no difference at all.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.differences.is_empty()
    }

    /// Returns the number of types that were compared.
    #[must_use]
    pub const fn objects(&self) -> usize {
        self.objects
    }

    /// Returns the number of API requests that were made, without repeated attempts.
    #[must_use]
    pub const fn api_calls(&self) -> usize {
        self.api_calls
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |severity| {
            let differences = self.differences.iter();
            differences.filter(|it| it.severity == severity).count()
        };
        let (objects, plural) = (self.objects, if self.objects == 1 { "" } else { "s" });
        if self.is_identical() {
            return write!(
                f,
                "{objects} object{plural} compared with the org: no differences"
            );
        }
        write!(
            f,
            "{objects} object{plural} compared with the org: {} breaking, {} may fail, {} for information",
            count(Severity::Breaks),
            count(Severity::Warning),
            count(Severity::Info)
        )?;
        self.differences
            .iter()
            .try_for_each(|difference| write!(f, "\n{difference}"))
    }
}

impl Client {
    /// Compares types with the connected org, as this user sees it, and returns every difference with its
    /// severity: a program whose types were generated from another org, such as a sandbox, finds out when
    /// it starts, and a health endpoint while it runs.
    ///
    /// A generated crate lists all its objects as `OBJECTS`; [`ExpectedObject::of`] describes a single
    /// type, also one of your own. Compared are objects, their permissions, fields, types, lengths,
    /// digits, required fields, picklist values, lookups and relationships. An object that this user does
    /// not see is a difference and no error.
    ///
    /// Not compared are labels, defaults, unique fields and the values that go together in dependent
    /// picklists. Two more things cannot be known from a type: a picklist type that takes any value is
    /// open in its org, or not all values were known, so a picklist that the org restricts is no
    /// difference; and a field that cannot be null, but that a create may leave out, has a default in
    /// its org, or the generator was configured so.
    ///
    /// The describes of up to 25 objects take one API request. Each call fetches them anew. It also
    /// replaces the checks of [`load_org_checks`](Self::load_org_checks) for these objects by those of the
    /// same describes; for that, the first call of a client fetches the list of all objects, too, in the
    /// same requests.
    ///
    /// ```no_run
    /// # use ats_client::{Client, ClientError, Severity};
    /// # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// // When the program starts:
    /// let verification = client.verify(ats_generated::OBJECTS).await?;
    /// if !verification.is_compatible() {
    ///     return Err(verification.to_string().into());
    /// }
    /// for difference in verification.at_least(Severity::Warning) {
    ///     eprintln!("{difference}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// In a health endpoint, with the types it needs:
    ///
    /// ```no_run
    /// # use ats_client::{Client, ClientError};
    /// use ats_core::record::ExpectedObject;
    /// use ats_generated::{Contact, Job};
    ///
    /// const NEEDED: &[ExpectedObject] = &[
    ///     ExpectedObject::of::<Job>(),
    ///     ExpectedObject::of::<Contact>(),
    /// ];
    ///
    /// async fn health(client: &Client) -> Result<bool, ClientError> {
    ///     Ok(client.verify(NEEDED).await?.is_compatible())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`ClientError`]. If a request fails, nothing is compared and no checks are loaded, also not
    /// those of describes that were already received.
    pub async fn verify(&self, expected: &[ExpectedObject]) -> Result<Verification, ClientError> {
        let mut names: Vec<&'static str> = Vec::with_capacity(expected.len());
        for object in expected {
            if !names.contains(&object.name()) {
                names.push(object.name());
            }
        }
        let described = self.org_describes(&names).await?;
        let objects = described.objects.into_iter().map(described_if_visible);
        let objects = objects.collect::<Result<Vec<_>, _>>()?;
        let describes: Vec<(&'static str, &Describe)> = (names.iter().zip(&objects))
            .filter_map(|(name, describe)| Some((*name, describe.as_ref()?)))
            .collect();
        self.inner.org_checks.add(&describes, &described.prefixes);
        let mut differences = Vec::new();
        for object in expected {
            let mut found = describes.iter().filter(|(name, _)| *name == object.name());
            let describe = found.next().map(|(_, describe)| *describe);
            compare_object::compare(object, describe, &mut differences);
        }
        difference::sort(&mut differences);
        Ok(Verification {
            differences,
            objects: expected.len(),
            api_calls: described.api_calls,
        })
    }
}

/// Returns the describe of an object; `None` if this user sees no such object.
fn described_if_visible(
    described: Result<Describe, ClientError>,
) -> Result<Option<Describe>, ClientError> {
    match described {
        Ok(describe) => Ok(Some(describe)),
        Err(ClientError::Api(failure)) if failure.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
