//! What is remembered of one ad, in memory and in the changelog.

use schemas::ad::Lifecycle;
use schemas::change::Facets;
use schemas::group_state::{GroupState, GroupedAd};
use schemas::{Ad, AdId, JobId, Timestamp};

use super::market::Showing;
use super::matching::{AccountNumber, Signature};
use super::similar::{Sketch, Sketches};
use super::symbols::Symbol;
use crate::by_ad::{self, ByAd, OfAd, Slot};
use crate::step::{Outgoing, StateRecord};

/// One ad. Its job, account and signature stay when it goes, so that it can
/// come back to its job.
pub(super) struct Member {
    pub(super) ad_id: AdId,
    /// The job that it advertises, or advertised last.
    pub(super) job: Option<JobId>,
    /// The change that minted that job.
    pub(super) job_since: i64,
    /// Its last revision.
    pub(super) revision: i64,
    /// Its last change; 0 when subscribers never saw it.
    pub(super) seq: i64,
    /// The change that published it last.
    pub(super) since: i64,
    /// A published ad's end, the publication of a draft, or the forgetting of
    /// an ad that is gone.
    pub(super) due_at: Option<Timestamp>,
    /// Empty unless it is published.
    pub(super) facets: Box<[Symbol]>,
    pub(super) signature: Signature,
    /// Empty for a draft, and for an ad that has been gone for long.
    pub(super) sketch: Sketch,
    pub(super) account: AccountNumber,
    /// The next public ad of its job, in a ring.
    pub(super) next: Slot,
    pub(super) rank: u8,
    /// It has a record in `ads.contacts`.
    pub(super) contacts: bool,
    pub(super) lifecycle: Lifecycle,
}

impl Sketches for ByAd<Member> {
    fn sketch(&self, slot: Slot) -> &Sketch {
        &self.at(slot).sketch
    }
}

impl OfAd for Member {
    fn ad_id(&self) -> AdId {
        self.ad_id
    }
}

impl Member {
    /// An ad before its first revision.
    pub(super) fn unseen(ad_id: AdId) -> Self {
        Self {
            ad_id,
            job: None,
            job_since: 0,
            revision: 0,
            seq: 0,
            since: 0,
            due_at: None,
            facets: Box::default(),
            signature: Signature::default(),
            sketch: Sketch::default(),
            account: 0,
            next: 0,
            rank: 0,
            contacts: false,
            lifecycle: Lifecycle::Withdrawn,
        }
    }

    /// Subscribers see it.
    pub(super) fn is_public(&self) -> bool {
        self.lifecycle == Lifecycle::Published
    }

    /// It is public, and what it is grouped by stays the same.
    pub(super) fn shows(&self, showing: &Showing) -> bool {
        self.is_public() && self.signature == showing.signature && self.sketch == showing.sketch
    }

    /// It is to be forgotten when its timer goes off. An erased ad never is,
    /// so that it stays erased.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.lifecycle, Lifecycle::Withdrawn | Lifecycle::Expired)
    }

    /// Others are compared with it: it is public, or went not long ago.
    pub(super) fn is_compared(&self) -> bool {
        !self.sketch.is_empty() && (self.is_public() || self.is_gone())
    }

    /// From the changelog; facets and account are numbered by the caller.
    pub(super) fn restore(ad_id: AdId, state: &GroupedAd, account: AccountNumber) -> Self {
        Self {
            ad_id,
            job: state.job,
            job_since: state.job_since,
            revision: state.revision,
            seq: state.seq,
            since: state.since,
            due_at: state.due_at,
            facets: Box::default(),
            signature: state.signature.iter().map(|key| key.cast_unsigned()).collect(),
            sketch: Sketch::restore(&state.sketch),
            account,
            next: 0,
            rank: u8::try_from(state.rank).unwrap_or(0),
            contacts: state.contacts,
            lifecycle: state.lifecycle,
        }
    }

    /// For the changelog.
    pub(super) fn record(&self, account: &str, facets: Facets, draft: Option<Box<Ad>>) -> Outgoing {
        let state = GroupState {
            ad: Some(GroupedAd {
                lifecycle: self.lifecycle,
                revision: self.revision,
                seq: self.seq,
                since: self.since,
                job: self.job,
                job_since: self.job_since,
                account: account.to_owned(),
                rank: i32::from(self.rank),
                contacts: self.contacts,
                due_at: self.due_at,
                facets,
                signature: self.signature.iter().map(|key| key.cast_signed()).collect(),
                sketch: self.sketch.bytes().to_vec(),
                draft,
            }),
            ..GroupState::default()
        };
        Outgoing::State(by_ad::key(self.ad_id), Some(StateRecord::Group(state)))
    }
}
