//! `ads.revised` and `ads.enriched`: one new revision of an ad, or its going.

use serde::{Deserialize, Serialize};

use crate::ad::{Ad, Removal};
use crate::id::{AdId, EventId};
use crate::partner::PartnerName;
use crate::time::Timestamp;

/// One revision.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Revision {
    /// The delivery that caused it.
    pub event_id: EventId,
    /// Whose ad.
    pub partner: PartnerName,
    /// The ad.
    pub ad_id: AdId,
    /// Counts up per ad, by one. An ad that was forgotten goes on at a higher
    /// number, and so may a new ad begin.
    pub revision: i64,
    /// When the hub took in what caused it.
    pub received_at: Timestamp,
    /// What happened to it.
    pub kind: RevisionKind,
    /// `upserted`: the ad, contacts and all.
    pub ad: Option<Box<Ad>>,
    /// `withdrawn`, `erased`: how it went.
    pub removal: Option<Removal>,
    /// `corrected`: what an operator says of this ad and another. `revision` is
    /// of no meaning then, and nothing else is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
}

/// An operator's word on two ads. It outweighs every rule, until it is lifted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Correction {
    /// The other ad.
    pub ad_id: AdId,
    /// What is to become of the two.
    pub hold: Hold,
    /// Who says so.
    pub by: String,
    /// Why.
    pub note: String,
}

/// What an operator says of two ads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Nothing any more: the rules decide.
    Free,
    /// They are not one job.
    Apart,
    /// They are one job.
    Together,
}

/// What happened to an ad.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionKind {
    /// New, changed, or back again.
    Upserted,
    /// Taken down; may come back.
    Withdrawn,
    /// Gone for ever.
    Erased,
    /// An operator corrects its grouping; the ad itself did not change.
    Corrected,
}
