//! From what a step says to records of the log.

use std::borrow::Cow;

use bytes::Bytes;
use eventlog::{Headers, Produce, TopicName};
use processors::{Outgoing, StateRecord, StepName};
use schemas::{AdId, Codec, EncodeError, Event, EventId, Timestamp, topic};

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
    /// `ads.current` share their bytes).
    pub(crate) fn emit(
        &self,
        outgoing: &Outgoing,
        cause: &Cause,
        records: &mut Vec<Produce>,
    ) -> Result<(), EncodeError> {
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
            Outgoing::Change(change) => {
                let key = id_key(change.ad_id);
                let record = self.event(topic::CHANGES, self.partition, key, change, cause)?;
                let topic = TopicName::new(topic::ADS_CURRENT);
                records.push(Produce { topic, ..record.clone() });
                records.push(record);
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
            headers: cause.headers(E::TYPE, self.step.as_str()),
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
    /// CloudEvents 1.0 in binary mode, and the trace that it belongs to.
    pub(crate) fn headers(&self, ce_type: &'static str, step: &'static str) -> Headers {
        let id = self.event_id.map_or_else(|| step.to_owned(), |id| format!("{id}/{step}"));
        let mut headers: Headers = vec![
            (Cow::Borrowed("ce_id"), Bytes::from(id)),
            (Cow::Borrowed("ce_source"), self.source.clone()),
            (Cow::Borrowed("ce_type"), Bytes::from_static(ce_type.as_bytes())),
            (Cow::Borrowed("ce_time"), Bytes::from(self.at.to_string())),
            (Cow::Borrowed("ce_specversion"), Bytes::from_static(b"1.0")),
            (Cow::Borrowed("content-type"), Bytes::from_static(b"application/avro")),
        ];
        if let Some(traceparent) = &self.traceparent {
            headers.push((Cow::Borrowed("traceparent"), traceparent.clone()));
        }
        headers
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
