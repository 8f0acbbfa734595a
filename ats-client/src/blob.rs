//! Files: up from a reader, down to a writer.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ats_core::query::Column;
use ats_core::record::{self, Create, NewRecord, SObject};
use ats_core::value::{Blob, Id};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt as _};
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::multipart::{self, Part};
use reqwest::{Body, Method};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio_util::io::ReaderStream;

use crate::call::{Call, NotRead, text};
use crate::error::About;
use crate::http::Payload;
use crate::progress::{Listener, Progress};
use crate::retry::Class;
use crate::{Client, ClientError};

type Reader = Pin<Box<dyn AsyncRead + Send>>;
type Opener = dyn Fn() -> BoxFuture<'static, io::Result<Reader>> + Send + Sync;

/// A file to upload: up to 2 GB.
///
/// Source: REST API Developer Guide, “Insert or Update Blob Data”.
pub struct Upload {
    name: String,
    content_type: String,
    length: Option<u64>,
    source: Source,
    progress: Listener,
}

enum Source {
    Bytes(Bytes),
    /// Can be read once.
    Reader(Mutex<Option<Reader>>, AtomicBool),
    /// Can be opened again for another attempt.
    Open(Box<Opener>),
}

impl Upload {
    fn new(name: impl Into<String>, source: Source, length: Option<u64>) -> Self {
        Self {
            name: name.into(),
            content_type: "application/octet-stream".to_owned(),
            length,
            source,
            progress: Listener::default(),
        }
    }

    /// A file that is in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self::new(name, Source::Bytes(bytes), Some(length))
    }

    /// A file from a reader, which is read once: if the request fails, even because the session has
    /// expired, it cannot be sent again by itself.
    pub fn reader(name: impl Into<String>, reader: impl AsyncRead + Send + 'static) -> Self {
        let source = Source::Reader(Mutex::new(Some(Box::pin(reader))), AtomicBool::new(false));
        Self::new(name, source, None)
    }

    /// A file that can be opened again, for another attempt.
    pub fn open<F, R>(name: impl Into<String>, open: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<R>> + Send + 'static,
        R: AsyncRead + Send + 'static,
    {
        let open = move || -> BoxFuture<'static, io::Result<Reader>> {
            let opening = open();
            Box::pin(async move { Ok(Box::pin(opening.await?) as Reader) })
        };
        Self::new(name, Source::Open(Box::new(open)), None)
    }

    /// A file on disk, under its own name.
    ///
    /// # Errors
    ///
    /// If there is no such file, or it may not be read.
    pub async fn file(path: impl Into<PathBuf>) -> Result<Self, ClientError> {
        let path = path.into();
        let length = tokio::fs::metadata(&path)
            .await
            .map_err(|error| ClientError::io("reading the file to upload", error))?
            .len();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let upload = Self::open(name, move || tokio::fs::File::open(path.clone()));
        Ok(upload.length(length))
    }

    /// How many bytes there are, where that is known: the request then says so, and progress has a
    /// total.
    #[must_use]
    pub const fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// The media type. Salesforce goes by the name's extension, not by this.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// Tells how many bytes have gone out.
    #[must_use]
    pub fn on_progress(mut self, listener: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Listener::new(listener);
        self
    }

    async fn part(&self) -> Result<Part, ClientError> {
        let failed = |error| ClientError::io("reading the file to upload", error);
        let reader = match &self.source {
            Source::Bytes(bytes) => {
                let part = Part::stream_with_length(Body::from(bytes.clone()), bytes.len() as u64);
                return Ok(part);
            }
            Source::Reader(reader, spent) => {
                spent.store(true, Ordering::Relaxed);
                let reader = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                reader.ok_or_else(|| {
                    ClientError::config("the reader of the upload is used up; give a new one")
                })?
            }
            Source::Open(open) => open().await.map_err(failed)?,
        };
        let body = Body::wrap_stream(self.counted(reader));
        Ok(match self.length {
            Some(length) => Part::stream_with_length(body, length),
            None => Part::stream(body),
        })
    }

    fn counted(&self, reader: Reader) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let (progress, total) = (self.progress.clone(), self.length);
        let done = AtomicU64::new(0);
        ReaderStream::with_capacity(reader, 64 << 10).inspect(move |chunk| {
            if let Ok(chunk) = chunk {
                let sent = chunk.len() as u64;
                progress.tell(done.fetch_add(sent, Ordering::Relaxed) + sent, total);
            }
        })
    }
}

