//! The canonical ad: one job advertisement, as its partner published it, in
//! the words of the hub. Field by field in `docs/data.md`.
//!
//! In JSON, what is absent is left out. In Avro every field is written.

mod employment;
mod facts;
mod occupation;
mod organization;
mod place;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use employment::{
    Amount, Apply, Duration, Employment, Extent, PayKind, Period, Relation, Requirement,
    Requirements, Salary, Start,
};
pub use facts::{Fact, Lint, Origin, PersonalData, PersonalDataKind, Severity, Span};
pub use occupation::{Occupation, OccupationScheme};
pub use organization::{IndustryCode, OrgId, Organization};
pub use place::{Coded, Location, Precision, WorkMode};

use crate::contacts::Contact;
use crate::id::{AdId, ExternalId};
use crate::json::Json;
use crate::partner::PartnerName;
use crate::time::{LocalMoment, Timestamp};

/// One job advertisement.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ad {
    /// UUIDv5 of partner, account and external id. The key everywhere.
    pub ad_id: AdId,
    /// Counts up with each real change, in the hub's order; 0 until `dedupe`
    /// has numbered it.
    pub revision: i64,
    /// When the hub took this revision in.
    pub observed_at: Timestamp,
    /// When the partner says that it changed. Informs; never orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_modified_at: Option<Timestamp>,
    /// Where it came from.
    pub source: Source,
    /// Other ids of the same ad: `ats:teamtailor:TENANT`, `af`, `nav`, ….
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alt_ids: Vec<AltId>,
    /// Where it stands.
    pub lifecycle: Lifecycle,
    /// Why and how it went, when it is withdrawn, expired or erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<Removal>,
    /// SHA-256 over the normalised content without volatile fields.
    pub content_hash: ContentHash,
    /// Main language, BCP 47; `und` until one is given or found.
    pub language: String,
    /// BCP 47 of the other languages that a good part of its texts is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_languages: Vec<String>,
    /// At least one.
    pub texts: Vec<Text>,
    /// Who employs.
    pub employer: Organization,
    /// Who advertises, when a recruiter acts for the employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advertiser: Option<Organization>,
    /// Work places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// On site, hybrid or remote.
    pub work_mode: WorkMode,
    /// ISO 3166-1 alpha-2 codes of where remote work may be done from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remote_regions: Vec<String>,
    /// Relation, duration and extent.
    pub employment: Employment,
    /// When work starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// Number of openings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positions: Option<i32>,
    /// Pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salary: Option<Salary>,
    /// Occupation codes, the partner's and those found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occupation: Vec<Occupation>,
    /// What is asked of applicants.
    #[serde(default, skip_serializing_if = "Requirements::is_empty")]
    pub requirements: Requirements,
    /// How to apply.
    pub apply: Apply,
    /// Contact persons. Personal data: present on the way in only; they leave
    /// for `ads.contacts` before an ad reaches `changes`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// When it appears.
    pub published_at: LocalMoment,
    /// The last day on which it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_publication_at: Option<LocalMoment>,
    /// Last time to apply. Not an expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply_by: Option<LocalMoment>,
    /// When it stops being valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_through: Option<LocalMoment>,
    /// Marks.
    #[serde(default, skip_serializing_if = "Flags::is_empty")]
    pub flags: Flags,
    /// What the reader noticed and could mend or leave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lint: Vec<Lint>,
    /// Where facts without a place for it of their own come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// Personal data that stands in the texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal_data: Vec<PersonalData>,
    /// What has no home above, by format, so that a format that we also serve
    /// survives the round trip.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: BTreeMap<String, Json>,
    /// The bytes that it was read from, kept outside the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_ref: Option<RawRef>,
}

impl Ad {
    /// The instant after which the ad is no longer valid: `valid_through`, or
    /// `last_publication_at`; the earlier when both are given. `apply_by` is a
    /// deadline, not an expiry.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let ends = [&self.valid_through, &self.last_publication_at];
        ends.into_iter().flatten().map(|moment| moment.at).min()
    }

    /// The text in the main language, or the first.
    pub fn main_text(&self) -> Option<&Text> {
        self.texts.iter().find(|text| text.lang == self.language).or_else(|| self.texts.first())
    }

    /// Title in the main language; empty when there is no text at all.
    pub fn title(&self) -> &str {
        self.main_text().map_or("", |text| text.title.as_str())
    }
}

