//! `GET /v1/stream`: changes as they come, as server-sent events or NDJSON.
//!
//! The connection pulls: a batch is looked up when the one before has gone out,
//! so that a slow subscriber costs a cursor and one batch, never a queue.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use bytes::Bytes;
use futures::Stream;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use http::{HeaderMap, StatusCode};
use telemetry::FeedEndpoint;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::Instant;

use super::{FeedState, UnderWay, pairs, refused, start};
use crate::cursor::Cursor;
use crate::problem::{Problem, Refusal};
use crate::query::{self, Pairs};
use crate::read::read_from;
use crate::ring::Limit;
use crate::shared::{Shared, Tip};

/// What one look-up takes.
const BATCH: Limit = Limit { count: 256, bytes: 256 << 10 };

/// Changes as they come.
///
/// Server-sent events (`id` is the cursor, `event` the kind, `data` the
/// change), or one change a line with `Accept: application/x-ndjson`. A
/// heartbeat with the cursor comes at the tip, and whenever nothing else came
/// for 10 seconds. Without a cursor the stream starts now.
#[utoipa::path(
    get,
    path = "/v1/stream",
    tag = "feed",
    params(
        ("after" = Option<String>, Query,
            description = "Cursor, exclusive. Absent or `tip`: from now on."),
        ("last-event-id" = Option<String>, Header,
            description = "Cursor of the last event seen; wins over `after`."),
    ),
    responses(
        (status = 200, description = "Changes until either side closes", content(
            (String = "text/event-stream", example =
                "id: CURSOR\nevent: published\ndata: {\"cursor\":\"CURSOR\",\"seq\":41}\n\n"),
            (String = "application/x-ndjson", example =
                "{\"cursor\":\"CURSOR\",\"seq\":41,\"kind\":\"published\"}\n"),
        )),
        (status = 400, description = "A garbled or future cursor, an unknown parameter",
            body = Problem, content_type = "application/problem+json"),
        (status = 406, description = "Neither of the two formats is accepted",
            body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "An expired or foreign cursor",
            body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not ready, closing, or too many streams",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn stream(
    State(shared): FeedState,
    query: Result<Query<Pairs>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let after = query::stream(&pairs(query)?, &headers)?;
    let format = Format::accepted(&headers)?;
    let cursor = start(&shared, after).await?;
    let turn = Arc::clone(&shared.streams)
        .try_acquire_owned()
        .map_err(|_| Problem::busy("streams", shared.settings.streams_max))?;
    let subscriber = Subscriber::new(shared, cursor, format, turn);
    Ok(Response::builder()
        .header(CONTENT_TYPE, format.content_type())
        .header(CACHE_CONTROL, "no-store")
        .header(VARY, "accept")
        // nginx would hold events back.
        .header("x-accel-buffering", "no")
        .body(Body::from_stream(subscriber.into_stream()))
        .expect("the headers are plain ASCII"))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Sse,
    Ndjson,
}

impl Format {
    fn accepted(headers: &HeaderMap) -> Result<Self, Refusal> {
        let accept = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let accept = accept.collect::<Vec<_>>().join(",");
        if accept.trim().is_empty() {
            return Ok(Self::Sse);
        }
        let (mut best, mut best_weight) = (None, 0.0);
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let format = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "application/x-ndjson" => Self::Ndjson,
                "text/event-stream" | "text/*" | "*/*" => Self::Sse,
                _ => continue,
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok());
            let weight: f32 = weight.unwrap_or(1.0);
            if weight > best_weight {
                (best, best_weight) = (Some(format), weight);
            }
        }
        best.ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_ACCEPTABLE,
                "not-acceptable",
                "a stream has two formats",
                "accept text/event-stream or application/x-ndjson",
            )
            .into()
        })
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Sse => "text/event-stream",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    fn endpoint(self) -> FeedEndpoint {
        match self {
            Self::Sse => FeedEndpoint::Sse,
            Self::Ndjson => FeedEndpoint::Ndjson,
        }
    }
}

