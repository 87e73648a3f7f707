//! Ads through enrich and group, in the order of their publication.

use std::collections::BTreeMap;

use anyhow::bail;
use processors::enrich::enrich;
use processors::{Arrival, Group, Outgoing, Step as _};
use schemas::ad::Lifecycle;
use schemas::change::Grouping;
use schemas::revision::RevisionKind;
use schemas::{Ad, AdId, EventId, JobId, Revision};

/// Where an ad ended.
pub(super) struct Placed {
    pub(super) job: JobId,
    pub(super) grouping: Option<Grouping>,
}

/// The job of each ad after all of them were shown.
///
/// # Errors
/// When group refuses one.
pub(super) fn jobs(ads: &[&Ad]) -> anyhow::Result<BTreeMap<AdId, Placed>> {
    let mut in_order = ads.to_vec();
    in_order.sort_by_key(|ad| (ad.published_at.at, ad.ad_id));
    let mut group = Group::default();
    let mut placed = BTreeMap::new();
    let mut out = Vec::new();
    for (position, ad) in in_order.into_iter().enumerate() {
        let mut ad = ad.clone();
        enrich(&mut ad);
        ad.lifecycle = Lifecycle::Published;
        (ad.valid_through, ad.last_publication_at) = (None, None);
        let now = ad.published_at.at;
        let ad_id = ad.ad_id;
        let event = Revision {
            event_id: EventId::derive(&[ad_id.as_bytes()]),
            partner: ad.source.partner_id.clone(),
            ad_id,
            revision: 1,
            received_at: now,
            kind: RevisionKind::Upserted,
            ad: Some(Box::new(ad)),
            removal: None,
            correction: None,
        };
        let arrival = Arrival { now, partition: 0, position: position as u64 };
        let outcome = group.decide(event, &arrival, &mut out);
        for outgoing in out.drain(..) {
            if let Outgoing::Change(change) = outgoing {
                let (job, grouping) = (change.job.id, change.grouping);
                placed.insert(change.ad_id, Placed { job, grouping });
            }
        }
        if !placed.contains_key(&ad_id) {
            bail!("group did not show ad {ad_id}: {outcome:?}");
        }
    }
    Ok(placed)
}
