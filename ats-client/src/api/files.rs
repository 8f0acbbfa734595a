//! Files: up from a reader, down to a writer.

use std::sync::Arc;

use ats_core::query::Column;
use ats_core::record::{self, Create, NewRecord, SObject};
use ats_core::value::{Blob, Id};
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderValue};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use crate::client::Client;
use crate::error::{ClientError, ErrorContext, UnreadableResponse};
use crate::http::{
    Progress, ProgressListener, RequestBody, Upload, UploadForm, encoding_left, host,
};
use crate::send::{ApiRequest, Idempotency};

impl Client {
    /// Creates a record with a file in one of its fields, in one request, without holding the file
    /// in memory.
    ///
    /// ```no_run
    /// # use ats_client::{Client, ClientError, Upload};
    /// # use ats_generated::{Contact, ContentVersion, NewContentVersion};
    /// # use ats_core::value::Id;
    /// # async fn example(client: Client, candidate: Id<Contact>) -> Result<(), Box<dyn std::error::Error>> {
    /// // A résumé, attached to a contact.
    /// let mut resume = NewContentVersion::new();
    /// resume.path_on_client = Some("resume.pdf".try_into()?);
    /// resume.first_publish_location_id = Some(candidate.cast());
    /// let upload = Upload::file("resume.pdf").await?;
    /// client.upload(&resume, ContentVersion::VERSION_DATA, upload).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ClientError::Invalid`] if the org would refuse the record; [`ClientError::Io`] if the file
    /// cannot be read; and see [`ClientError`].
    pub async fn upload<N: NewRecord, C>(
        &self,
        new: &N,
        field: Column<N::Object, Blob, C>,
        upload: Upload,
    ) -> Result<Id<N::Object>, ClientError>
    where
        N::Object: Create,
    {
        let operation = self.checked(record::create(new)?)?;
        let context = ErrorContext::typed("upload", <N::Object as SObject>::TABLE);
        let fields = operation.body.unwrap_or_default().into();
        let form = UploadForm::new(fields, field.name(), upload);
        let mut request = ApiRequest::new(
            Method::POST,
            operation.path,
            Idempotency::NotIdempotent,
            context,
        );
        request.body = RequestBody::Multipart(Arc::new(form));
        self.create_by(&request, <N::Object as SObject>::TABLE)
            .await
            .map(Id::cast)
    }

    /// Writes the bytes of a field to a writer, without holding them in memory: how many there
    /// were.
    ///
    /// `blob` is what a query brought, [`Blob::Path`]; [`blob_path`] makes one of an id.
    ///
    /// Tried again until the first byte is there. A connection that breaks later is an error, and
    /// the writer has what came before it. The bytes themselves do not say whether they are all: the
    /// number that is returned can be compared with `ContentSize` of a `ContentVersion`.
    ///
    /// # Errors
    ///
    /// [`ClientError::Io`] if the writer fails; and see [`ClientError`].
    pub async fn download(
        &self,
        blob: &Blob,
        writer: &mut (dyn AsyncWrite + Send + Unpin),
    ) -> Result<u64, ClientError> {
        self.download_with(blob, writer, |_| {}).await
    }

    /// As [`download`](Self::download), telling how many bytes have come in.
    ///
    /// # Errors
    ///
    /// As [`download`](Self::download).
    pub async fn download_with(
        &self,
        blob: &Blob,
        writer: &mut (dyn AsyncWrite + Send + Unpin),
        progress: impl Fn(Progress) + Send + Sync + 'static,
    ) -> Result<u64, ClientError> {
        let Blob::Path(path) = blob else {
            return Err(ClientError::invalid_request(
                "this blob holds its bytes already, and only one that was read from the org is downloaded",
                "take them out of `Blob::Bytes`",
            ));
        };
        let mut request = ApiRequest::get(path.clone(), ErrorContext::new("download"));
        request
            .headers
            .insert(ACCEPT, HeaderValue::from_static("*/*"));
        self.download_to(&request, writer, ProgressListener::new(progress))
            .await
    }

    async fn download_to(
        &self,
        request: &ApiRequest,
        writer: &mut (dyn AsyncWrite + Send + Unpin),
        progress: ProgressListener,
    ) -> Result<u64, ClientError> {
        let sender = &self.inner.sender;
        let failed = |error| ClientError::io("writing the download", error);
        let mut response = sender.stream(request).await?;
        if encoding_left(response.headers()).is_some() {
            return Err(UnreadableResponse {
                host: host(response.url()),
                operation: request.context.operation,
                message: "unsupported `Content-Encoding`".to_owned(),
                truncated: false,
            }
            .into());
        }
        let total = response.content_length();
        let mut done = 0;
        while let Some(chunk) = sender.transport.chunk(&mut response).await? {
            writer.write_all(&chunk).await.map_err(failed)?;
            done += chunk.len() as u64;
            progress.report(done, total);
        }
        writer.flush().await.map_err(failed)?;
        Ok(done)
    }
}

/// Where the bytes of a record's field are.
///
/// ```
/// use ats_client::blob_path;
/// use ats_core::value::{Blob, Id};
/// use ats_generated::ContentVersion;
///
/// let id: Id<ContentVersion> = "068Em000004fFnB".parse()?;
/// let Blob::Path(path) = blob_path(id, ContentVersion::VERSION_DATA) else { unreachable!() };
/// assert_eq!(path, format!("sobjects/ContentVersion/{id}/VersionData"));
/// # Ok::<(), ats_core::value::InvalidId>(())
/// ```
#[must_use]
pub fn blob_path<T: SObject, C>(id: Id<T>, field: Column<T, Blob, C>) -> Blob {
    Blob::Path(format!("sobjects/{}/{id}/{}", T::NAME, field.name()))
}
