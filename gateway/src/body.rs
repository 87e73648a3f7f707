//! Reads a body in bounded memory and time: limits hold on the wire and again
//! after decompression, and all bodies together have one budget.
//!
//! There is no limit on the ratio: what comes out is counted while it comes
//! out, and reading stops at the limit, so that a bomb costs as much as the
//! largest honest body and no more.

use std::io;
use std::sync::Arc;

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt as _};
use http::{HeaderMap, HeaderValue, header};
use http_body_util::BodyExt as _;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::io::StreamReader;

use crate::limits::Limits;
use crate::overload;
use crate::problem::{Problem, ProblemKind};

/// A body, and its share of the budget until it is dropped.
pub(crate) struct Held {
    pub(crate) bytes: Bytes,
    _share: Share,
}

/// What each decompression step may add.
const CHUNK_BYTES: usize = 16 * 1024;
/// Largest zstd window: 8 MiB, what RFC 9659 asks of decoders. The format
/// itself would allow a frame to demand gigabytes.
const ZSTD_WINDOW_LOG_MAX: u32 = 23;

/// Reads a body of at most `bytes_max` bytes.
///
/// # Errors
/// 413, 415, 408, 400, or 503 when the budget is used up.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    bytes_max: usize,
    limits: &Limits,
    budget: &Arc<Semaphore>,
) -> Result<Held, Problem> {
    let coding = Coding::of(headers)?;
    let announced = announced(headers);
    if let Some(bytes) = announced
        && bytes > bytes_max as u64
    {
        return Err(too_large(&format!("of {bytes} bytes"), bytes_max));
    }
    let mut share = Share { budget: Arc::clone(budget), permit: None, bytes: 0 };
    let read = async {
        match coding {
            Coding::Identity => plain(body, announced, bytes_max, &mut share).await,
            other => decompressed(body, other, bytes_max, &mut share).await,
        }
    };
    let bytes = tokio::time::timeout(limits.body_read_timeout, read).await.map_err(|_| {
        let seconds = limits.body_read_timeout.as_secs_f64();
        let detail = format!("the body did not arrive within {seconds} s");
        Problem::new(ProblemKind::BodyTimeout, detail)
            .header(header::CONNECTION, HeaderValue::from_static("close"))
    })??;
    Ok(Held { bytes, _share: share })
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The bytes as they come. A body of one frame, as most are, is not copied.
async fn plain(
    mut body: Body,
    announced: Option<u64>,
    bytes_max: usize,
    share: &mut Share,
) -> Result<Bytes, Problem> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame.map_err(|error| broken(&error.to_string()))?.into_data() else {
            continue;
        };
        let bytes = first.len() + all.len() + chunk.len();
        if bytes > bytes_max {
            return Err(too_large(&format!("of more than {bytes_max} bytes"), bytes_max));
        }
        share.grow_to(bytes)?;
        if first.is_empty() && all.is_empty() {
            first = chunk;
            continue;
        }
        if all.is_empty() {
            let announced = announced.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0);
            all.reserve(announced.max(bytes));
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

async fn decompressed(
    body: Body,
    coding: Coding,
    bytes_max: usize,
    share: &mut Share,
) -> Result<Bytes, Problem> {
    let wire = StreamReader::new(limited(body, bytes_max));
    let mut decoder: Box<dyn AsyncRead + Send + Unpin> = match coding {
        Coding::Identity => Box::new(wire),
        Coding::Gzip => {
            let mut decoder = GzipDecoder::new(wire);
            decoder.multiple_members(true);
            Box::new(decoder)
        }
        Coding::Brotli => Box::new(BrotliDecoder::new(wire)),
        Coding::Zstd => {
            let window = DParameter::window_log_max(ZSTD_WINDOW_LOG_MAX);
            let mut decoder = ZstdDecoder::with_params(wire, &[window]);
            decoder.multiple_members(true);
            Box::new(decoder)
        }
    };
    let mut all = BytesMut::new();
    loop {
        all.reserve(CHUNK_BYTES);
        let read = decoder.read_buf(&mut all).await.map_err(|error| undecodable(&error, coding))?;
        if read == 0 {
            return Ok(all.freeze());
        }
        if all.len() > bytes_max {
            let seen = format!("of more than {bytes_max} bytes after decompression");
            return Err(too_large(&seen, bytes_max));
        }
        share.grow_to(all.len())?;
    }
}

/// The compressed bytes may not be more than the plain ones either: empty
/// blocks can go on for ever.
fn limited(body: Body, bytes_max: usize) -> impl Stream<Item = io::Result<Bytes>> + Send + Unpin {
    let mut seen = 0;
    body.into_data_stream().map(move |chunk| {
        let chunk = chunk.map_err(|error| io::Error::other(Cut(error.to_string())))?;
        seen += chunk.len();
        if seen > bytes_max {
            return Err(io::Error::other(WireLimit(bytes_max)));
        }
        Ok(chunk)
    })
}

#[derive(Debug, thiserror::Error)]
#[error("the compressed body is larger than {0} bytes")]
struct WireLimit(usize);

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Cut(String);

fn undecodable(error: &io::Error, coding: Coding) -> Problem {
    let inner = error.get_ref();
    if let Some(WireLimit(bytes_max)) = inner.and_then(|inner| inner.downcast_ref()) {
        return too_large(&format!("of more than {bytes_max} compressed bytes"), *bytes_max);
    }
    if let Some(Cut(reason)) = inner.and_then(|inner| inner.downcast_ref()) {
        return broken(reason);
    }
    let name = coding.as_str();
    let detail =
        format!("the body cannot be decompressed as {name}, its Content-Encoding: {error}");
    Problem::new(ProblemKind::BodyBroken, detail)
}

fn broken(reason: &str) -> Problem {
    Problem::new(ProblemKind::BodyBroken, format!("the body broke off: {reason}"))
}

fn too_large(seen: &str, bytes_max: usize) -> Problem {
    let detail = format!("a body {seen} was sent, at most {bytes_max} bytes are allowed here");
    Problem::new(ProblemKind::TooLarge, detail)
}

/// How a body is compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coding {
    Identity,
    Gzip,
    Brotli,
    Zstd,
}

impl Coding {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
        let Some(value) = values.next() else {
            return Ok(Self::Identity);
        };
        let all = [Self::Identity, Self::Gzip, Self::Brotli, Self::Zstd];
        let text = String::from_utf8_lossy(value.as_bytes());
        let coding = all.into_iter().find(|c| c.as_str().eq_ignore_ascii_case(text.trim()));
        if let (Some(coding), None) = (coding, values.next()) {
            return Ok(coding);
        }
        let detail =
            format!("the Content-Encoding is {text:?}, allowed is one of gzip, br, zstd, identity");
        Err(Problem::new(ProblemKind::ContentEncoding, detail)
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, zstd")))
    }
}

/// A request's share of the budget.
struct Share {
    budget: Arc<Semaphore>,
    permit: Option<OwnedSemaphorePermit>,
    bytes: usize,
}

impl Share {
    fn grow_to(&mut self, bytes: usize) -> Result<(), Problem> {
        let more = u32::try_from(bytes.saturating_sub(self.bytes)).unwrap_or(u32::MAX);
        let Ok(permit) = Arc::clone(&self.budget).try_acquire_many_owned(more) else {
            return Err(overload("bodies that are being read take all the memory set aside"));
        };
        self.bytes = bytes;
        match &mut self.permit {
            Some(held) => held.merge(permit),
            None => self.permit = Some(permit),
        }
        Ok(())
    }
}
