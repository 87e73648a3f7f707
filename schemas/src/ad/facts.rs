//! Where facts come from, and what a reader noticed.

use serde::{Deserialize, Serialize};

/// Who says so.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The partner gave it.
    #[default]
    Source,
    /// The hub found it.
    Enriched,
}

/// Origin of one plain field (`/language`, `/locations/0/country`, …). Coded
/// values ([`crate::ad::Coded`], [`crate::ad::Occupation`]) carry their own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Fact {
    /// JSON pointer into the ad.
    pub path: String,
    /// Who says so.
    pub origin: Origin,
    /// 0 to 1; 1 for what the partner gave.
    pub confidence: f32,
    /// How it was found: `postal_code`, `name`, `text`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
}

/// One thing that a reader noticed.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Lint {
    /// Stable code: `date_unreadable`, `no_apply_method`, ….
    pub code: String,
    /// JSON pointer or element path in the partner's own bytes.
    pub path: String,
    /// How bad it is.
    pub severity: Severity,
}

/// How bad a lint is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Mended without loss.
    Info,
    /// Something was left out or guessed.
    Warning,
    /// Something that matters could not be read.
    Error,
}
