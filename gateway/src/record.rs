//! From what a partner said to records of the log.

use bytes::Bytes;
use eventlog::{Headers, Produce, TopicName};
use schemas::headers::CloudEvent;
use schemas::{Codec, EncodeError, Event, EventId, Received, Rejected, Timestamp, topic};

/// What every record of one request has in common.
pub(crate) struct Envelope {
    /// `ce_source`.
    pub(crate) source: Bytes,
    /// `ce_time`.
    pub(crate) time: Bytes,
    /// The partner's own trace.
    pub(crate) traceparent: Option<Bytes>,
}

impl Envelope {
    pub(crate) fn new(partner: &str, at: Timestamp, traceparent: Option<Bytes>) -> Self {
        let source = Bytes::from(format!("/partners/{partner}"));
        Self { source, time: Bytes::from(at.to_string()), traceparent }
    }

    fn headers<E: Event>(&self, event_id: EventId, id: Bytes) -> Headers {
        let event = CloudEvent {
            id,
            source: self.source.clone(),
            time: self.time.clone(),
            traceparent: Some(self.traceparent.clone().unwrap_or_else(|| traceparent(event_id))),
        };
        event.headers::<E>()
    }

    /// A record of `ads.received`, keyed by ad.
    pub(crate) fn received(&self, codec: &Codec, event: &Received) -> Result<Produce, EncodeError> {
        let id = Bytes::from(event.event_id.to_string());
        Ok(Produce {
            topic: TopicName::new(topic::ADS_RECEIVED),
            partition: None,
            key: Some(Bytes::from(event.ad_id.to_string())),
            value: Some(codec.encode(topic::ADS_RECEIVED, event)?),
            headers: self.headers::<Received>(event.event_id, id),
        })
    }

    /// A record of `ads.rejected`, keyed by delivery.
    pub(crate) fn rejected(&self, codec: &Codec, event: &Rejected) -> Result<Produce, EncodeError> {
        let key = Bytes::from(event.event_id.to_string());
        Ok(Produce {
            topic: TopicName::new(topic::ADS_REJECTED),
            partition: None,
            key: Some(key.clone()),
            value: Some(codec.encode(topic::ADS_REJECTED, event)?),
            headers: self.headers::<Rejected>(event.event_id, key),
        })
    }
}

/// A trace of our own, found by the id of the delivery: its UUID is the trace
/// id, the first half of it the span. Not sampled.
fn traceparent(id: EventId) -> Bytes {
    let uuid = id.uuid();
    let trace = uuid.simple().to_string();
    Bytes::from(format!("00-{trace}-{}-00", &trace[..16]))
}
