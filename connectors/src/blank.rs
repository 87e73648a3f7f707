//! The ad that a reader starts from: who sent it and when, and nothing else.

use std::collections::BTreeMap;

use schemas::ad::{
    Ad, Apply, ContentHash, Employment, Fact, Flags, Lifecycle, Organization, Origin, Requirements,
    Source, WorkMode,
};
use schemas::id::{AdId, ExternalId};
use schemas::{LocalMoment, Timestamp};

use crate::item::ReadContext;

/// An ad without content. `connector` and `format` name what read it.
pub(crate) fn ad(
    context: &ReadContext<'_>,
    external_id: ExternalId,
    connector: &str,
    format: &str,
    published_at: LocalMoment,
) -> Ad {
    let profile = context.profile;
    Ad {
        ad_id: AdId::derive(profile.partner.as_str(), context.account, &external_id),
        revision: 0,
        observed_at: context.now,
        source_modified_at: None,
        source: Source {
            partner_id: profile.partner.clone(),
            account: context.account.map(str::to_owned),
            connector: connector.to_owned(),
            format: format.to_owned(),
            external_id,
            source_url: None,
            fetched_snapshot_id: context.snapshot_id.map(str::to_owned),
        },
        alt_ids: Vec::new(),
        lifecycle: lifecycle(published_at.at, context.now),
        removal: None,
        content_hash: ContentHash::default(),
        language: profile.language.clone().unwrap_or_else(|| UNDETERMINED.to_owned()),
        other_languages: Vec::new(),
        texts: Vec::new(),
        employer: Organization::default(),
        advertiser: None,
        locations: Vec::new(),
        work_mode: WorkMode::Unspecified,
        remote_regions: Vec::new(),
        employment: Employment::default(),
        start: None,
        positions: None,
        salary: None,
        occupation: Vec::new(),
        requirements: Requirements::default(),
        apply: Apply::default(),
        contacts: Vec::new(),
        published_at,
        last_publication_at: None,
        apply_by: None,
        valid_through: None,
        flags: Flags::default(),
        lint: Vec::new(),
        facts: Vec::new(),
        personal_data: Vec::new(),
        extensions: BTreeMap::new(),
        raw_ref: None,
    }
}

/// Sets the publication date, and with it where the ad stands.
pub(crate) fn publish(ad: &mut Ad, published_at: LocalMoment) {
    ad.lifecycle = lifecycle(published_at.at, ad.observed_at);
    ad.published_at = published_at;
}

/// What the hub assumes when no publication date is given: the time of
/// receipt.
pub(crate) fn received(now: Timestamp) -> LocalMoment {
    LocalMoment::from_instant(now, jiff::tz::Offset::UTC)
}

/// Marks the publication date as the hub's, not the partner's, so that it
/// cannot make a re-send look like a change.
pub(crate) fn assume_published(ad: &mut Ad) {
    ad.facts.push(Fact {
        path: "/published_at".to_owned(),
        origin: Origin::Enriched,
        confidence: 0.5,
        method: Some("received".to_owned()),
        span: None,
    });
}

/// BCP 47 for "not known yet".
pub(crate) const UNDETERMINED: &str = "und";

/// A draft until its publication date; `group` publishes it then.
fn lifecycle(published_at: Timestamp, now: Timestamp) -> Lifecycle {
    if published_at > now { Lifecycle::Draft } else { Lifecycle::Published }
}
