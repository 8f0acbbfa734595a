//! A file to upload, and the form that carries it with its record.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use reqwest::Body;
use reqwest::multipart::{self, Part};
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;

use super::progress::{Progress, ProgressListener};
use crate::error::ClientError;
use reader::{Failure, Lender, Lent, Metered, Reader, lock};

mod reader;

type Opener = dyn Fn() -> BoxFuture<'static, io::Result<Reader>> + Send + Sync;

/// A file to upload: up to 2 GB.
///
/// | from | sent again, after an expired session or a lost lock |
/// |---|---|
/// | [`file`](Self::file), [`bytes`](Self::bytes) | yes |
/// | [`open`](Self::open): whatever a closure opens | yes, opened anew |
/// | [`reader`](Self::reader) | only if nothing was read yet, as when no connection could be made |
///
/// None is sent again while it may have arrived: it would be there twice.
///
/// Source: REST API Developer Guide, “Insert or Update Blob Data”.
pub struct Upload {
    name: String,
    content_type: String,
    length: Option<u64>,
    source: Source,
    progress: ProgressListener,
}

enum Source {
    Bytes(Bytes),
    /// Can be read once: taken when the first byte is asked for.
    Reader(Lender),
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
            progress: ProgressListener::default(),
        }
    }

    /// A file that is in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self::new(name, Source::Bytes(bytes), Some(length))
    }

    /// A file from a reader, which is read once: if the request fails after that, even because the
    /// session has expired, it cannot be sent again by itself. Prefer [`open`](Self::open) for what
    /// can be opened more than once.
    pub fn reader(name: impl Into<String>, reader: impl AsyncRead + Send + 'static) -> Self {
        let source = Source::Reader(Arc::new(Mutex::new(Some(Box::pin(reader)))));
        Self::new(name, source, None)
    }

    /// A file that is opened for each attempt: a download from elsewhere, an entry of an archive.
    ///
    /// ```
    /// use ats_client::Upload;
    ///
    /// # let report = "/tmp/report.csv";
    /// let upload = Upload::open("report.csv", move || tokio::fs::File::open(report));
    /// ```
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
            .map_err(|error| ClientError::io(format!("reading {}", path.display()), error))?
            .len();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let upload = Self::open(name, move || tokio::fs::File::open(path.clone()));
        Ok(upload.length(length))
    }

    /// Sets the number of bytes, where it is known: the request then states it, and progress has a
    /// total. A file that turns out shorter or longer is not saved.
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
        self.progress = ProgressListener::new(listener);
        self
    }

    /// The file as a part of a form, for one attempt.
    async fn part(&self, failure: &Failure) -> Result<Part, ClientError> {
        let source: Reader = match &self.source {
            Source::Bytes(bytes) => Box::pin(io::Cursor::new(bytes.clone())),
            Source::Reader(lender) => Box::pin(Lent::new(Arc::clone(lender))),
            Source::Open(open) => open().await.map_err(|error| self.failed(error))?,
        };
        let metered = Metered::new(source, self.length, self.progress.clone(), failure.clone());
        let body = Body::wrap_stream(ReaderStream::with_capacity(metered, 64 << 10));
        Ok(match self.length {
            Some(length) => Part::stream_with_length(body, length),
            None => Part::stream(body),
        })
    }

    fn failed(&self, error: io::Error) -> ClientError {
        ClientError::io(format!("reading {}", self.name), error)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.name)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// A record's fields and a file, as one request carries them.
pub(crate) struct UploadForm {
    fields: Bytes,
    blob_field: &'static str,
    upload: Upload,
    /// Why the file could not be read, in the latest attempt.
    failure: Mutex<Failure>,
}

impl UploadForm {
    /// The JSON of the record's fields.
    pub(crate) fn fields(&self) -> &[u8] {
        &self.fields
    }

    pub(crate) fn new(fields: Bytes, blob_field: &'static str, upload: Upload) -> Self {
        Self {
            fields,
            blob_field,
            upload,
            failure: Mutex::default(),
        }
    }

    /// Why the file could not be read, if that is what made an attempt fail. The org has then not
    /// got the end of the request, and done nothing.
    pub(crate) fn failure(&self) -> Option<ClientError> {
        let failure = lock(&self.failure).take();
        failure.map(|error| self.upload.failed(error))
    }

    /// Returns the number of bytes of the file, where it is known.
    pub(crate) const fn length(&self) -> Option<u64> {
        self.upload.length
    }

    /// Returns true if the file cannot be sent again.
    pub(crate) fn is_spent(&self) -> bool {
        match &self.upload.source {
            Source::Reader(lender) => lock(lender).is_none(),
            Source::Bytes(_) | Source::Open(_) => false,
        }
    }

    pub(crate) async fn open(&self) -> Result<multipart::Form, ClientError> {
        let media = |error: reqwest::Error| {
            ClientError::invalid_request(
                format!("invalid media type `{}`: {error}", self.upload.content_type),
                "write it as application/pdf",
            )
        };
        let fields =
            Part::stream_with_length(Body::from(self.fields.clone()), self.fields.len() as u64)
                .mime_str("application/json")
                .map_err(media)?;
        // One for each attempt: the reader of an earlier one may still fail.
        let failure = Failure::default();
        *lock(&self.failure) = failure.clone();
        let file = self
            .upload
            .part(&failure)
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
