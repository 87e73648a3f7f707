//! Records on their way into and out of librdkafka.

use std::borrow::Cow;

use bytes::Bytes;
use rdkafka::message::{BorrowedMessage, Header, Headers as _, Message, OwnedHeaders};
use rdkafka::producer::BaseRecord;
use rdkafka::util::IntoOpaque;

use super::topics::Topic;
use crate::{Consumed, LogError, Produce, TopicName, partition_of};

/// The partition that a record goes to; refuses a record that the topic does
/// not take.
pub(super) fn place(record: &Produce, topic: &Topic) -> Result<u32, LogError> {
    let by_key = || record.key.as_ref().map_or(0, |key| partition_of(key, topic.partitions));
    let partition = record.partition.unwrap_or_else(by_key);
    topic.check(&record.topic, partition)?;
    if topic.compacted && record.key.is_none() {
        return Err(LogError::KeyMissing(record.topic.clone()));
    }
    let bytes = record.bytes();
    if bytes > topic.record_bytes_max {
        let bytes_max = topic.record_bytes_max;
        return Err(LogError::TooLarge { topic: record.topic.clone(), bytes, bytes_max });
    }
    Ok(partition)
}

/// What librdkafka sends. It copies the bytes.
pub(super) fn outgoing<'a, D: IntoOpaque>(
    record: &'a Produce,
    topic: &'a Topic,
    partition: u32,
    opaque: D,
) -> BaseRecord<'a, [u8], [u8], D> {
    let mut outgoing =
        BaseRecord::with_opaque_to(&topic.on_cluster, opaque).partition(number(partition));
    outgoing.key = record.key.as_deref();
    outgoing.payload = record.value.as_deref();
    if !record.headers.is_empty() {
        let empty = OwnedHeaders::new_with_capacity(record.headers.len());
        let add = |headers: OwnedHeaders, (key, value): &(Cow<'_, str>, Bytes)| {
            headers.insert(Header { key, value: Some(value.as_ref()) })
        };
        outgoing.headers = Some(record.headers.iter().fold(empty, add));
    }
    outgoing
}

/// Header names that our records carry: they need not be copied.
const NAMES: [&str; 7] =
    ["ce_id", "ce_source", "ce_type", "ce_time", "ce_specversion", "content-type", "traceparent"];

/// What our callers get. All of its bytes are in one piece: whoever keeps a
/// part keeps the record.
pub(super) fn incoming(message: &BorrowedMessage<'_>, topic: &TopicName) -> Consumed {
    let (key, value) = (message.key(), message.payload());
    // Each look at a header checks its name anew: one look each.
    let headers = message.headers().map_or_else(Vec::new, |headers| headers.iter().collect());
    let values = headers.iter().map(|header| header.value.unwrap_or_default());
    let parts = key.into_iter().chain(value).chain(values);
    let mut all = Vec::with_capacity(parts.clone().map(<[u8]>::len).sum());
    parts.for_each(|part| all.extend_from_slice(part));
    let mut rest = Bytes::from(all);
    let mut take = |part: &[u8]| rest.split_to(part.len());
    let (key, value) = (key.map(&mut take), value.map(&mut take));
    let headers = headers.iter().map(|header| {
        let known = NAMES.iter().find(|name| **name == header.key);
        let name = match known {
            Some(name) => Cow::Borrowed(*name),
            None => Cow::Owned(header.key.to_owned()),
        };
        (name, take(header.value.unwrap_or_default()))
    });
    Consumed {
        topic: topic.clone(),
        partition: index(message.partition()),
        position: position(message.offset()),
        appended_at_millis: message.timestamp().to_millis().unwrap_or(-1),
        key,
        value,
        headers: headers.collect(),
    }
}

/// Kafka's number of a partition.
pub(super) fn number(partition: u32) -> i32 {
    i32::try_from(partition).expect("kafka has at most 2^31 partitions, and the index was checked")
}

/// Our number of a partition.
pub(super) fn index(partition: i32) -> u32 {
    u32::try_from(partition).expect("kafka numbers existing partitions from 0")
}

/// Our position for an offset.
pub(super) fn position(offset: i64) -> u64 {
    u64::try_from(offset).expect("kafka numbers existing records from 0")
}

/// Kafka's offset for a position.
pub(super) fn offset(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
