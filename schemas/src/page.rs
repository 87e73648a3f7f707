//! `partners.pages`: what is known of each page that a pulled partner has,
//! keyed by partner and page, written in the same transaction as the ads of
//! the page. A page is whatever is asked for by itself: a page of a site, or
//! the details of one ad.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::partner::PartnerName;
use crate::time::Timestamp;

/// What is known of one page since it was last read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartnerPage {
    /// The partner.
    pub partner: PartnerName,
    /// The page, as its connector names it: a URL, an id.
    pub page: String,
    /// When this was written.
    pub at: Timestamp,
    /// What the connector knows of it; only the connector reads it.
    pub note: Json,
}

impl PartnerPage {
    /// Key of its record.
    pub fn key(partner: &PartnerName, page: &str) -> String {
        format!("{partner}/{page}")
    }
}
