//! Topics and transactions. One small trait, three implementations: `kafka`,
//! `local` (embedded, one directory, one process) and `memory` (tests). One
//! contract suite holds all three to the same promises, so that the pipeline
//! cannot tell which one it runs on.
//!
//! This crate does not know what records mean, and nothing else names Kafka.

#[cfg(feature = "contract")]
pub mod contract;
mod embedded;
mod error;
pub mod kafka;
mod local;
mod memory;
mod record;
pub mod registry;
mod topic;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use schemas::SchemaTable;

pub use embedded::clock::{Clock, system_clock};
pub use error::LogError;
pub use kafka::KafkaLog;
pub use local::{LocalLog, LocalOptions};
pub use memory::{Fault, MemoryLog};
pub use record::{Consumed, Headers, Position, Produce, RECORD_BYTES_MAX, partition_of};
pub use topic::{Cleanup, TopicName, TopicSpec};

/// A log of topics, each cut into partitions with dense order.
pub trait EventLog: Send + Sync {
    /// Makes the topics that are missing; leaves the others as they are.
    ///
    /// # Errors
    /// [`LogError::Unavailable`], or [`LogError::Conflict`] when a topic is
    /// there with another number of partitions.
    fn ensure_topics(&self, topics: &[TopicSpec]) -> Result<(), LogError>;

    /// Number of partitions of a topic.
    ///
    /// # Errors
    /// [`LogError::UnknownTopic`] names it.
    fn partitions(&self, topic: &TopicName) -> Result<u32, LogError>;

    /// Appends records durably: the future resolves after the log has
    /// acknowledged (Kafka: `acks=all`; embedded: synced to disk), with one
    /// answer per record, in order. Records of one partition keep their order.
    /// An error means "not acknowledged": it may still have been applied.
    fn append(&self, records: Vec<Produce>) -> BoxFuture<'static, Vec<Result<Position, LogError>>>;

    /// Reads one partition from a position, committed records only.
    ///
    /// # Errors
    /// [`LogError::UnknownTopic`]; [`LogError::OutOfRange`] when `from` is
    /// below the floor or beyond the end.
    fn reader(
        &self,
        topic: &TopicName,
        partition: u32,
        from: From,
    ) -> Result<Box<dyn Reader>, LogError>;

    /// First position kept, and the position after the last committed record.
    ///
    /// # Errors
    /// [`LogError::UnknownTopic`] or [`LogError::Unavailable`].
    fn bounds(&self, topic: &TopicName, partition: u32) -> Result<Bounds, LogError>;

    /// Takes hold of a transactional identity. Whoever held it before is
    /// fenced: its unfinished transaction is aborted, and its next call fails
    /// with [`LogError::Fenced`]. Offsets are committed for `group`.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    fn transactor(&self, id: &str, group: &str) -> Result<Box<dyn Transactor>, LogError>;

    /// Where `group` goes on reading: the next position after the last
    /// committed offset; `None` when it has committed none.
    ///
    /// # Errors
    /// [`LogError::UnknownTopic`] or [`LogError::Unavailable`].
    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partition: u32,
    ) -> Result<Option<u64>, LogError>;

    /// Joins a consumer group: the log shares the partitions of `topics` out
    /// among the living members, from the committed offsets (or the floor).
    ///
    /// # Errors
    /// [`LogError::UnknownTopic`] or [`LogError::Unavailable`].
    fn join(&self, group: &str, topics: &[TopicName]) -> Result<Box<dyn Member>, LogError>;

    /// Ids of schemas.
    fn schema_table(&self) -> Arc<dyn SchemaTable>;

    /// Answers `Ok` when the log would take an append now (readiness).
    ///
    /// # Errors
    /// [`LogError::Unavailable`] or [`LogError::Full`] with the reason.
    fn health(&self) -> Result<(), LogError>;
}

/// Where a reader starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// At the first record kept.
    Floor,
    /// After the last committed record.
    End,
    /// At a position (inclusive).
    Position(u64),
}

/// The range of a partition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// First position kept. Positions below are gone.
    pub floor: u64,
    /// The position that follows the last committed record.
    pub end: u64,
}

/// Reads one partition in order. Positions rise; Kafka leaves gaps.
pub trait Reader: Send {
    /// Up to `max` records; waits up to `wait` for the first one. Empty after
    /// the wait. Never returns a record of an open or aborted transaction.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] (ask again), [`LogError::OutOfRange`] when
    /// retention overtook the reader.
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError>;

    /// The position that `poll` goes on from.
    fn position(&self) -> u64;

    /// Goes on from another position.
    ///
    /// # Errors
    /// [`LogError::OutOfRange`].
    fn seek(&mut self, position: u64) -> Result<(), LogError>;
}

/// Holder of a transactional identity. One transaction at a time: outputs,
/// state and consumed offsets appear together or not at all.
///
/// After any error but [`LogError::UnknownTopic`] and [`LogError::TooLarge`]
/// the holder must be dropped; a new one starts from the last commit.
pub trait Transactor: Send {
    /// Opens a transaction.
    ///
    /// # Errors
    /// [`LogError::Fenced`], [`LogError::Unavailable`].
    fn begin(&mut self) -> Result<(), LogError>;

    /// Adds a record to the open transaction.
    ///
    /// # Errors
    /// [`LogError::UnknownTopic`], [`LogError::TooLarge`],
    /// [`LogError::Fenced`], [`LogError::Unavailable`].
    fn append(&mut self, record: Produce) -> Result<(), LogError>;

    /// Commits the outputs and, for each consumed partition, where reading
    /// goes on. `generation` is that of the group member that consumed, or
    /// `None` with fixed assignment.
    ///
    /// # Errors
    /// [`LogError::Fenced`]; [`LogError::Indefinite`] when it is not known
    /// whether the commit took effect.
    fn commit(
        &mut self,
        consumed: &[ConsumedTo],
        generation: Option<&Generation>,
    ) -> Result<(), LogError>;

    /// Aborts the open transaction.
    ///
    /// # Errors
    /// [`LogError::Fenced`], [`LogError::Unavailable`].
    fn abort(&mut self) -> Result<(), LogError>;
}

/// Everything of a partition below `next` was consumed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsumedTo {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: u32,
    /// Last consumed position + 1.
    pub next: u64,
}

/// A member of a consumer group.
pub trait Member: Send {
    /// Up to `max` records of the partitions that this member holds now.
    ///
    /// # Errors
    /// [`LogError::Unavailable`]; [`LogError::Rebalanced`] when partitions
    /// were taken away: what was polled since the last commit must be dropped
    /// (the open transaction aborted), and polling goes on.
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError>;

    /// The partitions held now.
    fn assignment(&self) -> Vec<(TopicName, u32)>;

    /// To commit offsets with.
    fn generation(&self) -> Generation;

    /// Leaves the group at once, so that others need not wait.
    fn leave(self: Box<Self>);
}

/// A member's standing in its group; opaque.
pub struct Generation(Box<dyn Any + Send + Sync>);

impl Generation {
    /// Only the log that made it can read it back.
    pub(crate) fn new(standing: impl Any + Send + Sync) -> Self {
        Self(Box::new(standing))
    }

    /// What the log put in; `None` when another log made it.
    pub(crate) fn standing<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}