struct Subscriber {
    shared: Arc<Shared>,
    format: Format,
    cursor: Cursor,
    /// Of the batch under way.
    pending: VecDeque<Bytes>,
    tip: watch::Receiver<Tip>,
    closing: watch::Receiver<bool>,
    heartbeat_at: Instant,
    ended: bool,
    _turn: OwnedSemaphorePermit,
    _counted: UnderWay,
}

impl Subscriber {
    fn new(
        shared: Arc<Shared>,
        cursor: Cursor,
        format: Format,
        turn: OwnedSemaphorePermit,
    ) -> Self {
        let mut pending = VecDeque::new();
        if format == Format::Sse {
            pending.push_back(format!("retry: {}\n\n", shared.retry_millis()).into());
        }
        Self {
            tip: shared.tip.subscribe(),
            closing: shared.closing.subscribe(),
            _counted: UnderWay::new(&shared, format.endpoint()),
            shared,
            format,
            cursor,
            pending,
            // At once, so that a subscriber knows its cursor.
            heartbeat_at: Instant::now(),
            ended: false,
            _turn: turn,
        }
    }

    fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        futures::stream::unfold(self, |mut subscriber| async move {
            let bytes = subscriber.next().await?;
            Some((Ok(bytes), subscriber))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.pending.pop_front() {
                return Some(bytes);
            }
            if self.ended {
                return None;
            }
            if self.shared.is_closing() {
                self.ended = true;
                return Some(self.farewell());
            }
            self.tip.borrow_and_update();
            match read_from(&self.shared, self.cursor, BATCH).await {
                Err(error) => {
                    self.ended = true;
                    return Some(self.problem(&refused(&self.shared, &error, self.cursor)));
                }
                Ok(batch) if batch.frames.is_empty() => {
                    if Instant::now() >= self.heartbeat_at {
                        return Some(self.heartbeat());
                    }
                    tokio::select! {
                        _ = self.tip.changed() => {}
                        _ = self.closing.changed() => {}
                        () = tokio::time::sleep_until(self.heartbeat_at) => {}
                    }
                }
                Ok(batch) => {
                    let frames = batch.frames.iter();
                    self.pending.extend(frames.map(|frame| match self.format {
                        Format::Sse => frame.sse(),
                        Format::Ndjson => frame.ndjson(),
                    }));
                    self.cursor = batch.next;
                    self.heartbeat_at = Instant::now() + self.shared.settings.heartbeat;
                    let count = batch.frames.len() as u64;
                    self.shared.metrics.served.inc_by(&self.format.endpoint(), count);
                }
            }
        }
    }

    fn heartbeat(&mut self) -> Bytes {
        self.heartbeat_at = Instant::now() + self.shared.settings.heartbeat;
        let (cursor, lag) = (self.cursor, self.shared.lag(self.cursor));
        match self.format {
            Format::Sse => format!(
                "id: {cursor}\nevent: heartbeat\ndata: {{\"cursor\":\"{cursor}\",\"lag\":{lag}}}\n\n"
            ),
            Format::Ndjson => {
                format!("{{\"kind\":\"heartbeat\",\"cursor\":\"{cursor}\",\"lag\":{lag}}}\n")
            }
        }
        .into()
    }

    /// The last word before the hub closes: come back, and when.
    fn farewell(&self) -> Bytes {
        let (cursor, retry) = (self.cursor, self.shared.retry_millis());
        match self.format {
            Format::Sse => format!(
                "id: {cursor}\nevent: closing\nretry: {retry}\n\
                 data: {{\"cursor\":\"{cursor}\",\"retry_millis\":{retry}}}\n\n"
            ),
            Format::Ndjson => format!(
                "{{\"kind\":\"closing\",\"cursor\":\"{cursor}\",\"retry_millis\":{retry}}}\n"
            ),
        }
        .into()
    }

    /// The last word when reading on is not possible. Whoever comes back with
    /// its cursor is told the same with the right status.
    fn problem(&self, problem: &Problem) -> Bytes {
        let problem = serde_json::to_string(problem).expect("a problem is plain text and numbers");
        match self.format {
            Format::Sse => format!("event: problem\ndata: {problem}\n\n"),
            Format::Ndjson => format!("{{\"kind\":\"problem\",\"problem\":{problem}}}\n"),
        }
        .into()
    }
}
