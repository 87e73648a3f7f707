//! Terms of the work: relation, duration, extent, pay, start, requirements,
//! and how to apply.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Relation, duration and extent: three axes that are never merged
/// ("full-time" is not "permanent").
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Employment {
    /// Employee, contractor, ….
    #[serde(default)]
    pub relation: Relation,
    /// Permanent, fixed-term, ….
    #[serde(default)]
    pub duration: Duration,
    /// Duration in the partner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_text: Option<String>,
    /// Full or part time.
    #[serde(default)]
    pub extent: Extent,
    /// Least extent, percent of full time, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_min: Option<f64>,
    /// Largest extent, percent of full time, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_max: Option<f64>,
    /// Working hours in the partner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_text: Option<String>,
}

/// What ties the worker to the work.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Relation {
    Employee,
    Contractor,
    Intern,
    Volunteer,
    Apprentice,
    Other,
    #[default]
    Unspecified,
}

/// How long the work lasts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Duration {
    Permanent,
    Fixed,
    Seasonal,
    OnDemand,
    #[default]
    Unspecified,
}

/// How much of full time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Extent {
    Full,
    Part,
    Both,
    #[default]
    Unspecified,
}

/// When work starts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Start {
    /// `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// As soon as possible.
    #[serde(default)]
    pub asap: bool,
    /// In the partner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Pay. Never a wrong amount: what could not be read stays in `text`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Salary {
    /// Least amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Amount>,
    /// Largest amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Amount>,
    /// ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What the amounts are for.
    #[serde(default)]
    pub period: Period,
    /// Fixed, commission, or both.
    #[serde(default)]
    pub kind: PayKind,
    /// In the partner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The amounts were read from text rather than given as numbers.
    #[serde(default)]
    pub parsed: bool,
}

/// What an amount is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Period {
    Hour,
    Day,
    Week,
    Month,
    Year,
    Once,
    #[default]
    Unspecified,
}

/// How pay comes about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum PayKind {
    Fixed,
    FixedPlusCommission,
    Commission,
    #[default]
    Unspecified,
}

/// An exact decimal amount of money, not negative. Avro: decimal text
/// (`"35000.50"`). JSON: a number; on the way in also decimal text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Amount(String);

impl Amount {
    /// Reads decimal text: up to 15 digits, then up to 6 decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, max: usize| {
            !part.is_empty() && part.len() <= max && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(whole, 15) || !digits(decimals, 6) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let decimals = decimals.trim_end_matches('0');
        let dot = if decimals.is_empty() { "" } else { "." };
        Some(Self(format!("{whole}{dot}{decimals}")))
    }

    /// The decimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For comparison only.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_str(&self.0);
        }
        match self.0.parse::<i64>() {
            Ok(whole) => serializer.serialize_i64(whole),
            Err(_) => serializer.serialize_f64(self.to_f64()),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Amount;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an amount of money: a number that is not negative")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Amount, E> {
                Amount::parse(text)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Visitor)
        } else {
            deserializer.deserialize_str(Visitor)
        }
    }
}

/// What is asked of applicants.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Requirements {
    /// Skills.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Requirement>,
    /// Languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Requirement>,
    /// Education, direction and level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub education: Vec<Requirement>,
    /// Work experience.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience: Vec<Requirement>,
    /// Licences, the driving licence among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<Requirement>,
}

impl Requirements {
    /// Nothing is asked for.
    pub fn is_empty(&self) -> bool {
        [&self.skills, &self.languages, &self.education, &self.experience, &self.licences]
            .iter()
            .all(|list| list.is_empty())
    }
}

/// One thing that is asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Requirement {
    /// In words.
    pub label: String,
    /// Code list of `code`: `af_concept`, `esco`, `bcp47`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Code in that list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Concept id of the JobTech taxonomy, where `code` is of another list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept_id: Option<String>,
    /// Level, in the partner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Must have, rather than nice to have.
    #[serde(default)]
    pub must: bool,
    /// The partner's weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<i32>,
}

/// How to apply. Without any method the ad carries the lint
/// `no_apply_method`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Apply {
    /// Form on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Address for applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal: Option<String>,
    /// Reference to give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Instructions, HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions_html: Option<String>,
    /// Whether `url` is the employer's own form rather than another page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct: Option<bool>,
}
