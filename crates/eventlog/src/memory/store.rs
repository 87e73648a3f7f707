//! Keeps records in vectors.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::embedded::Partition;
use crate::embedded::store::{Batch, Chunk, Store};
use crate::{Bounds, Cleanup, Consumed, LogError, TopicSpec};

/// Most records that one read hands out.
const CHUNK_RECORDS_MAX: usize = 1_000;

/// A store without a disk.
#[derive(Default)]
pub(super) struct MemoryStore {
    /// By number of the partition; positions rise.
    records: Mutex<HashMap<u32, Vec<Consumed>>>,
}

impl MemoryStore {
    /// Removes what may go at `now`, milliseconds since the epoch.
    pub(super) fn clean_up(&self, partition: &Partition, now: i64) {
        let mut all = self.records.lock();
        let Some(records) = all.get_mut(&partition.id) else { return };
        match partition.cleanup {
            Cleanup::Keep => {}
            Cleanup::DeleteAfter(age) => {
                let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
                records.retain(|record| record.appended_at_millis.saturating_add(age) > now);
                let first = records.first().map(|record| record.position);
                partition.raise_floor(first.unwrap_or(partition.bounds().end));
            }
            Cleanup::Compact => {
                let latest: HashMap<_, _> =
                    records.iter().map(|record| (record.key.clone(), record.position)).collect();
                records.retain(|record| {
                    latest.get(&record.key) == Some(&record.position) && record.value.is_some()
                });
            }
        }
    }
}

impl Store for MemoryStore {
    fn create(&self, topics: &[TopicSpec]) -> Result<Vec<Vec<Arc<Partition>>>, LogError> {
        let mut all = self.records.lock();
        let mut made = Vec::new();
        for spec in topics {
            let mut partitions = Vec::new();
            for index in 0..spec.partitions {
                let id = u32::try_from(all.len()).expect("tests make few partitions");
                all.insert(id, Vec::new());
                let bounds = Bounds { floor: 0, end: 0 };
                let partition = Partition::new(id, spec.name.clone(), index, spec.cleanup, bounds);
                partitions.push(Arc::new(partition));
            }
            made.push(partitions);
        }
        Ok(made)
    }

    fn persist(&self, batch: &Batch) -> Result<(), LogError> {
        let mut all = self.records.lock();
        for output in &batch.outputs {
            let partition = &output.partition;
            let records = all.entry(partition.id).or_default();
            for (position, record) in (output.base..).zip(&output.records) {
                records.push(Consumed {
                    topic: partition.topic.clone(),
                    partition: partition.index,
                    position,
                    appended_at_millis: batch.at_millis,
                    key: record.key.clone(),
                    value: record.value.clone(),
                    headers: record.headers.clone(),
                });
            }
        }
        Ok(())
    }

    fn read(&self, partition: &Partition, from: u64, end: u64) -> Result<Chunk, LogError> {
        let all = self.records.lock();
        let records = all.get(&partition.id).map_or(&[][..], Vec::as_slice);
        let first = records.partition_point(|record| record.position < from);
        let last = records.partition_point(|record| record.position < end);
        let cut = last.min(first + CHUNK_RECORDS_MAX);
        let next = if cut == last { end } else { records[cut].position };
        Ok(Chunk { records: records[first..cut].to_vec(), next })
    }

    fn keep_schema(&self, _id: u32, _subject: &str, _schema: &str) -> Result<(), LogError> {
        // The engine holds all schemas in memory anyway.
        Ok(())
    }

    fn health(&self) -> Result<(), LogError> {
        Ok(())
    }
}
