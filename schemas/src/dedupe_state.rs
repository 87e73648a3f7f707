//! `dedupe.state`: what dedupe remembers of each ad.

use serde::{Deserialize, Serialize};

use crate::id::AdId;

/// The last revision of one ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DedupeState {
    /// The ad.
    pub ad_id: AdId,
}
