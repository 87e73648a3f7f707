//! `changes`: the public log, one entry for each thing that subscribers should
//! know. `ads.current` holds each ad's latest entry, compacted.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ad::{Ad, Coded, RemovalSignal};
use crate::id::{AdId, JobId};
use crate::partner::PartnerName;
use crate::time::Timestamp;

/// One entry of the public feed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Identity of this log, minted once with its first change: cursors of
    /// another log are foreign.
    #[serde(with = "crate::id::uuid_text")]
    pub epoch: uuid::Uuid,
    /// Dense within a market, from 1.
    pub seq: i64,
    /// What happened.
    pub kind: ChangeKind,
    /// When the hub decided it.
    pub at: Timestamp,
    /// When the hub took in what caused it; equals `at` for expiry and
    /// scheduled publication.
    pub received_at: Timestamp,
    /// The ad.
    pub ad_id: AdId,
    /// Its revision.
    pub revision: i64,
    /// The vacancy that it advertises, after this change.
    pub job: JobRef,
    /// The job that the ad left for [`Change::job`] with this change, as it
    /// stands after it. None when the ad stayed where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_job: Option<JobRef>,
    /// Why the ad is in [`Change::job`]; none for an ad that minted its job,
    /// and for one that goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouping: Option<Grouping>,
    /// Facets of the revision that subscribers saw before; all empty for an ad
    /// that was not public.
    pub previous: Facets,
    /// Why it went; removals only.
    pub reason: Option<RemovalSignal>,
    /// `published` and `updated` only, without contacts.
    pub ad: Option<Box<Ad>>,
}

/// Why an ad is in its job: the ad that it was matched with, and by what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grouping {
    /// The rule and its version: `exact-1`, `similar-1`, `held` by an
    /// operator, `kept` from an earlier revision.
    pub rule: String,
    /// The ad of the job that it was matched with.
    pub ad_id: Option<AdId>,
    /// What was compared: `title`, `employer`, `place=same`, `text=93`, ….
    pub features: Vec<String>,
    /// No ad of the job was public any more: the opening is advertised again.
    pub reposted: bool,
}

/// What happened to an ad in public.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Appeared, or is back.
    Published,
    /// Has a new revision.
    Updated,
    /// The partner took it down.
    Withdrawn,
    /// Its last date passed.
    Expired,
    /// Gone for ever.
    Erased,
}

/// The vacancy behind an ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct JobRef {
    /// Its id.
    pub id: JobId,
    /// What this change did to it.
    pub kind: JobChange,
    /// This ad is the one that speaks for the job.
    pub canonical: bool,
    /// The ad that speaks for the job after this change; none when no public
    /// ad is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_ad: Option<AdId>,
    /// Number of public ads of the job after this change.
    pub ads: i32,
    /// The last ad left this job for that one: its id is an alias from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<JobId>,
    /// Ids of jobs that were merged into this one: the newest 16 of the last
    /// 180 days, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<JobId>,
}

/// What a change did to a job.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobChange {
    /// Its first ad appeared.
    Published,
    /// Its canonical ad changed, or another became canonical.
    Updated,
    /// Its last ad went.
    Withdrawn,
    /// Nothing that shows.
    Unchanged,
}

/// What filters look at.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Facets {
    /// `SCHEME:CODE` of occupations.
    #[serde(default)]
    pub occupation: Vec<String>,
    /// `SCHEME:CODE` of municipalities and regions.
    #[serde(default)]
    pub place: Vec<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Vec<String>,
    /// BCP 47.
    #[serde(default)]
    pub language: Vec<String>,
    /// The partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerName>,
}

impl Facets {
    /// The facets of an ad: sorted, each value once. Who filters and who
    /// writes `previous` both call this, so that they cannot disagree.
    pub fn of(ad: &Ad) -> Self {
        let coded = |place: &Coded| {
            (!place.code.is_empty()).then(|| format!("{}:{}", place.scheme, place.code))
        };
        let languages = ad.texts.iter().map(|text| &text.lang).chain([&ad.language]);
        Self {
            occupation: distinct(
                ad.occupation
                    .iter()
                    .filter(|found| !found.code.is_empty())
                    .map(|found| format!("{}:{}", found.scheme.as_str(), found.code)),
            ),
            place: distinct(
                ad.locations
                    .iter()
                    .flat_map(|location| [&location.municipality, &location.region])
                    .flatten()
                    .filter_map(coded),
            ),
            country: distinct(ad.locations.iter().filter_map(|location| location.country.clone())),
            language: distinct(languages.filter(|lang| *lang != "und").cloned()),
            partner: Some(ad.source.partner_id.clone()),
        }
    }
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    values.collect::<BTreeSet<_>>().into_iter().collect()
}
