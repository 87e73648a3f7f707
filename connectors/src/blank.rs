//! The ad that a reader starts from: who sent it and when, and nothing else.

use std::collections::BTreeMap;

use schemas::ad::{
    Ad, Apply, ContentHash, Employment, Flags, Lifecycle, Organization, Requirements, Source,
    WorkMode,
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
        extensions: BTreeMap::new(),
        raw_ref: None,
    }
}

/// BCP 47 for "not known yet".
pub(crate) const UNDETERMINED: &str = "und";

/// A draft until its publication date; `group` publishes it then.
fn lifecycle(published_at: Timestamp, now: Timestamp) -> Lifecycle {
    if published_at > now { Lifecycle::Draft } else { Lifecycle::Published }
}
