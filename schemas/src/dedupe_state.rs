//! `dedupe.state`: what dedupe remembers of each ad, of each feed that is read
//! by complete snapshots, and of the ads that it forgot.

use serde::{Deserialize, Serialize};

use crate::ad::ContentHash;
use crate::time::Timestamp;

/// One record of the changelog: an ad (record key: the ad id as text), a feed
/// (record key: `snapshot/FEED`), or what is left of forgotten ads (record
/// key: `forgotten`). Exactly one of the parts is there.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct DedupeState {
    /// An ad.
    pub ad: Option<KnownAd>,
    /// A feed.
    pub feed: Option<KnownFeed>,
    /// What is left of forgotten ads.
    pub forgotten: Option<Forgotten>,
}

/// The last revision of one ad. Of an erased ad only `standing` and
/// `revision` are kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownAd {
    /// Whether it is there.
    pub standing: Standing,
    /// Its last revision.
    pub revision: i64,
    /// Content of its last revision with content.
    pub content: ContentHash,
    /// When the partner says that this content changed.
    pub modified_at: Option<Timestamp>,
    /// `PARTNER/CONNECTOR/ACCOUNT` that showed it last.
    pub feed: String,
    /// Number of snapshots of that feed begun when it was seen last.
    pub seen: i64,
    /// First eight bytes of the ids of its last deliveries, newest first.
    pub recent: Vec<i64>,
    /// The publication date that the hub assumed, while the partner gives none.
    pub published_at: Option<Timestamp>,
    /// When it is forgotten, unless it is heard of before; `None`: never.
    pub forget_at: Option<Timestamp>,
}

/// Whether an ad is there, by the partner's word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is there.
    Live,
    /// It was taken down; it may come back.
    Withdrawn,
    /// It is gone for ever.
    Erased,
}

/// Where the complete snapshots of one feed stand.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct KnownFeed {
    /// Number of snapshots begun.
    pub begun: i64,
    /// The partner's id of the last one begun.
    pub begun_id: String,
    /// That one is neither completed nor replaced by another.
    pub open: bool,
    /// Which of them was completed last; 0 when none was.
    pub completed: i64,
    /// First eight bytes of the ids of its last markers, newest first.
    pub recent: Vec<i64>,
}

/// What is left of all the ads that were forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Forgotten {
    /// The highest revision of any of them: an ad that is not known begins
    /// above it.
    pub revision: i64,
}
