//! Contact persons: personal data, in a compacted topic of their own, keyed by
//! ad, never in `changes`.

use serde::{Deserialize, Serialize};

use crate::id::AdId;
use crate::time::Timestamp;

/// One contact.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Contact {
    /// A person, or the employer's own switchboard.
    #[serde(default)]
    pub kind: ContactKind,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Role or description, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Number in E.164, when it could be read as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_e164: Option<String>,
    /// Number as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_text: Option<String>,
    /// The partner's own word for the kind of contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_type: Option<String>,
    /// A union representative.
    #[serde(default)]
    pub union: bool,
}

/// What a contact is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// A person.
    #[default]
    Person,
    /// The employer itself.
    Employer,
}

/// The contacts of one revision of one ad: a record of `ads.contacts`. An ad
/// that is withdrawn, expired or erased has a tombstone instead.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contacts {
    /// The ad.
    pub ad_id: AdId,
    /// Its revision.
    pub revision: i64,
    /// When they were written.
    pub at: Timestamp,
    /// At least one.
    pub contacts: Vec<Contact>,
}
