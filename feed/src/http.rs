//! The endpoints, and what all of them share: nothing is served before the
//! feed is ready, every refusal is a problem that is counted, and anyone may
//! read from any page of the web.

mod ads;
mod changes;
mod describe;
mod jobs;
mod lookup;
mod snapshots;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::header::{ACCEPT, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, RETRY_AFTER};
use http::{HeaderMap, Method, StatusCode};
use telemetry::{FeedEndpoint, FeedMetrics, FeedRefusal};
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

#[cfg(test)]
pub(crate) use describe::Page;

use crate::Feed;
use crate::cursor::Cursor;
use crate::problem::{Problem, ProblemError, Refusal};
use crate::query::{After, Pairs};
use crate::read::{self, ReadError};
use crate::shared::Shared;

type FeedState = State<Arc<Shared>>;

/// The endpoints of the feed.
pub fn router(feed: Feed) -> Router {
    openapi_router(feed).split_for_parts().0
}

/// The endpoints of the feed, with their description.
pub fn openapi_router(feed: Feed) -> OpenApiRouter {
    let shared = feed.shared;
    // Streams flush each change, and snapshots know their own encodings.
    let compressed = OpenApiRouter::new()
        .routes(only_get(routes!(changes::changes)))
        .routes(only_get(routes!(ads::ad)))
        .routes(only_get(routes!(jobs::job)))
        .layer(CompressionLayer::new());
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([ACCEPT, IF_NONE_MATCH, HeaderName::from_static("last-event-id")])
        .expose_headers([ETAG, RETRY_AFTER, CONTENT_TYPE]);
    OpenApiRouter::new()
        .routes(only_get(routes!(stream::stream)))
        .routes(only_get(routes!(snapshots::snapshot)))
        .merge(compressed)
        .layer(from_fn_with_state(Arc::clone(&shared), gate))
        .layer(cors)
        .with_state(shared)
}

fn only_get(
    (schemas, paths, methods): UtoipaMethodRouter<Arc<Shared>>,
) -> UtoipaMethodRouter<Arc<Shared>> {
    (schemas, paths, methods.fallback(method_not_allowed))
}

async fn method_not_allowed(method: Method) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "the feed can only be read",
        format!("{method} is not allowed here, GET is"),
    )
}

/// Lets requests in when the feed is ready, and counts the refused ones.
async fn gate(State(shared): FeedState, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let response = match shared.ready() {
        Ok(()) => next.run(request).await,
        Err(reason) => Problem::unavailable(format!("not ready: {reason}")).into_response(),
    };
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    shared.metrics.refused.inc(&problem.refusal());
    let mut told = problem.at(path).into_response();
    // Whatever was added on the way out, such as `Allow`.
    for (name, value) in response.headers() {
        if !told.headers().contains_key(name) && name != http::header::CONTENT_LENGTH {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

fn pairs(query: Result<Query<Pairs>, QueryRejection>) -> Result<Pairs, Refusal> {
    query.map(|Query(pairs)| pairs).map_err(|rejection| {
        Problem::parameters(vec![ProblemError {
            code: "query_unreadable",
            pointer: "/query".to_owned(),
            message: rejection.body_text(),
        }])
        .into()
    })
}

/// What to tell about a cursor that cannot be read from.
fn refused(shared: &Shared, error: &ReadError, cursor: Cursor) -> Problem {
    let seen = || format!("{cursor} is after change {}", cursor.seq);
    let restart = |name, code, title, refusal| {
        let detail = format!(
            "{error}: get the present state from /v1/snapshot and go on from its cursor, or read \
             the changes that are kept with after={}",
            shared.floor_cursor()
        );
        Problem::new(StatusCode::GONE, name, title, detail)
            .counted_as(refusal)
            .restart(shared.floor_cursor().to_string())
            .because("/query/after", code, seen())
    };
    let bad = |name: &str, code, title, refusal, detail: String| {
        Problem::new(StatusCode::BAD_REQUEST, name, title, detail).counted_as(refusal).because(
            "/query/after",
            code,
            seen(),
        )
    };
    match error {
        ReadError::Expired => restart(
            "cursor-expired",
            "cursor_expired",
            "the cursor is too old",
            FeedRefusal::Expired,
        ),
        ReadError::Foreign => restart(
            "cursor-foreign",
            "cursor_foreign",
            "the cursor is of another log",
            FeedRefusal::Foreign,
        ),
        ReadError::Future { newest } => bad(
            "cursor-from-the-future",
            "cursor_from_the_future",
            "the cursor is beyond the newest change",
            FeedRefusal::Future,
            format!(
                "the cursor is after change {}, the newest one is {newest}: the hub may have been \
                 restored from an older copy; get the present state from /v1/snapshot",
                cursor.seq
            ),
        ),
        ReadError::Elsewhere => bad(
            "cursor-garbled",
            "cursor_garbled",
            "the cursor is garbled",
            FeedRefusal::Garbled,
            format!("{error}: pass cursors on unchanged"),
        ),
        ReadError::Unavailable(reason) => Problem::unavailable(reason.clone()),
    }
}

/// The cursor that a subscriber starts from.
async fn start(shared: &Arc<Shared>, after: After) -> Result<Cursor, Refusal> {
    match after {
        After::Tip => Ok(shared.tip_cursor()),
        After::Floor => Ok(shared.floor_cursor()),
        After::Cursor(cursor) => match read::admit(shared, cursor).await {
            Ok(()) => Ok(cursor),
            Err(error) => Err(refused(shared, &error, cursor).into()),
        },
    }
}

/// `If-None-Match` names this tag. Weak comparison, as for any GET.
fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|given| given.trim() == "*" || strong(given) == strong(tag))
}

/// Counts a request as under way until it is dropped.
struct UnderWay {
    metrics: Arc<FeedMetrics>,
    endpoint: FeedEndpoint,
}

impl UnderWay {
    fn new(shared: &Shared, endpoint: FeedEndpoint) -> Self {
        let metrics = Arc::clone(&shared.metrics);
        metrics.requests.inc(&endpoint);
        metrics.connections.add(&endpoint, 1);
        Self { metrics, endpoint }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.metrics.connections.add(&self.endpoint, -1);
    }
}
