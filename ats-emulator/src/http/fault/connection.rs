//! Faults of the connection: connections that are cut, bodies that are sent in pieces.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Pieces of a drip.
const PIECES: usize = 64;

/// A switch that cuts the connection of a request; an extension of each request.
#[derive(Clone, Debug, Default)]
pub(in crate::http) struct Cut(Arc<AtomicBool>);

impl Cut {
    /// Resets the connection when the next byte would be written to it.
    pub(in crate::http) fn now(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A connection that can be cut.
pub(in crate::http) struct Wire {
    stream: TcpStream,
    cut: Cut,
}

impl Wire {
    pub(in crate::http) fn new(stream: TcpStream) -> (Self, Cut) {
        let cut = Cut::default();
        let wire = Self {
            stream,
            cut: cut.clone(),
        };
        (wire, cut)
    }

    /// Refuses to write once cut. The peer sees a reset and not an orderly end, because the
    /// socket is then closed without lingering.
    fn check(&self) -> io::Result<()> {
        if !self.cut.is_set() {
            return Ok(());
        }
        // If the system refuses, the connection still ends, in order instead of by a reset.
        self.stream.set_zero_linger().ok();
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A body that is sent in pieces with pauses between them.
pub(in crate::http) fn drip(bytes: Bytes, pause: Duration) -> Body {
    let piece = bytes.len().div_ceil(PIECES).max(1);
    Body::from_stream(stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let next = rest.split_to(piece.min(rest.len()));
        Some((Ok::<_, Infallible>(next), rest))
    }))
}

/// The first half of a body, and then the end of the connection.
pub(in crate::http) fn half_then_cut(bytes: &Bytes, cut: Cut) -> Body {
    let half = bytes.slice(..bytes.len() / 2);
    Body::from_stream(stream::unfold(Some(half), move |half| {
        let cut = cut.clone();
        async move {
            if let Some(half) = half.filter(|half| !half.is_empty()) {
                return Some((Ok(half), None));
            }
            // The half must have left before the connection is cut: a reset discards what
            // still waits in the socket.
            tokio::time::sleep(Duration::from_millis(50)).await;
            cut.now();
            Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
        }
    }))
}
