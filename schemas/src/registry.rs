//! Where schemas get their ids.

use std::sync::Arc;

/// What went wrong with a schema id.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SchemaError {
    /// The registry cannot be reached now. Callers try again; never cached.
    #[error("schema registry is unavailable: {0}")]
    Unavailable(String),
    /// The registry answered that it has no such schema.
    #[error("schema id {0} is unknown")]
    UnknownId(u32),
    /// The registry refused the schema for this subject.
    #[error("schema for subject {subject} was refused: {reason}")]
    Refused {
        /// `TOPIC-value`.
        subject: String,
        /// What the registry said.
        reason: String,
    },
}

/// Gives ids to schemas and schemas to ids: a Confluent registry beside Kafka,
/// a table of its own in the embedded log.
///
/// Calls block. Known answers are cached by the implementation; failures never.
pub trait SchemaTable: Send + Sync {
    /// Registers `schema` (Avro JSON) under `subject`, or finds it there.
    ///
    /// # Errors
    /// [`SchemaError::Unavailable`] or [`SchemaError::Refused`].
    fn register(&self, subject: &str, schema: &str) -> Result<u32, SchemaError>;

    /// The schema that `id` stands for.
    ///
    /// # Errors
    /// [`SchemaError::Unavailable`] or [`SchemaError::UnknownId`].
    fn schema(&self, id: u32) -> Result<Arc<str>, SchemaError>;
}
