//! `GET /v1/changes`: pages of changes, with an optional wait for the next.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use bytes::{BufMut as _, Bytes, BytesMut};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderMap, StatusCode};
use telemetry::FeedEndpoint;
use tokio::time::Instant;

use super::{FeedState, UnderWay, matches, pairs, refused, start};
use crate::cursor::Cursor;
use crate::problem::{Problem, Refusal};
use crate::query::{self, After, ChangesQuery, Pairs};
use crate::read::{Batch, ReadError, read_from};
use crate::ring::Limit;
use crate::shared::Shared;

/// How often a read from the floor starts again when retention moves it.
const FLOOR_TRIES: u32 = 3;

/// Changes after a cursor, oldest first.
///
/// Follow `next` until `lag` is 0; then ask again, or with `wait`. A page may
/// hold fewer changes than `limit` before the newest is reached.
#[utoipa::path(
    get,
    path = "/v1/changes",
    tag = "feed",
    params(
        ("after" = Option<String>, Query, description = "Cursor, exclusive. Absent: from the \
            oldest change kept. `tip`: from now on."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "Most changes of the page, 100 unless told."),
        ("wait" = Option<u32>, Query, minimum = 0, maximum = 30,
            description = "Seconds to wait for a change when there is none, 0 unless told."),
        ("if-none-match" = Option<String>, Header, description = "The `ETag` of the same page."),
    ),
    responses(
        (status = 200, description = "A page", body = super::describe::Page),
        (status = 304, description = "The page is the same as before"),
        (status = 400, description = "A garbled or future cursor (`cursor_garbled`, \
            `cursor_from_the_future`), a number out of its range, an unknown parameter",
            body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "An expired or foreign cursor: start again from `snapshot`, \
            or from `floor`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not ready, closing, too many waiting, or the log is away",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn changes(
    State(shared): FeedState,
    query: Result<Query<Pairs>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let asked = query::changes(&pairs(query)?)?;
    let _turn = if asked.wait.is_zero() {
        None
    } else {
        let turn = Arc::clone(&shared.waits).try_acquire_owned();
        Some(turn.map_err(|_| Problem::busy("waiting requests", shared.settings.waits_max))?)
    };
    let _counted = UnderWay::new(&shared, FeedEndpoint::Pages);
    let batch = first_batch(&shared, &asked).await?;
    let count = batch.frames.len() as u64;
    shared.metrics.served.inc_by(&FeedEndpoint::Pages, count);
    Ok(page(&shared, &batch, &asked, &headers))
}

async fn first_batch(shared: &Arc<Shared>, asked: &ChangesQuery) -> Result<Batch, Refusal> {
    let limit = Limit { count: asked.limit, bytes: shared.settings.page_bytes_max };
    let mut tries = 0;
    loop {
        tries += 1;
        let cursor = start(shared, asked.after).await?;
        match next_batch(shared, cursor, limit, asked.wait).await {
            Err(ReadError::Expired) if asked.after == After::Floor && tries < FLOOR_TRIES => {}
            Err(error) => return Err(refused(shared, &error, cursor).into()),
            Ok(batch) => return Ok(batch),
        }
    }
}

/// The changes after a cursor; waits for the first one.
async fn next_batch(
    shared: &Arc<Shared>,
    cursor: Cursor,
    limit: Limit,
    wait: Duration,
) -> Result<Batch, ReadError> {
    let deadline = Instant::now() + wait;
    let mut tip = shared.tip.subscribe();
    let mut closing = shared.closing.subscribe();
    loop {
        tip.borrow_and_update();
        let batch = fill(shared, cursor, limit).await?;
        if !batch.frames.is_empty() || shared.is_closing() || Instant::now() >= deadline {
            return Ok(batch);
        }
        tokio::select! {
            _ = tip.changed() => {}
            _ = closing.changed() => {}
            () = tokio::time::sleep_until(deadline) => {}
        }
    }
}

/// As many changes as there are, up to the limit: one read ends where what is
/// in memory together ends.
async fn fill(shared: &Arc<Shared>, cursor: Cursor, limit: Limit) -> Result<Batch, ReadError> {
    let mut batch = read_from(shared, cursor, limit).await?;
    loop {
        let bytes: usize = batch.frames.iter().map(|frame| frame.len()).sum();
        let room = Limit {
            count: limit.count - batch.frames.len(),
            bytes: limit.bytes.saturating_sub(bytes),
        };
        if room.count == 0 || room.bytes == 0 {
            return Ok(batch);
        }
        let more = read_from(shared, batch.next, room).await?;
        let Some(first) = more.frames.first() else { return Ok(batch) };
        if first.len() > room.bytes {
            return Ok(batch);
        }
        batch.frames.extend(more.frames);
        batch.next = more.next;
    }
}

fn page(shared: &Shared, batch: &Batch, asked: &ChangesQuery, headers: &HeaderMap) -> Response {
    let first = batch.frames.first().map_or(0, |frame| frame.cursor.seq);
    let erased = batch.frames.iter().filter(|frame| frame.is_redacted()).count();
    // Weak: the lag differs from moment to moment, the changes do not.
    let tag = format!("W/\"{first}.{erased}.{}\"", batch.next);
    let full = batch.frames.len() == asked.limit && matches!(asked.after, After::Cursor(_));
    // A full page changes only when an ad in it is erased.
    let keep = if full { "public, max-age=30" } else { "public, no-cache" };
    let response = Response::builder().header(ETAG, &tag).header(CACHE_CONTROL, keep);
    let built = if matches(headers, &tag) {
        response.status(StatusCode::NOT_MODIFIED).body(Body::empty())
    } else {
        let body = body(batch, shared.lag(batch.next));
        response.header(CONTENT_TYPE, "application/json").body(Body::from(body))
    };
    built.expect("the headers are plain ASCII")
}

fn body(batch: &Batch, lag: u64) -> Bytes {
    let bytes: usize = batch.frames.iter().map(|frame| frame.json().len() + 1).sum();
    let mut body = BytesMut::with_capacity(bytes + 96);
    body.put_slice(b"{\"changes\":[");
    for (index, frame) in batch.frames.iter().enumerate() {
        if index > 0 {
            body.put_u8(b',');
        }
        body.put_slice(frame.json());
    }
    body.put_slice(format!("],\"next\":\"{}\",\"lag\":{lag}}}", batch.next).as_bytes());
    body.freeze()
}
