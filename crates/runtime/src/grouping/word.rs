//! An operator's word on two ads, and the record that carries it.

use bytes::Bytes;
use eventlog::{Headers, Produce, TopicName};
use processors::correction_key;
use schemas::group_state::KnownCorrection;
use schemas::headers::CloudEvent;
use schemas::revision::{Correction, Hold, Revision, RevisionKind};
use schemas::{AdId, Codec, EncodeError, EventId, PartnerName, Timestamp, topic};
use serde::{Deserialize, Serialize};

use super::MARKET;

/// What an operator wants to say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Word {
    /// An ad.
    pub ad_id: AdId,
    /// Another.
    pub other: AdId,
    /// What is to become of them; [`Hold::Free`] takes back what was said.
    pub hold: Hold,
    /// Who says so: 1 to 200 characters.
    pub by: String,
    /// Why: 1 to 2,000 characters.
    pub note: String,
}

impl Word {
    /// What such a revision says.
    pub(super) fn of(event: &Revision) -> Option<Self> {
        let Correction { ad_id, hold, by, note } = event.correction.clone()?;
        Some(Self { ad_id: event.ad_id, other: ad_id, hold, by, note })
    }
}

impl From<KnownCorrection> for Word {
    fn from(known: KnownCorrection) -> Self {
        let KnownCorrection { ad_id, other_ad_id, hold, by, note, .. } = known;
        Self { ad_id, other: other_ad_id, hold, by, note }
    }
}

/// A word as the group step reads it from `ads.enriched`. The id of its
/// CloudEvent ends in `/operator`.
///
/// # Errors
/// [`EncodeError`].
pub fn record(
    codec: &Codec,
    word: &Word,
    partner: &PartnerName,
    at: Timestamp,
) -> Result<Produce, EncodeError> {
    let Word { ad_id, other, hold, by, note } = word.clone();
    let pair = correction_key(ad_id, other);
    let event_id = EventId::derive(&[pair.as_bytes(), &at.micros().to_be_bytes()]);
    let event = Revision {
        event_id,
        partner: partner.clone(),
        ad_id,
        revision: 0,
        received_at: at,
        kind: RevisionKind::Corrected,
        ad: None,
        removal: None,
        correction: Some(Correction { ad_id: other, hold, by, note }),
    };
    let headers = CloudEvent {
        id: format!("{event_id}{OPERATOR}").into(),
        source: format!("/partners/{partner}").into(),
        time: at.to_string().into(),
        traceparent: None,
    };
    Ok(Produce {
        topic: TopicName::new(topic::ADS_ENRICHED),
        partition: Some(MARKET),
        key: Some(Bytes::from(ad_id.to_string())),
        value: Some(codec.encode(topic::ADS_ENRICHED, &event)?),
        headers: headers.headers::<Revision>(),
    })
}

const OPERATOR: &str = "/operator";

/// An operator wrote the record, and no step.
pub fn is_word(headers: &Headers) -> bool {
    let id = headers.iter().find(|(name, _)| name == "ce_id");
    id.is_some_and(|(_, id)| id.ends_with(OPERATOR.as_bytes()))
}
