//! `GET /v1/snapshot`: all public ads, and the cursor to go on from.

use std::sync::Arc;

use async_compression::Level;
use async_compression::tokio::bufread::{GzipEncoder, ZstdEncoder};
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use futures::StreamExt as _;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue};
use telemetry::FeedEndpoint;
use tokio_util::io::{ReaderStream, StreamReader};

use super::{FeedState, UnderWay, pairs, refused};
use crate::problem::{Problem, Refusal};
use crate::query::{self, Pairs};
use crate::snapshot::Snapshot;

/// All public ads at one exact moment, and the cursor of that moment.
///
/// NDJSON: `{"cursor","ads"}`, one ad a line, `{"count","sha256"}`. Without
/// the last line it is not complete.
#[utoipa::path(
    get,
    path = "/v1/snapshot",
    tag = "feed",
    params(("accept-encoding" = Option<String>, Header, description = "`zstd` or `gzip`")),
    responses(
        (status = 200, description = "The snapshot", body = String,
            content_type = "application/x-ndjson", example =
            "{\"cursor\":\"CURSOR\",\"ads\":1}\n{\"ad_id\":\"…\"}\n{\"count\":1,\"sha256\":\"…\"}\n"),
        (status = 400, description = "A parameter; there are none",
            body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not ready, closing, or too many snapshots at a time",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn snapshot(
    State(shared): FeedState,
    query: Result<Query<Pairs>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    query::none(&pairs(query)?)?;
    let turn = Arc::clone(&shared.snapshots)
        .try_acquire_owned()
        .map_err(|_| Problem::busy("snapshots", shared.settings.snapshots_max))?;
    let counted = UnderWay::new(&shared, FeedEndpoint::Snapshot);
    let snapshot = Snapshot::cut(Arc::clone(&shared), turn)
        .await
        .map_err(|error| refused(&shared, &error, shared.tip_cursor()))?;
    let lines = Box::pin(snapshot.into_stream()).map(move |chunk| {
        let _under_way = &counted;
        chunk
    });
    let encoding = accepted(&headers);
    let body = match encoding {
        None => Body::from_stream(lines),
        Some("zstd") => {
            let encoder = ZstdEncoder::with_quality(StreamReader::new(lines), Level::Precise(3));
            Body::from_stream(ReaderStream::with_capacity(encoder, 64 << 10))
        }
        Some(_) => {
            let encoder = GzipEncoder::with_quality(StreamReader::new(lines), Level::Precise(4));
            Body::from_stream(ReaderStream::with_capacity(encoder, 64 << 10))
        }
    };
    let mut response = Response::new(body);
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// zstd before gzip before none; a weight of 0 refuses.
fn accepted(headers: &HeaderMap) -> Option<&'static str> {
    let names = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut found = None;
    for part in names.flat_map(|value| value.split(',')) {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        if weight.is_ok_and(|weight| weight > 0.0) {
            match name.trim().to_ascii_lowercase().as_str() {
                "zstd" => return Some("zstd"),
                "gzip" => found = Some("gzip"),
                _ => {}
            }
        }
    }
    found
}
