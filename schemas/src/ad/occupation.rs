//! Occupation codes of an ad.

use serde::{Deserialize, Serialize};

use super::facts::Origin;

/// One occupation code.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Occupation {
    /// Code list.
    pub scheme: OccupationScheme,
    /// Code in that list.
    pub code: String,
    /// Name as given or as the list has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Given by the partner, or found by the hub.
    pub origin: Origin,
    /// 0 to 1; 1 for what the partner gave.
    pub confidence: f32,
}

/// Lists of occupation codes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OccupationScheme {
    /// SSYK 2012, four digits (Sweden).
    Ssyk2012,
    /// JobTech taxonomy concept id, any level of occupation.
    AfConcept,
    /// ISCO-08, four digits.
    Isco08,
    /// ESCO occupation URI.
    Esco,
    /// STYRK-08 (Norway).
    Styrk08,
    /// O*NET-SOC.
    Onet,
    /// The partner's own words or codes.
    Partner,
}

impl OccupationScheme {
    /// As in JSON and in facets.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ssyk2012 => "ssyk2012",
            Self::AfConcept => "af_concept",
            Self::Isco08 => "isco08",
            Self::Esco => "esco",
            Self::Styrk08 => "styrk08",
            Self::Onet => "onet",
            Self::Partner => "partner",
        }
    }
}
