//! Records for `ads.rejected`.

use schemas::rejected::{Fault, RejectReason, Rejected};
use schemas::{Received, Revision};
use serde::Serialize;

use crate::step::{Arrival, Outgoing, StepName};

/// An event that is rejected: what of it goes into the record.
#[derive(Clone, Copy)]
pub(crate) struct Refused<'a> {
    /// Which step rejects.
    pub(crate) step: StepName,
    /// The topic that it reads.
    pub(crate) topic: &'static str,
    pub(crate) event_id: schemas::EventId,
    pub(crate) partner: &'a schemas::PartnerName,
    pub(crate) account: Option<&'a str>,
    pub(crate) external_id: Option<&'a str>,
}

impl<'a> Refused<'a> {
    /// What dedupe reads.
    pub(crate) fn received(event: &'a Received) -> Self {
        Self {
            step: StepName::Dedupe,
            topic: schemas::topic::ADS_RECEIVED,
            event_id: event.event_id,
            partner: &event.partner,
            account: event.account.as_deref(),
            external_id: event.external_id.as_ref().map(schemas::id::ExternalId::as_str),
        }
    }

    /// What group reads.
    pub(crate) fn enriched(event: &'a Revision) -> Self {
        let source = event.ad.as_ref().map(|ad| &ad.source);
        Self {
            step: StepName::Group,
            topic: schemas::topic::ADS_ENRICHED,
            event_id: event.event_id,
            partner: &event.partner,
            account: source.and_then(|source| source.account.as_deref()),
            external_id: source.map(|source| source.external_id.as_str()),
        }
    }

    /// The record, without the event's bytes: what was erased stays away.
    pub(crate) fn without_bytes(
        self,
        reason: RejectReason,
        fault: Fault,
        arrival: &Arrival,
    ) -> Outgoing {
        Outgoing::Rejected(Rejected {
            event_id: self.event_id,
            partner: self.partner.clone(),
            account: self.account.map(str::to_owned),
            external_id: self.external_id.map(str::to_owned),
            at: arrival.now,
            step: self.step.as_str().to_owned(),
            reason,
            faults: vec![fault],
            place: format!("{}/{}@{}", self.topic, arrival.partition, arrival.position),
            content_type: "application/json".to_owned(),
            bytes: Vec::new(),
            bytes_length: 0,
        })
    }

    /// The record, with the event as JSON.
    pub(crate) fn with_event(
        self,
        event: &impl Serialize,
        reason: RejectReason,
        fault: Fault,
        arrival: &Arrival,
    ) -> Outgoing {
        let mut outgoing = self.without_bytes(reason, fault, arrival);
        if let Outgoing::Rejected(rejected) = &mut outgoing {
            rejected.bytes = match serde_json::to_vec(event) {
                Ok(bytes) => bytes,
                Err(error) => {
                    let message = error.to_string();
                    rejected.faults.push(Fault::new("not_json", "", message));
                    Vec::new()
                }
            };
            rejected.bytes_length = i64::try_from(rejected.bytes.len()).unwrap_or(i64::MAX);
            rejected.bytes.truncate(Rejected::BYTES_MAX);
        }
        outgoing
    }
}
