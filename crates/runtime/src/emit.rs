//! From what a step says to records of the log.

use bytes::Bytes;
use eventlog::{Headers, Produce, TopicName};
use processors::{Outgoing, StateRecord, StepName};
use schemas::headers::CloudEvent;
use schemas::{AdId, Change, Codec, EncodeError, Event, EventId, Timestamp, topic};

use crate::process::ProcessError;
use crate::shown::Shown;

/// Makes records.
pub(crate) struct Emitter<'a> {
    pub(crate) codec: &'a Codec,
    pub(crate) step: StepName,
    /// Partition of the input: state and `ads.revised` go to the same one.
    pub(crate) partition: u32,
    /// Partition of the market, for `ads.enriched`.
    pub(crate) market: u32,
}

impl Emitter<'_> {
    /// Encodes one output into one record, or two (`changes` and
    /// `ads.current` share their bytes). An ad that moved is found in `shown`.
    pub(crate) fn emit(
        &self,
        outgoing: &Outgoing,
        cause: &Cause,
        shown: &mut dyn Shown,
        records: &mut Vec<Produce>,
    ) -> Result<(), ProcessError> {
        match outgoing {
            Outgoing::Revised(revision) => {
                let key = id_key(revision.ad_id);
                records.push(self.event(
                    topic::ADS_REVISED,
                    self.partition,
                    key,
                    revision,
                    cause,
                )?);
            }
            Outgoing::Enriched(revision) => {
                let key = id_key(revision.ad_id);
                records.push(self.event(topic::ADS_ENRICHED, self.market, key, revision, cause)?);
            }
            Outgoing::Change(change) => self.change(change, cause, shown, records)?,
            Outgoing::Moved { change, shown: seq } => {
                let ad = shown.ad(change.ad_id, *seq)?;
                self.change(&Change { ad, ..change.clone() }, cause, shown, records)?;
            }
            Outgoing::Contacts(ad_id, Some(contacts)) => {
                let key = id_key(*ad_id);
                records.push(self.event(
                    topic::ADS_CONTACTS,
                    self.partition,
                    key,
                    contacts,
                    cause,
                )?);
            }
            Outgoing::Contacts(ad_id, None) => {
                records.push(self.tombstone(topic::ADS_CONTACTS, id_key(*ad_id)));
            }
            Outgoing::Forgotten(ad_id) => {
                records.push(self.tombstone(topic::ADS_CURRENT, id_key(*ad_id)));
            }
            Outgoing::Rejected(rejected) => {
                let key = Bytes::from(rejected.event_id.to_string());
                records.push(self.event(topic::ADS_REJECTED, 0, key, rejected, cause)?);
            }
            Outgoing::State(key, state) => records.push(self.state(key, state.as_ref())?),
        }
        Ok(())
    }

    fn change(
        &self,
        change: &Change,
        cause: &Cause,
        shown: &mut dyn Shown,
        records: &mut Vec<Produce>,
    ) -> Result<(), ProcessError> {
        let key = id_key(change.ad_id);
        let record = self.event(topic::CHANGES, self.partition, key, change, cause)?;
        if let (Some(_), Some(value)) = (&change.ad, &record.value) {
            shown.saw(change, value)?;
        }
        let topic = TopicName::new(topic::ADS_CURRENT);
        records.push(Produce { topic, ..record.clone() });
        records.push(record);
        Ok(())
    }

    fn event<E: Event>(
        &self,
        topic: &'static str,
        partition: u32,
        key: Bytes,
        event: &E,
        cause: &Cause,
    ) -> Result<Produce, EncodeError> {
        Ok(Produce {
            topic: TopicName::new(topic),
            partition: Some(partition),
            key: Some(key),
            value: Some(self.codec.encode(topic, event)?),
            headers: cause.headers::<E>(self.step.as_str()),
        })
    }

    fn state(&self, key: &Bytes, state: Option<&StateRecord>) -> Result<Produce, EncodeError> {
        let name = state_topic(self.step).unwrap_or(topic::DEDUPE_STATE);
        let value = match state {
            None => None,
            Some(StateRecord::Dedupe(state)) => Some(self.codec.encode(name, state)?),
            Some(StateRecord::Group(state)) => Some(self.codec.encode(name, state)?),
        };
        Ok(Produce { value, ..self.tombstone(name, key.clone()) })
    }

    /// What takes a key out of a compacted topic.
    fn tombstone(&self, topic: &'static str, key: Bytes) -> Produce {
        Produce {
            topic: TopicName::new(topic),
            partition: Some(self.partition),
            key: Some(key),
            value: None,
            headers: Headers::new(),
        }
    }
}

/// The input that outputs come from, for their headers.
pub(crate) struct Cause {
    pub(crate) event_id: Option<EventId>,
    pub(crate) source: Bytes,
    pub(crate) at: Timestamp,
    pub(crate) traceparent: Option<Bytes>,
}

impl Cause {
    /// The headers of what `step` makes of it.
    pub(crate) fn headers<E: Event>(&self, step: &'static str) -> Headers {
        let id = self.event_id.map_or_else(|| step.to_owned(), |id| format!("{id}/{step}"));
        let event = CloudEvent {
            id: id.into(),
            source: self.source.clone(),
            time: self.at.to_string().into(),
            traceparent: self.traceparent.clone(),
        };
        event.headers::<E>()
    }
}

fn id_key(id: AdId) -> Bytes {
    Bytes::from(id.to_string())
}

/// What a step reads.
pub(crate) const fn input_topic(step: StepName) -> &'static str {
    match step {
        StepName::Dedupe => topic::ADS_RECEIVED,
        StepName::Enrich => topic::ADS_REVISED,
        StepName::Group => topic::ADS_ENRICHED,
    }
}

/// What a step remembers in; `None`: it has no state.
pub(crate) const fn state_topic(step: StepName) -> Option<&'static str> {
    match step {
        StepName::Dedupe => Some(topic::DEDUPE_STATE),
        StepName::Enrich => None,
        StepName::Group => Some(topic::GROUP_STATE),
    }
}