/// Where an ad came from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// The partner.
    pub partner_id: PartnerName,
    /// Id space of a tenant of the partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What read it: `push`, `jobstream`, ….
    pub connector: String,
    /// Format of the bytes: `adhub-json`, `jobstream-v2`, `schemaorg-jsonld`, ….
    pub format: String,
    /// The partner's id.
    pub external_id: ExternalId,
    /// The ad's own page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// The snapshot that it was fetched in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_snapshot_id: Option<String>,
}

/// Another id of the same ad.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct AltId {
    /// Whose id: `ats:teamtailor:TENANT`, `af`, `nav`, `eures`, `requisition`.
    pub scheme: String,
    /// The id.
    pub value: String,
}

/// Where an ad stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Known, but not yet public (a publication date in the future).
    Draft,
    /// Public.
    Published,
    /// Its own last date has passed.
    Expired,
    /// The partner took it down; it may come back.
    Withdrawn,
    /// Gone for ever on request.
    Erased,
}

/// How an ad went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Removal {
    /// What told us.
    pub signal: RemovalSignal,
    /// When, by the partner's word or ours.
    pub at: Timestamp,
    /// The partner's own reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
}

/// The signals that an ad went, kept apart (canonical.md, section 4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalSignal {
    /// The partner said "remove this ad".
    ExplicitDelete,
    /// The ad was sent again with an inactive status.
    StatusFlip,
    /// Its last date passed.
    Expiry,
    /// Missing from two complete snapshots in a row.
    AbsentFromSnapshot,
    /// Its own page answers 404 or 410, or lost its markup.
    HttpGone,
    /// Erased on request.
    Erasure,
}

/// Title and description in one language.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Text {
    /// BCP 47; `und` until found.
    pub lang: String,
    /// Title.
    pub title: String,
    /// HTML: as given until `enrich` has sanitised it, safe to show after.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description_html: String,
    /// Plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description_text: String,
    /// Parts with a known meaning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

/// A part of a description.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// Its heading as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// HTML, as [`Text::description_html`].
    pub html: String,
}

/// What a part of a description is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// The employer.
    About,
    /// What the work is.
    Tasks,
    /// What is asked for.
    Requirements,
    /// What is offered.
    Offer,
    /// Terms.
    Conditions,
    /// How to apply.
    HowToApply,
    /// None of the others.
    Other,
}

/// Marks of an ad.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four independent marks of the canonical ad")]
pub struct Flags {
    /// May be passed on to EURES.
    #[serde(default)]
    pub eures: bool,
    /// Paid placement.
    #[serde(default)]
    pub sponsored: bool,
    /// No vacancy now: a list for later.
    #[serde(default)]
    pub talent_pool: bool,
    /// The employer is not named.
    #[serde(default)]
    pub anonymous_employer: bool,
}

impl Flags {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where the raw bytes are kept, and their SHA-256.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RawRef {
    /// Pointer into the blob store.
    pub pointer: String,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
}

/// SHA-256 of an ad's content. Avro: `fixed(32)`. JSON: lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ContentHash(pub [u8; 32]);

impl fmt::Display for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for ContentHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = ContentHash;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("32 bytes, or 64 hex digits")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<ContentHash, E> {
                bytes.try_into().map(ContentHash).map_err(|_| E::invalid_length(bytes.len(), &self))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ContentHash, E> {
                let mut hash = [0; 32];
                if text.len() != 64 || !text.is_ascii() {
                    return Err(E::invalid_length(text.len(), &self));
                }
                for (index, byte) in hash.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16)
                        .map_err(|_| E::custom("not a hex digit"))?;
                }
                Ok(ContentHash(hash))
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Visitor)
        } else {
            deserializer.deserialize_bytes(Visitor)
        }
    }
}
