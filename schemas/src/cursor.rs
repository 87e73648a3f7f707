//! `partners.cursors`: where each pulled partner continues, keyed by partner,
//! written in the same transaction as the ads.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::partner::PartnerName;
use crate::time::Timestamp;

/// Where reading a partner continues.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartnerCursor {
    /// The partner.
    pub partner: PartnerName,
    /// When this was written.
    pub at: Timestamp,
    /// The connector's own cursor; only the connector reads it.
    pub cursor: Json,
    /// Number of ads in the last complete snapshot, for the safety brake.
    pub snapshot_count: Option<i64>,
    /// When the last complete snapshot began.
    pub snapshot_at: Option<Timestamp>,
    /// Sum over the ids of the ads in the last complete snapshot: tells
    /// whether two show the same ads.
    #[serde(default)]
    pub snapshot_ids: Option<i64>,
    /// The last two complete snapshots show the same ads: no absence waits for
    /// a second one.
    #[serde(default)]
    pub snapshot_settled: bool,
}
