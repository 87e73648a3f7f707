//! Where the work is done.

use serde::{Deserialize, Serialize};

use super::facts::Origin;

/// One work place.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Location {
    /// As given, when it was one piece of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Postal code without spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// City, town or postal town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Municipality: scheme `se-kommun` or `no-kommune`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<Coded>,
    /// Region: scheme `se-lan`, `no-fylke`, or `nuts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Coded>,
    /// The statistical region of the EU: scheme `nuts2024`, level 3, or 2 or 1
    /// where no more is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nuts: Option<Coded>,
    /// ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Degrees north, WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// How closely it is known.
    #[serde(default)]
    pub precision: Precision,
}

/// A code of a list, with its name, and who says so.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Coded {
    /// Code list.
    pub scheme: String,
    /// Code in that list; empty when only a name is known.
    pub code: String,
    /// Name as the list has it, or as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Given by the partner, or found by the hub.
    pub origin: Origin,
    /// 0 to 1; 1 for what the partner gave.
    pub confidence: f32,
}

/// How closely a place is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Nothing that could be placed.
    #[default]
    Unknown,
    /// Country only.
    Country,
    /// Region.
    Region,
    /// Municipality.
    Municipality,
    /// City or postal code.
    City,
    /// Street address.
    Address,
    /// Coordinates given.
    Point,
}

/// On site, hybrid or remote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkMode {
    /// At the work place.
    Onsite,
    /// Partly at the work place.
    Hybrid,
    /// Anywhere, or anywhere in `remote_regions`.
    Remote,
    /// Not said.
    #[default]
    Unspecified,
}
