//! Loads the checks that only the org's describes make possible.

use ats_core::record::SObject;

use crate::client::Client;
use crate::error::ClientError;

impl Client {
    /// Loads checks of an object's records from its describe, so that fewer records are sent that the
    /// org would refuse: those with an id of another object than the field refers to, recognized by its
    /// key prefix, and those with an invalid e-mail address where the type does not know that the field
    /// holds one.
    ///
    /// The describe of the object is fetched, and the first time the list of all objects, whose key
    /// prefixes differ between orgs, with it: one API request. [`verify`](Self::verify) loads the checks of
    /// all objects that it compares, so a program that calls it need not call this.
    ///
    /// From then on every record of the object that this client and its clones send is checked against
    /// both, without another call: a problem is [`ClientError::Invalid`]. Ids with a prefix that this user
    /// sees no object for are left to the org.
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
        let described = self.org_describes(&[T::NAME]).await?;
        let prefixes = described.prefixes;
        for describe in described.objects {
            let checked = [(T::NAME, &describe?)];
            self.inner.org_checks.add(&checked, &prefixes);
        }
        Ok(())
    }
}
