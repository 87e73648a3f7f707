//! `partners.quarantine`: complete snapshots that the poller does not believe,
//! and what an operator has said about them.
//!
//! Two records a partner, each with one writer: `held/NAME` is the poller's,
//! in the same transaction as the round; `release/NAME` is the operator's. The
//! poller takes both away when a complete snapshot went through.

use serde::{Deserialize, Serialize};

use crate::partner::PartnerName;
use crate::time::Timestamp;

/// One record of the quarantine: exactly one of the parts is there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartnerQuarantine {
    /// The partner.
    pub partner: PartnerName,
    /// When this was written.
    pub at: Timestamp,
    /// What is held (record key `held/NAME`).
    pub held: Option<HeldSnapshot>,
    /// Lets the next complete snapshot through, once, as long as what is held
    /// has this [`HeldSnapshot::since`] (record key `release/NAME`).
    pub release: Option<Timestamp>,
}

/// Complete snapshots in a row that are not believed. Nothing was withdrawn
/// because of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeldSnapshot {
    /// When the first of them began.
    pub since: Timestamp,
    /// Why.
    pub reason: HeldReason,
    /// How many they are.
    pub snapshots: i64,
    /// Ads in the last of them.
    pub ads: i64,
    /// Ads in the last snapshot that was believed.
    pub ads_before: i64,
}

impl HeldSnapshot {
    /// So many ads fewer than before. At least so many would be withdrawn.
    pub fn fewer(&self) -> i64 {
        self.ads_before.saturating_sub(self.ads)
    }
}

/// Why a complete snapshot is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldReason {
    /// It is smaller than the last one by more than the safety brake lets pass.
    Shrunk,
    /// It holds nothing, and the last one held something.
    Empty,
}

impl PartnerQuarantine {
    /// Key of what the poller holds.
    pub fn held_key(partner: &PartnerName) -> String {
        format!("held/{partner}")
    }

    /// Key of what the operator released.
    pub fn release_key(partner: &PartnerName) -> String {
        format!("release/{partner}")
    }
}
