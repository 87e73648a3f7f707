//! Names of the topics, as in `topics.toml`.

#![expect(missing_docs, reason = "topics.toml documents each topic")]

pub const ADS_RECEIVED: &str = "ads.received";
pub const ADS_REVISED: &str = "ads.revised";
pub const ADS_ENRICHED: &str = "ads.enriched";
pub const CHANGES: &str = "changes";
pub const ADS_CURRENT: &str = "ads.current";
pub const ADS_CONTACTS: &str = "ads.contacts";
pub const ADS_REJECTED: &str = "ads.rejected";
pub const DEDUPE_STATE: &str = "dedupe.state";
pub const GROUP_STATE: &str = "group.state";
pub const PARTNERS_CURSORS: &str = "partners.cursors";
pub const PARTNERS_KEYS: &str = "partners.keys";
