//! `partners.keys`: partners and their keys, compacted. Keys are stored
//! hashed; the key itself is printed once and never kept.

use serde::{Deserialize, Serialize};

use crate::partner::PartnerName;
use crate::time::Timestamp;

/// One record of `partners.keys`: a partner (`key_id` is none; record key
/// `partner/NAME`) or one of its keys (record key `key/KEY_ID`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartnerRecord {
    /// The partner.
    pub partner: PartnerName,
    /// When this record was first written.
    pub created_at: Timestamp,
    /// A disabled partner may push nothing; a revoked key opens nothing.
    pub disabled_at: Option<Timestamp>,
    /// Zone of the partner's naive times, IANA name. Partners only.
    pub zone: Option<String>,
    /// Language of ads that do not say. Partners only.
    pub language: Option<String>,
    /// Public part of a key: 12 lower-case letters and digits. Keys only.
    pub key_id: Option<String>,
    /// SHA-256 of the whole key, lower-case hex. A key holds 256 random bits,
    /// so that a slow hash would add nothing. Keys only.
    pub key_sha256: Option<String>,
}
