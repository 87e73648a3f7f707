//! What is remembered of one ad, in memory and in the changelog.

use bytes::Bytes;
use schemas::ad::ContentHash;
use schemas::dedupe_state::{DedupeState, KnownAd, Standing};
use schemas::{AdId, Timestamp};

use super::feeds::{FeedNumber, Feeds, count};
use super::recent::Recent;
use crate::by_ad::OfAd;
use crate::step::{Outgoing, StateRecord};

/// One ad.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Known {
    pub(super) ad_id: AdId,
    /// Of the last revision with content.
    pub(super) content: ContentHash,
    pub(super) recent: Recent,
    /// Of the same revision; [`NEVER`] when the partner did not say.
    modified_at: Timestamp,
    pub(super) revision: i64,
    /// What showed it last.
    pub(super) feed: FeedNumber,
    /// Snapshots of that feed begun when it was seen last.
    pub(super) seen: u32,
    pub(super) standing: Standing,
}

const NEVER: Timestamp = Timestamp::from_micros(i64::MIN);

/// An erased ad belongs to no feed.
const NO_FEED: FeedNumber = FeedNumber::MAX;

impl OfAd for Known {
    fn ad_id(&self) -> AdId {
        self.ad_id
    }
}

impl Known {
    /// An ad before its first revision.
    pub(super) fn unseen(ad_id: AdId) -> Self {
        Self {
            ad_id,
            content: ContentHash::default(),
            recent: Recent::default(),
            modified_at: NEVER,
            revision: 0,
            feed: NO_FEED,
            seen: 0,
            standing: Standing::Withdrawn,
        }
    }

    /// When the partner says that the content changed.
    pub(super) fn modified_at(&self) -> Option<Timestamp> {
        (self.modified_at != NEVER).then_some(self.modified_at)
    }

    /// Takes the partner's word for it.
    pub(super) fn set_modified_at(&mut self, at: Option<Timestamp>) {
        self.modified_at = at.unwrap_or(NEVER);
    }

    /// Forgets all but that it must never come back.
    pub(super) fn erase(&mut self) {
        *self = Self {
            revision: self.revision,
            standing: Standing::Erased,
            ..Self::unseen(self.ad_id)
        };
    }

    /// From the changelog.
    pub(super) fn restore(ad_id: AdId, state: &KnownAd, feeds: &mut Feeds) -> Self {
        let mut known = Self {
            ad_id,
            content: state.content,
            recent: Recent::restore(&state.recent),
            modified_at: NEVER,
            revision: state.revision,
            feed: if state.feed.is_empty() { NO_FEED } else { feeds.named(&state.feed) },
            seen: count(state.seen),
            standing: state.standing,
        };
        known.set_modified_at(state.modified_at);
        known
    }

    /// For the changelog.
    pub(super) fn record(&self, feeds: &Feeds) -> Outgoing {
        let feed = if self.feed == NO_FEED { "" } else { feeds.name(self.feed) };
        let state = DedupeState {
            ad: Some(KnownAd {
                standing: self.standing,
                revision: self.revision,
                content: self.content,
                modified_at: self.modified_at(),
                feed: feed.to_owned(),
                seen: i64::from(self.seen),
                recent: self.recent.state(),
            }),
            feed: None,
        };
        let mut text = uuid::Uuid::encode_buffer();
        let key: &str = self.ad_id.uuid().hyphenated().encode_lower(&mut text);
        let key = Bytes::copy_from_slice(key.as_bytes());
        Outgoing::State(key, Some(StateRecord::Dedupe(state)))
    }
}
