//! `ads.received`: what partners said, one record each, as it came in.

use serde::{Deserialize, Serialize};

use crate::ad::{Ad, Removal};
use crate::id::{AdId, EventId, ExternalId};
use crate::partner::PartnerName;
use crate::time::Timestamp;

/// One thing that a partner said. [`Received::kind`] tells which of the
/// optional parts are there.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Received {
    /// Id of this delivery; the same delivery has the same id again.
    pub event_id: EventId,
    /// Who said it.
    pub partner: PartnerName,
    /// Tenant of the partner.
    pub account: Option<String>,
    /// When the hub took it in. The start of the end-to-end delay.
    pub received_at: Timestamp,
    /// What is said.
    pub kind: ReceivedKind,
    /// The ad that it is about. Nil for snapshot markers.
    pub ad_id: AdId,
    /// The partner's id of the ad. None for snapshot markers.
    pub external_id: Option<ExternalId>,
    /// `observed`: the ad.
    pub ad: Option<Box<Ad>>,
    /// `removed`: how it went.
    pub removal: Option<Removal>,
    /// `snapshot_begun`, `snapshot_completed`; and `observed` in a snapshot.
    pub snapshot: Option<SnapshotMark>,
}

/// What a partner said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedKind {
    /// "This is the ad now." In a snapshot without its ad: "it is still there,
    /// and cannot be read".
    Observed,
    /// "The ad is gone; it may come back."
    Removed,
    /// "Forget the ad for ever."
    Erased,
    /// "From here on, all the ads that there are." Sent to every partition.
    SnapshotBegun,
    /// "That was all of them." Sent to every partition, only when the snapshot
    /// is provably complete and the safety brake did not hold.
    SnapshotCompleted,
}

/// A complete snapshot of a partner (and account).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SnapshotMark {
    /// Rises with each snapshot of this partner: `2026-11-24T12:00:00Z#n` or
    /// the partner's own id. Unique per partner and account.
    pub id: String,
    /// What reads it, as [`crate::ad::Source::connector`] of its ads: only ads
    /// that this connector showed last can be absent from it.
    pub connector: String,
    /// Number of ads in it; in `snapshot_completed` only.
    pub count: Option<i64>,
}
