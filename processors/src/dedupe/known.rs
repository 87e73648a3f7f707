//! What is remembered of one ad, in memory and in the changelog.

use jiff::tz::Offset;
use schemas::ad::ContentHash;
use schemas::dedupe_state::{DedupeState, KnownAd, Standing};
use schemas::{Ad, AdId, LocalMoment, Timestamp};

use super::content;
use super::feeds::{FeedNumber, Feeds, count};
use super::recent::Recent;
use crate::by_ad::{self, OfAd};
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
    /// The publication date that the hub assumed first; [`NEVER`] when the
    /// partner gave one.
    published_at: Timestamp,
    /// When it is forgotten; [`NEVER`] while that cannot be known.
    forget_at: Timestamp,
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
    /// An ad before its first revision, which will be the one after
    /// `revision`.
    pub(super) fn unseen(ad_id: AdId, revision: i64) -> Self {
        Self {
            ad_id,
            content: ContentHash::default(),
            recent: Recent::default(),
            modified_at: NEVER,
            published_at: NEVER,
            forget_at: NEVER,
            revision,
            feed: NO_FEED,
            seen: 0,
            standing: Standing::Withdrawn,
        }
    }

    /// When the partner says that the content changed.
    pub(super) fn modified_at(&self) -> Option<Timestamp> {
        known(self.modified_at)
    }

    /// Takes the partner's word for it.
    pub(super) fn set_modified_at(&mut self, at: Option<Timestamp>) {
        self.modified_at = at.unwrap_or(NEVER);
    }

    /// A publication date that the hub assumes is the time of receipt, another
    /// one with each delivery: an ad keeps the first of them.
    pub(super) fn keep_date(&mut self, ad: &mut Ad) {
        if !content::is_assumed(&ad.facts) {
            self.published_at = NEVER;
        } else if self.published_at == NEVER {
            self.published_at = ad.published_at.at;
        } else {
            ad.published_at = LocalMoment::from_instant(self.published_at, Offset::UTC);
        }
    }

    /// When it is forgotten, unless it is heard of before.
    pub(super) fn forget_at(&self) -> Option<Timestamp> {
        known(self.forget_at)
    }

    /// Says when it is forgotten; none: never.
    pub(super) fn set_forget_at(&mut self, at: Option<Timestamp>) {
        self.forget_at = at.unwrap_or(NEVER);
    }

    /// Forgets all but that it must never come back.
    pub(super) fn erase(&mut self) {
        *self = Self { standing: Standing::Erased, ..Self::unseen(self.ad_id, self.revision) };
    }

    /// From the changelog.
    pub(super) fn restore(ad_id: AdId, state: &KnownAd, feeds: &mut Feeds) -> Self {
        Self {
            ad_id,
            content: state.content,
            recent: Recent::restore(&state.recent),
            modified_at: state.modified_at.unwrap_or(NEVER),
            published_at: state.published_at.unwrap_or(NEVER),
            forget_at: state.forget_at.unwrap_or(NEVER),
            revision: state.revision,
            feed: if state.feed.is_empty() { NO_FEED } else { feeds.named(&state.feed) },
            seen: count(state.seen),
            standing: state.standing,
        }
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
                published_at: known(self.published_at),
                forget_at: self.forget_at(),
            }),
            ..DedupeState::default()
        };
        Outgoing::State(by_ad::key(self.ad_id), Some(StateRecord::Dedupe(state)))
    }
}

fn known(at: Timestamp) -> Option<Timestamp> {
    (at != NEVER).then_some(at)
}
