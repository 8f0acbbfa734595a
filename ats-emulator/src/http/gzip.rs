//! Bodies in gzip.

use std::io::{self, Read, Write};

use axum::http::{HeaderMap, header};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

/// Smaller bodies only grow.
const WORTH_IT: usize = 256;

/// Returns true if a response of this size is compressed for this request.
pub(super) fn is_wanted(headers: &HeaderMap, size: usize) -> bool {
    size >= WORTH_IT
        && headers
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|coding| {
                let mut parts = coding.split(';').map(str::trim);
                let name = parts.next().unwrap_or_default();
                let refused =
                    parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
                name.eq_ignore_ascii_case("gzip") && !refused
            })
}

pub(super) fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Decompresses a body, up to `limit` bytes of it; `None` for one that would be larger.
pub(super) fn decompress(bytes: &[u8], limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut plain = Vec::new();
    // One byte more than allowed, to tell a body of the limit from a larger one.
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(bytes)
        .take(most)
        .read_to_end(&mut plain)?;
    Ok((plain.len() <= limit).then_some(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let text = vec![b'a'; 10_000];
        let packed = compress(&text).unwrap();
        assert!(packed.len() < 200);
        assert_eq!(decompress(&packed, 10_000).unwrap(), Some(text));
        assert_eq!(decompress(&packed, 9_999).unwrap(), None);
        assert!(decompress(b"not gzip", 100).is_err());
    }

    #[test]
    fn asked_for() {
        let wanted = |value: &'static str, size| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
            is_wanted(&headers, size)
        };
        assert!(wanted("deflate, GZIP;q=0.5", 1000));
        assert!(!wanted("gzip;q=0", 1000));
        assert!(!wanted("gzip", 10));
        assert!(!wanted("br", 1000));
        assert!(!is_wanted(&HeaderMap::new(), 1000));
    }
}
