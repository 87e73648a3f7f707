//! What can go wrong with the log, by what the caller does next.

use crate::topic::TopicName;

/// A variant exists because callers act on it differently.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LogError {
    /// The log is away or too slow. Ask again later; over HTTP: 503.
    #[error("the log is unavailable: {0}")]
    Unavailable(String),
    /// A later holder has this transactional identity. End the process.
    #[error("fenced: a later holder has the transactional identity {0:?}")]
    Fenced(String),
    /// Nobody knows whether the commit took effect. Drop the holder, start
    /// again from the committed offsets.
    #[error("the outcome of the commit is unknown: {0}")]
    Indefinite(String),
    /// Partitions were taken away. Abort, drop what was polled, poll on.
    #[error("the group was rebalanced")]
    Rebalanced,
    /// There is no such topic. Configuration or start-up order is wrong.
    #[error("topic {0} does not exist")]
    UnknownTopic(TopicName),
    /// There is no such partition.
    #[error("topic {topic} has no partition {partition}, only {partitions}")]
    UnknownPartition {
        /// Topic.
        topic: TopicName,
        /// Partition asked for.
        partition: u32,
        /// Number of partitions there are.
        partitions: u32,
    },
    /// The topic is there, but made differently.
    #[error("topic {topic} is there with {found}, but {wanted} was asked for")]
    Conflict {
        /// Topic.
        topic: TopicName,
        /// What is there.
        found: String,
        /// What was asked for.
        wanted: String,
    },
    /// A compacted topic is kept by key. The caller's mistake.
    #[error("a record without a key was given to the compacted topic {0}")]
    KeyMissing(TopicName),
    /// A record is larger than the log takes. Reject that record.
    #[error("record of {bytes} bytes for topic {topic}, at most {bytes_max} are allowed")]
    TooLarge {
        /// Topic.
        topic: TopicName,
        /// Size of key, value and headers.
        bytes: usize,
        /// Largest size.
        bytes_max: usize,
    },
    /// The position is not kept any more, or not there yet.
    #[error("position {position} of {topic}/{partition} is outside {floor} to {end}")]
    OutOfRange {
        /// Topic.
        topic: TopicName,
        /// Partition.
        partition: u32,
        /// Position asked for.
        position: u64,
        /// First position kept.
        floor: u64,
        /// Position after the last.
        end: u64,
    },
    /// The disk is full. Nothing was written; free space and try again.
    #[error("the disk is full: {0}")]
    Full(String),
    /// Another process holds the directory.
    #[error("the data directory {directory} is in use by another process{holder}")]
    Locked {
        /// Directory.
        directory: String,
        /// ` (pid N)` when known.
        holder: String,
    },
    /// The directory was written by a newer version.
    #[error(
        "the data directory {directory} has format {found}, this version reads up to {supported}: \
         use the newer adhub that wrote it"
    )]
    NewerVersion {
        /// Directory.
        directory: String,
        /// Format found.
        found: u32,
        /// Newest format that this version reads.
        supported: u32,
    },
    /// What is stored is damaged. End the process; an operator must look.
    #[error("the log is damaged: {0}")]
    Corrupt(String),
}
