//! Many ads in one body: each has its receipt, and a bad one costs nobody else.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use connectors::formats::push::{split_array, split_lines};
use http::{HeaderMap, StatusCode};
use schemas::rejected::{Fault, RejectReason};
use telemetry::Endpoint;

use crate::ads::written;
use crate::body;
use crate::delivery::{Delivery, Judged, Place};
use crate::keys::Caller;
use crate::limits::Limits;
use crate::media::{self, Media};
use crate::problem::{Problem, ProblemBody, ProblemKind};
use crate::query::{PushQuery, Tags};
use crate::rate::Left;
use crate::receipt::{Receipt, ReceiptOutcome};
use crate::{Gateway, body::Held};

/// Above this many bytes, reading ads would keep other requests waiting: it is
/// done on a thread for such work.
const INLINE_BYTES_MAX: usize = 64 * 1024;

/// Publish or update many ads
///
/// A JSON array, or NDJSON with one ad a line. Each ad names its `external_id`
/// (a JobPosting its `identifier`, or else its `url`).
/// The answer holds one receipt per ad, in order: 202 when all were accepted,
/// 207 when some were, 422 when none was.
#[utoipa::path(
    post,
    path = "/v1/partner/ads",
    tag = "push",
    params(
        PushQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The same value when you send the same delivery again; 1 to 255 bytes"),
    ),
    request_body(description = "At most 100 ads in an array, 5000 lines of NDJSON, 5 MB", content(
        (Vec<serde_json::Value> = "application/json", example = json!([crate::router::example()])),
        (Vec<serde_json::Value> = "application/ld+json"),
        (String = "application/x-ndjson"),
    )),
    responses(
        (status = 202, description = "All stored for good", body = Vec<Receipt>),
        (status = 207, description = "Some stored for good, some rejected", body = Vec<Receipt>),
        (status = 422, description = "All rejected; `receipts` has one per ad", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "Too many bytes or ads", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Wrong content type or encoding", body = ProblemBody, content_type = "application/problem+json"),
        crate::router::Refusals,
    ),
    security(("key" = [])),
)]
pub(crate) async fn push_ads(
    State(gateway): State<Gateway>,
    caller: Caller,
    query: PushQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let limits = &gateway.0.limits;
    let media = Media::of(&headers, media::MANY)?;
    let tags = Tags::of(&headers)?;
    let held =
        body::read(&headers, body, limits.batch_bytes_max, limits, &gateway.0.body_bytes).await?;
    gateway.0.metrics.gateway.body_read(held.bytes.len());
    let batch = Batch { gateway: gateway.clone(), caller, query, tags, media };
    let (delivery, judged, left, held) = if held.bytes.len() > INLINE_BYTES_MAX {
        let judging = tokio::task::spawn_blocking(move || batch.judge(held));
        judging.await.map_err(|error| {
            tracing::error!(%error, "reading a batch panicked: {error}");
            Problem::new(ProblemKind::Internal, "the batch could not be read; this is our mistake")
        })??
    } else {
        batch.judge(held)?
    };
    let receipts = delivery.settle(judged).await?;
    drop(held);
    let mut response = many(receipts)?;
    if let Some(left) = left {
        left.put_on(&mut response);
    }
    Ok(response)
}

/// One batch before it is judged.
struct Batch {
    gateway: Gateway,
    caller: Caller,
    query: PushQuery,
    tags: Tags,
    media: Media,
}

impl Batch {
    fn judge(self, held: Held) -> Result<(Delivery, Vec<Judged>, Option<Left>, Held), Problem> {
        let Self { gateway, caller, query, tags, media } = self;
        let body: Bytes = held.bytes.clone();
        let items = split(&body, media, &gateway.0.limits)?;
        let count = items.as_ref().map_or(1, Vec::len);
        let rates = gateway.0.rates.as_ref();
        let left = rates.map(|rates| rates.take(caller.key, count)).transpose()?;
        let mut delivery = Delivery::new(&gateway, caller, Endpoint::PushAds, query, tags);
        let judged = match items {
            Ok(items) => items
                .into_iter()
                .map(|(place, item)| delivery.ad(item, media, None, place))
                .collect::<Result<_, _>>()?,
            Err(fault) => {
                let (reason, faults) = (RejectReason::Malformed, vec![fault]);
                vec![delivery.reject(&body, media, None, reason, faults, Place::Request)?]
            }
        };
        Ok((delivery, judged, left, held))
    }
}

type Items<'a> = Vec<(Place, &'a [u8])>;

/// Cuts a body into its items. The inner error is a body that cannot be cut:
/// it is rejected as a whole.
fn split<'a>(
    body: &'a [u8],
    media: Media,
    limits: &Limits,
) -> Result<Result<Items<'a>, Fault>, Problem> {
    let (items, max): (Items<'a>, usize) = match media {
        Media::Ndjson => {
            let max = limits.ndjson_ads_max;
            let lines = split_lines(body).take(max.saturating_add(1));
            (lines.map(|(number, line)| (Place::Line(number), line)).collect(), max)
        }
        Media::Json | Media::JsonLd => match split_array(body) {
            Ok(items) => {
                let numbered = items.into_iter().enumerate();
                let places = numbered.map(|(index, item)| (Place::Item(index + 1), item));
                (places.collect(), limits.batch_ads_max)
            }
            Err(fault) => return Ok(Err(fault)),
        },
    };
    if items.len() > max {
        let (seen, what) = match media {
            Media::Ndjson => (format!("more than {max}"), "lines"),
            Media::Json | Media::JsonLd => (items.len().to_string(), "ads in one array"),
        };
        let detail = format!("{seen} {what} were sent, at most {max} are allowed: send them apart");
        return Err(Problem::new(ProblemKind::TooManyAds, detail));
    }
    if items.is_empty() {
        return Ok(Err(Fault::new("no_ads", "", "the body holds no ad, at least one is needed")));
    }
    Ok(Ok(items))
}

/// The answer for many ads.
fn many(receipts: Vec<Receipt>) -> Result<Response, Problem> {
    let accepted = receipts.iter().filter(|r| r.outcome == ReceiptOutcome::Accepted).count();
    if accepted == receipts.len() {
        return Ok(written(StatusCode::ACCEPTED, &receipts));
    }
    if accepted > 0 {
        return Ok(written(StatusCode::MULTI_STATUS, &receipts));
    }
    let detail = match receipts.as_slice() {
        [Receipt { errors, external_id: None, .. }] if errors.len() == 1 => {
            errors[0].0.message.clone()
        }
        [_] => "the only ad of the body was rejected, see errors".to_owned(),
        all => format!("all {} ads were rejected, see errors and receipts", all.len()),
    };
    Err(Problem::new(ProblemKind::Rejected, detail).receipts(receipts, true))
}
