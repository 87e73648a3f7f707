//! `GET /v1/jobs/{job-id}`: one vacancy, with the ads that advertise it.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use schemas::{AdId, Change, JobId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::FeedState;
use super::lookup::{Elsewhere, Lookup, unknown};
use crate::catalog::{Known, State as AdState};
use crate::document::{is_erased, latest};
use crate::problem::{Problem, Refusal};
use crate::query::Pairs;
use crate::shared::Shared;

/// Most ads that are listed; `total` counts all.
const ADS_MAX: usize = 100;

/// A vacancy.
#[derive(Serialize, ToSchema)]
pub(super) struct Job {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: JobId,
    /// The ad that speaks for it.
    #[schema(value_type = Option<String>, format = "uuid")]
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<AdId>,
    /// Number of its public ads.
    total: usize,
    /// Its public ads, the oldest change first; 100 at most, the canonical one
    /// always.
    ads: Vec<JobAd>,
    /// Ids of jobs that were merged into it, the newest 16 first: they lead
    /// here.
    #[schema(value_type = Vec<String>)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<JobId>,
    /// Where to find it.
    links: Links,
}

/// A job that was merged into another.
#[derive(Serialize, ToSchema)]
pub(super) struct Merged {
    /// The id that was asked for.
    #[schema(value_type = String, format = "uuid")]
    id: JobId,
    /// The job that it leads to.
    #[schema(value_type = String, format = "uuid")]
    merged_into: JobId,
    /// Where to find that.
    links: Links,
}

/// An ad of a job.
#[derive(Serialize, ToSchema)]
pub(super) struct JobAd {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: AdId,
    /// Its partner.
    partner: String,
    /// Its title.
    title: String,
    /// Its page at the partner, or where to apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// It speaks for the job.
    canonical: bool,
    /// Its revision.
    revision: i64,
    /// Why it is in this job; absent for the ad that the job began with. An
    /// operator's word is told as such, not who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
    /// When it was last changed.
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// Where to find it.
    links: Links,
}

/// Why an ad is in its job.
#[derive(Serialize, ToSchema)]
pub(super) struct Why {
    /// The rule and its version; `held` is an operator's word, `kept` means
    /// that the reason was given with an earlier revision.
    #[schema(example = "similar-1")]
    rule: String,
    /// The ad that it was matched with.
    #[schema(value_type = Option<String>, format = "uuid")]
    #[serde(skip_serializing_if = "Option::is_none")]
    ad: Option<AdId>,
    /// What was compared: what agrees by its name, shares in percent.
    #[schema(example = json!(["title", "employer", "place=same", "text=93"]))]
    features: Vec<String>,
    /// No ad of the job was public any more when this one came.
    reposted: bool,
}

/// Where to find something here.
#[derive(Serialize, ToSchema)]
pub(super) struct Links {
    /// Path.
    #[serde(rename = "self")]
    itself: String,
}

/// A vacancy with the ads that advertise it.
#[utoipa::path(
    get,
    path = "/v1/jobs/{job-id}",
    tag = "feed",
    params(("job-id" = String, Path, description = "UUID of the job")),
    responses(
        (status = 200, description = "The job", body = Job),
        (status = 304, description = "The job is the same as before"),
        (status = 308, description = "It was merged into another job: `Location`", body = Merged),
        (status = 400, description = "The id is no UUID",
            body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such job was ever public, or it has been gone for half a year",
            body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "Its last ad has gone: `state`",
            body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not ready, closing, or the log is away",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn job(
    State(shared): FeedState,
    Path(id): Path<String>,
    query: Result<Query<Pairs>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (job_id, lookup) = Lookup::begin::<JobId>(&shared, &id, "job-id", query).await?;
    let (known, merged_into, aliases) = {
        let catalog = shared.catalog.read();
        let aliases = catalog.aliases(job_id).to_vec();
        (catalog.job(job_id), catalog.merged_into(job_id), aliases)
    };
    if let Some(merged_into) = merged_into {
        return Ok(lookup.elsewhere(&Merged {
            id: job_id,
            merged_into,
            links: Links { itself: format!("/v1/jobs/{merged_into}") },
        }));
    }
    let Some(mut known) = known else { return Err(unknown("job", &id).into()) };
    let states: Vec<_> = known.iter().map(|ad| ad.state).collect();
    known.retain(|ad| ad.state == AdState::Public && !is_erased(&shared, ad.ad_id));
    if known.is_empty() {
        return Err(gone(&states).into());
    }
    let canonical = known.iter().find(|ad| ad.canonical).map(|ad| ad.ad_id);
    let total = known.len();
    // The canonical one is among those that are shown.
    known.sort_by_key(|ad| (!ad.canonical, ad.position));
    known.truncate(ADS_MAX);
    known.sort_by_key(|ad| ad.position);
    let changes = latest(&shared, known.clone()).await.map_err(|error| lookup.away(&error))?;
    let ads = known.iter().zip(changes);
    let ads: Vec<_> = ads.filter_map(|(ad, change)| job_ad(&shared, ad, change?)).collect();
    let links = Links { itself: format!("/v1/jobs/{job_id}") };
    let job = Job { id: job_id, canonical, total, ads, aliases, links };
    let json = serde_json::to_vec(&job).expect("a job has only text and numbers");
    Ok(lookup.answer(json, &headers))
}

impl Elsewhere for Merged {
    fn location(&self) -> &str {
        &self.links.itself
    }
}

fn job_ad(shared: &Arc<Shared>, known: &Known, change: Change) -> Option<JobAd> {
    let ad = change.ad.filter(|_| !is_erased(shared, known.ad_id))?;
    Some(JobAd {
        id: known.ad_id,
        partner: ad.source.partner_id.as_str().to_owned(),
        title: ad.title().to_owned(),
        url: ad.source.source_url.clone().or_else(|| ad.apply.url.clone()),
        canonical: known.canonical,
        revision: change.revision,
        why: change.grouping.map(|grouping| Why {
            rule: grouping.rule,
            ad: grouping.ad_id,
            features: grouping.features,
            reposted: grouping.reposted,
        }),
        at: change.at,
        links: Links { itself: format!("/v1/ads/{}", known.ad_id) },
    })
}

fn gone(states: &[AdState]) -> Problem {
    let any = |state| states.contains(&state);
    let state = if any(AdState::Withdrawn) {
        "withdrawn"
    } else if any(AdState::Expired) {
        "expired"
    } else if any(AdState::Erased) {
        "erased"
    } else {
        "regrouped"
    };
    let detail = match state {
        "regrouped" => "its ads belong to other jobs now".to_owned(),
        state => format!("its last ad has gone: {state}"),
    };
    Problem::new(StatusCode::GONE, "job-gone", "the job is not public", detail).gone(state, None)
}
