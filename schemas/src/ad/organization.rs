//! Employers and those who advertise for them.

use serde::{Deserialize, Serialize};

/// An employer, or a recruiter that acts for one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Organization {
    /// Name as shown; empty when the employer is not named.
    pub name: String,
    /// Registered name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_name: Option<String>,
    /// Registration number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Unit or work place inside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// URL of its logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// About it, HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description_html: Option<String>,
    /// Industry codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub industry: Vec<IndustryCode>,
}

/// A registration number.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct OrgId {
    /// `se-orgnr` (ISO 6523 ICD 0007), `no-orgnr` (0192), or another ICD.
    pub scheme: String,
    /// Digits without spaces or hyphens.
    pub value: String,
}

/// One industry code.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct IndustryCode {
    /// Code list: `nace`, `sni2007`, `partner`, ….
    pub scheme: String,
    /// Code, or the partner's words.
    pub code: String,
}
