//! Loads the checks that only the org's describes make possible.

use std::sync::Arc;

use ats_core::record::SObject;

use super::describe::DescribeGlobal;
use crate::client::Client;
use crate::error::ClientError;
use crate::send::KeyPrefixes;

impl Client {
    /// Loads checks of an object's records from its describe, so that fewer records are sent that the
    /// org would refuse: those with an id of another object than the field refers to, recognized by its
    /// key prefix, and those with an invalid e-mail address where the type does not know that the field
    /// holds one.
    ///
    /// The describe of the object is fetched, and the first time the list of all objects, whose key
    /// prefixes differ between orgs. From then on every record of the object that this client and
    /// its clones send is checked against both, without another call: a problem is
    /// [`ClientError::Invalid`]. Ids with a prefix that this user sees no object for are left to the
    /// org.
    ///
    /// ```no_run
    /// # use ats_client::{Client, ClientError};
    /// # use ats_generated::Contact;
    /// # async fn example(client: Client) -> Result<(), ClientError> {
    /// client.load_org_checks::<Contact>().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if this user sees no such object; and see
    /// [`ClientError`].
    pub async fn load_org_checks<T: SObject>(&self) -> Result<(), ClientError> {
        let prefixes = match self.inner.org_checks.prefixes() {
            Some(prefixes) => prefixes,
            None => Arc::new(key_prefixes(&self.describe_global().await?)),
        };
        let describe = self.describe(T::NAME).await?;
        self.inner.org_checks.add(T::TABLE, &describe, prefixes);
        Ok(())
    }
}

fn key_prefixes(global: &DescribeGlobal) -> KeyPrefixes {
    let mut prefixes = KeyPrefixes::new();
    for object in &global.sobjects {
        if let Some(prefix) = &object.key_prefix {
            let objects = prefixes.entry(prefix.clone()).or_default();
            objects.push(object.name.clone());
        }
    }
    prefixes
}
