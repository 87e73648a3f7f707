//! Where the bytes of an embedded log rest.

use std::sync::Arc;

use super::partition::Partition;
use crate::{Consumed, LogError, Produce, TopicSpec};

/// Keeps records, offsets, topics and schemas. The engine decides; a store
/// only remembers.
pub(crate) trait Store: Send + Sync + 'static {
    /// Makes topics; all or none.
    fn create(&self, topics: &[TopicSpec]) -> Result<Vec<Vec<Arc<Partition>>>, LogError>;

    /// Keeps everything of a batch atomically, and durably if the store
    /// survives the process. After an error nothing of it may ever be read.
    fn persist(&self, batch: &Batch) -> Result<(), LogError>;

    /// Records from position `from`, below `end`: at least one when there is
    /// one, and as many more as come cheaply with it.
    fn read(&self, partition: &Partition, from: u64, end: u64) -> Result<Chunk, LogError>;

    /// Keeps a schema and its subject under an id.
    fn keep_schema(&self, id: u32, subject: &str, schema: &str) -> Result<(), LogError>;

    /// Whether an append would be taken now.
    fn health(&self) -> Result<(), LogError>;
}

/// What becomes visible together.
pub(crate) struct Batch {
    /// Append time of all its records, milliseconds since the epoch.
    pub(crate) at_millis: i64,
    /// Records by partition.
    pub(crate) outputs: Vec<Output>,
    /// Where groups go on reading.
    pub(crate) offsets: Vec<Offset>,
}

/// Records that follow each other in one partition.
pub(crate) struct Output {
    pub(crate) partition: Arc<Partition>,
    /// Position of the first record.
    pub(crate) base: u64,
    pub(crate) records: Vec<Produce>,
}

/// Where a group goes on reading a partition.
pub(crate) struct Offset {
    pub(crate) group: Arc<str>,
    /// Number of the partition in the store.
    pub(crate) partition: u32,
    pub(crate) next: u64,
}

/// Records read in one go.
pub(crate) struct Chunk {
    pub(crate) records: Vec<Consumed>,
    /// Where reading goes on; beyond the last record when compaction left a
    /// hole there.
    pub(crate) next: u64,
}
