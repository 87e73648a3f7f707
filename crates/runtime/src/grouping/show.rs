//! A job with its ads, and why each is in it.

use std::cmp::Reverse;

use schemas::ad::Lifecycle;
use schemas::change::Grouping as Why;
use schemas::group_state::KnownCorrection;
use schemas::revision::Hold;
use schemas::{AdId, Change, JobId, PartnerName, Timestamp};
use serde::{Deserialize, Serialize};

use super::scan::{KnownAd, State};
use super::{Grouping, GroupingError, MARKET};
use crate::shown::find::ChangeFinder;

/// Most ads that are shown of a job.
const ADS_MAX: usize = 100;

/// A job.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct JobShown {
    /// Its id.
    pub id: JobId,
    /// It was asked for by this id, which leads to it.
    pub asked: Option<JobId>,
    /// Other ids that lead to it.
    pub aliases: Vec<JobId>,
    /// The ad that speaks for it; none, when none is public.
    pub canonical: Option<AdId>,
    /// Number of its ads, those that are gone, too.
    pub total: usize,
    /// Its ads, the oldest first; 100 at most.
    pub ads: Vec<AdShown>,
    /// What operators say of these ads.
    pub corrections: Vec<KnownCorrection>,
}

/// An ad of a job.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AdShown {
    /// Its id.
    pub id: AdId,
    /// Whose it is.
    pub partner: PartnerName,
    /// Where it stands.
    pub lifecycle: Lifecycle,
    /// Its title; none for one that is gone.
    pub title: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// When it was last changed.
    pub at: Option<Timestamp>,
    /// Why it is in this job; none for one that the job began with.
    pub why: Option<Why>,
}

pub(super) fn show(grouping: &Grouping, asked: JobId) -> Result<JobShown, GroupingError> {
    let ad_id = AdId::from_uuid(asked.uuid());
    let mut state = grouping.scan().job(asked, ad_id)?;
    let mut job = asked;
    if let Some(ad) = state.ads.get(&ad_id) {
        job = ad.job.ok_or(GroupingError::ErasedAd(ad_id))?;
    }
    let own = job;
    if let Some(alias) = state.aliases.get(&job) {
        job = alias.into;
    }
    if job != asked {
        state = grouping.scan().job(job, ad_id)?;
    }
    if state.ads.is_empty() {
        return Err(GroupingError::Unknown(asked));
    }
    // An ad that went before its job merged names the job of that time.
    state.ads.retain(|_, ad| ad.job == Some(job) || ad.job == Some(own));
    told(grouping, &state, job, (job != asked && own == asked).then_some(asked))
}

fn told(
    grouping: &Grouping,
    state: &State,
    job: JobId,
    asked: Option<JobId>,
) -> Result<JobShown, GroupingError> {
    let mut ads: Vec<(&AdId, &KnownAd)> = state.ads.iter().collect();
    ads.sort_by_key(|(ad_id, ad)| (ad.lifecycle != Lifecycle::Published, ad.since, **ad_id));
    let public = ads.iter().filter(|(_, ad)| ad.lifecycle == Lifecycle::Published);
    let canonical = public.max_by_key(|(_, ad)| (ad.rank, Reverse(ad.since))).map(|(id, _)| **id);
    let mut finder = ChangeFinder::new(grouping.log.clone(), grouping.codec.clone(), MARKET);
    let mut shown = Vec::new();
    for (ad_id, ad) in ads.iter().take(ADS_MAX) {
        let value = if ad.seq > 0 { finder.find(**ad_id, ad.seq)? } else { None };
        let change = value.and_then(|value| grouping.codec.decode::<Change>(&value).ok());
        let (mut title, mut url) = (None, None);
        if let Some(ad) = change.as_ref().and_then(|change| change.ad.as_ref()) {
            title = Some(ad.title().to_owned());
            url = ad.source.source_url.clone().or_else(|| ad.apply.url.clone());
        }
        shown.push(AdShown {
            id: **ad_id,
            partner: ad.partner(),
            lifecycle: ad.lifecycle,
            title,
            url,
            at: change.as_ref().map(|change| change.at),
            why: change.and_then(|change| change.grouping),
        });
    }
    let mut aliases: Vec<JobId> = state
        .aliases
        .iter()
        .filter(|(_, alias)| alias.into == job)
        .map(|(alias, _)| *alias)
        .collect();
    aliases.sort_unstable();
    let is_of = |correction: &&KnownCorrection| {
        let of = [correction.ad_id, correction.other_ad_id];
        correction.hold != Hold::Free && of.iter().any(|ad_id| state.ads.contains_key(ad_id))
    };
    let mut corrections: Vec<_> = state.corrections.values().filter(is_of).cloned().collect();
    corrections.sort_by_key(|correction| (correction.at, correction.ad_id));
    let total = ads.len();
    Ok(JobShown { id: job, asked, aliases, canonical, total, ads: shown, corrections })
}
