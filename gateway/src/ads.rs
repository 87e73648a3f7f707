//! One ad: put, withdraw, erase.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use schemas::id::ExternalIdError;
use schemas::received::ReceivedKind;
use schemas::rejected::{Fault, RejectReason};
use telemetry::Endpoint;

use crate::Gateway;
use crate::body;
use crate::delivery::{Delivery, Place};
use crate::keys::Caller;
use crate::media::{self, Media};
use crate::problem::{Problem, ProblemBody, ProblemKind};
use crate::query::{PathId, PushQuery, Tags};
use crate::receipt::{Receipt, ReceiptOutcome};

/// Publish or update one ad
///
/// The ad is what you say it is now, whether it was there before or not. 202
/// means that it is stored for good. Sending the same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/partner/ads/{external-id}",
    tag = "push",
    params(
        ("external-id" = String, Path, description = "Your own id of the ad, percent-encoded; at most 512 bytes", example = "4711"),
        PushQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The same value when you send the same delivery again; 1 to 255 bytes"),
    ),
    request_body(description = "One ad", content(
        (serde_json::Value = "application/json", example = json!(crate::router::example())),
        (serde_json::Value = "application/ld+json", example = json!(crate::router::job_posting())),
    )),
    responses(
        (status = 202, description = "Stored for good", body = Receipt),
        (status = 422, description = "Rejected; `errors` says why", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "Larger than one ad may be", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Wrong content type or encoding", body = ProblemBody, content_type = "application/problem+json"),
        crate::router::Refusals,
    ),
    security(("key" = [])),
)]
pub(crate) async fn put_ad(
    State(gateway): State<Gateway>,
    caller: Caller,
    id: PathId,
    query: PushQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let limits = &gateway.0.limits;
    let media = Media::of(&headers, media::ONE)?;
    let tags = Tags::of(&headers)?;
    let left = gateway.0.rates.as_ref().map(|rates| rates.take(caller.key, 1)).transpose()?;
    let held =
        body::read(&headers, body, limits.ad_bytes_max, limits, &gateway.0.body_bytes).await?;
    gateway.0.metrics.gateway.body_read(held.bytes.len());
    let mut delivery = Delivery::new(&gateway, caller, Endpoint::PutAd, query, tags);
    let judged = match id.judge() {
        Ok(id) => delivery.ad(&held.bytes, media, Some(id.as_str()), Place::Request)?,
        Err(error) => {
            let fault = id_fault(&error);
            let (reason, place) = (RejectReason::BlankId, Place::Request);
            delivery.reject(&held.bytes, media, Some(&id.0), reason, vec![fault], place)?
        }
    };
    let mut response = one(delivery.settle(vec![judged]).await?)?;
    if let Some(left) = left {
        left.put_on(&mut response);
    }
    Ok(response)
}

/// Withdraw one ad
///
/// It leaves the feed, and may come back when you put it again. An ad that the
/// hub does not know may be withdrawn too: nothing happens.
#[utoipa::path(
    delete,
    path = "/v1/partner/ads/{external-id}",
    tag = "push",
    params(
        ("external-id" = String, Path, description = "Your own id of the ad, percent-encoded", example = "4711"),
        PushQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The same value when you send the same delivery again; 1 to 255 bytes"),
    ),
    responses(
        (status = 202, description = "Stored for good", body = Receipt),
        (status = 422, description = "The external id cannot be", body = ProblemBody, content_type = "application/problem+json"),
        crate::router::Refusals,
    ),
    security(("key" = [])),
)]
pub(crate) async fn withdraw_ad(
    State(gateway): State<Gateway>,
    caller: Caller,
    id: PathId,
    query: PushQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    gone(&gateway, caller, &id, query, &headers, ReceivedKind::Removed).await
}

/// Erase one ad for ever
///
/// It leaves the feed with its text and contact persons, everywhere that the
/// hub serves from. It cannot come back: the same external id is rejected from
/// then on.
#[utoipa::path(
    post,
    path = "/v1/partner/ads/{external-id}/erase",
    tag = "push",
    params(
        ("external-id" = String, Path, description = "Your own id of the ad, percent-encoded", example = "4711"),
        PushQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The same value when you send the same delivery again; 1 to 255 bytes"),
    ),
    responses(
        (status = 202, description = "Stored for good", body = Receipt),
        (status = 422, description = "The external id cannot be", body = ProblemBody, content_type = "application/problem+json"),
        crate::router::Refusals,
    ),
    security(("key" = [])),
)]
pub(crate) async fn erase_ad(
    State(gateway): State<Gateway>,
    caller: Caller,
    id: PathId,
    query: PushQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    gone(&gateway, caller, &id, query, &headers, ReceivedKind::Erased).await
}

async fn gone(
    gateway: &Gateway,
    caller: Caller,
    id: &PathId,
    query: PushQuery,
    headers: &HeaderMap,
    kind: ReceivedKind,
) -> Result<Response, Problem> {
    let tags = Tags::of(headers)?;
    let left = gateway.0.rates.as_ref().map(|rates| rates.take(caller.key, 1)).transpose()?;
    let endpoint = match kind {
        ReceivedKind::Erased => Endpoint::EraseAd,
        _ => Endpoint::WithdrawAd,
    };
    let mut delivery = Delivery::new(gateway, caller, endpoint, query, tags);
    let judged = match id.judge() {
        Ok(id) => delivery.gone(id, kind)?,
        Err(error) => {
            let (reason, place) = (RejectReason::BlankId, Place::Request);
            let faults = vec![id_fault(&error)];
            delivery.reject(b"", Media::Json, Some(&id.0), reason, faults, place)?
        }
    };
    let mut response = one(delivery.settle(vec![judged]).await?)?;
    if let Some(left) = left {
        left.put_on(&mut response);
    }
    Ok(response)
}

fn id_fault(error: &ExternalIdError) -> Fault {
    let code = match error {
        ExternalIdError::Blank => "id_missing",
        ExternalIdError::TooLong(_) | ExternalIdError::ControlCharacter(_) => "id_invalid",
    };
    Fault::new(code, "/external_id", format!("{error} (it is the last part of the path)"))
}

/// The answer for one ad.
fn one(receipts: Vec<Receipt>) -> Result<Response, Problem> {
    let rejected = receipts.iter().find(|receipt| receipt.outcome == ReceiptOutcome::Rejected);
    if let Some(receipt) = rejected {
        let large = receipt.errors.iter().any(|note| note.0.code == "too_large");
        let kind = if large { ProblemKind::TooLarge } else { ProblemKind::Rejected };
        let detail = match receipt.errors.as_slice() {
            [note] => note.0.message.clone(),
            notes => format!("the ad has {} faults, see errors", notes.len()),
        };
        return Err(Problem::new(kind, detail).receipts(receipts, false));
    }
    Ok(written(StatusCode::ACCEPTED, &receipts[0]))
}

/// JSON with a status.
pub(crate) fn written<T: serde::Serialize>(status: StatusCode, value: &T) -> Response {
    let bytes = serde_json::to_vec(value).expect("receipts have string keys only");
    let content_type = http::HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, content_type)], bytes).into_response()
}
