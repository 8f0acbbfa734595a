//! Responses, and their bodies up to a maximum size.

use std::io::{ErrorKind, Read as _};

use ats_core::record::ReadError;
use bytes::{Bytes, BytesMut};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use super::address::host;
use super::transport::Transport;
use crate::error::{ClientError, NetworkError};

/// A response that was read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The host that responded.
    pub(crate) host: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Response {
    /// Returns the body as text.
    pub(crate) fn text(&self) -> Result<&str, InvalidBody> {
        std::str::from_utf8(&self.body).map_err(|_| InvalidBody::from("it is not UTF-8"))
    }
}

/// The reason why a body is not the expected one.
pub(crate) struct InvalidBody {
    pub(crate) message: String,
    pub(crate) truncated: bool,
}

impl From<ReadError> for InvalidBody {
    fn from(error: ReadError) -> Self {
        Self {
            truncated: error.is_truncated(),
            message: error.to_string(),
        }
    }
}

impl From<serde_json::Error> for InvalidBody {
    fn from(error: serde_json::Error) -> Self {
        // Its own message quotes values.
        Self::from(ReadError::from(error))
    }
}

impl From<&str> for InvalidBody {
    fn from(message: &str) -> Self {
        Self::from(message.to_owned())
    }
}

impl From<String> for InvalidBody {
    fn from(message: String) -> Self {
        Self {
            message,
            truncated: false,
        }
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
        mut response: reqwest::Response,
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
        response: &mut reqwest::Response,
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