/// A record's fields and a file, as one request carries them.
pub(crate) struct Form {
    fields: Bytes,
    blob_field: &'static str,
    upload: Upload,
}

impl Form {
    /// How many bytes the file has, where that is known.
    pub(crate) const fn length(&self) -> Option<u64> {
        self.upload.length
    }

    pub(crate) fn is_spent(&self) -> bool {
        matches!(&self.upload.source, Source::Reader(_, spent) if spent.load(Ordering::Relaxed))
    }

    pub(crate) async fn open(&self) -> Result<multipart::Form, ClientError> {
        let media = |error: reqwest::Error| {
            ClientError::config(format!("the upload's media type is none: {error}"))
        };
        let fields =
            Part::stream_with_length(Body::from(self.fields.clone()), self.fields.len() as u64)
                .mime_str("application/json")
                .map_err(media)?;
        let file = self
            .upload
            .part()
            .await?
            .file_name(self.upload.name.clone())
            .mime_str(&self.upload.content_type)
            .map_err(media)?;
        // The name of the first part does not matter; the second's is the field.
        Ok(multipart::Form::new()
            .part("entity_content", fields)
            .part(self.blob_field, file))
    }
}

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
        let operation = record::create(new)?;
        let about = About::typed("upload", <N::Object as SObject>::TABLE);
        let form = Form {
            fields: operation.body.unwrap_or_default().into(),
            blob_field: field.name(),
            upload,
        };
        let mut call = Call::new(Method::POST, operation.path, Class::Mutation, about);
        call.body = Payload::Multipart(Arc::new(form));
        self.send_upload(&call).await
    }

    async fn send_upload<T>(&self, call: &Call) -> Result<Id<T>, ClientError> {
        #[derive(Deserialize)]
        struct Created {
            id: String,
        }
        let mut id = None;
        self.call(call, &mut |answer| {
            let created: Created = serde_json::from_str(text(answer)?)?;
            let read = created
                .id
                .parse()
                .map_err(|error: ats_core::value::InvalidId| NotRead::from(&*error.to_string()))?;
            id = Some(read);
            Ok(())
        })
        .await?;
        id.ok_or_else(|| ClientError::config("the answer was not read"))
    }

    /// Writes the bytes of a field to a writer, without holding them in memory: how many there
    /// were.
    ///
    /// `blob` is what a query brought, [`Blob::Path`]; [`blob_path`] makes one of an id.
    ///
    /// Tried again until the first byte is there. A connection that breaks later is an error, and
    /// the writer has what came before it.
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
            return Err(ClientError::config(
                "this blob holds its bytes already; only one that was read from the org is downloaded",
            ));
        };
        let mut call = Call::get(path.clone(), About::new("download"));
        call.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        self.download_call(&call, writer, Listener::new(progress))
            .await
    }

    async fn download_call(
        &self,
        call: &Call,
        writer: &mut (dyn AsyncWrite + Send + Unpin),
        progress: Listener,
    ) -> Result<u64, ClientError> {
        let failed = |error| ClientError::io("writing the download", error);
        let mut response = self.open(call).await?;
        let total = response.content_length();
        let mut done = 0;
        while let Some(chunk) = self.inner.transport.chunk(&mut response).await? {
            writer.write_all(&chunk).await.map_err(failed)?;
            done += chunk.len() as u64;
            progress.tell(done, total);
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

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.name)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
