//! Headers of a record: CloudEvents 1.0 in the binary mode of its Kafka
//! binding, plus W3C `traceparent`.
//!
//! Source: cloudevents/spec, `bindings/kafka-protocol-binding.md` v1.0.2,
//! section 3.2: attributes become headers with the prefix `ce_`;
//! `datacontenttype` becomes `content-type`.

use std::borrow::Cow;

use bytes::Bytes;

use crate::event::Event;
use crate::id::EventId;
use crate::time::Timestamp;

/// Name and value of each header.
pub type Headers = Vec<(Cow<'static, str>, Bytes)>;

/// `content-type` of every value.
pub const CONTENT_TYPE: &str = "application/avro";

/// The headers of one record of event `E`.
///
/// `source` names the producer as a URI reference (`/partners/acme`,
/// `/steps/dedupe`); with `id` it names the event. `traceparent` is passed on
/// as it came.
pub fn cloud_event<E: Event>(
    id: EventId,
    source: &str,
    at: Timestamp,
    traceparent: Option<&str>,
) -> Headers {
    let mut headers = Vec::with_capacity(7);
    let mut put = |name: &'static str, value: Bytes| headers.push((Cow::Borrowed(name), value));
    put("ce_id", id.to_string().into());
    put("ce_source", Bytes::copy_from_slice(source.as_bytes()));
    put("ce_type", Bytes::from_static(E::TYPE.as_bytes()));
    put("ce_time", at.to_string().into());
    put("ce_specversion", Bytes::from_static(b"1.0"));
    put("content-type", Bytes::from_static(CONTENT_TYPE.as_bytes()));
    if let Some(traceparent) = traceparent {
        put("traceparent", Bytes::copy_from_slice(traceparent.as_bytes()));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Received;

    fn check(traceparent: Option<&str>, expected: &[(&str, &str)]) {
        let id = EventId::from_uuid(uuid::Uuid::from_u128(7));
        let at = Timestamp::from_micros(1_500_000);
        let headers = cloud_event::<Received>(id, "/partners/acme", at, traceparent);
        let texts: Vec<_> = headers
            .iter()
            .map(|(name, value)| (&**name, std::str::from_utf8(value).unwrap()))
            .collect();
        assert_eq!(texts, expected);
    }

    const PLAIN: [(&str, &str); 6] = [
        ("ce_id", "00000000-0000-0000-0000-000000000007"),
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
