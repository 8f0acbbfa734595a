//! Bodies of requests, and of answers up to a cap.

use std::io::{ErrorKind, Read as _};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use super::{Transport, host};
use crate::blob::Form;
use crate::{ClientError, NetworkError};

/// What a request carries.
#[derive(Clone, Default)]
pub(crate) enum Payload {
    #[default]
    None,
    /// JSON, which can be sent again.
    Json(Bytes),
    /// A record's fields and a file, as `multipart/form-data`.
    Multipart(Arc<Form>),
    /// Anything else, with its type.
    Raw(Bytes, &'static str),
}

impl Payload {
    /// Why the body could not be read to its end, if that is what made an attempt fail.
    pub(crate) fn failure(&self) -> Option<ClientError> {
        match self {
            Self::Multipart(form) => form.failure(),
            _ => None,
        }
    }

    /// Whether the body came from a reader that is used up.
    pub(crate) fn is_spent(&self) -> bool {
        matches!(self, Self::Multipart(form) if form.is_spent())
    }
}

/// The encoding of a body that the HTTP client has not decoded. It removes the header of those that
/// it has.
pub(crate) fn encoding_left(headers: &HeaderMap) -> Option<&str> {
    let encoding = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
    (!encoding.eq_ignore_ascii_case("identity")).then_some(encoding)
}

/// Removes a byte order mark from JSON.
///
/// Source: RFC 8259, section 8.1: a parser may ignore it.
fn without_byte_order_mark(body: Bytes) -> Bytes {
    if matches!(&*body, [0xEF, 0xBB, 0xBF, b'{' | b'[', ..]) {
        body.slice(3..)
    } else {
        body
    }
}

impl Transport {
    /// Reads a body to its end, but no more of it than fits after decompression.
    pub(super) async fn read_capped(
        &self,
        mut response: Response,
        headers: &HeaderMap,
        operation: &'static str,
    ) -> Result<Bytes, ClientError> {
        let limit = self.max_body;
        let too_large = || ClientError::TooLarge { operation, limit };
        let promised = headers
            .get("content-length")
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
            .unwrap_or(0);
        if promised > limit {
            return Err(too_large());
        }
        // What a header promises is not allocated before it comes.
        let mut body = BytesMut::with_capacity(usize::try_from(promised.min(1 << 20)).unwrap_or(0));
        while let Some(chunk) = self.chunk(&mut response).await? {
            if (body.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// Decodes a body that the HTTP client has not, because it knows the name of the encoding in one
    /// spelling only.
    ///
    /// Source: RFC 9110, section 8.4.1: names of encodings are case-insensitive, and `x-gzip` is
    /// `gzip`.
    pub(super) fn decode(
        &self,
        body: Bytes,
        headers: &HeaderMap,
        host: &str,
        operation: &'static str,
    ) -> Result<Bytes, ClientError> {
        let is_gzip = encoding_left(headers).is_some_and(|encoding| {
            encoding.eq_ignore_ascii_case("gzip") || encoding.eq_ignore_ascii_case("x-gzip")
        });
        if !is_gzip {
            return Ok(without_byte_order_mark(body));
        }
        let mut decoded = Vec::new();
        let decoder = flate2::read::MultiGzDecoder::new(&*body);
        match decoder.take(self.max_body + 1).read_to_end(&mut decoded) {
            Ok(_) if decoded.len() as u64 > self.max_body => Err(ClientError::TooLarge {
                operation,
                limit: self.max_body,
            }),
            Ok(_) => Ok(without_byte_order_mark(decoded.into())),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(NetworkError::cut_off(host).into())
            }
            // A body that cannot be decoded stays as it is, and then is not the expected JSON.
            Err(_) => Ok(body),
        }
    }

    /// The next piece of a body; `None` at its end.
    pub(crate) async fn chunk(
        &self,
        response: &mut Response,
    ) -> Result<Option<Bytes>, ClientError> {
        let host = host(response.url());
        match tokio::time::timeout(self.read_timeout, response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => {
                Err(NetworkError::receiving(&host, self.route.proxy(response.url()), error).into())
            }
            Err(_) => Err(NetworkError::timeout(&host).into()),
        }
    }
}
