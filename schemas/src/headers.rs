//! Headers of a record: CloudEvents 1.0 in the binary mode of its Kafka
//! binding, plus W3C `traceparent`.
//!
//! Source: cloudevents/spec, `bindings/kafka-protocol-binding.md` v1.0.2,
//! section 3.2: attributes become headers with the prefix `ce_`;
//! `datacontenttype` becomes `content-type`.

use std::borrow::Cow;

use bytes::Bytes;

use crate::event::Event;

/// Name and value of each header.
pub type Headers = Vec<(Cow<'static, str>, Bytes)>;

/// `content-type` of every value.
pub const CONTENT_TYPE: &str = "application/avro";

/// What the headers of one record say of its event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CloudEvent {
    /// With `source` it names the event.
    pub id: Bytes,
    /// The producer, as a URI reference: `/partners/acme`, `/timers`.
    pub source: Bytes,
    /// When it happened, RFC 3339.
    pub time: Bytes,
    /// Passed on as it came.
    pub traceparent: Option<Bytes>,
}

impl CloudEvent {
    /// The headers of a record of event `E`.
    pub fn headers<E: Event>(self) -> Headers {
        let mut headers = Vec::with_capacity(7);
        let mut put = |name: &'static str, value: Bytes| headers.push((Cow::Borrowed(name), value));
        put("ce_id", self.id);
        put("ce_source", self.source);
        put("ce_type", Bytes::from_static(E::TYPE.as_bytes()));
        put("ce_time", self.time);
        put("ce_specversion", Bytes::from_static(b"1.0"));
        put("content-type", Bytes::from_static(CONTENT_TYPE.as_bytes()));
        if let Some(traceparent) = self.traceparent {
            put("traceparent", traceparent);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Received, Timestamp};

    fn check(traceparent: Option<&'static str>, expected: &[(&str, &str)]) {
        let event = CloudEvent {
            id: Bytes::from_static(b"7/dedupe"),
            source: Bytes::from_static(b"/partners/acme"),
            time: Timestamp::from_micros(1_500_000).to_string().into(),
            traceparent: traceparent.map(|trace| Bytes::from_static(trace.as_bytes())),
        };
        let headers = event.headers::<Received>();
        let texts: Vec<_> = headers
            .iter()
            .map(|(name, value)| (&**name, std::str::from_utf8(value).unwrap()))
            .collect();
        assert_eq!(texts, expected);
    }

    const PLAIN: [(&str, &str); 6] = [
        ("ce_id", "7/dedupe"),
        ("ce_source", "/partners/acme"),
        ("ce_type", "org.adhub.received.v1"),
        ("ce_time", "1970-01-01T00:00:01.5Z"),
        ("ce_specversion", "1.0"),
        ("content-type", "application/avro"),
    ];

    #[test]
    fn headers_are_cloud_events_in_binary_mode() {
        check(None, &PLAIN);
    }

    #[test]
    fn a_trace_goes_on() {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        check(Some(trace), &[&PLAIN[..], &[("traceparent", trace)]].concat());
    }
}
