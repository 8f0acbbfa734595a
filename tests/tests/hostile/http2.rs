//! HTTP/2 frame by frame (RFC 9113), as far as a script needs it.

use std::collections::HashMap;
use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::server::{Connection, Handler, Request, Step};

/// A frame that the server writes on the stream of a request.
#[derive(Clone)]
pub enum Frame {
    /// The head of an answer with JSON.
    Head(u16),
    /// A part of the body, and whether it is the last.
    Data(Vec<u8>, bool),
    /// `RST_STREAM` with this code.
    Reset(u32),
    /// `GOAWAY` with this code. The last stream that was processed is this request's, or the one
    /// before it.
    GoAway { code: u32, processed: bool },
}

/// An answer with JSON.
pub fn json(status: u16, body: &str) -> Vec<Step> {
    vec![
        Step::Frame(Frame::Head(status)),
        Step::Frame(Frame::Data(body.as_bytes().to_vec(), true)),
    ]
}

pub fn frame(frame: Frame) -> Step {
    Step::Frame(frame)
}

/// Error codes of RFC 9113, section 7.
pub const NO_ERROR: u32 = 0;
pub const INTERNAL_ERROR: u32 = 2;
pub const REFUSED_STREAM: u32 = 7;
pub const ENHANCE_YOUR_CALM: u32 = 11;

// Frame types and flags of RFC 9113, section 6.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

const PREFACE: usize = 24;

/// Answers the requests of one connection.
pub async fn serve(mut connection: impl Connection, handler: &dyn Handler) -> io::Result<()> {
    let mut preface = [0; PREFACE];
    connection.read_exact(&mut preface).await?;
    write(&mut connection, SETTINGS, 0, 0, &[]).await?;
    let mut bodies: HashMap<u32, Vec<u8>> = HashMap::new();
    loop {
        let (kind, flags, stream, payload) = read(&mut connection).await?;
        if kind == DATA {
            bodies
                .entry(stream)
                .or_default()
                .extend_from_slice(&payload);
            // The client may send as much again, so that a connection carries any number of bodies.
            let more = u32::try_from(payload.len()).unwrap().to_be_bytes();
            if !payload.is_empty() {
                write(&mut connection, WINDOW_UPDATE, 0, 0, &more).await?;
            }
        }
        match kind {
            SETTINGS if flags & ACK == 0 => write(&mut connection, SETTINGS, ACK, 0, &[]).await?,
            PING if flags & ACK == 0 => write(&mut connection, PING, ACK, 0, &payload).await?,
            // A request is at its end.
            HEADERS | DATA if flags & END_STREAM != 0 => {
                let request = Request {
                    path: String::new(),
                    body: bodies.remove(&stream).unwrap_or_default(),
                };
                for step in handler.answer(&request) {
                    if !perform(&mut connection, stream, step).await? {
                        return Ok(());
                    }
                }
            }
            _ => {}
        }
    }
}

/// Does one step; `false` ends the connection.
async fn perform(connection: &mut impl Connection, stream: u32, step: Step) -> io::Result<bool> {
    match step {
        Step::Frame(Frame::Head(status)) => {
            // HPACK (RFC 7541, section 6.2.2): literals whose names are 8, `:status`, and 31,
            // `content-type`, of the static table.
            let mut block = vec![0x08, 3];
            block.extend_from_slice(status.to_string().as_bytes());
            block.extend_from_slice(&[0x0f, 0x10, 16]);
            block.extend_from_slice(b"application/json");
            write(connection, HEADERS, END_HEADERS, stream, &block).await?;
        }
        Step::Frame(Frame::Data(bytes, last)) => {
            let flags = if last { END_STREAM } else { 0 };
            write(connection, DATA, flags, stream, &bytes).await?;
        }
        Step::Frame(Frame::Reset(code)) => {
            write(connection, RST_STREAM, 0, stream, &code.to_be_bytes()).await?;
        }
        Step::Frame(Frame::GoAway { code, processed }) => {
            let last = if processed { stream } else { stream - 1 };
            let payload = [last.to_be_bytes(), code.to_be_bytes()].concat();
            write(connection, GOAWAY, 0, 0, &payload).await?;
        }
        Step::Wait(pause) => tokio::time::sleep(pause).await,
        Step::Close => {
            connection.shutdown().await?;
            return Ok(false);
        }
        Step::Reset => {
            connection.reset_on_close();
            return Ok(false);
        }
        Step::Write(_) | Step::Endless(..) => unreachable!("HTTP/2 is written in frames"),
    }
    Ok(true)
}

async fn read(connection: &mut impl Connection) -> io::Result<(u8, u8, u32, Vec<u8>)> {
    let mut head = [0; 9];
    connection.read_exact(&mut head).await?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let stream = u32::from_be_bytes([head[5] & 0x7f, head[6], head[7], head[8]]);
    let mut payload = vec![0; length as usize];
    connection.read_exact(&mut payload).await?;
    Ok((head[3], head[4], stream, payload))
}

async fn write(
    connection: &mut impl Connection,
    kind: u8,
    flags: u8,
    stream: u32,
    payload: &[u8],
) -> io::Result<()> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    connection.write_all(&bytes).await?;
    connection.flush().await
}
