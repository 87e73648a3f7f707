//! How answers look, for the OpenAPI description only. What is really sent is
//! written byte by byte elsewhere; a test reads real answers into these types.

#![expect(dead_code, reason = "described, not built")]

use utoipa::ToSchema;

/// A page of changes.
#[derive(ToSchema)]
#[cfg_attr(test, derive(serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Page {
    /// Oldest first.
    pub(crate) changes: Vec<Change>,
    /// Where to go on: the next `after`.
    pub(crate) next: String,
    /// Number of changes after `next` at this moment.
    pub(crate) lag: u64,
}

/// One change.
#[derive(ToSchema)]
#[cfg_attr(test, derive(serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Change {
    /// Where to go on after it. Opaque.
    #[schema(example = "AQAAEjRWeJq83vAAAAAAAHsAAAAAACl0dGVz")]
    pub(crate) cursor: String,
    /// Dense, from 1.
    pub(crate) seq: u64,
    /// `published`, `updated`, `withdrawn`, `expired` or `erased`.
    #[schema(example = "published")]
    pub(crate) kind: String,
    /// When the hub decided it, RFC 3339.
    #[schema(format = "date-time")]
    pub(crate) at: String,
    /// The ad.
    #[schema(format = "uuid")]
    pub(crate) ad_id: String,
    /// Its revision.
    pub(crate) revision: i64,
    /// The vacancy that it advertises, after this change.
    pub(crate) job: Job,
    /// The job that it left with this change.
    pub(crate) left_job: Option<Job>,
    /// Why it is in its job; absent when no other ad is the reason.
    pub(crate) grouping: Option<Grouping>,
    /// Facets of the revision that was public before; empty when none was.
    pub(crate) previous: Facets,
    /// Removals only: `explicit_delete`, `status_flip`, `expiry`,
    /// `absent_from_snapshot`, `http_gone` or `erasure`.
    pub(crate) reason: Option<String>,
    /// The canonical ad; `published` and `updated` only.
    #[schema(value_type = Option<Object>)]
    pub(crate) ad: Option<serde_json::Value>,
    /// The ad was erased later: its text is gone from this change too.
    pub(crate) erased: Option<bool>,
}

/// The vacancy behind an ad.
#[derive(ToSchema)]
#[cfg_attr(test, derive(serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Job {
    /// Its id.
    #[schema(format = "uuid")]
    pub(crate) id: String,
    /// `published`, `updated`, `withdrawn` or `unchanged`.
    #[schema(example = "unchanged")]
    pub(crate) kind: String,
    /// This ad speaks for the job.
    pub(crate) canonical: bool,
    /// The ad that speaks for the job.
    #[schema(format = "uuid")]
    pub(crate) canonical_ad: Option<String>,
    /// Number of its public ads.
    pub(crate) ads: i32,
    /// The last ad left this job for that one; its id is an alias.
    #[schema(format = "uuid")]
    pub(crate) merged_into: Option<String>,
    /// Ids of jobs that were merged into it, the newest 16 first; absent when
    /// there are none.
    pub(crate) aliases: Option<Vec<String>>,
}

/// Why an ad is in its job.
#[derive(ToSchema)]
#[cfg_attr(test, derive(serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Grouping {
    /// The rule and its version.
    #[schema(example = "similar-1")]
    pub(crate) rule: String,
    /// The ad that it was matched with.
    #[schema(format = "uuid")]
    pub(crate) ad_id: Option<String>,
    /// What was compared.
    pub(crate) features: Vec<String>,
    /// The opening is advertised again.
    pub(crate) reposted: bool,
}

/// What filters look at.
#[derive(ToSchema)]
#[cfg_attr(test, derive(serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Facets {
    /// `SCHEME:CODE`.
    pub(crate) occupation: Vec<String>,
    /// `SCHEME:CODE` of municipalities and regions.
    pub(crate) place: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: Vec<String>,
    /// BCP 47.
    pub(crate) language: Vec<String>,
    /// The partner.
    pub(crate) partner: Option<String>,
}

/// The canonical ad (see docs/data.md) with its job.
#[derive(ToSchema)]
pub(crate) struct AdDocument {
    /// The ad.
    #[schema(format = "uuid")]
    pub(crate) ad_id: String,
    /// Its revision.
    pub(crate) revision: i64,
    /// The vacancy that it advertises.
    pub(crate) job: AdJob,
    /// Everything else of the ad.
    #[schema(additional_properties)]
    pub(crate) rest: serde_json::Value,
}

/// The vacancy behind an ad.
#[derive(ToSchema)]
pub(crate) struct AdJob {
    /// Its id.
    #[schema(format = "uuid")]
    pub(crate) id: String,
    /// This ad speaks for the job.
    pub(crate) canonical: bool,
}
