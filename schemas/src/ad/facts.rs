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
    /// The words of the ad that it was found in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A part of one of the ad's texts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Span {
    /// JSON pointer of the text: `/texts/0/description_text`.
    pub field: String,
    /// Unicode code points before it.
    pub start: i32,
    /// Unicode code points up to its end.
    pub end: i32,
}

/// Personal data in a text of the ad, so that it can be masked.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PersonalData {
    /// What it is.
    pub kind: PersonalDataKind,
    /// Where it stands.
    pub span: Span,
}

/// What a piece of personal data is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalDataKind {
    /// None of the others.
    Other,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Personal number, coordination number, or another national identity
    /// number whose check digits are right.
    PersonalNumber,
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
