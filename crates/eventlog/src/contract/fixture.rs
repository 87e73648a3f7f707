//! What the promises are told with.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::executor::block_on;
use uuid::Uuid;

use crate::{
    Cleanup, Consumed, EventLog, From, Member, Position, Produce, Reader, TopicName, TopicSpec,
};

/// Longest wait for something that must happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A name that no other test has.
pub(super) fn unique(name: &str) -> String {
    format!("{name}.{}", Uuid::new_v4().simple())
}

/// Makes a topic of its own.
pub(super) fn topic(log: &dyn EventLog, partitions: u32, cleanup: Cleanup) -> TopicName {
    let name = TopicName::owned(unique("contract"));
    let spec = TopicSpec { name: name.clone(), partitions, cleanup };
    log.ensure_topics(&[spec]).unwrap();
    name
}

/// A record with a text as key and value.
pub(super) fn record(topic: &TopicName, key: &str, value: &str) -> Produce {
    Produce {
        topic: topic.clone(),
        partition: None,
        key: Some(Bytes::copy_from_slice(key.as_bytes())),
        value: Some(Bytes::copy_from_slice(value.as_bytes())),
        headers: Vec::new(),
    }
}

/// A record for one partition.
pub(super) fn record_to(topic: &TopicName, partition: u32, value: &str) -> Produce {
    Produce { partition: Some(partition), ..record(topic, "key", value) }
}

/// Appends records that must be acknowledged.
pub(super) fn append(log: &Arc<dyn EventLog>, records: Vec<Produce>) -> Vec<Position> {
    block_on(log.append(records)).into_iter().map(Result::unwrap).collect()
}

/// A reader of partition 0 from its floor.
pub(super) fn reader(log: &Arc<dyn EventLog>, topic: &TopicName) -> Box<dyn Reader> {
    log.reader(topic, 0, From::Floor).unwrap()
}

/// Polls until `count` records came, or the patience is over.
pub(super) fn read(reader: &mut dyn Reader, count: usize) -> Vec<Consumed> {
    let deadline = Instant::now() + PATIENCE;
    let mut records = Vec::new();
    while records.len() < count && Instant::now() < deadline {
        records.extend(reader.poll(count - records.len(), Duration::from_millis(200)).unwrap());
    }
    records
}

/// The values of the whole of partition 0, up to its end.
pub(super) fn values(log: &Arc<dyn EventLog>, topic: &TopicName) -> Vec<String> {
    values_of(&read_to_end(log, topic, 0))
}

/// Everything in a partition now.
pub(super) fn read_to_end(
    log: &Arc<dyn EventLog>,
    topic: &TopicName,
    partition: u32,
) -> Vec<Consumed> {
    let end = log.bounds(topic, partition).unwrap().end;
    let mut reader = log.reader(topic, partition, From::Floor).unwrap();
    let deadline = Instant::now() + PATIENCE;
    let mut records = Vec::new();
    while reader.position() < end {
        records.extend(reader.poll(1_000, Duration::from_millis(200)).unwrap());
        assert!(Instant::now() < deadline, "reading {topic}/{partition} to {end} takes too long");
    }
    records
}

/// Values as text; a tombstone is `-`.
pub(super) fn values_of(records: &[Consumed]) -> Vec<String> {
    let text = |bytes: &Bytes| String::from_utf8(bytes.to_vec()).unwrap();
    records.iter().map(|record| record.value.as_ref().map_or("-".to_owned(), text)).collect()
}

/// Polls all members in turn until `done` says so; their records by member.
/// A rebalance drops what the member read, as a consumer must.
pub(super) fn poll_until(
    members: &mut [Box<dyn Member>],
    done: impl Fn(&[Vec<Consumed>], &[Box<dyn Member>]) -> bool,
) -> Vec<Vec<Consumed>> {
    let deadline = Instant::now() + 3 * PATIENCE;
    let mut records = vec![Vec::new(); members.len()];
    loop {
        for (member, records) in members.iter_mut().zip(&mut records) {
            match member.poll(100, Duration::from_millis(20)) {
                Ok(more) => records.extend(more),
                Err(crate::LogError::Rebalanced) => records.clear(),
                Err(error) => panic!("poll: {error}"),
            }
        }
        if done(&records, members) {
            return records;
        }
        assert!(Instant::now() < deadline, "the group takes too long: {records:?}");
    }
}
