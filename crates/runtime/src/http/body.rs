//! The body of an answer: decompressed, within its limit, read piece by piece
//! or taken in whole first.

use std::io::{Read, Seek as _, Write as _};
use std::pin::Pin;

use bytes::Bytes;
use connectors::{AnswerBody, ReadSeek};
use futures::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tempfile::SpooledTempFile;

use super::pace::Turn;
use super::{HttpError, Waiter, with_causes};

/// A body that is taken in whole lies in memory up to this size, beyond it in a
/// file that has no name.
const MEMORY_BYTES_MAX: usize = 4 << 20;
/// Bytes of the start that are kept, to say what it looks like.
const START_BYTES_MAX: usize = 512;

/// Why a body ended before its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It was cut, fell silent, or cannot be decompressed.
    Cut(String),
    /// It is larger than the partner's limit.
    TooLarge,
    /// The hub stops.
    Stopped,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cut(reason) => write!(formatter, "the answer was cut: {reason}"),
            Self::TooLarge => {
                write!(formatter, "the answer is larger than the limit for this partner")
            }
            Self::Stopped => write!(formatter, "the hub stops"),
        }
    }
}

/// What a body looks like by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Looks {
    /// A page for people.
    Html,
    /// A JSON value.
    Json,
    /// Anything else, or nothing.
    Other,
}

/// The body of one answer. A fault ends it with an error, again and again.
pub struct Body {
    spooled: Option<SpooledTempFile>,
    /// All of it is spooled.
    whole: bool,
    bytes_max: u64,
    stream: Option<Streamed>,
    /// What was taken from the stream and not read yet.
    piece: Bytes,
    fault: Option<Fault>,
    start: Vec<u8>,
}

/// What is still on its way.
struct Streamed {
    pieces: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    left: u64,
    waiter: Waiter,
    /// The host is busy as long as this is read.
    _turn: Turn,
}

impl Body {
    pub(super) fn new(response: reqwest::Response, limit: u64, waiter: Waiter, turn: Turn) -> Self {
        let pieces = Box::pin(response.bytes_stream());
        let stream = Some(Streamed { pieces, left: limit, waiter, _turn: turn });
        Self {
            spooled: None,
            whole: false,
            bytes_max: limit,
            stream,
            piece: Bytes::new(),
            fault: None,
            start: Vec::new(),
        }
    }

    /// Why it ended too early, once it was read so far.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// What it looks like, once something of it was read.
    pub fn looks(&self) -> Looks {
        let text = self.start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.start).trim_ascii();
        let starts = |word: &str| {
            text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        };
        if starts("<!doctype html") || starts("<html") || contains_html(text) {
            Looks::Html
        } else if starts("{") || starts("[") {
            Looks::Json
        } else {
            Looks::Other
        }
    }

    /// Takes it in whole. Gives the SHA-256 of it, in hex; `None` when it is
    /// not whole: then it can be read up to its fault, or it is larger than
    /// `bytes_max` and what is beyond follows as it comes.
    pub(super) fn spool(&mut self, bytes_max: u64) -> Result<Option<String>, HttpError> {
        let local = |error: std::io::Error| HttpError::Local { reason: error.to_string() };
        let mut file = tempfile::spooled_tempfile(MEMORY_BYTES_MAX);
        let mut hash = Sha256::new();
        let (mut taken, mut whole) = (0, false);
        while taken < bytes_max {
            match self.next_piece() {
                Ok(piece) if piece.is_empty() => {
                    whole = true;
                    break;
                }
                Ok(piece) => {
                    hash.update(&piece);
                    file.write_all(&piece).map_err(local)?;
                    taken += piece.len() as u64;
                }
                Err(Fault::Stopped) => return Err(HttpError::Stopped),
                Err(_) => break,
            }
        }
        file.rewind().map_err(local)?;
        self.spooled = Some(file);
        self.whole = whole;
        Ok(whole.then(|| {
            use std::fmt::Write as _;
            hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
        }))
    }

    /// The next bytes of what is on its way; empty at its end.
    fn next_piece(&mut self) -> Result<Bytes, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let Some(stream) = &mut self.stream else { return Ok(Bytes::new()) };
        let fault = match stream.next() {
            Ok(piece) if piece.is_empty() => {
                self.stream = None;
                return Ok(piece);
            }
            Ok(piece) => {
                let room = START_BYTES_MAX.saturating_sub(self.start.len());
                self.start.extend_from_slice(&piece[..room.min(piece.len())]);
                return Ok(piece);
            }
            Err(fault) => fault,
        };
        // The host is free for others.
        self.stream = None;
        self.fault = Some(fault.clone());
        Err(fault)
    }
}

impl Streamed {
    fn next(&mut self) -> Result<Bytes, Fault> {
        loop {
            // A body that drips never lets a wait run out.
            if self.waiter.stop.is_set() {
                return Err(Fault::Stopped);
            }
            let piece = match self.waiter.wait(self.pieces.next()) {
                None => return Err(Fault::Stopped),
                Some(None) => return Ok(Bytes::new()),
                Some(Some(Err(error))) => {
                    return Err(Fault::Cut(with_causes(&error.without_url())));
                }
                Some(Some(Ok(piece))) => piece,
            };
            self.left = self.left.checked_sub(piece.len() as u64).ok_or(Fault::TooLarge)?;
            if !piece.is_empty() {
                return Ok(piece);
            }
        }
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if let Some(file) = &mut self.spooled {
            match file.read(buffer)? {
                0 => self.spooled = None,
                read => return Ok(read),
            }
        }
        if self.piece.is_empty() {
            let piece = self.next_piece();
            self.piece = piece.map_err(|fault| std::io::Error::other(fault.to_string()))?;
        }
        let read = self.piece.len().min(buffer.len());
        buffer[..read].copy_from_slice(&self.piece.split_to(read));
        Ok(read)
    }
}

impl AnswerBody for Body {
    fn whole(&mut self) -> Option<&mut dyn ReadSeek> {
        let file = self.spooled.as_mut().filter(|_| self.whole)?;
        Some(file)
    }

    fn bytes_max(&self) -> u64 {
        self.bytes_max
    }
}

/// XHTML has its `html` after a declaration and comments.
fn contains_html(text: &[u8]) -> bool {
    text.starts_with(b"<")
        && text.windows(6).any(|window| {
            window[..5].eq_ignore_ascii_case(b"<html") && matches!(window[5], b'>' | b' ' | b'\n')
        })
}
