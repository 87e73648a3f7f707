//! The content of an ad as one hash: equal hashes mean that nothing changed
//! that a reader of the ad would see.

use std::collections::BTreeMap;

use schemas::LocalMoment;
use schemas::ad::{
    Ad, AltId, Apply, ContentHash, Employment, Fact, Flags, Location, Occupation, Organization,
    Origin, Requirements, Salary, Start, Text, WorkMode,
};
use schemas::contacts::Contact;
use schemas::json::Json;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What is hashed. Empty parts are left out, so that a part which is added to
/// the ad later does not make every known ad look changed.
#[derive(Serialize)]
struct Content<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source_url: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    alt_ids: &'a [AltId],
    language: &'a str,
    texts: &'a [Text],
    employer: &'a Organization,
    #[serde(skip_serializing_if = "Option::is_none")]
    advertiser: Option<&'a Organization>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    locations: &'a [Location],
    work_mode: WorkMode,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    remote_regions: &'a [String],
    employment: &'a Employment,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<&'a Start>,
    #[serde(skip_serializing_if = "Option::is_none")]
    positions: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    salary: Option<&'a Salary>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    occupation: &'a [Occupation],
    requirements: &'a Requirements,
    apply: &'a Apply,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    contacts: &'a [Contact],
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<&'a LocalMoment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_publication_at: Option<&'a LocalMoment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    apply_by: Option<&'a LocalMoment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_through: Option<&'a LocalMoment>,
    flags: Flags,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Json>,
}

impl<'a> From<&'a Ad> for Content<'a> {
    /// Takes the ad apart field by field: a new field does not compile until
    /// somebody has decided whether it is content.
    fn from(ad: &'a Ad) -> Self {
        let Ad {
            // What the hub itself adds.
            ad_id: _,
            other_languages: _,
            personal_data: _,
            revision: _,
            observed_at: _,
            lifecycle: _,
            removal: _,
            content_hash: _,
            // What a better reader of the same bytes may see differently.
            lint: _,
            facts,
            raw_ref: _,
            // Some partners touch it daily.
            source_modified_at: _,
            // The same ad through another door is the same ad.
            source,
            alt_ids,
            language,
            texts,
            employer,
            advertiser,
            locations,
            work_mode,
            remote_regions,
            employment,
            start,
            positions,
            salary,
            occupation,
            requirements,
            apply,
            contacts,
            published_at,
            last_publication_at,
            apply_by,
            valid_through,
            flags,
            extensions,
        } = ad;
        Self {
            source_url: source.source_url.as_deref(),
            alt_ids,
            language,
            texts,
            employer,
            advertiser: advertiser.as_ref(),
            locations,
            work_mode: *work_mode,
            remote_regions,
            employment,
            start: start.as_ref(),
            positions: *positions,
            salary: salary.as_ref(),
            occupation,
            requirements,
            apply,
            contacts,
            // A date that the hub assumed is the time of receipt: another one
            // with each delivery.
            published_at: (!is_assumed(facts)).then_some(published_at),
            last_publication_at: last_publication_at.as_ref(),
            apply_by: apply_by.as_ref(),
            valid_through: valid_through.as_ref(),
            flags: *flags,
            extensions,
        }
    }
}

/// The publication date is the hub's word, not the partner's.
pub(super) fn is_assumed(facts: &[Fact]) -> bool {
    facts.iter().any(|fact| fact.path == "/published_at" && fact.origin == Origin::Enriched)
}

/// SHA-256 of the content as JSON. `buffer` is room to work in; what it held
/// is lost.
pub(super) fn hash(ad: &Ad, buffer: &mut Vec<u8>) -> Result<ContentHash, serde_json::Error> {
    buffer.clear();
    serde_json::to_writer(&mut *buffer, &Content::from(ad))?;
    Ok(ContentHash(Sha256::digest(&buffer).into()))
}
