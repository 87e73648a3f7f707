//! `GET /v1/ads/{ad-id}`: the latest public revision of one ad.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use schemas::AdId;

use super::FeedState;
use super::lookup::{Lookup, unknown};
use crate::catalog::{Known, State as AdState};
use crate::document::{document, is_erased, latest};
use crate::problem::{Problem, Refusal};
use crate::query::Pairs;
use crate::shared::Shared;

/// How often a look-up starts again when the ad changes meanwhile.
const TRIES: u32 = 5;

/// The latest public revision of an ad: the canonical ad, and `job` with the
/// id of its job and whether this ad speaks for it.
#[utoipa::path(
    get,
    path = "/v1/ads/{ad-id}",
    tag = "feed",
    params(("ad-id" = String, Path, description = "UUID of the ad")),
    responses(
        (status = 200, description = "The ad", body = super::describe::AdDocument),
        (status = 304, description = "The ad is the same as before"),
        (status = 400, description = "The id is no UUID",
            body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such ad was ever public, or it has been gone for half a year",
            body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "Withdrawn, expired or erased: `state` and `reason`",
            body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not ready, closing, or the log is away",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn ad(
    State(shared): FeedState,
    Path(id): Path<String>,
    query: Result<Query<Pairs>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (ad_id, lookup) = Lookup::begin::<AdId>(&shared, &id, "ad-id", query).await?;
    for _ in 0..TRIES {
        let known = shared.catalog.read().ad(ad_id);
        let Some(known) = known else {
            return Err(unknown("ad", &id).into());
        };
        if known.state != AdState::Public || is_erased(&shared, ad_id) {
            return Err(gone(&shared, known).await.into());
        }
        if let Some(json) = document(&shared, known).await.map_err(|error| lookup.away(&error))? {
            return Ok(lookup.answer(json, &headers));
        }
    }
    Err(Problem::unavailable("the ad changes faster than it can be read").into())
}

/// 410 with why.
async fn gone(shared: &Arc<Shared>, known: Known) -> Problem {
    let (state, words) = match known.state {
        _ if is_erased(shared, known.ad_id) => ("erased", "was erased for ever"),
        AdState::Withdrawn => ("withdrawn", "was taken down by its partner; it may come back"),
        AdState::Expired => ("expired", "is past its last date"),
        AdState::Erased | AdState::Public => ("erased", "was erased for ever"),
    };
    let change = latest(shared, vec![known]).await.ok().and_then(|mut changes| changes.pop());
    let change = change.flatten();
    let since = change.as_ref().map(|change| format!(" (since {})", change.at.to_jiff()));
    let detail = format!("the ad {words}{}", since.unwrap_or_default());
    let problem = Problem::new(StatusCode::GONE, "ad-gone", "the ad is not public", detail);
    let reason = change.and_then(|change| change.reason);
    let reason = reason.and_then(|reason| serde_json::to_value(reason).ok());
    let reason = reason.and_then(|reason| reason.as_str().map(str::to_owned));
    problem.gone(state, reason)
}
