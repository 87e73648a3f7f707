//! `group.state`: what group remembers of each ad, job and market.

use serde::{Deserialize, Serialize};

use crate::id::AdId;

/// One remembered thing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GroupState {
    /// The ad.
    pub ad_id: AdId,
}
